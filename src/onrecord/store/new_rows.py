"""New rows of many pages, numbered in memory and written together, so that each table costs one statement.

Only one writer adds rows at a time, so their keys follow the greatest key of each table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Table, func, select

from onrecord.store.dialect import advance_keys, insert_new, insert_rows
from onrecord.store.schema import metadata

_MOST_VALUES: Final = 1_000
"""Maximum number of values in a list of a query."""


class NewRows:
    """Rows to be written in one write transaction.

    Queries do not see them before ``write``. All rows of a table need the same columns.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[str, list[Mapping[str, object]]] = defaultdict(list)
        self._if_missing: dict[str, list[Mapping[str, object]]] = defaultdict(list)
        self._last_keys: dict[str, int] = {}

    def last_keys(self) -> dict[str, int]:
        """The greatest key of each table, those of rows that wait included."""
        if not self._last_keys:
            self._last_keys = dict(self._connection.execute(_last_keys_query()).one()._mapping)
        return self._last_keys.copy()

    def next_key(self, table: Table) -> int:
        """The key of the next row of ``table``."""
        if not self._last_keys:
            self.last_keys()
        self._last_keys[table.name] += 1
        return self._last_keys[table.name]

    def add(self, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
        """Add rows that are not in ``table``, with their keys."""
        self._rows[table.name] += rows

    def add_if_missing(self, table: Table, rows: Iterable[Mapping[str, object]]) -> None:
        """Add rows to ``table``, except those whose primary key it already has."""
        self._if_missing[table.name] += rows

    def write(self) -> None:
        """Write all rows, each after those that it refers to."""
        last_keys = {}
        for table in _sorted_tables():
            if rows := self._rows.get(table.name):
                _write(self._connection, table, rows)
                if "id" in table.c:
                    last_keys[table.name] = self._last_keys[table.name]
            if rows := self._if_missing.get(table.name):
                self._connection.execute(insert_new(table), rows)
        if last_keys:
            advance_keys(self._connection, last_keys)
        self.forget()

    def forget(self) -> None:
        """Drop the rows and the numbering, since other programs may add rows meanwhile."""
        self._rows.clear()
        self._if_missing.clear()
        self._last_keys = {}


def in_parts(values: Iterable[Any]) -> list[list[Any]]:
    """Distinct ``values`` in order, in lists short enough for a query."""
    distinct = sorted(set(values))
    return [distinct[start : start + _MOST_VALUES] for start in range(0, len(distinct), _MOST_VALUES)]


def _write(connection: Connection, table: Table, rows: list[Mapping[str, object]]) -> None:
    columns = list(rows[0])
    values = list(map(itemgetter(*columns), rows))
    if "id" not in table.c:
        # In the order of the table's key, such as the hash of a sketch, many rows take half the time.
        values.sort(key=itemgetter(*(columns.index(column.name) for column in table.primary_key or table.c)))
    insert_rows(connection, table, columns, values)


@cache
def _sorted_tables() -> tuple[Table, ...]:
    return tuple(metadata.sorted_tables)


@cache
def _last_keys_query() -> Any:
    numbered = [table for table in _sorted_tables() if "id" in table.c]
    return select(
        *(select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery().label(table.name) for table in numbered)
    )
