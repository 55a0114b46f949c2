"""Attempts to get in, and to make the room fail: every route, without and with too few rights, and hostile values."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.openapi.utils import get_openapi

from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.room import Access, access, api, create_app, health
from onrecord.room.html import ROUTERS
from onrecord.settings import Settings
from tests.room.conftest import Opens, room_opener
from tests.room.room_client import RoomClient
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
def room(open_room: Opens, tmp_path: Path) -> RoomClient:
    """A room with a reader and an editor, before it nobody."""
    for name, role in (("rhea", "reader"), ("edda", "editor")):
        access.add_account(tmp_path / "access.json", name, role=role, secret=SECRET)  # type: ignore[arg-type]
    browser = open_room(Access(tmp_path / "access.json"))
    browser.show_faults()
    return browser


def bearer(name: str) -> dict[str, str]:
    return {"authorization": f"Bearer {name}:{SECRET}"}


def test_every_route_is_listed(room: RoomClient) -> None:
    assert len(ROUTES) > 70
    assert set(ROUTES) >= FOR_READERS
    assert {path for _, path in ROUTES} >= FOR_EDITORS
    unlisted = {"/api/docs", "/api/openapi.json"} - {path for _, path in ROUTES}
    assert unlisted == set()


def test_strangers_are_shown_nothing(room: RoomClient) -> None:
    asked = [route for route in ROUTES if route not in PUBLIC]
    answers = room.request_all([(method, fill(path)) for method, path in asked], headers=HOME)
    statuses = {route: answer.status_code for route, answer in zip(asked, answers, strict=True)}
    assert {route: status for route, status in statuses.items() if status not in {303, 401}} == {}
    # 303 leads browsers to the sign-in page; programs and forms are told.
    assert {route for route, status in statuses.items() if status == 303 and route[0] != "GET"} == set()


def test_readers_change_nothing(room: RoomClient) -> None:
    asked = [
        (method, path)
        for method, path in ROUTES
        if (method, path) not in FOR_READERS and (method != "GET" or path in FOR_EDITORS)
    ]
    answers = room.request_all([(method, fill(path)) for method, path in asked], headers=bearer("rhea"))
    statuses = {route: answer.status_code for route, answer in zip(asked, answers, strict=True)}
    assert {route: status for route, status in statuses.items() if status != 403} == {}


def test_no_other_method_is_answered(room: RoomClient) -> None:
    allowed: dict[str, set[str]] = {}
    for method, path in ROUTES:
        allowed.setdefault(fill(path), set()).add(method)
    methods = {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"}
    asked = [(method, path) for path, own_methods in allowed.items() for method in methods - own_methods]
    for request, answer in zip(asked, room.request_all(asked, headers=bearer("edda")), strict=True):
        # Another route may have this path: /people/suggest and /people/{name}.
        assert answer.status_code in {403, 404, 405, 422} or answer.status_code < 400, request


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
    *("known", "speaker", "subject", "q", "of", "back", "x", "text", "start", "tab", "letter", "order"),
)
SINGLE_PARAMETERS = {"words", "after", "year", "since", "limit"}


@cache
def list_parameters() -> dict[str, list[str]]:
    """The parameters that each path takes after a question mark."""
    pages = [route for router in (*ROUTERS, health.router) for route in router.routes]
    documents = api.openapi(), get_openapi(title="Pages", version="1", routes=pages)
    return {
        path: [parameter["name"] for parameter in get.get("parameters", ()) if parameter["in"] == "query"]
        for document in documents
        for path, operations in document["paths"].items()
        if (get := operations.get("get"))
    }


def test_the_parameters_of_routes_are_listed() -> None:
    assert set(chain.from_iterable(list_parameters().values())) - set(PARAMETERS) == set()
    assert {"words", "after"} <= set(list_parameters()["/search"]) & set(list_parameters()["/api/statements"])


@pytest.fixture(scope="module")
def sample_room(filled: Path, pool: ReaderPool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoomClient]:
    """A room with the sample pages, for requests that change nothing."""
    path = Path(shutil.copy(filled, tmp_path_factory.mktemp("samples") / "record.sqlite"))
    with Record.open(path) as record, room_opener(record, pool) as opens:
        browser = opens()
        browser.show_faults()
        yield browser


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_value_makes_a_page_fail(sample_room: RoomClient, value: str) -> None:
    """In a path, as every parameter at once, and as one parameter that the route takes."""
    quoted = value if value.startswith("%") else quote(value, safe="")
    addresses = []
    for method, path in ROUTES:
        if method != "GET" or "events" in path:
            continue
        own = list_parameters().get(path, ())
        # The API refuses parameters that it does not know before it looks at others.
        query = "&".join(f"{name}={quoted}" for name in (own if path.startswith("/api/") else PARAMETERS))
        hostile = fill(path, quoted)
        single = [f"{fill(path)}?{name}={quoted}" for name in SINGLE_PARAMETERS & set(own)]
        addresses += [*([hostile] if hostile != path else []), f"{hostile}?{query}", *single]
    # Neither the server nor the client takes a longer one.
    addresses = [address for address in addresses if len(address) <= 60_000]
    answers = sample_room.request_all([("GET", address) for address in addresses])
    assert [
        (address[:120], answer.status_code)
        for address, answer in zip(addresses, answers, strict=True)
        if answer.status_code >= 500 or "set-cookie" in answer.headers or b"root:" in answer.read()
    ] == []


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
def test_no_body_makes_a_route_fail(browser: RoomClient, kind: str | bytes, body: bytes) -> None:
    browser.show_faults()
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
def test_no_event_makes_a_job_fail(browser: RoomClient, last_event: str) -> None:
    browser.show_faults()
    job = browser.post("/api/add", json={"pages": [{"text": "Nobody spoke."}]}).json()["id"]
    for address in (f"/api/jobs/{job}/events", f"/add/jobs/{job}/events"):
        headers = [(b"last-event-id", last_event.encode())]
        assert browser.get(address, headers=headers).status_code == 200


@pytest.fixture(scope="module")
def port(empty_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a room that wants names."""
    folder = tmp_path_factory.mktemp("room")
    access.add_account(folder / "access.json", "rhea", role="reader", secret=SECRET)
    with (
        Record.open(Path(shutil.copy(empty_record, folder / "record.sqlite"))) as record,
        listening(create_app(record, access=Access(folder / "access.json"), settings=Settings())) as port,
    ):
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
