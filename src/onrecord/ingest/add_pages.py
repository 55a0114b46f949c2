"""Add pages to the record: open, recognise or read, and store each, in one transaction a page."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from threading import Event
from typing import BinaryIO

from onrecord.errors import OnRecordError, PageError, UnreadableError
from onrecord.ingest import failures
from onrecord.ingest.keep import Kept, keep_reading
from onrecord.ingest.known_pages import is_known
from onrecord.pages import Listing, extract_links, open_source, web
from onrecord.pages.find import is_url
from onrecord.pages.throttle import Throttle
from onrecord.reading import Reader, as_page_error
from onrecord.resolve.linker import PersonLinker
from onrecord.resolve.new_appearances import Linker
from onrecord.settings import Settings
from onrecord.store.store import Store
from onrecord.types import Page, Reading

_DEEPEST = 3
"""Maximum depth of lists: a list of feeds, a feed, its pages."""
_IN_HAND = 2
"""Capacity of the queue: a page that is being stored, and the end of its source."""


@dataclass(frozen=True, slots=True)
class Added:
    """A page that was added to the record or found in it."""

    source: str
    kept: Kept | None
    """The outcome of storing it; null if its bytes were known, so that it was not read."""
    title: str | None = None


@dataclass(frozen=True, slots=True)
class PageList:
    """A list of pages, and the number of its pages that were not queued before."""

    source: str
    kind: str
    pages: int


Outcome = Added | PageList | PageError
Settled = Callable[[], Iterable[Outcome]]
"""Waits for work in progress and returns its outcome."""


class Adding:
    """Adds the pages of sources, one after another, and the pages in lists among them.

    Each page is stored in its own transaction, so interrupted work resumes when the same sources are added again. While
    one page is being stored, the next is read.
    """

    def __init__(
        self,
        record: Store,
        *,
        load_reader: Callable[[], Reader],
        settings: Settings,
        linker: Linker | None = None,
        reread: bool = False,
        pace: Throttle | None = None,
    ) -> None:
        """``load_reader`` is called once, before the first page that must be read.

        With ``reread``, known pages are read again, so that a newer reader adds its reading. ``pace`` keeps the pauses
        between requests to a site; by default as ``settings`` and the sites say.
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
        self._waiting: deque[tuple[str, int]] = deque()
        self._seen: set[str] = set()
        self._sent: dict[str, Path] = {}
        self._stopped = Event()

    @property
    def stopped(self) -> bool:
        """True once ``stop`` was called."""
        return self._stopped.is_set()

    @cached_property
    def _reader(self) -> Reader:
        return self._load_reader()

    def enqueue(self, sources: Iterable[str], *, depth: int = 0) -> int:
        """Queue ``sources``, each once; return the number of new ones."""
        before = self.total
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
        """End a run in another thread: no more sources are opened; the page in progress is still stored."""
        self._stopped.set()

    def run(self, *, stdin: BinaryIO | None = None) -> Iterator[Outcome]:
        """Add the pages of all queued sources; yield the outcome of each, in order.

        Raises ``RecordError`` if the record itself fails, and ``ModelError`` if there is no model. Problems of a page
        are yielded, not raised.
        """
        in_hand: deque[Settled] = deque()
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="onrecord-keep") as writer:
            while self._waiting and not self.stopped:
                source, depth = self._waiting.popleft()
                self.current = source
                failed: list[PageError] = []
                for item in self._items(source, stdin=stdin):
                    in_hand.append(self._begin(item, source=source, depth=depth, failed=failed, writer=writer))
                    while len(in_hand) > _IN_HAND:
                        yield from in_hand.popleft()()
                    if self.stopped:
                        break
                if not self.stopped:
                    in_hand.append(partial(self._settle, source, failed=failed))
            while in_hand:
                yield from in_hand.popleft()()

    def _items(self, source: str, *, stdin: BinaryIO | None) -> Iterator[Page | Listing | PageError]:
        """Open ``source`` and yield its pages; an error of the source as a whole comes last."""
        file = self._sent.get(source)
        try:
            if file is None and is_url(source):
                self._pace.wait(source)
                if self.stopped:
                    return
            yield from open_source(source, settings=self._settings, stdin=stdin, file=file)
        except Exception as error:
            yield as_page_error(error, source=source)

    def _begin(
        self,
        item: Page | Listing | PageError,
        *,
        source: str,
        depth: int,
        failed: list[PageError],
        writer: ThreadPoolExecutor,
    ) -> Settled:
        """Read ``item`` and start to store it."""
        if isinstance(item, Listing):
            outcome: Outcome = self._follow(item, depth=depth)
        elif isinstance(item, PageError):
            outcome = item
        elif is_known(self._record, item, by=self._reader.version if self._reread else None):
            outcome = Added(item.source, None)
        else:
            reading = self._reader.attempt(item)
            if isinstance(reading, Reading):
                kept = writer.submit(self._keep, reading)
                return lambda: self._ended(kept.result(), source=source, failed=failed)
            outcome = reading
        return lambda: self._ended(outcome, source=source, failed=failed)

    def _keep(self, reading: Reading) -> Added | PageError:
        source = reading.article.page.source
        try:
            return Added(source, keep_reading(self._record, reading, linker=self._linker), reading.article.title)
        except OnRecordError:
            raise
        except Exception as error:
            return as_page_error(error, source=source)

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
            known = failures.any_of(connection, source)
        if known:
            with self._record.transaction() as connection:
                failures.settle(connection, source=source, still=failed)
        return []

    def _follow(self, listing: Listing, *, depth: int) -> PageList | PageError:
        try:
            if depth >= _DEEPEST:
                raise UnreadableError(
                    listing.source, "it is a list in a list in a list", advice="Give the pages or the feed itself."
                )
            found = self.enqueue(extract_links(listing), depth=depth + 1)
        except Exception as error:
            return as_page_error(error, source=listing.source)
        return PageList(listing.source, kind=listing.kind, pages=found)


class Linking(Adding):
    """``Adding`` with links between people across pages: each page in turn, and undecided people again at the end."""

    def __init__(
        self,
        record: Store,
        *,
        load_reader: Callable[[], Reader],
        settings: Settings,
        reread: bool = False,
        pace: Throttle | None = None,
    ) -> None:
        self._people = PersonLinker()
        super().__init__(
            record, load_reader=load_reader, settings=settings, linker=self._people, reread=reread, pace=pace
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
