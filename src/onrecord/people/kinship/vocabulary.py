"""The words by which the press tells who is what to whom."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.people.lexicon import Gender
from onrecord.types import Relation


@dataclass(frozen=True, slots=True)
class Kin:
    """A noun for a relative: what its bearer is to the one who has it ("her son": a child of hers)."""

    relation: Relation
    gender: Gender | None = None
    plural: bool = False


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


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
    **_kin("father dad daddy papa", "parent", "male"),
    **_kin("mother mom mum mama mommy mummy momma", "parent", "female"),
    **_kin("parent", "parent"),
    **_kin("parents", "parent", plural=True),
    **_kin("son", "child", "male"),
    **_kin("daughter", "child", "female"),
    **_kin("child kid baby toddler tot newborn firstborn infant", "child"),
    **_kin("sons", "child", "male", plural=True),
    **_kin("daughters", "child", "female", plural=True),
    **_kin("children kids twins babies toddlers triplets tots", "child", plural=True),
    **_kin("brother bro half-brother", "sibling", "male"),
    **_kin("sister sis half-sister", "sibling", "female"),
    **_kin("sibling half-sibling", "sibling"),
    **_kin("brothers", "sibling", "male", plural=True),
    **_kin("sisters", "sibling", "female", plural=True),
    **_kin("siblings half-siblings", "sibling", plural=True),
}
"""By the noun, folded."""
KIN |= {f"now-{noun}": kin for noun, kin in KIN.items() if kin.relation == "spouse"}

INVERSE: dict[Relation, Relation] = {
    "parent": "child", "child": "parent", "spouse": "spouse", "ex-spouse": "ex-spouse", "partner": "partner",
    "ex-partner": "ex-partner", "sibling": "sibling",
}  # fmt: skip
"""What the other is to the one."""
FORMER: dict[Relation, Relation] = {"spouse": "ex-spouse", "partner": "ex-partner"}
KIN |= {
    f"then-{noun}": Kin(former, kin.gender)
    for noun, kin in KIN.items()
    if (former := FORMER.get(kin.relation)) and not noun.startswith("now-")
}
COUPLES: frozenset[Relation] = frozenset(["spouse", "ex-spouse", "partner", "ex-partner"])

FORMERLY = _set("former ex first second previous then old past divorced")
"""Before "husband" or "girlfriend" they say that it is over."""
STILL = _set("estranged soon-to-be soon-to-be-ex separated")
"""Before "ex-husband" they say that it is not over yet."""
RUMOURED = _set("rumored rumoured alleged reported supposed possible potential suspected")
"""Before "girlfriend" they say that nobody vouches for it."""
NO_RELATIVE = _set(
    "business writing screen on-screen onscreen tv film movie song dance dancing songwriting producing production "
    "training running acting skating fake future twitter talk-show fictional imaginary character favorite favourite "
    "celebrity"
)
"""Before "partner" or "wife" they say that it is none."""
LASTING = _set("current longtime long-time life romantic then-partner former new ex")
"""Before a "partner" whom nobody has they say that it is no partner in business."""
NO_RELATIVE_AFTER = _set("bump shower news food name girl boy figure nature earth")
"""Behind "baby" or "mother" they say the same."""
PLAYS = _set("play plays played playing portray portrays portrayed portraying")
"""Before a relative they say that somebody only plays one."""
HAVE_CHILDREN = _set(
    "have has had share shares shared sharing welcomed welcome welcomes adopted expecting expects expect raising raise "
    "having delivered"
)
"""Verbs whose subject has the children that they name."""
PARENTS_TO = _set("parents mom mum mother dad father birth parent proud")
"""Before "to" and "of" the same."""
PARTED = _set("split splitting break-up breakup separated separation broke breaking")
"""Before "from boyfriend" they say that he is one no more."""
AGED = ("-year-old", "-month-old")

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "both": 2,
}  # fmt: skip
GENITIVE = frozenset(["'s", "’s"])
POSSESSIVES = _set("his her my our their whose your its")
PLURAL = _set("they them their theirs both")
WE = _set("we us our ours")
PAIRS = _set("couple pair duo two twosome lovebirds newlyweds exes lovers spouses parents stars")
"""After "the" they stand for two people."""

STOPS = _set(
    "and or but of to in on at by for from with about as than that which who whom is was are were be been has have had "
    "do does did will would can could may might must said says told tells when while after before because if so not it "
    'he she they i we you there here the a an this these those , ; : ( ) — – " “ ” ? ! . …'
)
"""Words that no noun phrase goes across."""
