"""The database of a record: opened or made, brought to this version's schema, read and written in transactions."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from onrecord.store.dialect import insert_new
from onrecord.store.migrations import LATEST, migrate
from onrecord.store.record_file import (
    APPLICATION_ID,
    BUSY_SECONDS,
    clear_errors,
    open_file,
    read_schema,
    require_latest,
)
from onrecord.store.schema import meta
from onrecord.times import now
from onrecord.version import VERSION

_CACHE_KIB = 65_536
_KEPT_OPEN = 20
"""Connections that are kept when nobody uses them: a new one reads the schema first, and nothing of it is cached."""
_WRITES, _SECONDS, _DEADLINE = "onrecord_writes", "onrecord_seconds", "onrecord_deadline"
_STEPS_BETWEEN_LOOKS = 1_000_000
"""Steps of SQLite's machine, about 0.05 s, after which a query looks at the clock: for that it has to wait for Python's
lock, which other threads may hold for 0.005 s."""


def connect(path: Path, *, writable: bool, create: bool) -> Engine:
    """The database in ``path``, with this version's schema; made where there is none and ``create`` allows it.

    A record that may only be read is opened where ``writable`` is false, even on a disk that takes no writing. Raises
    ``ForeignRecordError``, ``DamagedRecordError``, ``NewerRecordError``, and ``RecordError`` for everything else.
    """
    with clear_errors(path):
        done = read_schema(path, create=writable and create)
        if not writable:
            require_latest(path, done)
            return _engine(path, writable=False)
        _prepare(path, made=done > 0)
        engine = _engine(path, writable=True)
        try:
            _bring_up(engine)
        except BaseException:
            engine.dispose()
            raise
        return engine


@contextmanager
def transaction(engine: Engine, *, path: Path, writes: bool, seconds: float | None = None) -> Iterator[Connection]:
    """A connection that sees one state of the record and, with ``writes``, is the only one to change it.

    What was written is committed at the end and undone by an exception. ``seconds`` limits each query; null for none.
    """
    with clear_errors(path), engine.connect() as connection:
        connection.execution_options(**{_WRITES: writes, _SECONDS: seconds})
        with connection.begin():
            yield connection


class WriteCounter:
    """A number that changes whenever anybody writes to the file. May be shared by threads; close it."""

    def __init__(self, path: Path) -> None:
        with clear_errors(path):
            # A connection of its own that never writes: SQLite counts what the other connections wrote.
            self._connection = open_file(path, mode="ro")
        self._lock = Lock()

    def read(self) -> int:
        """The number as of now. It says nothing about how many writes there were."""
        with self._lock:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def _engine(path: Path, *, writable: bool) -> Engine:
    def opened() -> sqlite3.Connection:
        return open_file(path, mode="rw" if writable else "ro")

    engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool, pool_size=_KEPT_OPEN, max_overflow=20)

    @event.listens_for(engine, "connect")
    def _set_up(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        # With a log (WAL) NORMAL keeps all that was committed, however the process ends. A power cut may cost the last
        # pages, and never the file; to wait for the disk at each page would cost more than keeping it.
        for pragma in (
            "foreign_keys = ON",
            "synchronous = NORMAL",
            f"cache_size = -{_CACHE_KIB}",
            "mmap_size = 1073741824",
            "temp_store = MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.set_progress_handler(lambda: time.monotonic() > entry.info.get(_DEADLINE, inf), _STEPS_BETWEEN_LOOKS)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Python's own module would begin late and take the lock later still, where waiting for it no longer helps.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "before_cursor_execute")
    def _set_deadline(connection: Connection, *_: object) -> None:
        seconds = connection.get_execution_options().get(_SECONDS)
        connection.info[_DEADLINE] = inf if seconds is None else time.monotonic() + seconds

    return engine


def _prepare(path: Path, *, made: bool) -> None:
    """Make the file one that many may read while one writes."""
    connection = open_file(path, mode="rw" if made else "rwc")
    try:
        until = time.monotonic() + BUSY_SECONDS
        while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                # This one lock SQLite does not wait for: somebody else is making the same record.
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(0.05)
    finally:
        connection.close()


def _bring_up(engine: Engine) -> None:
    with engine.connect() as connection:
        if _schema(connection) == LATEST:
            return
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        migrate(connection, done=_schema(connection))
        made = [{"key": "created", "value": now()}, {"key": "created_by", "value": f"onrecord {VERSION}"}]
        connection.execute(insert_new(meta), made)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {LATEST}")


def _schema(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
