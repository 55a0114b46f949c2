"""What a browser has is good until the record changes."""

from __future__ import annotations

from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.judge.decisions import judge_statement
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.room.access import Visitor
from onrecord.room.freshness import Remembering, State
from tests.room.statements import first_statement


def test_a_page_is_not_sent_twice_until_the_record_changes(browser: TestClient, record: Record) -> None:
    first = browser.get("/about")
    again = browser.get("/about", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    judge_statement(record, first_statement(record), verdict="right", by=Author("mara"))
    assert browser.get("/about", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_each_address_has_a_tag_of_its_own(browser: TestClient) -> None:
    one, other = (browser.get(address).headers["etag"] for address in ("/about", "/about?x=1"))
    assert one != other


def test_an_answer_is_given_again_as_it_was(browser: TestClient) -> None:
    first, again = (browser.get("/about") for _ in range(2))
    assert (again.content, again.headers) == (first.content, first.headers)


def test_what_is_no_answer_of_the_record_is_not_kept(browser: TestClient) -> None:
    assert "etag" not in browser.get("/nowhere").headers
    assert browser.get("/nowhere").headers["cache-control"] == "no-store"


def test_old_answers_make_room_for_new_ones(record: Record) -> None:
    state = State(record)
    kept = Remembering(_echo, state=state, most=100)
    client = TestClient(_let_in(kept))
    addresses = [f"/{number}" for number in range(40)]
    assert [client.get(address).text for address in addresses] == addresses
    assert client.get("/39").text == "/39"
    assert 0 < kept.held <= 100
    state.close()


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    Request(scope).state.etag = ""
    await Response(scope["path"])(scope, receive, send)


def _let_in(app: ASGIApp) -> ASGIApp:
    async def entered(scope: Scope, receive: Receive, send: Send) -> None:
        Request(scope).state.visitor = Visitor("mara", "reader")
        await app(scope, receive, send)

    return entered
