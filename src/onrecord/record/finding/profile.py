"""All that the page of a person shows beside the statements, of one state of the record."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.record.finding.around import Around, around_of
from onrecord.record.finding.people import one_person
from onrecord.record.finding.person import Portrait, portrait_of
from onrecord.record.finding.timeline import Timeline, check_year, timeline_of
from onrecord.record.store import Record


@dataclass(frozen=True, slots=True)
class Profile:
    """A person: what pages say of it, what stands around it, and when it was heard."""

    portrait: Portrait
    around: Around
    time: Timeline


def profile(record: Record, name: str, *, year: int | None = None) -> Profile:
    """The only person that ``name``, a name, an alias or a public id, stands for; with the timeline of ``year``.

    Raises ``AmbiguousNameError`` where there are several, and ``NotFoundError`` where there is nobody.
    """
    check_year(year)
    with record.snapshot() as connection:
        key = one_person(connection, name)
        return Profile(
            portrait_of(connection, key), around_of(connection, key), timeline_of(connection, key, year=year)
        )
