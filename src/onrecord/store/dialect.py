"""SQL that every database writes in its own way, as SQLite has it: upserts, plan hints, lists of keys, text functions.

Packages above ``store`` build queries of these functions and of what SQLAlchemy renders for any database, so a second
database takes a second module like this one. ``tests/store/test_dialect.py`` holds them to it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from sqlalchemy import (
    CTE,
    ColumnElement,
    Insert,
    Table,
    TableValuedAlias,
    UnaryExpression,
    bindparam,
    func,
    literal_column,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.sql.operators import custom_op

NewValues = Any
"""The columns of a row that could not be inserted, by name: ``new.times``."""
_Value = TypeVar("_Value")


def insert_new(table: Table) -> Insert:
    """An insert that passes over rows which are there already."""
    return insert(table).on_conflict_do_nothing()


def insert_or_update(
    table: Table, *, key: Iterable[ColumnElement[Any]], update: Callable[[NewValues], Mapping[str, Any]]
) -> Insert:
    """An insert that changes the row with the same ``key`` where there is one.

    ``update`` says which columns of that row become what: ``lambda new: {"times": facts.c.times + new.times}``.
    """
    statement = insert(table)
    return statement.on_conflict_do_update(index_elements=list(key), set_=update(statement.excluded))


def without_index(column: ColumnElement[_Value]) -> ColumnElement[_Value]:
    """``column`` as a value that no index is searched for: a unary plus.

    SQLite knows how many rows an index has, and not how many of them hold one value. Asked for what the busiest
    speaker told one paper in 2016, it may walk through the year instead of through what the paper was told.
    """
    return UnaryExpression(column, operator=custom_op("+"))


def materialized(query: CTE) -> CTE:
    """``query`` worked out once, in the place of once for each use of it."""
    return query.prefix_with("MATERIALIZED")


def inline(number: int) -> ColumnElement[int]:
    """``number`` written into the SQL. SQLite plans by what it sees: for a limit of 500 it reads an index in order."""
    return literal_column(str(number))


def gather_keys(key: ColumnElement[int]) -> Any:
    """An aggregate of all values of ``key``, as ``key_table`` takes them: thousands of keys in one parameter."""
    return func.json_group_array(key)


def pack_keys(keys: Iterable[int]) -> str:
    """``keys`` as ``gather_keys`` would give them."""
    return json.dumps(list(keys))


def key_table(parameter: str) -> TableValuedAlias:
    """The keys in the parameter of this name, as a table with the column ``value``."""
    return func.json_each(bindparam(parameter)).table_valued("value", name=parameter)


def holds_text(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """True where ``text`` stands in ``column``, letter for letter: no wildcards, and case counts."""
    return func.instr(column, text) > 0
