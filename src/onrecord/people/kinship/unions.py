"""Verbs and nouns that say that two people are, will be or were a couple."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.types import Relation


@dataclass(frozen=True, slots=True)
class Union:
    """A word, or the first word of an expression, that makes two people a couple or separates them."""

    relation: Relation
    rest: tuple[str, ...] = ()
    """The words that must follow: "the knot" for "tied"."""
    to: frozenset[str] = frozenset()
    """Prepositions before the second person: "married to Piet"."""
    noun: bool = False
    bare: bool = False
    """True if the second person may follow without a preposition: "wed Piet"."""
    together: bool = False
    """True if both may be the subject: "they wed"."""


_VERBS: list[tuple[str, Relation, str, str]] = [
    ("married", "spouse", "to", "bare together"),
    ("marries marrying wed weds wedded", "spouse", "", "bare together"),
    # "Will marry": they are not spouses yet.
    ("marry", "partner", "", "bare together"),
    ("tied+the+knot exchanged+vows got+hitched", "spouse", "with", "together"),
    ("divorced", "ex-spouse", "from", "bare together"),
    # Until the divorce is final they are spouses.
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
"""Expressions (with "+" for spaces), relation at the time of the article, prepositions, constructions."""
# Nouns, relation at the time of the article, prepositions.
_NOUNS: list[tuple[str, Relation, str]] = [
    ("marriage wedding nuptials prenup", "spouse", "to with"),
    ("engagement", "partner", "to with"),
    ("divorce", "ex-spouse", "from with"),
    ("split breakup break-up", "ex-partner", "from with"),
    ("romance fling affair relationship", "partner", "with"),
]


def _index_unions() -> dict[str, list[Union]]:
    """All expressions by their first word."""
    unions: dict[str, list[Union]] = {}
    for phrases, relation, prepositions, constructions in _VERBS:
        for phrase in phrases.split():
            first, *rest = phrase.split("+")
            union = Union(
                relation,
                tuple(rest),
                frozenset(prepositions.split()),
                bare="bare" in constructions,
                together="together" in constructions,
            )
            unions.setdefault(first, []).append(union)
    for nouns, relation, prepositions in _NOUNS:
        for noun in nouns.split():
            unions.setdefault(noun, []).append(Union(relation, to=frozenset(prepositions.split()), noun=True))
    return unions


UNIONS = _index_unions()
"""Expressions by their first word, folded; verbs before nouns."""
