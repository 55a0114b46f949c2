"""The front page, the page about the record, and the documentation of the API."""

from __future__ import annotations

import re

from fastapi.testclient import TestClient

from onrecord.record import Record
from onrecord.room import api
from onrecord.version import VERSION
from onrecord.views.overview import overview
from tests.room.conftest import Opens
from tests.room.hostile import assert_only_text, keep_hostile


def test_the_front_page_shows_the_record_at_a_glance(browser: TestClient, record: Record) -> None:
    page = browser.get("/").text
    summary = overview(record)
    assert page.count("<h1") == 1
    assert f'<a href="/search">{summary.statements}</a>' in page
    assert f"<dd>{summary.pages}</dd>" in page
    assert re.findall(r'id="s-(\w+)"', page) == [statement.id for statement in summary.newest]
    speakers = re.findall(r'class="bar-name" href="/person/(\w+)"', page)
    assert speakers == [person.id for person in summary.heard]
    counts = [person.said for person in summary.heard]
    assert counts == sorted(counts, reverse=True)


def test_the_front_page_counts_what_waits_for_review(browser: TestClient, record: Record) -> None:
    waiting = overview(record).waiting
    page = browser.get("/").text
    assert waiting.statements > 0
    assert f"<b>{waiting.statements}</b> uncertain statement" in page
    assert ("pairs of people" in page) == (waiting.links > 1)
    assert 'href="/review"' in page


def test_an_empty_record_offers_to_add_a_page(open_room: Opens, record: Record) -> None:
    with record.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM totals")
    page = open_room().get("/").text
    assert "The record is empty." in page
    assert 'href="/add"' in page


def test_text_of_pages_is_escaped(browser: TestClient, record: Record) -> None:
    keep_hostile(record)
    assert_only_text(browser.get("/").text)


def test_about_shows_counts_readers_and_the_model_card(browser: TestClient, record: Record) -> None:
    page = browser.get("/about").text
    assert f"<dd>{record.counts()['statements']}</dd>" in page
    assert f"onrecord {VERSION}, en-" in page
    assert "<h2>Model card</h2>" in page
    assert page.count("<h1>") == 1


def test_every_route_and_parameter_is_documented(browser: TestClient) -> None:
    page = browser.get("/api/docs").text
    for path, operations in api.openapi()["paths"].items():
        for method, operation in operations.items():
            assert f'id="{operation["operationId"]}"' in page
            assert f"<code><b>{method.upper()}</b> {path}</code>" in page
            for parameter in operation.get("parameters", ()):
                assert f"<code>{parameter['name']}</code>" in page
    assert page.count("<h1>") == 1


def test_programs_get_the_openapi_document(browser: TestClient) -> None:
    document = browser.get("/api/openapi.json").json()
    assert document == api.openapi()
    assert document["openapi"].startswith("3.1")
