"""Sittings: how far somebody has come in a review, what was skipped, and what can be undone.

A sitting is named in the address, so that a browser that is reloaded, or has no JavaScript, does not lose its place.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Final

from onrecord.judge.review_queue import Place
from onrecord.views.review_question import From, What

MOST_SITTINGS: Final = 200
MOST_STEPS: Final = 1_000
"""Steps of a sitting that can be undone, the last ones."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was judged or skipped."""

    what: What
    place: Place
    before: From
    """Where the sitting stood."""
    judgement: str | None
    """Its public id; null where it was skipped."""


@dataclass(slots=True)
class Sitting:
    """One way through what is uncertain, forth and back."""

    id: str
    who: str
    start: From = field(default_factory=From)
    steps: list[Step] = field(default_factory=list)
    judged: int = 0
    skipped: int = 0
    wanted: tuple[What, Place] | None = None
    """What was brought back to be judged anew."""
    told: str = ""
    """What came of the last step, to be said once it is shown."""
    wrong: bool = False
    """Whether that was nothing, and why is what is told."""

    def passed(self, what: What, place: Place) -> bool:
        """Whether this is what was judged or skipped last: a form may be sent twice."""
        return bool(self.steps) and (self.steps[-1].what, self.steps[-1].place) == (what, place)

    def go_on(self, what: What, place: Place, *, judgement: str | None, told: str) -> None:
        """It was judged or, where no ``judgement`` was made, skipped: the next is behind it."""
        self.steps.append(Step(what, place, self.start, judgement))
        del self.steps[:-MOST_STEPS]
        self.start = replace(self.start, **{what: max(place, getattr(self.start, what) or place)})
        self.judged += judgement is not None
        self.skipped += judgement is None
        self.wanted, self.told, self.wrong = None, told, False

    def go_back(self) -> Step | None:
        """Take the last step back: which it was; null where there is none."""
        if not self.steps:
            return None
        step = self.steps.pop()
        self.start, self.wanted = step.before, (step.what, step.place)
        self.judged -= step.judgement is not None
        self.skipped -= step.judgement is None
        self.told, self.wrong = "Undone. Here it is again.", False
        return step


class Sittings:
    """The sittings of a room; those not gone on with for longest are forgotten. Safe to share between threads."""

    def __init__(self) -> None:
        self._sittings: OrderedDict[str, Sitting] = OrderedDict()
        self._lock = Lock()

    def find(self, sitting: str | None, *, who: str) -> Sitting:
        """The sitting of ``who`` with this id, or else a new one."""
        with self._lock:
            found = self._sittings.get(sitting or "")
            if found is None or found.who != who:
                found = Sitting(secrets.token_urlsafe(8), who)
            return found

    def keep(self, sitting: Sitting) -> None:
        """Have it found again."""
        with self._lock:
            self._sittings[sitting.id] = sitting
            self._sittings.move_to_end(sitting.id)
            while len(self._sittings) > MOST_SITTINGS:
                self._sittings.popitem(last=False)
