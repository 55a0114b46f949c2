"""A record in a PostgreSQL database: creation, connections, transactions and errors."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from math import ceil
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any, Final

import platformdirs
import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from onrecord.errors import ForeignRecordError, OnRecordError, RecordError, UsageError
from onrecord.store.database import SECONDS, WRITES, Database, WriteCounter
from onrecord.store.migrations import LATEST
from onrecord.store.postgres import tables
from onrecord.store.postgres.compilers import DIALECT
from onrecord.store.record_file import (
    BUSY_SECONDS,
    DAMAGE,
    SYMPTOMS,
    damaged_record,
    missing_record,
    newer_record,
    query_timeout,
    require_latest,
)

if TYPE_CHECKING:
    from onrecord.store.damage import Damage
    from onrecord.store.verify import Verification

_KEPT_OPEN: Final = 5
_MOST_OPEN: Final = 20
"""Connections of one process. By default a server takes 100 in all."""
_CONNECT_SECONDS: Final = 10
SCRUB_SECONDS: float = BUSY_SECONDS
"""Time that a removal waits for programs that read the tables."""
_SCRUB_PAUSE: Final = 0.2
_LOCK: Final = 0x4F6E5263
"""``OnRc``: the first key of the advisory lock of writers. The second key is a hash of the schema."""
_UNLIMITED: Final = "SET LOCAL statement_timeout = 0"
_AS_ONLY_WRITER: Final = (
    f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'; {_UNLIMITED}; "
    f"SELECT pg_advisory_xact_lock({_LOCK}, hashtext(current_schema()))"
)
_WRITE: Final = f"{_AS_ONLY_WRITER}; UPDATE onrecord_state SET writes = writes + 1"  # noqa: S608
_LOOK: Final = """
    SELECT current_schema() AS schema, current_setting('server_encoding') AS encoding,
        to_regclass(quote_ident(current_schema()) || '.onrecord_state') IS NOT NULL AS is_record,
        EXISTS (
            SELECT FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema()))
            AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
        ) AS has_tables"""
_STATE: Final = "SELECT schema_number FROM onrecord_state"
_TIMED_OUT: Final = "57014"
_LOCKED: Final = "55P03"
_TRY_AGAIN: Final = "Check the server and the network, and try again. Everything saved so far is safe."
_PROBLEMS: Final = {
    "53100": ("the server's disk is full", "Free some space on it and try again. Everything saved so far is safe."),
    "53300": (
        "the server has too many connections",
        "Close other programs, run fewer workers, or raise max_connections of the server.",
    ),
    _LOCKED: (
        f"another program has been writing to it for {BUSY_SECONDS} seconds",
        "Wait until it has finished, and try again.",
    ),
    "42501": (
        "permission was denied",
        "Ask the owner of the database for the rights: see docs/postgresql.md. Reading needs SELECT on all tables.",
    ),
    "25006": ("it is not writable", "Name the primary server: this is a standby, or its user may only read."),
    "40001": ("another program wrote at the same time", "Try again. Everything saved so far is safe."),
    "40P01": ("another program wrote at the same time", "Try again. Everything saved so far is safe."),
}
"""Problems and advice by SQLSTATE."""
_GONE: Final = frozenset({"57P01", "57P02", "57P03", "08000", "08003", "08006", "08001", "08004"})
_DAMAGED: Final = frozenset({"XX001", "XX002", "42P01", "42703"})
"""A broken page, a broken index, a missing table, a missing column."""


class PostgresDatabase(Database):
    """A record in a PostgreSQL database, or in one schema of it, the first of the connection's ``search_path``."""

    def __init__(self, address: str) -> None:
        """Raises ``UsageError`` if ``address`` cannot be parsed."""
        self._address = re.sub(r"^\w+(\+psycopg)?:", "postgresql:", address, count=1)
        try:
            # psycopg's own message would repeat the address, with its password.
            self._parts = {key: str(value) for key, value in conninfo_to_dict(self._address).items()}
        except psycopg.Error:
            self._parts = {}
        if not self._parts:
            raise UsageError(
                "The address of the record is not that of a PostgreSQL database. Write it as "
                "postgresql://user@host:5432/database, with special characters percent-encoded."
            ) from None

    def __str__(self) -> str:
        user = f"{self._parts['user']}@" if "user" in self._parts else ""
        port = f":{self._parts['port']}" if "port" in self._parts else ""
        host = self._parts.get("host", "")
        folder = f"?host={host}" if host.startswith("/") else ""
        return f"postgresql://{user}{'' if folder else host}{port}/{self._parts.get('dbname', '')}{folder}"

    @property
    def location(self) -> str:
        return self._address

    @property
    def file(self) -> Path:
        digest = blake2b(repr(sorted({**self._parts, "password": ""}.items())).encode(), digest_size=4).hexdigest()
        name = re.sub(r"\W+", "-", f"{self._parts.get('host', '')} {self._parts.get('dbname', '')}").strip("-")
        return platformdirs.user_data_path("onrecord", appauthor=False) / "servers" / f"{name}-{digest}"

    @property
    def is_writable(self) -> bool:
        return True

    def connect(self, *, writable: bool, create: bool, query_timeout: float) -> Engine:
        with self.clear_errors():
            engine = self._engine(query_timeout=query_timeout)
            try:
                done = self._read_schema_number(engine, create=writable and create)
                if not writable:
                    require_latest(self, done)
                elif done < LATEST:
                    self._bring_up(engine)
            except BaseException:
                engine.dispose()
                raise
            return engine

    def count_writes(self, engine: Engine) -> WriteCounter:
        return _ServerWriteCounter(self, engine)

    def scrub(self, engine: Engine) -> None:
        until = time.monotonic() + SCRUB_SECONDS
        with self.clear_errors(), _autocommit(engine) as connection:
            # A lock request that waits also blocks later readers of the table, so each attempt is short.
            connection.exec_driver_sql("SET lock_timeout = '100ms'; SET statement_timeout = 0")
            try:
                for name in tables.with_words():
                    while not _rewrite(connection, name):
                        if time.monotonic() > until:
                            raise self._error(
                                f"another program has been reading it for {SCRUB_SECONDS:g} seconds, so its tables "
                                "could not be rewritten and may still contain erased words",
                                "The page is erased from the record. Stop the other program and run the command again "
                                "to rewrite the tables.",
                            )
                        time.sleep(_SCRUB_PAUSE)
            finally:
                connection.invalidate()  # discards its settings too

    def back_up(self, target: Path, *, overwrite: bool) -> None:
        address = quote(str(self))
        raise UsageError(
            f"To back up a record in PostgreSQL, run "
            f"`pg_dump --format=custom --file={quote(str(target))} {address}`, even while the record is in use. To "
            f"restore it into an empty database, run `pg_restore --dbname={address} {quote(str(target))}`."
        )

    def verify(self, *, beside: Iterable[Damage] = ()) -> Verification:
        from onrecord.store.postgres.verification import verify_server

        engine = self.connect(writable=False, create=False, query_timeout=0)
        try:
            with self.transaction(engine, writes=False) as connection:
                return verify_server(connection, beside=beside)
        finally:
            engine.dispose()

    def explain(self, error: Exception) -> RecordError | None:
        if isinstance(error, PoolTimeoutError):
            return self._error("all connections are in use", "Try again, or run more workers.")
        cause = error.orig if isinstance(error, DBAPIError) and isinstance(error.orig, psycopg.Error) else error
        if not isinstance(cause, psycopg.Error):
            return None
        code, words = cause.sqlstate, _first_line(cause)
        if code == _TIMED_OUT:
            return query_timeout(self)
        if code in _PROBLEMS:
            problem, advice = _PROBLEMS[code]
            return self._error(f"{problem} ({words})", advice)
        if code in _DAMAGED:
            return damaged_record(self, words)
        if code in _GONE or (isinstance(cause, psycopg.OperationalError) and code is None):
            return self._unreachable(words)
        return self._error(f"the record failed ({words})", "This may be a bug: please report it.")

    @contextmanager
    def clear_errors(self) -> Iterator[None]:
        try:
            yield
        except OnRecordError:
            raise
        except DAMAGE as error:
            raise damaged_record(self, error) from error
        except Exception as error:
            explanation = self.explain(error)
            if explanation is None:
                raise
            raise explanation from None  # the traceback of the cause would show the password in the address

    @contextmanager
    def clear_symptoms(self) -> Iterator[None]:
        try:
            yield
        except SYMPTOMS as error:
            with suppress(RecordError):
                if damage := self.verify().damage:
                    raise damaged_record(self, damage[0]) from error
            raise

    def _engine(self, *, query_timeout: float) -> Engine:
        parts: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS, "application_name": "onrecord", **self._parts}
        # Most queries run faster than the JIT compiler would compile them.
        limit = f"-c jit=off -c statement_timeout={ceil(query_timeout * 1000)}"
        parts["options"] = f"{parts.get('options', '')} {limit}".strip()
        engine = create_engine(
            DIALECT,
            creator=lambda: psycopg.connect(**parts),
            pool_size=_KEPT_OPEN,
            max_overflow=_MOST_OPEN - _KEPT_OPEN,
            pool_pre_ping=True,  # after a restart of the server
            use_native_hstore=False,
            execution_options={"preserve_rowcount": True},
        )

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            options = connection.get_execution_options()
            if WRITES not in options:
                return
            psycopg_connection: Any = connection.connection.driver_connection
            writes = options[WRITES]
            level = psycopg.IsolationLevel.READ_COMMITTED if writes else psycopg.IsolationLevel.REPEATABLE_READ
            psycopg_connection.isolation_level = level
            psycopg_connection.read_only = not writes
            if writes:
                # Each query after the lock sees what the writers before have committed.
                connection.exec_driver_sql(_WRITE)
            elif options[SECONDS] is None:
                connection.exec_driver_sql(_UNLIMITED)

        return engine

    def _read_schema_number(self, engine: Engine, *, create: bool) -> int:
        """The schema number of the record; 0 if there is no record yet and ``create`` is set."""
        with _autocommit(engine) as connection:
            look = connection.exec_driver_sql(_LOOK).one()
            if look.schema is None:
                raise self._error(
                    "the database has no schema that this user can use",
                    "Name one in the address: ?options=-csearch_path%3DNAME",
                )
            if look.encoding != "UTF8":
                raise self._error(
                    f"its encoding is {look.encoding}",
                    "Create it with: createdb --encoding=UTF8 --template=template0 NAME",
                )
            number = 0
            if look.is_record:
                number = int(connection.exec_driver_sql(_STATE).scalar() or 0)
            elif look.has_tables:
                raise ForeignRecordError(
                    str(self),
                    f"its schema {look.schema!r} has tables of another program",
                    advice="Name an empty database, such as one made with `createdb onrecord`. Nothing was changed.",
                )
        if number > LATEST:
            raise newer_record(self, number)
        if number == 0 and not create:
            raise missing_record(self)
        return number

    def _bring_up(self, engine: Engine) -> None:
        with engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(_AS_ONLY_WRITER)
            # Another program may have migrated it in the meantime.
            tables.bring_up(connection, is_record=bool(connection.exec_driver_sql(_LOOK).one().is_record))

    def _unreachable(self, words: str) -> RecordError:
        if "password" in words or "no pg_hba.conf entry" in words or "authentication" in words:
            return self._error(
                f"the server refused the connection ({words})",
                "Check the user and the password: in the address, in $PGPASSWORD, or in ~/.pgpass.",
            )
        database = self._parts.get("dbname", "")
        if f'database "{database}" does not exist' in words:
            host_option = f"--host={quote(self._parts['host'])} " if "host" in self._parts else ""
            return self._error(
                f"the server has no such database ({words})",
                f"Create it with `createdb {host_option}{quote(database)}`.",
            )
        return self._error(f"the server cannot be reached ({words})", _TRY_AGAIN)

    def _error(self, problem: str, advice: str) -> RecordError:
        return RecordError(str(self), problem, advice=advice)


class _ServerWriteCounter(WriteCounter):
    def __init__(self, database: PostgresDatabase, engine: Engine) -> None:
        self._database = database
        self._engine = engine

    def read(self) -> int:
        with self._database.clear_errors(), _autocommit(self._engine) as connection:
            return int(connection.exec_driver_sql("SELECT writes FROM onrecord_state").scalar_one())

    def close(self) -> None:
        """Do nothing: the counter uses connections of the record."""


@contextmanager
def _autocommit(engine: Engine) -> Iterator[Connection]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection


def _rewrite(connection: Connection, name: str) -> bool:
    """Rewrite a table without its deleted rows; false if another program reads it."""
    try:
        connection.exec_driver_sql(f"VACUUM FULL {name}")
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCKED:
            raise
        return False
    return True


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
