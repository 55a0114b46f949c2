"""Attempts to get in, and to make the room fail: every route, without and with too few rights, and hostile values."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from onrecord.record import Record
from onrecord.room import Access, access, api, create_app, health
from onrecord.room.html import ROUTERS
from onrecord.settings import Settings
from tests.room.conftest import Opens
from tests.room.serving import listening

SECRET = "a long enough secret"
HOME = {"origin": "http://localhost:8000"}
PUBLIC = {("GET", "/login"), ("POST", "/login"), ("POST", "/logout"), ("GET", "/health")}
FOR_READERS = {("POST", "/api/read"), ("POST", "/api/check"), ("POST", "/check"), *PUBLIC}
"""Requests beside GET that readers may make: none keeps anything."""
FOR_EDITORS = {"/add/readings/{draft}", "/add/jobs/{job}", "/add/jobs/{job}/events"}
"""Pages that only editors are shown."""


def list_routes() -> list[tuple[str, str]]:
    """Every method and path that the room answers, but for static files."""
    pages = [route for router in (*ROUTERS, health.router) for route in router.routes]
    api_routes = [
        (method.upper(), path) for path, operations in api.openapi()["paths"].items() for method in operations
    ]
    return sorted({(method, route.path) for route in pages for method in route.methods} | set(api_routes))


ROUTES = list_routes()


def fill(path: str, value: str = "k3v7qx2mnb5d4e6f") -> str:
    return re.sub(r"\{\w+\}", value, path)


@pytest.fixture
def room(open_room: Opens, tmp_path: Path) -> TestClient:
    """A room with a reader and an editor, before it nobody."""
    for name, role in (("rhea", "reader"), ("edda", "editor")):
        access.add_account(tmp_path / "access.json", name, role=role, secret=SECRET)  # type: ignore[arg-type]
    browser = open_room(Access(tmp_path / "access.json"))
    browser._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    return browser


def bearer(name: str) -> dict[str, str]:
    return {"authorization": f"Bearer {name}:{SECRET}"}


def test_every_route_is_listed(room: TestClient) -> None:
    assert len(ROUTES) > 70
    assert set(ROUTES) >= FOR_READERS
    assert {path for _, path in ROUTES} >= FOR_EDITORS
    unlisted = {"/api/docs", "/api/openapi.json"} - {path for _, path in ROUTES}
    assert unlisted == set()


def test_strangers_are_shown_nothing(room: TestClient) -> None:
    answers = {
        (method, path): room.request(method, fill(path), headers=HOME, follow_redirects=False).status_code
        for method, path in ROUTES
        if (method, path) not in PUBLIC
    }
    assert {key: status for key, status in answers.items() if status not in {303, 401}} == {}
    # 303 leads browsers to the sign-in page; programs and forms are told.
    assert {key for key, status in answers.items() if status == 303 and key[0] != "GET"} == set()


def test_readers_change_nothing(room: TestClient) -> None:
    answers = {
        (method, path): room.request(method, fill(path), headers=bearer("rhea"), follow_redirects=False).status_code
        for method, path in ROUTES
        if (method, path) not in FOR_READERS and (method != "GET" or path in FOR_EDITORS)
    }
    assert {key: status for key, status in answers.items() if status != 403} == {}


def test_no_other_method_is_answered(room: TestClient) -> None:
    allowed: dict[str, set[str]] = {}
    for method, path in ROUTES:
        allowed.setdefault(fill(path), set()).add(method)
    for path, methods in allowed.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"} - methods:
            answer = room.request(method, path, headers=bearer("edda"), follow_redirects=False)
            # Another route may have this path: /people/suggest and /people/{name}.
            assert answer.status_code in {403, 404, 405, 422} or answer.status_code < 400, (method, path)


VALUES = {
    "null": "\0",
    "path": "../../../../etc/passwd",
    "bytes": "%ff%fe",
    "lines": "x\r\nset-cookie: a=b",
    "long": "x" * 4_000,
    "number": "9" * 400,
    "huge": "9" * 5_000,
    "negative": "-1",
    "sql": "' OR 1=1 --",
    "words": '") NEAR(* AND "',
    "template": "{{ 7 * 7 }}${7*7}",
    "letters": "ﷺ\u202e\U0001f600",
}
PARAMETERS = (
    *("words", "by", "about", "told", "outlet", "kind", "place", "since", "until", "said", "sort", "semantic", "after"),
    *("limit", "page", "version", "first", "second", "one", "other", "a", "b", "name", "form", "year", "sitting"),
    *("known", "speaker", "subject", "q", "of", "back", "x"),
)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_value_makes_a_page_fail(browser: TestClient, value: str) -> None:
    browser._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    quoted = value if value.startswith("%") else quote(value, safe="")
    query = "&".join(f"{name}={quoted}" for name in PARAMETERS)
    single = [f"{name}={quoted}" for name in ("words", "after", "year", "since", "limit")]
    failures = []
    for method, path in ROUTES:
        if method != "GET" or "events" in path:
            continue
        hostile = fill(path, quoted)
        for address in (hostile, f"{hostile}?{query}", *(f"{fill(path)}?{pair}" for pair in single)):
            if len(address) > 60_000:  # neither the server nor the client takes it
                continue
            answer = browser.get(address, follow_redirects=False)
            if answer.status_code >= 500 or "set-cookie" in answer.headers or "root:" in answer.text:
                failures.append((path, address[:120], answer.status_code))
    assert failures == []


BODIES = {
    "deep": b'{"x":' * 50_000,
    "deep list": b"[" * 100_000 + b"]" * 100_000,
    "not UTF-8": b'{"verdict":"right","statement":"\xff\xfe","why":"\xff"}',
    "surrogate": rb'{"verdict":"right","statement":"x","why":"\ud800","links":["\ud800"],"pages":[{"text":"\ud800"}]}',
    "null": rb'{"verdict":"right","statement":"\u0000","why":"\u0000","links":["\u0000"],"text":"\u0000"}',
    "number": b'{"verdict":"right","statement":"x","links":' + b"9" * 5_000 + b"}",
    "not a number": b'{"verdict":NaN,"links":Infinity}',
    "list": b"[]",
    "empty": b"",
    "many": b"[" + b"{}," * 100_000 + b"{}]",
}
FORMS = {
    "not UTF-8": b"links=%ff&words=%ff&verdict=%ff&source=\xff&name=%fe&secret=%fe&sitting=%ff",
    "null": b"links=%00&words=%00&verdict=right&source=%00&name=%00&secret=%00&kind=statement&certainty=1&key=%00",
    "many": b"a=b&" * 20_000,
    "number": b"certainty=" + b"9" * 5_000 + b"&kind=statement&verdict=right&key=x&sitting=x",
}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        *(pytest.param("application/json", body, id=f"json {name}") for name, body in BODIES.items()),
        *(pytest.param("application/x-www-form-urlencoded", body, id=f"form {name}") for name, body in FORMS.items()),
        pytest.param("multipart/form-data", b"--x", id="multipart without boundary"),
        pytest.param("multipart/form-data; boundary=x", b"--x\r\n" + b"a: b\r\n" * 50_000, id="multipart headers"),
        pytest.param("text/html; charset=no-such", b"<p>x", id="charset"),
        pytest.param("text/html; charset=\xff".encode("latin-1"), b"<p>x", id="content type"),
    ],
)
def test_no_body_makes_a_route_fail(browser: TestClient, kind: str | bytes, body: bytes) -> None:
    browser._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    failures = []
    for method, path in ROUTES:
        if method == "POST":
            content_type = kind if isinstance(kind, bytes) else kind.encode()
            headers = [(b"content-type", content_type), (b"origin", b"http://localhost:8000")]
            answer = browser.post(fill(path), content=body, headers=headers, follow_redirects=False)
            if answer.status_code >= 500:
                failures.append((path, answer.status_code))
    assert failures == []


@pytest.mark.parametrize("last_event", ["9" * 5_000, "٣", "-1", "x", ""])
def test_no_event_makes_a_job_fail(browser: TestClient, last_event: str) -> None:
    browser._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    job = browser.post("/api/add", json={"pages": [{"text": "Nobody spoke."}]}).json()["id"]
    for address in (f"/api/jobs/{job}/events", f"/add/jobs/{job}/events"):
        headers = [(b"last-event-id", last_event.encode())]
        assert browser.get(address, headers=headers).status_code == 200


@pytest.fixture
def port(new_record: Record, tmp_path: Path) -> Iterator[int]:
    """The port of a room that wants names."""
    access.add_account(tmp_path / "access.json", "rhea", role="reader", secret=SECRET)
    with listening(create_app(new_record, access=Access(tmp_path / "access.json"), settings=Settings())) as port:
        yield port


def status_of(port: int, request: bytes) -> int:
    """The status of the response to raw bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        return int(connection.recv(65_536).split(b" ")[1])


@pytest.mark.parametrize(
    ("line", "host", "statuses"),
    [
        (b"GET /api/about", b"localhost/login?", {401}),
        (b"GET /api/about", b"localhost/assets/#", {401}),
        (b"GET /api/about", b"[::1", {401}),
        (b"GET /api/about", b"a@b", {401}),
        (b"GET /api/about", b"", {401}),
        (b"GET /assets/../api/about", b"localhost", {404}),
        (b"GET /assets/..%2fapi/about", b"localhost", {404}),
        (b"GET /assets/%2e%2e/%2e%2e/access.py", b"localhost", {404}),
        (b"GET //localhost/api/about", b"localhost", {303, 401, 404}),
        (b"GET /login/../api/about", b"localhost", {303, 401}),
        (b"GET /login%2f..%2fapi/about", b"localhost", {303, 401}),
        (b"GET /LOGIN", b"localhost", {303, 401}),
        (b"GET http://localhost/api/about", b"localhost", {401}),
        (b"GET http://localhost/login", b"localhost", {200}),
        (b"GET /login?back=\xff\xfe", b"localhost", {200, 400}),
        (b"GET /api/about?x=\xff", b"localhost", {400, 401}),
        (b"GET /\xff", b"localhost", {400}),
        (b"GET /api/about HTTP/1.1\r\nauthorization: Basic \xff", b"localhost", {401}),
        (b"GET /api/about HTTP/1.1\r\nauthorization: Bearer \xff:\xff", b"localhost", {401}),
        (b"GET /api/about HTTP/1.1\r\ncookie: session=\xff; session=", b"localhost", {401}),
        (b"GET /api/about HTTP/1.1\r\nx-forwarded-for: \xff, [::1", b"localhost", {401}),
        (b"GET /api/about HTTP/1.1\r\nif-none-match: \xff", b"localhost", {401}),
    ],
)
def test_no_request_line_opens_the_room(port: int, line: bytes, host: bytes, statuses: set[int]) -> None:
    version = b"" if b"HTTP/1.1" in line else b" HTTP/1.1"
    request = line + version + b"\r\nhost: " + host + b"\r\nconnection: close\r\n\r\n"
    assert status_of(port, request) in statuses
