"""Read phrases whose head is a relative: "her ex-husband Piet Tarn", "Tarn's wife, Orla", "their seven children"."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.people.kinship.behind import NamedAt, names_after
from onrecord.people.kinship.scene import Scene
from onrecord.people.kinship.vocabulary import (
    GENITIVE,
    HAVE_CHILDREN,
    KIN,
    LASTING,
    NO_RELATIVE,
    NO_RELATIVE_AFTER,
    NUMBERS,
    PLAYS,
    POSSESSIVES,
    STOPS,
    Kin,
)
from onrecord.people.lexicon import PRONOUN_GENDER

_LONGEST = 8
"""Words that a phrase may have before its noun."""
_NOT_ADJECTIVES = frozenset(["also", "then", "even", "just", "only", "when", "where", "why", "how", "all", "both"])
_STEP = frozenset(["step", "grand", "sugar", "foster"])


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun for a relative with what stands before it, and the names behind it."""

    kin: Kin
    index: int
    """Number of the noun."""
    first: int
    """Its first word, the owner left out."""
    start: int
    """Its first word, the owner taken in."""
    owner: int | None
    """The possessive pronoun, or the word behind an owner's name; null where it has neither."""
    article: str
    """ "the", "a", "an", or nothing."""
    number: int | None
    modifiers: tuple[str, ...]
    """Its other words, folded, the last first."""
    names: tuple[NamedAt, ...]
    """Who is named behind it."""


@dataclass(slots=True)
class _Front:
    """What stands before the noun."""

    first: int
    owner: int | None = None
    article: str = ""
    number: int | None = None
    modifiers: tuple[str, ...] = ()


def read_phrase(scene: Scene, at: int) -> Phrase | None:
    """The phrase around the noun at word ``at``; null where it is no relative."""
    words = scene.view.words
    noun = words[at].folded
    kin = KIN.get(noun)
    if kin is None or at in scene.names or not _is_noun(scene, at):
        return None
    front = _front(scene, at)
    owned = front.owner is not None
    if not NO_RELATIVE.isdisjoint(front.modifiers) or _is_played(scene, front.first):
        return None
    if noun == "partner" and not owned and (front.article or LASTING.isdisjoint(front.modifiers)):
        return None
    begin = front.first if front.owner is None else _owner_start(scene, front.owner)
    bare = not (owned or front.article or front.modifiers or front.number)
    joined = owned and begin > 0 and words[begin - 1].folded in {"and", "&"}
    behind = names_after(scene, at, bare=bare, joined=joined)
    return Phrase(
        kin=kin,
        index=at,
        first=front.first,
        start=begin,
        owner=front.owner,
        article=front.article,
        number=front.number,
        modifiers=front.modifiers,
        names=tuple((stop, who) for stop, who in behind if {kin.gender, who.gender} != {"male", "female"}),
    )


def _is_noun(scene: Scene, at: int) -> bool:
    """Whether the word is a common noun and not a part of a name ("Father Tarn") or of another noun ("baby bump")."""
    words = scene.view.words
    word = words[at]
    if word.capital and not word.opens and not scene.view.blocks[word.block].headline_style:
        before = words[at - 1].folded if at else ""
        return before in POSSESSIVES or word.text.isupper()
    if at and words[at - 1].folded in _STEP:
        return False
    after = words[at + 1] if at + 1 < len(words) else word
    return after.sentence != word.sentence or after.folded not in NO_RELATIVE_AFTER


def _is_played(scene: Scene, first: int) -> bool:
    """Whether somebody only plays the relative."""
    words = scene.view.words
    before = words[max(0, first - 6) : first]
    return any(word.folded in PLAYS and word.sentence == words[first].sentence for word in before)


def _front(scene: Scene, at: int) -> _Front:
    """What stands before the noun at word ``at``."""
    words = scene.view.words
    front = _Front(at)
    while front.first and at - front.first < _LONGEST and words[front.first - 1].sentence == words[at].sentence:
        before = front.first - 1
        word = words[before]
        if _owns(scene, before):
            front.owner = before
            return front
        if word.folded in {"the", "a", "an"}:
            front.article = word.folded
            front.number = front.number or NUMBERS.get(word.folded)
            front.first = before
            return front
        if not _joins(scene, before, front):
            break
        front.first = before - (word.folded in {"and", "or"})
    while front.first < at and words[front.first].text == ",":
        front.first += 1
    return front


def _owns(scene: Scene, at: int) -> bool:
    """Whether word ``at`` is a possessive pronoun, or the mark behind an owner's name."""
    words = scene.view.words
    word = words[at]
    if word.folded in POSSESSIVES and at not in scene.names:
        return True
    return word.text in GENITIVE or (word.text in {"'", "’"} and at > 0 and words[at - 1].text.endswith("s"))


def _joins(scene: Scene, at: int, front: _Front) -> bool:
    """Whether word ``at`` is a part of the phrase; a number or an adjective is noted in ``front``."""
    words = scene.view.words
    word = words[at]
    if word.folded in NUMBERS or (word.text.isdigit() and len(word.text) < 3):
        front.number = NUMBERS.get(word.folded) or int(word.text)
        return True
    if word.folded in {"and", "or"}:
        return at > 0 and words[at - 1].folded in KIN
    if word.text == ",":
        return at > 0 and _is_adjective(scene, at - 1)
    if _is_adjective(scene, at):
        front.modifiers += (word.folded,)
        return True
    return False


def _is_adjective(scene: Scene, at: int) -> bool:
    """Whether word ``at`` can stand between an owner and a relative."""
    word = scene.view.words[at]
    if at in scene.ends or not word.text[0].isalnum() or word.folded in STOPS or word.folded in _NOT_ADJECTIVES:
        return False
    return word.folded not in PRONOUN_GENDER and word.folded not in KIN and word.folded not in HAVE_CHILDREN


def _owner_start(scene: Scene, owner: int) -> int:
    """The word with which the owner's name or description begins; ``owner`` itself for a pronoun."""
    words = scene.view.words
    if words[owner].folded in POSSESSIVES:
        return owner
    found = scene.ending_before(owner)
    if found:
        return found[0]
    for first in range(owner - 1, max(0, owner - _LONGEST), -1):
        if words[first].sentence != words[owner].sentence:
            break
        if words[first].folded == "the":
            return first
    return owner - 1
