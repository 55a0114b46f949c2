"""What phrases for relatives claim: who is named as whose, and who has a relative with no name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onrecord.people.cast import Cluster
from onrecord.people.kinship.claims import Claim, Whose
from onrecord.people.kinship.owners import (
    name_after_with,
    other_parent,
    owner_of_bare,
    owners_of,
    parents_of,
    subject_before,
)
from onrecord.people.kinship.phrases import Phrase
from onrecord.people.kinship.scene import Scene
from onrecord.people.kinship.vocabulary import COUPLES, FORMER, FORMERLY, INVERSE, NUMBERS, PARTED, RUMOURED, STILL
from onrecord.types import Relation, Status

_TOO_VAGUE = frozenset(["ex", "flame", "squeeze", "bae", "lover", "parents", "sweetheart"])
"""Nouns that tell too little of somebody with no name."""


def relation_of(scene: Scene, phrase: Phrase) -> Relation:
    """What the relative is to the owner, former or not."""
    relation = phrase.kin.relation
    if not STILL.isdisjoint(phrase.modifiers):
        return "spouse" if relation == "ex-spouse" else relation
    over = any(word in FORMERLY or word.startswith(("then-", "ex-")) for word in phrase.modifiers)
    if relation == "partner" and phrase.start > 1:
        before = [word.folded for word in scene.view.words[max(0, phrase.start - 3) : phrase.start]]
        over |= before[-1] in {"from", "with"} and not PARTED.isdisjoint(before)
    return FORMER.get(relation, relation) if over else relation


def status_of(phrase: Phrase) -> Status:
    """Whether it is only rumoured that the relative is one."""
    return "asserted" if RUMOURED.isdisjoint(phrase.modifiers) else "alleged"


def find_owners(scene: Scene, phrase: Phrase, *, listed: Sequence[Cluster]) -> Whose:
    """Whose relative the phrase speaks of. ``listed``: whose the phrase before it in the same list does."""
    if phrase.owner is not None:
        owners = owners_of(scene, phrase, barred=phrase.names[0][1] if phrase.names else None)
        if scene.view.words[phrase.owner].folded == "whose":
            return Whose(owners, "whose", phrase.start)
        return Whose(owners, "list" if len(phrase.names) > 1 else "possessed", phrase.start)
    subject = parents_of(scene, phrase) if phrase.kin.relation == "child" else None
    if subject:
        return Whose(subject[1], "verb", subject[0])
    if phrase.article == "the":
        return Whose((), "bare", phrase.start)
    if listed or (phrase.kin.relation == "sibling" and phrase.kin.plural):
        return Whose(listed, "list", phrase.start)
    told = bool(phrase.names) and not phrase.article and not phrase.number
    return Whose(owner_of_bare(scene, phrase) if told else (), "bare", phrase.start)


def named_claims(scene: Scene, phrase: Phrase, of: Whose) -> Iterator[Claim]:
    """Claims of a phrase with names behind it."""
    if not phrase.names:
        return
    people = [who for _, who in phrase.names]
    further = other_parent(scene, phrase) if phrase.kin.relation == "child" and of.owners else None
    if further and not any(further[1] is who for who in [*of.owners, *people]):
        with_other = Whose((further[1],), "shared", of.start)
        yield from (
            make_claim(scene, phrase, with_other, further[1], who, stop=max(stop, further[0]))
            for stop, who in phrase.names
        )
    for stop, who in phrase.names:
        yield from (make_claim(scene, phrase, of, owner, who, stop=stop) for owner in of.owners if owner is not who)
    siblings = phrase.kin.relation == "sibling" and phrase.kin.plural and phrase.owner is None
    if (siblings or phrase.kin.relation == "child") and len(people) == 2 and people[0] is not people[1]:
        span = scene.span(phrase.start, phrase.names[-1][0])
        yield Claim(people[0], "sibling", people[1], "asserted", "siblings", span)


def make_claim(scene: Scene, phrase: Phrase, of: Whose, owner: Cluster, who: Cluster, *, stop: int) -> Claim:
    """That ``who``, whose name ends before word ``stop``, is the relative of ``owner``; a parent comes first."""
    relation, status = relation_of(scene, phrase), status_of(phrase)
    span = scene.span(of.start, max(stop, phrase.index + 1))
    if relation == "parent":
        return Claim(who, "parent", owner, status, of.way, span)
    generic = scene.view.words[phrase.index].folded == "ex"
    return Claim(owner, INVERSE[relation], who, status, of.way, span, generic=generic)


def shared_child_claims(scene: Scene, at: int) -> Iterator[Claim]:
    """Claims of "Zsofi, whom she shares with ex-husband Piet", where "shares" is word ``at``."""
    words = scene.view.words
    if at + 2 >= len(words) or words[at + 1].folded != "with":
        return
    subject, other = subject_before(scene, at), name_after_with(scene, at + 2)
    if subject is None or other is None or subject[0] < 2 or words[subject[0] - 1].folded not in {"who", "whom"}:
        return
    child = scene.ending_before(subject[0] - 1 - (words[subject[0] - 2].text == ","))
    parents = [*subject[1], other[1]]
    if child and not any(child[1] is parent for parent in parents):
        span = scene.span(child[0], other[0])
        yield from (Claim(parent, "parent", child[1], "asserted", "shared", span) for parent in parents)


def unnamed_claims(scene: Scene, phrase: Phrase, of: Whose, claims: Sequence[Claim]) -> Iterator[Claim]:
    """Claims of a phrase with no names, where ``claims`` name no such relative of the owner.

    The record has a number for them, so relatives whose number the page keeps back ("her sisters") are left out.
    """
    noun = scene.view.words[phrase.index].folded
    if phrase.names or noun in _TOO_VAGUE or (phrase.kin.plural and phrase.number is None and noun != "twins"):
        return
    relation = relation_of(scene, phrase)
    further = other_parent(scene, phrase) if relation == "child" and of.owners else None
    people = [*of.owners, *([further[1]] if further and not any(further[1] is who for who in of.owners) else [])]
    span = scene.span(of.start, max(phrase.index + 1, further[0] if further else 0))
    count = phrase.number or (2 if phrase.kin.plural else 1)
    for owner in people:
        if not any(_is_such(known, owner, relation) for known in claims):
            described = _printed(scene, phrase)
            yield Claim(owner, INVERSE[relation], None, status_of(phrase), "unnamed", span, described, count)


def _printed(scene: Scene, phrase: Phrase) -> str:
    """The phrase as printed: from its number on, if it has one, else with its owner."""
    words = scene.view.words
    counted = (n for n in range(phrase.first, phrase.index) if words[n].folded in NUMBERS or words[n].text.isdigit())
    first = next(counted, phrase.start)
    return " ".join(scene.view.text[slice(*scene.span(first, phrase.index + 1))].split())


def _is_such(known: Claim, owner: Cluster, relation: Relation) -> bool:
    """Whether ``known`` names a relative of that kind of ``owner``; a husband and a boyfriend are of one kind."""
    if known.relative is None:
        return False
    if relation in COUPLES and known.relation in COUPLES:
        alike = relation.startswith("ex-") == known.relation.startswith("ex-")
        return alike and (owner is known.person or owner is known.relative)
    if owner is known.person:
        return known.relation == INVERSE[relation]
    return owner is known.relative and known.relation == relation
