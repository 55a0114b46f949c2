"""``Store``: the file that keeps readings, opened; its transactions and its lowest questions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import platformdirs
from sqlalchemy import Connection, Engine, select

from onrecord.settings import Settings
from onrecord.store import database
from onrecord.store.name_table import NameKeys, Writer
from onrecord.store.readings import load_reading
from onrecord.store.rows import lookup
from onrecord.store.schema import totals
from onrecord.types import Reading

_FILE = "record.sqlite"


def default_path(settings: Settings) -> Path:
    """Where the record is kept: as ``settings`` say, else in the user's data folder."""
    if settings.record:
        return Path(settings.record).expanduser()
    return platformdirs.user_data_path("onrecord", appauthor=False) / _FILE


class Store:
    """Readings, kept: one SQLite file that many may read while one writes.

    Use it as a context manager, or ``close`` it. It may be shared by threads; a transaction may not.
    """

    def __init__(self, engine: Engine, *, path: Path, query_timeout: float) -> None:
        self.path = path
        self.names = NameKeys()
        self._engine = engine
        self._query_timeout = query_timeout

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        settings: Settings | None = None,
        writable: bool = True,
        create: bool = True,
    ) -> Self:
        """The record in ``path``, by default where ``settings`` say. With ``create``, made where there is none.

        Raises ``RecordError``, and ``ForeignRecordError``, ``DamagedRecordError`` or ``NewerRecordError`` where the
        file is something else, broken, or made by a later version.
        """
        settings = settings or Settings.from_environment()
        where = Path(path) if path else default_path(settings)
        engine = database.connect(where, writable=writable, create=create)
        return cls(engine, path=where, query_timeout=settings.query_timeout)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def snapshot(self, *, limited: bool = True) -> AbstractContextManager[Connection]:
        """A connection to read by, which sees one state of the record however long it is kept.

        A query that takes longer than the setting ``query_timeout`` raises ``QueryTimeoutError``, unless ``limited`` is
        false: for what reads the whole record.
        """
        seconds = self._query_timeout if limited else None
        return database.transaction(self._engine, path=self.path, writes=False, seconds=seconds)

    def write_counter(self) -> database.WriteCounter:
        """A number that changes whenever the record does. Close it."""
        return database.WriteCounter(self.path)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection to write by: committed at the end, undone by an exception. There is one at a time."""
        try:
            with database.transaction(self._engine, path=self.path, writes=True) as connection:
                yield connection
        except BaseException:
            self.names.forget()
            raise

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """A ``transaction`` with the name keys, for functions that add names to what they write."""
        with self.transaction() as connection:
            yield Writer(connection, self.names)

    def reading(self, page: str, *, version: int | None = None) -> Reading:
        """The page with this public id, as it was read: its latest version by the latest reading, or ``version``.

        What the record format does not carry is empty; see ``onrecord.from_record``. Raises ``NotFoundError``.
        """
        with self.snapshot() as connection:
            return load_reading(connection, page, version=version).reading

    def counts(self) -> dict[str, int]:
        """Count pages, versions, readings, current statements and changes."""
        counted = dict.fromkeys(("pages", "versions", "readings", "statements", "changes"), 0)
        with self.snapshot() as connection:
            return counted | lookup(connection, select(totals))
