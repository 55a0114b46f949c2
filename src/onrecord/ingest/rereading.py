"""Read stored pages again with a newer reader: store the new readings as pending, compare them, then make them current.

Searches use the earlier readings until ``switch``. Each of the three steps continues where it stopped when it is run
again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import Connection, Select, bindparam, exists, func, select

from onrecord.errors import PageError
from onrecord.ingest import keep
from onrecord.ingest.differences import match, words_of
from onrecord.ingest.known_pages import has_reading
from onrecord.judge.facts import JUDGED
from onrecord.pages import open_source
from onrecord.reading import ReadsPages, look_ahead
from onrecord.resolve.new_appearances import Linker
from onrecord.settings import Settings
from onrecord.store.readings import packed_readings, read_row, reading_by_key
from onrecord.store.rows import AnyRow
from onrecord.store.schema import copies, pages, readers, readings
from onrecord.store.store import Store
from onrecord.types import Article, Page, Reading

_MOST_AFFECTED: Final = 10
"""Maximum number of people that a summary names."""
_BATCH: Final = 50
"""Pages that are loaded at once."""
_NAMED: Final = frozenset(["person", "organisation"])

_OF_LATEST_VERSION = (
    select(readings.c.id)
    .join(readers, readers.c.id == readings.c.reader_id)
    .where(readings.c.version_id == pages.c.version_id, readers.c.version == bindparam("by"))
)
_OUTDATED = select(pages.c.id).where(~exists(_OF_LATEST_VERSION.correlate(pages))).order_by(pages.c.id)
_CURRENT = packed_readings(pages.c.id, pages.c.source, pages.c.version_id).where(
    readings.c.id == pages.c.reading_id, pages.c.id.in_(bindparam("pages", expanding=True))
)
_COPY = select(copies.c.version_id).where(
    copies.c.version_id == bindparam("version"), copies.c.sha256 == bindparam("sha256")
)
_CURRENT_READING, _ITS_READER = readings.alias("current_reading"), readers.alias("its_reader")
_CORRECTED = (
    select(_CURRENT_READING.c.id)
    .join(_ITS_READER, _ITS_READER.c.id == _CURRENT_READING.c.reader_id)
    .where(
        _CURRENT_READING.c.id == pages.c.reading_id,
        func.substr(_ITS_READER.c.version, 1, func.length(readers.c.version) + len(JUDGED))
        == readers.c.version + JUDGED,
    )
)
_PENDING: Select[*tuple[int, int, int]] = (
    select(pages.c.id, pages.c.reading_id, readings.c.id)
    .join(readings, readings.c.version_id == pages.c.version_id)
    .join(readers, readers.c.id == readings.c.reader_id)
    .where(
        readers.c.version == bindparam("by"),
        readings.c.id != pages.c.reading_id,
        # If the current reading is the pending one with judgements applied, there is nothing to switch to.
        ~exists(_CORRECTED.correlate(pages, readers)),
    )
    .order_by(pages.c.id)
)


class Rereading:
    """Reads the latest version of each page that the reader has not read, and stores the readings as pending.

    A page is read from its file if the file is unchanged, else from the article in the record; nothing is fetched. Each
    reading is stored in its own transaction, so interrupted work continues with the next page.
    """

    def __init__(
        self, record: Store, *, load_reader: Callable[[], ReadsPages], settings: Settings, read_ahead: int = 0
    ) -> None:
        """``read_ahead`` is the number of pages that a pool may start on before the first of them is stored."""
        self.total = 0
        """Number of pages to read."""
        self.done = 0
        """Number of pages that were read or failed."""
        self.current: str | None = None
        """The source of the page that is being read."""
        self._record = record
        self._load_reader = load_reader
        self._settings = settings
        self._read_ahead = read_ahead

    def run(self) -> Iterator[PageError | None]:
        """Read the pages; yield the error of a page that failed, null for one that is read.

        Raises ``RecordError`` if the record itself fails, and ``ModelError`` if there is no model.
        """
        reader = self._load_reader()
        with self._record.snapshot() as connection:
            keys = list(connection.execute(_OUTDATED, {"by": reader.version}).scalars())
        self.total = len(keys)
        for row, future in look_ahead(self._begin_all(keys, reader), count=self._read_ahead):
            outcome = future.result()
            if not isinstance(outcome, PageError):
                self._keep_aside(row, outcome)
            self.done += 1
            yield outcome if isinstance(outcome, PageError) else None

    def _begin_all(self, keys: list[int], reader: ReadsPages) -> Iterator[tuple[AnyRow, Future[Reading | PageError]]]:
        for start in range(0, len(keys), _BATCH):
            with self._record.snapshot() as connection:
                rows = connection.execute(_CURRENT, {"pages": keys[start : start + _BATCH]}).all()
            for row in rows:
                self.current = row.source
                article = read_row(row).article
                yield row, reader.start(self._open_file(row, article) or article)

    def _open_file(self, row: AnyRow, article: Article) -> Page | None:
        """The page in the file that it was read from; null if the file is gone, has changed, or holds several pages."""
        if article.page.url is not None or not Path(row.source).is_file():
            return None
        try:
            page = next(open_source(row.source, settings=self._settings), None)
        except PageError:
            return None
        if not isinstance(page, Page):
            return None
        with self._record.snapshot() as connection:
            key = {"version": row.version_id, "sha256": bytes.fromhex(page.sha256)}
            is_unchanged = connection.execute(_COPY, key).first() is not None
        return replace(page, fetched=article.page.fetched) if is_unchanged else None

    def _keep_aside(self, row: AnyRow, reading: Reading) -> None:
        with self._record.writer() as writer:
            # Another process may be reading the same pages.
            if not has_reading(writer.connection, row.version_id, by=reading.reader):
                keep.keep_aside(writer, reading, page_id=row.id, version_id=row.version_id)


@dataclass(frozen=True, slots=True)
class PersonChanges:
    """Changes in the statements by one person or organisation, by the name on the pages."""

    name: str
    found: int
    lost: int
    gained: int
    """Statements that had another speaker."""
    ceded: int
    """Statements that have another speaker now."""


@dataclass(frozen=True, slots=True)
class RereadingSummary:
    """Differences between the current readings and the pending ones."""

    reader: str
    """The reader of the pending readings."""
    pages: int
    """Pages with a pending reading."""
    found: int
    """Statements that only the new readings have."""
    lost: int
    """Statements that only the current readings have."""
    reattributed: int
    """Statements with another speaker."""
    people: tuple[PersonChanges, ...]
    """The most affected people and organisations."""


class _PendingReading(NamedTuple):
    """Keys of a page, its current reading, and its pending one."""

    page_id: int
    current_id: int
    reading_id: int


def summarise(record: Store, *, by: str, progress: Callable[[int, int], object] | None = None) -> RereadingSummary:
    """Compare the pending readings by the reader ``by`` with the current readings of their pages.

    Both are compared as read, since judgements stay in force after the switch. ``progress`` is called with
    the numbers of pages compared so far and of all pages.
    """
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in ("found", "lost", "gained", "ceded")}
    gains = losses = reattributed = 0
    with record.snapshot() as connection:
        waiting = _pending_readings(connection, by)
    for number, pending in enumerate(waiting, 1):
        with record.snapshot() as connection:
            old, new = (reading_by_key(connection, key) for key in pending[1:])
        pairs = match(words_of(old), words_of(new))
        matched = set(pairs.values())
        new_names, old_names = _speakers(new), _speakers(old)
        only_new = [index for index in range(len(new_names)) if index not in pairs]
        only_old = [index for index in range(len(old_names)) if index not in matched]
        moved = [(was, now) for now, was in pairs.items() if old_names[was] != new_names[now]]
        gains, losses, reattributed = gains + len(only_new), losses + len(only_old), reattributed + len(moved)
        counts["found"].update(new_names[index] for index in only_new)
        counts["lost"].update(old_names[index] for index in only_old)
        counts["gained"].update(new_names[now] for _, now in moved)
        counts["ceded"].update(old_names[was] for was, _ in moved)
        if progress is not None:
            progress(number, len(waiting))
    totals: Counter[str] = Counter()
    for counter in counts.values():
        totals.update(counter)
    del totals[""]
    people = sorted(totals, key=lambda name: (-totals[name], name))[:_MOST_AFFECTED]
    return RereadingSummary(
        reader=by,
        pages=len(waiting),
        found=gains,
        lost=losses,
        reattributed=reattributed,
        people=tuple(
            PersonChanges(name, **{kind: counter[name] for kind, counter in counts.items()}) for name in people
        ),
    )


def switch(record: Store, *, by: str, linker: Linker | None = None) -> Iterator[int]:
    """Make the pending readings by the reader ``by`` current, one page in one transaction; yield each page's key.

    Statements keep their public ids, people their judgements. Nothing is logged as a change of a page, and saved
    searches are not run.
    """
    with record.snapshot() as connection:
        waiting = _pending_readings(connection, by)
    for pending in waiting:
        with record.writer() as writer:
            reading = reading_by_key(writer.connection, pending.reading_id)
            keep.make_current(writer, reading, page_id=pending.page_id, reading_id=pending.reading_id, linker=linker)
        yield pending.page_id


def _pending_readings(connection: Connection, by: str) -> list[_PendingReading]:
    return [_PendingReading(*row) for row in connection.execute(_PENDING, {"by": by})]


def _speakers(reading: Reading) -> list[str]:
    """The speaker's name of each statement; empty for speakers without a name."""
    return [
        statement.speaker_name or "" if statement.speaker_kind in _NAMED else "" for statement in reading.statements
    ]
