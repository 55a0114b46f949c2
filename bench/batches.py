"""Batched writes for synthetic records: ``keep`` runs as it is, and its SQL is executed for many new pages at a time.

``keep`` takes a connection and executes some forty statements a page. ``BatchedWrites`` stands in for that connection:
it numbers new rows itself, collects them by statement, and answers queries as an empty record would. That is right for
pages that are all new, from a linker that knows every person; ``tests/bench/test_record.py`` compares the records.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, cast

from sqlalchemy import Connection, Executable, Insert, Select, insert
from sqlalchemy.engine.default import DefaultDialect

from onrecord.ingest.keep import _PAGE
from onrecord.store.codecs import fold
from onrecord.store.name_table import _READER, NameKeys, Writer
from onrecord.store.schema import metadata, names, pages, readers
from onrecord.store.sketches import _ADD_STATEMENTS, _ADD_TEXTS

Parameters = Mapping[str, Any]
_TABLES = metadata.sorted_tables
_ADD_NAMES = insert(names)
_BY_HASH = {_ADD_STATEMENTS: ("value", "statement_id"), _ADD_TEXTS: ("band", "text_id")}


class Rows(list[Any]):
    """The result of a statement, with the methods of SQLAlchemy's results that ``keep`` uses."""

    inserted_primary_key: tuple[int, ...] = ()

    def all(self) -> list[Any]:
        """All rows."""
        return self

    def first(self) -> Any:
        """The first row; null if there is none."""
        return self[0] if self else None

    def one(self) -> Any:
        """The only row."""
        (row,) = self
        return row

    def scalar(self) -> Any:
        """The key of the first row; null if there is none."""
        return self[0].id if self else None

    def scalars(self) -> Rows:
        """The keys of the rows."""
        return Rows(row.id for row in self)


class BatchedWrites:
    """Collects the statements of many pages; ``flush`` executes them."""

    dialect = DefaultDialect()

    def __init__(self) -> None:
        self._last_keys: Counter[str] = Counter()
        self._parameters: dict[Executable, list[Parameters]] = defaultdict(list)
        self._pages: dict[int, Any] = {}
        self._readers: dict[str, Any] = {}

    def execute(self, statement: Executable, parameters: Parameters | Sequence[Parameters] | None = None) -> Rows:
        """Collect ``statement``, or answer a query as an empty record would."""
        rows = [] if parameters is None else [parameters] if isinstance(parameters, Mapping) else list(parameters)
        if isinstance(statement, Select):
            return self._select(statement, rows[0] if rows else {})
        result = Rows()
        if isinstance(statement, Insert) and statement.table.autoincrement_column is not None:  # type: ignore[attr-defined]
            table = statement.table
            first = self._last_keys[table.name] + 1
            self._last_keys[table.name] += len(rows)
            rows = [{**row, "id": key} for key, row in enumerate(rows, first)]
            result += [SimpleNamespace(**row) for row in rows]
            result.inserted_primary_key = (first,)
            if table is pages:
                self._pages = {first: result[0]}
            elif table is readers:
                self._readers[result[0].version] = result[0]
        self._parameters[statement] += rows
        return result

    def flush(self, connection: Connection) -> None:
        """Execute all statements: inserts first, rows before those that refer to them."""
        for statement, rows in sorted(self._parameters.items(), key=_place):
            if statement in _BY_HASH:
                # In order of the hashes, which are the key of the table, many rows cost half the time.
                rows.sort(key=itemgetter(*_BY_HASH[statement]))
            connection.execute(statement, rows)
        self._parameters.clear()

    def _select(self, query: Select[Any], parameters: Parameters) -> Rows:
        if query is _PAGE:
            return Rows([self._pages[parameters["page"]]])
        if query is _READER and parameters["version"] in self._readers:
            return Rows([self._readers[parameters["version"]]])
        return Rows()


def _place(item: tuple[Executable, object]) -> int:
    """The place of a statement among those of a batch."""
    return _TABLES.index(item[0].table) if isinstance(item[0], Insert) else len(_TABLES)  # type: ignore[arg-type]


class AllNames(NameKeys):
    """Keys of all names of a new record, none of which are forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self._keys: dict[str, int] = {}

    def keys(self, connection: Connection, texts: Iterable[str | None]) -> dict[str, int]:
        """Return the key of each of ``texts``; new names are added."""
        distinct = {text for text in texts if text is not None}
        new = sorted(text for text in distinct if text not in self._keys)
        if new:
            rows = connection.execute(_ADD_NAMES, [{"text": text, "folded": fold(text)} for text in new])
            self._keys |= {row.text: row.id for row in rows}
        return {text: self._keys[text] for text in distinct}


def batched_writer(writes: BatchedWrites) -> Writer:
    """A ``Writer`` for ``keep`` that collects its statements in ``writes``."""
    return Writer(cast(Connection, writes), AllNames())
