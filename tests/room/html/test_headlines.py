"""Headlines with quotes that their articles do not contain."""

from __future__ import annotations

from fastapi.testclient import TestClient
from lxml import html

from onrecord.record import Record
from onrecord.views.headlines import headlines
from tests.room.hostile import SCRIPT, assert_only_text, keep_hostile
from tests.statement_pages import Said, keep_all, page

SAID = Said("It will run", "Ada Quill")


def titles(text: str) -> list[str]:
    return [str(title) for title in html.fromstring(text).xpath("//ul[contains(@class, 'headlines')]/li/p[1]/a/text()")]


def test_headlines_are_listed_with_the_missing_words(browser: TestClient, record: Record) -> None:
    keys = keep_all(
        record,
        page(SAID, title="Ferry “doomed for ever”", outlet="The Gull", published="2033-01-02"),
        page(SAID, title="Ferry “will run”", outlet="The Gull", published="2033-01-03"),
    )
    text = browser.get("/headlines").text
    assert titles(text) == [headline.page.title for headline in headlines(record).headlines]
    assert titles(text)[0] == "Ferry “doomed for ever”"
    assert "<mark>“doomed for ever”</mark>" in text
    assert f'href="/page/{keys[0]}"' in text
    assert "2 January 2033" in text


def test_headlines_are_filtered_and_paged(browser: TestClient, record: Record) -> None:
    readings = [
        page(SAID, title=f"Ferry “doomed {number} times”", outlet="The Gull", published=f"20{number}")
        for number in range(33, 58)
    ]
    keep_all(record, *readings)
    first = browser.get("/headlines?outlet=the+gull&since=2034").text
    assert len(titles(first)) == 20
    second = browser.get(html.fromstring(first).xpath("//a[@rel='next']/@href")[0]).text
    assert titles(first) + titles(second) == [f"Ferry “doomed {number} times”" for number in range(57, 33, -1)]
    assert "No headline of this outlet" in browser.get("/headlines?outlet=The+Bay+Radio").text
    assert browser.get("/headlines?since=soon").status_code == 400


def test_text_of_pages_is_escaped(browser: TestClient, record: Record) -> None:
    keep_hostile(record)
    text = browser.get("/headlines").text
    assert_only_text(text)
    assert any(SCRIPT in title for title in titles(text))
