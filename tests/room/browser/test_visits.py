"""Whole visits to the room in a browser, from the first click to the last."""

from __future__ import annotations

import re

import feedparser
import pytest
from playwright.sync_api import Page, expect

from onrecord.judge.judgement_log import list_judgements
from onrecord.record import Record
from onrecord.views.article import article
from tests.room.browser.conftest import Visits
from tests.room.html.sample_editions import keep_edited

PASTED = """Ferry to run again, says harbour board
By Ada Quill
2031-04-02
The ferry between Tarn Quay and Elmouth will run again from Monday, the harbour board announced this week.
"The engine is mended and the crew is glad," Brannigan said on the quay on Thursday, as gulls circled overhead.
"""


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_from_a_search_through_a_facet_to_the_words_on_their_page(visit: Visits, scripts: bool) -> None:
    page = visit("/", scripts=scripts)
    page.get_by_role("searchbox").fill("will OR was OR is")
    page.get_by_role("search").get_by_role("button", name="Search").click()
    expect(page).to_have_url(re.compile(r"/search\?words="))
    before = page.locator(".entry").count()
    assert before > 1
    assert page.locator(".entry mark").count() >= before
    page.locator(".facet").filter(has_text="Said by").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"[?&]by="))
    assert 0 < page.locator(".entry").count() <= before
    words = page.locator(".entry blockquote").first.inner_text()
    page.locator(".entry blockquote a").first.click()
    expect(page).to_have_url(re.compile("/statement/"))
    expect(page.locator("h1")).to_contain_text(words.split(" … ")[0][:30])
    page.locator("main").get_by_role("link").filter(has_text=re.compile(".")).and_(
        page.locator("a[href*='/page/']")
    ).first.click()
    expect(page).to_have_url(re.compile("/page/"))
    expect(page.locator(".words").first).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_page_is_pasted_looked_at_and_kept(visit: Visits, record: Record, scripts: bool) -> None:
    before = record.counts()["pages"]
    page = visit("/add", scripts=scripts)
    page.get_by_label("Text or HTML").fill(PASTED)
    page.locator("form", has=page.get_by_label("Text or HTML")).get_by_role("button", name="Read text").click()
    expect(page.get_by_text("Preview.")).to_be_visible()
    expect(page.locator(".words").filter(has_text="The engine is mended")).to_be_visible()
    assert record.counts()["pages"] == before
    page.get_by_role("button", name="Add to the record").click()
    expect(page).to_have_url(re.compile("/page/"))
    assert record.counts()["pages"] == before + 1
    page = visit("/search?words=gulls+OR+engine", scripts=scripts)
    expect(page.locator(".entry").first).to_contain_text("Brannigan")


def test_reviewing_takes_no_mouse(visit: Visits, record: Record) -> None:
    page = visit("/review")
    asked_question = question(page)
    page.keyboard.press("n")
    expect(page.locator(".question")).not_to_contain_text(asked_question)
    judged_kinds = kinds(record)
    assert judged_kinds == ["not-statement"]
    expect(page.get_by_role("status")).not_to_be_empty()
    page.keyboard.press("u")
    expect(page.locator(".question")).to_contain_text(asked_question)
    expect(page.locator("#review[data-shown]")).to_be_attached()
    page.keyboard.press("k")
    expect(page.locator(".question")).not_to_contain_text(asked_question)
    # Keys count again when the next question is announced.
    expect(page.locator("#review[data-shown]")).to_be_attached()
    page.keyboard.press("i")
    page.keyboard.type("Ada Quill")
    page.keyboard.press("Enter")
    expect(page.locator(".count")).to_contain_text("1 judged")
    assert kinds(record) == ["not-statement", "speaker", "withdraw"]


def test_versions_of_a_page_are_compared(visit: Visits, record: Record) -> None:
    key = keep_edited(record)
    page = visit(f"/page/{key}")
    page.get_by_role("link", name=re.compile("compare with version")).first.click()
    expect(page).to_have_url(re.compile("/compare"))
    assert page.locator("ins, del").count() > 0


def test_a_person_can_be_followed_by_a_feed(visit: Visits, record: Record) -> None:
    person_summary = next(person for person in article(record, keep_edited(record)).people if person.who.id)
    page = visit(f"/person/{person_summary.who.id}")
    answer = page.request.get(page.locator("link[type='application/atom+xml']").evaluate("link => link.href"))
    feed = feedparser.parse(answer.body())
    assert (answer.ok, bool(feed.bozo)) == (True, False)
    assert any(entry.link.startswith(page.url.partition("/person/")[0]) for entry in feed.entries)


def test_the_theme_is_as_it_was_chosen(visit: Visits) -> None:
    page = visit("/", dark=True)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Switch between light and dark").click()
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != ground
    page = visit("/people", dark=True)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def test_everything_can_be_reached_on_a_phone(visit: Visits) -> None:
    page = visit("/", width=390)
    for name in ("People", "Outlets", "Speakers", "Review", "Add"):
        page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True).click()
        expect(page.locator("h1")).to_be_visible()
        box = page.locator("h1").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 390


def test_the_keyboard_reaches_the_page_first(visit: Visits) -> None:
    page = visit("/people")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def question(page: Page) -> str:
    return str(page.locator(".question blockquote").inner_text())


def kinds(record: Record) -> list[str]:
    with record.snapshot() as connection:
        return sorted(judgement.kind for judgement in list_judgements(connection, everything=True))
