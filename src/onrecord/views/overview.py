"""The record at a glance: its size, the newest statements, the most quoted people, the review queue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from onrecord.resolve.name_resolver import EntitySummary, summarise_people
from onrecord.review.review_items import Waiting
from onrecord.review.review_queue import count_waiting
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.store.rows import lookup
from onrecord.store.schema import pages, persons, readings, totals
from onrecord.store.statements import StoredStatement
from onrecord.store.store import Store

_NEWEST: Final = 10
_SPEAKERS: Final = 12

_PEOPLE = select(func.count()).select_from(persons).where(persons.c.merged_into.is_(None))
_MOST_QUOTED = (
    select(persons.c.id)
    .where(persons.c.merged_into.is_(None), persons.c.said > 0)
    .order_by(persons.c.said.desc(), persons.c.id)
    .limit(_SPEAKERS)
)
_LAST_READ = select(readings.c.at).order_by(readings.c.id.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Overview:
    """The record at a glance."""

    pages: int
    statements: int
    people: int
    """People and organisations."""
    outlets: int
    changes: int
    """Changes that pages made in their statements."""
    last_read: str | None
    """Time of the last reading, ISO 8601."""
    newest: tuple[StoredStatement, ...]
    heard: tuple[EntitySummary, ...]
    """People with the most statements."""
    waiting: Waiting


def overview(record: Store) -> Overview:
    """Summarise the record."""
    newest = find(record, Query(), limit=_NEWEST)
    with record.snapshot() as connection:
        most_quoted = connection.execute(_MOST_QUOTED).scalars()
        counts: dict[str, int] = lookup(connection, select(totals))
        return Overview(
            pages=counts.get("pages", 0),
            statements=counts.get("statements", 0),
            people=connection.execute(_PEOPLE).scalar_one(),
            outlets=len(outlet_keys(connection)),
            changes=counts.get("changes", 0),
            last_read=connection.execute(_LAST_READ).scalar(),
            newest=tuple(hit.entry for hit in newest.hits),
            heard=tuple(sorted(summarise_people(connection, most_quoted), key=lambda person: -person.said)),
            waiting=count_waiting(connection),
        )


def outlet_keys(connection: Connection) -> list[int]:
    """List the name keys of all outlets. Skips from one to the next in the index, so that pages are not read."""
    first = select(func.min(pages.c.outlet_id).label("key")).cte("outlets", recursive=True)
    later = select(func.min(pages.c.outlet_id)).where(pages.c.outlet_id > first.c.key).scalar_subquery()
    every = first.union_all(select(later).where(first.c.key.is_not(None)))
    return list(connection.execute(select(every.c.key).where(every.c.key.is_not(None))).scalars())
