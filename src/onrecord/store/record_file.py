"""The SQLite file of a record: opened, copied, and its errors put in plain words.

``clear_errors`` is the one place that turns errors of SQLite, and of decoding what a damaged file holds, into
``RecordError``s. Everything that reads or writes a record runs inside it.
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
from onrecord.store.migrations import LATEST
from onrecord.version import VERSION

APPLICATION_ID = 0x4F6E5263
"""``OnRc``, in the header of the file: what tells a record from other SQLite files."""
BUSY_SECONDS = 60
"""How long a writer waits for the other writers."""
_SQLITE_PRIMARY = 0xFF
_LOG_ENDS = ("-wal", "-shm")
"""Ends of the names of the files that SQLite keeps beside an open record."""
_DAMAGE = (zlib.error, UnicodeDecodeError, json.JSONDecodeError)
"""Errors of decoding what the record itself has encoded."""
_SYMPTOMS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError, zlib.error)
"""Errors that a value of the wrong type or form may cause wherever it is used."""
_SEARCH_SECONDS = 10.0
"""Time to look for damage after an error that may come of it. In that time about 30,000 statements are read."""
_SEARCH_PAUSE = 60.0
"""Time after a search in vain before the next one: of 1,000 pages that fail, each would take a search."""
_searched: dict[Path, float] = {}
"""When each record was last searched in vain."""
_PROBLEMS = {
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


def open_file(path: Path, *, mode: str) -> sqlite3.Connection:
    """A connection to the file, in the ``mode`` of an SQLite URI: ``ro``, ``rw`` or ``rwc``."""
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


@contextmanager
def replace_when_done(path: Path) -> Iterator[Path]:
    """A temporary file in the folder of ``path``, which takes its place at the end; an exception removes it."""
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
    """Copy the record in ``path`` to the file ``target``, in one state of it, while others read and write it.

    Raises ``UsageError`` where ``target`` is there already, unless ``overwrite`` is set.
    """
    if target.exists() and (not overwrite or target.samefile(path)):
        raise UsageError(f"{target} is there already. Name another file, or replace it with --overwrite.")
    with (
        clear_errors(path),
        closing(open_file(path, mode="ro")) as record,
        clear_errors(target),
        replace_when_done(target) as part,
    ):
        with closing(sqlite3.connect(part)) as copy:
            record.backup(copy)
            # Without this the copy's header says that a log is beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
        for end in _LOG_ENDS:
            # The log of the file that was there would be taken for the copy's own.
            target.with_name(target.name + end).unlink(missing_ok=True)


def foreign_record(path: Path) -> ForeignRecordError:
    """The error of a file that is something other than a record."""
    return ForeignRecordError(
        str(path), "this file is not a record of OnRecord", advice="Check the path; nothing in it was changed."
    )


def read_schema(path: Path, *, create: bool) -> int:
    """The number of the schema in ``path``; 0 where there is no record yet and ``create`` allows for one.

    Raises ``ForeignRecordError``, ``NewerRecordError``, and ``RecordError`` where there is no record.
    """
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
    connection = open_file(path, mode="ro")
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        number: int = connection.execute("PRAGMA user_version").fetchone()[0]
        empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    finally:
        connection.close()
    if application == 0 and number == 0 and empty:
        return 0  # whoever began to make it did not get far
    if application != APPLICATION_ID:
        raise foreign_record(path)
    if number > LATEST:
        raise NewerRecordError(
            str(path),
            f"a later version of OnRecord made this record (schema {number}; {VERSION} knows {LATEST})",
            advice="Install the latest version of OnRecord.",
        )
    return number


def require_latest(path: Path, schema: int) -> None:
    """Raises ``RecordError`` where the record, which is only read, is of an older schema."""
    if schema < LATEST:
        raise RecordError(
            str(path),
            f"it is of schema {schema} and this version reads {LATEST}",
            advice="Open it once where it may be written, for instance with `onrecord add`.",
        )


def damaged_record(path: Path, problem: object) -> DamagedRecordError:
    """The error of a record that is damaged in this way."""
    return DamagedRecordError(
        str(path),
        f"this record is damaged ({problem})",
        advice="Restore it from a backup, or run `onrecord verify` to see what can be saved.",
    )


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Raise ``RecordError`` or one of its kinds for what goes wrong with the file.

    An error that damage may explain is damage only where some is found; all else is raised as it is.
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
    except _DAMAGE as error:
        raise damaged_record(path, error) from error
    except Exception as error:
        explanation = explain(path, error)
        if explanation is None:
            raise
        raise explanation from error


@contextmanager
def clear_symptoms(path: Path) -> Iterator[None]:
    """Raise ``DamagedRecordError`` for an error in what came out of a damaged record; all else is raised as it is."""
    try:
        yield
    except _SYMPTOMS as error:
        explanation = explain(path, error)
        if explanation is None:
            raise
        raise explanation from error


def explain(path: Path, error: Exception) -> RecordError | None:
    """The error of the record that an unexpected ``error`` comes of; null where the record is not to blame."""
    cause = error.orig if isinstance(error, DBAPIError) and isinstance(error.orig, sqlite3.Error) else error
    code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _SQLITE_PRIMARY
    if code == sqlite3.SQLITE_NOTADB:
        return foreign_record(path)
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged_record(path, cause)
    if code == sqlite3.SQLITE_INTERRUPT:
        return QueryTimeoutError(
            str(path),
            "a query took longer than it may",
            advice="Ask for less at a time: narrow the search, or go fewer pages deep. ONRECORD_QUERY_TIMEOUT sets the "
            "limit in seconds.",
        )
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
    """The first damage that is found within ``_SEARCH_SECONDS``."""
    from onrecord.store.verify import find_damage  # which opens files by this module

    start = time.monotonic()
    if start < _searched.get(path, -inf) + _SEARCH_PAUSE:
        return None
    end = start + _SEARCH_SECONDS
    try:
        with closing(open_file(path, mode="ro")) as connection:
            connection.set_progress_handler(lambda: time.monotonic() > end, 100_000)
            if connection.execute("PRAGMA user_version").fetchone()[0] != LATEST:
                return None  # an older record lacks tables that this version knows
            damage = next(find_damage(connection), None)
            if damage is None:
                _searched[path] = start
            return damage
    except sqlite3.Error as error:
        return None if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT else error


def _open_uri(where: str) -> sqlite3.Connection:
    return sqlite3.connect(where, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
