"""Nouns for relatives, verbs and nouns for couples, and the words around them that change their meaning."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.people.lexicon import Gender, word_list, word_set
from onrecord.types import Relation


@dataclass(frozen=True, slots=True)
class Kin:
    """A kinship noun: the relation of the relative to the owner ("her son" is a child of hers), gender and number."""

    relation: Relation
    gender: Gender | None = None
    plural: bool = False


def _kin(words: str, relation: Relation, gender: Gender | None = None, *, plural: bool = False) -> dict[str, Kin]:
    return dict.fromkeys(words.split(), Kin(relation, gender, plural))


KIN: dict[str, Kin] = {
    **_kin("husband hubby hubbie widower groom", "spouse", "male"),
    **_kin("wife wifey widow bride", "spouse", "female"),
    **_kin("spouse", "spouse"),
    **_kin("ex-husband ex-hubby", "ex-spouse", "male"),
    **_kin("ex-wife", "ex-spouse", "female"),
    **_kin("ex-spouse", "ex-spouse"),
    **_kin("boyfriend beau fiance bf husband-to-be groom-to-be", "partner", "male"),
    **_kin("girlfriend fiancee gf wife-to-be bride-to-be", "partner", "female"),
    **_kin("partner lover sweetheart bae squeeze flame", "partner"),
    **_kin("ex-boyfriend ex-beau ex-fiance", "ex-partner", "male"),
    **_kin("ex-girlfriend ex-fiancee", "ex-partner", "female"),
    **_kin("ex ex-partner ex-lover ex-flame", "ex-partner"),
    **_kin("husbands", "spouse", "male", plural=True),
    **_kin("wives", "spouse", "female", plural=True),
    **_kin("ex-husbands", "ex-spouse", "male", plural=True),
    **_kin("ex-wives", "ex-spouse", "female", plural=True),
    **_kin("boyfriends", "partner", "male", plural=True),
    **_kin("girlfriends", "partner", "female", plural=True),
    **_kin("ex-boyfriends", "ex-partner", "male", plural=True),
    **_kin("ex-girlfriends", "ex-partner", "female", plural=True),
    **_kin("father dad daddy papa", "parent", "male"),
    **_kin("mother mom mum mama mommy mummy momma", "parent", "female"),
    **_kin("parent", "parent"),
    **_kin("parents", "parent", plural=True),
    **_kin("son", "child", "male"),
    **_kin("daughter", "child", "female"),
    **_kin("child kid baby toddler tot newborn firstborn infant", "child"),
    **_kin("sons", "child", "male", plural=True),
    **_kin("daughters", "child", "female", plural=True),
    **_kin("children kids twins babies toddlers triplets tots brood offspring", "child", plural=True),
    **_kin("brother bro half-brother", "sibling", "male"),
    **_kin("sister sis half-sister", "sibling", "female"),
    **_kin("sibling half-sibling", "sibling"),
    **_kin("brothers", "sibling", "male", plural=True),
    **_kin("sisters", "sibling", "female", plural=True),
    **_kin("siblings half-siblings", "sibling", plural=True),
}
"""Kinship nouns, folded."""
# "Her now-husband Piet Tarn".
KIN |= {f"now-{noun}": kin for noun, kin in KIN.items() if kin.relation == "spouse"}

INVERSE: dict[Relation, Relation] = {
    "parent": "child", "child": "parent", "spouse": "spouse", "ex-spouse": "ex-spouse", "partner": "partner",
    "ex-partner": "ex-partner", "sibling": "sibling",
}  # fmt: skip
"""The relation of the owner to the relative, for each relation of the relative to the owner."""
# The relation after it has ended.
FORMER: dict[Relation, Relation] = {"spouse": "ex-spouse", "partner": "ex-partner"}
KIN |= {
    f"then-{noun}": Kin(former, kin.gender)
    for noun, kin in KIN.items()
    if (former := FORMER.get(kin.relation)) and not noun.startswith("now-")
}
# Relations between the two members of a couple.
COUPLES: frozenset[Relation] = frozenset(["spouse", "ex-spouse", "partner", "ex-partner"])

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
LASTING = word_set("current longtime long-time life romantic then-partner former new ex")
"""Modifiers that make a "partner" without an owner a partner in life: "longtime partner Piet Tarn"."""
NO_RELATIVE_AFTER = word_set("bump shower showers news food name figure nature earth dreams")
"""Nouns after "baby" or "mother" that rule kinship out: "baby shower", "Mother Nature"."""
HAVE_CHILDREN = word_list("have_children")
"""Verbs whose subject is the parent of the children they name: "Orla has two sons"."""
PARENTS_TO = word_set("parents mom mum mother dad father birth parent proud")
"""Nouns with the same meaning before "to" or "of": "are parents to Piet", "proud mom of two"."""
PARTED = word_set("split splitting break-up breakup separated separation broke breaking")
"""Words before "from" that end a relation: "her split from boyfriend Piet Tarn"."""
# Ages may precede a name: "four-year-old son Dex".
AGED = ("-year-old", "-month-old")

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "both": 2,
}  # fmt: skip
POSSESSIVES = word_set("his her my our their whose your its")
# Possessives and pronouns for several people: "their wedding".
PLURAL = word_set("they them their theirs both")
WE = word_set("we us our ours")
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
            first, *further_words = phrase.split("+")
            union = Union(
                relation,
                tuple(further_words),
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
