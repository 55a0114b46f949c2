"""Accounts of the room: names, roles and hashed secrets, kept in one JSON file.

On a loopback address the room needs no file: whoever reaches it is its owner, with the role of an editor. On every
other address each visitor signs in with a name and a secret (a password or a token), stored as an argon2 hash.
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

# NIST SP 800-63B requires at least 8. Here a password is the only factor, so more is asked for.
MIN_PASSWORD_CHARACTERS: Final = 12
_FILE_NAME: Final = "access.json"
_HASHER: Final = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Visitor:
    """The name and role behind a request."""

    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Account:
    """An entry of the access file; ``secret`` is the argon2 hash of the secret."""

    name: str
    role: Role
    secret: str


@dataclass(frozen=True, slots=True)
class AccessFile:
    """The content of the access file: accounts by name, and the key that signs session cookies."""

    accounts: Mapping[str, Account]
    cookie_key: str


class Access:
    """Checks names and secrets against the access file, which is read again whenever it changes."""

    def __init__(self, path: Path | None = None, *, owner: str | None = None) -> None:
        """With ``owner``, every visitor is an editor of this name and ``path`` is not read.

        Raises ``UsageError`` where ``path`` is not an access file.
        """
        self.owner = owner
        self._path = path
        self._verified: dict[bytes, str] = {}
        """The hash that each secret was verified against, by a keyed digest of name and secret."""
        self._lock = Lock()
        # One argon2 hash takes 64 MB of memory: twenty at once would take more than a gigabyte.
        self._hashing = BoundedSemaphore(2)
        self._salt = secrets.token_bytes(32)
        # Verified for unknown names, so that they take as long as known ones. An open room needs none: 0.1 s saved.
        self._decoy_hash = _HASHER.hash(secrets.token_urlsafe(16)) if owner is None else ""
        self._modified: int | None = None
        self._file = load_access_file(path) if path else AccessFile({}, cookie_key=secrets.token_urlsafe(32))

    @property
    def cookie_key(self) -> str:
        """The key that signs session cookies."""
        return self._file.cookie_key

    @property
    def accounts(self) -> Mapping[str, Account]:
        """The accounts in the file now: a removed account is signed out at once."""
        if self._path is not None:
            modified = self._path.stat().st_mtime_ns if self._path.exists() else None
            if modified != self._modified:
                self._file = load_access_file(self._path)
                self._modified = modified
        return self._file.accounts

    def find_visitor(self, name: str | None) -> Visitor | None:
        """The visitor who signed in as ``name``; null where the file has no such account, or no longer."""
        if self.owner is not None:
            return Visitor(self.owner, "editor")
        account = self.accounts.get(name or "")
        return Visitor(account.name, account.role) if account else None

    def restore_visitor(self, session: Mapping[str, Any]) -> Visitor | None:
        """The visitor of a session cookie; null once the account's secret has changed."""
        name = str(session.get("name", ""))
        if self.owner is None and not secrets.compare_digest(str(session.get("seal", "")), self.seal(name)):
            return None
        return self.find_visitor(name)

    def seal(self, name: str) -> str:
        """A digest of the hashed secret for the session cookie, so that the session ends when the secret changes."""
        account = self.accounts.get(name)
        return blake2b(account.secret.encode() if account else b"", digest_size=16).hexdigest()

    def verify(self, name: str, secret: str) -> Visitor | None:
        """The visitor with this name and secret, else null. An unknown name takes as long as a wrong secret."""
        account = self.accounts.get(name)
        # A program sends its secret with every request, and argon2 takes 0.1 s on purpose: a success is remembered.
        digest = blake2b(f"{name}\0{secret}".encode(), key=self._salt, digest_size=32).digest()
        with self._lock:
            verified_hash = self._verified.get(digest)
        if account is None or verified_hash != account.secret:
            try:
                with self._hashing:
                    _HASHER.verify(account.secret if account else self._decoy_hash, secret)
            except (VerificationError, InvalidHashError):
                return None
            if account is None:
                return None
            with self._lock:
                self._verified[digest] = account.secret
        return self.find_visitor(name)


def default_path(settings: Settings) -> Path:
    """The access file: as ``settings`` name it, else in the user's configuration folder."""
    if settings.access:
        return Path(settings.access).expanduser()
    return platformdirs.user_config_path("onrecord", appauthor=False) / _FILE_NAME


def load_access_file(path: Path) -> AccessFile:
    """The content of ``path``; empty where the file does not exist. Raises ``UsageError`` for any other file."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        accounts = [Account(user["name"], user["role"], user["secret"]) for user in content["users"]]
        cookie_key = str(content["cookie_key"])
    except FileNotFoundError:
        return AccessFile({}, cookie_key=secrets.token_urlsafe(32))
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}). Check its permissions.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is not an access file. Make one with `onrecord access add NAME`.") from error
    unknown_roles = [account.role for account in accounts if account.role not in get_args(Role)]
    if unknown_roles:
        raise UsageError(f"{path} has the role {unknown_roles[0]!r}. Expected {' or '.join(get_args(Role))}.")
    return AccessFile({account.name: account for account in accounts}, cookie_key=cookie_key)


def add_account(path: Path, name: str, *, role: Role, secret: str) -> None:
    """Add an account to the file, or give an existing one this role and secret.

    Raises ``UsageError`` for a name or secret that cannot be used, and for a file that cannot be written.
    """
    # HTTP Basic and our bearer tokens join name and secret by a colon.
    if not name.strip() or ":" in name or name != name.strip():
        raise UsageError(f"{name!r} cannot be used to sign in. Expected letters, without a colon or outer spaces.")
    if len(secret) < MIN_PASSWORD_CHARACTERS:
        raise UsageError(
            f"The password has {len(secret)} characters. Choose one of at least {MIN_PASSWORD_CHARACTERS} characters."
        )
    content = load_access_file(path)
    _save(path, content, accounts={**content.accounts, name: Account(name, role, _HASHER.hash(secret))})


def remove_account(path: Path, name: str) -> None:
    """Remove an account from the file. Raises ``UsageError`` where it has no such account."""
    content = load_access_file(path)
    if name not in content.accounts:
        raise UsageError(f"{path} has no account {name!r}. Run `onrecord access list` for a list.")
    _save(path, content, accounts={key: account for key, account in content.accounts.items() if key != name})


def new_token() -> str:
    """A random secret for a program."""
    return secrets.token_urlsafe(32)


def _save(path: Path, content: AccessFile, *, accounts: Mapping[str, Account]) -> None:
    """Write the file in one step, readable by its owner alone (``mkstemp`` makes files of mode 600)."""
    fields = {"cookie_key": content.cookie_key, "users": [asdict(account) for account in accounts.values()]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(fields, file, indent=2)
        Path(temporary).replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}). Check the folder's permissions.") from error
