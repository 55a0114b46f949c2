"""Errors are shown as a page to people and sent as problem+json to programs; no text of a page is run as a script."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from onrecord.errors import (
    AmbiguousNameError,
    FetchError,
    NotFoundError,
    OnRecordError,
    RecordError,
    RefusedError,
    UnreadableError,
    UsageError,
)
from onrecord.record import Record
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from tests.room.conftest import Opens
from tests.statement_pages import Said, edition, keep_all, page

KINDS: dict[str, tuple[OnRecordError, int]] = {
    "usage": (UsageError("'x' makes no sense. Give y."), 400),
    "not found": (NotFoundError("there is no 'x'. Take an id from a listing."), 404),
    "ambiguous": (AmbiguousNameError("two are called 'x'.", candidates=("a1", "b2")), 409),
    "refused": (RefusedError("http://x", "a private address", advice="Give another."), 403),
    "not got": (FetchError("http://x", "the server answers 404", advice="Check it."), 422),
    "unreadable": (UnreadableError("x", "this is a PDF", advice="Turn it into text."), 422),
    "record": (RecordError("x", "the disk is full", advice="Make room."), 503),
}
PROBLEM = {"type", "title", "status", "detail", "advice"}


@pytest.mark.parametrize(("error", "status"), KINDS.values(), ids=KINDS)
def test_every_error_has_its_status_and_one_shape(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch, error: OnRecordError, status: int
) -> None:
    monkeypatch.setattr("onrecord.views.record_info.describe_record", _raises(error))
    monkeypatch.setattr("onrecord.room.html.front_pages.describe_record", _raises(error))
    told = browser.get("/api/about")
    assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json")
    problem = told.json()
    assert set(problem) == PROBLEM | ({"candidates"} if status == 409 else set())
    assert problem["status"] == status
    problem_page = browser.get("/about")
    assert (problem_page.status_code, problem_page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert problem_page.text.count("<h1") == 1


def _raises(error: OnRecordError) -> Callable[[object], None]:
    def raise_(_: object) -> None:
        raise error

    return raise_


def test_an_invalid_parameter_is_named(browser: TestClient) -> None:
    told = browser.get("/api/statements", params={"limit": "0", "wrods": "ferry"}).json()
    assert (told["status"], told["advice"]) == (422, "See /api/docs for what is expected.")
    assert "limit: " in told["detail"]
    assert "wrods: " in told["detail"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE"])
def test_an_address_says_what_it_takes(browser: TestClient, method: str) -> None:
    answer = browser.request(method, "/api/judgements")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")


def test_head_is_get_without_what_it_gives(browser: TestClient) -> None:
    get_answer, head_answer = browser.get("/about"), browser.head("/about")
    assert (head_answer.status_code, head_answer.content) == (200, b"")
    assert head_answer.headers == get_answer.headers


SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'


@pytest.fixture
def hostile(open_room: Opens, record: Record) -> TestClient:
    """A browser in a room whose newest pages contain scripts."""
    said = Said(f"It runs {SCRIPT} and {IMAGE}", f"Ada {IMAGE}", about=(f"Ivo {SCRIPT}",), told=SCRIPT)
    for prose in (SCRIPT, IMAGE):
        reading = page(
            said,
            outlet=f"The Bell {SCRIPT}",
            title=f"{SCRIPT} runs {IMAGE}",
            prose=(prose,),
            ties=((f"Ada {IMAGE}", "spouse", f"Ivo {SCRIPT}", "asserted"),),
            roles={f"Ada {IMAGE}": SCRIPT},
            aliases={f"Ada {IMAGE}": (SCRIPT,)},
        )
        keep_all(record, edition(reading, url=f"https://bell.example/{quote(SCRIPT)}", day=1 + len(prose) % 7))
    return open_room()


def test_no_script_of_a_page_is_run(hostile: TestClient, record: Record) -> None:
    entry = find(record, Query('"It runs"'), sort="newest", limit=1).hits[0].entry
    assert entry.speaker is not None
    assert SCRIPT in (entry.page.title or "")
    addresses = [
        "/about",
        f"/search?words={SCRIPT}",
        f"/search?words=runs&by={IMAGE}",
        f"/statement/{entry.id}",
        f"/page/{entry.page.id}",
        f"/page/{entry.page.id}?version=1",
        f"/person/{entry.speaker.id}",
        f"/person/{SCRIPT}",
        f"/between?one={entry.speaker.id}&other={SCRIPT}",
        "/",
        "/people",
        "/review",
        "/changes",
        "/headlines",
        "/outlets",
        "/heard",
        "/add",
        "/judgements",
        f"/outlet?name=The Bell {SCRIPT}",
        f"/login?back={IMAGE}",
    ]
    for address in addresses:
        problem_page = hostile.get(address)
        assert "<script>alert" not in problem_page.text, address
        assert "<img src=x" not in problem_page.text, address


def test_json_is_never_taken_for_a_page(hostile: TestClient) -> None:
    answer = hostile.get("/api/statements", params={"words": '"It runs"', "sort": "newest"})
    assert SCRIPT in answer.json()["hits"][0]["entry"]["quote"]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
