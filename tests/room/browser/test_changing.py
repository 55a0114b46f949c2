"""Adding and reviewing in a real browser: with scripts and without, by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from onrecord.judge import judgement_log
from onrecord.record import Record
from tests.conftest import PAGE
from tests.room.browser.conftest import Visits


def log(record: Record) -> list[tuple[str, bool]]:
    with record.snapshot() as connection:
        result = judgement_log.list_judgements(connection, everything=True)
    return [(item.kind, item.withdrawn) for item in result]


def press(page: Page, key: str) -> None:
    """Press a key and wait for the next page."""
    page.evaluate("document.getElementById('review').dataset.old = 'yes'")
    page.keyboard.press(key)
    expect(page.locator("#review:not([data-old])[data-shown]")).to_be_attached()
    expect(page.locator("#review h2")).to_be_focused()


def count(page: Page) -> str:
    return str(page.inner_text(".review-bar .count"))


def test_review_by_keys_alone(visit: Visits, record: Record) -> None:
    page = visit("/review")
    first = page.inner_text("blockquote")
    press(page, "n")
    assert page.inner_text("blockquote") != first
    assert "Judged not to be a statement." in page.inner_text("[data-live]")
    press(page, "k")
    assert count(page).startswith("1 judged, 1 skipped, ")
    press(page, "u")
    press(page, "u")
    assert page.inner_text("blockquote") == first
    page.keyboard.press("i")
    page.keyboard.type("Orla Kimura n k")
    press(page, "Enter")
    assert log(record) == [("not-statement", True), ("withdraw", False), ("speaker", False)]
    page.reload()
    assert count(page).startswith("1 judged, ")


def test_keys_can_be_shown_and_switched_off(visit: Visits, record: Record) -> None:
    page = visit("/review")
    page.keyboard.press("?")
    box = page.get_by_label("Use keys")
    expect(box).to_be_visible()
    box.uncheck()
    page.keyboard.press("n")
    page.wait_for_timeout(200)
    page.reload()
    page.keyboard.press("n")
    page.wait_for_timeout(200)
    assert log(record) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_review_by_buttons(visit: Visits, record: Record, scripts: bool) -> None:
    page = visit("/review", scripts=scripts)
    for name, expected in (
        ("Not a statement", "1 judged, "),
        ("Skip", "1 judged, 1 skipped"),
        ("Undo", "1 judged, "),
    ):
        page.get_by_role("button", name=name).click()
        expect(page.locator(".review-bar .count")).to_contain_text(expected)
    assert log(record) == [("not-statement", False)]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_pasted_page_is_shown_and_then_kept(visit: Visits, record: Record, scripts: bool) -> None:
    before = record.counts()["pages"]
    page = visit("/add", scripts=scripts)
    page.get_by_label("Text or HTML").fill(PAGE)
    page.locator("form", has=page.locator("#words")).get_by_role("button").click()
    expect(page.locator(".preview-bar")).to_contain_text("Preview.")
    assert record.counts()["pages"] == before
    page.get_by_role("button", name="Add to the record").click()
    expect(page.locator("h1")).to_contain_text("Ferry to run again")
    assert record.counts()["pages"] == before + 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_job_is_followed_to_its_end(visit: Visits, record: Record, tmp_path: Path, scripts: bool) -> None:
    files = []
    for day in ("Tuesday", "Friday", "Sunday"):
        files.append(tmp_path / f"{day}.txt")
        files[-1].write_text(PAGE.replace("Monday", day))
    page = visit("/add", scripts=scripts)
    page.set_input_files("#files", files)
    page.get_by_role("button", name="Read files").click()
    expect(page.locator("h1")).to_have_text("Job finished", timeout=30_000)
    expect(page.locator(".outcome.new")).to_have_count(3)


def test_files_can_be_dropped(visit: Visits) -> None:
    page = visit("/add")
    page.evaluate(
        """words => {
            const carried = new DataTransfer();
            carried.items.add(new File([words], "ferry.txt", {type: "text/plain"}));
            document.querySelector("[data-drop]").dispatchEvent(
                new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true}));
        }""",
        PAGE,
    )
    expect(page.locator(".preview-bar")).to_contain_text("Preview.")
