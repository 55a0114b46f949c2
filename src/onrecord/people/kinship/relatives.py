"""Claims of kinship phrases: relatives by name, shared children, and relatives without a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product

from onrecord.people.coreference.clusters import Cluster
from onrecord.people.kinship.claims import Claim, Ownership
from onrecord.people.kinship.context import KinshipContext
from onrecord.people.kinship.owners import (
    name_after_with,
    other_parent,
    owner_of_bare,
    owners_of,
    parents_of,
    subject_before,
)
from onrecord.people.kinship.phrases import Phrase
from onrecord.people.kinship.vocabulary import COUPLES, FORMER, FORMERLY, INVERSE, NUMBERS, PARTED, RUMOURED, STILL
from onrecord.types import Relation, Status

_VAGUE_NOUNS = frozenset(["ex", "flame", "squeeze", "bae", "lover", "parents", "sweetheart"])
"""Nouns that say too little about a relative without a name."""


def relation_of(context: KinshipContext, phrase: Phrase) -> Relation:
    """The relation of the relative to the owner, former or not."""
    relation = phrase.kin.relation
    if not STILL.isdisjoint(phrase.modifiers):
        return "spouse" if relation == "ex-spouse" else relation
    has_ended = any(word in FORMERLY or word.startswith(("then-", "ex-")) for word in phrase.modifiers)
    # "Her split from boyfriend Piet Tarn".
    if relation == "partner" and phrase.start > 1:
        before = [word.folded for word in context.words[max(0, phrase.start - 3) : phrase.start]]
        has_ended |= before[-1] in {"from", "with"} and not PARTED.isdisjoint(before)
    return FORMER.get(relation, relation) if has_ended else relation


def status_of(phrase: Phrase) -> Status:
    """The status of the phrase: alleged if it is rumoured, else asserted."""
    return "asserted" if RUMOURED.isdisjoint(phrase.modifiers) else "alleged"


def find_owners(context: KinshipContext, phrase: Phrase, *, listed: Sequence[Cluster]) -> Ownership:
    """The owners of ``phrase``. ``listed`` holds those of the phrase before it in the same list."""
    if phrase.owner is not None:
        owners = owners_of(context, phrase, barred=phrase.names[0].person if phrase.names else None)
        if context.words[phrase.owner].folded == "whose":
            return Ownership(owners, "whose", phrase.start)
        return Ownership(owners, "list" if len(phrase.names) > 1 else "possessed", phrase.start)
    subject = parents_of(context, phrase) if phrase.kin.relation == "child" else None
    if subject:
        return Ownership(subject.people, "verb", subject.first)
    # "The husband" may be anybody's husband.
    if phrase.article == "the":
        return Ownership((), "bare", phrase.start)
    if listed or (phrase.kin.relation == "sibling" and phrase.kin.plural):
        return Ownership(listed, "list", phrase.start)
    is_bare = bool(phrase.names) and not phrase.article and not phrase.number
    return Ownership(owner_of_bare(context, phrase) if is_bare else (), "bare", phrase.start)


def named_claims(context: KinshipContext, phrase: Phrase, ownership: Ownership) -> Iterator[Claim]:
    """Claims of a phrase with names after it."""
    if not phrase.names:
        return
    relatives = [name.person for name in phrase.names]
    parent = other_parent(context, phrase) if phrase.kin.relation == "child" and ownership.owners else None
    if parent and not any(parent.person is relative for relative in [*ownership.owners, *relatives]):
        with_parent = Ownership((parent.person,), "shared", ownership.start)
        for name in phrase.names:
            stop = max(name.stop, parent.stop)
            yield make_claim(context, phrase, with_parent, parent.person, name.person, stop=stop)
    for name, owner in product(phrase.names, ownership.owners):
        if owner is not name.person:
            yield make_claim(context, phrase, ownership, owner, name.person, stop=name.stop)
    # Two children of a list are siblings. With more, some may have other parents.
    is_sibling_list = phrase.kin.relation == "sibling" and phrase.kin.plural and phrase.owner is None
    are_all = phrase.kin.relation == "child" and phrase.number in {None, 2}
    if (is_sibling_list or are_all) and len(relatives) == 2 and relatives[0] is not relatives[1]:
        span = context.span(phrase.start, phrase.stop)
        yield Claim(relatives[0], "sibling", relatives[1], "asserted", "siblings", span)


def make_claim(
    context: KinshipContext, phrase: Phrase, ownership: Ownership, owner: Cluster, relative: Cluster, *, stop: int
) -> Claim:
    """The claim that ``relative``, whose name ends before word ``stop``, is the relative of ``owner``. A parent is
    always the ``person`` of the claim."""
    relation, status = relation_of(context, phrase), status_of(phrase)
    span = context.span(ownership.start, max(stop, phrase.index + 1))
    if relation == "parent":
        return Claim(relative, "parent", owner, status, ownership.construction, span)
    generic = context.words[phrase.index].folded == "ex"
    return Claim(owner, INVERSE[relation], relative, status, ownership.construction, span, generic=generic)


def shared_child_claims(context: KinshipContext, index: int) -> Iterator[Claim]:
    """Claims of "Zsofi, whom she shares with ex-husband Piet", where "shares" is word ``index``."""
    words = context.words
    if index + 2 >= len(words) or words[index + 1].folded != "with":
        return
    subject, second_parent = subject_before(context, index), name_after_with(context, index + 2)
    if not subject or not second_parent or subject.first < 2 or words[subject.first - 1].folded not in {"who", "whom"}:
        return
    child = context.ending_before(subject.first - 1 - (words[subject.first - 2].text == ","))
    parents = [*subject.people, second_parent.person]
    if child and not any(child.person is parent for parent in parents):
        span = context.span(child.first, second_parent.stop)
        yield from (Claim(parent, "parent", child.person, "asserted", "shared", span) for parent in parents)


def unnamed_claims(
    context: KinshipContext, phrase: Phrase, ownership: Ownership, named: Collection[tuple[int, Relation]]
) -> Iterator[Claim]:
    """Claims of a phrase without names, unless the page names such a relative of the owner: see ``named_relations``.

    The record counts these relatives, so phrases that do not say how many they are ("her sisters") are left out.
    """
    noun = context.words[phrase.index].folded
    if phrase.names or noun in _VAGUE_NOUNS or (phrase.kin.plural and phrase.number is None and noun != "twins"):
        return
    relation = relation_of(context, phrase)
    parent = other_parent(context, phrase) if relation == "child" and ownership.owners else None
    owners = [*ownership.owners]
    if parent and not any(parent.person is owner for owner in owners):
        owners.append(parent.person)
    span = context.span(ownership.start, max(phrase.index + 1, parent.stop if parent else 0))
    count = phrase.number or (2 if phrase.kin.plural else 1)
    for owner in owners:
        if (id(owner), _kind(relation)) not in named:
            described = _describe(context, phrase)
            yield Claim(owner, INVERSE[relation], None, status_of(phrase), "unnamed", span, described, count)


def _describe(context: KinshipContext, phrase: Phrase) -> str:
    """The phrase as printed: from its number on, if it has one, else with its owner."""
    front = enumerate(context.words[phrase.first : phrase.index], start=phrase.first)
    first = next((n for n, word in front if word.folded in NUMBERS or word.text.isdigit()), phrase.start)
    return context.view.phrase(context.span(first, phrase.index + 1))


def named_relations(claims: Iterable[Claim]) -> set[tuple[int, Relation]]:
    """The id of each person of ``claims`` about two people, with the relation of the other to that person.

    Husbands and boyfriends are of the same kind: see ``_kind``.
    """
    named = [claim for claim in claims if claim.relative is not None]
    relations = {(id(claim.person), _kind(INVERSE[claim.relation])) for claim in named}
    return relations | {(id(claim.relative), _kind(claim.relation)) for claim in named}


def _kind(relation: Relation) -> Relation:
    """``relation``, with "partner" for all of a couple and "ex-partner" for all of a former couple."""
    if relation in COUPLES:
        return "ex-partner" if relation.startswith("ex-") else "partner"
    return relation
