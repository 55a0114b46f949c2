"""The list of changes that pages made to their statements."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from onrecord.record import Record
from tests.room.html.sample_editions import keep_edited


def test_the_latest_changes_come_first(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    page = browser.get("/changes").text
    assert re.findall(r'<h2><a href="/page/(\w+)">([^<]+)</a></h2>', page) == [(key, "Ferry may run again")] * 2
    positions = [page.index(words) for words in ("We sail on Monday", "compare versions 1 and 2", "<del>glad</del>")]
    assert positions == sorted(positions)
    assert "fetched 2 January 2032" in page


def test_changes_are_filtered_by_kind(browser: TestClient, record: Record) -> None:
    keep_edited(record)
    page = browser.get("/changes?kind=reattributed").text
    assert "<del>Jonas Brannigan</del> <ins>Mara Okafor</ins>" in page
    assert "<del>glad</del>" not in page
    assert '<a href="/changes?kind=reattributed" aria-current="page">Another speaker</a>' in page
    assert browser.get("/changes?kind=worse").status_code == 422


def test_without_changes_the_page_says_so(browser: TestClient) -> None:
    assert "No page has changed its statements." in browser.get("/changes").text
    assert "There are no changes of this kind" in browser.get("/changes?kind=added").text


def test_a_cursor_of_another_list_is_an_error(browser: TestClient, record: Record) -> None:
    keep_edited(record)
    assert browser.get("/changes?after=nothing").status_code == 400
