"""Articles: text with its marks, versions, and changes."""

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
from tests.room.html.sample_editions import ATTRIBUTE, MENDED, SCRIPT, SPRING, keep_edited, keep_hostile


def article_text(page: str) -> str:
    """The text of the article as a browser shows it, without blanks, notes and names behind pronouns."""
    (element,) = document_fromstring(page).xpath("//div[@class='article-text']")
    for extra in element.xpath(
        ".//summary | .//span[starts-with(@class, 'margin-note ') or @class='referent' or @class='label']"
    ):
        extra.drop_tree()
    return "".join(element.text_content().split())


def test_the_whole_text_of_every_page_is_shown(browser: TestClient, record: Record) -> None:
    pages = {hit.entry.page.id for hit in find(record, Query(), limit=500).hits} | {keep_edited(record)}
    assert len(pages) > 10
    for key in pages:
        blocks = [block for block in article(record, key).blocks if block.kind != "gap"]
        has_title = blocks[0].kind == "title"
        text = "".join(block.text for block in blocks[has_title:])
        assert article_text(browser.get(f"/page/{key}").text) == "".join(text.split())


def test_marks_and_notes(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    page = browser.get(f"/page/{key}/versions/1").text
    first, second, third = article(record, key, version=1).statements
    assert f'<span class="words direct w0">“{MENDED}”</span>' in page
    assert f'<span class="words mixed w1">“{SPRING}”</span>' in page
    assert '<span class="c0 source referring">she<span class="referent"> [Ada Quill]</span></span>' in page
    assert '<span class="c0 cue">said</span>' in page
    for mark in (first, second, third):
        assert f'id="s-{mark.entry.id}"' in page
        assert f'href="/statement/{mark.entry.id}"' in page
    assert first.entry.speaker is not None
    assert f'<span class="speaker"><a href="/person/{first.entry.speaker.id}">Ada Quill</a></span>' in page
    assert "no response" in page
    assert "This is version 1, fetched 1 January 2032." in page


def test_changes_are_listed(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    page = browser.get(f"/page/{key}").text
    assert "4 changes in its statements" in page
    assert "<del>glad</del> <ins>sorry</ins>" in page
    assert "<del>Jonas Brannigan</del> <ins>Mara Okafor</ins>" in page
    assert "<del>“has not commented on it”</del>" in page
    assert "<ins>“We sail on Monday”</ins>" in page
    assert f'href="/page/{key}/compare?one=2&amp;other=3"' in page
    assert page.count("<h1>") == 1


def test_two_versions_are_compared(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    page = browser.get(f"/page/{key}/compare?one=1&other=3").text
    assert "<h1>Versions 1 and 3</h1>" in page
    assert "Ferry <del>to</del> <ins>may</ins> run again" in page
    assert "<del>“has not commented on it” Mara Okafor said.</del>" in page
    assert page.count("<option") == 6
    assert browser.get(f"/page/{key}/compare?one=1&other=9").status_code == 404
    assert browser.get(f"/page/{key}/compare?one=1").status_code == 422


def test_a_corrected_speaker_has_a_tag(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    judge_statement(
        record, article(record, key).statements[1].entry.id, verdict="speaker", speaker="Ada Quill", by=Author("ivo")
    )
    page = browser.get(f"/page/{key}").text
    assert '<span class="tag judged">corrected by ivo</span>' in page


def test_words_judged_not_to_be_a_statement_are_not_marked(browser: TestClient, record: Record) -> None:
    key = keep_edited(record)
    statement = article(record, key).statements[0].entry
    judge_statement(record, statement.id, verdict="not-statement", by=Author("ivo"))
    page = browser.get(f"/page/{key}").text
    assert "Judged not to be statements" in page
    assert f'id="s-{statement.id}"' not in page
    assert f'href="/statement/{statement.id}"' in page


def test_text_of_pages_is_escaped(browser: TestClient, record: Record) -> None:
    page = browser.get(f"/page/{keep_hostile(record)}").text
    assert "<script>alert" not in page
    assert ATTRIBUTE not in page
    assert "javascript:" not in page.replace("<code>javascript:", "")
    assert page.count(html.escape(SCRIPT)) >= 5
    assert page.count("Open the original on") == 0


@pytest.mark.parametrize("path", ["/page/nothing", "/page/nothing/versions/1", "/page/nothing/compare?one=1&other=2"])
def test_an_unknown_page_is_an_error(browser: TestClient, path: str) -> None:
    response = browser.get(path)
    assert response.status_code == 404
    assert "The record has no page" in response.text


def test_an_unchanged_page_is_not_sent_again(browser: TestClient, record: Record) -> None:
    path = f"/page/{keep_edited(record)}"
    etag = browser.get(path).headers["etag"]
    assert browser.get(path, headers={"if-none-match": etag}).status_code == 304
