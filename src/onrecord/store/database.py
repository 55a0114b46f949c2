"""The record's file: opened with care, and every way in which that can fail told in plain words."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from onrecord.errors import DamagedRecordError, ForeignRecordError, NewerRecordError, RecordError
from onrecord.store.dialect import insert_new
from onrecord.store.migrations import LATEST, migrate
from onrecord.store.schema import meta
from onrecord.times import now
from onrecord.version import VERSION

APPLICATION_ID = 0x4F6E5263
"""``OnRc``, in the header of the file: what tells a record from other SQLite files."""
BUSY_SECONDS = 60
"""How long a writer waits for the other writers."""
_CACHE_KIB = 65_536
_KEPT_OPEN = 20
"""Connections that are kept when nobody uses them: a new one reads the schema first, and nothing of it is cached."""
_WRITES = "onrecord_writes"
_SQLITE_PRIMARY = 0xFF


def connect(path: Path, *, writable: bool, create: bool) -> Engine:
    """The database in ``path``, with this version's schema; made where there is none and ``create`` allows it.

    A record that may only be read is opened where ``writable`` is false, even on a disk that takes no writing. Raises
    ``ForeignRecordError``, ``DamagedRecordError``, ``NewerRecordError``, and ``RecordError`` for everything else.
    """
    with clear_errors(path):
        done = _check(path, create=writable and create)
        if not writable:
            if done < LATEST:
                raise RecordError(
                    str(path),
                    f"it is of schema {done} and this version reads {LATEST}",
                    advice="Open it once where it may be written, for instance with `onrecord add`.",
                )
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
def transaction(engine: Engine, *, path: Path, writes: bool) -> Iterator[Connection]:
    """A connection that sees one state of the record and, with ``writes``, is the only one to change it.

    What was written is committed at the end and undone by an exception.
    """
    with clear_errors(path), engine.connect() as connection:
        connection.execution_options(**{_WRITES: writes})
        with connection.begin():
            yield connection


class WriteCounter:
    """A number that changes whenever anybody writes to the file. May be shared by threads; close it."""

    def __init__(self, path: Path) -> None:
        with clear_errors(path):
            # A connection of its own that never writes: SQLite counts what the other connections wrote.
            self._connection = _open(path, mode="ro")
        self._lock = Lock()

    def read(self) -> int:
        """The number as of now. It says nothing about how many writes there were."""
        with self._lock:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Tell what goes wrong with the file in words: raises ``RecordError`` or one of its kinds."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, sqlite3.Error):
            raise _told(path, error.orig) from error
        raise
    except sqlite3.Error as error:
        raise _told(path, error) from error
    except OSError as error:
        raise RecordError(
            str(path),
            f"the record cannot be opened ({error.strerror})",
            advice="Check the path and its permissions, or name another with --record.",
        ) from error


def _engine(path: Path, *, writable: bool) -> Engine:
    def opened() -> sqlite3.Connection:
        return _open(path, mode="rw" if writable else "ro")

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

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # Python's own module would begin late and take the lock later still, where waiting for it no longer helps.
        writes = connection.get_execution_options().get(_WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _open(path: Path, *, mode: str) -> sqlite3.Connection:
    where = f"file:{quote(str(path.absolute()))}?mode={mode}"
    log = path.with_name(path.name + "-wal")
    if mode == "ro" and not log.exists():
        # Nobody writes, and where nobody may, SQLite could not make the files by which writers and readers agree.
        with suppress(sqlite3.OperationalError):
            connection = _open_uri(where)
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
            return connection
        return _open_uri(f"{where}&immutable=1")
    return _open_uri(where)


def _open_uri(where: str) -> sqlite3.Connection:
    return sqlite3.connect(where, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def _check(path: Path, *, create: bool) -> int:
    """The number of the schema in ``path``; 0 where there is no record yet."""
    if path.is_dir():
        raise ForeignRecordError(
            str(path), "this is a folder", advice="Name a file in it; it is made if it is not there."
        )
    if not path.exists() or path.stat().st_size == 0:
        if not create:
            raise RecordError(
                str(path), "there is no record yet", advice="Make one with `onrecord add`, or name one with --record."
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        return 0
    connection = _open(path, mode="ro")
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        number: int = connection.execute("PRAGMA user_version").fetchone()[0]
        empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    finally:
        connection.close()
    if application == 0 and number == 0 and empty:
        return 0  # whoever began to make it did not get far
    if application != APPLICATION_ID:
        raise _foreign(path)
    if number > LATEST:
        raise NewerRecordError(
            str(path),
            f"a later version of OnRecord made this record (schema {number}; {VERSION} knows {LATEST})",
            advice="Install the latest version of OnRecord.",
        )
    return number


def _prepare(path: Path, *, made: bool) -> None:
    """Make the file one that many may read while one writes."""
    connection = _open(path, mode="rw" if made else "rwc")
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


def _foreign(path: Path) -> ForeignRecordError:
    return ForeignRecordError(
        str(path), "this file is not a record of OnRecord", advice="Check the path; nothing in it was changed."
    )


def _told(path: Path, error: sqlite3.Error) -> RecordError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _SQLITE_PRIMARY
    where = str(path)
    if code == sqlite3.SQLITE_NOTADB:
        return _foreign(path)
    if code == sqlite3.SQLITE_CORRUPT:
        return DamagedRecordError(
            where,
            f"this record is damaged ({error})",
            advice="Take it back from a copy; or save what can be read with `sqlite3 FILE .recover`.",
        )
    known = {
        sqlite3.SQLITE_FULL: ("the disk is full", "Make room and go on: what was kept before is safe."),
        sqlite3.SQLITE_IOERR: (
            "it could not be read or written",
            "Check the disk and its room, and go on: what was kept before is safe.",
        ),
        sqlite3.SQLITE_READONLY: ("it may not be written", "Check its permissions and those of its folder."),
        sqlite3.SQLITE_PERM: ("it may not be opened", "Check its permissions and those of its folder."),
        sqlite3.SQLITE_CANTOPEN: (
            "the record cannot be opened",
            "Check the path and its permissions, or name another with --record.",
        ),
        sqlite3.SQLITE_BUSY: (
            f"another program has been writing to it for {BUSY_SECONDS} seconds",
            "Let that one end, and try again.",
        ),
    }
    problem, advice = known.get(code, ("the record failed", "This may be a bug: please report it."))
    return RecordError(where, f"{problem} ({error})", advice=advice)
