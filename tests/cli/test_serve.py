"""``onrecord serve`` and ``access``: the room is open on loopback, and asks for accounts elsewhere."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import stat
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE

import httpx2
import pytest

from tests.cli.command_server import Command
from tests.kept_record import pages

Run = Callable[..., tuple[int, str, str]]
Start = Callable[..., Command]
ROOM = ["onrecord.room.server"]
SECRET = "a long enough secret"


@pytest.fixture(scope="module")
def record_path(kept_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a record of a few pages."""
    return Path(shutil.copy(kept_file, tmp_path_factory.mktemp("kept")))


def opened(process: Command) -> str:
    """The address that ``serve`` prints."""
    assert process.stderr is not None
    line = process.stderr.readline().decode()
    result = re.search(r"http://\S+/", line)
    assert result, line
    return result[0]


def closed(process: Command) -> int:
    process.send_signal(signal.SIGINT)
    try:
        return process.wait(timeout=30)
    finally:
        process.kill()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def test_the_room_is_open_on_loopback(start: Start, record_path: Path) -> None:
    process = start("serve", "--record", record_path, "--port", "0", imports=ROOM, stderr=PIPE, stdout=PIPE)
    try:
        address = opened(process)
        assert address.startswith("http://localhost:")
        assert httpx2.get(f"{address}api/about").json()["counts"]["pages"] == len(pages())
        assert httpx2.get(f"{address}api/about", headers={"host": "elsewhere.example"}).status_code == 421
        assert "server" not in httpx2.get(f"{address}about").headers
    finally:
        code = closed(process)
    assert code in {0, 130}


def test_the_room_asks_for_an_account_if_there_are_any(
    run: Run, start: Start, record_path: Path, tmp_path: Path
) -> None:
    access = tmp_path / "access.json"
    code, token, errors = run("access", "add", "rhea", "--role", "reader", "--token", "--access", access)
    assert (code, errors) == (0, "rhea now has access as reader.\n")
    process = start("serve", "--record", record_path, "--port", "0", "--access", access, imports=ROOM, stderr=PIPE)
    try:
        address = opened(process)
        assert httpx2.get(f"{address}api/about").status_code == 401
        headers = {"authorization": f"Bearer {token.strip()}"}
        assert httpx2.get(f"{address}api/about", headers=headers).status_code == 200
        assert httpx2.post(f"{address}api/judgements", headers=headers, json={}).status_code == 403
    finally:
        closed(process)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "room.example"])
def test_a_reachable_address_needs_an_account(run: Run, record_path: Path, tmp_path: Path, host: str) -> None:
    code, output, errors = run("serve", "--record", record_path, "--host", host, "--access", tmp_path / "none.json")
    assert (code, output) == (2, "")
    assert "has no accounts yet, and other computers can reach this address" in " ".join(errors.split())


def test_a_port_that_no_computer_has_is_reported(run: Run, record_path: Path) -> None:
    code, _, errors = run("serve", "--record", record_path, "--port", "99999")
    assert code == 2
    assert "It should be less than or equal to 65535." in errors


def test_a_taken_port_is_reported(run: Run, record_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code, _, errors = run("serve", "--record", record_path, "--port", server.getsockname()[1])
    assert code == 2
    assert "The room cannot listen on 127.0.0.1" in " ".join(errors.split())


def test_accounts_are_added_listed_and_removed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    secret_line = f"{SECRET}\n".encode()
    assert run("access", "add", "mara", "--role", "editor", "--access", path, stdin=secret_line)[0] == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert SECRET not in path.read_text(encoding="utf-8")
    assert run("access", "list", "--access", path)[1] == "mara\teditor\n"
    assert run("access", "remove", "mara", "--access", path)[0] == 0
    none = "There are no accounts. Add one with `onrecord access add`.\n"
    assert run("access", "list", "--access", path) == (0, "", none)
    assert run("access", "remove", "mara", "--access", path)[0] == 2


def test_a_short_secret_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "access.json"
    code, _, errors = run("access", "add", "mara", "--role", "editor", "--access", path, stdin=b"short\n")
    assert (code, path.exists()) == (2, False)
    assert "at least 12 characters" in " ".join(errors.split())


def test_an_assistant_needs_a_record(run: Run, tmp_path: Path) -> None:
    code, output, errors = run("mcp", "--record", tmp_path / "none.sqlite")
    assert (code != 0, output) == (True, "")
    assert "none.sqlite" in errors
