"""The SQLAlchemy dialect for records in PostgreSQL.

It gives queries and tables the same meaning as in SQLite: integers have 64 bits, text is compared byte by byte, null
sorts first, a partial index has its condition, and the sum of integers is an integer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, Final
from weakref import WeakKeyDictionary

from psycopg import Pipeline
from sqlalchemy import Column, Connection, Integer, String, Table
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler, PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg, _PGString
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BindParameter, ColumnClause
from sqlalchemy.sql.functions import Function, FunctionElement, count

_PLUS = "+"
"""Operator of ``dialect.without_index``, a hint for SQLite only: PostgreSQL knows the frequency of values."""


_Command = tuple[str, str, Any]
"""The name of a cursor method, and its arguments."""
_WAITING: WeakKeyDictionary[Any, list[_Command]] = WeakKeyDictionary()
"""Waiting commands by psycopg connection."""
_MOST_WITHOUT_COPY: Final = 100
"""Rows that wait for the next query, since ``COPY`` takes two messages of its own."""
_NULL: Final = "\0"
_STORED_NULL: Final = "\U0010ffff"
"""Replaces a null character. Unicode reserves this noncharacter for use inside programs."""


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

    def visit_INTEGER(self, type_: Any, **kw: Any) -> str:  # noqa: N802 - SQLAlchemy's name
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
        predicate = "" if condition is None else compiler.process(condition, include_table=False, literal_binds=True)
        missing = "IF NOT EXISTS " if create.if_not_exists else ""
        table = self.preparer.format_table(index.table)
        return f"CREATE INDEX {missing}{index.name} ON {table} ({columns})" + (
            f" WHERE {predicate}" if predicate else ""
        )


def restore_nulls(value: Any) -> Any:
    """The original value of a value that ``RecordText`` stored."""
    return value.replace(_STORED_NULL, _NULL) if isinstance(value, str) and _STORED_NULL in value else value


def _store_nulls(value: Any) -> Any:
    """A value as ``RecordText`` stores it."""
    return value.replace(_NULL, _STORED_NULL) if isinstance(value, str) and _NULL in value else value


class RecordText(_PGString):
    """Text that may contain null characters, as some pages do. PostgreSQL accepts none."""

    def bind_processor(self, dialect: Any) -> Any:
        return _store_nulls

    def result_processor(self, dialect: Any, coltype: Any) -> Any:
        return restore_nulls


class RecordDialect(PGDialect_psycopg):
    """The dialect. Inside ``dialect.send_together`` it sends writes together with the next query."""

    colspecs = {**PGDialect_psycopg.colspecs, String: RecordText}  # noqa: RUF012
    supports_statement_cache = True
    statement_compiler = RecordCompiler
    ddl_compiler = RecordDDLCompiler
    type_compiler_cls = RecordTypeCompiler

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        self._execute(cursor, context, "execute", statement, parameters)

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        self._execute(cursor, context, "executemany", statement, parameters)

    @contextmanager
    def send_together(self, connection: Connection) -> Iterator[None]:
        """Delay writes without a result until the next query, or the end of the work inside."""
        psycopg_connection = connection.connection.driver_connection
        waiting: list[_Command] = []
        _WAITING[psycopg_connection] = waiting
        try:
            yield
            _send(psycopg_connection, waiting)
        finally:
            del _WAITING[psycopg_connection]

    def insert_rows(
        self, connection: Connection, table: Table, columns: Sequence[str], values: Sequence[Sequence[Any]]
    ) -> None:
        """Insert rows: a few together with the next query, many by ``COPY``, which takes a tenth of the time."""
        psycopg_connection: Any = connection.connection.driver_connection
        rows = [[_store_nulls(value) for value in row] for row in values]
        names = f"{table.name} ({', '.join(columns)})"
        if len(rows) <= _MOST_WITHOUT_COPY:
            places = ", ".join(["%s"] * len(columns))
            _wait_or_send(psycopg_connection, ("executemany", f"INSERT INTO {names} VALUES ({places})", rows))  # noqa: S608
            return
        _send(psycopg_connection, _WAITING.get(psycopg_connection, []))
        with psycopg_connection.cursor() as cursor, cursor.copy(f"COPY {names} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def advance_keys(self, connection: Connection, last_keys: Mapping[str, int]) -> None:
        """Number further rows of these tables from the keys after these."""
        sequences = ", ".join(f"setval(pg_get_serial_sequence('{name}', 'id'), %s)" for name in last_keys)
        command = ("execute", f"SELECT {sequences}", list(last_keys.values()))
        _wait_or_send(connection.connection.driver_connection, command)

    def _execute(self, cursor: Any, context: Any, method: str, statement: str, parameters: Any) -> None:
        waiting = _WAITING.get(cursor.connection)
        if waiting is None:
            getattr(cursor, method)(statement, parameters)
        elif _is_write_without_result(context):
            waiting.append((method, statement, parameters))
        else:
            _send(cursor.connection, waiting, cursor, (method, statement, parameters))


DIALECT: Final = "postgresql+onrecord://"
"""Address by which ``create_engine`` finds the dialect."""
registry.register("postgresql.onrecord", __name__, RecordDialect.__name__)


def _is_write_without_result(context: Any) -> bool:
    if context is None or context.compiled is None or context.compiled.effective_returning:
        return False
    return bool(context.isinsert or context.isupdate or context.isdelete)


def _wait_or_send(connection: Any, command: _Command) -> None:
    """Let ``command`` wait, or send it where none may wait."""
    waiting = _WAITING.get(connection)
    if waiting is None:
        _send(connection, [command])
    else:
        waiting.append(command)


def _send(connection: Any, waiting: list[_Command], cursor: Any = None, command: _Command | None = None) -> None:
    """Send the waiting commands, and ``command`` by its ``cursor``, in one pipeline."""
    commands = [(connection.cursor(), *earlier) for earlier in waiting]
    commands += [(cursor, *command)] if command is not None else []
    waiting.clear()
    with connection.pipeline() if len(commands) > 1 and Pipeline.is_supported() else nullcontext():
        for command_cursor, method, statement, parameters in commands:
            getattr(command_cursor, method)(statement, parameters)


def _order(clause: Any, written: str) -> str:
    """The SQL of a ``clause`` of ORDER BY, with nulls sorted first as in SQLite if it may be null."""
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
