"""The dialect of SQLAlchemy in which queries and tables of the record are written for PostgreSQL.

It makes them mean what they mean in SQLite: integers have 64 bits, text is compared byte by byte, null is the smallest
value of an order, a partial index has its condition, and the sum of integers is an integer.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, Integer, String
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler, PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg, _PGString
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BindParameter, ColumnClause
from sqlalchemy.sql.functions import Function, FunctionElement, count

_PLUS = "+"
"""Operator of ``dialect.without_index``, a hint for SQLite alone: PostgreSQL counts how frequent values are."""


_NULL: Final = "\0"
_STORED_NULL: Final = "\U0010ffff"
"""Stands for a null character: Unicode says that this one is for use within programs and never in texts."""


class RecordCompiler(PGCompiler_psycopg):
    """Compiles queries."""

    def order_by_clause(self, select: Any, **kw: Any) -> str:
        clauses = [_order(clause, self.process(clause, **kw)) for clause in select._order_by_clauses]
        return f" ORDER BY {', '.join(clauses)}" if clauses else ""

    def visit_custom_op_unary_operator(self, element: Any, operator: Any, **kw: Any) -> str:
        if operator.opstring == _PLUS:
            return self.process(element.element, **kw)
        return str(super().visit_custom_op_unary_operator(element, operator, **kw))  # type: ignore[no-untyped-call]

    def visit_instr_func(self, fn: Function[Any], **kw: Any) -> str:
        return f"strpos{self.function_argspec(fn, **kw)}"

    def visit_substr_func(self, fn: Function[Any], **kw: Any) -> str:
        words, *places = (self.process(clause, **kw) for clause in fn.clauses)
        return f"substr({', '.join([words, *(f'CAST({place} AS INT)' for place in places)])})"

    def visit_sum_func(self, fn: Function[Any], **kw: Any) -> str:
        written = f"sum{self.function_argspec(fn, **kw)}"
        return f"CAST({written} AS BIGINT)" if isinstance(fn.type, Integer) else written


class RecordTypeCompiler(PGTypeCompiler):
    """Compiles types of columns and parameters."""

    def visit_INTEGER(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - SQLAlchemy calls it so
        return "BIGINT"


class RecordDDLCompiler(PGDDLCompiler):
    """Compiles tables and indexes."""

    def get_column_specification(self, column: Column[Any], **kw: Any) -> str:
        written = str(super().get_column_specification(column, **kw))  # type: ignore[no-untyped-call]
        return written.replace(" SERIAL", " BIGSERIAL", 1).replace(" TEXT", ' TEXT COLLATE "C"', 1)

    def visit_create_index(self, create: Any, *_: Any, **kw: Any) -> str:
        index, compiler = create.element, self.sql_compiler
        columns = ", ".join(
            _order(expression, compiler.process(expression, include_table=False, literal_binds=True))
            for expression in index.expressions
        )
        condition = index.dialect_options["sqlite"]["where"]
        where = "" if condition is None else compiler.process(condition, include_table=False, literal_binds=True)
        missing = "IF NOT EXISTS " if create.if_not_exists else ""
        table = self.preparer.format_table(index.table)
        return f"CREATE INDEX {missing}{index.name} ON {table} ({columns})" + (f" WHERE {where}" if where else "")


def restore_nulls(value: Any) -> Any:
    """A value of a row as it was before ``RecordText`` stored it."""
    return value.replace(_STORED_NULL, _NULL) if isinstance(value, str) and _STORED_NULL in value else value


class RecordText(_PGString):
    """Text that may have null characters, as plain text from the web does; PostgreSQL takes none."""

    def bind_processor(self, dialect: Any) -> Any:
        return lambda text: text.replace(_NULL, _STORED_NULL) if text is not None and _NULL in text else text

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        return restore_nulls


class RecordDialect(PGDialect_psycopg):
    """The dialect."""

    colspecs = {**PGDialect_psycopg.colspecs, String: RecordText}  # noqa: RUF012
    supports_statement_cache = True
    statement_compiler = RecordCompiler
    ddl_compiler = RecordDDLCompiler
    type_compiler_cls = RecordTypeCompiler


DIALECT: Final = "postgresql+onrecord://"
"""Address by which ``create_engine`` finds the dialect."""
registry.register("postgresql.onrecord", __name__, RecordDialect.__name__)


def _order(clause: Any, written: str) -> str:
    """Sort null first, as SQLite does, in a ``clause`` of an order that may be null."""
    element, descending = clause, False
    while not isinstance(element, ColumnClause | FunctionElement | BindParameter) and hasattr(element, "element"):
        modifier = getattr(element, "modifier", None)
        if modifier in {operators.nulls_first_op, operators.nulls_last_op}:
            return written
        descending = descending or modifier is operators.desc_op
        element = element.element
    if not _may_be_null(element):
        return written
    return f"{written} NULLS LAST" if descending else f"{written} NULLS FIRST"


def _may_be_null(element: Any) -> bool:
    if isinstance(element, BindParameter | count):
        return False
    bases = [base for base in getattr(element, "base_columns", ()) if isinstance(base, Column)]
    return not bases or any(base.nullable for base in bases)
