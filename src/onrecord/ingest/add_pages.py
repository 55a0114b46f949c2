"""Adding pages to the record: opened, known or read, kept; one transaction a page."""

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
"""How far lists are followed: a list of feeds, a feed, its pages."""
_IN_HAND = 2
"""A page that is being kept, and the end of its source."""


@dataclass(frozen=True, slots=True)
class Added:
    """A page that is in the record now."""

    source: str
    kept: Kept | None
    """What keeping it came to; null where its bytes were known and it was not read."""
    title: str | None = None


@dataclass(frozen=True, slots=True)
class PageList:
    """A list of pages, and how many of them are not on the way already."""

    source: str
    kind: str
    pages: int


Outcome = Added | PageList | PageError
Settled = Callable[[], Iterable[Outcome]]
"""Waits for work in hand: what came of it."""


class Adding:
    """Adds the pages of sources, one after another, and those that lists among them name.

    Each page is kept in a transaction of its own, so that whatever ends the work, it goes on from there when the same
    sources are added again. While one page is being kept, the next is being read.
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
        """``load_reader`` is called once, before the first page that has to be read.

        ``reread``: read also what is kept, for a newer reader to have its say beside the older.

        ``pace``: kept with sites that were asked before; by default as ``settings`` and the sites say.
        """
        self.total = 0
        """Sources, as far as they are known."""
        self.done = 0
        """Sources whose pages are all dealt with."""
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
        """Put ``sources`` behind those that wait, each once: how many are new."""
        before = self.total
        for source in sources:
            if source not in self._seen:
                self._seen.add(source)
                self._waiting.append((source, depth))
                self.total += 1
        return self.total - before

    def enqueue_sent(self, files: Mapping[str, Path]) -> int:
        """Put files that somebody sent behind those that wait, by the names that they go by: how many are new.

        They cannot be had again, so what fails of them is not kept to be tried again.
        """
        self._sent.update(files)
        return self.enqueue(files)

    def stop(self) -> None:
        """Let a run in another thread end: nothing more is opened, and what is in hand is still kept."""
        self._stopped.set()

    def run(self, *, stdin: BinaryIO | None = None) -> Iterator[Outcome]:
        """Add the pages of all sources that wait: what came of each, in order.

        Raises ``RecordError`` where the record itself fails, and ``ModelError`` where there is no model; nothing that
        is wrong with a page is raised.
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
        """Read ``item`` and let it be kept."""
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
        """All pages of ``source`` are dealt with: what failed in it before, and does no more, is no failure now."""
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
    """Adding that also says who people are across pages, each page in its turn and, at the end of a run, once more."""

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
        """Add the pages of all sources that wait, as ``Adding`` does; then look again at who could not be told."""
        yield from super().run(stdin=stdin)
        if not self.stopped:
            self._people.look_again(self._record)


def polite(settings: Settings, *, sleep: Callable[[float], object] = time.sleep) -> Throttle:
    """The pace at which sites are asked: as ``settings`` say, and more slowly where a site's robots.txt wants that."""
    if settings.ignore_robots:
        return Throttle(settings.fetch_pause, sleep=sleep)
    return Throttle(settings.fetch_pause, crawl_delay=web.crawl_delay, sleep=sleep)
