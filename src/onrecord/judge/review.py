"""A review: one person's progress through the review queue, with undo.

In: a store, and the keys or buttons that the reviewer presses. Out: judgements that can be undone one by one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final, get_args

from onrecord.errors import UsageError
from onrecord.judge import decisions
from onrecord.judge.decisions import PeopleVerdict, StatementVerdict
from onrecord.judge.judgement_log import Author, Judgement
from onrecord.judge.review_keys import Action, ItemKind
from onrecord.judge.review_queue import (
    KINDS,
    Progress,
    QueueItem,
    QueuePlace,
    ReviewStatement,
    Waiting,
    count_waiting,
    find_item,
    next_item,
)
from onrecord.store.store import Store

MOST_STEPS: Final = 1_000
"""The last steps of a review can be undone, up to this number."""

_PEOPLE_VERDICTS: Final[dict[str, PeopleVerdict]] = {verdict: verdict for verdict in get_args(PeopleVerdict)}
_STATEMENT_VERDICTS: Final[dict[str, StatementVerdict]] = {verdict: verdict for verdict in get_args(StatementVerdict)}


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """An item that was judged or skipped."""

    place: QueuePlace
    before: Progress
    """The progress of the review until then."""
    judgement: str | None
    """Public id of the judgement; null if the item was skipped."""


@dataclass(slots=True)
class Review:
    """One person's pass through the queue: progress, and the steps that can be undone."""

    reviewer: str
    kinds: Collection[ItemKind] = KINDS
    progress: Progress = field(default_factory=Progress)
    steps: list[ReviewStep] = field(default_factory=list)
    judged: int = 0
    skipped: int = 0
    recalled: QueuePlace | None = None
    """The place of the item restored by the last undo."""

    def next_item(self, record: Store) -> QueueItem | None:
        """The item to judge now: the one restored by ``undo``, or the least certain one not yet passed."""
        with record.snapshot() as connection:
            recalled = find_item(connection, self.recalled) if self.recalled else None
            return recalled or next_item(connection, self.progress, kinds=self.kinds)

    def waiting(self, record: Store) -> Waiting:
        """The numbers of items not yet passed."""
        with record.snapshot() as connection:
            return count_waiting(connection, self.progress, kinds=self.kinds)

    def is_last(self, place: QueuePlace) -> bool:
        """True for the item that was judged or skipped last: a form may be sent twice."""
        return bool(self.steps) and self.steps[-1].place == place

    def answer(self, record: Store, place: QueuePlace, action: Action, *, speaker: str = "") -> None:
        """Judge or skip the item at ``place``. ``speaker`` is the name for the action ``speaker``.

        Raises ``UsageError`` if the item is no longer in the queue or the action does not apply to it.
        """
        with record.snapshot() as connection:
            queued = find_item(connection, place)
        if queued is None:
            raise UsageError("Somebody has judged this item in the meantime. Here is the next one.")
        judgement = None if action == "skip" else self._judge(record, queued, action, speaker=speaker)
        self.steps.append(ReviewStep(place, self.progress, judgement.id if judgement else None))
        del self.steps[:-MOST_STEPS]
        self.progress = self.progress.past(place)
        self.judged += judgement is not None
        self.skipped += judgement is None
        self.recalled = None

    def undo(self, record: Store) -> None:
        """Restore the last item and withdraw its judgement. Raises ``UsageError`` if no step is left to undo."""
        if not self.steps:
            raise UsageError("There is nothing to undo in this review.")
        step = self.steps.pop()
        self.progress, self.recalled = step.before, step.place
        self.judged -= step.judgement is not None
        self.skipped -= step.judgement is None
        if step.judgement is not None:
            decisions.withdraw(record, step.judgement, by=Author(self.reviewer, "undone"))

    def _judge(self, record: Store, queued: QueueItem, action: Action, *, speaker: str) -> Judgement:
        by = Author(self.reviewer)
        if not isinstance(queued.item, ReviewStatement):
            if action not in _PEOPLE_VERDICTS:
                raise UsageError(f"{action!r} does not answer whether two people are the same person.")
            return decisions.judge_link(record, queued.place.key, verdict=_PEOPLE_VERDICTS[action], by=by)
        if action not in _STATEMENT_VERDICTS:
            raise UsageError(f"{action!r} does not answer who said something.")
        if action == "speaker" and not speaker:
            raise UsageError("No speaker is named. Give a name, or choose one of the suggestions.")
        name = speaker if action == "speaker" else None
        return decisions.judge_statement(
            record, queued.item.id, verdict=_STATEMENT_VERDICTS[action], by=by, speaker=name
        )
