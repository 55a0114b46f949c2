"""Database connections of a record: open or create it, migrate it to the current schema, and run transactions."""

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
"""Size of the connection pool; a new connection has to read the schema and starts with an empty cache."""
_WRITES, _SECONDS, _DEADLINE = "onrecord_writes", "onrecord_seconds", "onrecord_deadline"
_STEPS_BETWEEN_LOOKS = 1_000_000
"""SQLite VM steps, about 0.05 s, between checks of the deadline. Each check takes the GIL, which other threads may
hold for 0.005 s."""


def connect(path: Path, *, writable: bool, create: bool) -> Engine:
    """Open the record in ``path`` and migrate it to the current schema; with ``create``, create it if missing.

    If ``writable`` is false, the file is opened read-only, even on a read-only disk. Raises ``ForeignRecordError``,
    ``DamagedRecordError``, ``NewerRecordError``, and ``RecordError`` for all other problems.
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
    """Open a transaction on one snapshot of the record; with ``writes``, as its only writer.

    It is committed at the end and rolled back on an exception. ``seconds`` limits each query; null for no limit.
    """
    with clear_errors(path), engine.connect() as connection:
        connection.execution_options(**{_WRITES: writes, _SECONDS: seconds})
        with connection.begin() as begun:
            yield connection
            if not writes:
                begun.rollback()  # with the views that hide people


class WriteCounter:
    """A counter that changes on every write to the file. Threads may share it; call ``close`` after use."""

    def __init__(self, path: Path) -> None:
        with clear_errors(path):
            # A separate connection that never writes: SQLite counts only the writes of other connections.
            self._connection = open_file(path, mode="ro")
        self._lock = Lock()

    def read(self) -> int:
        """Return the current value; differences do not give the number of writes."""
        with self._lock:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def _engine(path: Path, *, writable: bool) -> Engine:
    def opened() -> sqlite3.Connection:
        return open_file(path, mode="rw" if writable else "ro")

    engine = create_engine("sqlite://", creator=opened, poolclass=QueuePool, pool_size=_KEPT_OPEN, max_overflow=20)

    @event.listens_for(engine, "connect")
    def _set_up(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        # In WAL mode, NORMAL keeps all commits if the process crashes. A power cut may lose the last pages added, but
        # does not damage the file; syncing at each page would take longer than storing it.
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
        # Python's sqlite3 would begin late and upgrade to the write lock later still, when waiting no longer helps.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "before_cursor_execute")
    def _set_deadline(connection: Connection, *_: object) -> None:
        seconds = connection.get_execution_options().get(_SECONDS)
        connection.info[_DEADLINE] = inf if seconds is None else time.monotonic() + seconds

    return engine


def _prepare(path: Path, *, made: bool) -> None:
    """Switch the file to WAL mode, so that many can read while one writes."""
    connection = open_file(path, mode="rw" if made else "rwc")
    try:
        until = time.monotonic() + BUSY_SECONDS
        while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                # SQLite does not wait for this lock: another process is creating the same record.
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
