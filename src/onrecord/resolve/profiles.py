"""The two sides of a pairwise comparison: a person as one page shows them, and a person as the record knows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from onrecord.people.lexicon import Gender
from onrecord.resolve.roles import fold_role, occupations
from onrecord.store.days import year_of

# A couple marries, parts and divorces between two pages: "his girlfriend" in 2031 is "his ex-wife" in 2039.
_STABLE_RELATIONS = {"spouse": "couple", "ex-spouse": "couple", "partner": "couple", "ex-partner": "couple"}

TOLERATED_BIRTH_GAP = 2
"""Pages get ages wrong by a year or two."""
UNDATED_GAP = 18
"""Years of a generation. Pages without a date may be years apart, so that only a generation tells two people apart."""

RelationshipKeys = frozenset[tuple[str, str]]
"""Relationships to compare: the stable relation, and the folded name of the other person."""


@dataclass(frozen=True, slots=True)
class DatedAge:
    """An age as stated, with the first and last day on which it was; null if its pages have no date."""

    years: int
    day_from: int | None = None
    day_to: int | None = None

    def birth_years(self) -> tuple[int, int] | None:
        """The first and last possible year of birth; null if the age was stated over more than a year."""
        if self.day_from is None or self.day_to is None:
            return None
        first, last = year_of(self.day_from), year_of(self.day_to)
        return (first - self.years - 1, last - self.years) if last - first <= 1 else None


class Facts:
    """The roles and ages of a profile, with what follows from them.

    A person who is often compared has many of both, so each is derived once.
    """

    roles: tuple[str, ...]
    ages: tuple[DatedAge, ...]

    @cached_property
    def folded_roles(self) -> frozenset[str]:
        """The roles in the form in which they are compared."""
        return frozenset(map(fold_role, self.roles))

    @cached_property
    def occupations(self) -> frozenset[str]:
        """The occupations that the roles belong to."""
        return frozenset(occupations(self.roles))

    @cached_property
    def _birth_years(self) -> frozenset[int]:
        """All possible years of birth, by the ages with a date."""
        births = filter(None, (age.birth_years() for age in self.ages))
        return frozenset(year for first, last in births for year in range(first, last + 1))

    @cached_property
    def _near_birth_years(self) -> frozenset[int]:
        slips = range(-TOLERATED_BIRTH_GAP, TOLERATED_BIRTH_GAP + 1)
        return frozenset(year + slip for year in self._birth_years for slip in slips)

    @cached_property
    def _years_of_age(self) -> frozenset[int]:
        return frozenset(age.years for age in self.ages)

    @cached_property
    def _undated_years_of_age(self) -> frozenset[int]:
        return frozenset(age.years for age in self.ages if age.birth_years() is None)

    def has_contradicting_births(self, other: Facts) -> bool:
        """True if no age of one fits an age of the other; the same as comparing each pair, in linear time."""
        if not self._near_birth_years.isdisjoint(other._birth_years):
            return False
        undated = (
            (self._undated_years_of_age, other._years_of_age),
            (self._years_of_age, other._undated_years_of_age),
        )
        if any(not years.isdisjoint(other_years) for years, other_years in undated):
            return False
        return bool(self._birth_years and other._birth_years) or any(
            years and other_years and max(max(years) - min(other_years), max(other_years) - min(years)) > UNDATED_GAP
            for years, other_years in undated
        )


@dataclass(frozen=True)
class PageProfile(Facts):
    """A person or an organisation as one page shows it."""

    name: str
    kind: str = "person"
    roles: tuple[str, ...] = ()
    ages: tuple[DatedAge, ...] = ()
    gender: Gender | None = None
    """By the page's pronouns, or else by the roles."""
    day: int | None = None
    outlet_id: int | None = None
    relationships: RelationshipKeys = frozenset()
    mentions: int = 1


@dataclass(frozen=True)
class PersonProfile(Facts):
    """A person as the record knows them so far."""

    person_id: int
    names: tuple[str, ...]
    """Fullest names on pages, the most frequent first."""
    aliases: tuple[str, ...] = ()
    """Other names of several words."""
    roles: tuple[str, ...] = ()
    ages: tuple[DatedAge, ...] = ()
    pages: int = 1
    quoted: bool = False
    """True if a page has statements by or about the person."""
    day_from: int | None = None
    day_to: int | None = None


@dataclass(frozen=True, slots=True)
class CoMentions:
    """The people, outlets and relationships on the latest pages of a person."""

    pages: int = 0
    """Number of pages that were read for this."""
    people: Mapping[int, int] = field(default_factory=dict)
    """Number of these pages on which each other person is mentioned."""
    outlets: frozenset[int] = frozenset()
    relationships: RelationshipKeys = frozenset()


@dataclass(frozen=True, slots=True)
class CoMention:
    """A known person mentioned on the same page as the appearance under comparison."""

    person_id: int
    name: str
    pages: int


def stable_relation(relation: str) -> str:
    """A relation without its changes over time: spouse, partner and their ex- forms are ``couple``."""
    return _STABLE_RELATIONS.get(relation, relation)
