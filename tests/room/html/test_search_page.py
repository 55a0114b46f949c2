"""The search page: results, filters, facets, downloads, feed and watch."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from lxml import etree, html

from onrecord.record import Record
from onrecord.resolve.name_resolver import find_people
from onrecord.room import Access, downloads
from onrecord.room.access import add_account
from onrecord.search.facets import facets
from onrecord.search.find_statements import find
from onrecord.search.query import Query
from onrecord.watch.config import load
from tests.room.conftest import Opens
from tests.room.hostile import NAME, OUTLET, WORDS, assert_only_text, keep_hostile

WINTER = "winter"


def ids(page: str) -> list[str]:
    return re.findall(r'id="s-(\w+)"', page)


def links(page: str) -> dict[str, str]:
    """Every link's address by its words."""
    return {
        " ".join(element.text_content().split()): element.get("href") for element in html.fromstring(page).iter("a")
    }


def whole(record: Record, query: Query, **options: Any) -> list[str]:
    return [hit.entry.id for hit in find(record, query, limit=1000, **options).hits]


def busiest(record: Record) -> str:
    return facets(record, Query()).by[0].name


def test_results_have_their_words_marked(browser: TestClient, record: Record) -> None:
    found_ids = find(record, Query("will"))
    page = browser.get("/search?words=will").text
    assert ids(page) == [hit.entry.id for hit in found_ids.hits]
    assert len(re.findall("<mark>will", page, re.I)) >= len(found_ids.hits)
    assert f"<b>{len(whole(record, Query('will')))}</b> statements" in page
    assert 'value="will"' in page
    assert page.count("<h1") == 1


def test_without_words_everything_is_shown_the_newest_first(browser: TestClient, record: Record) -> None:
    page = browser.get("/search").text
    assert ids(page) == whole(record, Query())[:20]
    assert "Best match" not in page
    assert re.search(r'aria-current="true">Newest', page)
    assert f"<b>{record.counts()['statements']}</b> statements" in page


def test_the_address_holds_the_whole_search(browser: TestClient, record: Record) -> None:
    name = busiest(record)
    query = Query(by=(name,), kind=("direct", "mixed"), place=("body",), until="2031", said=True)
    address = {"by": name, "kind": ["direct", "mixed"], "place": "body", "until": "2031", "said": "1", "sort": "oldest"}
    page = browser.get("/search", params=address).text
    assert ids(page) == whole(record, query, sort="oldest")[:20] != []
    chips = html.fromstring(page).xpath("//li[@class='chip']/input")
    assert [(chip.get("name"), chip.get("value")) for chip in chips] == [
        ("by", name),
        ("kind", "direct"),
        ("kind", "mixed"),
        ("place", "body"),
        ("until", "2031"),
        ("said", "1"),
    ]
    away = html.fromstring(page).xpath(f"//a[@aria-label='Remove by {name}']/@href")[0]
    assert away == "/search?kind=direct&kind=mixed&place=body&until=2031&said=1&sort=oldest"
    assert ids(browser.get(away).text) == whole(record, replace(query, by=()), sort="oldest")[:20]


def test_a_form_that_is_sent_empty_asks_for_nothing(browser: TestClient, record: Record) -> None:
    page = browser.get("/search?words=&by=&about=&told=&outlet=&since=&until=").text
    assert ids(page) == whole(record, Query())[:20]


def test_results_continue_page_after_page_and_in_place(browser: TestClient, record: Record) -> None:
    expected = whole(record, Query())
    found_ids, page, address = [], browser.get("/search").text, "/search"
    for step in range(100):
        found_ids += ids(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if following is None:
            break
        address = unescape(following[1])
        page = browser.get(address, headers={"hx-request": "true"} if step % 2 else {}).text
        assert ("<html" in page) != bool(step % 2)
    assert found_ids == expected
    assert len(expected) > 40


def test_facets_lead_to_narrower_searches(browser: TestClient, record: Record) -> None:
    page = browser.get("/search").text
    for field, group in (("by", "Said by"), ("outlet", "Outlet"), ("kind", "Kind")):
        section = html.fromstring(page).xpath(f"//section[h2='{group}']")[0]
        choices = section.xpath(".//li")
        assert choices, group
        for choice in choices[:3]:
            address, times = choice.xpath("./a/@href")[0], choice.xpath("string(./span[@class='number'])")
            assert f"{field}=" in address
            if times:
                narrowed = browser.get(address).text
                assert f"<b>{times}</b> statement" in narrowed
                assert 'aria-current="true"' in narrowed


def test_a_facet_that_is_chosen_can_be_left_again(browser: TestClient) -> None:
    page = browser.get("/search?words=will&kind=direct").text
    (chosen,) = html.fromstring(page).xpath("//section[h2='Kind']//a[@aria-current]")
    assert chosen.get("href") == "/search?words=will"
    other_kinds = html.fromstring(page).xpath("//section[h2='Kind']//a[not(@aria-current)]/@href")
    assert "/search?words=will&kind=direct&kind=indirect" in other_kinds


def test_years_narrow_the_search(browser: TestClient, record: Record) -> None:
    year = facets(record, Query()).year[-1]
    address = links(browser.get("/search").text)[f"{year.name} {year.times}"]
    assert address == f"/search?since={year.name}&until={year.name}"
    assert ids(browser.get(address).text) == whole(record, Query(since=year.name, until=year.name))[:20]


def test_years_are_listed_in_the_order_of_their_bars(browser: TestClient) -> None:
    page = browser.get("/search").text
    years = re.findall(r'<li><a href="/search\?since=(\d{4})&amp;until=\1"', page[page.index("<h2>Year</h2>") :])
    assert len(years) > 1
    assert years == sorted(years)


def test_an_empty_result_says_what_to_loosen(browser: TestClient, record: Record) -> None:
    name = busiest(record)
    page = browser.get("/search", params={"words": "zeppelin", "by": name}).text
    assert "No results" in page
    found_ids = links(page)
    assert found_ids["without words “zeppelin”"] == f"/search?by={name.replace(' ', '+')}"
    assert f"{len(whole(record, Query(by=(name,))))} statement" in page


def test_a_name_among_the_words_leads_to_the_person(browser: TestClient, record: Record) -> None:
    (busiest_person,) = find_people(record, busiest(record))
    page = browser.get("/search", params={"words": busiest_person.name}).text
    assert f'<a href="/person/{busiest_person.id}"><b>{busiest_person.name}</b></a>' in page
    assert f'href="/search?by={busiest_person.id}"' in page
    assert f'href="/search?about={busiest_person.id}"' in page


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("/search?words=%22will", "a phrase has no closing quotation mark"),
        ("/search?words=w*", "has a prefix of a single letter. Give at least two letters."),
        ("/search?since=soon", "&#39;soon&#39; is not a date for &#39;since&#39;"),
        ("/search?kind=shouted", "There is no kind &#39;shouted&#39;"),
        ("/search?after=xyz", "it is not a cursor"),
    ],
)
def test_an_invalid_search_shows_its_error_beside_the_form(browser: TestClient, address: str, problem: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 400
    assert problem in answer.text
    assert "<form" in answer.text


@pytest.mark.parametrize("address", ["/search?sort=best", "/search?said=perhaps", "/search?" + "by=x&" * 30])
def test_an_invalid_address_is_refused(browser: TestClient, address: str) -> None:
    assert browser.get(address).status_code == 422


def test_results_can_be_downloaded(browser: TestClient, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_BATCH_SIZE", 3)
    query = Query("will", said=True)
    expected = whole(record, query, sort="newest")
    assert len(expected) > 3
    query_string = "words=will&said=1&sort=newest"
    assert links(browser.get(f"/search?{query_string}").text)["CSV"] == f"/search/download?{query_string}&form=csv"
    answer = browser.get(f"/search/download?{query_string}&form=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="statements.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["statement"] for row in rows] == expected
    first = find(record, query, sort="newest", limit=1).hits[0].entry
    assert (rows[0]["words"], rows[0]["speaker"]) == (first.quote, first.speaker.name if first.speaker else "")
    told = json.loads(browser.get(f"/search/download?{query_string}&form=json").text)
    assert ([item["entry"]["id"] for item in told["items"]], told["next"], told["order"]) == (expected, None, "newest")
    lines = browser.get(f"/search/download?{query_string}&form=jsonl").text.splitlines()
    assert [json.loads(line)["entry"]["id"] for line in lines] == expected
    nothing = json.loads(browser.get("/search/download?words=zeppelin&form=json").text)
    assert nothing == {"items": [], "order": "relevance", "next": None, "notes": []}
    assert browser.get("/search/download?words=%22x&form=csv").status_code == 400


def test_a_file_ends_where_it_is_long_enough(
    browser: TestClient, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "_BATCH_SIZE", 4)
    monkeypatch.setattr(downloads, "MAX_STATEMENTS", 8)
    told = json.loads(browser.get("/search/download?form=json").text)
    assert [item["entry"]["id"] for item in told["items"]] == whole(record, Query())[:8]
    rest = browser.get("/search", params={"after": told["next"]}).text
    assert ids(rest)[0] == whole(record, Query())[8]


def test_a_search_has_a_feed(browser: TestClient, record: Record) -> None:
    answer = browser.get("/search/feed.atom?words=will")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.xpath("string(a:title)", namespaces=space) == "will on the record"
    assert feed.xpath("string(a:link[@rel='alternate']/@href)", namespaces=space).endswith("/search?words=will")
    found_ids = feed.xpath("a:entry/a:link[@rel='alternate']/@href", namespaces=space)
    assert {item.rsplit("/", 1)[1] for item in found_ids} == set(whole(record, Query("will")))
    assert 'type="application/atom+xml"' in browser.get("/search?words=will").text


def test_a_search_can_be_watched_for(browser: TestClient, record: Record, tmp_path: Path) -> None:
    name = busiest(record)
    key = find_people(record, name)[0].id
    query_string = {"words": '"the ferry" OR quay', "by": key, "kind": "direct", "since": "2016"}
    page = browser.get("/search", params=query_string).text
    assert "[[search]]" in page
    answer = browser.get("/search/feeds.toml", params=query_string)
    assert answer.headers["content-disposition"] == 'attachment; filename="feeds.toml"'
    saved_search = tomllib.loads(answer.text)
    (search,) = saved_search["search"]
    assert {field: search[field] for field in query_string} == query_string
    assert f'by = "{key}"  # {name}\n' in answer.text
    assert "feed" not in saved_search
    with record.transaction() as connection:
        connection.exec_driver_sql("INSERT INTO feeds (url, failed) VALUES ('https://bell.example/feed', 0)")
    file = tmp_path / "feeds.toml"
    file.write_text(browser.get("/search/feeds.toml", params=query_string).text, encoding="utf-8")
    watch = load(file)
    assert [feed.url for feed in watch.feeds] == ["https://bell.example/feed"]
    assert watch.searches[0].query == Query(query_string["words"], by=(key,), kind=("direct",), since="2016")
    assert "[[search]]" not in browser.get("/search").text
    assert browser.get("/search/feeds.toml").status_code == 400
    assert browser.get("/search/feeds.toml?words=%22will").status_code == 400


def test_only_editors_have_the_feeds(open_room: Opens, tmp_path: Path) -> None:
    add_account(tmp_path / "access.json", "ida", role="reader", secret="a-long-enough-secret")
    browser = open_room(Access(tmp_path / "access.json"))
    browser.headers["authorization"] = "Bearer ida:a-long-enough-secret"
    page = browser.get("/search?words=will").text
    assert "[[search]]" in page
    assert "feeds.toml?" not in page
    assert browser.get("/search/feeds.toml?words=will").status_code == 403


def test_words_of_pages_are_escaped(browser: TestClient, record: Record) -> None:
    keep_hostile(record)
    for query_string in (
        {"words": "zeppelin"},
        {"by": NAME},
        {"outlet": OUTLET, "words": "none such"},
        {"words": f"none such {NAME}"},
        {"about": WORDS},
    ):
        answer = browser.get("/search", params=query_string)
        assert answer.status_code == (400 if "none such Zed" in str(query_string) else 200), query_string
        assert_only_text(answer.text)
    assert len(ids(browser.get("/search?words=zeppelin").text)) == 2
    feed = browser.get("/search/feed.atom?words=zeppelin")
    assert len(etree.fromstring(feed.content)) > 6
    assert tomllib.loads(browser.get("/search/feeds.toml", params={"by": NAME}).text)["search"][0]["by"] == NAME
