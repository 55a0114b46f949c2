"""Review sessions: the reviews that are open in browsers.

The session id is in the address, so that a reload, or a browser without JavaScript, keeps its place.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from onrecord.review.review import Review

MAX_SESSIONS: Final = 200


@dataclass(slots=True)
class ReviewSession:
    """A review in a browser."""

    id: str
    review: Review
    message: str = ""
    """The result of the last step, for the next page."""
    failed: bool = False
    """True if the last step changed nothing; ``message`` says why."""

    def report(self, message: str, *, failed: bool = False) -> None:
        """Show ``message`` on the next page."""
        self.message, self.failed = message, failed


class ReviewSessions:
    """The review sessions of a room; the least recently used are dropped. Safe to share between threads."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, ReviewSession] = OrderedDict()
        self._lock = Lock()

    def find(self, session_id: str | None, *, reviewer: str) -> ReviewSession:
        """The session of ``reviewer`` with this id, else a new one."""
        with self._lock:
            session = self._sessions.get(session_id or "")
            if session is None or session.review.reviewer != reviewer:
                session = ReviewSession(secrets.token_urlsafe(8), Review(reviewer))
            return session

    def save(self, session: ReviewSession) -> None:
        """Store ``session`` for ``find``."""
        with self._lock:
            self._sessions[session.id] = session
            self._sessions.move_to_end(session.id)
            while len(self._sessions) > MAX_SESSIONS:
                self._sessions.popitem(last=False)
