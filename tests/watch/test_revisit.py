"""Pages are fetched again by conditional requests, less and less often, and their changes are reported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from itertools import pairwise

import pytest

from onrecord.errors import PageError
from onrecord.ingest.add_pages import Added
from onrecord.record import Record
from onrecord.watch.config import Feed, Watch
from onrecord.watch.poll import Watching
from onrecord.watch.searches import SearchMatch
from tests.pages.conftest import Site
from tests.watch.conftest import PAGE, Clock, poll, publish, saved

pytestmark = pytest.mark.both_databases

Make = Callable[..., Watching]
HOUR = 3600


def revisiting(watching: Watching) -> Watching:
    """The same watch, which looks at new pages again after an hour."""
    feeds = tuple(replace(feed, revisit=HOUR) for feed in watching._watch.feeds)
    watching._watch = Watch(feeds, watching._watch.searches)
    return watching


def put(site: Site, words: str) -> None:
    body = PAGE.format(title="News of the ferry this week", words=words, who="Kimura").encode()
    site.answer("/ferry", body, headers={"Content-Type": "text/html", "ETag": f'"{len(words)}"'})


def visits(site: Site) -> int:
    return site.paths().count("/ferry")


def test_an_edited_quotation_is_reported_like_a_new_statement(
    record: Record, site: Site, watching: Make, clock: Clock
) -> None:
    search = saved("ferry", words="glad OR sorry")
    publish(site, "ferry")
    put(site, "We are glad of the ferry on this bay")
    first = poll(revisiting(watching(search)))
    assert sum(isinstance(event, SearchMatch) for event in first) == 1
    put(site, "We are sorry for the ferry on this bay")
    clock.on(HOUR)
    again = poll(revisiting(watching(search)))
    (added,) = [event for event in again if isinstance(event, Added)]
    assert added.kept is not None
    assert [change.kind for change in added.kept.changes] == ["altered"]
    (match,) = [event for event in again if isinstance(event, SearchMatch)]
    assert "sorry" in str(match.statement["words"])
    assert [change.change.kind for change in record.changed().changes] == ["altered"]


def test_visits_are_conditional_and_become_rare(record: Record, site: Site, watching: Make, clock: Clock) -> None:
    publish(site, "ferry")
    put(site, "We are glad of the ferry on this bay")
    poll(revisiting(watching()))
    counts = []
    for _ in range(48):
        clock.on(HOUR)
        poll(revisiting(watching()))
        counts.append(visits(site))
    steps = [number for number, (before, after) in enumerate(pairwise([1, *counts])) if after > before]
    assert steps[0] == 0
    gaps = [later - earlier for earlier, later in pairwise(steps)]
    assert gaps == sorted(gaps)
    assert len(steps) < 12
    asked = [headers.get("If-None-Match") for path, headers in site.requests if path == "/ferry"]
    assert asked[2:] == ['"36"'] * len(asked[2:])
    assert record.counts()["versions"] == 1


def test_a_page_that_was_visited_while_the_clock_was_wrong_is_visited_again(
    site: Site, watching: Make, clock: Clock
) -> None:
    publish(site, "ferry")
    put(site, "We are glad of the ferry on this bay")
    decades = 70 * 365 * 24 * HOUR
    for hours in (decades, HOUR):
        clock.on(hours)
        poll(revisiting(watching()))
    clock.on(-decades)
    poll(revisiting(watching()))
    assert visits(site) == 3


def test_a_page_that_fails_stays_as_it_was(record: Record, site: Site, watching: Make, clock: Clock) -> None:
    publish(site, "ferry")
    put(site, "We are glad of the ferry on this bay")
    poll(revisiting(watching()))

    def gone(request: BaseHTTPRequestHandler) -> None:
        request.send_response(410)
        request.send_header("Content-Length", "0")
        request.end_headers()

    site.answers["/ferry"] = gone
    clock.on(HOUR)
    (error,) = [event for event in poll(revisiting(watching())) if isinstance(event, PageError)]
    assert "410" in error.problem
    assert len(record.find("glad").hits) == 1
    clock.on(600)
    assert visits(site) == 2


def test_a_feed_may_say_never(site: Site, watching: Make, clock: Clock) -> None:
    publish(site, "ferry")
    poll(watching())
    clock.on(10 * HOUR)
    poll(watching())
    assert visits(site) == 1
    assert Feed("https://bell.example/feed.xml", 900).revisit is None
