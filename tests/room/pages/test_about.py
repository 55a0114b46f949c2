"""The page about the record."""

from __future__ import annotations

from fastapi.testclient import TestClient

from onrecord.record import Record
from onrecord.version import VERSION


def test_it_says_what_the_record_holds_and_what_read_it(browser: TestClient, record: Record) -> None:
    page = browser.get("/about").text
    assert f"<dd>{record.counts()['statements']}</dd>" in page
    assert f"onrecord {VERSION}, en-" in page
    assert "What it gets wrong" in page
    assert page.count("<h1>") == 1
