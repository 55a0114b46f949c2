"""Recovery of rows: copies all rows that SQLite can still read from a damaged record to a sound file.

Only tables that cannot be computed from others are copied. Rows with values that their columns do not allow are left
out, so that all values in the copy are valid; some references may be broken.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Table

from onrecord.store import schema
from onrecord.store.checks import row_problems
from onrecord.store.damage import decode_or_keep
from onrecord.store.migrations import creation_commands
from onrecord.store.record_file import open_file
from onrecord.store.schema import feeds

RECOVERED: Final[tuple[Table, ...]] = (
    *(schema.meta, schema.names, schema.readers, schema.texts, schema.pages, schema.addresses, schema.versions),
    *(schema.copies, schema.readings, schema.persons, schema.appearances, schema.statements),
    *(schema.statements_as_read, schema.changes, schema.links, schema.judgements, schema.failures),
    *(schema.exclusions, schema.removed_hashes),
    *(feeds.feeds, feeds.feed_pages, feeds.page_visits, feeds.search_hits),
)
_MOST_LOOKUPS: Final = 1_000_000
"""Maximum number of rows that are looked up by key between the readable ends of a table. A lookup takes
microseconds."""
_LEAST_ROW_BYTES: Final = 20
"""Bounds the number of rows in a file. The smallest row of these tables, a reader, has more."""


def recover_rows(path: Path, copy: Path) -> Counter[str]:
    """Copy the readable rows of the record in ``path`` to the new file ``copy``.

    Returns the number of rows of each table that could be read and hold a value that is not allowed.
    """
    invalid: Counter[str] = Counter()
    most = min(_MOST_LOOKUPS, path.stat().st_size // _LEAST_ROW_BYTES)
    with closing(open_file(path, mode="ro")) as damaged, closing(sqlite3.connect(copy)) as target:
        damaged.text_factory = decode_or_keep
        target.isolation_level = None
        # After a failure the copy is deleted, so it needs no journal.
        for command in (
            "PRAGMA journal_mode = OFF",
            "PRAGMA synchronous = OFF",
            "BEGIN",
            *creation_commands(RECOVERED),
        ):
            target.execute(command)
        for table in RECOVERED:
            names = [column.name for column in table.c]
            places = ", ".join("?" * len(names))
            command = f"INSERT OR IGNORE INTO {table.name} ({', '.join(names)}) VALUES ({places})"  # noqa: S608
            for row in _readable_rows(damaged, table, names=names, most=most):
                if any(row_problems(table, dict(zip(names, row, strict=True)))):
                    invalid[table.name] += 1
                else:
                    target.execute(command, row)
        target.commit()
    return invalid


def pages_with_broken_references(connection: Connection) -> set[int]:
    """Keys of the pages with rows that refer to rows that are missing."""
    page_ids: set[int] = set()
    for table, row, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        if row is not None and "page_id" in schema.metadata.tables[table].c:
            query = f"SELECT page_id FROM {table} WHERE rowid = ?"  # noqa: S608
            page_ids.update(connection.exec_driver_sql(query, (row,)).scalars())
    return page_ids


def _readable_rows(
    connection: sqlite3.Connection, table: Table, *, names: list[str], most: int
) -> Iterator[tuple[object, ...]]:
    """Read a table from its first row, then from its last, each up to the first damage; then between, row by row.

    ``most`` limits the number of rows that are tried in between.
    """
    key, *more = (column.name for column in table.primary_key)
    has_row_numbers = not more and table.c[key].type.python_type is int
    ends: list[object] = []
    for direction in ("ASC", "DESC"):
        order = ", ".join(f"{name} {direction}" for name in (key, *more))
        query = f"SELECT {', '.join(names)} FROM {table.name} ORDER BY {order}"  # noqa: S608
        last: object = None
        try:
            for row in connection.execute(query):
                last = row[names.index(key)]
                yield row
        except sqlite3.Error as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
                return  # the table or a column is missing
            ends.append(last)
        else:
            return
    first, last = ends
    if has_row_numbers and (last is None or isinstance(last, int)):
        start = first if isinstance(first, int) else 0
        end = start + most if last is None else min(last, start + most)
        query = f"SELECT {', '.join(names)} FROM {table.name} WHERE {key} = ?"  # noqa: S608
        for number in range(start + 1, end):
            try:
                yield from connection.execute(query, (number,))
            except sqlite3.Error:
                continue
