"""Sessions of signed-in visitors, in a SQLite file beside the access file.

Sessions are stored on the server, so a copied cookie is useless once its owner has signed out. They are in a file, to
survive restarts and to be shared by several server processes, but not in the record: records are copied and shared, and
each write to a record invalidates all cached responses.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Final

from onrecord.errors import UsageError

# Two weeks: people who work here daily rarely sign in, and a lost laptop does not stay signed in.
SESSION_SECONDS: Final = 14 * 24 * 3600
# Longer than another process takes to write one row.
_BUSY_SECONDS: Final = 5
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sessions (
    digest BLOB PRIMARY KEY, name TEXT NOT NULL, seal TEXT NOT NULL, expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (expires);
"""


@dataclass(frozen=True, slots=True)
class VisitorSession:
    """A session: the account's name, and a digest of its secret at the time of signing in."""

    name: str
    seal: str


class SessionFile:
    """The sessions in one file, by the digests of their tokens. Safe to share between threads and processes."""

    def __init__(self, path: Path) -> None:
        """``path`` is created with the first session."""
        self._path = path
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def start(self, session: VisitorSession) -> str:
        """Store ``session`` and return its token, the value of the cookie. Sessions that have expired are deleted.

        Raises ``UsageError`` if the file cannot be written.
        """
        token = secrets.token_urlsafe(32)
        now = int(time.time())
        with self._open() as connection:
            connection.execute("DELETE FROM sessions WHERE expires <= ?", (now,))
            row = (_digest(token), session.name, session.seal, now + SESSION_SECONDS)
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", row)
        return token

    def find(self, token: str) -> VisitorSession | None:
        """Return the session with this token; null if it does not exist or has expired."""
        if not self._path.exists():
            return None
        with self._open() as connection:
            query = "SELECT name, seal FROM sessions WHERE digest = ? AND expires > ?"
            row = connection.execute(query, (_digest(token), int(time.time()))).fetchone()
        return VisitorSession(*row) if row else None

    def end(self, token: str) -> None:
        """Delete the session with this token."""
        with self._open() as connection:
            connection.execute("DELETE FROM sessions WHERE digest = ?", (_digest(token),))

    def close(self) -> None:
        """Close the file; the next call opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Yield the connection in a transaction that is committed at the end."""
        try:
            with self._lock:
                if self._connection is None:
                    self._connection = self._connect()
                with self._connection:
                    yield self._connection
        except (OSError, sqlite3.Error) as error:
            raise UsageError(
                f"The sessions of the room cannot be kept in {self._path} ({error}). Check the folder's permissions, "
                "and delete the file if it is damaged: everybody signs in again."
            ) from error

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch(mode=0o600)
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, check_same_thread=False)
        # In WAL mode readers do not wait for a writer.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(_SCHEMA)
        return connection


def _digest(token: str) -> bytes:
    """Hash ``token``; only the hash is stored, so a copy of the file gives access to no session."""
    return blake2b(token.encode(), digest_size=32).digest()
