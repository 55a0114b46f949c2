"""Read who is named behind a noun: the one in "husband Piet Tarn", the several in "sons Piet, 3, and Ivo"."""

from __future__ import annotations

from onrecord.people.cast import Cluster
from onrecord.people.kinship.scene import Scene
from onrecord.people.kinship.vocabulary import AGED, COUPLES, GENITIVE, KIN, STOPS
from onrecord.people.lexicon import SHARED_ROLES, STANDING_ROLES, TITLES

NamedAt = tuple[int, Cluster]
"""The word after a name, and who it names."""

_MARKS = frozenset([",", ":", "—", "–", "-", "("])
_CLOSES = frozenset([",", ".", ")", ";", "—", "–", "and", "who", "whom", "&", "?", "!", "…", '"', "”", "-", "("])
_ROLES = SHARED_ROLES | STANDING_ROLES | TITLES
_OF_ROLES = ("ist", "ian", "ress", "maker", "smith")
_FELLOW = frozenset(["fellow", "former", "frequent"])
_INTRODUCE = frozenset(["together", "named", "called", "were", "are", "include", "includes", "including", "”"])
"""What stands between a noun and the names it goes with."""
_JOINS = frozenset([",", "&", ";", "/", "and", "plus"])
_BETWEEN = _JOINS | {"twins", "twin", "months", "(", ")"}
_MOST_WORDS = 6
"""Words of roles before a name; and a few more between two names of a list."""


def names_after(scene: Scene, at: int, *, bare: bool, joined: bool) -> list[NamedAt]:
    """Who is named behind the relative at word ``at``.

    ``bare``: nothing says whose relative it is, so that a comma parts rather than joins. ``joined``: it is joined to
    its owner by "and", so that no comma needs to close the name.
    """
    words = scene.view.words
    kin = KIN[words[at].folded]
    start = at + 1
    while start < len(words) and words[start].folded in _INTRODUCE:
        start += 1
    if start >= len(words) or words[start].sentence != words[at].sentence:
        return []
    mark = words[start].text in _MARKS
    if mark and bare and not kin.plural and kin.relation not in COUPLES:
        return []
    found = name_at(scene, start + mark)
    if found is None:
        return []
    if not kin.plural:
        return [found] if not mark or joined or _closed(scene, found[0]) else []
    listed = [found]
    while (further := _next(scene, listed[-1][0])) is not None:
        listed.append(further)
    return listed if len(listed) > 1 or not mark else []


def name_at(scene: Scene, at: int) -> NamedAt | None:
    """The name that begins at word ``at``, or behind the roles and ages that stand there."""
    words = scene.view.words
    start = _past_second_role(scene, at)
    for first in range(start, min(at + _MOST_WORDS, len(words))):
        if first in scene.names:
            stop, cluster = scene.names[first]
            owns = stop < len(words) and words[stop].text in GENITIVE
            return None if owns and first > at else (stop, cluster)
        if words[first].sentence != words[at].sentence or not _leads(scene, first, start=start):
            return None
    return None


def is_role(folded: str) -> bool:
    """Whether a word is a role or title, in the singular or plural, by the lists or by its ending."""
    return folded in _ROLES or folded.removesuffix("s") in _ROLES or folded.endswith(_OF_ROLES)


def _past_second_role(scene: Scene, at: int) -> int:
    """The name, or its roles, behind "and fellow pilot," from word ``at`` on; ``at`` where it is not so."""
    words = scene.view.words
    if at + 1 >= len(words) or words[at].folded != "and":
        return at
    if words[at + 1].folded in _FELLOW:
        return at + 2
    for number in range(at + 1, min(at + 5, len(words) - 1)):
        word = words[number]
        if word.text == ",":
            named = number + 1 in scene.names and number > at + 1
            return number + 1 if named and _closed(scene, scene.names[number + 1][0]) else at
        if word.sentence != words[at].sentence or not word.text[0].islower() or word.folded in STOPS:
            return at
    return at


def _leads(scene: Scene, at: int, *, start: int) -> bool:
    """Whether word ``at`` can stand between a relative and the name, as roles and ages do."""
    words = scene.view.words
    word = words[at]
    if at == start and word.folded in {"the", "a", "an"}:
        return words[at - 1].text == ","
    if word.text == ",":
        return at > start and words[at - 1].folded in SHARED_ROLES
    if is_role(word.folded) or word.folded.endswith(AGED):
        return True
    # What is no role may stand before one: "stage designer Piet Tarn".
    after = words[at + 1].folded if at + 1 < len(words) else ""
    return word.folded not in STOPS and (after in SHARED_ROLES or after in TITLES or after == "and")


def _closed(scene: Scene, stop: int) -> bool:
    """Whether an apposition can end before word ``stop``."""
    words = scene.view.words
    if stop >= len(words) or words[stop].sentence != words[stop - 1].sentence:
        return True
    return words[stop].text in _CLOSES


def _next(scene: Scene, at: int) -> NamedAt | None:
    """The next name of a list, behind an age, a comma, "and", "twins"."""
    words = scene.view.words
    joined = False
    for first in range(at, min(at + _MOST_WORDS + 3, len(words))):
        word = words[first]
        if word.sentence != words[at - 1].sentence:
            return None
        if first in scene.names:
            return scene.names[first] if joined else None
        joined |= word.folded in _JOINS
        if not (word.folded in _BETWEEN or word.text[0].isdigit() or word.folded.endswith(AGED)):
            return None
    return None
