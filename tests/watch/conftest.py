"""A site on this machine with a feed, and a record to watch it into."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from onrecord.pages import web
from onrecord.record import Record
from onrecord.search.query import Query
from onrecord.settings import Settings
from onrecord.watch.config import Feed, SavedSearch, Watch
from onrecord.watch.poll import Event, Watching
from tests import double
from tests.pages.conftest import Site, site

__all__ = ["site"]

HERE = Settings(allow_private_addresses=True, fetch_timeout=5.0, fetch_pause=0.001)
PAGE = """<html><head><title>{title}</title></head><body><article><h1>{title}</h1>
<p>The ferry between Tarn Quay and Elmouth will run again from Monday, the harbour board announced this week.</p>
<p>"{words}," {who} said on the quay on Thursday, as gulls circled overhead and the crew looked on.</p>
<p>The board has run the crossing for forty years, in all kinds of weather, with one boat and a crew of nine.</p>
</article></body></html>"""


class Clock:
    """A clock that stands still until it is advanced."""

    def __init__(self) -> None:
        self.time = datetime(2031, 4, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def on(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture(autouse=True)
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test's site has rules of its own, though it may have the port of another's."""
    monkeypatch.setattr(web._ROBOTS, "_sites", OrderedDict())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watching(record: Record, site: Site, clock: Clock) -> Callable[..., Watching]:
    """Watches ``/feed.xml`` of the site every quarter of an hour, for the given searches."""

    def make(*searches: SavedSearch, settings: Settings = HERE, path: str = "/feed.xml") -> Watching:
        watch = Watch((Feed(site.url(path), 900),), searches)
        return Watching(record, watch, load_reader=lambda: double.load(settings), settings=settings, clock=clock)

    return make


def saved(name: str, *, webhook: str | None = None, **filters: object) -> SavedSearch:
    """A saved search with these filters."""
    return SavedSearch(name, Query.from_mapping(filters), webhook)


def publish(site: Site, *names: str, who: str = "Kimura", words: str = "It runs again and we are glad of it") -> None:
    """Put pages of these names on the site, and a feed that lists them."""
    for name in names:
        body = PAGE.format(title=f"News of the {name} this week", words=f"{words} {name}", who=who).encode()
        site.answer(f"/{name}", body, headers={"Content-Type": "text/html"})
    items = "".join(f"<item><link>{site.url(f'/{name}')}</link></item>" for name in names)
    site.answer("/feed.xml", f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), headers={"ETag": '"1"'})


def poll(watching: Watching) -> list[Event]:
    return [event for feed in watching.due() for event in watching.poll(feed)]


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
