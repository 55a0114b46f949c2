"""The list of people, and the meaning of names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from lxml import html

from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.views.person import person
from tests.kept_record import ADA, JONAS, MARA
from tests.statement_pages import Said, page

HOSTILE = '"><img src=x onerror=alert(1)>'


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """A record of a few people, as the program links them."""
    with Record.open(tmp_path / "record.sqlite") as opened:
        linker = PersonLinker()
        for reading in (
            page(Said("One", ADA, about=(JONAS,)), Said("Two", ADA), roles={ADA: "ferry captain"}),
            page(Said("Three", MARA, about=(ADA,)), published="2030-05-01"),
            page(
                *(
                    Said(f"Word {number}", f"Bo Long{'abcdefghijklmnopqrstuvwxyz'[number % 26] * (number // 26 + 1)}")
                    for number in range(60)
                )
            ),
        ):
            opened.keep(reading, linker=linker)
        yield opened


def names(browser: TestClient, address: str) -> list[str]:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    listed_names: list[str] = html.fromstring(answer.text).xpath(
        "//ol[contains(@class,'people')]//div[@class='person-name']/a/text()"
    )
    return listed_names


def test_the_most_heard_first_with_what_they_said(record: Record, browser: TestClient) -> None:
    screen = html.fromstring(browser.get("/people").text)
    first = screen.xpath("//ol[contains(@class,'people')]/li")[0]
    assert first.xpath(".//a/@href") == [f"/person/{person(record, ADA).who.id}"]
    words = " ".join(first.text_content().split())
    assert words == f"{ADA} ferry captain 2 statements by 1 about 2 pages, 2030–2031"


def test_by_name_and_letter(browser: TestClient) -> None:
    assert names(browser, "/people?order=name&letter=j") == [JONAS]
    screen = html.fromstring(browser.get("/people?order=name").text)
    assert screen.xpath("//nav[@class='letters']/a/text()") == ["All", "A", "B", "J", "M"]
    assert screen.xpath("//nav[@class='letters']/a[@aria-current]/text()") == ["All"]


def test_results_continue_with_a_cursor(browser: TestClient) -> None:
    first = html.fromstring(browser.get("/people").text)
    (more,) = first.xpath("//a[@rel='next']/@href")
    all_names = [*names(browser, "/people"), *names(browser, more)]
    assert len(all_names) == len(set(all_names)) == 63


def test_by_the_beginnings_of_words(browser: TestClient) -> None:
    assert names(browser, "/people?words=okaf") == [MARA]
    assert names(browser, "/people?words=okaf&kind=organisation") == []
    empty = html.fromstring(browser.get("/people", params={"words": HOSTILE}).text)
    assert HOSTILE in empty.xpath("//p[@class='empty']")[0].text_content()
    assert empty.xpath("//img") == []


def test_suggestions_are_options(browser: TestClient) -> None:
    answer = browser.get("/people/suggest?a=qui", headers={"hx-request": "true"})
    (option,) = html.fromstring(f"<datalist>{answer.text}</datalist>").xpath(".//option")
    assert (option.get("value"), option.text) == (ADA, "ferry captain")
    assert browser.get("/people/suggest").text.strip() == ""
    assert browser.get("/people/suggest", params={"a": HOSTILE}).text.strip() == ""


@pytest.mark.parametrize("query_string", ["order=age", "kind=ghost", "after=nonsense"])
def test_invalid_input_is_refused(browser: TestClient, query_string: str) -> None:
    assert browser.get(f"/people?{query_string}").status_code in {400, 422}


def test_hostile_names_are_only_names(record: Record, browser: TestClient) -> None:
    record.keep(page(*(Said("X", HOSTILE) for _ in range(9)), roles={HOSTILE: HOSTILE}), linker=PersonLinker())
    screen = html.fromstring(browser.get("/people").text)
    assert screen.xpath("//ol[contains(@class,'people')]//a/text()")[0] == HOSTILE
    assert screen.xpath("//img") == []
    option = browser.get("/people/suggest", params={"a": "><img"}).text
    assert html.fromstring(f"<datalist>{option}</datalist>").xpath(".//img") == []
