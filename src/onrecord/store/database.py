"""``Database``: the SQLite file or PostgreSQL database of a record, with everything that differs between them.

Queries are the same for both, except for the functions in ``dialect``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine

from onrecord.errors import RecordError

if TYPE_CHECKING:
    from onrecord.store.damage import Damage
    from onrecord.store.verify import Verification

WRITES: Final = "onrecord_writes"
"""Execution option of a connection: true in a write transaction."""
SECONDS: Final = "onrecord_seconds"
"""Execution option of a connection: the time limit of each query; null for no limit."""


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
