"""Names across pages: by which keys they are looked up, and how like each other two of them are."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import Literal

from onrecord.people.lexicon import given_names, surnames
from onrecord.people.naming import Name, compatible
from onrecord.store.name_keys import person_name

Likeness = Literal["same", "middle", "short", "longer", "single", "surname", "given", "generations", "none"]
"""How two names are alike.

``same``: all of a full name; ``middle``: but for what stands between its ends; ``short``: but for a short form, as
"Bill" for "William"; ``longer``: one goes on where the other ends; ``single``: both the same one word; ``surname`` and
``given``: one is this part of the other; ``generations``: alike, but one is junior and the other not; ``none``:
otherwise.
"""

WHOLE: frozenset[Likeness] = frozenset({"same", "middle", "short", "longer", "single", "generations"})
"""Likenesses of whole names."""

_CROWNED = frozenset({"king", "queen", "pope", "emperor", "prince", "princess"})


@lru_cache(maxsize=65_536)
def likeness(one: str, other: str) -> Likeness:
    """How the names ``one`` and ``other`` of two people are alike."""
    first, second = person_name(one), person_name(other)
    if first.full != second.full:
        short, long = (first, second) if second.full else (second, first)
        if short.suffix:
            return "none"
        return "surname" if short.given == long.surname else "given" if short.given == long.given else "none"
    if not first.full:
        return "single" if first == second else "none"
    alike = _full_likeness(first, second)
    if alike == "none" or first.suffix == second.suffix:
        return alike
    reigns = first.given in _CROWNED and not (first.suffix and second.suffix)
    return "middle" if reigns else "generations"


def far_apart(one: str, other: str) -> bool:
    """Whether the suffixes of two names are two generations': both have one, and another."""
    first, second = person_name(one).suffix, person_name(other).suffix
    return bool(first and second) and first != second


def is_common(text: str) -> bool:
    """Whether many bear this name: both its ends are among the frequent ones."""
    name = person_name(text)
    return name.given in given_names() and (not name.full or name.surname in surnames())


def is_given(text: str) -> bool:
    """Whether a single word is a given name that many have."""
    return person_name(text).given in given_names()


def is_surname(text: str) -> bool:
    """Whether a single word is a surname that many have, and no given name."""
    return person_name(text).given in surnames() and not is_given(text)


def _full_likeness(one: Name, other: Name) -> Likeness:
    if one.parts == other.parts:
        return "same"
    if not compatible(one, other) or not _middles(one, other):
        return "none"
    if one.given == other.given and one.surname == other.surname:
        return "middle"
    shorter, longer = sorted((one.parts, other.parts), key=len)
    goes_on = len(shorter) < len(longer) and shorter in (longer[: len(shorter)], longer[-len(shorter) :])
    if len(longer) - len(shorter) > 1:
        return "none"
    return "longer" if goes_on or one.surname != other.surname else "short"


def _middles(one: Name, other: Name) -> bool:
    """Whether initials between given name and surname, where both have them, are the same."""
    pairs = list(product(one.parts[1:-1], other.parts[1:-1]))
    return not pairs or any(a == b or (1 in {len(a), len(b)} and a[0] == b[0]) for a, b in pairs)
