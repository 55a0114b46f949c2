"""Weigh what several places of a page say of two people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from onrecord.people.kinship.claims import BY_NOUN, Claim, Way
from onrecord.people.kinship.vocabulary import COUPLES
from onrecord.types import Relation, Relationship

CONFIDENCE: dict[Way, float] = {
    "possessed": 0.82, "whose": 0.82, "is": 0.82, "apposed": 0.82, "list": 0.85, "siblings": 0.85, "shared": 0.85,
    "verb": 0.86, "joint": 0.88, "of": 0.7, "bare": 0.76, "noun": 0.59, "couple": 0.59, "weak": 0.59, "unnamed": 0.7,
}  # fmt: skip
"""How often what is said in each way is right, on the 200 celebrity pages that the rules were written on, less five
points for that; ways that are too rare there share the figure of what they are most like. Those with no name were
judged by reading 78 of them, since the annotations leave most of them out."""
UNSURE = 0.5
"""Of what is denied, asked or alleged: too rare there to be measured apart."""

_MARRIED = frozenset(["spouse", "ex-spouse"])
_Key = tuple[object, ...]


def settle(claims: Sequence[Claim]) -> tuple[Relationship, ...]:
    """One relationship for each pair and relation, in the order of their evidence."""
    return tuple(sorted(map(_relationship, weigh(claims)), key=lambda one: one.evidence))


def weigh(claims: Sequence[Claim]) -> list[Claim]:
    """Those of ``claims`` that stand: of several that say the same the first."""
    grouped: dict[_Key, list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(_key(claim), []).append(claim)
    return [claim for group in grouped.values() for claim in _settled(group)]


def _key(claim: Claim) -> _Key:
    if claim.relative is None:
        return id(claim.person), claim.relation, claim.description.split()[-1].casefold()
    pair = frozenset([id(claim.person), id(claim.relative)])
    if claim.relation in COUPLES:
        return pair, "couple"
    return (
        (pair, claim.relation)
        if claim.relation == "sibling"
        else (id(claim.person), id(claim.relative), claim.relation)
    )


def _settled(group: Sequence[Claim]) -> Iterator[Claim]:
    """Those of ``group``, claims of one pair, that stand: what is asserted, else the first of each status."""
    asserted = [claim for claim in group if claim.status == "asserted"]
    if not asserted:
        yield from {claim.status: claim for claim in reversed(group)}.values()
    elif asserted[0].relation not in COUPLES or asserted[0].relative is None:
        yield asserted[0]
    else:
        yield _couple(asserted)


def _couple(claims: Sequence[Claim]) -> Claim:
    """What two are to each other, where the page says it more than once: nouns ("her husband") before verbs, marriage
    before anything less, and "her ex" a husband where there was a marriage."""
    nouns = [claim for claim in claims if claim.way in BY_NOUN and not claim.generic]
    told = nouns or [claim for claim in claims if claim.way != "weak"] or list(claims)
    relations = [claim.relation for claim in told]
    best: Relation = max(relations, key=relations.count)
    if best == "partner" and "spouse" in relations:
        best = "spouse"
    if best == "ex-partner" and not nouns and any(claim.again for claim in told):
        best = "partner"
    if best == "ex-partner" and any(claim.relation in _MARRIED for claim in claims):
        best = "ex-spouse"
    same = [claim for claim in [*told, *claims] if claim.relation == best]
    return same[0] if same else replace(told[0], relation=best)


def _relationship(claim: Claim) -> Relationship:
    return Relationship(
        from_name=claim.person.name,
        relation=claim.relation,
        to_name=claim.relative.name if claim.relative else claim.description,
        count=claim.count,
        status=claim.status,
        evidence=claim.evidence,
        confidence=CONFIDENCE[claim.way] if claim.status == "asserted" else UNSURE,
    )
