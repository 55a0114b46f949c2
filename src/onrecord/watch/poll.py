"""Going round the feeds: each asked when it is due and not before, what is new in it added, what was waited for told.

A feed is asked with what its server called its last state, so that an unchanged one costs next to nothing. What its
links are is kept in one transaction with that state, and a page is done with in another, so nothing is passed over
however the work ends. Who is in trouble is asked less and less often.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any, Final, Literal

from sqlalchemy import Connection, select, update

from onrecord.errors import FetchError, PageError, UnreadableError
from onrecord.ingest.add_pages import Added, Adding, polite
from onrecord.ingest.page_identity import url_key
from onrecord.pages import Listing, links, web
from onrecord.pages.inflate import GZIP_MAGIC, gunzip
from onrecord.pages.recognise import list_kind
from onrecord.pages.robots import AGENT
from onrecord.pages.visit import Answer
from onrecord.reading import Reader
from onrecord.resolve.newcomers import Linker
from onrecord.settings import Settings
from onrecord.store.rows import upsert
from onrecord.store.schema import addresses, pages
from onrecord.store.schema.watch import feed_pages, feeds
from onrecord.store.store import Store
from onrecord.version import VERSION
from onrecord.watch import searches
from onrecord.watch.config import Feed, Watch
from onrecord.watch.searches import Hit
from onrecord.watch.webhook import deliver

_BUSY: Final = {429, 503}
_UNCHANGED: Final = 304
_MOST_ATTEMPTS: Final = 5
_LONGEST: Final = 86_400
_AGENT: Final = f"{AGENT}/{VERSION} (watches this feed for new pages)"


@dataclass(frozen=True, slots=True)
class Polled:
    """What came of asking a feed."""

    feed: str
    outcome: Literal["new", "unchanged", "failed"]
    pages: int
    """Links in it that were not there before."""
    problem: str | None
    due: str
    """When it is asked again, ISO 8601 in UTC."""


Event = Polled | Added | PageError | Hit


class Watching:
    """Watches feeds into a record.

    ``load_reader`` is called before the first page that has to be read. ``clock`` gives the time in UTC.
    """

    def __init__(
        self,
        record: Store,
        watch: Watch,
        *,
        load_reader: Callable[[], Reader],
        settings: Settings,
        linker: Linker | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Raises ``UsageError`` where a search has words that cannot be searched for."""
        self._record = record
        self._watch = watch
        self._load_reader = load_reader
        self._settings = settings
        self._linker = linker
        self._clock = clock
        self._pace = polite(settings)
        with record.snapshot() as connection:
            searches.check(connection, watch.searches)

    @cached_property
    def _reader(self) -> Reader:
        return self._load_reader()

    def due(self) -> list[Feed]:
        """The feeds whose turn it is."""
        now, known = self._now(), self._known()
        return [one for one in self._watch.feeds if known.get(one.url, now) <= now]

    def seconds_left(self) -> float:
        """How long until a feed is due."""
        now, known = self._now(), self._known()
        first = min(known.get(one.url, now) for one in self._watch.feeds)
        return max(0.0, (datetime.fromisoformat(first) - datetime.fromisoformat(now)).total_seconds())

    def poll(self, feed: Feed) -> Iterator[Event]:
        """Ask ``feed``, add the pages that are new in it, and send what searches have found: all that happens."""
        polled = self._ask(feed)
        yield polled
        if polled.outcome != "failed":
            yield from self._add_waiting(feed)
        for search in self._watch.searches:
            problem = deliver(self._record, search, settings=self._settings, at=self._now())
            if problem is not None:
                yield problem

    def _ask(self, feed: Feed) -> Polled:
        self._pace.wait(feed.url)
        answer: Answer | None = None
        try:
            answer = web.ask(feed.url, settings=self._settings, headers=self._conditions(feed))
            if answer.status == _UNCHANGED:
                return self._answered(feed, answer, found=())
            if not 200 <= answer.status < 300:
                raise FetchError(feed.url, f"the server answers {answer.status}", advice="It is asked again later.")
            return self._answered(feed, answer, found=links(_listing(feed.url, answer, settings=self._settings)))
        except PageError as error:
            return self._failed(feed, error.problem, wait=_retry_after(answer, now=self._clock()))

    def _conditions(self, feed: Feed) -> dict[str, str]:
        with self._record.snapshot() as connection:
            row = connection.execute(select(feeds).where(feeds.c.url == feed.url)).first()
        given = {"User-Agent": _AGENT}
        if row is not None:
            given |= {"If-None-Match": row.etag} if row.etag else {}
            given |= {"If-Modified-Since": row.modified} if row.modified else {}
        return given

    def _answered(self, feed: Feed, answer: Answer, *, found: Iterable[str]) -> Polled:
        now, due = self._now(), self._later(feed.every)
        state: dict[str, Any] = {"checked": now, "due": due, "failed": 0, "problem": None}
        if answer.status != _UNCHANGED:
            state |= {"etag": answer.headers.get("ETag"), "modified": answer.headers.get("Last-Modified")}
        rows = [
            {"link": link, "feed": feed.url, "state": "waiting", "attempts": 0, "first": now, "due": None}
            for link in found
        ]
        with self._record.transaction() as connection:
            _set(connection, feed.url, state)
            adding = upsert(feed_pages).on_conflict_do_nothing()
            fresh = sum(connection.execute(adding, row).rowcount for row in rows)
        outcome: Literal["new", "unchanged"] = "unchanged" if answer.status == _UNCHANGED else "new"
        return Polled(feed.url, outcome, fresh, None, due)

    def _failed(self, feed: Feed, problem: str, *, wait: float) -> Polled:
        with self._record.transaction() as connection:
            before = connection.execute(select(feeds.c.failed).where(feeds.c.url == feed.url)).scalar() or 0
            seconds = max(wait, min(_LONGEST, feed.every * 2 ** min(before + 1, 20)))
            due = self._later(seconds)
            _set(connection, feed.url, {"checked": self._now(), "due": due, "failed": before + 1, "problem": problem})
        return Polled(feed.url, "failed", 0, problem, due)

    def _add_waiting(self, feed: Feed) -> Iterator[Event]:
        adding = Adding(
            self._record,
            load_reader=lambda: self._reader,
            settings=self._settings,
            linker=self._linker,
            pace=self._pace,
        )
        for row in self._waiting(feed):
            # Noted before it is added: whatever ends the work, its searches are made up for at the next poll.
            self._set_page(row.link, state="waiting", attempts=row.attempts + 1)
            errors: list[PageError] = []
            adding.enqueue([row.link])
            for outcome in adding.run():
                if isinstance(outcome, PageError):
                    errors.append(outcome)
                    yield outcome
                elif isinstance(outcome, Added):
                    yield outcome
                    yield from self._search(self._page_to_search(outcome, row))
            if errors:
                self._put_off(feed, row, errors)
                if any(isinstance(one, FetchError) and one.status in _BUSY for one in errors):
                    yield self._failed(feed, "its site is busy", wait=0.0)
                    return
            else:
                self._set_page(row.link, state="added", attempts=row.attempts + 1)

    def _waiting(self, feed: Feed) -> list[Any]:
        ready = feed_pages.c.due.is_(None) | (feed_pages.c.due <= self._now())
        query = select(feed_pages).where(feed_pages.c.feed == feed.url, feed_pages.c.state == "waiting", ready)
        with self._record.snapshot() as connection:
            return list(connection.execute(query.order_by(feed_pages.c.first, feed_pages.c.link)))

    def _page_to_search(self, added: Added, row: Any) -> str | None:
        """The page that was just kept; also one that an earlier attempt kept, and may not have come to search."""
        if added.kept is not None:
            return added.kept.page
        if row.attempts == 0:
            return None
        query = select(pages.c.public_id).join(addresses).where(addresses.c.address == url_key(row.link))
        with self._record.snapshot() as connection:
            return connection.execute(query).scalar()

    def _search(self, page: str | None) -> list[Hit]:
        if page is None:
            return []
        with self._record.transaction() as connection:
            return searches.note(connection, self._watch.searches, page=page, at=self._now())

    def _put_off(self, feed: Feed, row: Any, errors: list[PageError]) -> None:
        """Try the page again later, a few times. What cannot be read once will not be read the next time."""
        attempts = row.attempts + 1
        lasting = all(isinstance(one, UnreadableError) for one in errors)
        if lasting or attempts >= _MOST_ATTEMPTS:
            self._set_page(row.link, state="given-up", attempts=attempts)
        else:
            due = self._later(min(_LONGEST, feed.every * 2**attempts))
            self._set_page(row.link, state="waiting", attempts=attempts, due=due)

    def _set_page(self, link: str, **values: object) -> None:
        with self._record.transaction() as connection:
            connection.execute(update(feed_pages).where(feed_pages.c.link == link).values(**values))

    def _known(self) -> dict[str, str]:
        """When each feed that was asked before is due."""
        with self._record.snapshot() as connection:
            return {row.url: row.due for row in connection.execute(select(feeds.c.url, feeds.c.due)) if row.due}

    def _now(self) -> str:
        return _written(self._clock())

    def _later(self, seconds: float) -> str:
        return _written(self._clock() + timedelta(seconds=seconds))


def _listing(source: str, answer: Answer, *, settings: Settings) -> Listing:
    body = answer.body
    if body.startswith(GZIP_MAGIC):
        body = gunzip(source, body, limit=settings.max_page_bytes)
    kind = list_kind(body)
    if kind is None:
        raise UnreadableError(source, "it is no feed, sitemap or OPML list", advice="Give the address of one.")
    return Listing(source, kind, body, url=str(answer.url))


def _set(connection: Connection, url: str, values: dict[str, Any]) -> None:
    adding = upsert(feeds).values(url=url, **{"failed": 0, **values})
    connection.execute(adding.on_conflict_do_update(index_elements=[feeds.c.url], set_=values))


def _retry_after(answer: Answer | None, *, now: datetime) -> float:
    """Seconds that the server asks to wait, at most a week; 0 where it does not say."""
    raw = answer.headers.get("Retry-After", "").strip() if answer else ""
    if raw.isdecimal():
        seconds = float(raw)
    else:
        try:
            seconds = (parsedate_to_datetime(raw) - now).total_seconds()
        except (TypeError, ValueError):
            return 0.0
    return min(max(seconds, 0.0), 7.0 * _LONGEST)


def _written(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
