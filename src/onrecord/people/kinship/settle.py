"""Settle several claims about the same two people into one relationship."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.people.kinship.claims import BY_NOUN, Claim, Construction
from onrecord.people.kinship.vocabulary import COUPLES
from onrecord.types import Relation, Relationship

CONFIDENCE: dict[Construction, float] = {
    "possessed": 0.82, "is": 0.82, "apposed": 0.82, "list": 0.85, "siblings": 0.85, "shared": 0.85,
    "verb": 0.86, "joint": 0.88, "of": 0.7, "bare": 0.76, "noun": 0.59, "couple": 0.59, "weak": 0.59, "unnamed": 0.7,
}  # fmt: skip
"""Confidence of an asserted claim, by construction.

It is the share of right claims on the 200 celebrity training pages (training/LOG.md, 2026-11-25), less five points,
since the rules were written on these. Rare constructions share the figure of the one they resemble. Of claims about
relatives without a name 78 were read, since the annotations leave most of them out.
"""
UNSURE = 0.5
"""Confidence of a claim that is denied, asked or alleged. These are too rare in the training pages to be measured."""

_MARRIED = frozenset(["spouse", "ex-spouse"])
_ANY_CHILD = frozenset(["child", "kid", "baby", "toddler", "tot", "newborn", "firstborn", "infant"])
"""Nouns for one child of either sex."""
_Key = tuple[object, ...]


def settle(claims: Sequence[Claim]) -> tuple[tuple[Relationship, ...], tuple[str, ...]]:
    """One relationship for each pair and relation, in the order of their evidence; and a warning for each that
    contradicts a better one."""
    settled_claims, dropped = weigh(claims)
    warnings = (
        f"{claim.person.name} is called the {claim.relation} of {claim.relative.name if claim.relative else ''} at "
        f"{claim.evidence[0]}, which contradicts other words of the page: it is left out."
        for claim in dropped
    )
    relationships = sorted(map(_relationship, settled_claims), key=lambda relationship: relationship.evidence)
    return tuple(relationships), tuple(warnings)


def weigh(claims: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
    """The claims that are kept, and those that contradict them. If several claims agree, the first is kept."""
    grouped: dict[_Key, list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(_group_key(claim), []).append(claim)
    settled = [(claim, _support(group)) for group in grouped.values() for claim in _settle_group(group)]
    # "Their baby" is the "daughter" of the same parent.
    parents = {id(claim.person) for claim, _ in settled if _noun(claim) in {"son", "daughter"}}
    settled = [(c, support) for c, support in settled if not (_noun(c) in _ANY_CHILD and id(c.person) in parents)]
    best: dict[frozenset[int], float] = {}
    for claim, support in settled:
        if claim.relative and claim.status == "asserted":
            best[_pair(claim)] = max(best.get(_pair(claim), 0.0), support)
    settled_claims: list[Claim] = []
    dropped: list[Claim] = []
    for claim, support in settled:
        is_weaker = claim.relative and claim.status == "asserted" and support < best[_pair(claim)]
        (dropped if is_weaker else settled_claims).append(claim)
    return settled_claims, dropped


def _pair(claim: Claim) -> frozenset[int]:
    return frozenset([id(claim.person), id(claim.relative)])


def _support(group: Sequence[Claim]) -> float:
    """Support of the page for a relation of two people. Nobody is parent and partner, or parent and child, of one
    person: the relation with more support is kept."""
    return sum(CONFIDENCE[claim.construction] for claim in group if claim.status == "asserted")


def _noun(claim: Claim) -> str:
    """The noun for a relative without a name, folded; empty if it has one."""
    return "" if claim.relative else claim.description.split()[-1].casefold()


def _group_key(claim: Claim) -> _Key:
    """Claims with the same key are about the same relationship; all relations of a couple share one."""
    if claim.relative is None:
        return id(claim.person), claim.relation, _noun(claim)
    pair = _pair(claim)
    if claim.relation in COUPLES:
        return pair, "couple"
    if claim.relation == "sibling":
        return pair, claim.relation
    return id(claim.person), id(claim.relative), claim.relation


def _settle_group(group: Sequence[Claim]) -> Iterator[Claim]:
    """The claims of ``group`` that are kept: an asserted one, or else the first of each status."""
    asserted = [claim for claim in group if claim.status == "asserted"]
    if not asserted:
        yield from {claim.status: claim for claim in reversed(group)}.values()
    elif asserted[0].relation not in COUPLES or asserted[0].relative is None:
        yield asserted[0]
    else:
        yield _settle_couple(asserted)


def _settle_couple(claims: Sequence[Claim]) -> Claim:
    """The relation of a couple with several claims: nouns ("her husband") precede verbs, and the most frequent one
    wins."""
    noun_claims = [claim for claim in claims if claim.construction in BY_NOUN]
    deciding = noun_claims or list(claims)
    relations = Counter(claim.relation for claim in deciding)
    relation: Relation = relations.most_common(1)[0][0]
    # Marriage outranks dating: "Orla is dating Piet. She waved to her husband Piet."
    if relation == "partner" and "spouse" in relations:
        relation = "spouse"
    # They broke up, but are back together.
    if relation == "ex-partner" and not noun_claims and any(claim.again for claim in deciding):
        relation = "partner"
    # "Her ex" is an ex-husband, if the page has the two married anywhere.
    if relation == "ex-partner" and any(claim.relation in _MARRIED for claim in claims):
        relation = "ex-spouse"
    # "They split. Their divorce talks go on."
    if relation in {"ex-spouse", "ex-partner"} and not noun_claims and any(claim.pending for claim in claims):
        relation = "spouse"
    # "Her husband, whom she divorced": the verb is the news.
    verb_claims = (claim for claim in claims if claim.construction in {"verb", "joint"})
    if relation == "spouse" and any(claim.relation == "ex-spouse" for claim in verb_claims):
        relation = "ex-spouse"
    matching = [claim for claim in [*deciding, *claims] if claim.relation == relation]
    return matching[0] if matching else replace(deciding[0], relation=relation)


def _relationship(claim: Claim) -> Relationship:
    return Relationship(
        from_name=claim.person.name,
        relation=claim.relation,
        to_name=claim.relative.name if claim.relative else claim.description,
        count=claim.count,
        status=claim.status,
        evidence=claim.evidence,
        confidence=CONFIDENCE[claim.construction] if claim.status == "asserted" else UNSURE,
    )
