"""Sittings: the reviews that are under way in a room.

A sitting is named in the address, so that a browser that is reloaded, or has no JavaScript, does not lose its place.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final

from onrecord.judge.review import Review

MOST_SITTINGS: Final = 200


@dataclass(slots=True)
class Sitting:
    """A review in a browser."""

    id: str
    review: Review
    message: str = ""
    """What came of the last step, for the next page."""
    failed: bool = False
    """True where nothing came of it; the message says why."""

    def report(self, message: str, *, failed: bool = False) -> None:
        """Have the next page show ``message``."""
        self.message, self.failed = message, failed


class Sittings:
    """The sittings of a room; those unused for longest are forgotten. Safe to share between threads."""

    def __init__(self) -> None:
        self._sittings: OrderedDict[str, Sitting] = OrderedDict()
        self._lock = Lock()

    def find(self, sitting_id: str | None, *, who: str) -> Sitting:
        """The sitting of ``who`` with this id, or else a new one."""
        with self._lock:
            sitting = self._sittings.get(sitting_id or "")
            if sitting is None or sitting.review.reviewer != who:
                sitting = Sitting(secrets.token_urlsafe(8), Review(who))
            return sitting

    def keep(self, sitting: Sitting) -> None:
        """Have it found again."""
        with self._lock:
            self._sittings[sitting.id] = sitting
            self._sittings.move_to_end(sitting.id)
            while len(self._sittings) > MOST_SITTINGS:
                self._sittings.popitem(last=False)
