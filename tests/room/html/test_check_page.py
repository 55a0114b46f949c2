"""The Check page: pasted drafts, files, pages to check against, and the report."""

from __future__ import annotations

import json
import re

import pytest
from fastapi.testclient import TestClient

from onrecord.room.html.check_pages import DraftSegment, _segments

WORDS = "This quarry has fed my family for three generations, and I will not be the one to close it"
DRAFT = f'# Quarry\n\n"{WORDS}," Askey said.\n\n"{WORDS.replace("three", "nine")}," Askey said & left.\n'


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_draft_is_shown_with_its_verdicts(browser: TestClient) -> None:
    answer = browser.post("/check", data={"words": DRAFT})
    page = plain(answer.text)
    assert answer.status_code == 200
    assert "1 of 2 statements to look at." in page
    assert "2 Altered same speaker" in page
    assert "A number differs: “nine” instead of" in page
    assert "Askey said &amp; left." in page
    assert '<mark class="altered flagged" id="d-2">' in answer.text


def test_the_report_can_be_kept_as_json(browser: TestClient) -> None:
    answer = browser.post("/check", data={"words": DRAFT, "output": "json"})
    assert answer.headers["content-disposition"] == 'attachment; filename="draft-check.json"'
    assert [entry["verdict"] for entry in json.loads(answer.text)["statements"]] == ["verbatim", "altered"]


@pytest.mark.parametrize(("name", "body"), [("quarry.md", DRAFT), ("quarry.html", f"<h1>Quarry</h1><p>{DRAFT}</p>")])
def test_a_file_is_checked(browser: TestClient, name: str, body: str) -> None:
    answer = browser.post("/check", files={"file": (name, body.encode())})
    assert f"{name}, checked" in plain(answer.text)
    assert "1 of 2 statements to look at." in plain(answer.text)


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        ({}, "There is no draft. Paste one, or choose a file."),
        ({"words": DRAFT, "against": "file:///etc/passwd"}, "file:///etc/passwd"),
        ({"words": DRAFT, "against": "".join(f"https://bell.example/{n}\n" for n in range(21))}, "Give at most 20"),
        ({"words": "Это совсем не английский текст, и читать его нельзя."}, "not in English"),
    ],
)
def test_a_draft_that_cannot_be_checked_stays_in_the_form(
    browser: TestClient, payload: dict[str, str], problem: str
) -> None:
    answer = browser.post("/check", data=payload)
    assert (answer.status_code, problem in plain(answer.text)) == (422, True)
    assert payload.get("words", "").splitlines()[:1] == [] or payload["words"].splitlines()[0] in answer.text


def test_markup_in_a_draft_is_text(browser: TestClient) -> None:
    hostile = 'Quarry\n\n"&lt;script&gt;alert(1)&lt;/script&gt; and a lot of other words," Askey said.\n'
    assert "<script>alert(1)" not in browser.post("/check", data={"words": hostile}).text


def test_segments_cut_a_paragraph_at_statements() -> None:
    parts = [(4, 8, 1, True), (12, 15, 1, False)]
    segments = list(_segments("0123abcd89xyABCde", (0, 17), parts))
    assert segments == [
        DraftSegment("0123", None, False),
        DraftSegment("abcd", 1, True),
        DraftSegment("89xy", None, False),
        DraftSegment("ABC", 1, False),
        DraftSegment("de", None, False),
    ]
