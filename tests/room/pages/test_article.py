"""The page of a page: its text with its marks, its versions, and what they changed."""

from __future__ import annotations

import html

import pytest
from fastapi.testclient import TestClient
from lxml.html import document_fromstring

from onrecord.judge.decisions import judge_statement
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.views.article import article
from tests.room.pages.making import BREAKS_OUT, MENDED, SCRIPT, SPRING, keep_edited, keep_hostile


def leaf(page: str) -> str:
    """The text of the article as a browser shows it, without blanks, notes, and whom words stand for."""
    (shown,) = document_fromstring(page).xpath("//div[@class='leaf']")
    for one in shown.xpath(
        ".//summary | .//span[starts-with(@class, 'note ') or @class='stands-for' or @class='label']"
    ):
        one.drop_tree()
    return "".join(shown.text_content().split())


def test_every_page_is_shown_whole(browser: TestClient, record: Record) -> None:
    pages = {hit.entry.page.id for hit in find(record, Query(), limit=500).hits} | {keep_edited(record)}
    assert len(pages) > 10
    for key in pages:
        blocks = [one for one in article(record, key).blocks if one.kind != "gap"]
        headed = blocks[0].kind == "title"
        text = "".join(one.text for one in blocks[headed:])
        assert leaf(browser.get(f"/page/{key}").text) == "".join(text.split())


def test_marks_and_notes(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    page = browser.get(f"/page/{key}/versions/1").text
    first, second, third = article(record, key, version=1).statements
    assert f'<span class="words direct w0">“{MENDED}”</span>' in page
    assert f'<span class="words mixed w1">“{SPRING}”</span>' in page
    assert '<span class="c0 source stands">she<span class="stands-for"> [Ada Quill]</span></span>' in page
    assert '<span class="c0 cue">said</span>' in page
    for one in (first, second, third):
        assert f'id="s-{one.entry.id}"' in page
        assert f'href="/statement/{one.entry.id}"' in page
    assert first.entry.speaker is not None
    assert f'<span class="speaker"><a href="/person/{first.entry.speaker.id}">Ada Quill</a></span>' in page
    assert "no response" in page
    assert "This is version 1, as the page stood on 1 January 2032." in page


def test_what_changed(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    page = browser.get(f"/page/{key}").text
    assert "4 changes in who said what" in page
    assert "<del>glad</del> <ins>sorry</ins>" in page
    assert "<del>Jonas Brannigan</del> <ins>Mara Okafor</ins>" in page
    assert "<del>“has not commented on it”</del>" in page
    assert "<ins>“We sail on Monday”</ins>" in page
    assert f'href="/page/{key}/compare?one=2&amp;other=3"' in page
    assert page.count("<h1>") == 1


def test_two_versions_compared(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    page = browser.get(f"/page/{key}/compare?one=1&other=3").text
    assert "<h1>Version 1 against version 3</h1>" in page
    assert "Ferry <del>to</del> <ins>may</ins> run again" in page
    assert "<del>“has not commented on it” Mara Okafor said.</del>" in page
    assert page.count("<option") == 6
    assert browser.get(f"/page/{key}/compare?one=1&other=9").status_code == 404
    assert browser.get(f"/page/{key}/compare?one=1").status_code == 422


def test_a_speaker_that_was_put_right(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    judge_statement(
        record, article(record, key).statements[1].entry.id, verdict="speaker", speaker="Ada Quill", by=Author("ivo")
    )
    page = browser.get(f"/page/{key}").text
    assert '<span class="tag judged">put right by ivo</span>' in page


def test_what_is_no_statement_is_listed_and_not_marked(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    one = article(record, key).statements[0].entry
    judge_statement(record, one.id, verdict="not-statement", by=Author("ivo"))
    page = browser.get(f"/page/{key}").text
    assert "Judged to be no statement" in page
    assert f'id="s-{one.id}"' not in page
    assert f'href="/statement/{one.id}"' in page


def test_a_hostile_page_is_only_text(browser: TestClient, record: Record) -> None:
    page = browser.get(f"/page/{keep_hostile(record)}").text
    assert "<script>alert" not in page
    assert BREAKS_OUT not in page
    assert "javascript:" not in page.replace("<code>javascript:", "")
    assert page.count(html.escape(SCRIPT)) >= 5
    assert page.count("Open the page on") == 0


@pytest.mark.parametrize("path", ["/page/nothing", "/page/nothing/versions/1", "/page/nothing/compare?one=1&other=2"])
def test_no_such_page(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "The record holds no page" in answer.text


def test_a_page_that_stayed_the_same_is_not_sent_again(browser: TestClient, record: Record) -> None:
    path = f"/page/{keep_edited(record)}"
    etag = browser.get(path).headers["etag"]
    assert browser.get(path, headers={"if-none-match": etag}).status_code == 304
