"""Find the relationships between the people of a page: claims of kinship phrases and of expressions for couples."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, product

from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.kinship.claims import Claim, Ownership, settle, status_at
from onrecord.people.kinship.context import KinshipContext, Pair, PersonMention
from onrecord.people.kinship.couples import couple_claims
from onrecord.people.kinship.owners import find_owners, other_parent, owners_of, subject_before, with_joined
from onrecord.people.kinship.phrases import Phrase, people_named_from, read_phrase
from onrecord.people.kinship.vocabulary import AGED, COUPLE_RELATIONS, INVERSE, KINSHIP_NOUNS, NUMBERS, UNIONS
from onrecord.people.lexicon import word_set
from onrecord.people.view import View
from onrecord.types import Relation, Relationship, Statement, Status

_TRIGGERS = KINSHIP_NOUNS.keys() | UNIONS.keys()
# Words between two phrases of a list: "sons Piet, 3, and Ivo, along with daughter Zsofi".
_LIST_WORDS = frozenset([",", ":", "—", "–", "-", "(", "and", "&", "together", "with", "along", "their"])
_VAGUE_NOUNS = frozenset(["ex", "flame", "squeeze", "bae", "lover", "parents", "sweetheart"])
"""Nouns that say too little about a relative without a name."""
_IS = word_set("is are was were became remains 's as isn't wasn't not")
_PHRASE_ENDS = frozenset([",", ".", ")", "—", "–", ";", "of", "to"])


def find_relationships(
    view: View, entities: Entities, statements: Sequence[Statement], *, speakers: Mapping[str, Cluster]
) -> tuple[tuple[Relationship, ...], tuple[str, ...]]:
    """The relationships that the page states, and warnings of contradictions.

    ``speakers`` gives the person who speaks by the id of the statement.
    """
    speaker_at: dict[int, Cluster] = {}
    hearsay_words: set[int] = set()
    for statement in statements:
        speaker = speakers.get(statement.id)
        indices = view.indices(statement.content)
        if speaker:
            speaker_at |= dict.fromkeys(indices, speaker)
        else:
            hearsay_words.update(indices)
    return settle(find_claims(KinshipContext(view, entities, speaker_at, hearsay_words)))


def find_claims(context: KinshipContext) -> list[Claim]:
    """All claims on the page. Couples come first, since "they" and "our" in claims about children refer to them."""
    words = context.words
    triggers = [index for index, word in enumerate(words) if word.folded in _TRIGGERS]
    phrases = [phrase for index in triggers if (phrase := read_phrase(context, index))]
    _note_children(context, phrases)
    claims = _phrase_claims(context, [phrase for phrase in phrases if phrase.kin.relation in COUPLE_RELATIONS])
    for index in triggers:
        if words[index].folded in UNIONS:
            claims += _note_couples(context, index, couple_claims(context, index))
    claims += _phrase_claims(context, [phrase for phrase in phrases if phrase.kin.relation not in COUPLE_RELATIONS])
    relations_with_names = named_relations(claims)
    for phrase in phrases:
        claims += unnamed_claims(context, phrase, relations_with_names)
    return claims


def _phrase_claims(context: KinshipContext, phrases: Sequence[Phrase]) -> list[Claim]:
    """Claims of ``phrases``, whose owners are looked for first."""
    claims: list[Claim] = []
    previous: Phrase | None = None
    for phrase in phrases:
        listed = previous.ownership.owners if previous and _is_listed(context, previous, phrase) else ()
        phrase.ownership = find_owners(context, phrase, listed=listed)
        own_claims = chain(named_claims(context, phrase), apposed_claims(context, phrase))
        claims += _note_couples(context, phrase.index, own_claims)
        previous = phrase
    return claims


def _note_couples(context: KinshipContext, index: int, claims: Iterable[Claim]) -> list[Claim]:
    """``claims``, made at word ``index``; couples among them are added to the context, for "the couple" and "they"."""
    noted = list(claims)
    for claim in noted:
        if claim.relative and claim.relation in COUPLE_RELATIONS and claim.status == "asserted":
            context.pairs.add(Pair(index, claim.person, claim.relative, couple=True))
    return noted


def _note_children(context: KinshipContext, phrases: Sequence[Phrase]) -> None:
    """Record in ``context`` who is a child, so that children become neither parents nor couples."""
    of_children = [phrase for phrase in phrases if phrase.kin.relation == "child"]
    context.children = {id(name.person) for phrase in of_children for name in phrase.names}
    for phrase in phrases:
        if phrase.kin.relation == "parent" and context.view.folded(phrase.index + 1) in {"of", "to"}:
            context.children |= {id(child) for child in people_named_from(context, phrase.index + 2)[0]}


def _is_listed(context: KinshipContext, previous: Phrase, phrase: Phrase) -> bool:
    """True if two phrases belong to one list: "sons Piet, 3, and Ivo and daughter Zsofi", "two kids: son Piet"."""
    words = context.words
    couples = previous.kin.relation in COUPLE_RELATIONS and phrase.kin.relation in COUPLE_RELATIONS
    if not (couples or previous.kin.relation == phrase.kin.relation) or phrase.owner is not None or phrase.article:
        return False
    if phrase.first - previous.stop > 6 or words[previous.index].sentence != words[phrase.index].sentence:
        return False
    between = words[previous.stop : phrase.first]
    return all(w.folded in _LIST_WORDS or w.text[0].isdigit() or w.folded.endswith(AGED) for w in between)


def named_claims(context: KinshipContext, phrase: Phrase) -> Iterator[Claim]:
    """Claims of a phrase with names after it."""
    if not phrase.names:
        return
    ownership = phrase.ownership
    relatives = [name.person for name in phrase.names]
    if parent := _second_parent(context, phrase):
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
        span = context.view.span((phrase.start, phrase.stop - 1))
        yield Claim(relatives[0], "sibling", relatives[1], "asserted", "siblings", span)


def _second_parent(context: KinshipContext, phrase: Phrase) -> PersonMention | None:
    """The parent after "with", beside the owner: "her son with Piet Tarn"."""
    people = [*phrase.ownership.owners, *(name.person for name in phrase.names)]
    parent = other_parent(context, phrase) if phrase.kin.relation == "child" and phrase.ownership.owners else None
    return parent if parent and parent.person not in people else None


def make_claim(
    context: KinshipContext, phrase: Phrase, ownership: Ownership, owner: Cluster, relative: Cluster, *, stop: int
) -> Claim:
    """The claim that ``relative``, whose name ends before word ``stop``, is the relative of ``owner``. A parent is
    always the ``person`` of the claim."""
    span = context.view.span((ownership.start, max(stop - 1, phrase.index)))
    if phrase.relation == "parent":
        return Claim(relative, "parent", owner, phrase.status, ownership.construction, span)
    return Claim(owner, INVERSE[phrase.relation], relative, phrase.status, ownership.construction, span)


def unnamed_claims(
    context: KinshipContext, phrase: Phrase, relations_with_names: Collection[tuple[int, Relation]]
) -> Iterator[Claim]:
    """Claims of a phrase without names, unless the page names such a relative of the owner: see ``named_relations``.
    Phrases that do not say how many they are ("her sisters") are left out."""
    noun = context.words[phrase.index].folded
    if phrase.names or noun in _VAGUE_NOUNS or (phrase.kin.plural and phrase.number is None and noun != "twins"):
        return
    ownership = phrase.ownership
    parent = _second_parent(context, phrase)
    owners = [*ownership.owners, *([parent.person] if parent else [])]
    span = context.view.span((ownership.start, max(phrase.index, parent.stop - 1 if parent else 0)))
    count = phrase.number or (2 if phrase.kin.plural else 1)
    for owner in owners:
        if (id(owner), _kind(phrase.relation)) not in relations_with_names:
            description = _describe(context, phrase)
            yield Claim(owner, INVERSE[phrase.relation], None, phrase.status, "unnamed", span, description, count)


def _describe(context: KinshipContext, phrase: Phrase) -> str:
    """The phrase as printed: from its number on, if it has one, else with its owner."""
    front = enumerate(context.words[phrase.first : phrase.index], start=phrase.first)
    first = next((n for n, word in front if word.folded in NUMBERS or word.text.isdigit()), phrase.start)
    return context.view.phrase(context.view.span((first, phrase.index)))


def named_relations(claims: Iterable[Claim]) -> set[tuple[int, Relation]]:
    """The id of each person of ``claims`` about two people, with the relation of the other to that person. Husbands and
    boyfriends are of the same kind: see ``_kind``."""
    with_names = [claim for claim in claims if claim.relative]
    relations = {(id(claim.person), _kind(INVERSE[claim.relation])) for claim in with_names}
    return relations | {(id(claim.relative), _kind(claim.relation)) for claim in with_names}


def _kind(relation: Relation) -> Relation:
    """``relation``, with "partner" for all of a couple and "ex-partner" for all of a former couple."""
    if relation in COUPLE_RELATIONS:
        return "ex-partner" if relation.startswith("ex-") else "partner"
    return relation


def apposed_claims(context: KinshipContext, phrase: Phrase) -> Iterator[Claim]:
    """Claims of a phrase without names after it."""
    if phrase.names:
        return
    words = context.words
    owners: Sequence[Cluster] = owners_of(context, phrase)
    stop = phrase.index + 1
    # "Orla and Piet are siblings."
    is_joint = words[phrase.start - 1].folded in {"are", "were"} and "like" not in phrase.modifiers
    if phrase.kin.relation == "sibling" and phrase.kin.plural and is_joint:
        subject = subject_before(context, phrase.start)
        owners = subject.owners[:1] if subject and len(subject.owners) == 2 else owners
    has_complement = phrase.owner is None and stop + 1 < len(words) and words[stop].folded in {"of", "to"}
    if has_complement:
        owners, stop = people_named_from(context, stop + 1)
    if not owners:
        return
    relative = _find_relative(context, phrase) or (_find_described(context, phrase, owners) if has_complement else None)
    if relative is None or relative.owners[0] in owners:
        return
    ownership = Ownership(owners, "of" if has_complement else relative.construction, relative.start)
    # "Orla and Piet are the parents of Ivo."
    people = with_joined(context, relative.start, relative.owners[0]).owners if phrase.kin.plural else relative.owners
    status: Status = "asserted"
    if relative.construction == "is":
        status = status_at(context.view, phrase.index, subject=relative.start, hearsay_words=())
    for owner, person in ((owner, person) for owner, person in product(owners, people) if owner is not person):
        claim = make_claim(context, phrase, ownership, owner, person, stop=stop)
        yield claim if status == "asserted" else replace(claim, status=status)


def _find_described(context: KinshipContext, phrase: Phrase, owners: Sequence[Cluster]) -> Ownership | None:
    """The person meant by "the wife of Piet Tarn" without a name: the person whom the page is about. It is seldom about
    somebody's child or sibling."""
    if phrase.kin.relation not in COUPLE_RELATIONS and phrase.kin.relation != "parent":
        return None
    start = context.words[phrase.start].start
    ranked = context.most_mentioned(phrase.kin.gender)
    person = next((person for person in ranked if person not in owners and person.mentions[0][0] < start), None)
    return Ownership((person,), "of", phrase.start) if person else None


def _find_relative(context: KinshipContext, phrase: Phrase) -> Ownership | None:
    """The person whom ``phrase`` calls a relative: by an apposition or a copula."""
    words = context.words
    index = phrase.start - 1
    if index < 1:
        return None
    if words[index].text in {",", "—", "–", "("}:
        # "Orla Tarn, 41, his wife".
        end = index - 2 if words[index - 1].text.isdigit() and words[index - 2].text == "," else index
        mention = context.ending_before(end)
        # "Orla Tarn was born in 1970, the daughter of Piet Tarn."
        birth = [n for n in context.view.just_before(index, 8) if words[n].folded == "born"]
        if mention is None and birth and phrase.kin.relation == "child":
            return subject_before(context, birth[-1])
        after = words[phrase.index + 1].text if phrase.index + 1 < len(words) else "."
        return Ownership((mention.person,), "apposed", mention.first) if mention and after in _PHRASE_ENDS else None
    # "Orla is his wife", "Orla, who was not his wife".
    if words[index].folded not in _IS:
        return None
    index -= words[index].folded == "not"
    end = index - (words[index - 1].folded in {"who", "also", "now"})
    end -= words[end - 1].text == ","
    mention = context.ending_before(end)
    return Ownership((mention.person,), "is", mention.first) if mention else None
