"""Statements: evidence, trail, citations and judgements."""

from __future__ import annotations

import html

import pytest
from fastapi.testclient import TestClient

from onrecord.cite.cited_statement import cited_statement
from onrecord.record import Record
from onrecord.room.access import Access, add_account
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.store.statements import StoredStatement
from onrecord.views.article import article
from tests.kept_record import WINTER, pages
from tests.room.conftest import Opens
from tests.room.html.sample_editions import ATTRIBUTE, MENDED, SCRIPT, SPRING, keep_edited, keep_hostile
from tests.statement_pages import Said, keep_all, page


@pytest.fixture
def statement(record: Record) -> StoredStatement:
    """A statement that its page still makes."""
    return article(record, keep_edited(record)).statements[1].entry


def test_evidence_is_shown(browser: TestClient, statement: StoredStatement) -> None:
    page = browser.get(f"/statement/{statement.id}").text
    assert f'<h1 class="quoted">“{SPRING}”</h1>' in page
    assert statement.speaker is not None
    assert f'<a href="/person/{statement.speaker.id}">Mara Okafor</a>' in page
    assert "The program is 90% sure." in page
    assert "Nothing on the page says who speaks. Reported by “said”." in page
    assert f'<span class="words direct">“{SPRING}”</span>' in page
    assert "another speaker" in page
    assert "https://bell.example/edited#:~:text=It%20will%20not%20last" in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize(
    ("kind", "act", "question", "verdict"),
    [
        ("direct", "said", "Did Bo Long say this?", "Right: Bo Long said it"),
        ("indirect", "thought", "Did Bo Long think this?", "Right: Bo Long thought it"),
        ("no-response", "said", "Is it Bo Long who did not respond?", "Right: it is Bo Long"),
    ],
)
def test_questions_fit_the_kind_of_statement(
    browser: TestClient, record: Record, kind: str, act: str, question: str, verdict: str
) -> None:
    keep_all(record, page(Said("One", "Bo Long", kind=kind, act=act, confidence=0.01), published="2031"))
    (hit,) = find(record, Query(by=("Bo Long",))).hits
    assert question in browser.get("/review").text
    assert verdict in browser.get(f"/statement/{hit.entry.id}").text


def test_every_citation_form_is_offered(browser: TestClient, record: Record, statement: StoredStatement) -> None:
    page = browser.get(f"/statement/{statement.id}").text
    for form, text in cited_statement(record, statement.id).cited.items():
        citation = page[page.index(f'id="cite-{form}"') :].partition(">")[2].partition("</pre>")[0]
        assert html.unescape(citation) == text
        assert f'data-copy="cite-{form}" hidden' in page


@pytest.mark.parametrize(
    ("verdict", "speaker", "expected"),
    [
        ("right", "", "Judged right: Mara Okafor"),
        ("wrong", "", "Judged wrong: Mara Okafor"),
        ("speaker", "Ada Quill", "Speaker corrected to Ada Quill"),
        ("speaker", "Somebody Else", "Speaker corrected to Somebody Else"),
        ("not-statement", "", "Judged not to be a statement"),
    ],
)
def test_a_judgement_is_saved_and_withdrawn(
    browser: TestClient, record: Record, statement: StoredStatement, verdict: str, speaker: str, expected: str
) -> None:
    path = f"/statement/{statement.id}"
    before = cited_statement(record, statement.id)
    form = {"verdict": verdict, "speaker": speaker, "why": "I have the tape"}
    response = browser.post(f"{path}/judge", data=form, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, f"{path}#judged")
    page = browser.get(path).text
    assert f"<b>{expected}</b>" in page
    assert "I have the tape" in page
    (judgement,) = cited_statement(record, statement.id).judgements
    assert (judgement.kind, judgement.who, judgement.why) == (verdict, "mara", "I have the tape")
    response = browser.post(f"{path}/withdraw", data={"judgement": judgement.id}, follow_redirects=False)
    assert response.status_code == 303
    after = cited_statement(record, statement.id)
    assert (after.entry, after.standing) == (before.entry, "current")
    page = browser.get(path).text
    assert "Withdrawn by mara" in page
    assert f"{path}/withdraw" not in page


@pytest.mark.parametrize(
    ("data", "status", "problem"),
    [
        ({"verdict": "speaker"}, 400, "ay who said it"),
        ({"verdict": "speaker", "speaker": "   "}, 400, "ay who said it"),
        ({"verdict": "maybe"}, 422, "verdict"),
        ({}, 422, "verdict"),
    ],
)
def test_an_invalid_judgement_is_an_error(
    browser: TestClient, record: Record, statement: StoredStatement, data: dict[str, str], status: int, problem: str
) -> None:
    response = browser.post(f"/statement/{statement.id}/judge", data=data)
    assert response.status_code == status
    assert problem in response.text
    assert cited_statement(record, statement.id).judgements == ()


def test_readers_may_not_judge(open_room: Opens, record: Record, statement: StoredStatement, tmp_path: object) -> None:
    path = record.path.with_name("access.json")
    add_account(path, "rita", role="reader", secret="a long enough secret")
    browser = open_room(Access(path))
    browser.headers["authorization"] = "Bearer rita:a long enough secret"
    page = browser.get(f"/statement/{statement.id}").text
    assert f"“{SPRING}”" in page
    assert 'method="post" action="/statement' not in page
    response = browser.post(f"/statement/{statement.id}/judge", data={"verdict": "right"})
    assert response.status_code == 403
    assert cited_statement(record, statement.id).judgements == ()


def test_another_site_cannot_judge(browser: TestClient, record: Record, statement: StoredStatement) -> None:
    response = browser.post(
        f"/statement/{statement.id}/judge", data={"verdict": "right"}, headers={"origin": "https://elsewhere.example"}
    )
    assert response.status_code == 403
    assert cited_statement(record, statement.id).judgements == ()


def test_removed_statements_lead_to_the_new_wording(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    first, _, third = (mark.entry.id for mark in article(record, key, version=1).statements)
    page = browser.get(f"/statement/{first}").text
    now = article(record, key).statements[0].entry.id
    assert "removed from its page in version 2, fetched 2 January 2032" in page
    assert f'<a href="/statement/{now}">Show the new wording</a>' in page
    assert f'href="/page/{key}/compare?one=1&amp;other=2"' in page
    assert f'href="/page/{key}/versions/1#s-{first}"' in page
    assert "Citation</h2>" not in page
    assert "/judge" not in page
    page = browser.get(f"/statement/{third}").text
    assert "removed from its page in version 2" in page
    assert "Show the new wording" not in page
    assert MENDED not in page[: page.index("Evidence")]


def test_the_trail_shows_every_page(browser: TestClient, record: Record) -> None:
    keep_all(record, *pages())
    original = next(hit.entry for hit in find(record, Query(f'"{WINTER}"', by=("Mara Okafor",))).hits)
    page = browser.get(f"/statement/{original.id}/trail").text
    assert "<b>5</b> pages have these words, in <b>4</b> independent stories" in page
    assert "without <del>the ferry</del> <ins>a bridge</ins> on this bay”" in page
    for words in (
        "another speaker",
        "copied from The Harbour Bell (100% of the text)",
        "an unnamed source",
        "first</span>",
    ):
        assert words in page
    fragment = browser.get(f"/statement/{original.id}/trail", headers={"hx-request": "true"}).text
    assert "<h1" not in fragment
    assert "<html" not in fragment
    assert "<b>5</b> pages have these words" in fragment
    assert f'hx-get="/statement/{original.id}/trail"' in browser.get(f"/statement/{original.id}").text


def test_the_original_is_a_redirect(browser: TestClient, record: Record, statement: StoredStatement) -> None:
    response = browser.get(f"/statement/{statement.id}/original", follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"].startswith("https://bell.example/edited#:~:text=It%20will%20not%20last")
    (hostile,) = article(record, keep_hostile(record)).statements
    response = browser.get(f"/statement/{hostile.entry.id}/original", follow_redirects=False)
    assert response.status_code == 404


def test_text_of_pages_is_escaped(browser: TestClient, record: Record) -> None:
    (hostile,) = article(record, keep_hostile(record)).statements
    for path in (f"/statement/{hostile.entry.id}", f"/statement/{hostile.entry.id}/trail"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert ATTRIBUTE not in page
        assert 'href="javascript:' not in page
        assert html.escape(SCRIPT) in page


@pytest.mark.parametrize("path", ["/statement/nothing", "/statement/nothing/trail", "/statement/nothing/original"])
def test_an_unknown_statement_is_an_error(browser: TestClient, path: str) -> None:
    response = browser.get(path)
    assert response.status_code == 404
    assert "The record has no statement" in response.text
