"""Who is heard."""

from __future__ import annotations

from fastapi.testclient import TestClient
from lxml import html

from onrecord.record import Record
from onrecord.search.facets import facets
from onrecord.search.query import Query
from onrecord.views.speaker_shares import heard
from tests.room.hostile import OUTLET, assert_only_text, keep_hostile
from tests.statement_pages import Said, keep_all, page


def tables(text: str) -> list[list[list[str]]]:
    return [
        [[" ".join(cell.text_content().split()) for cell in row] for row in table.xpath(".//tr")]
        for table in html.fromstring(text).xpath("//table")
    ]


def test_the_shares_are_drawn_and_stand_in_tables(browser: TestClient, record: Record) -> None:
    found = heard(record)
    text = browser.get("/heard").text
    kinds, voices = tables(text)
    assert kinds[0][0] == "year"
    assert [row[0] for row in kinds[1:]] == [str(year.year) for year in reversed(found.years) if year.year > 1985]
    assert kinds[1][-1] == str(found.years[-1].statements)
    assert [row[:2] for row in voices[1:]] == [[one.who.name, str(one.said)] for one in found.voices]
    pictures = html.fromstring(text).xpath("//li[@class='voice']")
    assert [one.xpath("string(.//a)") for one in pictures] == [one.who.name for one in found.voices]
    assert all(one.xpath(".//*[name()='rect']") for one in pictures)
    assert text.count("<h1") == 1


def test_an_outlet_has_a_page_of_its_own(browser: TestClient, record: Record) -> None:
    name = facets(record, Query()).outlet[0].name
    text = browser.get("/heard", params={"outlet": name}).text
    assert f"Who is heard in {name}</h1>" in text
    assert [row[0] for row in tables(text)[1][1:]] == [one.who.name for one in heard(record, outlet=name).voices]
    assert browser.get("/heard?outlet=The+Bay+Radio").status_code == 404


def test_the_shares_add_up(browser: TestClient, record: Record) -> None:
    said = [Said(f"Number {n} of many", "Ada Quill") for n in range(3)]
    keep_all(record, page(*said, Said("We know", "a source", unnamed=True), outlet="The Gull", published="2031"))
    (row,) = tables(browser.get("/heard?outlet=The+Gull").text)[0][1:]
    assert row == ["2031", "75%", "25%", "4"]


def test_what_pages_say_is_only_text(browser: TestClient, record: Record) -> None:
    keep_hostile(record)
    answer = browser.get("/heard", params={"outlet": OUTLET})
    assert answer.status_code == 200
    assert_only_text(answer.text)
