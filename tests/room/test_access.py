"""The access file: accounts, secrets, tokens and sessions."""

from __future__ import annotations

import json
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.errors import UsageError
from onrecord.room import Access, access
from onrecord.room.access import Visitor
from onrecord.store.visitor_sessions import SESSION_SECONDS

SECRET = "a long enough secret"
SHIPPED_HASHER = access._HASHER
"""Saved at import, since the tests of the room replace it with a faster one."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that names an editor, in a folder that is made for it."""
    access_file = tmp_path / "onrecord" / "access.json"
    access.add_account(access_file, "mara", role="editor", secret=SECRET)
    return access_file


def test_the_file_is_its_owners_alone_and_holds_no_secret(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    written = path.read_text(encoding="utf-8")
    assert SECRET not in written
    assert json.loads(written)["users"][0]["secret"].startswith("$argon2id$")
    access.add_account(path, "ivo", role="reader", secret=SECRET)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in path.parent.iterdir()] == ["access.json"]


def test_a_secret_is_slow_to_guess() -> None:
    """The second recommended choice of RFC 9106, section 4: argon2id, 3 passes over 64 MiB in 4 lanes."""
    digest = SHIPPED_HASHER.hash(SECRET)
    assert digest.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert SHIPPED_HASHER.verify(digest, SECRET)


def test_the_right_secret_is_accepted(path: Path) -> None:
    accounts = Access(path)
    assert accounts.verify("mara", SECRET) == Visitor("mara", "editor")
    assert accounts.verify("mara", SECRET) == Visitor("mara", "editor")
    assert accounts.verify("mara", SECRET + "!") is None
    assert accounts.verify("nobody", SECRET) is None


def test_a_removed_account_loses_access_at_once(path: Path) -> None:
    accounts = Access(path)
    token = accounts.start_session(Visitor("mara", "editor"))
    assert accounts.verify("mara", SECRET)
    assert accounts.restore_visitor(token) == Visitor("mara", "editor")
    access.remove_account(path, "mara")
    assert accounts.verify("mara", SECRET) is None
    assert accounts.recall("mara", SECRET) is None
    assert accounts.restore_visitor(token) is None


def test_a_new_secret_ends_what_the_old_one_opened(path: Path) -> None:
    accounts = Access(path)
    token = accounts.start_session(Visitor("mara", "editor"))
    assert accounts.verify("mara", SECRET)
    access.add_account(path, "mara", role="reader", secret="another long secret")
    assert accounts.verify("mara", SECRET) is None
    assert accounts.recall("mara", SECRET) is None
    assert accounts.restore_visitor(token) is None
    assert accounts.verify("mara", "another long secret") == Visitor("mara", "reader")
    access.remove_account(path, "mara")
    access.add_account(path, "mara", role="editor", secret=SECRET)
    assert accounts.restore_visitor(token) is None


def test_a_secret_is_recalled_once_it_was_verified(path: Path) -> None:
    accounts = Access(path)
    assert accounts.recall("mara", SECRET) is None
    assert accounts.verify("mara", SECRET)
    assert accounts.recall("mara", SECRET) == Visitor("mara", "editor")
    assert accounts.recall("mara", SECRET + "!") is None
    assert accounts.recall("nobody", SECRET) is None


def test_sessions_are_shared_by_processes_and_outlive_them(path: Path) -> None:
    first, second = Access(path), Access(path)
    token = first.start_session(Visitor("mara", "editor"))
    assert second.restore_visitor(token) == Visitor("mara", "editor")
    first.close()
    assert Access(path).restore_visitor(token) == Visitor("mara", "editor")
    second.end_session(token)
    assert [room.restore_visitor(token) for room in (first, second, Access(path))] == [None] * 3


def test_the_file_of_sessions_is_its_owners_alone_and_holds_no_token(path: Path) -> None:
    accounts = Access(path)
    token = accounts.start_session(Visitor("mara", "editor"))
    accounts.close()
    file = path.with_name("access-sessions.sqlite")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert token.encode() not in file.read_bytes()


def test_sessions_end_after_two_weeks(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accounts = Access(path)
    start = time.time()
    token = accounts.start_session(Visitor("mara", "editor"))
    for passed, visitor in ((SESSION_SECONDS - 5, Visitor("mara", "editor")), (SESSION_SECONDS + 5, None)):
        monkeypatch.setattr(time, "time", lambda passed=passed: start + passed)
        assert accounts.restore_visitor(token) == visitor
    accounts.start_session(Visitor("mara", "editor"))
    accounts.close()
    with closing(sqlite3.connect(path.with_name("access-sessions.sqlite"))) as connection:
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (1,), "the old one is deleted"


def test_a_damaged_file_of_sessions_is_reported(path: Path) -> None:
    path.with_name("access-sessions.sqlite").write_bytes(b"no database, and long enough to be told from one" * 100)
    with pytest.raises(UsageError, match="delete the file if it is damaged"):
        Access(path).start_session(Visitor("mara", "editor"))


@pytest.mark.parametrize("token", [None, "", "a", "é" * 1000])
def test_no_other_token_opens_a_session(path: Path, token: str | None) -> None:
    accounts = Access(path)
    accounts.start_session(Visitor("mara", "editor"))
    assert accounts.restore_visitor(token) is None


def test_the_owner_is_whoever_comes_and_has_no_session() -> None:
    owned = Access(owner="mara")
    assert owned.find_visitor(None) == Visitor("mara", "editor")
    assert owned.restore_visitor("any") is None
    with pytest.raises(UsageError, match="nobody needs to sign in"):
        owned.start_session(Visitor("mara", "editor"))


@pytest.mark.parametrize(
    ("name", "secret", "says"),
    [
        ("", SECRET, "cannot be used to sign in"),
        (" mara", SECRET, "cannot be used to sign in"),
        ("ma:ra", SECRET, "cannot be used to sign in"),
        ("mara\nrhea", SECRET, "cannot be used to sign in"),
        ("\x1b[2Jmara", SECRET, "cannot be used to sign in"),
        ("\u202emara", SECRET, "cannot be used to sign in"),
        ("mara", "too short", "at least 12"),
    ],
)
def test_names_and_secrets_that_will_not_do(tmp_path: Path, name: str, secret: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        access.add_account(tmp_path / "access.json", name, role="reader", secret=secret)
    assert not (tmp_path / "access.json").exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("no JSON", "is not an access file"),
        ("[" * 100_000, "is not an access file"),
        ("[]", "is not an access file"),
        ('{"users": [{"name": "mara"}]}', "is not an access file"),
        ('{"users": [{"name": "m", "role": "king", "secret": "s"}]}', "an unknown role, 'king'"),
    ],
)
def test_a_file_of_another_kind_is_reported(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "access.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        Access(path)


def test_nobody_else_can_be_taken_out(path: Path) -> None:
    with pytest.raises(UsageError, match="has no account 'ivo'"):
        access.remove_account(path, "ivo")


def test_tokens_are_long_and_each_another() -> None:
    assert len({access.new_token() for _ in range(10)}) == 10
    assert all(len(access.new_token()) >= 40 for _ in range(3))
