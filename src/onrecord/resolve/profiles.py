"""Who is to be told apart: somebody as one page shows them, and as the record knows them so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from onrecord.people.lexicon import Gender
from onrecord.store.days import year_of

_KIN = {"spouse": "couple", "ex-spouse": "couple", "partner": "couple", "ex-partner": "couple"}

Ties = frozenset[tuple[str, str]]
"""Relations to others: what kind of relation, and the other's folded name."""


@dataclass(frozen=True, slots=True)
class Age:
    """An age as stated, and between which days; null where the page has no date."""

    years: int
    day_from: int | None = None
    day_to: int | None = None

    def born(self) -> tuple[int, int] | None:
        """The first and the last year of birth that it allows; null where it was stated over too long a time."""
        if self.day_from is None or self.day_to is None:
            return None
        first, last = year_of(self.day_from), year_of(self.day_to)
        return (first - self.years - 1, last - self.years) if last - first <= 1 else None


@dataclass(frozen=True, slots=True)
class Sighting:
    """Somebody on one page."""

    name: str
    kind: str = "person"
    roles: tuple[str, ...] = ()
    ages: tuple[Age, ...] = ()
    gender: Gender | None = None
    """As the page's pronouns and roles tell."""
    day: int | None = None
    outlet_id: int | None = None
    ties: Ties = frozenset()
    mentions: int = 1


@dataclass(frozen=True, slots=True)
class Profile:
    """What the record holds of one person so far."""

    person_id: int
    names: tuple[str, ...]
    """What pages give as the fullest name, the most frequent first."""
    also: tuple[str, ...] = ()
    """Other whole names that pages have for it."""
    roles: tuple[str, ...] = ()
    ages: tuple[Age, ...] = ()
    pages: int = 1
    quoted: bool = False
    """Whether any page has words by or about them."""
    day_from: int | None = None
    day_to: int | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """With whom a person stands on pages, as far as looked at."""

    pages: int = 0
    """How many pages were looked at."""
    beside: Mapping[int, int] = field(default_factory=dict)
    """On how many of them each other person stands."""
    outlets: frozenset[int] = frozenset()
    ties: Ties = frozenset()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another person on the page of a sighting, who is known already."""

    person_id: int
    name: str
    pages: int


def kin(relation: str) -> str:
    """A kind of relation, in which those that turn into each other with time are one."""
    return _KIN.get(relation, relation)
