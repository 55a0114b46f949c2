"""Search in a browser, with and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from onrecord.record import Record
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from tests.room.browser.conftest import Visits


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_filters_are_added_and_removed(visit: Visits, record: Record, scripts: bool) -> None:
    page = visit("/", scripts=scripts)
    page.get_by_label("Words of a statement").fill("will")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    assert page.url.endswith("/search?words=will")
    total = len(find(record, Query("will"), limit=100).hits)
    expect(page.locator("li.entry")).to_have_count(total)
    page.locator("section.facet", has_text="Kind").get_by_role("link", name="in quotation marks", exact=True).click()
    assert page.url.endswith("/search?words=will&kind=direct")
    direct = find(record, Query("will", kind=("direct",)), limit=100).hits
    assert len(direct) < total
    expect(page.locator("li.entry")).to_have_count(len(direct))
    page.get_by_text("Add filters").click()
    page.get_by_label("Since").fill("2023")
    page.locator("details.add-filters").get_by_role("button", name="Search").click()
    filtered = find(record, Query("will", kind=("direct",), since="2023"), limit=100).hits
    assert filtered
    expect(page.locator("li.entry")).to_have_count(len(filtered))
    page.get_by_role("link", name="Remove all filters").click()
    expect(page.locator("li.entry")).to_have_count(total)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_more_results_are_loaded(visit: Visits, record: Record, scripts: bool) -> None:
    expected = [hit.entry.id for hit in find(record, Query(), limit=60).hits]
    page = visit("/search", scripts=scripts)
    page.get_by_role("link", name="More results").click()
    first_new = 20 if scripts else 0
    page.locator(f"#s-{expected[39]}").wait_for()
    assert page.locator("li.entry").nth(first_new).get_attribute("id") == f"s-{expected[20]}"
    assert ("after=" in page.url) != scripts
    if scripts:
        assert page.locator("li.entry").count() == 40
        focused = page.evaluate("document.activeElement.closest('li').id")
        assert focused == f"s-{expected[20]}"
    page.get_by_role("link", name="More results").click()
    page.locator(f"#s-{expected[59]}").wait_for()


def test_a_pending_overview_reloads_itself(visit: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.room.overviews._MAX_WAIT", 0)
    page = visit("/outlets")
    page.get_by_role("table").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "Outlets"
