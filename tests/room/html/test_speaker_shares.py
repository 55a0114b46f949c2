"""Speaker shares of the record and of one outlet."""

from __future__ import annotations

from fastapi.testclient import TestClient
from lxml import html

from onrecord.record import Record
from onrecord.search.facets import facets
from onrecord.search.query import Query
from onrecord.views.speaker_shares import speaker_shares
from tests.room.hostile import OUTLET, assert_only_text, keep_hostile
from tests.statement_pages import Said, keep_all, page


def read_tables(text: str) -> list[list[list[str]]]:
    return [
        [[" ".join(cell.text_content().split()) for cell in row] for row in table.xpath(".//tr")]
        for table in html.fromstring(text).xpath("//table")
    ]


def test_shares_are_drawn_and_repeated_in_tables(browser: TestClient, record: Record) -> None:
    shares = speaker_shares(record)
    text = browser.get("/heard").text
    kinds, speakers = read_tables(text)
    assert kinds[0][0] == "year"
    assert [row[0] for row in kinds[1:]] == [str(year.year) for year in reversed(shares.years) if year.year > 1985]
    assert kinds[1][-1] == str(shares.years[-1].statements)
    assert [row[:2] for row in speakers[1:]] == [[voice.who.name, str(voice.said)] for voice in shares.voices]
    charts = html.fromstring(text).xpath("//li[@class='speaker-chart']")
    assert [chart.xpath("string(.//a)") for chart in charts] == [voice.who.name for voice in shares.voices]
    assert all(chart.xpath(".//*[name()='rect']") for chart in charts)
    assert text.count("<h1") == 1


def test_an_outlet_has_its_own_shares(browser: TestClient, record: Record) -> None:
    name = facets(record, Query()).outlet[0].name
    text = browser.get("/heard", params={"outlet": name}).text
    assert f"Speaker shares of {name}</h1>" in text
    speakers = [row[0] for row in read_tables(text)[1][1:]]
    assert speakers == [voice.who.name for voice in speaker_shares(record, outlet=name).voices]
    assert browser.get("/heard?outlet=The+Bay+Radio").status_code == 404


def test_shares_add_up(browser: TestClient, record: Record) -> None:
    statements = [Said(f"Number {number} of many", "Ada Quill") for number in range(3)]
    keep_all(record, page(*statements, Said("We know", "a source", unnamed=True), outlet="The Gull", published="2031"))
    (row,) = read_tables(browser.get("/heard?outlet=The+Gull").text)[0][1:]
    assert row == ["2031", "75%", "25%", "4"]


def test_text_of_pages_is_escaped(browser: TestClient, record: Record) -> None:
    keep_hostile(record)
    response = browser.get("/heard", params={"outlet": OUTLET})
    assert response.status_code == 200
    assert_only_text(response.text)
