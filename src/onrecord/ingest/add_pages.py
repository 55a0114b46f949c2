"""Add pages to the record: open, recognise or read, and store each in its own transaction."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from threading import Event
from typing import BinaryIO

from onrecord.errors import OnRecordError, PageError, UnreadableError, as_page_error
from onrecord.ingest import failures
from onrecord.ingest.keep import Kept, keep_reading
from onrecord.ingest.known_pages import is_known, removed_before
from onrecord.pages import Listing, extract_links, open_source, web
from onrecord.pages.find import is_url
from onrecord.pages.throttle import Throttle
from onrecord.reading import ReadsPages, look_ahead
from onrecord.resolve.linker import PersonLinker
from onrecord.resolve.new_appearances import Linker
from onrecord.settings import Settings
from onrecord.store.store import Store
from onrecord.types import Page, Reading

_DEEPEST = 3
"""Maximum depth of lists: a list of feeds, a feed, its pages."""
_KEEP_AHEAD = 2
"""Capacity of the queue: a page that is being stored, and the end of its source."""


@dataclass(frozen=True, slots=True)
class Added:
    """A page that was added to the record or is already in it."""

    source: str
    kept: Kept | None
    """The outcome of storing it; null if its bytes are known, so that it was not read."""
    title: str | None = None


@dataclass(frozen=True, slots=True)
class PageList:
    """A list of pages, with the number of pages that it added to the queue."""

    source: str
    kind: str
    pages: int


Outcome = Added | PageList | PageError
_Wait = Callable[[], Iterable[Outcome]]
"""Waits until a page is stored, and returns its outcome; none for the end of a source."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A page being read, or the outcome of a page that needs no reading; null at the end of its source."""

    source: str
    failed: list[PageError]
    """Pages of the source that failed."""
    work: Future[Reading | PageError] | Outcome | None


class Adding:
    """Adds the pages of sources, one after another, and the pages in lists among them.

    Each page is stored in its own transaction, so interrupted work resumes when the same sources are added again. While
    one page is being stored, the next is read; a pool reads several, in any order. One thread stores them, in the order
    of their sources.
    """

    def __init__(
        self,
        record: Store,
        *,
        load_reader: Callable[[], ReadsPages],
        settings: Settings,
        linker: Linker | None = None,
        reread: bool = False,
        pace: Throttle | None = None,
        read_ahead: int = 0,
    ) -> None:
        """``load_reader`` is called once, before the first page that needs reading.

        With ``reread``, known pages that the reader has not read are read again, and their readings stored for
        ``rereading.switch``. ``pace`` pauses between requests to a site, by default as ``settings`` and robots.txt ask.
        ``read_ahead`` is the number of pages that a pool may begin before the first of them is stored.
        """
        self.total = 0
        """Number of sources found so far."""
        self.done = 0
        """Number of sources whose pages are all finished."""
        self.current: str | None = None
        """The source that is being read."""
        self._record = record
        self._load_reader = load_reader
        self._settings = settings
        self._linker = linker
        self._reread = reread
        self._pace = pace or polite(settings)
        self._read_ahead = read_ahead
        self._waiting: deque[tuple[str, int]] = deque()
        self._seen: set[str] = set()
        self._feed_dates: dict[str, str] = {}
        self._sent: dict[str, Path] = {}
        self._stopped = Event()

    @property
    def stopped(self) -> bool:
        """True after ``stop`` was called."""
        return self._stopped.is_set()

    @cached_property
    def _reader(self) -> ReadsPages:
        return self._load_reader()

    def enqueue(
        self, sources: Iterable[str], *, depth: int = 0, feed_dates: Mapping[str, str | None] | None = None
    ) -> int:
        """Queue ``sources``, each once; return the number of new ones.

        ``feed_dates`` are dates of publication from the feed, for pages that state none.
        """
        before = self.total
        self._feed_dates |= {source: day for source, day in (feed_dates or {}).items() if day is not None}
        for source in sources:
            if source not in self._seen:
                self._seen.add(source)
                self._waiting.append((source, depth))
                self.total += 1
        return self.total - before

    def enqueue_sent(self, files: Mapping[str, Path]) -> int:
        """Queue uploaded files by their names; return the number of new ones.

        They cannot be opened again later, so their failures are not logged for a retry.
        """
        self._sent.update(files)
        return self.enqueue(files)

    def stop(self) -> None:
        """Stop a run from another thread: no more sources are opened; the page in progress is still stored."""
        self._stopped.set()

    def run(self, *, stdin: BinaryIO | None = None) -> Iterator[Outcome]:
        """Add the pages of all queued sources; yield the outcome of each, in order.

        Raises ``RecordError`` if the record itself fails, and ``ModelError`` if there is no model. Problems of a page
        are yielded, not raised.
        """
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="onrecord-keep") as writer:
            begun = look_ahead(self._begin_all(stdin), count=self._read_ahead)
            for wait in look_ahead((self._keep_next(page, writer) for page in begun), count=_KEEP_AHEAD):
                yield from wait()

    def _begin_all(self, stdin: BinaryIO | None) -> Iterator[_Begun]:
        while self._waiting and not self.stopped:
            source, depth = self._waiting.popleft()
            self.current = source
            failed: list[PageError] = []
            for item in self._items(source, stdin=stdin):
                yield _Begun(source, failed, self._begin(item, depth=depth))
                if self.stopped:
                    return
            yield _Begun(source, failed, None)

    def _items(self, source: str, *, stdin: BinaryIO | None) -> Iterator[Page | Listing | PageError]:
        """Open ``source`` and yield its pages; an error of the source as a whole comes last."""
        file = self._sent.get(source)
        try:
            if file is None and is_url(source):
                self._pace.wait(source)
                if self.stopped:
                    return
            feed_date = self._feed_dates.pop(source, None)
            for item in open_source(source, settings=self._settings, stdin=stdin, file=file):
                yield replace(item, feed_date=feed_date) if feed_date and isinstance(item, Page) else item
        except Exception as error:
            yield as_page_error(error, source=source)

    def _begin(self, item: Page | Listing | PageError, *, depth: int) -> Future[Reading | PageError] | Outcome:
        """Start reading ``item``, unless it is known."""
        if isinstance(item, Listing):
            return self._follow(item, depth=depth)
        if isinstance(item, PageError):
            return item
        if (removed := removed_before(self._record, item)) is not None:
            return Added(item.source, Kept("removed", page=removed, version=0, statements=0))
        return Added(item.source, None) if self._is_known(item) else self._reader.start(item)

    def _is_known(self, page: Page) -> bool:
        return is_known(self._record, page, by=self._reader.version if self._reread else None)

    def _keep_next(self, begun: _Begun, writer: ThreadPoolExecutor) -> _Wait:
        """Wait until the page is read, and store it with ``writer``."""
        if begun.work is None:
            return partial(self._settle, begun.source, failed=begun.failed)
        outcome = begun.work.result() if isinstance(begun.work, Future) else begun.work
        if not isinstance(outcome, Reading):
            return lambda: self._ended(outcome, source=begun.source, failed=begun.failed)
        kept = writer.submit(self._keep, outcome)
        return lambda: self._ended(kept.result(), source=begun.source, failed=begun.failed)

    def _keep(self, reading: Reading) -> Added | PageError:
        page = reading.article.page
        try:
            # The same bytes may have been kept since the page was begun.
            if self._is_known(page):
                return Added(page.source, None)
            kept = keep_reading(self._record, reading, linker=self._linker, pending=self._reread)
            return Added(page.source, kept, reading.article.title)
        except OnRecordError:
            raise
        except Exception as error:
            return as_page_error(error, source=page.source, label=page.label)

    def _ended(self, outcome: Outcome, *, source: str, failed: list[PageError]) -> Iterable[Outcome]:
        if isinstance(outcome, PageError):
            failed.append(outcome)
            if source not in self._sent:
                with self._record.transaction() as connection:
                    failures.note(connection, outcome, source=source)
        return [outcome]

    def _settle(self, source: str, *, failed: list[PageError]) -> Iterable[Outcome]:
        """Finish ``source``: remove its logged failures that did not occur again."""
        self.done += 1
        with self._record.snapshot() as connection:
            has_failed = failures.any_of(connection, source)
        if has_failed:
            with self._record.transaction() as connection:
                failures.settle(connection, source=source, still=failed)
        return []

    def _follow(self, listing: Listing, *, depth: int) -> PageList | PageError:
        try:
            if depth >= _DEEPEST:
                raise UnreadableError(
                    listing.source, "it is a list within two other lists", advice="Give the pages or the feed itself."
                )
            links = extract_links(listing)
            new_pages = self.enqueue(links, depth=depth + 1, feed_dates=links)
        except Exception as error:
            return as_page_error(error, source=listing.source)
        return PageList(listing.source, kind=listing.kind, pages=new_pages)


class Linking(Adding):
    """``Adding`` with links between people across pages: each page in turn, and undecided people again at the end."""

    def __init__(
        self,
        record: Store,
        *,
        load_reader: Callable[[], ReadsPages],
        settings: Settings,
        reread: bool = False,
        pace: Throttle | None = None,
        read_ahead: int = 0,
    ) -> None:
        self._people = PersonLinker()
        super().__init__(
            record,
            load_reader=load_reader,
            settings=settings,
            linker=self._people,
            reread=reread,
            pace=pace,
            read_ahead=read_ahead,
        )

    def run(self, *, stdin: BinaryIO | None = None) -> Iterator[Outcome]:
        """Add the pages of all queued sources, as ``Adding`` does, then compare undecided people again."""
        yield from super().run(stdin=stdin)
        if not self.stopped:
            self._people.look_again(self._record)


def polite(settings: Settings, *, sleep: Callable[[float], object] = time.sleep) -> Throttle:
    """The pauses between requests to a site: as ``settings`` say, and longer if the site's robots.txt asks for it."""
    if settings.ignore_robots:
        return Throttle(settings.fetch_pause, sleep=sleep)
    return Throttle(settings.fetch_pause, crawl_delay=web.crawl_delay, sleep=sleep)
