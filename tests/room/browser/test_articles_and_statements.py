"""Articles and statements in a browser, with and without scripts."""

from __future__ import annotations

import pytest

from onrecord.cite.cited_statement import cited_statement
from onrecord.record import Record
from onrecord.views.article import article
from tests.room.browser.conftest import Visits, find_violations
from tests.room.html.sample_editions import keep_edited


@pytest.fixture
def key(record: Record) -> str:
    """A page with three versions."""
    return keep_edited(record)


@pytest.fixture
def paths(record: Record, key: str) -> list[str]:
    """The addresses of its article, versions and statements."""
    now, then = (article(record, key, version=number).statements[0].entry.id for number in (3, 1))
    statements = [f"/statement/{public_id}" for public_id in (now, then)] + [f"/statement/{now}/trail", "/changes"]
    return [f"/page/{key}", f"/page/{key}/versions/1", f"/page/{key}/compare?one=1&other=3", *statements]


def test_axe_finds_nothing_and_nothing_scrolls_sideways(visit: Visits, paths: list[str]) -> None:
    for path in paths:
        page = visit(path)
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert find_violations(page) == [], path


@pytest.mark.parametrize("scripts", [True, False])
def test_pointing_at_a_statement_highlights_cue_and_source(visit: Visits, key: str, scripts: bool) -> None:
    page = visit(f"/page/{key}", scripts=scripts)

    def highlighted(selector: str) -> bool:
        look = "getComputedStyle(document.querySelector('{}')).backgroundColor !== 'rgba(0, 0, 0, 0)'"
        return bool(page.evaluate(look.format(selector)))

    parts = (".words.w0", ".c0.cue", ".c0.source")
    assert not any(map(highlighted, parts))
    page.locator(".k0 .evidence-link").first.focus()
    assert all(map(highlighted, parts))
    assert not highlighted(".words.w1")
    page.locator(".words.w1").first.hover()
    assert highlighted(".words.w1")


def test_names_behind_pronouns_can_be_shown(visit: Visits, key: str) -> None:
    page = visit(f"/page/{key}")
    referent = page.locator(".referent", has_text="[Ada Quill]").first

    def width() -> float:
        box = referent.bounding_box()
        assert box is not None
        return float(box["width"])

    assert width() <= 1
    page.locator("#show-who").focus()
    page.keyboard.press("Space")
    assert width() > 20
    page.keyboard.press("Space")
    page.locator(".referring").first.hover()
    assert width() > 20


def test_notes_are_in_the_margin_of_wide_screens(visit: Visits, key: str) -> None:
    for width, in_margin in ((1280, True), (390, False)):
        page = visit(f"/page/{key}", width=width)
        note = page.locator(".article-text .margin-note").first.bounding_box()
        words = page.locator(".article-text .words").first.bounding_box()
        assert note is not None
        assert words is not None
        assert (note["x"] >= words["x"] + words["width"]) is in_margin


@pytest.mark.parametrize("scripts", [True, False])
def test_a_speaker_is_corrected_and_the_judgement_withdrawn(
    visit: Visits, record: Record, key: str, scripts: bool
) -> None:
    statement = article(record, key).statements[0].entry
    page = visit(f"/statement/{statement.id}", scripts=scripts)
    page.get_by_label("Another speaker").check()
    page.get_by_label("Name of the speaker").fill("Mara Okafor")
    page.get_by_label("Reason").fill("It is her voice")
    page.get_by_role("button", name="Save judgement").click()
    page.get_by_text("It is her voice").wait_for()
    assert page.locator(".by").inner_text().startswith("Mara Okafor")
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_text("Withdrawn by mara").wait_for()
    assert page.locator(".by").inner_text().startswith("Ada Quill")
    assert cited_statement(record, statement.id).entry == statement


def test_a_citation_is_copied(visit: Visits, record: Record, key: str) -> None:
    statement = article(record, key).statements[0].entry
    page = visit(f"/statement/{statement.id}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("BibTeX", exact=True).click()
    page.get_by_role("button", name="Copy as BibTeX").click()
    page.get_by_role("button", name="Copied as BibTeX").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == cited_statement(record, statement.id).cited["bibtex"]


def test_the_trail_loads_when_it_is_reached(visit: Visits, record: Record, key: str) -> None:
    statement = article(record, key).statements[0].entry
    page = visit(f"/statement/{statement.id}")
    page.get_by_role("heading", name="Other pages with these words").scroll_into_view_if_needed()
    page.locator(".trail-summary").wait_for()
    assert page.locator(".trail-page").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1
    assert (
        visit(f"/statement/{statement.id}", scripts=False).get_by_role("link", name="Show all pages with these").count()
        == 1
    )
