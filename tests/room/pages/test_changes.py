"""The page of what pages changed."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from onrecord.record import Record
from tests.room.pages.making import keep_edited


def test_changes_the_latest_first(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    page = browser.get("/changes").text
    assert re.findall(r'<h2><a href="/page/(\w+)">([^<]+)</a></h2>', page) == [(key, "Ferry may run again")] * 2
    found = [page.index(words) for words in ("We sail on Monday", "compare versions 1 and 2", "<del>glad</del>")]
    assert found == sorted(found)
    assert "seen 2 January 2032" in page


def test_one_kind_of_change(browser: TestClient, record: Record) -> None:
    keep_edited(record)
    page = browser.get("/changes?kind=reattributed").text
    assert "<del>Jonas Brannigan</del> <ins>Mara Okafor</ins>" in page
    assert "<del>glad</del>" not in page
    assert '<a href="/changes?kind=reattributed" aria-current="page">Put in another mouth</a>' in page
    assert browser.get("/changes?kind=worse").status_code == 422


def test_nothing_changed(browser: TestClient) -> None:
    assert "No page of the record has changed what it says." in browser.get("/changes").text
    assert "in this way" in browser.get("/changes?kind=added").text


def test_a_cursor_of_another_listing(browser: TestClient, record: Record) -> None:
    keep_edited(record)
    assert browser.get("/changes?after=nothing").status_code == 400
