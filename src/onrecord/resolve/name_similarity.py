"""The similarity of two names of people on two pages."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from onrecord.people.lexicon import given_names, surnames
from onrecord.people.names.personal_names import Name, compatible
from onrecord.store.name_keys import person_name

NameSimilarity = Literal["same", "middle", "short", "longer", "single", "surname", "given", "generations", "none"]
"""The way in which two names are similar.

``same``: equal full names, whatever their hyphens; ``middle``: equal except for a middle name ("Ada M. Brannigan", "Ada
Brannigan"); ``short``: equal except for a short form ("Bill Okafor", "William Okafor"); ``longer``: one is the
beginning of the other ("Ada Brannigan", "Ada Brannigan Tarn"); ``single``: the same single word ("Zuleika");
``surname`` and ``given``: one is this part of the other; ``generations``: equal, but one is a junior and the other is
not; ``none``: anything else.
"""

FULL_NAME_SIMILARITIES: frozenset[NameSimilarity] = frozenset(
    {"same", "middle", "short", "longer", "single", "generations"}
)
"""Similarities of full names, not of a part of a name."""

# A monarch's number is left out at will: "Queen Orla II" and "Queen Orla" are not two generations.
_REIGNS = frozenset({"king", "queen", "pope", "emperor", "prince", "princess"})


@lru_cache(maxsize=65_536)
def compare_names(first_name: str, second_name: str) -> NameSimilarity:
    """The similarity of two names; the same in both directions."""
    first, second = person_name(first_name), person_name(second_name)
    if first != second and first.suffix == second.suffix and _without_hyphens(first) == _without_hyphens(second):
        return "same"
    if first.full != second.full:
        part, full = (first, second) if second.full else (second, first)
        if part.suffix:
            return "none"
        return "surname" if part.given == full.surname else "given" if part.given == full.given else "none"
    if not first.full:
        return "single" if first == second else "none"
    similarity = _compare_full_names(first, second)
    if similarity == "none" or first.suffix == second.suffix:
        return similarity
    is_reign = first.given in _REIGNS and not (first.suffix and second.suffix)
    return "middle" if is_reign else "generations"


def _without_hyphens(name: Name) -> str:
    """The words of ``name``, in which "TOM-Q" and "Tom Q" are one name, as are "Zeta-Holm" and "Zeta Holm"."""
    return " ".join(name.parts).replace("-", " ")


def have_different_suffixes(first_name: str, second_name: str) -> bool:
    """True for "Tom Okafor Sr." and "Tom Okafor Jr."; not if only one of them has a suffix."""
    first, second = person_name(first_name).suffix, person_name(second_name).suffix
    return bool(first and second) and first != second


def is_frequent_name(text: str) -> bool:
    """True for a name that many people have: its given name and surname are among the frequent ones."""
    name = person_name(text)
    return name.given in given_names() and (not name.full or name.surname in surnames())


def is_given_name(text: str) -> bool:
    """True for a single word that is a frequent given name."""
    return person_name(text).given in given_names()


def is_surname(text: str) -> bool:
    """True for a single word that is a frequent surname and no given name."""
    return person_name(text).given in surnames() and not is_given_name(text)


def _compare_full_names(first: Name, second: Name) -> NameSimilarity:
    if first.parts == second.parts:
        return "same"
    if not compatible(first, second) or not _have_compatible_middles(first, second):
        return "none"
    if first.given == second.given and first.surname == second.surname:
        return "middle"
    shorter, longer = sorted((first.parts, second.parts), key=len)
    is_extended = len(shorter) < len(longer) and shorter in (longer[: len(shorter)], longer[-len(shorter) :])
    # "Ada Brannigan Tells Everybody" is a headline that was taken for a name.
    if len(longer) - len(shorter) > 1:
        return "none"
    return "longer" if is_extended or first.surname != second.surname else "short"


def _have_compatible_middles(first: Name, second: Name) -> bool:
    """True if a middle name or initial of one matches one of the other, or if only one of them has any.

    "Ada M. Brannigan" may be "Ada Mary Brannigan", and is not "Ada P. Brannigan".
    """
    middles, other_middles = set(first.parts[1:-1]), set(second.parts[1:-1])
    if not middles or not other_middles or not middles.isdisjoint(other_middles):
        return True
    letters, other_letters = ({word[0] for word in words} for words in (middles, other_middles))
    return not (middles.isdisjoint(other_letters) and other_middles.isdisjoint(letters))
