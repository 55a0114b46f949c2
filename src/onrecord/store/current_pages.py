"""Current state of pages with their current statements, for exports, citations and saved searches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from onrecord.store.readings import StoredReading, load_current_readings, load_reading_by_key
from onrecord.store.schema import CURRENT, pages, statements
from onrecord.store.statements import LoadedStatements, PageStatement

LOT = 100
"""Pages per batch, so that memory use does not grow with the record."""

_LOT = select(pages.c.id).where(pages.c.id > bindparam("after")).order_by(pages.c.id).limit(bindparam("limit"))
_ON_PAGES = (
    select(statements.c.id)
    .where(statements.c.page_id.in_(bindparam("pages", expanding=True)), statements.c.state == CURRENT)
    .order_by(statements.c.page_id, statements.c.position)
)
_STATEMENT = (
    select(statements.c.id, statements.c.state, pages.c.reading_id)
    .join(pages, pages.c.id == statements.c.page_id)
    .where(statements.c.public_id == bindparam("statement"))
)


@dataclass(frozen=True, slots=True)
class CurrentPage:
    """Current state of a page."""

    stored: StoredReading
    """The latest reading of its latest version."""
    statements: tuple[PageStatement, ...]
    """Its current statements, in page order."""


def current_pages(connection: Connection) -> Iterator[CurrentPage]:
    """Yield every page of the record, in the order in which they were first added."""
    after = 0
    while page_ids := list(connection.execute(_LOT, {"after": after, "limit": LOT}).scalars()):
        loaded = LoadedStatements(connection, connection.execute(_ON_PAGES, {"pages": page_ids}).scalars().all())
        for stored in load_current_readings(connection, page_ids):
            yield CurrentPage(stored, loaded.on_page(stored))
        after = page_ids[-1]


def find_page_of(connection: Connection, statement: str) -> CurrentPage | None:
    """Find the page of the statement with this public id, with that statement alone; null if the id is unknown.

    The page has no statements if this one is not current.
    """
    row = connection.execute(_STATEMENT, {"statement": statement}).first()
    if row is None:
        return None
    stored = load_reading_by_key(connection, row.reading_id)
    loaded = LoadedStatements(connection, [row.id] if row.state == CURRENT else [])
    return CurrentPage(stored, loaded.on_page(stored))
