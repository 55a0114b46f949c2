"""Drafts checked over the API."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from onrecord.record import Record
from tests.conftest import PAGE

WORDS = "This quarry has fed my family for three generations, and I will not be the one to close it"
DRAFT = f'"{WORDS}," Askey said.\n'


def test_a_draft_is_checked_against_the_record_and_nothing_is_saved(browser: TestClient, record: Record) -> None:
    page_count = record.overview().pages
    answer = browser.post("/api/check", content=DRAFT, headers={"content-type": "text/plain"})
    (statement,) = answer.json()["statements"]
    assert (answer.status_code, statement["verdict"], statement["flagged"]) == (200, "verbatim", False)
    assert "Bennet Askey" in {match["speaker_name"] for match in statement["matches"]}
    assert record.overview().pages == page_count


@pytest.mark.parametrize(
    ("key", "draft"),
    [("text", DRAFT), ("markdown", f"# Quarry\n\n{DRAFT}"), ("html", f"<h1>Quarry</h1><p>{DRAFT}</p>")],
)
def test_a_draft_in_json_is_checked_against_pages(browser: TestClient, key: str, draft: str) -> None:
    pages = [{"text": PAGE}, {"text": f'Quarry\n\n"{WORDS.replace("three", "four")}," Askey said.\n'}]
    answer = browser.post("/api/check", json={key: draft, "against": pages}).json()
    (statement,) = answer["statements"]
    assert (answer["summary"]["pages"], statement["verdict"]) == (2, "altered")
    assert "A number differs: “three” instead of “four”." in statement["reason"]


@pytest.mark.parametrize(
    ("payload", "status", "detail"),
    [
        ({}, 400, "0 drafts were given"),
        ({"text": "a", "html": "b"}, 400, "2 drafts were given"),
        ({"text": DRAFT, "against": [{}]}, 400, "Give one of url, html and text"),
        ({"text": DRAFT, "pages": []}, 422, "pages"),
        ({"text": ""}, 422, "text"),
        ({"text": "The ferry was late again on Monday. " * 1_400}, 400, "50,000 can be checked here"),
    ],
)
def test_a_draft_that_cannot_be_checked_is_a_problem(
    browser: TestClient, payload: dict[str, object], status: int, detail: str
) -> None:
    answer = browser.post("/api/check", json=payload)
    assert (answer.status_code, detail in answer.json()["detail"]) == (status, True)


def test_a_form_is_refused(browser: TestClient) -> None:
    assert browser.post("/api/check", data={"text": DRAFT}).status_code == 415
