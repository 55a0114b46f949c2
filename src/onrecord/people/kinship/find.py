"""Find the relationships between the people of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from onrecord.people.coreference.clusters import Cluster, Entities
from onrecord.people.kinship.claims import Claim, settle
from onrecord.people.kinship.context import KinshipContext, Pair
from onrecord.people.kinship.couples import couple_claims
from onrecord.people.kinship.phrases import Phrase, read_phrase
from onrecord.people.kinship.relatives import (
    apposed_claims,
    find_owners,
    named_claims,
    named_relations,
    people_named_from,
    unnamed_claims,
)
from onrecord.people.kinship.vocabulary import AGED, COUPLES, KIN, UNIONS
from onrecord.people.view import View
from onrecord.types import Relationship, Statement

_TRIGGERS = KIN.keys() | UNIONS.keys()
# Words between two phrases of a list: "sons Piet, 3, and Ivo, along with daughter Zsofi".
_LIST_WORDS = frozenset([",", ":", "—", "–", "-", "(", "and", "&", "together", "with", "along", "their"])


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
    claims = _phrase_claims(context, [phrase for phrase in phrases if phrase.kin.relation in COUPLES])
    for index in triggers:
        if words[index].folded in UNIONS:
            claims += _note_couples(context, index, couple_claims(context, index))
    claims += _phrase_claims(context, [phrase for phrase in phrases if phrase.kin.relation not in COUPLES])
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
        claims += _note_couples(
            context, phrase.index, [*named_claims(context, phrase), *apposed_claims(context, phrase)]
        )
        previous = phrase
    return claims


def _note_couples(context: KinshipContext, index: int, claims: Iterable[Claim]) -> list[Claim]:
    """``claims``, made at word ``index``; couples among them are added to the context, for "the couple" and "they"."""
    noted = list(claims)
    for claim in noted:
        if claim.relative and claim.relation in COUPLES and claim.status == "asserted":
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
    couples = previous.kin.relation in COUPLES and phrase.kin.relation in COUPLES
    if not (couples or previous.kin.relation == phrase.kin.relation) or phrase.owner is not None or phrase.article:
        return False
    if phrase.first - previous.stop > 6 or words[previous.index].sentence != words[phrase.index].sentence:
        return False
    between = words[previous.stop : phrase.first]
    return all(w.folded in _LIST_WORDS or w.text[0].isdigit() or w.folded.endswith(AGED) for w in between)
