"""Helpers for reading and inserting rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, Insert, Row, Select, Table, bindparam, insert, select

AnyRow: TypeAlias = Row[*tuple[Any, ...]]


def lookup(connection: Connection, query: Select[*tuple[Any, ...]], **given: object) -> dict[Any, Any]:
    """Return a dictionary from the first column of ``query`` to the second."""
    return {row[0]: row[1] for row in connection.execute(query, given)}


@cache
def _by_public_id(table: Table) -> Select[int]:
    return select(table.c.id).where(table.c.public_id == bindparam("public_id"))


def find_key(connection: Connection, table: Table, public_id: str) -> int | None:
    """Find the key of the row of ``table`` with this public id."""
    return connection.execute(_by_public_id(table), {"public_id": public_id}).scalar()


def public_id_of(connection: Connection, table: Table, key: int) -> str:
    """Return the public id of the row of ``table`` with this key."""
    return str(connection.execute(select(table.c.public_id).where(table.c.id == key)).scalar_one())


@cache
def _insert(table: Table) -> Insert:
    return insert(table)


def add_row(connection: Connection, table: Table, **values: object) -> int:
    """Insert a row and return its key."""
    key = connection.execute(_insert(table), values).inserted_primary_key
    assert key is not None
    return int(key[0])


def add_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows, if there are any."""
    if rows:
        connection.execute(_insert(table), rows)
