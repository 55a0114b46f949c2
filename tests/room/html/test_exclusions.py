"""Removing pages and hiding people in the room, by its pages and its API."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from onrecord.record import Record
from onrecord.room import Access, access
from tests.room.conftest import Opens

SECRET = "a long secret of ours"
HOME = {"origin": "http://localhost:8000"}
JSON = {"accept": "application/json"}


def page_of(record: Record, words: str) -> str:
    return record.find(words).hits[0].entry.page.id


def test_a_page_is_removed_and_allowed(browser: TestClient, record: Record) -> None:
    page = page_of(record, "monitored")
    assert f'action="/page/{page}/remove"' in browser.get(f"/page/{page}").text
    assert browser.post(f"/page/{page}/remove", data={"why": " "}).status_code == 400
    response = browser.post(f"/page/{page}/remove", data={"why": "<b>an order</b>"}, follow_redirects=False)
    assert response.headers["location"] == "/exclusions"
    log = browser.get("/exclusions").text
    assert "Page removed" in log
    assert "“&lt;b&gt;an order&lt;/b&gt;”" in log
    assert browser.get(f"/page/{page}").status_code == 404
    assert record.find("monitored").hits == ()
    for name in ("record.sqlite", "record.sqlite-wal"):
        assert b"We all monitored it going" not in (record.path.parent / name).read_bytes()
    browser.post(f"/page/{page}/allow", data={"why": "lifted"})
    assert "Page allowed again" in browser.get("/exclusions").text


def test_a_person_is_hidden_and_shown(browser: TestClient, record: Record) -> None:
    person = record.person("Lyle Strake").who.id
    assert "Lyle Strake" in browser.get("/people?name=Strake").text
    assert f'action="/person/{person}/hide"' in browser.get(f"/person/{person}").text
    browser.post(f"/person/{person}/hide", data={"why": "asked to be left out"})
    assert browser.get(f"/person/{person}").status_code == 404
    assert browser.get("/api/people/Lyle Strake", headers=JSON).status_code == 404
    page = page_of(record, "set out")
    screen = browser.get(f"/page/{page}").text
    assert "Lyle Strake" in screen.partition('class="article-facts"')[0]  # the text of the page stays
    assert "Lyle Strake" not in screen.partition('class="article-facts"')[2]
    reading = browser.get(f"/api/pages/{page}", headers=JSON).json()
    assert "Lyle Strake" not in {person["name"] for person in reading["people"]}
    assert "Lyle Strake" not in {statement["speaker_name"] for statement in reading["statements"]}
    assert "Person hidden" in browser.get("/exclusions").text
    browser.post(f"/person/{person}/unhide", data={"why": "a minister since May"})
    assert "Lyle Strake" in browser.get(f"/person/{person}").text


def test_the_api_removes_and_hides(browser: TestClient, record: Record) -> None:
    page, person = page_of(record, "monitored"), record.person("Nora Brannock").who.id
    assert browser.post(f"/api/pages/{page}/remove", json={"why": ""}, headers=JSON).status_code == 422
    for copies in (1, "yes"):
        body = {"why": "an order", "copies": copies}
        assert browser.post(f"/api/pages/{page}/remove", json=body, headers=JSON).status_code == 422, copies
    removed = browser.post(f"/api/pages/{page}/remove", json={"why": "an order", "copies": True}, headers=JSON)
    assert removed.status_code == 201
    assert removed.json()["pages"] == [page]
    hidden = browser.post(f"/api/people/{person}/hide", json={"why": "asked"}, headers=JSON).json()
    assert (hidden["kind"], hidden["subject"], hidden["who"]) == ("hide", person, "mara")
    log = browser.get("/api/exclusions", headers=JSON).json()
    assert [(entry["kind"], entry["in_force"]) for entry in log] == [("hide", True), ("remove", True)]
    assert browser.post(f"/api/people/{person}/unhide", json={"why": "back"}, headers=JSON).status_code == 201
    assert browser.post(f"/api/pages/{page}/allow", json={"why": "lifted"}, headers=JSON).status_code == 201
    assert browser.post(f"/api/pages/{page}/allow", json={"why": "again"}, headers=JSON).status_code == 404


@pytest.mark.parametrize("path", ["/page/{page}/remove", "/person/{person}/hide", "/api/pages/{page}/remove"])
def test_readers_may_not(open_room: Opens, record: Record, tmp_path: Path, path: str) -> None:
    access.add_account(tmp_path / "access.json", "ivo", role="reader", secret=SECRET)
    browser = open_room(Access(tmp_path / "access.json"))
    browser.post("/login", data={"name": "ivo", "secret": SECRET}, headers=HOME)
    page, person = page_of(record, "monitored"), record.person("Lyle Strake").who.id
    assert "/remove" not in browser.get(f"/page/{page}").text
    address = path.format(page=page, person=person)
    if address.startswith("/api"):
        response = browser.post(address, json={"why": "mine"}, headers=HOME)
    else:
        response = browser.post(address, data={"why": "mine"}, headers=HOME)
    assert response.status_code == 403
    assert record.exclusions() == ()
