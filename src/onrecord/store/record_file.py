"""Open and copy the SQLite file of a record, and translate its errors.

``clear_errors`` turns errors of SQLite, and of decoding a damaged file, into ``RecordError``s. All code that reads or
writes a record runs inside it.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from math import inf
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.exc import DBAPIError

from onrecord.errors import (
    DamagedRecordError,
    ForeignRecordError,
    NewerRecordError,
    OnRecordError,
    QueryTimeoutError,
    RecordError,
    UsageError,
)
from onrecord.store.damage import SQLITE_PRIMARY, find_damage
from onrecord.store.migrations import LATEST

APPLICATION_ID = 0x4F6E5263
"""``OnRc``: the application id in the file header that tells a record from other SQLite files."""
BUSY_SECONDS = 60
"""Seconds that a writer waits for other writers."""
_LOG_ENDS = ("-wal", "-shm")
"""Suffixes of the files that SQLite creates next to an open record."""
DAMAGE = (zlib.error, UnicodeDecodeError, json.JSONDecodeError)
"""Decoding errors that only a damaged record can cause."""
SYMPTOMS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, zlib.error)
"""Errors that a value of the wrong type or format may cause wherever it is used."""
_SEARCH_SECONDS = 10.0
"""Time limit of the search for damage after an error that damage may explain; enough for about 30,000 statements."""
_SEARCH_PAUSE = 60.0
"""Time after a search without result before the next, so that 1,000 failing pages do not start 1,000 searches."""
_searched: dict[Path, float] = {}
"""Monotonic time of the last search of each record that found no damage."""
_PROBLEMS = {
    sqlite3.SQLITE_FULL: ("the disk is full", "Free some space and try again. Everything saved so far is safe."),
    sqlite3.SQLITE_IOERR: (
        "it could not be read or written",
        "Check the disk and its free space, and try again. Everything saved so far is safe.",
    ),
    sqlite3.SQLITE_READONLY: ("it is not writable", "Check its permissions and those of its folder."),
    sqlite3.SQLITE_PERM: ("permission to open it was denied", "Check its permissions and those of its folder."),
    sqlite3.SQLITE_CANTOPEN: (
        "the record cannot be opened",
        "Check the path and its permissions, or name another with --record.",
    ),
    sqlite3.SQLITE_BUSY: (
        f"another program has been writing to it for {BUSY_SECONDS} seconds",
        "Wait until it has finished, and try again.",
    ),
}


def open_file(path: Path, *, mode: str) -> sqlite3.Connection:
    """Open the file in a ``mode`` of SQLite URIs: ``ro``, ``rw`` or ``rwc``."""
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    log = path.with_name(path.name + "-wal")
    if mode == "ro" and not log.exists():
        # No writer is active. In a read-only folder SQLite cannot create its -wal and -shm files, hence ``immutable``.
        with suppress(sqlite3.OperationalError):
            connection = _open_uri(uri)
            connection.execute("PRAGMA schema_version").fetchone()  # reads the file, but not the schema
            return connection
        return _open_uri(f"{uri}&immutable=1")
    return _open_uri(uri)


@contextmanager
def replace_when_done(path: Path) -> Iterator[Path]:
    """Yield a temporary file that replaces ``path`` at the end, or is deleted on an exception."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def copy_record(path: Path, target: Path, *, overwrite: bool) -> None:
    """Copy a consistent snapshot of the record in ``path`` to ``target``, even while others read and write it.

    Raises ``UsageError`` if ``target`` exists, unless ``overwrite`` is set, or if it has no folder.
    """
    if not target.parent.is_dir():
        raise UsageError(f"{target} cannot be written: there is no folder {target.parent}. Create it, or name another.")
    if target.exists() and (not overwrite or target.samefile(path)):
        raise UsageError(f"{target} already exists. Name another file, or replace this one with --overwrite.")
    with (
        clear_errors(path),
        closing(open_file(path, mode="ro")) as record,
        clear_errors(target),
        replace_when_done(target) as part,
    ):
        with closing(sqlite3.connect(part)) as copy:
            record.backup(copy)
            # Otherwise the header of the copy would claim a write-ahead log.
            copy.execute("PRAGMA journal_mode = DELETE")
        for end in _LOG_ENDS:
            # SQLite would apply a log left by the replaced file to the copy.
            target.with_name(target.name + end).unlink(missing_ok=True)


def foreign_record(path: Path) -> ForeignRecordError:
    """Build the error for a file that is not a record."""
    return ForeignRecordError(
        str(path), "this file is not a record of OnRecord", advice="Check the path. The file was not changed."
    )


def read_schema(path: Path, *, create: bool) -> int:
    """Return the schema number of the record in ``path``; 0 if there is none yet and ``create`` is set.

    Raises ``ForeignRecordError``, ``NewerRecordError``, or ``RecordError`` if there is no record.
    """
    if path.is_dir():
        raise ForeignRecordError(
            str(path), "this is a folder", advice="Name a file in it; it is created if it does not exist."
        )
    if not path.exists() or path.stat().st_size == 0:
        if not create:
            raise missing_record(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        return 0
    connection = open_file(path, mode="ro")
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        number: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if application == 0 and number == 0 and not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            return 0  # creation was interrupted
    finally:
        connection.close()
    if application != APPLICATION_ID:
        raise foreign_record(path)
    if number > LATEST:
        raise newer_record(path, number)
    return number


def missing_record(record: object) -> RecordError:
    """Build the error for a record that does not exist and must not be created."""
    return RecordError(
        str(record), "there is no record yet", advice="Create one with `onrecord add`, or name one with --record."
    )


def newer_record(record: object, schema: int) -> NewerRecordError:
    """Build the error for a record with the number of a later schema."""
    return NewerRecordError(
        str(record),
        f"a later version of OnRecord made this record (schema {schema}; this version reads up to {LATEST})",
        advice="Install the latest version of OnRecord.",
    )


def query_timeout(record: object) -> QueryTimeoutError:
    """Build the error for a query that took too long."""
    return QueryTimeoutError(
        str(record),
        "a query exceeded its time limit",
        advice="Narrow the search, or open fewer pages of results. ONRECORD_QUERY_TIMEOUT sets the limit in seconds.",
    )


def require_latest(record: object, schema: int) -> None:
    """Raise ``RecordError`` if a record opened read-only has an older schema, which cannot be migrated."""
    if schema < LATEST:
        raise RecordError(
            str(record),
            f"it has schema {schema}, and this version reads schema {LATEST}",
            advice="Migrate it: open it once with write access, for example with `onrecord retry --list`.",
        )


def damaged_record(record: object, problem: object) -> DamagedRecordError:
    """Build the error for a damaged record; ``problem`` describes the damage."""
    return DamagedRecordError(
        str(record),
        f"this record is damaged ({problem})",
        advice="Restore it from a backup, or run `onrecord verify` for a list of the damage.",
    )


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Turn errors of the file into ``RecordError`` or a subclass.

    An error that damage may explain is reported as damage only if a search finds some; other errors pass unchanged.
    """
    try:
        yield
    except OnRecordError:
        raise
    except OSError as error:
        raise RecordError(
            str(path),
            f"the record cannot be opened ({error.strerror})",
            advice="Check the path and its permissions, or name another with --record.",
        ) from error
    except DAMAGE as error:
        raise damaged_record(path, error) from error
    except Exception as error:
        explanation = explain(path, error)
        if explanation is None:
            raise
        raise explanation from error


@contextmanager
def clear_symptoms(path: Path) -> Iterator[None]:
    """Turn an error caused by values from a damaged record into ``DamagedRecordError``; others pass unchanged."""
    try:
        yield
    except SYMPTOMS as error:
        explanation = explain(path, error)
        if explanation is None:
            raise
        raise explanation from error


def explain(path: Path, error: Exception) -> RecordError | None:
    """Return the ``RecordError`` that explains an unexpected ``error``; null if the record did not cause it."""
    cause = error.orig if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error) else error
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & SQLITE_PRIMARY
    if code == sqlite3.SQLITE_NOTADB:
        return foreign_record(path)
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged_record(path, cause)
    if code == sqlite3.SQLITE_INTERRUPT:
        return query_timeout(path)
    if code in _PROBLEMS:
        problem, advice = _PROBLEMS[code]
        return RecordError(str(path), f"{problem} ({cause})", advice=advice)
    damage = _first_damage(path)
    if damage is not None:
        return damaged_record(path, damage)
    if isinstance(cause, sqlite3.Error):
        return RecordError(str(path), f"the record failed ({cause})", advice="This may be a bug: please report it.")
    return None


def _first_damage(path: Path) -> object | None:
    """Return the first damage found within ``_SEARCH_SECONDS``."""
    start = time.monotonic()
    if start < _searched.get(path, -inf) + _SEARCH_PAUSE:
        return None
    end = start + _SEARCH_SECONDS
    try:
        with closing(open_file(path, mode="ro")) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > end, 100_000)
            if connection.execute("PRAGMA user_version").fetchone()[0] != LATEST:
                return None  # an older record lacks tables of this version
            damage = next(find_damage(connection), None)
            if damage is None:
                _searched[path] = start
            return damage
    except sqlite3.Error as error:
        return None if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT else error


def _open_uri(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
