"""The verbs and nouns by which the press tells that two are, will be or were a couple."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.types import Relation


@dataclass(frozen=True, slots=True)
class Union:
    """A word, or the first of several, that says that two are or were a couple."""

    relation: Relation
    rest: tuple[str, ...] = ()
    """Words that must follow it."""
    to: frozenset[str] = frozenset()
    """Prepositions that lead to the other."""
    noun: bool = False
    bare: bool = False
    """Whether the other may follow with no preposition: "wed Piet"."""
    together: bool = False
    """Whether two may do it with nobody named behind: "they wed"."""


_VERBS: list[tuple[str, Relation, str, str]] = [
    ("married", "spouse", "to", "bare together"),
    ("marries marrying wed weds wedded", "spouse", "", "bare together"),
    ("marry", "partner", "", "bare together"),
    ("tied+the+knot exchanged+vows got+hitched", "spouse", "with", "together"),
    ("divorced", "ex-spouse", "from", "bare together"),
    ("divorcing divorces", "spouse", "", "bare together"),
    ("split splits split+up splitting+up separated", "ex-partner", "from with", "together"),
    ("splitting", "ex-partner", "from with", ""),
    ("broke+up broken+up breaking+up break+up breaks+up", "ex-partner", "with", "together"),
    ("called+it+quits calling+it+quits parted+ways", "ex-partner", "with", "together"),
    ("dumped dumps", "ex-partner", "", "bare"),
    ("dating", "partner", "", "bare together"),
    ("dates romancing", "partner", "", "bare"),
    ("dated", "ex-partner", "", "bare together"),
    ("engaged", "partner", "to", "together"),
    ("proposed", "partner", "to", ""),
    ("linked", "partner", "to with", ""),
    ("cheating cheated", "partner", "on with", ""),
    ("hooking+up hooked+up moved+on moving+on smitten", "partner", "with", ""),
    ("back+together an+item", "partner", "with", "together"),
    ("still+together", "partner", "", "together"),
]
"""Words, relation as of the article, prepositions, and how the two may stand."""
_NOUNS: list[tuple[str, Relation, str]] = [
    ("marriage wedding nuptials prenup", "spouse", "to with"),
    ("engagement", "partner", "to with"),
    ("divorce", "ex-spouse", "from with"),
    ("split breakup break-up", "ex-partner", "from with"),
    ("romance fling affair relationship", "partner", "with"),
]


def _unions() -> dict[str, list[Union]]:
    found: dict[str, list[Union]] = {}
    for phrases, relation, to, how in _VERBS:
        for phrase in phrases.split():
            first, *rest = phrase.split("+")
            union = Union(relation, tuple(rest), frozenset(to.split()), bare="bare" in how, together="together" in how)
            found.setdefault(first, []).append(union)
    for nouns, relation, to in _NOUNS:
        for noun in nouns.split():
            found.setdefault(noun, []).append(Union(relation, to=frozenset(to.split()), noun=True))
    return found


UNIONS = _unions()
"""By the first word, folded; verbs before nouns."""
