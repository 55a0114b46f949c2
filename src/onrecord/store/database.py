"""``Database``: the SQLite file or PostgreSQL database of a record, with everything that differs between them.

``find_database`` chooses by the location of the record. Queries are the same for both, except for the functions in
``dialect``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs
from sqlalchemy import Connection, Engine

from onrecord.errors import RecordError, UsageError, install_command, missing_extra
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.store.verify import Damage, Verification

WRITES: Final = "onrecord_writes"
"""Execution option of a connection: true in a write transaction."""
SECONDS: Final = "onrecord_seconds"
"""Execution option of a connection: the time limit of each query; null for no limit."""
_FILE: Final = "record.sqlite"
_ADDRESS: Final = re.compile(r"(\w[\w+.-]+)://")
_SERVERS: Final = frozenset({"postgres", "postgresql", "postgresql+psycopg"})


class WriteCounter(ABC):
    """A counter that changes on every write to a record. Threads may share it; call ``close`` after use."""

    @abstractmethod
    def read(self) -> int:
        """Return the current value; differences do not give the number of writes."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection of the counter."""


class Database(ABC):
    """The database of one record. ``str`` gives its name for messages, without a password."""

    @property
    @abstractmethod
    def location(self) -> Path | str:
        """Argument of ``find_database`` for another process; the address of a server may have a password."""

    @property
    @abstractmethod
    def file(self) -> Path:
        """The file of the record, or for a server a local path: other files of the record are next to it."""

    @property
    @abstractmethod
    def is_writable(self) -> bool:
        """False if the permissions show that the record can only be read."""

    @abstractmethod
    def connect(self, *, writable: bool, create: bool, query_timeout: float) -> Engine:
        """Open the record and migrate it to the current schema; with ``create``, create it if missing.

        If ``writable`` is false, nothing is written. ``query_timeout`` is the usual limit of a query, in seconds.
        Raises ``ForeignRecordError``, ``DamagedRecordError``, ``NewerRecordError``, and ``RecordError`` for all other
        problems.
        """

    @abstractmethod
    def count_writes(self, engine: Engine) -> WriteCounter:
        """Open a counter of the writes to the record."""

    @abstractmethod
    def scrub(self, engine: Engine) -> None:
        """Rewrite the record, so that it contains nothing of deleted rows."""

    @abstractmethod
    def back_up(self, target: Path, *, overwrite: bool) -> None:
        """Copy a consistent snapshot of the record to ``target``, even while others read and write it.

        Raises ``UsageError`` if ``target`` exists, unless ``overwrite`` is set.
        """

    @abstractmethod
    def verify(self, *, beside: Iterable[Damage] = ()) -> Verification:
        """Read the whole record and list its damage, then the damage in other files of it (``beside``).

        Raises ``RecordError`` or a subclass if it cannot be opened as a record of this version.
        """

    @abstractmethod
    def explain(self, error: Exception) -> RecordError | None:
        """Return the ``RecordError`` that explains an unexpected ``error``; null if the record did not cause it."""

    @abstractmethod
    def clear_errors(self) -> AbstractContextManager[None]:
        """Turn errors of the database into ``RecordError`` or a subclass.

        An error that damage may explain is reported as damage only if a search finds some; other errors pass unchanged.
        """

    @abstractmethod
    def clear_symptoms(self) -> AbstractContextManager[None]:
        """Turn an error caused by values from a damaged record into ``DamagedRecordError``; others pass unchanged."""

    @contextmanager
    def transaction(self, engine: Engine, *, writes: bool, seconds: float | None = None) -> Iterator[Connection]:
        """Open a transaction on one snapshot of the record; with ``writes``, as its only writer.

        It is committed at the end and rolled back on an exception. ``seconds`` limits each query; null for no limit.
        """
        with self.clear_errors(), engine.connect() as connection:
            connection.execution_options(**{WRITES: writes, SECONDS: seconds})
            with connection.begin() as begun:
                yield connection
                if not writes:
                    begun.rollback()  # drops the temporary views that hide people


def is_server(location: str) -> bool:
    """True for the address of a database on a server."""
    address = _ADDRESS.match(location)
    return address is not None and address[1] in _SERVERS


def find_database(location: str | Path | None, *, settings: Settings) -> Database:
    """The database of the record in ``location``, by default the one in ``settings``, else in the user's data folder.

    A location is the path of a file, or the address of a PostgreSQL database: ``postgresql://user@host/database``.
    Raises ``UsageError`` for other addresses.
    """
    from onrecord.store.sqlite_file import SqliteFile

    place = location or settings.record
    address = _ADDRESS.match(place) if isinstance(place, str) else None
    if address is None:
        return SqliteFile(Path(location) if location else default_path(settings))
    if address[1] not in _SERVERS:
        raise UsageError(
            f"A record cannot be kept at an address that begins with {address[0]!r}. Name a file, or a PostgreSQL "
            "database: postgresql://user@host/database."
        )
    try:
        from onrecord.store.postgres.server import PostgresDatabase
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise missing_extra("A record in PostgreSQL", missing="psycopg", command=install_command("postgres")) from error
    return PostgresDatabase(str(place))


def default_path(settings: Settings) -> Path:
    """Return the path of a record in a file: from ``settings``, else in the user's data folder."""
    if settings.record:
        return Path(settings.record).expanduser()
    return platformdirs.user_data_path("onrecord", appauthor=False) / _FILE
