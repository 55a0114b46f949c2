"""Records that grow by repetition: the pages of a synthetic record again, with other addresses and other people.

A record of a million statements would take an hour to write page by page. Each page is therefore repeated, in SQL, as
that of another outlet about namesakes, with the text and the reading that it has. A search has to read as many rows as
in natural pages; a trail reads more, since the words of each statement stand on every repetition.
"""

from __future__ import annotations

import sys
import time
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Insert, Table, func, insert, literal, select, update

from onrecord.record import Record
from onrecord.store.schema import metadata, totals
from onrecord.store.sketches import statement_sketches

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
    """Repeat the pages of ``record`` until each occurs ``times`` times, at most ``MOST_TIMES``."""
    with record.snapshot() as connection:
        offsets = {
            table.name: int(connection.execute(select(func.max(table.c.id))).scalar() or 0)
            for table in metadata.sorted_tables
            if table.name in _REPEATED and "id" in table.c
        }
    if not 1 <= times <= MOST_TIMES:
        raise ValueError(f"Pages can be repeated up to {MOST_TIMES} times, not {times}. Make more distinct ones.")
    began = time.monotonic()
    for number in range(1, times):
        for table in metadata.sorted_tables:
            if table.name in _REPEATED:
                with record.transaction() as connection:
                    connection.execute(_repetition(table, number, offsets))
        print(f"repeated {number} of {times - 1} times, {time.monotonic() - began:,.0f} s", file=sys.stderr)
    with record.transaction() as connection:
        connection.execute(update(totals).values(how_many=totals.c.how_many * times))


def _repetition(table: Table, number: int, offsets: dict[str, int]) -> Insert:
    """Insert the rows of ``table`` again, with the keys of repetition ``number``."""
    rows = select(*(_value(column, number, offsets) for column in table.c))
    if "id" in table.c:
        rows = rows.where(table.c.id <= offsets[table.name]).order_by(table.c.id)
    else:
        first = next(iter(column for column in table.c if _target(column) in offsets))
        rows = rows.where(first <= offsets[_target(first)])
    if table is statement_sketches:
        rows = rows.order_by(table.c.value)
    return insert(table).from_select([column.name for column in table.c], rows)


def _value(column: Column[Any], number: int, offsets: dict[str, int]) -> ColumnElement[Any]:
    target = column.table.name if column.name == "id" else _target(column)
    if target in offsets:
        return column + number * offsets[target]
    if column.name == "public_id":
        return func.substr(column, 1, 13).op("||")(literal(_mark(number)))
    if column.name in {"key", "url", "source", "address"}:
        return func.replace(column, "https://", f"https://r{_mark(number)}.")
    return column


def _target(column: Column[Any]) -> str:
    """The table that ``column`` refers to; empty if it refers to none."""
    if column.table.name == "pages" and column.name in _REFERENCES:
        return _REFERENCES[column.name]
    return next((key.column.table.name for key in column.foreign_keys), "")


def _mark(number: int) -> str:
    """A mark of three digits that no public id ends with, since they have the digits 2 to 7 only."""
    return "".join(_NO_DIGITS[number // 4**place % 4] for place in (2, 1, 0))
