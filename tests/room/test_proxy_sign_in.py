"""Sign-in by a proxy: only the headers of trusted proxies are accepted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest

from onrecord.cli.serve import _load_accounts
from onrecord.errors import UsageError
from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.room import Access, create_app
from onrecord.room.proxy_sign_in import ProxySignIn
from onrecord.settings import Settings
from tests.room.serving import listening
from tests.room.test_workers import main_process

HERE = Settings(user_header="X-Remote-User", role_header="X-Remote-Role", trusted_proxies="10.0.0.0/8, 127.0.0.1")
ELSEWHERE = Settings(user_header="X-Remote-User", role_header="X-Remote-Role", trusted_proxies="10.0.0.0/8,::1")
MARA = {"x-remote-user": "mara"}
EDITOR = {**MARA, "x-remote-role": "editor"}
OUR_PAGE = {"sec-fetch-site": "same-origin"}
ONLY_EDITORS = "/api/jobs/none/stop"


@contextmanager
def visit(
    record: Record, pool: ReaderPool, settings: Settings, *, worker_socket: Path | None = None
) -> Iterator[httpx2.Client]:
    """A program that visits a room without accounts; through a worker where ``worker_socket`` is given."""
    app = create_app(record, access=Access(Path("nowhere.json")), settings=settings, pool=pool)
    with ExitStack() as stack:
        if worker_socket is not None:
            stack.enter_context(main_process(app, str(worker_socket)))
            access = Access(Path("nowhere.json"))
            app = create_app(record, access=access, settings=settings, pool=pool, main_socket=str(worker_socket))
        port = stack.enter_context(listening(app))
        yield stack.enter_context(httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60))


def test_the_proxy_names_the_visitor_and_the_role(new_record: Record, pool: ReaderPool) -> None:
    with visit(new_record, pool, HERE) as visitor:
        assert visitor.get("/api/about").status_code == 401
        assert visitor.get("/api/about", headers=MARA).status_code == 200
        for role, status in (("editor", 404), ("reader", 403), ("admin", 403), ("Editor", 403), ("", 403)):
            headers = {**MARA, **OUR_PAGE, "x-remote-role": role}
            assert visitor.post(ONLY_EDITORS, headers=headers).status_code == status, role
        assert visitor.post(ONLY_EDITORS, headers={**MARA, **OUR_PAGE}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        [("x-remote-user", "mara"), ("x-remote-user", "admin")],
        [("x-remote-user", "")],
        [("x-remote-user", "m" * 201)],
        [("x_remote_user", "mara")],
        [("x-remote-role", "editor")],
    ],
)
def test_a_name_that_is_missing_or_doubtful_is_nobody(
    headers: list[tuple[str, str]], new_record: Record, pool: ReaderPool
) -> None:
    with visit(new_record, pool, HERE) as visitor:
        assert visitor.get("/api/about", headers=headers).status_code == 401


@pytest.mark.parametrize("settings", [Settings(), ELSEWHERE])
def test_nobody_else_can_write_the_headers(settings: Settings, new_record: Record, pool: ReaderPool) -> None:
    """Not even with the address of the proxy in a header that uvicorn believes."""
    with visit(new_record, pool, settings) as visitor:
        for forged in ({}, {"x-forwarded-for": "10.0.0.5"}, {"x-forwarded-for": "::1", "x-real-ip": "10.0.0.5"}):
            assert visitor.get("/api/about", headers={**EDITOR, **forged}).status_code == 401
            assert visitor.post(ONLY_EDITORS, headers={**EDITOR, **OUR_PAGE, **forged}).status_code == 401


def test_another_site_cannot_use_the_sign_in(new_record: Record, pool: ReaderPool) -> None:
    with visit(new_record, pool, HERE) as visitor:
        for headers in ({}, {"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
            assert visitor.post(ONLY_EDITORS, headers={**EDITOR, **headers}).status_code == 403


def test_workers_pass_on_what_the_proxy_says_and_nothing_else(
    new_record: Record, pool: ReaderPool, tmp_path: Path
) -> None:
    for name, settings, status in (("here", HERE, 404), ("elsewhere", ELSEWHERE, 401)):
        with visit(new_record, pool, settings, worker_socket=tmp_path / name) as visitor:
            assert visitor.post(ONLY_EDITORS, headers={**EDITOR, **OUR_PAGE}).status_code == status
            forged = {**EDITOR, **OUR_PAGE, "x-forwarded-for": "10.0.0.5"}
            assert visitor.post(ONLY_EDITORS, headers=forged).status_code == status


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (Settings(user_header="X-User"), "ONRECORD_TRUSTED_PROXIES is not: anybody could send the header"),
        (Settings(user_header="X-User", trusted_proxies="proxy.example"), "such as 127.0.0.1,10.0.0.0/24"),
        (Settings(user_header="X-User", trusted_proxies="10.0.0.1/8"), "has host bits set"),
    ],
)
def test_a_header_without_trusted_addresses_is_refused(settings: Settings, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ProxySignIn.from_settings(settings)
    assert ProxySignIn.from_settings(Settings(trusted_proxies="10.0.0.1")) is None


def test_a_room_behind_such_a_proxy_has_no_owner(tmp_path: Path) -> None:
    settings = Settings(user_header="X-User", trusted_proxies="127.0.0.1", access=str(tmp_path / "access.json"))
    assert _load_accounts(None, settings=settings, loopback=True).owner is None
    assert _load_accounts(None, settings=Settings(), loopback=True).owner is not None
