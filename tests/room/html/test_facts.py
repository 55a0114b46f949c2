"""Judgements of facts in the room: each kind is made next to the fact, takes effect at once, and can be withdrawn."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from onrecord.record import Record
from onrecord.store.statements import StoredStatement
from onrecord.types import INVERSE_RELATIONS

WALL = "monitored"
JSON = {"accept": "application/json"}


def wall(record: Record) -> StoredStatement:
    return record.find(WALL).hits[0].entry


def withdraw_all(browser: TestClient, record: Record) -> None:
    for entry in record.judge.log().entries:
        if entry.judgement.kind != "withdraw" and not entry.judgement.withdrawn:
            response = browser.post("/judgements/withdraw", data={"judgement": entry.judgement.id})
            assert response.status_code == 200


@pytest.mark.parametrize(
    ("kind", "value", "expected_text"),
    [
        ("outlet", "The Lantern", "The Lantern"),
        ("title", "A wall that fell", "A wall that fell"),
        ("published", "2020-01-02", "2 January 2020"),
        ("byline", "Bo Lind", "Bo Lind"),
    ],
)
def test_facts_of_a_page(browser: TestClient, record: Record, kind: str, value: str, expected_text: str) -> None:
    page = f"/page/{wall(record).page.id}"
    before = browser.get(page).text
    assert f'name="kind" value="{kind}"' in before
    assert expected_text not in before
    data = {"kind": kind, "subject": page.removeprefix("/page/"), "value": value, "back": page}
    response = browser.post("/facts", data=data, follow_redirects=False)
    assert response.headers["location"] == page
    assert expected_text in browser.get(page).text
    assert f"{value}”" in browser.get("/judgements").text
    withdraw_all(browser, record)
    assert expected_text not in browser.get(page).text


@pytest.mark.parametrize(
    ("kind", "value", "expected_text"),
    [
        ("told", "the Lantern", "to the Lantern"),
        ("when", "2020-01-02", "2 January 2020"),
        ("about", "Adaeze Colby", "Adaeze Colby"),
        ("kind", "indirect", 'class="kind indirect"'),
        ("act", "thought", "thought, not said"),
    ],
)
def test_facts_of_a_statement(browser: TestClient, record: Record, kind: str, value: str, expected_text: str) -> None:
    address = f"/statement/{wall(record).id}"
    before = browser.get(address).text.partition('id="judged"')[0]
    assert expected_text not in before
    assert f'name="kind" value="{kind}"' in browser.get(address).text
    data = {"kind": kind, "subject": wall(record).id, "value": value, "back": f"{address}#facts"}
    assert browser.post("/facts", data=data).status_code == 200
    assert expected_text in browser.get(address).text.partition('id="judged"')[0]
    withdraw_all(browser, record)
    assert browser.get(address).text.partition('id="judged"')[0] == before


def test_facts_of_a_person_are_wrong_in_one_click(browser: TestClient, record: Record) -> None:
    people = [person for person in record.people(limit=50).people if person.kind == "person" and person.roles]
    person = people[0]
    address = f"/person/{person.id}"
    page = browser.get(address).text
    role = person.roles[0]
    assert re.search(r'name="kind" value="role".*?<button class="link" name="value" value="">Wrong', page, re.DOTALL)
    browser.post("/facts", data={"kind": "role", "subject": person.id, "was": role, "value": "", "back": address})
    assert role not in record.person(person.id).who.roles
    browser.post("/facts", data={"kind": "alias", "subject": person.id, "value": "The Keeper", "back": address})
    assert "The Keeper" in browser.get(address).text
    withdraw_all(browser, record)
    assert record.person(person.id).who.roles == person.roles


def test_a_relationship_is_corrected(browser: TestClient, record: Record) -> None:
    portraits = [record.person(person.id) for person in record.people(limit=60).people]
    person = next(portrait for portrait in portraits if portrait.ties)
    tie = person.ties[0]
    is_first = tie.one.id == person.who.id
    relative = tie.other if is_first else tie.one
    relation = tie.relation if is_first else INVERSE_RELATIONS.get(tie.relation, tie.relation)
    address = f"/person/{person.who.id}"
    assert 'name="kind" value="relationship"' in browser.get(address).text
    data = {"kind": "relationship", "subject": person.who.id, "was": relation, "other": relative.id or relative.name}
    browser.post("/facts", data=data | {"value": "ex-partner", "back": address})
    assert "ex-partner" in {row.relation for row in record.person(person.who.id).ties}
    withdraw_all(browser, record)
    assert record.person(person.who.id).ties == person.ties


def test_a_missed_statement_is_added(browser: TestClient, record: Record) -> None:
    page = wall(record).page.id
    assert "Add a missed statement" in browser.get(f"/page/{page}").text
    words = "The collapse sank four boats and shut the dock for five months."
    browser.post(f"/page/{page}/missed", data={"words": words, "speaker": "Adaeze Colby"})
    (hit,) = record.find('"sank four boats"').hits
    assert (hit.entry.quote, hit.entry.speaker and hit.entry.speaker.name) == (words, "Adaeze Colby")
    assert f'href="/statement/{hit.entry.id}"' in browser.get(f"/page/{page}").text
    assert "Missed statement" in browser.get("/judgements").text
    assert '"kind": "missed"' in browser.get("/judgements/facts.jsonl").text
    withdraw_all(browser, record)
    assert record.find('"sank four boats"').hits == ()
    assert browser.post(f"/page/{page}/missed", data={"words": "words that are not there"}).status_code == 400


def test_the_api_judges_facts(browser: TestClient, record: Record) -> None:
    body = {"verdict": "fact", "kind": "outlet", "subject": wall(record).page.id, "value": "The Lantern", "why": "seen"}
    response = browser.post("/api/judgements", json=body, headers=JSON)
    assert (response.status_code, response.json()["kind"], response.json()["value"]) == (201, "outlet", "The Lantern")
    assert wall(record).page.outlet == "The Lantern"
    words = {"verdict": "missed", "page": wall(record).page.id, "words": "No one was hurt.", "speaker": "Lyle Strake"}
    assert browser.post("/api/judgements", json=words, headers=JSON).status_code == 201
    assert browser.post("/api/judgements", json=words | {"words": "x y z"}, headers=JSON).status_code == 400
    log = browser.get("/api/judgements", headers=JSON).json()["entries"]
    assert [entry["judgement"]["kind"] for entry in log] == ["missed", "outlet"]
    withdrawn = browser.post(f"/api/judgements/{response.json()['id']}/withdraw", json={}, headers=JSON)
    assert withdrawn.status_code == 201
    assert wall(record).page.outlet != "The Lantern"


def test_the_way_back_stays_in_the_room(browser: TestClient, record: Record) -> None:
    data = {"kind": "outlet", "subject": wall(record).page.id, "value": "x", "back": "//evil.example/"}
    assert browser.post("/facts", data=data, follow_redirects=False).headers["location"] == "/judgements"
