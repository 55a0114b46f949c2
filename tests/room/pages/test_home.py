"""The front page."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from onrecord.record import Record
from onrecord.views.overview import overview
from tests.room.conftest import Opens
from tests.room.hostile import assert_only_text, keep_hostile


def test_it_asks_and_tells_what_there_is(browser: TestClient, record: Record) -> None:
    page = browser.get("/").text
    found = overview(record)
    assert page.count("<h1") == 1
    assert "Who said what about whom?</h1>" in page
    assert f'<a href="/search">{found.statements}</a>' in page
    assert f"<dd>{found.pages}</dd>" in page
    assert re.findall(r'id="s-(\w+)"', page) == [entry.id for entry in found.newest]
    people = re.findall(r'class="bar-name" href="/person/(\w+)"', page)
    assert people == [who.id for who in found.heard]
    assert [who.said for who in found.heard] == sorted((who.said for who in found.heard), reverse=True)


def test_what_waits_for_review_is_told(browser: TestClient, record: Record) -> None:
    waiting = overview(record).waiting
    page = browser.get("/").text
    assert waiting.statements > 0
    assert f"<b>{waiting.statements}</b> doubtful statement" in page
    assert ("pairs of people" in page) == (waiting.links > 1)
    assert 'href="/review"' in page


def test_an_empty_record_says_how_to_fill_it(open_room: Opens, record: Record) -> None:
    with record.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM totals")
    page = open_room().get("/").text
    assert "The record is empty." in page
    assert 'href="/add"' in page


def test_what_pages_say_is_only_text(browser: TestClient, record: Record) -> None:
    keep_hostile(record)
    assert_only_text(browser.get("/").text)
