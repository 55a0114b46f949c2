"""Who may come in."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from onrecord.errors import UsageError
from onrecord.room import Access, access
from onrecord.room.access import Visitor

SECRET = "a long enough secret"
SHIPPED_HASHER = access._HASHER
"""Kept at import, since the tests of the room put a quicker one in its place."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file that names an editor, in a folder that is made for it."""
    where = tmp_path / "onrecord" / "access.json"
    access.add_account(where, "mara", role="editor", secret=SECRET)
    return where


def test_the_file_is_its_owners_alone_and_holds_no_secret(path: Path) -> None:
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    written = path.read_text(encoding="utf-8")
    assert SECRET not in written
    assert json.loads(written)["users"][0]["secret"].startswith("$argon2id$")
    access.add_account(path, "ivo", role="reader", secret=SECRET)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["access.json"]


def test_a_secret_is_slow_to_guess() -> None:
    """The second recommended choice of RFC 9106, section 4: argon2id, 3 passes over 64 MiB in 4 lanes."""
    digest = SHIPPED_HASHER.hash(SECRET)
    assert digest.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert SHIPPED_HASHER.verify(digest, SECRET)


def test_who_has_the_secret_comes_in(path: Path) -> None:
    known = Access(path)
    assert known.verify("mara", SECRET) == Visitor("mara", "editor")
    assert known.verify("mara", SECRET) == Visitor("mara", "editor")
    assert known.verify("mara", SECRET + "!") is None
    assert known.verify("nobody", SECRET) is None


def test_who_is_taken_out_is_out_at_once(path: Path) -> None:
    known = Access(path)
    session = {"name": "mara", "seal": known.seal("mara")}
    assert known.verify("mara", SECRET)
    assert known.restore_visitor(session) == Visitor("mara", "editor")
    access.remove_account(path, "mara")
    assert known.verify("mara", SECRET) is None
    assert known.restore_visitor(session) is None


def test_a_new_secret_ends_what_the_old_one_opened(path: Path) -> None:
    known = Access(path)
    session = {"name": "mara", "seal": known.seal("mara")}
    assert known.verify("mara", SECRET)
    access.add_account(path, "mara", role="reader", secret="another long secret")
    assert known.verify("mara", SECRET) is None
    assert known.restore_visitor(session) is None
    assert known.verify("mara", "another long secret") == Visitor("mara", "reader")


def test_a_cookie_without_a_seal_opens_nothing(path: Path) -> None:
    known = Access(path)
    assert known.restore_visitor({"name": "mara"}) is None
    assert known.restore_visitor({"name": "nobody", "seal": known.seal("nobody")}) is None
    assert known.restore_visitor({}) is None


def test_the_owner_is_whoever_comes() -> None:
    assert Access(owner="mara").restore_visitor({}) == Visitor("mara", "editor")


@pytest.mark.parametrize(
    ("name", "secret", "says"),
    [
        ("", SECRET, "cannot be used to sign in"),
        (" mara", SECRET, "cannot be used to sign in"),
        ("ma:ra", SECRET, "cannot be used to sign in"),
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
        ("[]", "is not an access file"),
        ('{"users": [{"name": "mara"}], "cookie_key": "k"}', "is not an access file"),
        ('{"users": [{"name": "m", "role": "king", "secret": "s"}], "cookie_key": "k"}', "the role 'king'"),
    ],
)
def test_a_file_of_another_kind_is_said_so(tmp_path: Path, content: str, says: str) -> None:
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
