"""Outlets: the list and one outlet."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from lxml import html

from onrecord.record import Record
from onrecord.room import overviews
from onrecord.views.outlets import outlet, outlets
from tests.room.hostile import OUTLET, assert_only_text, keep_hostile
from tests.statement_pages import Said, keep_all, page

BELL, GULL, POST = "The Harbour Bell", "The Gull", "The Elmouth Post"
WINTER = "Nobody wants another winter without the zeppelin on this bay"


@pytest.fixture
def press(record: Record) -> Record:
    """Three outlets more: the Bell has words first, which the Gull and the Post carry; the Post cites the Bell."""
    keep_all(
        record,
        page(Said(WINTER, "Ada Quill"), outlet=BELL, published="2031-04-01"),
        page(Said(WINTER, "Ada Quill"), outlet=GULL, published="2031-04-02"),
        page(Said(WINTER, "Ada Quill"), outlet=POST, published="2032-04-03", cites=(BELL,)),
    )
    return record


def rows(text: str) -> list[list[str]]:
    """The cells of the first table."""
    table = html.fromstring(text).xpath("//table")[0]
    return [[" ".join(cell.text_content().split()) for cell in row] for row in table.xpath("./tbody/tr")]


def test_all_outlets_are_listed_with_what_they_had_first(press: Record, browser: TestClient) -> None:
    result = outlets(press)
    listed = rows(browser.get("/outlets").text)
    assert len(listed) == len(result)
    assert listed[0][0].startswith(result[0].name)
    by_name = {row[0]: row[1:] for row in listed}
    assert by_name[f"{BELL} 2031"] == ["1", "1", "1", "1", "–", "1", "–"]
    assert by_name[f"{GULL} 2031"] == ["1", "1", "–", "–", "–", "–", "1"]
    assert by_name[f"{POST} 2032"] == ["1", "1", "–", "–", "1", "–", "–"]


def test_they_are_sorted_filtered_and_paged(
    press: Record, browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [row[0] for row in rows(browser.get("/outlets?sort=name").text)]
    assert names == sorted(names)
    cited = [item.cited for item in outlets(press)]
    numbers = [row[4].replace("–", "0") for row in rows(browser.get("/outlets?sort=cited").text)]
    assert numbers == [str(number) for number in sorted(cited, reverse=True)]
    assert [row[0] for row in rows(browser.get("/outlets?words=harBOUR").text)] == [f"{BELL} 2031"]
    assert "No outlet has “zebra” in its name." in browser.get("/outlets?words=zebra").text
    monkeypatch.setattr("onrecord.room.html.press_pages._OUTLETS_PER_PAGE", 2)
    first = browser.get("/outlets?sort=name&words=the").text
    all_rows = rows(first) + rows(browser.get(html.fromstring(first).xpath("//a[@rel='next']/@href")[0]).text)
    assert [row[0] for row in all_rows] == [name for name in names if "the" in name.lower()][:4]


def test_one_outlet_shows_what_it_had_first_and_who_has_it_from_it(press: Record, browser: TestClient) -> None:
    text = browser.get("/outlet", params={"name": BELL}).text
    (first,) = outlet(press, BELL).firsts
    assert f'id="s-{first.entry.id}"' in text
    assert "published by 3 outlets" in text
    cited = html.fromstring(text).xpath("//section[h2[starts-with(., 'Outlets that credit it')]]//li/a")
    assert [(link.text, link.get("href")) for link in cited] == [(POST, "/outlet?name=The+Elmouth+Post")]
    assert 'href="/search?outlet=The+Harbour+Bell"' in text
    assert "Ada Quill" in text
    assert text.count("<h1") == 1


def test_an_outlet_that_there_is_not_is_not_found(browser: TestClient) -> None:
    answer = browser.get("/outlet?name=The+Bay+Radio")
    assert answer.status_code == 404
    assert "The Bay Radio" in answer.text


def test_while_it_is_counted_it_says_so(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overviews, "_MAX_WAIT", 0)
    answer = browser.get("/outlets?sort=name")
    while "being computed" in answer.text:
        assert 'href="/outlets?sort=name"' in answer.text
        assert "etag" not in answer.headers
        answer = browser.get("/outlets?sort=name")
    assert rows(answer.text)
    assert "etag" in answer.headers


def test_words_of_pages_are_escaped(browser: TestClient, record: Record) -> None:
    keep_hostile(record)
    assert_only_text(browser.get("/outlets").text)
    for name in (OUTLET, "The Gull"):
        answer = browser.get("/outlet", params={"name": name})
        assert answer.status_code == 200
        assert_only_text(answer.text)
