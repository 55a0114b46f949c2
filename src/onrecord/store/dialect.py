"""SQL that differs between databases: upserts, plan hints, lists of keys, text functions.

Other packages build queries only from these functions and from portable SQLAlchemy. ``postgres.compilers`` has what
PostgreSQL writes differently. ``tests/store/test_dialect.py`` checks this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from itertools import chain
from typing import Any, Final, TypeVar

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Insert,
    Table,
    TableValuedAlias,
    Text,
    UnaryExpression,
    bindparam,
    cast,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import custom_op

NewValues = Any
"""Columns of the row that conflicts with an existing one, by name: ``new.times``."""
_Value = TypeVar("_Value")
_MOST_PARAMETERS: Final = 10_000
"""Parameters of a statement that inserts rows; SQLite takes 32,766."""


def is_postgres(connection: Connection) -> bool:
    """True for a record in PostgreSQL, false for one in a SQLite file."""
    return connection.dialect.name == "postgresql"


def insert_new(table: Table) -> Insert:
    """Build an insert that skips rows that already exist."""
    return insert(table).on_conflict_do_nothing()


def insert_or_update(
    table: Table, *, key: Iterable[ColumnElement[Any]], update: Callable[[NewValues], Mapping[str, Any]]
) -> Insert:
    """Build an upsert: an insert that updates the row with the same ``key`` if there is one.

    ``update`` maps columns of that row to their new values: ``lambda new: {"times": facts.c.times + new.times}``.
    """
    statement = insert(table)
    return statement.on_conflict_do_update(index_elements=list(key), set_=update(statement.excluded))


@contextmanager
def send_together(connection: Connection) -> Iterator[None]:
    """Send writes without a result together with the next query if the database is on a server, to save round trips.

    An error of such a write is raised at the next query, or at the end of the work inside.
    """
    send = getattr(connection.dialect, "send_together", None)
    with nullcontext() if send is None else send(connection):
        yield


def insert_rows(connection: Connection, table: Table, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    """Insert many rows, which ``values`` has in the order of ``columns``.

    SQLAlchemy's own insert of many rows takes as long to prepare them as SQLite to write them.
    """
    insert_all = getattr(connection.dialect, "insert_rows", None)
    if insert_all is not None:
        insert_all(connection, table, columns, values)
        return
    # Many rows a statement: FTS5 writes what it has in memory to disk before each one that fires a trigger.
    row, most = f"({', '.join('?' * len(columns))})", _MOST_PARAMETERS // len(columns)
    for start in range(0, len(values), most):
        part = values[start : start + most]
        connection.exec_driver_sql(
            f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES {', '.join([row] * len(part))}",  # noqa: S608
            tuple(chain.from_iterable(part)),
        )


def advance_keys(connection: Connection, last_keys: Mapping[str, int]) -> None:
    """Number further rows of these tables from the keys after these; SQLite does so by itself."""
    advance = getattr(connection.dialect, "advance_keys", None)
    if advance is not None:
        advance(connection, last_keys)


def without_index(column: ColumnElement[_Value]) -> ColumnElement[_Value]:
    """Keep SQLite from using an index on ``column``, by a unary plus.

    SQLite knows the number of rows in an index, but not how many have a given value. Asked for statements that the
    most frequent speaker made to one paper in 2016, it may scan the whole year instead of the statements to that paper.
    """
    return UnaryExpression(column, operator=custom_op("+"))


def materialized(query: CTE) -> CTE:
    """Mark ``query`` to be evaluated once instead of at each use."""
    return query.prefix_with("MATERIALIZED")


def inline(constant: int | str) -> ColumnElement[Any]:
    """Write ``constant``, a number or a quoted text, into the SQL, so that the planner sees it.

    With a literal limit of 500 it reads an index in order, and with a literal verdict it uses the partial index of
    unsure pairs. Never call it with text from outside.
    """
    return literal_column(str(constant))


def gather_keys(key: ColumnElement[int]) -> Any:
    """Aggregate all values of ``key``, possibly thousands, into one parameter for ``key_table``; null without rows."""
    return func.aggregate_strings(cast(key, Text), ",")


def pack_keys(keys: Iterable[int]) -> str:
    """Encode ``keys`` in the format of ``gather_keys``."""
    return ",".join(map(str, keys))


class _KeyRows(FunctionElement[Any]):
    """A table with the column ``value`` of the keys in a text."""

    name = "key_rows"
    inherit_cache = True


@compiles(_KeyRows, "sqlite")
def _expand_in_sqlite(element: _KeyRows, compiler: Any, **kw: Any) -> str:
    return f"json_each('[' || {compiler.process(element.clauses, **kw)} || ']')"


@compiles(_KeyRows, "postgresql")
def _expand_in_postgres(element: _KeyRows, compiler: Any, **kw: Any) -> str:
    keys = compiler.process(element.clauses, **kw)
    return f"(SELECT unnest(CAST(string_to_array({keys}, ',') AS BIGINT[])) AS value)"


def key_table(parameter: str) -> TableValuedAlias:
    """Expand the keys in the named parameter to a table with the column ``value``."""
    return _KeyRows(bindparam(parameter, type_=Text)).table_valued("value", name=parameter)


def holds_text(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Condition that ``column`` contains ``text`` exactly: case-sensitive, without wildcards."""
    return func.instr(column, text) > 0
