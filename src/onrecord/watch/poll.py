"""Poll feeds when they are due, add their new pages, and run saved searches on them.

Requests have the ``ETag`` and ``Last-Modified`` of the last answer, so an unchanged feed is not sent again. These
headers are stored in one transaction with the feed's links, and each finished page in its own, so no page is lost when
the work is interrupted. A feed that keeps failing is polled at growing intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Final, Literal, TypedDict

from sqlalchemy import Connection, select, update

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.ingest.add_pages import Added, Adding, polite
from onrecord.ingest.page_identity import url_key
from onrecord.pages import Listing, extract_links, web
from onrecord.pages.client import Response
from onrecord.pages.inflate import GZIP_MAGIC, gunzip
from onrecord.pages.recognise import listing_kind
from onrecord.pages.robots import AGENT
from onrecord.reading import ReadsPages
from onrecord.resolve.new_appearances import Linker
from onrecord.settings import Settings
from onrecord.store.dialect import insert_new, insert_or_update
from onrecord.store.exclusions import removed_page
from onrecord.store.schema import addresses, pages
from onrecord.store.schema.feeds import feed_pages, feeds
from onrecord.store.store import Store
from onrecord.version import VERSION
from onrecord.watch import searches
from onrecord.watch.config import Feed, Watch
from onrecord.watch.revisit import Revisiting
from onrecord.watch.searches import SearchMatch

_BUSY: Final = {429, 503}
_UNCHANGED: Final = 304
_MOST_ATTEMPTS: Final = 5
_MOST_NEW: Final = 100
"""Maximum number of new pages of a feed in one round, so that other feeds do not wait for a list of 50,000."""
_DAY: Final = 86_400
"""Seconds. A feed that keeps failing is polled once a day, so that its recovery is noticed."""
_LONGEST_RETRY_AFTER: Final = 7.0 * _DAY
_AGENT: Final = f"{AGENT}/{VERSION} (watches this feed for new pages)"


@dataclass(frozen=True, slots=True)
class Polled:
    """The outcome of polling a feed."""

    feed: str
    outcome: Literal["new", "unchanged", "failed"]
    pages: int
    """New links in it."""
    problem: str | None
    due: str
    """When it may be polled again, ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed that is not polled now."""

    feed: str
    due: str
    """When it may be polled again, ISO 8601 in UTC."""
    problem: str | None
    """Why it failed last; null if it did not."""
    failures: int
    """Number of failures since it last answered."""


class FeedUpdate(TypedDict, total=False):
    """Columns of ``feeds`` to set after a poll."""

    checked: str
    due: str
    failed: int
    problem: str | None
    etag: str | None
    modified: str | None


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A link of a feed whose page is to be added."""

    link: str
    attempts: int
    """Number of earlier attempts."""


Event = Polled | Added | PageError | SearchMatch


class Watching:
    """Polls feeds, and adds their new pages to a record.

    ``load_reader`` is called before the first page that needs reading. ``clock`` returns the time in UTC.
    """

    def __init__(
        self,
        record: Store,
        watch: Watch,
        *,
        load_reader: Callable[[], ReadsPages],
        settings: Settings,
        linker: Linker | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._record = record
        self._watch = watch
        self._load_reader = load_reader
        self._settings = settings
        self._linker = linker
        self._clock = clock
        self._pace = polite(settings)
        self._feed_dates: dict[str, Mapping[str, str | None]] = {}
        self._unfinished: dict[str, Feed] = {}

    @cached_property
    def _reader(self) -> ReadsPages:
        return self._load_reader()

    def spelling_notes(self) -> list[str]:
        """Notes on unknown names in the searches for which the record has similar names."""
        with self._record.snapshot() as connection:
            return list(searches.spelling_notes(connection, self._watch.searches))

    def due(self) -> list[Feed]:
        """The feeds to poll now."""
        now, due_times = self._now(), self._due_times()
        return [feed for feed in self._watch.feeds if due_times.get(feed.url, now) <= now]

    def unfinished(self) -> list[Feed]:
        """The feeds with more new pages than a round adds, to go on with by ``add_more``."""
        return [*self._unfinished.values()]

    def seconds_left(self) -> float:
        """Seconds until the next feed is due or can be gone on with."""
        if self._unfinished:
            return 0.0
        now, due_times = self._now(), self._due_times()
        first = min(due_times.get(feed.url, now) for feed in self._watch.feeds)
        return max(0.0, (datetime.fromisoformat(first) - datetime.fromisoformat(now)).total_seconds())

    def poll(self, feed: Feed) -> Iterator[Event]:
        """Poll ``feed``, add its first new pages, run the searches on them, and send matches to webhooks."""
        polled = self._ask(feed)
        yield polled
        if polled.outcome != "failed":
            yield from self._add_waiting(feed)
        yield from self._revisit(feed)
        yield from self._deliver()

    def add_more(self, feed: Feed) -> Iterator[Event]:
        """Add further new pages of ``feed``, run the searches on them, and send matches to webhooks."""
        yield from self._add_waiting(feed)
        yield from self._deliver()

    def _deliver(self) -> Iterator[PageError]:
        for search in self._watch.searches:
            problem = searches.deliver(self._record, search, settings=self._settings, now=self._now())
            if problem is not None:
                yield problem

    def _ask(self, feed: Feed) -> Polled:
        self._pace.wait(feed.url)
        answer: Response | None = None
        try:
            answer = web.request(feed.url, settings=self._settings, headers=self._conditions(feed))
            if answer.status == _UNCHANGED:
                return self._answered(feed, answer, listed=())
            if not 200 <= answer.status < 300:
                raise FetchError(
                    feed.url, f"the server answers {answer.status}", advice="It will be tried again later."
                )
            listed = extract_links(_listing(feed.url, answer, settings=self._settings))
            self._feed_dates[feed.url] = listed
            return self._answered(feed, answer, listed=listed)
        except PageError as error:
            return self._failed(feed, error.problem, wait=_retry_after(answer, now=self._clock()))

    def _conditions(self, feed: Feed) -> dict[str, str]:
        with self._record.snapshot() as connection:
            row = connection.execute(select(feeds).where(feeds.c.url == feed.url)).first()
        return {"User-Agent": _AGENT} | (web.conditional_headers(row.etag, row.modified) if row is not None else {})

    def _answered(self, feed: Feed, answer: Response, *, listed: Iterable[str]) -> Polled:
        now, due = self._now(), self._later(feed.every)
        state: FeedUpdate = {"checked": now, "due": due, "failed": 0, "problem": None}
        if answer.status != _UNCHANGED:
            state |= {"etag": answer.headers.get("ETag"), "modified": answer.headers.get("Last-Modified")}
        columns = {"feed": feed.url, "state": "waiting", "attempts": 0, "first": now, "due": None}
        with self._record.transaction() as connection:
            _set(connection, feed.url, state)
            links = [link for link in listed if removed_page(connection, address=url_key(link)) is None]
            new = sum(connection.execute(insert_new(feed_pages), {"link": link, **columns}).rowcount for link in links)
        outcome: Literal["new", "unchanged"] = "unchanged" if answer.status == _UNCHANGED else "new"
        return Polled(feed.url, outcome, new, None, due)

    def _failed(self, feed: Feed, problem: str, *, wait: float) -> Polled:
        with self._record.transaction() as connection:
            failures = 1 + (connection.execute(select(feeds.c.failed).where(feeds.c.url == feed.url)).scalar() or 0)
            # Twice the interval, then four times, up to a day; the exponent is bounded for feeds that fail for years.
            due = self._later(max(wait, min(_DAY, feed.every * 2 ** min(failures, 20))))
            _set(connection, feed.url, {"checked": self._now(), "due": due, "failed": failures, "problem": problem})
        return Polled(feed.url, "failed", 0, problem, due)

    def _revisit(self, feed: Feed) -> Iterator[Event]:
        """Look again at pages of the feed, and search those that changed."""
        if feed.revisit is None:
            return
        revisiting = Revisiting(
            self._record,
            load_reader=lambda: self._reader,
            settings=self._settings,
            linker=self._linker,
            pace=self._pace,
            clock=self._clock,
        )
        for outcome in revisiting.run(feed.url, every=feed.revisit):
            yield outcome
            # Only what the page changed is new: other statements may be a newer reader's.
            if isinstance(outcome, Added) and outcome.kept is not None and outcome.kept.changes:
                yield from self._search(outcome.kept.page)

    def waiting(self) -> list[FeedState]:
        """The feeds that are not due, and those that keep failing."""
        now = self._now()
        query = select(feeds).where(feeds.c.url.in_([feed.url for feed in self._watch.feeds]))
        with self._record.snapshot() as connection:
            rows = connection.execute(query.order_by(feeds.c.url)).all()
        return [
            FeedState(row.url, row.due, row.problem if row.failed else None, row.failed)
            for row in rows
            if row.due is not None and row.due > now
        ]

    def _add_waiting(self, feed: Feed) -> Iterator[Event]:
        adding = Adding(
            self._record,
            load_reader=lambda: self._reader,
            settings=self._settings,
            linker=self._linker,
            pace=self._pace,
        )
        self._unfinished.pop(feed.url, None)
        waiting = self._waiting(feed)
        for page in waiting[:_MOST_NEW]:
            # Counted before the page is added: if the work ends between the two, the next poll runs the searches.
            self._set_page(page.link, state="waiting", attempts=page.attempts + 1)
            errors: list[PageError] = []
            adding.enqueue([page.link], feed_dates={page.link: self._feed_dates.get(feed.url, {}).get(page.link)})
            for outcome in adding.run():
                if isinstance(outcome, PageError):
                    errors.append(outcome)
                    yield outcome
                elif isinstance(outcome, Added):
                    yield outcome
                    yield from self._search(self._page_to_search(outcome, page))
            if errors:
                self._put_off(feed, page, errors)
                if any(isinstance(error, FetchError) and error.status in _BUSY for error in errors):
                    yield self._failed(feed, "its site is busy", wait=0.0)
                    return
            else:
                self._set_page(page.link, state="added", attempts=page.attempts + 1)
        if len(waiting) > _MOST_NEW:
            self._unfinished[feed.url] = feed

    def _waiting(self, feed: Feed) -> list[WaitingPage]:
        # A page is put off by a day at most, so one that is due later was put off while the clock was wrong.
        due = feed_pages.c.due
        ready = due.is_(None) | (due <= self._now()) | (due > self._later(_DAY))
        query = select(feed_pages.c.link, feed_pages.c.attempts)
        query = query.where(feed_pages.c.feed == feed.url, feed_pages.c.state == "waiting", ready)
        query = query.order_by(feed_pages.c.first, feed_pages.c.link).limit(_MOST_NEW + 1)
        with self._record.snapshot() as connection:
            return [WaitingPage(row.link, row.attempts) for row in connection.execute(query)]

    def _page_to_search(self, added: Added, page: WaitingPage) -> str | None:
        """Find the page that was just added, or that an earlier attempt added without searching it."""
        if added.kept is not None and added.kept.outcome == "removed":
            return None
        if added.kept is not None:
            return added.kept.page
        if page.attempts == 0:
            return None
        query = select(pages.c.public_id).join(addresses).where(addresses.c.address == url_key(page.link))
        with self._record.snapshot() as connection:
            return connection.execute(query).scalar()

    def _search(self, page: str | None) -> list[SearchMatch]:
        if page is None:
            return []
        with self._record.transaction() as connection:
            return searches.match_page(connection, self._watch.searches, page=page, now=self._now())

    def _put_off(self, feed: Feed, page: WaitingPage, errors: list[PageError]) -> None:
        """Try the page again later, up to five times; a page that was fetched but cannot be read is given up at
        once."""
        attempts = page.attempts + 1
        unreadable = all(isinstance(error, UnreadableError) for error in errors)
        if unreadable or attempts >= _MOST_ATTEMPTS:
            self._set_page(page.link, state="given-up", attempts=attempts)
        else:
            due = self._later(min(_DAY, feed.every * 2**attempts))
            self._set_page(page.link, state="waiting", attempts=attempts, due=due)

    def _set_page(self, link: str, **values: object) -> None:
        with self._record.transaction() as connection:
            connection.execute(update(feed_pages).where(feed_pages.c.link == link).values(**values))

    def _due_times(self) -> dict[str, str]:
        """The time at which each feed that was polled before is due. One polled in the future, since the clock was
        wrong, is due now."""
        query = select(feeds.c.url, feeds.c.due).where(feeds.c.due.is_not(None), feeds.c.checked <= self._now())
        with self._record.snapshot() as connection:
            return {row.url: row.due for row in connection.execute(query)}

    def _now(self) -> str:
        return _iso(self._clock())

    def _later(self, seconds: float) -> str:
        return _iso(self._clock() + timedelta(seconds=seconds))


def _listing(source: str, answer: Response, *, settings: Settings) -> Listing:
    body = answer.body
    if body.startswith(GZIP_MAGIC):
        body = gunzip(source, body, settings=settings)
    kind = listing_kind(body)
    if kind is None:
        raise UnreadableError(source, "it is not a feed, sitemap or OPML list", advice="Give the address of one.")
    return Listing(source, kind, body, url=answer.url)


def _set(connection: Connection, url: str, values: FeedUpdate) -> None:
    adding = insert_or_update(feeds, key=[feeds.c.url], update=lambda _: values)
    connection.execute(adding.values(url=url, **{"failed": 0, **values}))


def _retry_after(answer: Response | None, *, now: datetime) -> float:
    """Seconds of the server's ``Retry-After``, at most a week; 0 without it."""
    raw = answer.headers.get("Retry-After", "").strip() if answer else ""
    if raw.isdecimal():
        seconds = float(raw)
    else:
        try:
            seconds = (parsedate_to_datetime(raw) - now).total_seconds()
        except (TypeError, ValueError, OverflowError):
            return 0.0
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER)


def _iso(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
