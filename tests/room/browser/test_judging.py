"""Judgements in a browser: each kind made, seen at once and withdrawn; a missed statement; and a page removed."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from onrecord.record import Record
from onrecord.resolve.name_resolver import EntitySummary
from onrecord.store.readings import load_reading
from onrecord.store.schema import pages
from onrecord.store.statements import StoredStatement
from tests.exclude.test_removal import left_in_files
from tests.room.browser.conftest import Visits

MISSED = "The collapse sank four boats and shut the dock for five months."


def wall(record: Record) -> StoredStatement:
    """The statement about the wall that was not monitored."""
    return record.find("monitored").hits[0].entry


def find_people(record: Record) -> list[EntitySummary]:
    return [entity for entity in record.people(limit=60).people if entity.kind == "person"]


def withdraw(page: Page, address: str) -> None:
    """Withdraw all judgements in the log: a fact of a person is judged on each page that states it."""
    page.goto(address + "/judgements")
    buttons = page.locator(".log-entry").get_by_role("button", name=re.compile("Withdraw"))
    for remaining in range(buttons.count(), 0, -1):
        buttons.first.click()
        expect(buttons).to_have_count(remaining - 1)


def fact_row(page: Page, label: str) -> Locator:
    """The first row of the facts with this label, with its section opened."""
    row = page.locator(".judged-facts div", has=page.locator("dt", has_text=re.compile(f"^{label}$"))).first
    section = page.locator("details.judge", has=page.locator(".judged-facts"))
    if section.count():
        section.evaluate("section => section.open = true")
    return row


def set_value(row: Locator, value: str) -> None:
    """Open the form of a fact, and save the right value."""
    row.locator("details.fact-value summary").click()
    field = row.locator("details.fact-value [name=value]")
    if field.evaluate("field => field.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
    row.get_by_role("button", name="Save").click()


FACTS_OF_A_PAGE = (
    ("outlet", "The Lantern", "The Lantern"),
    ("title", "A wall that fell", "A wall that fell"),
    ("date", "2020-01-02", "2 January 2020"),
    ("byline", "Bo Lind", "Bo Lind"),
)
FACTS_OF_A_STATEMENT = (
    ("told to", "the Lantern", "to the Lantern"),
    ("said when", "2020-01-02", "2 January 2020"),
    ("about", "Adaeze Colby", "Adaeze Colby"),
    ("kind", "indirect", "reported"),
    ("said or thought", "thought", "thought, not said"),
)


def test_facts_of_a_page(visit: Visits, record: Record, address: str) -> None:
    path = f"/page/{wall(record).page.id}"
    page = visit(path)
    for label, value, expected_text in FACTS_OF_A_PAGE:
        expect(page.locator("main")).not_to_contain_text(expected_text)
        set_value(fact_row(page, label), value)
        expect(page.locator("main")).to_contain_text(expected_text)
    withdraw(page, address)
    page.goto(address + path)
    for _, _, expected_text in FACTS_OF_A_PAGE:
        expect(page.locator("main")).not_to_contain_text(expected_text)


def test_facts_of_a_statement(visit: Visits, record: Record, address: str) -> None:
    path = f"/statement/{wall(record).id}"
    page = visit(path)
    head = page.locator("article.statement > p, article.statement > h1")
    before = head.all_inner_texts()
    shown_texts = [before]
    for label, value, expected_text in FACTS_OF_A_STATEMENT:
        set_value(fact_row(page, label), value)
        expect(page.locator("article.statement")).to_contain_text(expected_text)
        assert head.all_inner_texts() not in shown_texts, label
        shown_texts.append(head.all_inner_texts())
    withdraw(page, address)
    page.goto(address + path)
    assert head.all_inner_texts() == before


def test_facts_of_a_person_are_wrong_in_one_click(visit: Visits, record: Record, address: str) -> None:
    fields = {"role": "roles", "alias": "aliases", "age": "ages", "relationship": "ties"}
    portraits = [record.person(person.id) for person in find_people(record)]
    for kind, field in fields.items():
        person = next(portrait for portrait in portraits if getattr(portrait, field))
        before = getattr(person, field)
        page = visit(f"/person/{person.who.id}")
        forms = page.locator("form.fact-form", has=page.locator(f'input[name=kind][value="{kind}"]'))
        count = forms.count()
        forms.first.get_by_role("button", name=re.compile("^Wrong")).click()
        expect(forms).to_have_count(count - 1)
        assert len(getattr(record.person(person.who.id), field)) == len(before) - 1
        withdraw(page, address)
        page.goto(f"{address}/person/{person.who.id}")
        expect(forms).to_have_count(count)
        assert getattr(record.person(person.who.id), field) == before


def test_speakers_and_statements(visit: Visits, record: Record) -> None:
    page = visit(f"/statement/{wall(record).id}")
    for verdict, expected_text in (
        ("Right: ", "judged this right"),
        ("Wrong: ", "corrected the speaker"),
        ("Another speaker", "corrected the speaker"),
        ("Not a statement", "this is not a statement"),
    ):
        expect(page.locator("article.statement")).not_to_contain_text(expected_text)
        page.get_by_label(verdict).check()
        if verdict == "Another speaker":
            page.get_by_label("Name of the speaker").fill("Orla Kimura")
        page.get_by_role("button", name="Save judgement").click()
        expect(page.locator("article.statement")).to_contain_text(expected_text)
        page.get_by_role("button", name=re.compile("^Withdraw")).click()
        expect(page.locator("article.statement")).not_to_contain_text(expected_text)


def test_identities(visit: Visits, record: Record) -> None:
    first, second = find_people(record)[:2]
    page = visit(f"/person/{first.id}#who")
    for verdict in ("Same person", "Different people", "Can’t tell"):
        page.get_by_text("Correct the identity").click()
        page.get_by_label("Other person").fill(second.name)
        page.get_by_role("button", name=verdict).click()
        expect(page.locator(".identity-judgements")).to_contain_text(second.name)
        assert (record.person(second.id).who.id == first.id) == (verdict == "Same person")
        page.locator(".identity-judgements").get_by_role("button", name=re.compile("^Withdraw")).click()
        expect(page.locator(".identity-judgements")).to_have_count(0)
        assert record.person(second.name).who.id == second.id


def test_a_wikidata_item(visit: Visits, record: Record) -> None:
    person = find_people(record)[0]
    page = visit(f"/person/{person.id}#who")
    page.get_by_text("Correct the identity").click()
    page.get_by_label("Wikidata id").fill("Q42")
    page.get_by_role("button", name="Save Wikidata id").click()
    expect(page.locator("header.portrait")).to_contain_text("Wikidata Q42")
    page.locator(".identity-judgements").get_by_role("button", name=re.compile("^Withdraw")).click()
    expect(page.locator("header.portrait")).not_to_contain_text("Wikidata")


def test_a_missed_statement_is_added_by_selecting_its_words(visit: Visits, record: Record, address: str) -> None:
    page = visit(f"/page/{wall(record).page.id}")
    page.evaluate(
        """words => {
            const walker = document.createTreeWalker(document.querySelector(".article-text"), NodeFilter.SHOW_TEXT);
            while (walker.nextNode() && !walker.currentNode.data.includes(words));
            const start = walker.currentNode.data.indexOf(words);
            getSelection().setBaseAndExtent(walker.currentNode, start, walker.currentNode, start + words.length);
        }""",
        MISSED,
    )
    expect(page.get_by_label("Words", exact=True)).to_have_value(MISSED)
    page.get_by_label("Speaker", exact=True).fill("Adaeze Colby")
    page.get_by_role("button", name="Add the statement").click()
    page.wait_for_url("**/page/*")
    (hit,) = record.find('"sank four boats"').hits
    expect(page.locator(f'a[href="/statement/{hit.entry.id}"]').first).to_be_attached()
    withdraw(page, address)
    assert record.find('"sank four boats"').hits == ()


def texts(record: Record) -> dict[str, str]:
    """The article texts of all pages, by public id."""
    with record.snapshot() as connection:
        ids = connection.execute(select(pages.c.public_id)).scalars().all()
        return {public_id: load_reading(connection, public_id).text for public_id in ids}


def test_no_words_of_a_removed_page_are_left_in_the_files(visit: Visits, record: Record) -> None:
    removed, remaining_texts = wall(record).page.id, texts(record)
    text = remaining_texts.pop(removed)
    assert left_in_files(record, [text], others=list(remaining_texts.values()))
    page = visit(f"/page/{removed}")
    page.get_by_text("Remove this page").click()
    page.get_by_label("Reason").fill("the outlet asked for it")
    page.get_by_role("button", name="Remove the page").click()
    expect(page.locator(".log-entry").first).to_contain_text("Page removed")
    assert left_in_files(record, [text], others=list(remaining_texts.values())) == set()
    page.get_by_text("Allow this page again").click()
    page.get_by_label("Reason").fill("asked again")
    page.get_by_role("button", name="Allow").click()
    expect(page.locator(".log-entry").first).to_contain_text("Page allowed again")
