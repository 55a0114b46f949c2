"""Feeds on a local server are followed politely, each page is added once, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest
from sqlalchemy import select

from onrecord.errors import PageError
from onrecord.ingest.add_pages import Added
from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.store.schema.feeds import feed_pages, feeds
from onrecord.watch import poll as watch_poll
from onrecord.watch.config import Feed, SavedSearch, Watch
from onrecord.watch.poll import Polled, Watching
from onrecord.watch.searches import SearchMatch
from tests import double
from tests.ingest.test_rereading import Older
from tests.pages.conftest import Site
from tests.watch.conftest import HERE, PAGE, Clock, poll, publish, saved

pytestmark = pytest.mark.both_databases

Make = Callable[..., Watching]


def outcomes(events: Sequence[object]) -> list[str]:
    return [event.outcome for event in events if isinstance(event, Polled)]


def states(record: Record) -> dict[str, str]:
    with record.snapshot() as connection:
        rows = connection.execute(select(feed_pages.c.link, feed_pages.c.state)).all()
    return {link.rpartition("/")[2]: state for link, state in rows}


def test_new_pages_are_added_once(record: Record, site: Site, watching: Make, clock: Clock) -> None:
    publish(site, "ferry", "quay")
    first = poll(watching())
    assert [event.pages for event in first if isinstance(event, Polled)] == [2]
    assert sum(isinstance(event, Added) for event in first) == 2
    assert poll(watching()) == []
    publish(site, "ferry", "quay", "boat")
    clock.on(900)
    second = poll(watching())
    assert [event.pages for event in second if isinstance(event, Polled)] == [1]
    assert sum(isinstance(event, Added) for event in second) == 1
    assert site.paths().count("/ferry") == 1
    assert record.counts()["pages"] == 3
    assert states(record) == {"ferry": "added", "quay": "added", "boat": "added"}


def test_a_long_list_does_not_hold_up_other_feeds(
    record: Record, site: Site, watching: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_poll, "_MOST_NEW", 2)
    publish(site, "a", "b", "c", "d", "e")
    feed = f'<rss version="2.0"><channel><item><link>{site.url("/other")}</link></item></channel></rss>'
    body = PAGE.format(title="News of the quay this week", words="We are glad of the quay", who="Kimura")
    site.answer("/other", body.encode(), headers={"Content-Type": "text/html"})
    site.answer("/other.xml", feed.encode())
    one = watching()
    one._watch = Watch((*one._watch.feeds, Feed(site.url("/other.xml"), 900)), ())
    poll(one)
    while unfinished := one.unfinished():
        assert one.seconds_left() == 0
        assert not [event for feed in unfinished for event in one.add_more(feed) if not isinstance(event, Added)]
    fetched = [path for path in site.paths() if "." not in path]
    assert fetched == ["/a", "/b", "/other", "/c", "/d", "/e"]
    assert set(states(record).values()) == {"added"}
    assert one.seconds_left() == 900


def test_a_page_without_a_date_has_that_of_the_feed(record: Record, site: Site, watching: Make) -> None:
    publish(site, "ferry", "quay")
    own = '<head><meta property="article:published_time" content="2021-03-31T08:00:00Z">'
    body = PAGE.format(title="News of the quay this week", words="We are glad of the quay", who="Kimura")
    site.answer("/quay", body.replace("<head>", own).encode(), headers={"Content-Type": "text/html"})
    items = "".join(
        f"<item><link>{site.url(f'/{name}')}</link><pubDate>Fri, 02 Apr 2021 23:30:00 -0500</pubDate></item>"
        for name in ("ferry", "quay")
    )
    site.answer("/feed.xml", f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())
    poll(watching())
    pages = {hit.entry.page.source.rpartition("/")[2]: hit.entry.page for hit in record.find("glad").hits}
    assert {name: page.published for name, page in pages.items()} == {"ferry": "2021-04-02", "quay": "2021-03-31"}


def test_statements_that_reading_again_finds_are_not_reported(
    record: Record, site: Site, watching: Make, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    search = saved("ferry", words="glad OR late")
    publish(site, "ferry", who='Kimura thinks. "It is late," Okafor')
    newer = double.load(HERE)
    monkeypatch.setattr(double, "load", lambda settings: Reader(statements=Older(), settings=settings))
    first = [event.statement["words"] for event in poll(watching(search)) if isinstance(event, SearchMatch)]
    assert first == ['"It is late,"']
    monkeypatch.undo()
    summary = record.reread(reader=newer)
    assert (summary.found, summary.lost) == (1, 0)
    record.switch(summary)
    assert len(record.find("glad").hits) == 1
    clock.on(900)
    assert not [event for event in poll(watching(search)) if isinstance(event, SearchMatch)]


def test_a_server_answers_that_a_feed_is_unchanged(site: Site, watching: Make, clock: Clock) -> None:
    publish(site, "ferry")

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(304)
        request.end_headers()

    first = watching()
    poll(first)
    site.answers["/feed.xml"] = answer
    clock.on(900)
    assert outcomes(poll(watching())) == ["unchanged"]
    asked = [headers for path, headers in site.requests if path == "/feed.xml"]
    assert [headers.get("If-None-Match") for headers in asked] == [None, '"1"']
    assert all("watches this feed" in headers["User-Agent"] for headers in asked)
    assert [headers.get("If-None-Match") for path, headers in site.requests if path == "/robots.txt"] == [None]


def test_the_time_of_a_feeds_last_change_is_given_back(site: Site, watching: Make, clock: Clock) -> None:
    publish(site, "ferry")
    changed = "Wed, 02 Apr 2031 07:00:00 GMT"
    body = f'<rss version="2.0"><channel><item><link>{site.url("/ferry")}</link></item></channel></rss>'.encode()
    site.answer("/feed.xml", body, headers={"Last-Modified": changed})
    poll(watching())
    clock.on(900)
    poll(watching())
    asked = [headers.get("If-Modified-Since") for path, headers in site.requests if path == "/feed.xml"]
    assert asked == [None, changed]


@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
@pytest.mark.parametrize("value", ['"café"', '"a\x01b"', f'"{"x" * 5_000}"', '"ﺵ"'])
def test_a_validator_that_no_header_may_hold_is_left_out(
    site: Site, watching: Make, clock: Clock, name: str, value: str
) -> None:
    publish(site, "ferry")
    body = f'<rss version="2.0"><channel><item><link>{site.url("/ferry")}</link></item></channel></rss>'.encode()
    site.answer("/feed.xml", body, headers={name: value.encode().decode("latin-1")})
    poll(watching())
    clock.on(900)
    assert outcomes(poll(watching())) == ["new"]
    asked = [headers for path, headers in site.requests if path == "/feed.xml"]
    assert [("If-None-Match" in headers, "If-Modified-Since" in headers) for headers in asked] == [(False, False)] * 2


def test_a_clock_that_was_wrong_does_not_stop_the_watch(site: Site, watching: Make, clock: Clock) -> None:
    publish(site, "ferry", "gone")
    site.answer("/gone", status=500)
    decades = 70 * 365 * 86_400
    clock.on(decades)
    poll(watching())
    clock.on(-decades)
    assert watching().seconds_left() == 0
    assert outcomes(poll(watching())) == ["new"]
    assert site.paths().count("/gone") == 2
    assert watching().seconds_left() == 900


@pytest.mark.parametrize(
    ("status", "headers", "waits"),
    [
        (500, {}, 1800),
        (404, {}, 1800),
        (503, {"Retry-After": "7200"}, 7200),
        (429, {"Retry-After": "DATE"}, 10_800),
        (503, {"Retry-After": "soon"}, 1800),
        (503, {"Retry-After": f"Wed, 02 Apr {'9' * 20} 23:30:00 GMT"}, 1800),
        (429, {"Retry-After": "99999999"}, 7 * 86_400),
    ],
)
def test_a_failing_feed_is_polled_later(
    site: Site, watching: Make, clock: Clock, status: int, headers: dict[str, str], waits: int
) -> None:
    later = Clock()
    later.on(10_800)
    given = {name: value.replace("DATE", format_datetime(later.time, usegmt=True)) for name, value in headers.items()}
    site.answer("/feed.xml", status=status, headers=given)
    one = watching()
    (event,) = poll(one)
    assert isinstance(event, Polled)
    assert (event.outcome, event.problem) == ("failed", f"the server answers {status}")
    assert one.seconds_left() == waits


def test_trouble_that_lasts_doubles_the_wait_up_to_a_day(
    record: Record, site: Site, watching: Make, clock: Clock
) -> None:
    site.answer("/feed.xml", status=500)
    waits = []
    for _ in range(9):
        poll(watching())
        waits.append(watching().seconds_left())
        clock.on(waits[-1])
    assert waits == [1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 86_400, 86_400]
    publish(site, "ferry")
    assert outcomes(poll(watching())) == ["new"]
    with record.snapshot() as connection:
        assert connection.execute(select(feeds.c.failed, feeds.c.problem)).one() == (0, None)


@pytest.mark.parametrize(
    ("robots", "pauses"), [("User-agent: *\nCrawl-delay: 7\n", 7.0), ("User-agent: *\nDisallow:\n", 0.001)]
)
def test_a_site_gets_requests_at_its_own_pace(
    site: Site, watching: Make, monkeypatch: pytest.MonkeyPatch, robots: str, pauses: float
) -> None:
    slept: list[float] = []
    site.answer("/robots.txt", robots.encode())
    publish(site, "ferry", "quay")
    one = watching()
    monkeypatch.setattr(one._pace, "_sleep", slept.append)
    monkeypatch.setattr(one._pace, "_clock", lambda: 100.0 + sum(slept))
    poll(one)
    assert slept == pytest.approx([pauses] * 2)


def test_a_page_that_robots_txt_disallows_is_not_fetched(site: Site, watching: Make) -> None:
    site.answer("/robots.txt", b"User-agent: OnRecord\nDisallow: /feed.xml\n")
    publish(site, "ferry")
    (event,) = poll(watching())
    assert isinstance(event, Polled)
    assert event.problem is not None
    assert "robots.txt disallows" in event.problem
    assert site.paths() == ["/robots.txt"]


def test_private_addresses_get_no_request(site: Site, watching: Make) -> None:
    (event,) = poll(watching(settings=replace(HERE, allow_private_addresses=False)))
    assert isinstance(event, Polled)
    assert event.problem is not None
    assert "not a public address" in event.problem
    assert site.requests == []


def test_a_page_that_fails_is_tried_again_and_given_up(
    record: Record, site: Site, watching: Make, clock: Clock
) -> None:
    publish(site, "ferry", "gone")
    site.answer("/gone", status=500)
    failed = [event for event in poll(watching()) if isinstance(event, PageError)]
    assert [event.source for event in failed] == [site.url("/gone")]
    assert states(record) == {"ferry": "added", "gone": "waiting"}
    for _ in range(5):
        clock.on(86_400)
        poll(watching())
    assert site.paths().count("/gone") == 5
    assert states(record) == {"ferry": "added", "gone": "given-up"}


def test_an_unreadable_page_is_not_requested_again(record: Record, site: Site, watching: Make, clock: Clock) -> None:
    publish(site, "ferry")
    site.answer("/ferry", b"%PDF-1.7", headers={"Content-Type": "application/pdf"})
    poll(watching())
    clock.on(86_400)
    poll(watching())
    assert site.paths().count("/ferry") == 1
    assert states(record) == {"ferry": "given-up"}


def test_a_busy_site_is_left_alone(record: Record, site: Site, watching: Make, clock: Clock) -> None:
    publish(site, "a-ferry", "b-quay", "c-boat")
    site.answer("/a-ferry", status=429)
    events = poll(watching())
    assert outcomes(events) == ["new", "failed"]
    assert not {"/b-quay", "/c-boat"} & set(site.paths())
    publish(site, "a-ferry", "b-quay", "c-boat")
    clock.on(7200)
    poll(watching())
    assert set(states(record).values()) == {"added"}


def test_a_page_that_is_no_feed_is_reported(site: Site, watching: Make) -> None:
    site.answer("/feed.xml", b"<html><body>Not here</body></html>", headers={"Content-Type": "text/html"})
    (event,) = poll(watching())
    assert isinstance(event, Polled)
    assert event.problem == "it is not a feed, sitemap or OPML list"


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (saved("s", by="kimura"), True),
        (saved("s", by="Okafor"), False),
        (saved("s", words="run*"), True),
        (saved("s", words='"runs again" NOT sunk'), True),
        (saved("s", words="sunk"), False),
        (saved("s", by="Kimura", words="glad"), True),
        (saved("s", by="Okafor", words="glad"), False),
        (saved("s", about="Okafor"), False),
    ],
)
def test_searches_find_in_what_is_new(site: Site, watching: Make, search: SavedSearch, found: bool) -> None:
    publish(site, "ferry")
    hits = [event for event in poll(watching(search)) if isinstance(event, SearchMatch)]
    assert [hit.statement["speaker"] for hit in hits] == ["Kimura"] * found


def test_a_statement_is_found_once(site: Site, watching: Make, clock: Clock) -> None:
    publish(site, "ferry")
    search = saved("glad", words="glad")
    assert sum(isinstance(event, SearchMatch) for event in poll(watching(search))) == 1
    clock.on(900)
    assert not any(isinstance(event, SearchMatch) for event in poll(watching(search)))


def test_a_page_added_before_an_interruption_is_searched_at_the_next_poll(
    record: Record, site: Site, watching: Make, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(site, "ferry")
    search = saved("glad", words="glad")

    def killed(*_: object) -> list[SearchMatch]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Watching, "_search", killed)
        with pytest.raises(KeyboardInterrupt):
            poll(watching(search))
    assert record.counts()["pages"] == 1
    clock.on(900)
    assert sum(isinstance(event, SearchMatch) for event in poll(watching(search))) == 1
