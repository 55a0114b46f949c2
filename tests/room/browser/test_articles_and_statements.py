"""Pages and statements in a browser: reading, pointing, correcting, undoing, with and without JavaScript."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from onrecord.cite.cited_statement import cited_statement
from onrecord.record import Record
from onrecord.views.article import article
from tests.room.browser.conftest import Visits
from tests.room.browser.test_every_page import RULES
from tests.room.pages.making import keep_edited


@pytest.fixture
def key(record: Record) -> str:
    """A page with three versions."""
    return keep_edited(record)


@pytest.fixture
def paths(record: Record, key: str) -> list[str]:
    """Every page that there is of it."""
    now, then = (article(record, key, version=number).statements[0].entry.id for number in (3, 1))
    beside = [f"/statement/{one}" for one in (now, then)] + [f"/statement/{now}/trail", "/changes"]
    return [f"/page/{key}", f"/page/{key}/versions/1", f"/page/{key}/compare?one=1&other=3", *beside]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit: Visits, paths: list[str], dark: bool) -> None:
    for path in paths:
        page = visit(path, dark=dark)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
        assert [(path, one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


@pytest.mark.parametrize("scripts", [True, False])
def test_pointing_at_a_statement_lights_its_cue_and_its_source(visit: Visits, key: str, scripts: bool) -> None:
    page = visit(f"/page/{key}", scripts=scripts)

    def lit(selector: str) -> bool:
        look = "getComputedStyle(document.querySelector('{}')).backgroundColor !== 'rgba(0, 0, 0, 0)'"
        return bool(page.evaluate(look.format(selector)))

    parts = (".words.w0", ".c0.cue", ".c0.source")
    assert not any(map(lit, parts))
    page.locator(".k0 .how").first.focus()
    assert all(map(lit, parts))
    assert not lit(".words.w1")
    page.locator(".words.w1").first.hover()
    assert lit(".words.w1")


def test_whom_pronouns_stand_for(visit: Visits, key: str) -> None:
    page = visit(f"/page/{key}")
    who = page.locator(".stands-for", has_text="[Ada Quill]").first

    def width() -> float:
        box = who.bounding_box()
        assert box is not None
        return box["width"]

    assert width() <= 1
    page.locator("#show-who").focus()
    page.keyboard.press("Space")
    assert width() > 20
    page.keyboard.press("Space")
    page.locator(".stands").first.hover()
    assert width() > 20


def test_notes_are_in_the_margin_where_there_is_one(visit: Visits, key: str) -> None:
    for width, beside in ((1280, True), (390, False)):
        page = visit(f"/page/{key}", width=width)
        note = page.locator(".leaf .note").first.bounding_box()
        words = page.locator(".leaf .words").first.bounding_box()
        assert note is not None
        assert words is not None
        assert (note["x"] >= words["x"] + words["width"]) is beside


@pytest.mark.parametrize("scripts", [True, False])
def test_a_speaker_is_put_right_and_that_taken_back(visit: Visits, record: Record, key: str, scripts: bool) -> None:
    one = article(record, key).statements[0].entry
    page = visit(f"/statement/{one.id}", scripts=scripts)
    page.get_by_label("It was somebody else").check()
    page.get_by_label("Who it was").fill("Mara Okafor")
    page.get_by_label("Why").fill("It is her voice")
    page.get_by_role("button", name="Put it on record").click()
    page.get_by_text("It is her voice").wait_for()
    assert page.locator(".by").inner_text().startswith("Mara Okafor")
    page.get_by_role("button", name="Take it back").click()
    page.get_by_text("Taken back by mara").wait_for()
    assert page.locator(".by").inner_text().startswith("Ada Quill")
    assert cited_statement(record, one.id).entry == one


def test_a_citation_is_copied(visit: Visits, record: Record, key: str) -> None:
    one = article(record, key).statements[0].entry
    page = visit(f"/statement/{one.id}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("BibTeX", exact=True).click()
    page.get_by_role("button", name="Copy as BibTeX").click()
    page.get_by_role("button", name="Copied as BibTeX").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == cited_statement(record, one.id).cited["bibtex"]


def test_the_way_of_the_words_is_shown_when_it_is_reached(visit: Visits, record: Record, key: str) -> None:
    one = article(record, key).statements[0].entry
    page = visit(f"/statement/{one.id}")
    page.get_by_role("heading", name="The way of these words").scroll_into_view_if_needed()
    page.locator(".trail-sum").wait_for()
    assert page.locator(".carrier").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    assert (
        visit(f"/statement/{one.id}", scripts=False).get_by_role("link", name="Every page that has them").count() == 1
    )
