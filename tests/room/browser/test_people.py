"""The pages of people in a browser: the list, one person, and two people."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from onrecord.record import Record
from onrecord.views.person import person
from tests.kept_record import ADA, JONAS
from tests.room.browser.conftest import Visits, find_violations
from tests.statement_pages import Said, keep_all, page

PATHS = (
    "/people",
    "/people?order=name",
    "/between",
    "/between?a=long&b=quill",
    "{ada}",
    "{ada}?year=2025&tab=told",
    "{two}",
)


@pytest.fixture
def record(kept_copy: Record) -> Record:
    """The record of a ferry, of two who were married, and of two others of one name."""
    namesake_pages = page(Said("One", "Bo Long")), page(Said("Two", "Bo Long"), published="2030")
    keep_all(kept_copy, page(Said("Three", "Cy Dune")), *namesake_pages, apart=("Bo Long",))
    return kept_copy


def path_of(record: Record, path: str) -> str:
    ada, jonas = (person(record, name).who.id for name in (ADA, JONAS))
    return path.format(ada=f"/person/{ada}", two=f"/between/{ada}/{jonas}")


def test_axe_finds_nothing_and_nothing_scrolls_sideways(record: Record, visit: Visits) -> None:
    for path in PATHS:
        screen = visit(path_of(record, path))
        assert find_violations(screen) == [], path
        for width in (1280, 390, 320):
            screen.set_viewport_size({"width": width, "height": 900})
            assert screen.evaluate("document.documentElement.scrollWidth") <= width, path


def test_names_are_suggested_as_they_are_written(visit: Visits) -> None:
    screen = visit("/between")
    box = screen.get_by_label("Second person")
    box.press_sequentially("qui")
    expect(screen.locator("#names-b option")).to_have_count(1)
    assert screen.locator("#names-b option").get_attribute("value") == ADA
    assert screen.locator("#names-a option").count() == 0


def test_between_is_reached_without_scripts(visit: Visits) -> None:
    screen = visit("/between", scripts=False)
    screen.get_by_label("First person").fill("long")
    screen.get_by_label("Second person").fill("quill")
    screen.get_by_role("button", name="Show").click()
    screen.locator(".choices a").first.click()
    assert screen.get_by_role("heading", level=1).inner_text() == f"Bo Long and {ADA}"


def test_a_year_is_opened_from_the_picture_and_a_statement_from_its_dot(record: Record, visit: Visits) -> None:
    screen = visit(path_of(record, "{ada}"))
    screen.locator("svg.timeline a[href*='year=2025']").first.click()
    expect(screen.get_by_role("heading", name="Timeline of 2025")).to_be_visible()
    assert screen.locator("svg.timeline a[href^='/statement/']").count() == 2
    screen.get_by_role("link", name="All years").first.click()
    expect(screen.get_by_role("heading", name="Timeline", exact=True)).to_be_visible()


def test_an_editor_judges_and_takes_it_back(record: Record, visit: Visits) -> None:
    screen = visit(f"/person/{person(record, 'Cy Dune').who.id}")
    screen.get_by_text("Correct the identity").click()
    screen.get_by_label("Other person").fill("Bo Long")
    screen.get_by_role("button", name="Different").click()
    screen.locator(".choices button").first.click()
    expect(screen.locator(".identity-judgements li")).to_have_count(1)
    screen.get_by_role("button", name="Withdraw").click()
    expect(screen.locator(".identity-judgements li")).to_have_count(0)
