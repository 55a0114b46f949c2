"""Claims, what a construction says about two people, and the relationships that several claims are settled into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.kinship.vocabulary import COUPLE_RELATIONS
from onrecord.people.lexicon import word_list, word_set
from onrecord.people.view import View
from onrecord.types import Relation, Relationship, Span, Status

Construction = Literal[
    "possessed", "of", "apposed", "is", "bare", "list", "siblings", "shared", "verb", "joint", "noun",
    "couple", "weak", "unnamed",
]  # fmt: skip
"""The construction that makes a claim.

possessed: "her husband Piet", "Orla, whose husband Piet"; of: "the wife of Piet"; apposed: "Orla, his wife"; is:
"Orla is his wife"; bare: "husband Piet"; list: "her sons Piet and Ivo"; siblings: two names of such a list; shared: "a
son with Piet"; verb: "Orla wed Piet", "they have a son, Ivo"; joint: "Orla and Piet wed"; noun: "her wedding to Piet";
couple: "their wedding"; weak: "a wedding to Piet"; unnamed: "her daughter".
"""

BY_NOUN: frozenset[Construction] = frozenset(["possessed", "of", "apposed", "is", "bare"])
"""Constructions that apply a kinship noun to one of the two people."""
# Words that report without vouching: "is reportedly dating", "rumors say that".
_HEARSAY = word_list("hearsay")
# Negation between the subject and the verb: "are not dating", "never married".
_DENIED = word_list("denied")
_REACH = 12
"""Number of words before the subject that are searched for hearsay and denials."""
# Words that deny the clause after them: "denied that she was engaged to".
_DENIED_BEFORE = word_set("denied denies deny denying false untrue debunked debunks refuted refutes")

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


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a relationship: ``person`` is the ``relation`` (such as a parent) of ``relative``, or of
    somebody without a name on the page, whom ``description`` describes."""

    person: Cluster
    relation: Relation
    relative: Cluster | None
    status: Status
    construction: Construction
    evidence: Span
    description: str = ""
    count: int | None = None
    again: bool = False
    """True if the page says that two people are a couple again, or still: "back together"."""
    pending: bool = False
    """True if their divorce is not final: "filed for divorce", "divorce talks"."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """The owners of a kinship phrase, and the construction that names them."""

    owners: Sequence[Cluster]
    construction: Construction
    start: int
    """Index of the first word of the construction."""


NOBODY = Ownership((), "bare", 0)


def status_at(view: View, index: int, *, subject: int, hearsay_words: Collection[int]) -> Status:
    """The status of the clause whose verb or noun is word ``index``. ``subject`` is the index of the first word of its
    subject. ``hearsay_words``: indices of words in quotations of unnamed sources, which only allege."""
    sentence = view.sentence_of(index)
    # A question mark among the last words of the sentence, before any closing marks.
    if any(word.text == "?" for word in view.words[max(index, sentence.stop - 3) : sentence.stop]):
        return "asked"
    if any(word in _DENIED or word.endswith("n't") for word in view.form(range(subject, index))):
        return "denied"
    before = view.form(range(max(sentence.start, subject - _REACH), index + 1))
    if _DENIED_BEFORE.intersection(before):
        return "denied"
    # "If Orla Tarn had married Piet Quill".
    if index in hearsay_words or _HEARSAY.intersection(before) or view.folded(subject - 1) == "if":
        return "alleged"
    return "asserted"


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
    grouped: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        grouped.setdefault(_group_key(claim), []).append(claim)
    # Nobody is parent and partner, or parent and child, of one person: the relation with more support is kept.
    supports = (sum(CONFIDENCE[c.construction] for c in group if c.status == "asserted") for group in grouped.values())
    groups = zip(grouped.values(), supports, strict=True)
    settled = [(claim, support) for group, support in groups for claim in _settle_group(group)]
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


def _noun(claim: Claim) -> str:
    """The noun for a relative without a name, folded; empty if it has one."""
    return "" if claim.relative else claim.description.split()[-1].casefold()


def _group_key(claim: Claim) -> tuple[object, ...]:
    """Claims with the same key are about the same relationship; all relations of a couple share one."""
    if claim.relative is None:
        return id(claim.person), claim.relation, _noun(claim)
    pair = _pair(claim)
    if claim.relation in COUPLE_RELATIONS:
        return pair, "couple"
    if claim.relation == "sibling":
        return pair, claim.relation
    return id(claim.person), id(claim.relative), claim.relation


def _settle_group(group: Sequence[Claim]) -> Iterator[Claim]:
    """The claims of ``group`` that are kept: an asserted one, or else the first of each status."""
    asserted = [claim for claim in group if claim.status == "asserted"]
    if not asserted:
        yield from {claim.status: claim for claim in reversed(group)}.values()
    elif asserted[0].relation not in COUPLE_RELATIONS or asserted[0].relative is None:
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
    if any(claim.again and claim.relation == "spouse" for claim in claims):
        relation = "spouse"
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
