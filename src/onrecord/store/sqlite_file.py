"""A record in a SQLite file: open or create it, migrate it to the current schema, and set up its connections."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, closing
from math import inf
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from onrecord.errors import RecordError
from onrecord.store.database import SECONDS, WRITES, Database, WriteCounter
from onrecord.store.fulltext import INDEX
from onrecord.store.migrations import LATEST, migrate, note_creation
from onrecord.store.record_file import (
    APPLICATION_ID,
    BUSY_SECONDS,
    clear_errors,
    clear_symptoms,
    copy_record,
    explain,
    open_file,
    read_schema,
    require_latest,
)

if TYPE_CHECKING:
    from onrecord.store.damage import Damage
    from onrecord.store.verify import Verification

_CACHE_KIB = 65_536
_KEPT_OPEN = 20
"""Size of the connection pool; a new connection has to read the schema and starts with an empty cache."""
_DEADLINE = "onrecord_deadline"
_STEPS_BETWEEN_LOOKS = 1_000_000
"""SQLite VM steps, about 0.05 s, between checks of the deadline. Each check takes the GIL, which other threads may
hold for 0.005 s."""


class SqliteFile(Database):
    """A record in a SQLite file, with many concurrent readers and one writer."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return str(self.path)

    @property
    def location(self) -> Path:
        return self.path

    @property
    def file(self) -> Path:
        return self.path

    @property
    def is_writable(self) -> bool:
        # A record that is missing may be created. In a read-only folder SQLite cannot write its log.
        return not self.path.exists() or all(os.access(place, os.W_OK) for place in (self.path, self.path.parent))

    def connect(self, *, writable: bool, create: bool, query_timeout: float) -> Engine:
        """If ``writable`` is false, the file is opened read-only, even on a read-only disk."""
        path = self.path
        with self.clear_errors():
            done = read_schema(path, create=writable and create)
            if not writable:
                require_latest(path, done)
                return _engine(path, writable=False)
            if done == 0:
                _use_log(path, mode="rwc")
            engine = _engine(path, writable=True)
            try:
                _bring_up(engine, path)
            except BaseException:
                engine.dispose()
                raise
            return engine

    def count_writes(self, engine: Engine) -> WriteCounter:
        return _FileWriteCounter(self.path)

    def scrub(self, engine: Engine) -> None:
        # SQLite only marks deleted rows as free, an FTS5 index keeps the words of deleted rows until its parts are
        # merged, and the log keeps earlier pages of the file until it is truncated.
        with clear_errors(self.path), closing(open_file(self.path, mode="rw")) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')")  # noqa: S608
            connection.execute("VACUUM")
            connection.execute(f"PRAGMA busy_timeout = {round(1000 * BUSY_SECONDS)}")
            if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise RecordError(
                    str(self.path),
                    f"another program has been reading it for {BUSY_SECONDS:g} seconds, so its write-ahead log could "
                    "not be truncated and may still contain erased words",
                    advice="The page is erased from the record. Stop the other program and run the command again to "
                    "truncate the log.",
                )

    def back_up(self, target: Path, *, overwrite: bool) -> None:
        copy_record(self.path, target, overwrite=overwrite)

    def verify(self, *, beside: Iterable[Damage] = ()) -> Verification:
        from onrecord.store.verify import verify_file

        return verify_file(self.path, beside=beside)

    def explain(self, error: Exception) -> RecordError | None:
        return explain(self.path, error)

    def clear_errors(self) -> AbstractContextManager[None]:
        return clear_errors(self.path)

    def clear_symptoms(self) -> AbstractContextManager[None]:
        return clear_symptoms(self.path)


class _FileWriteCounter(WriteCounter):
    def __init__(self, path: Path) -> None:
        with clear_errors(path):
            # A separate connection that never writes: SQLite counts only the writes of other connections.
            self._connection = open_file(path, mode="ro")
        self._lock = Lock()

    def read(self) -> int:
        with self._lock:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
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
        # Python's sqlite3 would begin the transaction late, and take the write lock even later, when waiting no longer
        # helps.
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "before_cursor_execute")
    def _set_deadline(connection: Connection, *_: object) -> None:
        seconds = connection.get_execution_options().get(SECONDS)
        connection.info[_DEADLINE] = inf if seconds is None else time.monotonic() + seconds

    return engine


def _use_log(path: Path, *, mode: str) -> None:
    """Switch the file to WAL mode, which allows many readers during a write."""
    connection = open_file(path, mode=mode)
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


def _bring_up(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        schema = _schema(connection)
        has_log = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
    if not has_log:
        engine.dispose()
        _use_log(path, mode="rw")
    if schema == LATEST:
        return
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        migrate(connection, done=_schema(connection))
        note_creation(connection)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {LATEST}")


def _schema(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
