"""The page of a statement: what is known of it, its trail, its citations, and putting it right."""

from __future__ import annotations

import html

import pytest
from fastapi.testclient import TestClient

from onrecord.cite.cited_statement import cited_statement
from onrecord.record import Record
from onrecord.room.access import Access, add
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.store.statements import StoredStatement
from onrecord.views.article import article
from tests.kept_record import WINTER, pages
from tests.room.conftest import Opens
from tests.room.pages.making import BREAKS_OUT, MENDED, SCRIPT, SPRING, keep_edited, keep_hostile
from tests.statement_pages import keep_all


@pytest.fixture
def one(record: Record) -> StoredStatement:
    """A statement that its page still makes."""
    return article(record, keep_edited(record)).statements[1].entry


def test_what_is_known_of_it(browser: TestClient, one: StoredStatement) -> None:
    page = browser.get(f"/statement/{one.id}").text
    assert f'<h1 class="said">“{SPRING}”</h1>' in page
    assert one.speaker is not None
    assert f'<a href="/person/{one.speaker.id}">Mara Okafor</a>' in page
    assert "90% sure." in page
    assert "nothing on the page says who speaks; “said” reports the words." in page
    assert f'<span class="words direct">“{SPRING}”</span>' in page
    assert "put in another mouth" in page
    assert "https://bell.example/edited#:~:text=It%20will%20not%20last" in page
    assert page.count("<h1") == 1


def test_it_can_be_cited_in_every_form(browser: TestClient, record: Record, one: StoredStatement) -> None:
    page = browser.get(f"/statement/{one.id}").text
    for form, text in cited_statement(record, one.id).cited.items():
        shown = page[page.index(f'id="cite-{form}"') :].partition(">")[2].partition("</pre>")[0]
        assert html.unescape(shown) == text
        assert f'data-copy="cite-{form}" hidden' in page


@pytest.mark.parametrize(
    ("verdict", "speaker", "expected"),
    [
        ("right", "", "Judged right: Mara Okafor"),
        ("wrong", "", "Judged wrong: Mara Okafor"),
        ("speaker", "Ada Quill", "Judged to be by Ada Quill"),
        ("speaker", "Somebody Else", "Judged to be by Somebody Else"),
        ("not-statement", "", "Judged to be no statement"),
    ],
)
def test_it_is_judged_and_taken_back(
    browser: TestClient, record: Record, one: StoredStatement, verdict: str, speaker: str, expected: str
) -> None:
    path = f"/statement/{one.id}"
    before = cited_statement(record, one.id)
    given = {"verdict": verdict, "speaker": speaker, "why": "I have the tape"}
    answer = browser.post(f"{path}/judge", data=given, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}#judged")
    page = browser.get(path).text
    assert f"<b>{expected}</b>" in page
    assert "I have the tape" in page
    (made,) = cited_statement(record, one.id).judgements
    assert (made.kind, made.who, made.why) == (verdict, "mara", "I have the tape")
    answer = browser.post(f"{path}/withdraw", data={"judgement": made.id}, follow_redirects=False)
    assert answer.status_code == 303
    after = cited_statement(record, one.id)
    assert (after.entry, after.standing) == (before.entry, "current")
    page = browser.get(path).text
    assert "Taken back by mara" in page
    assert f"{path}/withdraw" not in page


@pytest.mark.parametrize(
    ("data", "status", "problem"),
    [
        ({"verdict": "speaker"}, 400, "Say who said it"),
        ({"verdict": "speaker", "speaker": "   "}, 400, "Say who said it"),
        ({"verdict": "maybe"}, 422, "verdict"),
        ({}, 422, "verdict"),
    ],
)
def test_a_judgement_that_makes_no_sense(
    browser: TestClient, record: Record, one: StoredStatement, data: dict[str, str], status: int, problem: str
) -> None:
    answer = browser.post(f"/statement/{one.id}/judge", data=data)
    assert answer.status_code == status
    assert problem in answer.text
    assert cited_statement(record, one.id).judgements == ()


def test_readers_judge_nothing(open_room: Opens, record: Record, one: StoredStatement, tmp_path: object) -> None:
    path = record.path.with_name("access.json")
    add(path, "rita", role="reader", secret="a long enough secret")
    browser = open_room(Access(path))
    browser.headers["authorization"] = "Bearer rita:a long enough secret"
    page = browser.get(f"/statement/{one.id}").text
    assert f"“{SPRING}”" in page
    assert 'method="post" action="/statement' not in page
    answer = browser.post(f"/statement/{one.id}/judge", data={"verdict": "right"})
    assert answer.status_code == 403
    assert cited_statement(record, one.id).judgements == ()


def test_another_site_judges_nothing(browser: TestClient, record: Record, one: StoredStatement) -> None:
    answer = browser.post(
        f"/statement/{one.id}/judge", data={"verdict": "right"}, headers={"origin": "https://elsewhere.example"}
    )
    assert answer.status_code == 403
    assert cited_statement(record, one.id).judgements == ()


def test_what_the_page_says_no_more(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    first, _, third = (one.entry.id for one in article(record, key, version=1).statements)
    page = browser.get(f"/statement/{first}").text
    now = article(record, key).statements[0].entry.id
    assert "it is gone since version 2, fetched 2 January 2032" in page
    assert f'<a href="/statement/{now}">See what it says now</a>' in page
    assert f'href="/page/{key}/compare?one=1&amp;other=2"' in page
    assert f'href="/page/{key}/versions/1#s-{first}"' in page
    assert "Cite it" not in page
    assert "/judge" not in page
    page = browser.get(f"/statement/{third}").text
    assert "it is gone since version 2" in page
    assert "See what it says now" not in page
    assert MENDED not in page[: page.index("How we know")]


def test_the_way_of_its_words(browser: TestClient, record: Record) -> None:
    keep_all(record, *pages())
    asked = next(hit.entry for hit in find(record, Query(f'"{WINTER}"', by=("Mara Okafor",))).hits)
    whole = browser.get(f"/statement/{asked.id}/trail").text
    assert "<b>5</b> pages carry these words: <b>4</b> stories" in whole
    assert "without <del>the ferry</del> <ins>a bridge</ins> on this bay”" in whole
    for words in ("another mouth", "a copy of The Harbour Bell (100%)", "a source with no name", "first</span>"):
        assert words in whole
    part = browser.get(f"/statement/{asked.id}/trail", headers={"hx-request": "true"}).text
    assert "<h1" not in part
    assert "<html" not in part
    assert "<b>5</b> pages carry these words" in part
    assert f'hx-get="/statement/{asked.id}/trail"' in browser.get(f"/statement/{asked.id}").text


def test_the_way_to_the_original(browser: TestClient, record: Record, one: StoredStatement) -> None:
    answer = browser.get(f"/statement/{one.id}/original", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("https://bell.example/edited#:~:text=It%20will%20not%20last")
    (hostile,) = article(record, keep_hostile(record)).statements
    answer = browser.get(f"/statement/{hostile.entry.id}/original", follow_redirects=False)
    assert answer.status_code == 404


def test_a_hostile_statement_is_only_text(browser: TestClient, record: Record) -> None:
    (hostile,) = article(record, keep_hostile(record)).statements
    for path in (f"/statement/{hostile.entry.id}", f"/statement/{hostile.entry.id}/trail"):
        page = browser.get(path).text
        assert "<script>alert" not in page
        assert BREAKS_OUT not in page
        assert 'href="javascript:' not in page
        assert html.escape(SCRIPT) in page


@pytest.mark.parametrize("path", ["/statement/nothing", "/statement/nothing/trail", "/statement/nothing/original"])
def test_no_such_statement(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "The record holds no statement" in answer.text
