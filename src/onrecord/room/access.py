"""Who may come in, and what they may do: names with passwords or tokens, kept as argon2 hashes in one file.

On a loopback address the room is open: whoever can reach it is its owner, and an editor. On every other address it
wants a name and a secret of this file.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from threading import BoundedSemaphore, Lock
from typing import Any, Final, Literal, get_args

import platformdirs
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from onrecord.errors import UsageError
from onrecord.settings import Settings

Role = Literal["reader", "editor"]
"""A reader sees everything; an editor also adds pages and judges."""

LEAST_PASSWORD: Final = 12
"""The shortest password, in characters."""
_FILE: Final = "access.json"
_HASHER: Final = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is let in."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class User:
    """A name of the file: its role, and its secret's argon2 hash."""

    name: str
    role: Role
    secret: str


@dataclass(frozen=True, slots=True)
class Names:
    """What the file holds."""

    users: Mapping[str, User]
    cookie_key: str


class Access:
    """Who may come in: those whom the file at ``path`` names at the time, or everybody."""

    def __init__(self, path: Path | None = None, *, owner: str | None = None) -> None:
        """``owner``: let everybody in, as an editor of this name; ``path`` is not looked at.

        Raises ``UsageError`` for a file of another kind.
        """
        self.owner = owner
        self._path = path
        self._proved: dict[bytes, str] = {}
        self._lock = Lock()
        # Each takes 64 MB while it lasts.
        self._hashing = BoundedSemaphore(2)
        self._salt = secrets.token_bytes(32)
        # Where everybody is let in no secret is checked, and hashing would hold up the start by 0.1 s.
        self._nobodys = _HASHER.hash(secrets.token_urlsafe(16)) if owner is None else ""
        self._written: int | None = None
        self._kept = load(path) if path else Names({}, cookie_key=secrets.token_urlsafe(32))

    @property
    def cookie_key(self) -> str:
        """What signs the cookies of those who signed in."""
        return self._kept.cookie_key

    @property
    def users(self) -> Mapping[str, User]:
        """Whom the file names now: who is taken out of it is out at once."""
        if self._path is not None:
            written = self._path.stat().st_mtime_ns if self._path.exists() else None
            if written != self._written:
                self._kept = load(self._path)
                self._written = written
        return self._kept.users

    def visitor(self, name: str | None) -> Visitor | None:
        """Who signed in under ``name``; null where nobody, or nobody any more, has it."""
        if self.owner is not None:
            return Visitor(self.owner, "editor")
        user = self.users.get(name or "")
        return Visitor(user.name, user.role) if user else None

    def remembered(self, session: Mapping[str, Any]) -> Visitor | None:
        """Who signed in with what ``session`` says; nobody once the secret is another one."""
        name = str(session.get("name", ""))
        if self.owner is None and not secrets.compare_digest(str(session.get("seal", "")), self.seal(name)):
            return None
        return self.visitor(name)

    def seal(self, name: str) -> str:
        """What a cookie says of the secret that ``name`` has: not what it is, but that it is this one."""
        user = self.users.get(name)
        return blake2b(user.secret.encode() if user else b"", digest_size=16).hexdigest()

    def check(self, name: str, secret: str) -> Visitor | None:
        """Who has this name and secret; null where nobody has. A wrong name takes as long as a wrong secret."""
        user = self.users.get(name)
        # A program sends its secret with every request, and argon2 is slow on purpose: what was right once is kept.
        proof = blake2b(f"{name}\0{secret}".encode(), key=self._salt, digest_size=32).digest()
        with self._lock:
            proved = self._proved.get(proof)
        if user is None or proved != user.secret:
            try:
                with self._hashing:
                    _HASHER.verify(user.secret if user else self._nobodys, secret)
            except (VerificationError, InvalidHashError):
                return None
            if user is None:
                return None
            with self._lock:
                self._proved[proof] = user.secret
        return self.visitor(name)


def default_path(settings: Settings) -> Path:
    """Where names and secrets are kept: as ``settings`` say, else in the user's configuration folder."""
    if settings.access:
        return Path(settings.access).expanduser()
    return platformdirs.user_config_path("onrecord", appauthor=False) / _FILE


def load(path: Path) -> Names:
    """The names in ``path``; nobody where there is no such file. Raises ``UsageError`` for a file of another kind."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        users = [User(one["name"], one["role"], one["secret"]) for one in given["users"]]
        key = str(given["cookie_key"])
    except FileNotFoundError:
        return Names({}, cookie_key=secrets.token_urlsafe(32))
    except OSError as error:
        raise UsageError(f"{path}: it cannot be read ({error.strerror}). Check its permissions.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: this is no file of names and secrets. Make one: `onrecord access add`.") from error
    wrong = [one.role for one in users if one.role not in get_args(Role)]
    if wrong:
        raise UsageError(f"{path}: there is no role {wrong[0]!r}. Expected {' or '.join(get_args(Role))}.")
    return Names({one.name: one for one in users}, cookie_key=key)


def add(path: Path, name: str, *, role: Role, secret: str) -> None:
    """Let ``name`` in with ``secret``; who is in already gets this role and secret.

    Raises ``UsageError`` for a name or a secret that will not do, and for a file that cannot be written.
    """
    if not name.strip() or ":" in name or name != name.strip():
        raise UsageError(f"{name!r} is no name to sign in with: expected letters, without a colon or outer spaces")
    if len(secret) < LEAST_PASSWORD:
        raise UsageError(f"this password has {len(secret)} characters: expected {LEAST_PASSWORD} or more")
    known = load(path)
    _save(path, known, users={**known.users, name: User(name, role, _HASHER.hash(secret))})


def remove(path: Path, name: str) -> None:
    """Let ``name`` in no more. Raises ``UsageError`` where nobody has it."""
    known = load(path)
    if name not in known.users:
        raise UsageError(f"{path}: it names no {name!r}. `onrecord access list` shows who is in it.")
    _save(path, known, users={key: user for key, user in known.users.items() if key != name})


def new_token() -> str:
    """A secret for a program, which nobody needs to remember."""
    return secrets.token_urlsafe(32)


def _save(path: Path, known: Names, *, users: Mapping[str, User]) -> None:
    """Written whole or not at all, and readable by its owner alone."""
    whole = {"cookie_key": known.cookie_key, "users": [asdict(user) for user in users.values()]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, made = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(whole, file, indent=2)
        Path(made).replace(path)
    except OSError as error:
        raise UsageError(f"{path}: it cannot be written ({error.strerror}). Check the folder's permissions.") from error
