"""The page about two people: their relationship, and their statements about each other."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from lxml import html

from onrecord.record import Record
from onrecord.resolve.name_resolver import find_people
from onrecord.room.html.people_pages import group_moments
from onrecord.views.between import between
from onrecord.views.person import person
from tests.kept_record import ADA, JONAS
from tests.statement_pages import ByName, Said, keep_all, page

HOSTILE = "<b onclick=alert(1)>Ada</b> 'Q' &amp;"


@pytest.fixture
def record(kept_copy: Record) -> Record:
    """The record of a ferry and two who were married."""
    return kept_copy


@pytest.fixture
def linker(record: Record) -> ByName:
    """Knows everybody of the record."""
    return ByName.knowing(record)


def address(record: Record, one: str, other: str) -> str:
    return f"/between/{person(record, one).who.id}/{person(record, other).who.id}"


def text(element: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(item.text_content().split()) for item in element.xpath(path)]


def test_both_sides_along_one_line(record: Record, browser: TestClient) -> None:
    screen = html.fromstring(browser.get(address(record, ADA, JONAS)).text)
    assert text(screen, "//h1") == [f"{ADA} and {JONAS}"]
    assert text(screen, "//ol[contains(@class,'between-timeline')]//h2") == ["2016", "2018", "2025"]
    sides = [
        set(element.get("class").split()) & {"left", "right", "tie"}
        for element in screen.xpath("//li[starts-with(@class,'moment')]")
    ]
    assert sides == [{"left"}, {"tie"}, {"tie"}, {"right"}, {"left"}]
    assert text(screen, "//li[starts-with(@class,'moment tie')]") == [
        f"{ADA}, formerly married to {JONAS} “Ada Quill, ex-spouse of Jonas Brannigan” The Lantern, 2 May 2016",
        f"{ADA}, married to {JONAS} denied “Jonas Brannigan, spouse of Ada Quill” The Elmouth Post, 20 November 2018",
    ]
    assert text(screen, "//div[@class='between-heads']/p") == [f"{ADA} 2 about {JONAS}", f"{JONAS} 1 about {ADA}"]
    assert text(screen, "//ul[contains(@class,'relationship-history')]/li") == ["ex-spouse 2016", "spouse denied 2018"]


def test_pages_that_state_the_same_are_one_step(record: Record, linker: ByName) -> None:
    ties = ((ADA, "spouse", JONAS, "asserted"),)
    keep_all(
        record,
        *(page(Said(f"W{number}"), ties=ties, published=f"2020-01-0{number}") for number in range(1, 5)),
        linker=linker,
    )
    groups = group_moments(between(record, ADA, JONAS).moments)
    assert [(group.year, len(group.moments)) for group in groups] == [
        ("2016", 1),
        (None, 1),
        ("2018", 1),
        (None, 1),
        ("2020", 4),
        ("2025", 1),
    ]


def test_names_lead_to_the_two(record: Record, browser: TestClient) -> None:
    answer = browser.get("/between?a=quill&b=jonas brannigan", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, address(record, ADA, JONAS))
    answer = browser.get("/between/quill/brannigan?after=x", follow_redirects=False)
    assert answer.status_code in {307, 400}


def test_the_form_asks_for_missing_names(browser: TestClient) -> None:
    screen = html.fromstring(browser.get("/between").text)
    assert screen.xpath("//form[@action='/between']//input/@name") == ["a", "b"]
    screen = html.fromstring(browser.get("/between?a=quill&b=").text)
    assert screen.xpath("//form[@action='/between']//input/@value") == ["quill", ""]


def test_a_name_of_several_is_a_choice(record: Record, browser: TestClient) -> None:
    keep_all(record, page(Said("1", "Bo Long")), page(Said("2", "Bo Long"), published="2030"), apart=("Bo Long",))
    for path in ("/between?a=bo long&b=quill", "/between/bo long/quill"):
        answer = browser.get(path)
        assert answer.status_code == 200
        screen = html.fromstring(answer.text)
        assert text(screen, "//main//h2") == ["Choose “bo long”"]
        links = screen.xpath("//ul[contains(@class,'choices')]//a/@href")
        assert len(links) == 2
        chosen = browser.get(links[0])
        assert chosen.status_code == 200
        ids = {item.id for item in find_people(record, "Bo Long")}
        assert chosen.url.path.split("/")[2] in ids
        assert chosen.url.path.endswith(person(record, ADA).who.id)


def test_an_unknown_name_is_reported_with_similar_ones(browser: TestClient) -> None:
    screen = html.fromstring(browser.get("/between?a=Ada Quil&b=brannigan").text)
    assert text(screen, "//main//h2") == ["No person is called “Ada Quil”"]
    assert screen.xpath("//main//section//a/@href") == ["/between?a=Ada+Quill&b=brannigan"]


def test_one_person_is_not_two(browser: TestClient) -> None:
    screen = html.fromstring(browser.get("/between?a=quill&b=Ada Quill").text)
    assert "are the same person" in text(screen, "//p[@role='status']")[0]


def test_results_continue_with_a_cursor(record: Record, linker: ByName, browser: TestClient) -> None:
    keep_all(
        record,
        page(*(Said(f"Of her, {number}", JONAS, about=(ADA,)) for number in range(60)), published="2031"),
        linker=linker,
    )
    first = html.fromstring(browser.get(address(record, ADA, JONAS)).text)
    (more,) = first.xpath("//a[@rel='next']/@href")
    rest = html.fromstring(browser.get(more).text)
    quotes = [*text(first, "//blockquote"), *text(rest, "//blockquote")]
    assert len(quotes) == len(set(quotes)) == 63
    assert browser.get(f"{address(record, JONAS, ADA)}?{more.partition('?')[2]}").status_code == 400


def test_two_with_nothing_between_them(record: Record, browser: TestClient) -> None:
    keep_all(record, page(Said("One", "Bo Long")))
    screen = html.fromstring(browser.get(address(record, ADA, "Bo Long")).text)
    assert text(screen, "//p[@class='empty']")[0].startswith("The record has no statement of either")


def test_hostile_names_are_only_names(record: Record, linker: ByName, browser: TestClient) -> None:
    said = Said(HOSTILE, HOSTILE, about=(JONAS,), told=HOSTILE)
    keep_all(
        record, page(said, title=HOSTILE, outlet=HOSTILE, ties=((HOSTILE, "spouse", JONAS, "asserted"),)), linker=linker
    )
    for path in (address(record, HOSTILE, JONAS), f"/between?a={HOSTILE}x&b=y"):
        screen = html.fromstring(browser.get(path).text)
        assert screen.xpath("//*[@onclick]") == []
    assert HOSTILE in text(html.fromstring(browser.get(address(record, HOSTILE, JONAS)).text), "//h1")[0]
