"""Accounts of the room: names, roles and hashed secrets, kept in one JSON file.

On a loopback address the room needs no file: every visitor is its owner, with the role of an editor. On every other
address each visitor signs in with a name and a secret (a password or a token), stored as an argon2 hash.
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
from threading import Lock
from typing import Final, Literal, get_args

import platformdirs
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from onrecord.errors import UsageError
from onrecord.settings import Settings
from onrecord.store.visitor_sessions import SessionFile, VisitorSession

Role = Literal["reader", "editor"]
"""A reader sees everything; an editor also adds pages and judges."""

# NIST SP 800-63B requires at least 8. Here a password is the only factor, so it must be longer.
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


class Access:
    """Checks names and secrets against the access file, which is read again whenever it changes."""

    def __init__(self, path: Path | None = None, *, owner: str | None = None) -> None:
        """With ``owner``, every visitor is an editor of this name and ``path`` is not read.

        Raises ``UsageError`` if ``path`` is not an access file.
        """
        self.owner = owner
        self.path = path
        self._verified: dict[bytes, str] = {}
        """The hash that each secret was verified against, by a keyed digest of name and secret."""
        self._lock = Lock()
        self._salt = secrets.token_bytes(32)
        # Verified for unknown names, so that they take as long as known names. An open room saves the 0.1 s.
        self._decoy_hash = _HASHER.hash(secrets.token_urlsafe(16)) if owner is None else ""
        self._state: tuple[int, int] | None = None
        """Time and inode of the access file when it was read."""
        self._accounts = load_accounts(path) if path else {}
        self._sessions = SessionFile(path.with_name(f"{path.stem}-sessions.sqlite")) if path else None

    @property
    def accounts(self) -> Mapping[str, Account]:
        """The accounts in the file now: a removed account is signed out at once."""
        if self.path is not None:
            status = self.path.stat() if self.path.exists() else None
            state = (status.st_mtime_ns, status.st_ino) if status else None
            if state != self._state:
                self._accounts = load_accounts(self.path)
                self._state = state
        return self._accounts

    def find_visitor(self, name: str | None) -> Visitor | None:
        """The visitor who signed in as ``name``; null if the file does not have this account (any more)."""
        if self.owner is not None:
            return Visitor(self.owner, "editor")
        account = self.accounts.get(name or "")
        return Visitor(account.name, account.role) if account else None

    def start_session(self, visitor: Visitor) -> str:
        """Sign ``visitor`` in; returns the token of the session. Raises ``UsageError`` in a room without accounts."""
        if self._sessions is None:
            raise UsageError("This room has no accounts: every visitor is its owner, and nobody needs to sign in.")
        return self._sessions.start(VisitorSession(visitor.name, self.seal(visitor.name)))

    def restore_visitor(self, token: str | None) -> Visitor | None:
        """The visitor whose session has this token; null once the account's secret has changed."""
        session = self._sessions.find(token) if self._sessions and token else None
        if session is None or not secrets.compare_digest(session.seal, self.seal(session.name)):
            return None
        return self.find_visitor(session.name)

    def end_session(self, token: str) -> None:
        """Sign out: all processes refuse the token from now on."""
        if self._sessions is not None:
            self._sessions.end(token)

    def close(self) -> None:
        """Close the file of sessions."""
        if self._sessions is not None:
            self._sessions.close()

    def seal(self, name: str) -> str:
        """A digest of the hashed secret, kept with a session, so that it ends when the secret changes."""
        account = self.accounts.get(name)
        return blake2b(account.secret.encode() if account else b"", digest_size=16).hexdigest()

    def recall(self, name: str, secret: str) -> Visitor | None:
        """The visitor with this name and secret if ``verify`` has accepted them before. Takes almost no time."""
        account = self.accounts.get(name)
        with self._lock:
            verified_hash = self._verified.get(self._digest(name, secret))
        return self.find_visitor(name) if account is not None and verified_hash == account.secret else None

    def verify(self, name: str, secret: str) -> Visitor | None:
        """The visitor with this name and secret, else null. An unknown name takes as long as a wrong secret.

        Takes 0.1 s and 64 MB, on purpose.
        """
        account = self.accounts.get(name)
        try:
            _HASHER.verify(account.secret if account else self._decoy_hash, secret)
        except (VerificationError, InvalidHashError):
            return None
        if account is None:
            return None
        with self._lock:
            self._verified[self._digest(name, secret)] = account.secret
        return self.find_visitor(name)

    def remember(self, name: str, secret: str, *, seal: str) -> None:
        """Let ``recall`` return this visitor, whose secret another process has verified against the hash of ``seal``.

        Does nothing if the account's secret has changed since.
        """
        account = self.accounts.get(name)
        if account is not None and secrets.compare_digest(seal, self.seal(name)):
            with self._lock:
                self._verified[self._digest(name, secret)] = account.secret

    def _digest(self, name: str, secret: str) -> bytes:
        return blake2b(f"{name}\0{secret}".encode(), key=self._salt, digest_size=32).digest()


def default_path(settings: Settings) -> Path:
    """The access file: from ``settings``, or by default in the user's configuration folder."""
    if settings.access:
        return Path(settings.access).expanduser()
    return platformdirs.user_config_path("onrecord", appauthor=False) / _FILE_NAME


def load_accounts(path: Path) -> dict[str, Account]:
    """The accounts in ``path`` by name; empty if the file does not exist. Raises ``UsageError`` for other files."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        accounts = [Account(user["name"], user["role"], user["secret"]) for user in content["users"]]
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}). Check its permissions.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError(f"{path} is not an access file. Make one with `onrecord access add NAME`.") from error
    unknown_roles = [account.role for account in accounts if account.role not in get_args(Role)]
    if unknown_roles:
        raise UsageError(f"{path} has an unknown role, {unknown_roles[0]!r}. Expected {' or '.join(get_args(Role))}.")
    return {account.name: account for account in accounts}


def add_account(path: Path, name: str, *, role: Role, secret: str) -> None:
    """Add an account to the file, or give an existing one this role and secret.

    Raises ``UsageError`` for a name or secret that cannot be used, and for a file that cannot be written.
    """
    # HTTP Basic and our bearer tokens join name and secret by a colon. A line break or a mark that turns the direction
    # of writing would make one account look like another in lists.
    if not name.strip() or ":" in name or name != name.strip() or not name.isprintable():
        raise UsageError(
            f"{name!r} cannot be used to sign in. Expected a name without a colon, a control character or "
            "spaces at its ends."
        )
    if len(secret) < MIN_PASSWORD_CHARACTERS:
        raise UsageError(
            f"The password has {len(secret)} characters. Choose one of at least {MIN_PASSWORD_CHARACTERS} characters."
        )
    _save(path, {**load_accounts(path), name: Account(name, role, _HASHER.hash(secret))})


def remove_account(path: Path, name: str) -> None:
    """Remove an account from the file. Raises ``UsageError`` if it has no such account."""
    accounts = load_accounts(path)
    if name not in accounts:
        raise UsageError(f"{path} has no account {name!r}. Run `onrecord access list` for a list.")
    _save(path, {key: account for key, account in accounts.items() if key != name})


def new_token() -> str:
    """A random secret for a program."""
    return secrets.token_urlsafe(32)


def _save(path: Path, accounts: Mapping[str, Account]) -> None:
    """Write the file in one step, readable by its owner alone (``mkstemp`` makes files of mode 600)."""
    fields = {"users": [asdict(account) for account in accounts.values()]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(fields, file, indent=2)
        Path(temporary).replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}). Check the folder's permissions.") from error
