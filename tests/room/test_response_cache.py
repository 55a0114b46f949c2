"""Responses are cached until the record changes."""

from __future__ import annotations

from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.judge.decisions import judge_statement
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.room.access import Visitor
from onrecord.room.response_cache import RecordState, ResponseCacheMiddleware, mark_cacheable
from tests.room.statements import first_statement


def test_a_page_is_not_sent_twice_until_the_record_changes(browser: TestClient, record: Record) -> None:
    first = browser.get("/about")
    second = browser.get("/about", headers={"if-none-match": first.headers["etag"]})
    assert (second.status_code, second.content) == (304, b"")
    judge_statement(record, first_statement(record), verdict="right", by=Author("mara"))
    assert browser.get("/about", headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_each_address_has_its_own_tag(browser: TestClient) -> None:
    tags = {browser.get(address).headers["etag"] for address in ("/about", "/about?x=1")}
    assert len(tags) == 2


def test_a_cached_response_is_the_same(browser: TestClient) -> None:
    first, second = (browser.get("/about") for _ in range(2))
    assert (second.content, second.headers) == (first.content, first.headers)


def test_errors_are_not_cached(browser: TestClient) -> None:
    assert "etag" not in browser.get("/nowhere").headers
    assert browser.get("/nowhere").headers["cache-control"] == "no-store"


def test_the_oldest_responses_are_dropped(record: Record) -> None:
    state = RecordState(record)
    cache = ResponseCacheMiddleware(_echo, state=state, max_bytes=100)
    client = TestClient(_add_visitor(cache))
    addresses = [f"/{number}" for number in range(40)]
    assert [client.get(address).text for address in addresses] == addresses
    assert client.get("/39").text == "/39"
    assert 0 < cache.size <= 100
    state.close()


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    mark_cacheable(Request(scope))
    await Response(scope["path"])(scope, receive, send)


def _add_visitor(app: ASGIApp) -> ASGIApp:
    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        Request(scope).state.visitor = Visitor("mara", "reader")
        await app(scope, receive, send)

    return call
