"""Guessing secrets is slow and does not lock out other visitors."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from pathlib import Path

import anyio
import pytest
from fastapi import Request
from starlette.exceptions import HTTPException

from onrecord.room import Access, access, authentication
from onrecord.room.access import Visitor
from onrecord.room.authentication import Authenticator, client_network

SECRET = "a long enough secret"
RHEA = Visitor("rhea", "reader")


@pytest.fixture
def accounts(tmp_path: Path) -> Access:
    path = tmp_path / "access.json"
    access.add_account(path, "rhea", role="reader", secret=SECRET)
    return Access(path)


Try = Callable[..., tuple[Visitor | None, float]]


@pytest.fixture
def attempt(accounts: Access) -> Try:
    """Tries a name and a secret; returns the visitor and the seconds that the attempt waited."""
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    authenticator = Authenticator(accounts, sleep=note)

    def try_(name: str, secret: str, *, network: str) -> tuple[Visitor | None, float]:
        waits.clear()
        visitor = anyio.run(lambda: authenticator.authenticate(name, secret, network=network))
        return visitor, sum(waits)

    return try_


def test_guessing_slows_a_name_down_and_locks_nobody_out(attempt: Try) -> None:
    for number in range(40):
        attempt("rhea", f"guess {number}", network=f"192.0.2.{number}")
    assert attempt("rhea", SECRET, network="198.51.100.1") == (RHEA, 5.0)
    assert attempt("rhea", SECRET, network="198.51.100.1") == (RHEA, 0.0)


def test_an_address_is_slowed_down_for_every_name(attempt: Try) -> None:
    for number in range(40):
        attempt(f"name {number}", "guess", network="192.0.2.1")
    assert attempt("rhea", SECRET, network="192.0.2.1") == (RHEA, 5.0)


def test_others_wait_for_nothing(attempt: Try) -> None:
    for number in range(40):
        attempt("edda", f"guess {number}", network="192.0.2.1")
    assert attempt("rhea", SECRET, network="198.51.100.1") == (RHEA, 0.0)


def test_people_mistype(attempt: Try) -> None:
    assert [attempt("rhea", "guess", network="192.0.2.1")[1] for _ in range(7)] == [0, 0, 0, 0, 0, 0.25, 0.5]


@pytest.mark.parametrize(("name", "secret"), [("", SECRET), ("rhea", ""), ("", "")])
def test_nothing_is_no_secret(attempt: Try, name: str, secret: str) -> None:
    assert attempt(name, secret, network="192.0.2.1") == (None, 0.0)


def test_more_connections_make_no_more_guesses(accounts: Access) -> None:
    """Of 60 guesses at once all but a few are refused unseen, and the right secret comes in from elsewhere."""
    outcomes: list[object] = []

    async def run() -> None:
        release = anyio.Event()

        async def sleep(seconds: float) -> None:
            await release.wait()

        authenticator = Authenticator(accounts, sleep=sleep)

        async def guess(number: int) -> None:
            try:
                outcomes.append(await authenticator.authenticate("edda", f"guess {number}", network="192.0.2.1"))
            except HTTPException as error:
                outcomes.append(error.status_code)

        async with anyio.create_task_group() as group:
            for number in range(60):
                group.start_soon(guess, number)
            with anyio.fail_after(20):
                while outcomes.count(429) < 55:
                    await anyio.sleep(0.01)
                assert await authenticator.authenticate("rhea", SECRET, network="198.51.100.1") == RHEA
            release.set()
        assert not authenticator._pending

    anyio.run(run)
    assert outcomes.count(None) == 5


def test_memory_is_bounded(attempt: Try, monkeypatch: pytest.MonkeyPatch, accounts: Access) -> None:
    assert authentication._COUNTERS <= 4_096
    monkeypatch.setattr(authentication, "_COUNTERS", 64)
    monkeypatch.setattr(accounts, "verify", lambda *_: None)
    authenticator = Authenticator(accounts, sleep=_at_once)

    async def run(addresses: Iterable[str]) -> None:
        for address in addresses:
            await authenticator.authenticate(address, "guess", network=address)

    anyio.run(run, (str(ipaddress.IPv6Address(number << 64)) for number in range(400)))
    # Counters of networks and of names, in this minute and, if it has just begun, in the one before.
    assert len(authenticator._failures.storage.storage) <= 2 * 2 * 64  # type: ignore[attr-defined]


async def _at_once(seconds: float) -> None:
    pass


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::", "2001:db8:1:3::/64"),
        ("testclient", "testclient"),
        (None, ""),
    ],
)
def test_networks_are_told_apart(host: str | None, network: str) -> None:
    assert client_network(Request({"type": "http", "client": (host, 1) if host else None})) == network
