"""Headlines that quote what their articles do not have."""

from __future__ import annotations

from fastapi.testclient import TestClient
from lxml import html

from onrecord.record import Record
from onrecord.views.headlines import headlines
from tests.room.hostile import SCRIPT, assert_only_text, keep_hostile
from tests.statement_pages import Said, keep_all, page

SAID = Said("It will run", "Ada Quill")


def titles(text: str) -> list[str]:
    return [str(one) for one in html.fromstring(text).xpath("//ul[contains(@class, 'headlines')]/li/p[1]/a/text()")]


def test_they_are_listed_with_the_words_that_are_missing(browser: TestClient, record: Record) -> None:
    keys = keep_all(
        record,
        page(
            Said("It will run", "Ada Quill"), title="Ferry “doomed for ever”", outlet="The Gull", published="2033-01-02"
        ),
        page(Said("It will run", "Ada Quill"), title="Ferry “will run”", outlet="The Gull", published="2033-01-03"),
    )
    text = browser.get("/headlines").text
    found = headlines(record).headlines
    assert titles(text) == [one.page.title for one in found]
    assert titles(text)[0] == "Ferry “doomed for ever”"
    assert "<mark>“doomed for ever”</mark>" in text
    assert f'href="/page/{keys[0]}"' in text
    assert "2 January 2033" in text


def test_they_can_be_narrowed_and_go_on(browser: TestClient, record: Record) -> None:
    keep_all(
        record,
        *(
            page(
                Said("It will run", "Ada Quill"),
                title=f"Ferry “doomed {n} times”",
                outlet="The Gull",
                published=f"20{n}",
            )
            for n in range(33, 58)
        ),
    )
    first = browser.get("/headlines?outlet=the+gull&since=2034").text
    assert len(titles(first)) == 20
    rest = browser.get(html.fromstring(first).xpath("//a[@rel='next']/@href")[0]).text
    assert titles(first) + titles(rest) == [f"Ferry “doomed {n} times”" for n in range(57, 33, -1)]
    assert "No such headline." in browser.get("/headlines?outlet=The+Bay+Radio").text
    assert browser.get("/headlines?since=soon").status_code == 400


def test_what_pages_say_is_only_text(browser: TestClient, record: Record) -> None:
    keep_hostile(record)
    text = browser.get("/headlines").text
    assert_only_text(text)
    assert any(SCRIPT in title for title in titles(text))
