"""Whether what a browser or a program has already is still what the room would answer.

Everything that a page shows comes from the record, so one small number tells: SQLite's ``data_version`` changes
whenever anybody writes to the file.
"""

from __future__ import annotations

from hashlib import blake2b
from secrets import token_hex
from threading import Lock
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request

if TYPE_CHECKING:
    from onrecord.record import Record


class NotModified(Exception):  # noqa: N818 - no error: answered with 304
    """The browser has it already."""


class State:
    """The state that the record is in, as a short text that changes with it."""

    def __init__(self, record: Record) -> None:
        # A connection of its own that never writes: the number tells what the others did.
        self._connection = record.watcher()
        self._lock = Lock()
        self._opened = token_hex(4)

    def now(self) -> str:
        """The state as of now; another process's room tells it in other words."""
        with self._lock:
            number = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return f"{self._opened}.{number}"

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def tag(request: Request) -> str:
    """The ETag of what ``request`` asks for, as long as the record stays as it is."""
    state: State = request.app.state.room.state
    visitor = request.state.visitor
    asked = (
        state.now(),
        str(request.url),
        visitor.name if visitor else "",
        request.headers.get("accept", ""),
        request.headers.get("hx-request", ""),
    )
    return f'W/"{blake2b(chr(10).join(asked).encode(), digest_size=12).hexdigest()}"'


def fresh(request: Request) -> None:
    """For routes whose answer depends on the record alone: answer with 304 where nothing has changed."""
    etag = tag(request)
    request.state.etag = etag
    if etag in request.headers.get("if-none-match", ""):
        raise NotModified


Fresh = Annotated[None, Depends(fresh)]
