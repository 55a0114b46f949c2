"""Fetch pages of feeds again: often while they are new, then less and less often.

Requests are conditional, so a page that has not changed costs its server almost nothing. A changed page becomes a new
version, and its changed statements are searched like new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select

from onrecord.errors import FetchError, PageError
from onrecord.ingest.add_pages import Added
from onrecord.ingest.keep import keep_reading
from onrecord.ingest.known_pages import is_known, removed_before
from onrecord.pages import web
from onrecord.pages.client import Response
from onrecord.pages.recognise import make_page
from onrecord.pages.throttle import Throttle
from onrecord.reading import ReadsPages
from onrecord.resolve.new_appearances import Linker
from onrecord.settings import Settings
from onrecord.store.dialect import insert_or_update
from onrecord.store.schema.feeds import feed_pages, page_visits
from onrecord.store.store import Store
from onrecord.types import Reading

_UNCHANGED: Final = 304
_SHARE_OF_AGE: Final = 0.5
"""A page is fetched again after this share of the time since it was found: after 1 h, 1.5 h, 2.3 h, ..."""
_LONGEST: Final = 30 * 86_400.0
"""Seconds. Articles are still corrected after years, but not often."""
_MOST: Final = 50
"""Maximum number of pages in one round, the longest overdue first, so that new pages of feeds do not wait for them."""


@dataclass(frozen=True, slots=True)
class DuePage:
    """A page to fetch again."""

    link: str
    first: str
    """When a feed first listed it, ISO 8601 in UTC."""
    etag: str | None
    """This and ``modified``: the validators of the last response, for a conditional request."""
    modified: str | None


def due_pages(connection: Connection, *, feed: str, now: str, first_after: Callable[[str], str]) -> list[DuePage]:
    """The pages of a feed that are due; ``first_after`` gives the time of the first visit.

    A page that was found or visited in the future, since the clock was wrong, is due.
    """
    query = (
        select(feed_pages.c.link, feed_pages.c.first, page_visits.c.etag, page_visits.c.modified, page_visits.c.due)
        .outerjoin(page_visits, page_visits.c.link == feed_pages.c.link)
        .where(feed_pages.c.feed == feed, feed_pages.c.state == "added")
        .where(page_visits.c.due.is_(None) | (page_visits.c.due <= now) | (page_visits.c.checked > now))
        .order_by(page_visits.c.due.is_(None), page_visits.c.due, feed_pages.c.first)
    )
    rows = connection.execute(query)
    due = (row for row in rows if row.due is not None or row.first > now or first_after(row.first) <= now)
    return [DuePage(row.link, row.first, row.etag, row.modified) for row in islice(due, _MOST)]


class Revisiting:
    """Fetches pages again and stores changed ones."""

    def __init__(
        self,
        record: Store,
        *,
        load_reader: Callable[[], ReadsPages],
        settings: Settings,
        linker: Linker | None,
        pace: Throttle,
        clock: Callable[[], datetime],
    ) -> None:
        self._record = record
        self._load_reader = load_reader
        self._settings = settings
        self._linker = linker
        self._pace = pace
        self._clock = clock

    def run(self, feed: str, *, every: int) -> Iterator[Added | PageError]:
        """Fetch the pages of ``feed`` that are due; ``every`` is the shortest interval in seconds."""

        def first_after(first: str) -> str:
            return _iso(datetime.fromisoformat(first) + timedelta(seconds=every))

        with self._record.snapshot() as connection:
            due = due_pages(connection, feed=feed, now=_iso(self._clock()), first_after=first_after)
        for page in due:
            outcome = self._visit(page, every=every)
            if outcome is not None:
                yield outcome

    def _visit(self, page: DuePage, *, every: int) -> Added | PageError | None:
        self._pace.wait(page.link)
        headers = web.conditional_headers(page.etag, page.modified)
        try:
            answer = web.request(page.link, settings=self._settings, headers=headers)
            outcome = None if answer.status == _UNCHANGED else self._keep(page.link, answer)
        except PageError as error:
            self._plan(page, None, every=every)
            return error
        self._plan(page, answer, every=every)
        return outcome

    def _keep(self, link: str, answer: Response) -> Added | PageError | None:
        """Store the answer as a version of its page; null if the record has it already."""
        if not 200 <= answer.status < 300:
            advice = "It is looked at again later. What the record has of it stays."
            raise FetchError(link, f"the server answers {answer.status}", advice=advice)
        media_type, encoding = web.content_type(answer)
        page = make_page(link, answer.body, media_type=media_type, url=answer.url, encoding=encoding)
        if is_known(self._record, page) or removed_before(self._record, page) is not None:
            return None
        reading = self._load_reader().start(page).result()
        if not isinstance(reading, Reading):
            return reading
        return Added(link, keep_reading(self._record, reading, linker=self._linker), reading.article.title)

    def _plan(self, page: DuePage, answer: Response | None, *, every: int) -> None:
        """Record the visit and the time of the next one."""
        now = self._clock()
        age = (now - datetime.fromisoformat(page.first)).total_seconds()
        due = _iso(now + timedelta(seconds=min(_LONGEST, max(every, age * _SHARE_OF_AGE))))
        values: dict[str, object] = {"checked": _iso(now), "due": due}
        if answer is not None and answer.status != _UNCHANGED:
            values |= {"etag": answer.headers.get("ETag"), "modified": answer.headers.get("Last-Modified")}
        adding = insert_or_update(page_visits, key=[page_visits.c.link], update=lambda _: values)
        with self._record.transaction() as connection:
            connection.execute(adding.values(link=page.link, **values))


def _iso(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
