"""The part of the stage that finds relationships between people."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from onrecord.people.cast import Cast, Cluster
from onrecord.people.kinship.appositions import apposed_claims, people_named_from
from onrecord.people.kinship.claims import Claim, Whose
from onrecord.people.kinship.couples import couple_claims
from onrecord.people.kinship.phrases import Phrase, read_phrase
from onrecord.people.kinship.relatives import find_owners, named_claims, shared_child_claims, unnamed_claims
from onrecord.people.kinship.scene import Pair, Scene
from onrecord.people.kinship.settle import settle
from onrecord.people.kinship.unions import UNIONS
from onrecord.people.kinship.vocabulary import AGED, COUPLES, KIN
from onrecord.people.view import View
from onrecord.types import Relationship, Statement

_SHARE = frozenset(["share", "shares", "shared"])
_TRIGGERS = _SHARE | KIN.keys() | UNIONS.keys()
_LISTS = frozenset([",", ":", "—", "–", "-", "(", "and", "&", "together", "with", "along", "their"])
"""What stands between two phrases of one list."""


def find_relationships(
    view: View, cast: Cast, statements: Sequence[Statement], *, speakers: Mapping[str, Cluster]
) -> tuple[Relationship, ...]:
    """What the page says that its people are to each other.

    ``cast`` holds who every name, pronoun and description stands for. ``speakers``: who says what is said, by id of
    the statement; those who are no persons or have no name are not among them.
    """
    spoken: dict[int, Cluster] = {}
    gossips: set[int] = set()
    for statement in statements:
        speaker = speakers.get(statement.id)
        for number in chain.from_iterable(view.inside(span) for span in statement.content):
            if speaker:
                spoken[number] = speaker
            else:
                gossips.add(number)
    return settle(find_claims(Scene(view, cast, spoken), gossips=gossips))


def find_claims(scene: Scene, *, gossips: Collection[int]) -> list[Claim]:
    """What each place of the page says. Couples come first, since "they" and "our" ask who is one."""
    words = scene.view.words
    triggers = [at for at, word in enumerate(words) if word.folded in _TRIGGERS]
    phrases = [phrase for at in triggers if (phrase := read_phrase(scene, at))]
    _note_children(scene, phrases)
    of: dict[int, Whose] = {}
    claims = _of_phrases(scene, [phrase for phrase in phrases if phrase.kin.relation in COUPLES], of)
    for at in triggers:
        if words[at].folded in UNIONS:
            claims += _noted(scene, at, couple_claims(scene, at, gossips=gossips))
        elif words[at].folded in _SHARE:
            claims += shared_child_claims(scene, at)
    claims += _of_phrases(scene, [phrase for phrase in phrases if phrase.kin.relation not in COUPLES], of)
    for phrase in phrases:
        claims += list(unnamed_claims(scene, phrase, of[phrase.index], claims))
    return claims


def _of_phrases(scene: Scene, phrases: Sequence[Phrase], of: dict[int, Whose]) -> list[Claim]:
    """Claims of ``phrases``; whose relatives they speak of is put into ``of``, by their nouns."""
    claims: list[Claim] = []
    before: Phrase | None = None
    for phrase in phrases:
        listed = of[before.index].owners if before is not None and _is_listed(scene, before, phrase) else ()
        of[phrase.index] = find_owners(scene, phrase, listed=listed)
        claims += _noted(
            scene, phrase.index, [*named_claims(scene, phrase, of[phrase.index]), *apposed_claims(scene, phrase)]
        )
        before = phrase
    return claims


def _noted(scene: Scene, at: int, claims: Iterable[Claim]) -> list[Claim]:
    """``claims``, made at word ``at``; who is a couple by them is noted for "the couple" and "they"."""
    made = list(claims)
    for claim in made:
        if claim.relative and claim.relation in COUPLES and claim.status == "asserted":
            insort(scene.pairs, Pair(at, claim.person, claim.relative, couple=True), key=lambda pair: pair.index)
    return made


def _note_children(scene: Scene, phrases: Sequence[Phrase]) -> None:
    """Tell ``scene`` who is a child, so that children are neither parents nor a couple."""
    of_children = [phrase for phrase in phrases if phrase.kin.relation == "child"]
    scene.child_lists = [(p.index, tuple(who for _, who in p.names)) for p in of_children if len(p.names) > 1]
    scene.children = {id(who) for phrase in of_children for _, who in phrase.names}
    for phrase in phrases:
        after = scene.view.words[phrase.index + 1].folded if phrase.index + 1 < len(scene.view.words) else ""
        if phrase.kin.relation == "parent" and after in {"of", "to"}:
            scene.children.update(id(who) for who in people_named_from(scene, phrase.index + 2)[0])
    listed = {id(who) for phrase in phrases if phrase.kin.plural for _, who in phrase.names}
    scene.pairs = [pair for pair in scene.pairs if not {id(pair.first), id(pair.second)} <= listed]


def _is_listed(scene: Scene, before: Phrase, phrase: Phrase) -> bool:
    """Whether two phrases stand in one list: "sons Piet, 3, and Ivo and daughter Zsofi", "two kids: son Piet"."""
    words = scene.view.words
    couples = before.kin.relation in COUPLES and phrase.kin.relation in COUPLES
    if not (couples or before.kin.relation == phrase.kin.relation) or phrase.owner is not None or phrase.article:
        return False
    start = before.names[-1][0] if before.names else before.index + 1
    if phrase.first - start > 6 or words[before.index].sentence != words[phrase.index].sentence:
        return False
    between = words[start : phrase.first]
    return all(w.folded in _LISTS or w.text[0].isdigit() or w.folded.endswith(AGED) for w in between)
