"""Signing in and out."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from onrecord.room import Access, access
from onrecord.store.visitor_sessions import SESSION_SECONDS
from tests.room.conftest import Opens

SECRET = "a long enough secret"
HOME = {"origin": "http://localhost:8000"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that names a reader."""
    access_file = tmp_path / "access.json"
    access.add_account(access_file, "rhea", role="reader", secret=SECRET)
    return access_file


@pytest.fixture
def stranger(open_room: Opens, path: Path) -> TestClient:
    """The browser of somebody who has not signed in."""
    return open_room(Access(path))


def sign_in(browser: TestClient, *, secret: str = SECRET, back: str = "/about") -> tuple[int, str | None]:
    form = {"name": "rhea", "secret": secret, "back": back}
    answer = browser.post("/login", data=form, headers=HOME, follow_redirects=False)
    return answer.status_code, answer.headers.get("location")


def test_signing_in_leads_to_the_requested_page(stranger: TestClient) -> None:
    redirect = stranger.get("/about?x=1")
    assert redirect.url.path == "/login"
    assert 'value="/about?x=1"' in redirect.text
    assert sign_in(stranger, back="/about?x=1") == (303, "/about?x=1")
    page = stranger.get("/about")
    assert (page.url.path, "rhea, reader" in page.text) == ("/about", True)


def test_signing_out_ends_the_session(stranger: TestClient) -> None:
    sign_in(stranger)
    assert stranger.post("/logout", headers=HOME, follow_redirects=False).headers["location"] == "/login"
    assert stranger.get("/about").url.path == "/login"


def test_a_copied_cookie_opens_nothing_after_sign_out(stranger: TestClient, open_room: Opens, path: Path) -> None:
    sign_in(stranger)
    copied = {"cookie": f"session={stranger.cookies['session']}"}
    after_restart = open_room(Access(path))
    assert after_restart.get("/api/about", headers=copied).status_code == 200
    stranger.post("/logout", headers=HOME)
    assert stranger.get("/api/about", headers=copied).status_code == 401
    assert after_restart.get("/api/about", headers=copied).status_code == 401
    assert after_restart.post("/logout", headers=copied | HOME, follow_redirects=False).status_code == 303


def test_signing_in_again_replaces_the_session(stranger: TestClient) -> None:
    sign_in(stranger)
    first = {"cookie": f"session={stranger.cookies['session']}"}
    sign_in(stranger)
    assert stranger.get("/about").url.path == "/about"
    stranger.cookies.clear()
    assert stranger.get("/api/about", headers=first).status_code == 401


def test_a_removed_account_sees_no_pages(stranger: TestClient, path: Path) -> None:
    sign_in(stranger)
    assert stranger.get("/about").url.path == "/about"
    access.add_account(path, "edda", role="editor", secret=SECRET)
    access.remove_account(path, "rhea")
    assert stranger.get("/about").url.path == "/login"


def test_a_new_secret_asks_again(stranger: TestClient, path: Path) -> None:
    sign_in(stranger)
    access.add_account(path, "rhea", role="reader", secret="another long secret")
    assert stranger.get("/about").url.path == "/login"


def test_the_error_for_a_wrong_secret_reveals_nothing(stranger: TestClient) -> None:
    wrong = stranger.post("/login", data={"name": "rhea", "secret": "guess"}, headers=HOME)
    unknown = stranger.post("/login", data={"name": "nobody", "secret": "guess"}, headers=HOME)
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert "The name or the secret is wrong." in wrong.text
    assert wrong.text == unknown.text
    assert "guess" not in wrong.text


@pytest.mark.parametrize("field", ["name", "secret"])
def test_a_secret_that_is_too_long_is_not_tried(stranger: TestClient, field: str) -> None:
    form = {"name": "rhea", "secret": SECRET, field: "x" * 1_025}
    assert stranger.post("/login", data=form, headers=HOME).status_code == 422


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_over_https_the_cookie_is_for_https(open_room: Opens, path: Path, scheme: str, secure: bool) -> None:
    browser = open_room(Access(path))
    browser.base_url = f"{scheme}://localhost:8000"
    form = {"name": "rhea", "secret": SECRET}
    answer = browser.post("/login", data=form, headers={"sec-fetch-site": "same-origin"}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert ("secure" in cookie) == secure
    assert all(part in cookie for part in ("httponly", "samesite=lax", "path=/", f"max-age={SESSION_SECONDS}"))


@pytest.mark.parametrize(
    "back",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example/",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example/",
        "/\n/elsewhere.example",
        "",
        "about",
    ],
)
def test_nobody_is_sent_elsewhere(stranger: TestClient, browser: TestClient, back: str) -> None:
    assert sign_in(stranger, back=back) == (303, "/")
    assert browser.get("/login", params={"back": back}, follow_redirects=False).headers["location"] == "/"


def test_the_owners_room_asks_nobody(browser: TestClient) -> None:
    answer = browser.get("/login?back=/about", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/about")
    assert "Sign out" not in browser.get("/about").text
