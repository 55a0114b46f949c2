"""The middleware of the room."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from onrecord.record import Record
from onrecord.room import Access, access, api
from onrecord.room.html import ROUTERS
from onrecord.settings import Settings
from tests.room.conftest import Opens
from tests.room.statements import first_statement

SECRET = "a long enough secret"
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
HOME = {"origin": "http://localhost:8000"}


def writes() -> list[str]:
    """Every address that takes POST, of pages and API, except sign-in and sign-out."""
    pages = [route.path for router in ROUTERS for route in router.routes if "POST" in route.methods]
    paths = pages + [path for path, operations in api.openapi()["paths"].items() if "post" in operations]
    return [path.replace("{", "").replace("}", "") for path in paths if path not in {"/login", "/logout"}]


KEEPS_NOTHING = {"/api/read", "/api/check", "/check"}
"""Readers may have a page read."""


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Access:
    """A reader and an editor."""
    path = tmp_path_factory.mktemp("access") / "access.json"
    for name, role in (("rhea", "reader"), ("edda", "editor")):
        access.add_account(path, name, role=role, secret=SECRET)  # type: ignore[arg-type]
    return Access(path)


@pytest.fixture
def closed(open_room: Opens, accounts: Access) -> TestClient:
    """A browser of nobody, before a room that wants names."""
    return open_room(accounts)


@pytest.fixture(scope="module")
def stranger(open_shared_room: Opens, accounts: Access) -> TestClient:
    """A browser of nobody, for requests that are refused."""
    return open_shared_room(accounts)


@pytest.fixture(scope="module")
def owner(open_shared_room: Opens) -> TestClient:
    """The browser of the owner, for requests that are refused."""
    return open_shared_room()


@pytest.fixture(scope="module")
def reader(open_shared_room: Opens, accounts: Access) -> TestClient:
    """The browser of a reader who signed in, for requests that are refused."""
    browser = open_shared_room(accounts)
    answer = browser.post("/login", data={"name": "rhea", "secret": SECRET}, headers=HOME)
    assert answer.status_code in {200, 404}, "signed in, and sent to a front page"
    return browser


def bearer(name: str, secret: str = SECRET) -> dict[str, str]:
    return {"authorization": f"Bearer {name}:{secret}"}


def test_there_are_addresses_that_write() -> None:
    assert {"/api/judgements", "/api/read"} <= set(writes())


@pytest.mark.parametrize("path", writes())
def test_nobody_writes_without_a_name(stranger: TestClient, path: str) -> None:
    assert stranger.post(path, headers=HOME).status_code == 401


@pytest.mark.parametrize("path", [path for path in writes() if path not in KEEPS_NOTHING])
def test_readers_write_nothing(stranger: TestClient, path: str) -> None:
    answer = stranger.post(path, headers=bearer("rhea"), json={})
    assert (answer.status_code, "is a reader" in answer.text) == (403, True)


@pytest.mark.parametrize("path", [path for path in writes() if path not in KEEPS_NOTHING])
def test_readers_who_signed_in_write_nothing(reader: TestClient, path: str) -> None:
    assert reader.post(path, headers=HOME, json={}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "http://localhost:9000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", **HOME},
    ],
    ids=lambda headers: "-".join(headers.values()),
)
@pytest.mark.parametrize("path", [*writes(), "/login", "/logout"])
def test_other_sites_write_nothing(owner: TestClient, path: str, headers: dict[str, str]) -> None:
    answer = owner.post(path, headers=headers)
    assert (answer.status_code, "Another site sent this" in answer.text) == (403, True)


def test_a_cookie_alone_writes_nothing(reader: TestClient) -> None:
    """An old browser that says nothing of where a form comes from is not believed."""
    answer = reader.post("/api/read", json={})
    assert (answer.status_code, "Another site sent this" in answer.text) == (403, True)


def test_an_editor_writes(closed: TestClient, record: Record) -> None:
    body = {"verdict": "right", "statement": first_statement(record), "why": "on the tape"}
    answer = closed.post("/api/judgements", headers=bearer("edda"), json=body)
    assert (answer.status_code, answer.json()["who"]) == (201, "edda")


def test_basic_credentials_serve_as_bearers_do(closed: TestClient) -> None:
    header_value = base64.b64encode(f"rhea:{SECRET}".encode()).decode()
    assert closed.get("/api/about", headers={"authorization": f"Basic {header_value}"}).status_code == 200


@pytest.mark.parametrize(
    "header_value",
    [
        "Bearer rhea:wrong",
        "Bearer nobody:a long enough secret",
        "Bearer rhea",
        "Bearer",
        "Basic not!base64",
        "Basic /w==",
        "Digest x",
    ],
)
def test_wrong_credentials_are_refused(closed: TestClient, header_value: str) -> None:
    answer = closed.get("/api/about", headers={"authorization": header_value})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.headers["content-type"] == "application/problem+json"


def test_guessing_is_slow_and_the_right_secret_gets_in(
    open_room: Opens, accounts: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "_verified", {})
    closed = open_room(accounts)
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(closed.app.state.room.authenticator, "_sleep", note)  # type: ignore[attr-defined]
    answers = [closed.get("/api/about", headers=bearer("rhea", f"guess {number}")) for number in range(25)]
    assert {answer.status_code for answer in answers} == {401}
    assert waits == [0.25, 0.5, 1.0, 2.0, 4.0, *[5.0] * 15]
    form = closed.post("/login", data={"name": "edda", "secret": "guess"}, headers=HOME)
    assert (form.status_code, waits[20:]) == (401, [5.0]), "the form and programs are counted together"
    assert closed.get("/api/about", headers=bearer("rhea")).status_code == 200
    assert waits[21:] == [5.0]
    assert closed.get("/api/about", headers=bearer("rhea")).status_code == 200
    assert waits[22:] == [], "a secret that was verified waits no more"


def test_browsers_get_the_sign_in_page_and_programs_an_error(closed: TestClient) -> None:
    page = closed.get("/about?x=1", follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/login?back=/about%3Fx%3D1")
    assert closed.get("/api/docs", follow_redirects=False).status_code == 303
    assert closed.get("/api/about", follow_redirects=False).status_code == 401


def test_the_look_of_the_room_needs_no_name(closed: TestClient) -> None:
    assert closed.get("/assets/room.css").status_code == 200


@pytest.mark.parametrize("path", ["/assets/%2e%2e/app.py", "/assets/..%2fapp.py", "/assets/%2e%2e%2fapp.py"])
def test_assets_are_only_those(owner: TestClient, path: str) -> None:
    assert owner.get(path).status_code == 404


@pytest.fixture
def answers(open_room: Opens, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Answers of every kind."""
    browser = open_room(settings=Settings(max_page_bytes=100))
    browser.show_faults()
    about = browser.get("/about")
    result: dict[str, Any] = {
        "page": about,
        "api": browser.get("/api/about"),
        "asset": browser.get("/assets/room.css"),
        "not modified": browser.get("/about", headers={"if-none-match": about.headers["etag"]}),
        "head": browser.head("/about"),
        "redirect": browser.get("/login", follow_redirects=False),
        "bad request": browser.get("/api/statements", params={"words": "("}),
        "other site": browser.post("/api/judgements", headers={"origin": "null"}),
        "not found": browser.get("/nowhere"),
        "not allowed": browser.put("/about"),
        "too large": browser.post("/api/read", content=b"x" * 100_000),
        "invalid": browser.get("/api/statements", params={"limit": "many"}),
    }
    monkeypatch.setattr("onrecord.views.record_info.describe_record", lambda record: 1 / 0)
    result["fault"] = browser.get("/api/about", params={"x": "1"})
    monkeypatch.setattr("onrecord.room.html.front_pages.describe_record", lambda record: 1 / 0)
    result["fault of a page"] = browser.get("/about", params={"x": "1"})
    return result


STATUS = {
    "page": 200,
    "api": 200,
    "asset": 200,
    "not modified": 304,
    "head": 200,
    "redirect": 303,
    "bad request": 400,
    "other site": 403,
    "not found": 404,
    "not allowed": 405,
    "too large": 413,
    "invalid": 422,
    "fault": 500,
    "fault of a page": 500,
}


def test_every_answer_has_the_headers_that_protect(answers: dict[str, Any]) -> None:
    assert {name: answer.status_code for name, answer in answers.items()} == STATUS
    for name, answer in answers.items():
        header_value = {key: answer.headers.get(key) for key in HEADERS}
        assert header_value == HEADERS, name


def test_a_fault_tells_nothing_of_the_inside(answers: dict[str, Any]) -> None:
    for name in ("fault", "fault of a page"):
        assert "ZeroDivision" not in answers[name].text
        assert "This is a bug" in answers[name].text


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "", "[::1", "localhost@evil.example"]
)
def test_on_this_machine_only_its_own_names_are_answered(open_room: Opens, host: str) -> None:
    browser = open_room(hosts={"localhost", "127.0.0.1", "::1"})
    assert browser.get("/about", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "[::1]:8000"])
def test_by_its_own_names_it_is_reached(open_room: Opens, host: str) -> None:
    browser = open_room(hosts={"localhost", "127.0.0.1", "::1"})
    assert browser.get("/about", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", ["/api/read", "/api/judgements", "/login"])
@pytest.mark.parametrize("chunked", [False, True], ids=["told", "chunked"])
def test_no_body_is_larger_than_a_page(open_room: Opens, path: str, chunked: bool) -> None:
    browser = open_room(settings=Settings(max_page_bytes=1_000))
    content = iter([b"x" * 10_000] * 10) if chunked else b"x" * 100_000
    kind = "application/x-www-form-urlencoded" if path == "/login" else "application/json"
    answer = browser.post(path, content=content, headers={"content-type": kind})
    assert (answer.status_code, "bytes" in answer.text) == (413, True)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_form_of_empty_fields_is_refused_before_it_is_parsed(open_room: Opens, chunked: bool) -> None:
    """20 MB of "&" took 7 seconds to parse, without an account."""
    content = iter([b"&" * 1_000] * 11) if chunked else b"&" * 11_000
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = open_room().post("/login", content=content, headers=kind)
    assert (answer.status_code, "The form has more than 10,000 fields." in answer.text) == (413, True)
    assert "Send less at once." in answer.text


def test_an_upload_of_too_many_files_says_what_to_do(open_room: Opens) -> None:
    files = [("files", (f"{number}.html", b"<p>It runs.", "text/html")) for number in range(1_001)]
    answer = open_room().post("/add/files", files=files)
    assert (answer.status_code, "Too many files." in answer.text) == (400, True)
    assert "Many pages fit into one file of JSON Lines or one web archive." in answer.text


def test_a_cookie_is_not_for_scripts_and_not_for_other_sites(open_room: Opens, accounts: Access) -> None:
    browser = open_room(accounts, secure=True)
    answer = browser.post("/login", data={"name": "rhea", "secret": SECRET}, headers=HOME, follow_redirects=False)
    header_value = answer.headers["set-cookie"].lower()
    assert all(part in header_value for part in ("httponly", "samesite=lax", "secure"))


def test_cached_responses_contain_no_cookie(open_room: Opens, accounts: Access) -> None:
    """Cached responses contain no cookie of the first visitor."""
    browser = open_room(accounts)
    browser.post("/login", data={"name": "rhea", "secret": SECRET}, headers=HOME, follow_redirects=False)
    first, again = (browser.get("/about") for _ in range(2))
    assert len(again.headers.get_list("set-cookie")) == len(first.headers.get_list("set-cookie"))
    assert "rhea" in again.text
    browser.cookies.clear()
    assert "rhea" not in browser.get("/about", headers=bearer("edda")).text


def test_addresses_are_fetched_under_the_rules_of_the_command_line(browser: TestClient, tmp_path: Path) -> None:
    private = browser.post("/api/read", json={"url": "http://127.0.0.1:8000/about"})
    assert (private.status_code, "not a public address" in private.text) == (403, True)
    (tmp_path / "secret.txt").write_text("“It runs,” Ada Quill said.", encoding="utf-8")
    for address in (str(tmp_path / "secret.txt"), f"file://{tmp_path}/secret.txt", "-"):
        assert browser.post("/api/read", json={"url": address}).status_code == 422, address


def test_reading_has_a_rate_limit(browser: TestClient) -> None:
    answers = [browser.post("/api/read", json={}) for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {400}
    assert (answers[-1].status_code, answers[-1].headers["retry-after"]) == (429, "60")
