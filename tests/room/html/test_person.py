"""The page of a person, its feed, and judgements of identity."""

from __future__ import annotations

from pathlib import Path

import feedparser
import pytest
from fastapi.testclient import TestClient
from lxml import etree, html

from onrecord.judge.decisions import judge_people, set_wikidata
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.resolve.name_resolver import find_people
from onrecord.room.access import Access, add_account
from onrecord.views.person import person
from onrecord.views.person_context import load_context
from tests.kept_record import ADA, JONAS, MARA
from tests.room.conftest import Opens
from tests.statement_pages import ByName, Said, keep_all, page

CY = "Cy Dune"
HOSTILE = "<script>alert(\"x\")</script> & 'Co'"


@pytest.fixture
def record(kept_copy: Record) -> Record:
    """The record of a ferry and two who were married."""
    return kept_copy


@pytest.fixture
def linker(record: Record) -> ByName:
    """Knows everybody of the record."""
    return ByName.knowing(record)


def of(record: Record, name: str) -> str:
    return f"/person/{person(record, name).who.id}"


def get(browser: TestClient, address: str) -> html.HtmlElement:
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    page = html.fromstring(answer.text)
    # The forms of editors beside each fact have tests of their own, in test_facts.
    for form in page.find_class("fact-form") + page.find_class("fact-value"):
        form.drop_tree()
    return page


def text(element: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(item.text_content().split()) for item in element.xpath(path)]


def test_the_portrait_has_counts_ages_and_roles(record: Record, browser: TestClient) -> None:
    screen = get(browser, of(record, ADA))
    assert text(screen, "//h1") == [ADA]
    assert text(screen, "//header[@class='portrait']//dd") == ["3", "1", "4"]
    assert text(screen, "//section[h2='Ages, as stated']//li") == [
        "41 2016 · The Lantern",
        "43 2018 · The Elmouth Post",
    ]
    roles = screen.xpath("//section[h2='Roles, as stated']//li")
    assert [" ".join(role.text_content().split()) for role in roles] == [
        "ferry captain 2016 · The Lantern",
        "harbour board chair 2025 · The Harbour Bell",
    ]
    assert roles[0].xpath(".//a/@href")[0].startswith("/page/")
    assert text(screen, "//section[h2='Aliases']//li") == ["Quill 2016–2025 · 4 times · The Lantern"]


def test_relationships_with_their_evidence(record: Record, browser: TestClient) -> None:
    screen = get(browser, of(record, ADA))
    told = text(screen, "//ul[contains(@class,'relatives')]/li//li")
    assert told == [
        "ex-spouse 2016 “Ada Quill, ex-spouse of Jonas Brannigan” The Lantern",
        "spouse denied 2018 “Jonas Brannigan, spouse of Ada Quill” The Elmouth Post",
    ]
    assert text(screen, "//*[local-name()='svg' and @class='relationship-chart']//*[@class='name']") == [JONAS]
    jonas = get(browser, of(record, JONAS))
    assert text(jonas, "//ul[contains(@class,'relatives')]/li//li//b") == ["ex-spouse", "spouse", "child"]


def test_the_timeline_leads_into_its_years(record: Record, browser: TestClient) -> None:
    address = of(record, ADA)
    screen = get(browser, address)
    rows = [text(row, "./*") for row in screen.xpath("//details[@class='as-table']//tbody/tr")]
    assert rows == [
        ["2016", "1 (1 in quotation marks)", "0"],
        ["2018", "0", "1 (1 partly in quotation marks)"],
        ["2025", "2 (2 in quotation marks)", "0"],
    ]
    year = screen.xpath("//details[@class='as-table']//a/@href")[-1]
    assert year == f"{address}?year=2025#time"
    assert year in screen.xpath("//*[local-name()='svg' and @class='timeline']//@href")
    zoomed = get(browser, year)
    assert text(zoomed, "//h2[@id='time-title']") == ["Timeline of 2025"]
    assert (
        len(zoomed.xpath("//*[local-name()='use' and @class='dot']/parent::*[starts-with(@href,'/statement/')]")) == 2
    )
    assert [item[:14] for item in text(zoomed, "//section[@id='words']//blockquote")] == [
        "“I think it wi",
        "“It is a great",
    ]
    assert zoomed.xpath("//nav[@class='years']//@href") == [f"{address}?year=2018#time", f"{address}?#time"]


def test_said_about_and_told(record: Record, browser: TestClient) -> None:
    address = of(record, JONAS)
    quotes = "//section[@id='words']//blockquote"
    assert len(text(get(browser, address), quotes)) == 5
    about = get(browser, f"{address}?tab=about")
    assert [item[:8] for item in text(about, quotes)] == ["“It is a", "“We are "]
    told = get(browser, f"{address}?tab=told")
    assert text(told, "//nav[@aria-label='Told to']/a") == ["reporters 1", "The Harbour Bell 1"]
    assert [item[:12] for item in text(told, quotes)] == ["“It was neve"]
    assert text(get(browser, f"{of(record, MARA)}?tab=told"), "//p[@class='empty']")


def test_the_statements_go_on(record: Record, browser: TestClient) -> None:
    keep_all(record, page(*(Said(f"Number {number}", "Bo Long") for number in range(25)), published="2031"))
    address = of(record, "Bo Long")
    first = get(browser, address)
    (more,) = first.xpath("//a[@rel='next']/@href")
    rest = get(browser, more)
    quotes = "//section[@id='words']//blockquote"
    assert len(text(first, quotes)) == 20
    assert len({*text(first, quotes), *text(rest, quotes)}) == 25
    assert rest.xpath("//a[@rel='next']") == []


def test_company_first_and_latest(record: Record, browser: TestClient) -> None:
    screen = get(browser, of(record, ADA))
    assert text(screen, "//section[h2='On the same pages']//li") == [f"{JONAS} 4", f"{MARA} 2"]
    assert [item.partition("“")[0] for item in text(screen, "//ul[contains(@class,'first-latest')]/li")] == [
        "First, 2016",
        "Latest, 1 March 2025",
    ]


def test_a_single_statement_is_not_listed_twice(record: Record, browser: TestClient) -> None:
    keep_all(record, page(Said("One", "Bo Long"), published="2031"))
    screen = get(browser, of(record, "Bo Long"))
    assert text(screen, "//section[h2='Only statement']//li") == ["2031“One”"]


def test_an_undated_fact_is_labelled_undated(record: Record, browser: TestClient) -> None:
    keep_all(record, page(Said("One", "Bo Long"), published=None))
    screen = get(browser, of(record, "Bo Long"))
    assert text(screen, "//section[@id='time']/p") == [
        "None of these statements has a date, because their pages do not state one."
    ]


def test_names_lead_to_ids_and_old_ids_to_new_ones(record: Record, browser: TestClient) -> None:
    keep_all(record, page(Said("One", "Bo Long")), page(Said("Two", "Bo Longer"), published="2030"))
    old, new = (person(record, name).who.id for name in ("Bo Longer", "Bo Long"))
    judge_people(record, old, new, verdict="same", by=Author("mara"))
    merged = person(record, new).who.id
    gone = ({old, new} - {merged}).pop()
    answer = browser.get(f"/person/{gone}?tab=about", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, f"/person/{merged}?tab=about")
    assert browser.get("/person/quill", follow_redirects=False).headers["location"] == of(record, ADA)


def test_a_name_of_several_is_a_choice(record: Record, browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_all(
        record,
        page(Said("One", "Bo Long"), roles={"Bo Long": "pilot"}),
        page(Said("Two", "Bo Long"), published="2030", roles={"Bo Long": "actor"}),
        apart=("Bo Long",),
    )
    answer = browser.get("/person/bo%20long")
    assert answer.status_code == 300
    choices = html.fromstring(answer.text).xpath("//ul[contains(@class,'choices')]//a")
    assert {choice.get("href") for choice in choices} == {
        f"/person/{item.id}" for item in find_people(record, "Bo Long")
    }
    first, second = find_people(record, "Bo Long")
    with monkeypatch.context() as patch:
        patch.setattr("onrecord.views.people.MOST_NAMESAKES", 1)
        answer = browser.get("/person/Bo%20Long")
        assert f"/person/{second.id}" not in answer.text
        assert "2 people in the record have this name" in answer.text
        assert "Only the 1 with the most statements are listed." in answer.text
    screen = get(browser, f"/person/{first.id}")
    assert f"/person/{second.id}" in screen.xpath("//header[@class='portrait']//@href")


def test_an_unknown_person_is_reported(record: Record, browser: TestClient) -> None:
    answer = browser.get("/person/Ada%20Quil")
    assert answer.status_code == 404
    assert "Did you mean Ada Quill?" in html.fromstring(answer.text).text_content()


@pytest.mark.parametrize("query_string", ["year=0", "year=12345", "year=x", "tab=all", "after=nonsense"])
def test_invalid_input_is_refused(record: Record, browser: TestClient, query_string: str) -> None:
    assert browser.get(f"{of(record, ADA)}?{query_string}").status_code in {400, 422}


def test_hostile_names_are_only_names(record: Record, linker: ByName, browser: TestClient) -> None:
    said = Said(f"{HOSTILE} said", HOSTILE, about=(ADA,), told=HOSTILE)
    tie = (HOSTILE, "spouse", ADA, "asserted")
    reading = page(said, title=HOSTILE, outlet=HOSTILE, ties=(tie,), roles={HOSTILE: HOSTILE})
    keep_all(record, reading, linker=linker)
    person_id = person(record, HOSTILE).who.id
    for address in (
        f"/person/{person_id}",
        f"/person/{person_id}?tab=told",
        f"/person/{person_id}?year=2031",
        of(record, ADA),
    ):
        answer = browser.get(address)
        assert "<script>alert" not in answer.text
        screen = html.fromstring(answer.text)
        assert HOSTILE in screen.text_content()
        assert all(element.get("src") for element in screen.xpath("//script"))
    assert text(get(browser, f"/person/{person_id}"), "//h1") == [" ".join(HOSTILE.split())]


def test_the_feed_is_atom(record: Record, browser: TestClient) -> None:
    address = of(record, ADA)
    answer = browser.get(f"{address}/feed.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    read = feedparser.parse(answer.content)
    assert (read.version, read.bozo) == ("atom10", 0)
    assert read.feed.title == f"{ADA} on the record"
    assert read.feed.updated == "2032-01-01T12:00:00Z"
    links = {link.rel: link.href for link in read.feed.links}
    assert links == {
        "self": f"http://localhost:8000{address}/feed.atom",
        "alternate": f"http://localhost:8000{address}",
    }
    assert len(read.entries) == 4
    assert all(entry.link.startswith("http://localhost:8000/statement/") for entry in read.entries)
    assert any("It was never easy to be married to a ferry" in entry.title for entry in read.entries)
    assert all(entry.id.startswith("urn:uuid:") and entry.updated and entry.author for entry in read.entries)
    again = feedparser.parse(browser.get(f"{address}/feed.atom", headers={"host": "elsewhere"}).content)
    assert [entry.id for entry in again.entries] == [entry.id for entry in read.entries]
    assert len({entry.id for entry in read.entries} | {read.feed.id}) == 5


def test_the_feed_takes_any_words(record: Record, browser: TestClient) -> None:
    words = f"{HOSTILE} \x08\x1b ]]>"
    keep_all(record, page(Said(words, HOSTILE, about=(HOSTILE,)), title=words))
    answer = browser.get(f"{of(record, HOSTILE)}/feed.atom")
    etree.fromstring(answer.content)
    (entry,) = feedparser.parse(answer.content).entries
    assert HOSTILE in html.fromstring(entry.title).text_content() or HOSTILE in entry.title
    assert f"{of(record, HOSTILE)}/feed.atom" in browser.get(of(record, HOSTILE)).text


def test_a_person_without_statements_has_an_empty_feed(record: Record, linker: ByName, browser: TestClient) -> None:
    keep_all(
        record, page(Said("One", ADA), ties=((ADA, "parent", "Bo Long", "asserted"),), published="2030"), linker=linker
    )
    read = feedparser.parse(browser.get(f"{of(record, 'Bo Long')}/feed.atom").content)
    assert (read.bozo, read.entries, read.feed.updated) == (0, [], "1970-01-01T00:00:00Z")


def test_an_editor_says_that_two_are_one_and_takes_it_back(record: Record, browser: TestClient) -> None:
    keep_all(record, page(Said("One", "Bo Long")), page(Said("Two", "B. L. Long"), published="2030"))
    address = of(record, "Bo Long")
    answer = browser.post(
        f"{address}/judge",
        data={"other": "B. L. Long", "verdict": "same", "why": "one byline"},
        headers={"origin": "http://localhost:8000"},
    )
    assert answer.status_code == 200
    screen = html.fromstring(answer.text)
    assert text(screen, "//ul[contains(@class,'identity-judgements')]/li")[0].startswith(
        "Same person: Bo Long and B. L. Long mara, "
    )
    assert "one byline" in text(screen, "//ul[contains(@class,'identity-judgements')]/li")[0]
    assert person(record, "Bo Long").who.said == 2
    (judgement_id,) = screen.xpath("//input[@name='judgement']/@value")
    browser.post(f"{address}/withdraw", data={"judgement": judgement_id}, headers={"origin": "http://localhost:8000"})
    assert person(record, "Bo Long").who.said == 1
    assert load_context(record, "Bo Long").judgements == ()


def test_an_ambiguous_name_is_resolved_before_it_is_logged(record: Record, browser: TestClient) -> None:
    two = page(Said("One", "Bo Long")), page(Said("Two", "Bo Long"), published="2030")
    keep_all(record, page(Said("Three", CY), published="2029"), *two, apart=("Bo Long",))
    answer = browser.post(f"{of(record, CY)}/judge", data={"other": "Bo Long", "verdict": "different", "why": HOSTILE})
    forms = html.fromstring(answer.text).xpath("//main//form")
    assert len(forms) == 2
    assert load_context(record, CY).judgements == ()
    browser.post(forms[0].get("action"), data=dict(forms[0].form_values()))
    (first,) = load_context(record, CY).judgements
    assert (first.kind, first.why) == ("different", HOSTILE)


def test_a_wikidata_item_is_set_and_shown(record: Record, browser: TestClient) -> None:
    keep_all(record, page(Said("One", CY)))
    answer = browser.post(f"{of(record, CY)}/wikidata", data={"item": " Q4242 "})
    links = html.fromstring(answer.text).xpath("//header[@class='portrait']//a/@href")
    assert "https://www.wikidata.org/wiki/Q4242" in links
    assert browser.post(f"{of(record, CY)}/wikidata", data={"item": "42"}).status_code == 400


@pytest.mark.parametrize(
    ("data", "status"), [({"other": "Nobody Known", "verdict": "same"}, 404), ({"other": CY}, 422)]
)
def test_an_invalid_judgement_is_refused(
    record: Record, browser: TestClient, data: dict[str, str], status: int
) -> None:
    keep_all(record, page(Said("One", CY)))
    assert browser.post(f"{of(record, CY)}/judge", data=data).status_code == status
    assert load_context(record, CY).judgements == ()


def test_readers_judge_nothing(record: Record, open_room: Opens, tmp_path: Path) -> None:
    keep_all(record, page(Said("One", CY)))
    set_wikidata(record, CY, "Q42", by=Author("mara"))
    names = tmp_path / "access.json"
    add_account(names, "rita", role="reader", secret="a long secret of hers")
    reader = open_room(Access(names))
    signed = {"authorization": "Bearer rita:a long secret of hers"}
    screen = html.fromstring(reader.get(of(record, CY), headers=signed).text)
    assert screen.xpath("//main//form[@method='post']") == []
    assert text(screen, "//ul[contains(@class,'identity-judgements')]/li")[0].startswith("Wikidata Q42 mara")
    for path in ("judge", "wikidata", "withdraw"):
        data = {"other": JONAS, "verdict": "same", "item": "Q1", "judgement": "x"}
        assert reader.post(f"{of(record, CY)}/{path}", data=data, headers=signed).status_code == 403


def test_another_site_judges_nothing(record: Record, browser: TestClient) -> None:
    answer = browser.post(
        f"{of(record, ADA)}/judge",
        data={"other": JONAS, "verdict": "same"},
        headers={"origin": "https://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert load_context(record, ADA).judgements == ()


def test_a_current_copy_in_the_browser_is_not_sent_again(record: Record, linker: ByName, browser: TestClient) -> None:
    address = of(record, ADA)
    etag = browser.get(address).headers["etag"]
    assert browser.get(address, headers={"if-none-match": etag}).status_code == 304
    keep_all(record, page(Said("New", ADA), published="2032"), linker=linker)
    assert browser.get(address, headers={"if-none-match": etag}).status_code == 200
