"""Everything that the page of a person shows besides statements, from one state of the record."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.resolve.name_resolver import resolve_person
from onrecord.store.store import Store
from onrecord.views.person import Portrait, portrait_of
from onrecord.views.person_context import PersonContext, around_of
from onrecord.views.timeline import Timeline, check_year, timeline_of


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person with context and timeline."""

    portrait: Portrait
    around: PersonContext
    time: Timeline


def profile(record: Store, name: str, *, year: int | None = None) -> PersonPage:
    """The person with this name, alias or public id, with the timeline of ``year``.

    Raises ``AmbiguousNameError`` if several have the name, and ``NotFoundError`` if nobody has.
    """
    check_year(year)
    with record.snapshot() as connection:
        key = resolve_person(connection, name)
        return PersonPage(
            portrait_of(connection, key), around_of(connection, key), timeline_of(connection, key, year=year)
        )
