"""``Store``: an open record, its transactions and basic queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine, select

from onrecord.settings import Settings
from onrecord.store.database import Database, WriteCounter
from onrecord.store.exclusions import hide_in_snapshot
from onrecord.store.locations import find_database
from onrecord.store.name_table import NameKeys, Writer
from onrecord.store.new_rows import NewRows
from onrecord.store.readings import load_reading
from onrecord.store.rows import lookup
from onrecord.store.schema import totals
from onrecord.types import Reading


class Store:
    """A record: a SQLite file or a PostgreSQL database of readings, with many concurrent readers and one writer.

    Use it as a context manager, or call ``close``. Threads may share a store, but not a transaction.
    """

    def __init__(self, engine: Engine, *, database: Database, query_timeout: float) -> None:
        self.database = database
        self.names = NameKeys()
        self._engine = engine
        self._query_timeout = query_timeout

    @classmethod
    def open(
        cls,
        location: str | Path | None = None,
        *,
        settings: Settings | None = None,
        writable: bool = True,
        create: bool = True,
    ) -> Self:
        """Open the record in ``location``, by default the one in ``settings``. With ``create``, create it if missing.

        ``location`` is the path of a file, or the address of a PostgreSQL database, ``postgresql://user@host/name``.
        Raises ``RecordError``, or ``ForeignRecordError``, ``DamagedRecordError`` or ``NewerRecordError`` if it is not a
        record, is damaged, or was made by a later version.
        """
        settings = settings or Settings.from_environment()
        database = find_database(location, settings=settings)
        engine = database.connect(writable=writable, create=create, query_timeout=settings.query_timeout)
        return cls(engine, database=database, query_timeout=settings.query_timeout)

    @property
    def path(self) -> Path:
        """The file of the record; for a record in PostgreSQL, the name that the files of its vectors begin with."""
        return self.database.file

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def snapshot(self, *, limited: bool = True, complete: bool = False) -> Iterator[Connection]:
        """Open a read transaction, which sees one snapshot of the record for as long as it is open.

        A query that takes longer than the setting ``query_timeout`` raises ``QueryTimeoutError``. Set ``limited`` to
        false for queries that read the whole record. Hidden people are left out unless ``complete`` is true.
        """
        seconds = self._query_timeout if limited else None
        with self.database.transaction(self._engine, writes=False, seconds=seconds) as connection:
            if not complete:
                hide_in_snapshot(connection)
            yield connection

    def write_counter(self) -> WriteCounter:
        """Open a counter that changes on every write to the record. Call its ``close`` after use."""
        return self.database.count_writes(self._engine)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open the one write transaction: committed at the end, rolled back on an exception."""
        try:
            with self.database.transaction(self._engine, writes=True) as connection:
                yield connection
        except BaseException:
            self.names.forget()
            raise

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """Open a ``transaction`` with its name keys, for functions that write rows with names."""
        with self.transaction() as connection:
            self.names.follow(connection)
            writer = Writer(connection, self.names, NewRows(connection))
            yield writer
            writer.rows.write()

    def scrub(self) -> None:
        """Rewrite the record, so that no trace of deleted rows remains.

        Raises ``RecordError`` if other programs read the record for too long.
        """
        self.database.scrub(self._engine)

    def reading(self, page: str, *, version: int | None = None) -> Reading:
        """Load the latest reading of the page with this public id, in its latest version or in ``version``.

        Fields that the record format does not include are empty; see ``onrecord.from_record``. Raises
        ``NotFoundError``.
        """
        with self.snapshot() as connection:
            return load_reading(connection, page, version=version).visible

    def counts(self) -> dict[str, int]:
        """Count pages, versions, readings, current statements and changes."""
        counted = dict.fromkeys(("pages", "versions", "readings", "statements", "changes"), 0)
        with self.snapshot() as connection:
            return counted | lookup(connection, select(totals))
