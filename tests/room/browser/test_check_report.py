"""The report on a draft is accessible and fits narrow screens and paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from onrecord.record import Record
from tests.kept_record import WINTER
from tests.room.browser.conftest import Visits, find_violations

DRAFT = f'Ferry\n\n"{WINTER}," Brannigan said.\n\n"{WINTER.replace("bay", "coast")}," Brannigan said.\n'


@pytest.fixture
def record(kept_copy: Record) -> Record:
    """The record of a ferry and of two who were married."""
    return kept_copy


def test_the_report_is_accessible_and_fits(visit: Visits) -> None:
    page = visit("/check")
    page.get_by_label("Paste the draft").fill(DRAFT)
    page.get_by_role("button", name="Check the draft").click()
    altered = page.get_by_role("article", name="Statement 2 in the draft: Altered")
    expect(altered).to_contain_text("“coast” instead of “bay”")
    assert find_violations(page) == []
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print this report")).to_be_hidden()
    page.emulate_media(media="screen")  # the tab serves other tests too
