"""All listings have the same pagination, and responses that depend on the record alone have ETags."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from onrecord.judge.decisions import judge_statement
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.room import api
from tests.room.statements import first_statement

LISTINGS = [
    path
    for path, operations in api.openapi()["paths"].items()
    if "after" in {one["name"] for one in operations.get("get", {}).get("parameters", ())} and path.count("{") == 0
]
ASKED = {"/api/between": {"one": "", "other": ""}}


def items(page: dict[str, Any]) -> list[Any]:
    """The items of a page of a listing: its first field that is a list."""
    return next(value for name, value in page.items() if isinstance(value, list) and name not in {"notes", "letters"})


def test_there_are_listings() -> None:
    assert {"/api/statements", "/api/people", "/api/judgements", "/api/changes", "/api/review/people"} <= set(LISTINGS)


@pytest.mark.parametrize("path", [path for path in LISTINGS if path not in ASKED])
def test_pages_of_a_listing_are_the_listing(browser: TestClient, record: Record, path: str) -> None:
    for number in range(3):
        judge_statement(record, first_statement(record), verdict="right", by=Author("mara", str(number)))
    full_listing = browser.get(path, params={"limit": 1000}).json()
    assert full_listing["next"] is None
    result: list[Any] = []
    after: dict[str, str] = {}
    while len(result) < 5:
        page = browser.get(path, params={"limit": 1, **after}).json()
        assert len(items(page)) <= 1
        result += items(page)
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    if path != "/api/statements":  # a page may be in the order of relevance, and the whole listing in the order of time
        assert result == items(full_listing)[: len(result)]
    assert len(result) == min(5, len(items(full_listing)))


@pytest.mark.parametrize("path", LISTINGS)
@pytest.mark.parametrize("after", ["nonsense", "WyJhIl0", "bnVsbA", "e30", "WzFdAA=="])
def test_an_invalid_cursor_is_reported(browser: TestClient, path: str, after: str) -> None:
    people = browser.get("/api/people", params={"limit": 2, "kind": "person"}).json()["people"]
    two = {"one": people[0]["id"], "other": people[1]["id"]} if path in ASKED else {}
    answer = browser.get(path, params={"after": after, **two})
    assert (answer.status_code, "cursor" in answer.json()["detail"]) == (400, True)


def test_the_whole_of_a_page_a_person_and_a_statement_is_given(browser: TestClient) -> None:
    entry = next(
        hit["entry"]
        for hit in browser.get("/api/statements", params={"limit": 50}).json()["hits"]
        if hit["entry"]["speaker"] and hit["entry"]["speaker"]["id"] and hit["entry"]["page"]["url"] is None
    )
    page, person, statement = entry["page"]["id"], entry["speaker"]["id"], entry["id"]
    assert browser.get(f"/api/pages/{page}").json()["article"]["title"] == entry["page"]["title"]
    article = browser.get(f"/api/pages/{page}/article").json()
    assert statement in [item["entry"]["id"] for item in article["statements"]]
    assert browser.get(f"/api/people/{person}").json()["who"]["name"] == entry["speaker"]["name"]
    assert browser.get(f"/api/people/{person}/timeline").json()["periods"] is not None
    assert browser.get(f"/api/statements/{statement}").json()["entry"] == entry
    assert browser.get(f"/api/statements/{statement}/trail").json()["statement"] == statement
    cited = browser.get(f"/api/statements/{statement}/citation", params={"form": "plain"}).json()
    assert entry["speaker"]["name"] in cited["text"]


def test_an_ambiguous_name_is_reported_with_ids(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = browser.get("/api/people/Nobody Atall")
    assert (unknown.status_code, "Nobody Atall" in unknown.json()["detail"]) == (404, True)


def test_a_judgement_is_made_listed_and_taken_back(browser: TestClient, record: Record) -> None:
    statement = first_statement(record)
    response = browser.post(
        "/api/judgements", json={"verdict": "not-statement", "statement": statement, "why": "a title"}
    )
    assert (response.status_code, response.json()["kind"], response.json()["who"]) == (201, "not-statement", "mara")
    back = browser.post(f"/api/judgements/{response.json()['id']}/withdraw", json={"why": "a slip"})
    assert (back.status_code, back.json()["kind"]) == (201, "withdraw")
    log = browser.get("/api/judgements").json()
    assert [entry["judgement"]["kind"] for entry in log["entries"]] == ["withdraw", "not-statement"]
    assert log["entries"][1]["judgement"]["withdrawn"] is True
    again = browser.post(f"/api/judgements/{response.json()['id']}/withdraw", json={})
    assert again.status_code == 400


def test_two_who_may_be_one_are_judged_by_what_names_them(browser: TestClient) -> None:
    pairs = browser.get("/api/review/people").json()["pairs"]
    for pair in pairs[:1]:
        payload = {"verdict": "different", "one": pair["one"]["reference"], "other": pair["other"]["reference"]}
        assert browser.post("/api/judgements", json=payload).status_code == 201


def test_an_unchanged_response_is_not_sent_again(browser: TestClient) -> None:
    first = browser.get("/api/statements")
    again = browser.get("/api/statements", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
