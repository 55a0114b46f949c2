"""Salvage of a damaged record: saves its pages, and all other readable data, to a new record.

A page with undamaged rows is saved as it is, through the lines of an export. Of other pages the readings are stored
again, in their order, as if they had just been made. This computes statements, people and changes anew, with the same
ids of pages and statements. All saved data has passed the checks of an import.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeVar, cast

import msgspec
from sqlalchemy import Connection, bindparam, create_engine, select
from sqlalchemy.exc import SQLAlchemyError

from onrecord.codec import JsonObject, write_json
from onrecord.errors import OnRecordError, UsageError
from onrecord.export import jsonl
from onrecord.export.importer import finish, restore_line
from onrecord.export.line_shapes import Line
from onrecord.export.link_importer import KnownLinks
from onrecord.export.page_importer import Outcome
from onrecord.ingest.keep import keep
from onrecord.resolve.new_appearances import Linker
from onrecord.store.checks import reading_problems
from onrecord.store.codecs import sha256, unpack_reading, unpack_text
from onrecord.store.name_table import Writer
from onrecord.store.record_file import replace_when_done
from onrecord.store.recovery import pages_with_broken_references, recover_rows
from onrecord.store.rows import AnyRow
from onrecord.store.schema import pages, readings, texts
from onrecord.store.store import Store

_Item = TypeVar("_Item")

_LOT: Final = 100
"""Pages or lines in one transaction."""
_PAGES = select(pages.c.id, pages.c.public_id, pages.c.source).order_by(pages.c.id)
_READINGS = (
    select(readings.c.record, texts.c.body, texts.c.sha256)
    .outerjoin(texts, texts.c.id == readings.c.text_id)
    .where(readings.c.page_id == bindparam("page"))
    .order_by(readings.c.id)
)
_WITHOUT_PAGE = select(readings.c.page_id).where(readings.c.page_id.not_in(select(pages.c.id))).distinct()
_FAULTS: Final = (
    *(ValueError, TypeError, LookupError, AttributeError, ArithmeticError, AssertionError),
    *(zlib.error, SQLAlchemyError, OnRecordError),
)
"""Errors that damage may cause."""


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A page or a judgement that could not be saved completely."""

    name: str
    """A noun phrase, such as ``page 3f2kq7w5a2b4c6d7 (https://bell.example/1)``."""
    problem: str
    """A clause without a full stop."""

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Salvage:
    """The result of a salvage."""

    pages: int
    """Pages in the new record."""
    rebuilt: int
    """Number of these pages that were computed anew from their readings."""
    unsaved: tuple[Unsaved, ...]
    counts: Mapping[str, int]
    """Numbers of other rows that could not be saved, by a plural noun such as ``links``."""


def salvage(path: Path, target: Path, *, linker: Linker) -> Salvage:
    """Save the readable part of the record in ``path`` to a new record in ``target``; ``path`` is not changed.

    Raises ``UsageError`` if ``target`` exists, and ``RecordError`` if ``path`` cannot be opened at all.
    """
    if target.exists():
        raise UsageError(f"{target} already exists. Name a new file.")
    with TemporaryDirectory(dir=target.absolute().parent) as folder:
        rows = Path(folder) / "rows.sqlite"
        invalid = recover_rows(path, rows)
        engine = create_engine(f"sqlite:///{rows}")
        try:
            with replace_when_done(target) as part, engine.connect() as recovered, Store.open(part) as record:
                return _Salvage(recovered, record, linker=linker).run(invalid)
        finally:
            engine.dispose()


class _Salvage:
    """Saves the ``recovered`` rows to ``record``."""

    def __init__(self, recovered: Connection, record: Store, *, linker: Linker) -> None:
        self._recovered = recovered
        self._record = record
        self._linker = linker
        self._unsaved: list[Unsaved] = []
        self._counts: Counter[str] = Counter()
        self._rebuilt = 0
        self._known_links = KnownLinks()

    def run(self, invalid: Mapping[str, int]) -> Salvage:
        self._save_lines(jsonl.head(self._recovered))
        broken = pages_with_broken_references(self._recovered)
        for lot in _lots(self._recovered.execute(_PAGES).all()):
            with self._record.writer() as writer:
                for row in lot:
                    if row.id in broken or not self._save_page(writer, row.id):
                        self._rebuild(writer, row.id, name=f"page {row.public_id} ({row.source})")
        for lot in _lots(self._recovered.execute(_WITHOUT_PAGE).all()):
            with self._record.writer() as writer:
                for row in lot:
                    self._rebuild(writer, row.page_id, name=f"a page (row {row.page_id} of pages, which is unreadable)")
        self._save_lines(jsonl.tail(self._recovered))
        with self._record.writer() as writer:
            finish(writer)
        counts = {**self._counts, **{f"invalid rows of {table}": count for table, count in invalid.items()}}
        return Salvage(self._record.counts()["pages"], self._rebuilt, tuple(self._unsaved), counts)

    def _save_lines(self, lines: Iterator[JsonObject]) -> None:
        for lot in _lots(map(_decoded, lines)):
            with self._record.writer() as writer:
                self._known_links.follow(writer.connection)
                for line in lot:
                    problem = self._attempt(writer, partial(self._is_out_of_place, writer, line))
                    if problem is None:
                        continue
                    if line["type"] == "judgement":
                        self._unsaved.append(Unsaved(f"judgement {line['public_id']} by {line['who']}", problem))
                    else:
                        self._counts[f"{line['type'].replace('_', ' ')}s"] += 1

    def _restore(self, writer: Writer, line: Line) -> Outcome:
        return restore_line(writer, line, known_links=self._known_links).outcome

    def _is_out_of_place(self, writer: Writer, line: Line) -> bool:
        """Save a line; true if its page or statement was not saved."""
        return self._restore(writer, line) == "different"

    def _save_page(self, writer: Writer, page_id: int) -> bool:
        """Save a page as it is; false if its rows are damaged."""

        def save() -> bool:
            line = _decoded(jsonl.page_line(self._recovered, page_id))
            self._restore(writer, line)
            return not _is_complete(line)

        return self._attempt(writer, save) is None

    def _rebuild(self, writer: Writer, page_id: int, *, name: str) -> None:
        """Store the readings of a page again."""
        saved = 0
        rows = self._recovered.execute(_READINGS, {"page": page_id}).all()
        for number, row in enumerate(rows, 1):
            problem = self._attempt(writer, partial(self._keep, writer, row))
            if problem is None:
                saved += 1
            else:
                self._unsaved.append(Unsaved(f"{name}, reading {number} of {len(rows)}", problem))
        self._rebuilt += saved > 0
        if not rows:
            self._unsaved.append(Unsaved(name, "none of its readings can be read"))

    def _keep(self, writer: Writer, row: AnyRow) -> bool:
        if row.body is None:
            raise ValueError("its text cannot be read")
        text = unpack_text(row.body)
        if sha256(text) != row.sha256:
            raise ValueError("its text is not the one that was kept")
        reading = unpack_reading(row.record, text=text)
        problem = next(reading_problems(reading), None)
        if problem is not None:
            raise ValueError(problem)
        keep(writer, reading, linker=self._linker)
        return False

    def _attempt(self, writer: Writer, save: Callable[[], bool]) -> str | None:
        """Run ``save`` and return the problem if it fails or returns true, with nothing written; else null."""
        try:
            with writer.connection.begin_nested():
                if save():
                    raise ValueError("something that it belongs to is missing")
        except _FAULTS as error:
            writer.forget()
            return str(getattr(error, "orig", None) or error)
        return None


def _lots(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    remaining = iter(items)
    while lot := list(islice(remaining, _LOT)):
        yield lot


def _decoded(line: Mapping[str, object]) -> Line:
    """The line as an import reads it."""
    return cast(Line, msgspec.json.decode(write_json(line)))


def _is_complete(line: Line) -> bool:
    """False if versions, people or statements of the page's latest reading are missing."""
    record = line["readings"][line["current"]]["record"]
    current = [statement for statement in line["statements"] if statement["state"] == "current"]
    people = {row["local_id"]: row["person"] for row in line["people"] if row["state"] == "current"}
    entities = [entity["id"] for entity in (*record["people"], *record["organisations"])]
    return (
        len(line["versions"]) == max(version["number"] for version in line["versions"])
        and len(current) == len(record["statements"])
        and all(people.get(entity) is not None for entity in entities)
    )
