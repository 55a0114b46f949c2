"""Pages as they are now, with their current statements: for exports, citations and saved searches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from onrecord.store.readings import StoredReading, load_current_readings, load_reading_by_key
from onrecord.store.schema import CURRENT, pages, statements
from onrecord.store.statements import LoadedStatements, PageStatement

LOT = 100
"""Pages that are read at once, so that a record of any size takes the same memory."""

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
    """A page as it is now."""

    stored: StoredReading
    """Its latest version, by the latest reading."""
    statements: tuple[PageStatement, ...]
    """Its current statements, in the order of the page."""


def current_pages(connection: Connection) -> Iterator[CurrentPage]:
    """Every page of the record, in the order in which they were first kept."""
    after = 0
    while page_ids := list(connection.execute(_LOT, {"after": after, "limit": LOT}).scalars()):
        loaded = LoadedStatements(connection, connection.execute(_ON_PAGES, {"pages": page_ids}).scalars().all())
        for stored in load_current_readings(connection, page_ids):
            yield CurrentPage(stored, loaded.on_page(stored))
        after = page_ids[-1]


def find_page_of(connection: Connection, statement: str) -> CurrentPage | None:
    """The page of the statement with this public id, with no other of its statements; null where there is none.

    It has no statement where the page does not make that one now.
    """
    row = connection.execute(_STATEMENT, {"statement": statement}).first()
    if row is None:
        return None
    stored = load_reading_by_key(connection, row.reading_id)
    loaded = LoadedStatements(connection, [row.id] if row.state == CURRENT else [])
    return CurrentPage(stored, loaded.on_page(stored))
