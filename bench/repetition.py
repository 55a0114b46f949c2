"""Records that grow by repetition: the pages of a synthetic record again, with other addresses and other people.

A record of a million statements would take an hour to write page by page. Each page is therefore repeated, in SQL, as
that of another outlet about namesakes, with the text and the reading that it has. A search has to read as many rows as
in natural pages; a trail reads more, since the words of each statement stand on every repetition.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Connection,
    Insert,
    Table,
    func,
    insert,
    literal,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.schema import CreateIndex, DropIndex

from onrecord.record import Record
from onrecord.store.fulltext import INDEX
from onrecord.store.schema import metadata, totals

_REPEATED: Final = frozenset(
    {
        *("pages", "addresses", "versions", "copies", "readings", "persons", "appearances", "statements"),
        *("statement_subjects", "relationships", "facts", "links", "statement_sketches", "judgement_targets"),
    }
)
"""Tables whose rows are repeated; names, readers and texts are shared."""
_NO_DIGITS: Final = "0189"
_REFERENCES: Final = {"version_id": "versions", "reading_id": "readings"}
"""Columns of pages that refer to rows without a foreign key."""
MOST_TIMES: Final = 64
"""Marks of three digits out of four."""


def repeat(record: Record, *, times: int) -> None:
    """Repeat the pages of ``record`` until each occurs ``times`` times, at most ``MOST_TIMES``.

    Indexes are dropped before and built afterwards; otherwise each repetition takes longer than the last.
    """
    if not 1 <= times <= MOST_TIMES:
        raise ValueError(f"Pages can be repeated up to {MOST_TIMES} times, not {times}. Make more distinct ones.")
    if times == 1:
        return
    with record.snapshot() as connection:
        offsets = {
            table.name: int(connection.execute(select(func.max(table.c.id))).scalar() or 0)
            for table in _tables()
            if "id" in table.c
        }
    began = time.monotonic()
    with record.transaction() as connection, _without_indexes(connection, began):
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA cache_size = -1000000")
        for table in _tables():
            connection.execute(_repetition(table, range(1, times), offsets))
            _print(f"{table.name} repeated", began)
        connection.execute(update(totals).values(how_many=totals.c.how_many * times))


@contextmanager
def _without_indexes(connection: Connection, began: float) -> Iterator[None]:
    """Drop the indexes of the repeated tables meanwhile, full text included, and build them afterwards."""
    indexes = [index for table in _tables() for index in table.indexes]
    triggers = _drop_triggers(connection) if connection.dialect.name == "sqlite" else []
    for index in indexes:
        connection.execute(DropIndex(index))
    yield
    for index in indexes:
        connection.execute(CreateIndex(index))
    _print("indexes built", began)
    for trigger in triggers:
        connection.exec_driver_sql(trigger)
    if triggers:
        connection.exec_driver_sql(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")
        _print("full text indexed", began)


def _tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.name in _REPEATED]


def _drop_triggers(connection: Connection) -> list[str]:
    """Drop the triggers that index new statements; return their SQL."""
    rows = connection.exec_driver_sql(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{INDEX}%'"
    ).all()
    for name, _ in rows:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    return [sql for _, sql in rows]


def _repetition(table: Table, numbers: Sequence[int], offsets: Mapping[str, int]) -> Insert:
    """Insert the rows of ``table`` again, with the keys of each repetition."""
    marks = [select(literal(number).label("number"), literal(_mark(number)).label("mark")) for number in numbers]
    repetitions = union_all(*marks).cte("repetitions")
    values = {column.name: _value(column, repetitions, offsets).label(f"new_{column.name}") for column in table.c}
    rows = select(*values.values()).select_from(table.join(repetitions, true()))
    first = table.c["id"] if "id" in table.c else next(column for column in table.c if _target(column) in offsets)
    rows = rows.where(first <= offsets[table.name if "id" in table.c else _target(first)])
    # In the order of the key, each page of the file is written once.
    rows = rows.order_by(*(values[column.name] for column in table.primary_key))
    return insert(table).from_select(list(values), rows)


def _value(column: Column[Any], repetitions: CTE, offsets: Mapping[str, int]) -> ColumnElement[Any]:
    target = column.table.name if column.name == "id" else _target(column)
    if target in offsets:
        return column + repetitions.c.number * offsets[target]
    if column.name == "public_id":
        return func.substr(column, 1, 13).op("||")(repetitions.c.mark)
    if column.name in {"key", "url", "source", "address"}:
        return func.replace(column, "https://", literal("https://r").op("||")(repetitions.c.mark).op("||")("."))
    return column


def _target(column: Column[Any]) -> str:
    """The table that ``column`` refers to; empty if it refers to none."""
    if column.table.name == "pages" and column.name in _REFERENCES:
        return _REFERENCES[column.name]
    return next((key.column.table.name for key in column.foreign_keys), "")


def _mark(number: int) -> str:
    """A mark of three digits that no public id ends with, since they have the digits 2 to 7 only."""
    return "".join(_NO_DIGITS[number // 4**place % 4] for place in (2, 1, 0))


def _print(progress: str, began: float) -> None:
    print(f"{progress}, {time.monotonic() - began:,.0f} s", file=sys.stderr, flush=True)
