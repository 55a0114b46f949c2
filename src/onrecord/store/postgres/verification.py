"""Verification of a record in PostgreSQL: the row checks of ``store.damage``, and checks of its tables and indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final, Self

import psycopg
from sqlalchemy import Connection

from onrecord.store.damage import ROW_CHECKS, Damage, list_damage
from onrecord.store.fulltext import INDEX
from onrecord.store.postgres.compilers import restore_nulls
from onrecord.store.postgres.tables import COMPUTE_WORDS
from onrecord.store.schema import metadata
from onrecord.store.verify import Verification

_COLUMNS: Final = """
    SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema())) AND c.relkind = 'r' AND a.attnum > 0"""
_INDEXES: Final = "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema()"
_WORDS: Final = f"""
    SELECT count(*) FROM statements s FULL JOIN {INDEX} w ON w.rowid = s.id
    WHERE w.words IS DISTINCT FROM {COMPUTE_WORDS}(s.terms)"""  # noqa: S608
_AT_ONCE: Final = 2_000


class _Queries:
    """A connection for the checks, which mark parameters with ``?`` as SQLite does."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._cursors: list[psycopg.ServerCursor[Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for cursor in self._cursors:
            cursor.close()

    def execute(self, query: str, parameters: Sequence[object] = ()) -> Any:
        if parameters:
            cursor = self._connection.cursor(row_factory=_row_as_kept)
            return cursor.execute(query.replace("?", "%s").encode(), parameters)
        # A server-side cursor streams the rows of whole tables.
        stream = self._connection.cursor(name=f"verification_{len(self._cursors)}", row_factory=_row_as_kept)
        self._cursors.append(stream)
        stream.itersize = _AT_ONCE
        return stream.execute(query.encode())


def _row_as_kept(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    return lambda values: tuple(map(restore_nulls, values))


def verify_server(connection: Connection, *, beside: Iterable[Damage]) -> Verification:
    """``Database.verify`` in a snapshot of a record in PostgreSQL."""
    psycopg_connection: Any = connection.connection.driver_connection
    damage = list_damage(chain(_find_damage(psycopg_connection), beside))
    return Verification(_count(psycopg_connection, "SELECT count(*) FROM pages"), *damage, in_file=False)


def _find_damage(connection: psycopg.Connection[Any]) -> Iterator[Damage]:
    yield from _check_objects(connection)
    for part, check in [*ROW_CHECKS, ("search index", _check_search_index)]:
        try:
            with connection.transaction(), _Queries(connection) as queries:
                yield from check(queries)
        except psycopg.errors.QueryCanceled:
            raise
        except psycopg.Error as error:
            yield Damage(part, " ".join(str(error).split()))


def _check_objects(connection: psycopg.Connection[Any]) -> Iterator[Damage]:
    """Find missing tables, columns and indexes."""
    columns = set(connection.execute(_COLUMNS))
    tables = {table for table, _ in columns}
    indexes = {name for (name,) in connection.execute(_INDEXES)}
    for table in metadata.sorted_tables:
        if table.name not in tables:
            yield Damage("tables", f"the table {table.name} is missing")
            continue
        missing = sorted(column.name for column in table.c if (table.name, column.name) not in columns)
        yield from (Damage("tables", f"the column {table.name}.{name} is missing") for name in missing)
        missing_indexes = sorted(str(index.name) for index in table.indexes if index.name not in indexes)
        yield from (Damage("tables", f"the index {name} is missing") for name in missing_indexes)


def _check_search_index(queries: Any) -> Iterator[Damage]:
    """Find rows of the full-text index that differ from their statements."""
    (number,) = queries.execute(_WORDS).fetchone()
    if number:
        yield Damage("search index", f"it has the wrong words for {number} statements")


def _count(connection: psycopg.Connection[Any], query: str) -> int:
    try:
        with connection.transaction():
            row = connection.execute(query.encode()).fetchone()
            return int(row[0]) if row else 0
    except psycopg.Error:
        return 0
