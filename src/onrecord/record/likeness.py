"""Names across pages: by which keys they are looked up, and how like each other two of them are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal

from onrecord.people.lexicon import given_names, surnames
from onrecord.people.naming import Name, compatible, parse, short_forms
from onrecord.record.forms import fold

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


@dataclass(frozen=True, slots=True)
class Keys:
    """By what a name is looked up."""

    full: tuple[str, ...]
    """Whole names that it may stand for; of these there are few bearers each."""
    bare: tuple[str, ...]
    """Single words of it, under which there may be many."""


@lru_cache(maxsize=65_536)
def person_name(text: str) -> Name:
    """``text`` in its parts."""
    return parse(text)


@lru_cache(maxsize=65_536)
def stored_keys(text: str, *, kind: str) -> tuple[str, ...]:
    """Under which keys the name of a person or an organisation is kept."""
    if kind != "person":
        return (_body(text),)
    name = person_name(text)
    if not name.full:
        return (f"={name.given}",)
    return (*_pairs(name), *dict.fromkeys(f"~{part}" for part in (name.given, name.surname)))


@lru_cache(maxsize=65_536)
def wanted_keys(text: str, *, kind: str) -> Keys:
    """Under which keys others of this name may be kept."""
    if kind != "person":
        return Keys((_body(text),), ())
    name = person_name(text)
    if not name.full:
        return Keys((f"={name.given}",), (f"~{name.given}",))
    forms = (f"{given} {name.surname}" for given in short_forms(name.given))
    return Keys(
        tuple(dict.fromkeys((*_pairs(name), *forms, f"={name.given}", f"={name.surname}"))),
        (),
    )


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


def _pairs(name: Name) -> tuple[str, ...]:
    """Two words of the name at a time: first and last, and its ends where it is longer."""
    parts = name.parts
    found = [f"{name.given} {name.surname}"]
    if len(parts) > 2:
        found += [f"{parts[0]} {parts[1]}", f"{parts[-2]} {parts[-1]}"]
    found += [f"{name.given} {half}" for half in name.surname.split("-")] if "-" in name.surname else []
    return tuple(dict.fromkeys(found))


def _body(text: str) -> str:
    return f"+{fold(text).removeprefix('the ')}"
