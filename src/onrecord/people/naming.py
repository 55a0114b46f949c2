"""Names as strings: titles cut off, parts told apart, and whether two of them can be one person's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.people.lexicon import (
    BEFORE_TITLES,
    HONORIFICS,
    KEPT,
    ORGANISATION,
    PARTICLES,
    SUFFIXES,
    TITLES,
    Gender,
    fold,
    given_names,
    surnames,
)
from onrecord.people.places import PEOPLES, PLACES

_ORIGINS = ("-born", "-based", "-raised", "-elect", "-turned", "-winning")
_PART = re.compile(r"[^\s“”\"(),]+")
_SHORT = (
    "bob robert rob bobby|bill william will billy|mike michael mick|jim james jimmy jamie|joe joseph joey|tom thomas "
    "tommy|dick richard rick ricky rich|ted edward theodore ed eddie teddy|dan daniel danny|dave david|steve steven "
    "stephen|chris christopher christine christina|ben benjamin|sam samuel samantha|tony anthony|andy andrew "
    "drew|matt matthew|nick nicholas|jeff jeffrey geoffrey|greg gregory|ken kenneth kenny|ron ronald|don donald "
    "donny|larry lawrence|pete peter|charlie charles chuck|jack john johnny jon jonathan|kate katherine catherine "
    "kathy cathy katie|liz elizabeth beth betty lizzie|jen jennifer jenny|meg margaret maggie peggy|sue susan "
    "suzanne|barb barbara|deb deborah debra debbie|pat patricia patrick|val valerie|abby abigail|alex alexander "
    "alexandra|vicky victoria|becky rebecca|jess jessica|jan janet|max maxwell maximilian|fred frederick|gene "
    "eugene|hank henry harry|ray raymond|walt walter|josh joshua|nate nathan nathaniel|zach zachary|tim timothy|leo "
    "leonard leonardo|al albert alan|art arthur|bernie bernard|mitt willard|gabe gabriel|khloe khloé|kim "
    "kimberly|angie angelina angela|brad bradley|cindy cynthia|ellie eleanor"
)
_SAME = {name: number for number, group in enumerate(_SHORT.split("|")) for name in group.split()}


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name in its parts, folded."""

    parts: tuple[str, ...]
    """Given names, initials and surname, in order, without titles and suffix."""
    suffix: str = ""
    nickname: str = ""

    @property
    def surname(self) -> str:
        return self.parts[-1]

    @property
    def given(self) -> str:
        return self.parts[0]

    @property
    def full(self) -> bool:
        return len(self.parts) > 1


def parse(text: str) -> Name:
    """The parts of a name that has no titles. ``text`` holds at least one word."""
    nickname = re.search(r"[“\"(]([^“”\"()]+)[”\")]", text)
    bare = text[: nickname.start()] + text[nickname.end() :] if nickname else text
    parts = [fold(part) for part in _PART.findall(bare)] or [fold(text)]
    suffix = parts.pop() if len(parts) > 1 and parts[-1] in SUFFIXES else ""
    joined: list[str] = []
    for part in reversed(parts):
        # "van der Moll" is one surname, but a name that begins with a particle ("Al Franken") begins with a given name.
        if (joined and part in PARTICLES and len(joined) < len(parts) - 1 and len(joined) == 1) or (
            joined and part in PARTICLES and " " in joined[0] and len(parts) > 2
        ):
            joined[0] = f"{part} {joined[0]}"
        else:
            joined.insert(0, part)
    if len(joined) == 2 and joined[0] in PARTICLES and joined[0] not in given_names():
        joined = [" ".join(joined)]
    return Name(tuple(joined), suffix, fold(nickname[1]) if nickname else "")


def compatible(one: Name, other: Name) -> bool:
    """Whether two full names can be forms of one person's name."""
    if one.suffix != other.suffix and one.suffix and other.suffix:
        return False
    if one.given != other.given and "jr" in (one.suffix, other.suffix):
        return False
    if one.surname == other.surname and _same_given(one, other):
        return True
    shorter, longer = sorted((one.parts, other.parts), key=len)
    if len(shorter) < len(longer):
        # "Orla Tarn" and "Orla Tarn Quill": a name with a further one behind it; or before it, "Tarn Quill".
        return shorter in (longer[: len(shorter)], longer[-len(shorter) :])
    married = one.surname.split("-"), other.surname.split("-")
    return one.given == other.given and len(married[0]) != len(married[1]) and bool({*married[0]} & {*married[1]})


def _same_given(one: Name, other: Name) -> bool:
    first, second = one.given, other.given
    if first == second:
        middle = [{*name.parts[1:-1]} for name in (one, other)]
        return not (middle[0] and middle[1]) or _middles_agree(one.parts[1], other.parts[1])
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    if "" != one.nickname == second or "" != other.nickname == first:
        return True
    if first in _SAME and _SAME[first] == _SAME.get(second):
        return True
    return first in other.parts[1:-1] or second in one.parts[1:-1]


def _middles_agree(one: str, other: str) -> bool:
    return one[0] == other[0] if len(one) == 1 or len(other) == 1 else True


def short_for(short: str, given: str) -> bool:
    """Whether ``short`` is a usual short form of ``given``, or the other way round; both folded."""
    return short == given or (short in _SAME and _SAME[short] == _SAME.get(given))


def short_forms(given: str) -> tuple[str, ...]:
    """The usual short and long forms of ``given``, folded, itself left out."""
    number = _SAME.get(given)
    return () if number is None else tuple(form for form in _SHORT.split("|")[number].split() if form != given)


def title_length(words: Sequence[str]) -> int:
    """How many of ``words``, folded, stand before the name proper: titles, parties, places of office.

    A title that is all the name there is, as in "Queen", or half of it, as in "Prince Harry", is no title here.
    """
    named = len(words) - (len(words) > 1 and words[-1] in SUFFIXES)
    titles = [at for at, word in enumerate(words[: named - 1]) if word in TITLES or word.endswith(_ORIGINS)]
    if titles and not (words[0] in given_names() and words[0] not in TITLES and words[0] not in PLACES):
        length = titles[-1] + 1
        return length - 1 if words[length - 1] in KEPT and named == length + 1 else length
    known = given_names()
    for at, word in enumerate(words[: named - 1]):
        if at and word in known and word not in PLACES and (_introduces(words[:at]) or _is_role(words[at - 1])):
            return at
    return 0


def _is_role(word: str) -> bool:
    named = word in given_names() or word in surnames()
    return not named and word.endswith(("ist", "er", "or", "ian", "man", "woman"))


def _introduces(words: Sequence[str]) -> bool:
    """Whether ``words`` can stand before a name without being a part of it: "Harbour Board", "Former", "Texas"."""
    return all(word in PEOPLES or word in BEFORE_TITLES or word in ORGANISATION or word in PLACES for word in words)


def gender_of_title(words: Sequence[str]) -> Gender | None:
    """The gender that the titles among ``words``, folded, tell."""
    return next((gender for word in words if (gender := HONORIFICS.get(word))), None)
