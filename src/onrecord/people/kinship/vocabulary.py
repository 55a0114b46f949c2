"""Nouns for relatives, verbs and nouns for couples, and the words around them that change their meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from onrecord.people.lexicon import THEY, Gender, word_list, word_rows, word_set
from onrecord.types import Relation


@dataclass(frozen=True, slots=True)
class Kin:
    """A kinship noun: the relation of the relative to the owner ("her son" is a child of hers), gender and number."""

    relation: Relation
    gender: Gender | None = None
    plural: bool = False


INVERSE: dict[Relation, Relation] = {relation: relation for relation in get_args(Relation)}
INVERSE |= {"parent": "child", "child": "parent"}
"""The relation of the owner to the relative, for each relation of the relative to the owner."""
# The relation after it has ended.
FORMER: dict[Relation, Relation] = {"spouse": "ex-spouse", "partner": "ex-partner"}


def _kinship_nouns() -> dict[str, Kin]:
    nouns: dict[str, Kin] = {}
    for relation, gender, singular, plural in word_rows("relatives"):
        nouns |= dict.fromkeys(singular.split(), Kin(relation, gender or None))
        nouns |= dict.fromkeys(plural.split(), Kin(relation, gender or None, plural=True))
    return nouns


KINSHIP_NOUNS = _kinship_nouns()
"""Kinship nouns, folded."""
# Relations between the two members of a couple.
COUPLE_RELATIONS: frozenset[Relation] = frozenset(["spouse", "ex-spouse", "partner", "ex-partner"])

FORMERLY = word_set("former ex first second previous then old past divorced")
"""Modifiers that end a relation: "her former husband", "her first wife"."""
STILL = word_set("estranged soon-to-be soon-to-be-ex separated")
"""Modifiers that say that the relation has not ended yet: "her soon-to-be ex-husband" is still her husband."""
RUMOURED = word_set("rumored rumoured alleged reported supposed possible potential suspected")
"""Modifiers that make it an allegation: "her rumored boyfriend"."""
NO_RELATIVE = word_list("no_relative")
"""Modifiers that rule kinship out: "her business partner", "his on-screen wife"."""
PLAYS = word_set("play plays played playing portray portrays portrayed portraying")
"""Verbs before a kinship noun that make it a part in a film: "plays the wife of Piet Tarn"."""
CAST = word_set("stars starring starred cast wrongly mistakenly falsely mistook mistaken posed posing treated treats")
"""Words before "as" that make it a part or a mistake: "stars as her son", "wrongly named as his wife"."""
LASTING = word_set("current longtime long-time life romantic then-partner former new ex")
"""Modifiers that make a "partner" without an owner a partner in life: "longtime partner Piet Tarn"."""
NO_RELATIVE_AFTER = word_set("bump shower showers news food name figure nature earth dreams tongue")
"""Nouns after "baby" or "mother" that rule kinship out: "baby shower", "Mother Nature"."""
FIGURATIVE = word_set("arms crime faith spirit christ")
"""Nouns after "in" that rule kinship out: "her brother in arms", "his partner in crime"."""
HAVE_CHILDREN = word_list("have_children")
"""Verbs whose subject is the parent of the children they name: "Orla has two sons"."""
PARENTS_TO = word_set("parents mom mum mother dad father birth parent proud")
"""Nouns with the same meaning before "to" or "of": "are parents to Piet", "proud mom of two"."""
PARTED = word_set("split splitting break-up breakup separated separation broke breaking")
"""Words before "from" that end a relation: "her split from boyfriend Piet Tarn"."""
# Ages may precede a name: "four-year-old son Dex".
AGED = ("-year-old", "-month-old")

_COUNTED = "one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {"a": 1, "an": 1, "both": 2} | {word: number for number, word in enumerate(_COUNTED.split(), start=1)}
POSSESSIVES = word_set("his her my our their whose your its")
# Possessives and pronouns for several people: "their wedding".
PLURAL = THEY | {"both"}
PAIRS = word_set("couple pair duo two twosome lovebirds newlyweds exes lovers spouses parents stars")
"""Nouns for two people after "the": "the couple", "the lovebirds"."""

STOPS = word_list("stops")
"""Words that end a noun phrase."""


@dataclass(frozen=True, slots=True)
class Union:
    """A word, or the first word of an expression, that makes two people a couple or separates them."""

    relation: Relation
    further_words: tuple[str, ...] = ()
    """The words that must follow: "the knot" for "tied"."""
    to: frozenset[str] = frozenset()
    """Prepositions before the second person: "married to Piet"."""
    noun: bool = False
    bare: bool = False
    """True if the second person may follow without a preposition: "wed Piet"."""
    together: bool = False
    """True if both may be the subject: "they wed"."""


def _index_unions() -> dict[str, list[Union]]:
    unions: dict[str, list[Union]] = {}
    for phrases, relation, prepositions, constructions in word_rows("unions"):
        for phrase in phrases.split():
            first, *further_words = phrase.split("+")
            noun, bare, together = (construction in constructions for construction in ("noun", "bare", "together"))
            union = Union(relation, tuple(further_words), word_set(prepositions), noun, bare, together)
            unions.setdefault(first, []).append(union)
    return unions


UNIONS = _index_unions()
"""Expressions by their first word, folded; verbs before nouns."""
