"""Stress tests of a record: ``python -m tests.ingest.hardship kill|crowd FOLDER NUMBER [ADDRESS]``.

``kill`` kills a process that adds pages at NUMBER random moments, and checks the record each time. ``crowd`` lets two
processes add the same pages in different orders, repeatedly, while this process reads, for NUMBER seconds. A process
with all modules loaded forks the adding processes, so that they start at once. Each page is read once, before. Records
are in files in FOLDER, or in databases of the server at ADDRESS.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from onrecord.codec import to_record
from onrecord.errors import PageError, RecordError
from onrecord.ingest.add_pages import Adding
from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.settings import Settings
from onrecord.store import fulltext
from onrecord.store.schema import CURRENT, pages, statements
from onrecord.types import Article, Page, Reading
from tests import double

PAGES = 24


class BrokenRecordError(AssertionError):
    """The record is not whole."""


def write_pages(folder: Path) -> list[str]:
    """Write pages with statements and recurring people."""
    names = ("Brannigan", "Okafor", "Kimura", "Quill")
    for number in range(PAGES):
        lines = [f"Story {number} from the harbour, as told by those who were there on the day"]
        for turn in range(1 + number % 5):
            who = names[(number + turn) % len(names)]
            lines.append(
                f'"The boat number {number} made trip {turn}," {who} said on the quay, as gulls went overhead.'
            )
        lines.append("Nobody else who was on the quay that day wanted to say anything about the boats or the weather.")
        (folder / f"{number:03}.txt").write_text("\n".join(lines), encoding="utf-8")
    return [str(path) for path in sorted(folder.glob("*.txt"))]


class KnownReadings(Reader):
    """A reader that has read the pages of ``sources`` already."""

    def __init__(self, sources: list[str]) -> None:
        super().__init__(statements=double.QuotationMarks())
        outcomes = [outcome for source in sources for outcome in self.read_source(source)]
        self.readings = {reading.article.page.sha256: reading for reading in outcomes if isinstance(reading, Reading)}

    def read(self, page: Page | Article) -> Reading:
        """The reading of ``page``; the first time it is made."""
        if not hasattr(self, "readings") or isinstance(page, Article):
            return super().read(page)
        reading = self.readings[page.sha256]
        return replace(reading, article=replace(reading.article, page=page))

    def expected(self) -> dict[str, dict[str, Any]]:
        """The expected record of each page, by its source."""
        return {reading.article.page.source: timeless(to_record(reading)) for reading in self.readings.values()}


def timeless(record: Mapping[str, Any]) -> dict[str, Any]:
    """``record`` without the time at which the page was opened."""
    return {**record, "page": {**record["page"], "fetched": None}}


class Places:
    """Where the records are: in a folder, or on a server."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self._folder = folder
        self._server = server

    def new(self, name: str) -> Path | str:
        """The location of a record of this name that is not made yet."""
        if self._server is None:
            return self._folder / f"{name}.sqlite"
        import psycopg

        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        return self._server.replace("/postgres?", f"/{name}?")


def add(path: Path | str, sources: list[str], *, reader: Reader) -> None:
    """Add ``sources``, as ``onrecord add`` does."""
    with Record.open(path) as record:
        adding = Adding(record, load_reader=lambda: reader, settings=Settings())
        adding.enqueue(sources)
        for outcome in adding.run():
            if isinstance(outcome, PageError):
                raise outcome


def check(path: Path | str, *, wanted: dict[str, dict[str, Any]]) -> int:
    """Return the number of pages in the record. Raises ``BrokenRecordError`` if any part of it is damaged."""
    with Record.open(path) as record:
        if damage := record.database.verify().damage:
            raise BrokenRecordError(damage)
        with record.snapshot() as connection:
            kept = connection.execute(select(pages)).all()
            current = select(statements.c.page_id, func.count()).where(statements.c.state == CURRENT)
            counted = {row[0]: row[1] for row in connection.execute(current.group_by(statements.c.page_id))}
            found = select(func.count()).select_from(fulltext.statement_index)
            indexed = connection.execute(found.where(fulltext.matches(fulltext.Term("boat")))).scalar_one()
        counts = record.counts()
        for page in kept:
            if timeless(to_record(record.reading(page.public_id))) != wanted[page.source]:
                raise BrokenRecordError(f"{page.source} is not what it was read to be")
            if page.statements != counted.get(page.id, 0):
                raise BrokenRecordError(f"{page.source}: {page.statements} statements counted, {counted} there")
    total = sum(counted.values())
    if (counts["pages"], counts["readings"], counts["statements"]) != (len(kept), len(kept), total):
        raise BrokenRecordError(f"{counts} counted, {len(kept)} pages and {total} statements there")
    if indexed != total:
        raise BrokenRecordError(f"{indexed} statements can be searched of {total}")
    return len(kept)


def kill(folder: Path, times: int, server: str | None = None) -> None:
    """End processes that add, at random moments."""
    sources, places = write_pages(folder), Places(folder, server)
    reader = KnownReadings(sources)
    wanted = reader.expected()
    began = time.monotonic()
    add(places.new("whole"), sources, reader=reader)
    whole = time.monotonic() - began
    source = random.Random(times)
    path, number, before, killed = places.new("killed-0"), 0, 0, 0
    while killed < times:
        child = _forked(lambda where=path: add(where, sources, reader=reader))  # type: ignore[misc]
        time.sleep(source.uniform(0, whole / 2))
        os.kill(child, signal.SIGKILL)
        ended = os.waitpid(child, 0)[1]
        killed += os.WIFSIGNALED(ended)
        now = check(path, wanted=wanted)
        if now < before:
            raise BrokenRecordError(f"{before} pages were kept, and now there are {now}")
        before = now
        if now == len(sources):
            number, before = number + 1, 0
            path = places.new(f"killed-{number}")
    add(path, sources, reader=reader)
    if check(path, wanted=wanted) != len(sources):
        raise BrokenRecordError("it did not go on where it was stopped")
    print(f"killed {killed} times, {number + 1} records, all whole")


def crowd(folder: Path, seconds: int, server: str | None = None) -> None:
    """Run two writers and a reader."""
    sources, places = write_pages(folder), Places(folder, server)
    reader = KnownReadings(sources)
    wanted = reader.expected()
    until, rounds, reads = time.monotonic() + seconds, 0, 0
    while rounds == 0 or time.monotonic() < until:
        path = places.new(f"shared-{rounds}")
        orders = (sources, sources[::-1])
        children = [_forked(lambda where=path, mine=order: add(where, mine, reader=reader)) for order in orders]  # type: ignore[misc]
        seen = 0
        with _open_when_made(path) as record:
            while seen < len(sources):
                reads += 1
                now = record.counts()["pages"]
                if now < seen:
                    raise BrokenRecordError(f"{seen} pages were seen, and then {now}")
                seen = now
                time.sleep(0.002)
        for child in children:
            _wait(child)
        if check(path, wanted=wanted) != len(sources):
            raise BrokenRecordError("pages were lost")
        rounds += 1
    print(f"{rounds} records filled by two, read {reads} times, nothing lost")


def _share_compiled_queries() -> None:
    """Let all records share their compiled queries, also in forks. Else each would compile every query for itself."""
    shared: LRUCache[Any, Any] = LRUCache(5_000)
    Engine._compiled_cache = property(lambda _: shared, lambda *_: None)  # type: ignore[assignment]
    # A part of the key.
    DefaultDialect.__eq__ = lambda dialect, other: type(dialect) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda dialect: hash(type(dialect))  # type: ignore[method-assign, assignment]


def _open_when_made(path: Path | str) -> Record:
    """Open the record in ``path`` once another process has made it."""
    until = time.monotonic() + 60
    while True:
        try:
            return Record.open(path, create=False)
        except RecordError:
            if time.monotonic() > until:
                raise
            time.sleep(0.002)


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)


def _wait(child: int) -> None:
    if os.waitpid(child, 0)[1] != 0:
        raise BrokenRecordError("a process that added pages failed")


if __name__ == "__main__":
    _share_compiled_queries()
    {"kill": kill, "crowd": crowd}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
