"""A review: a person's progress through the review queue, with undo.

In: a store, and the keys or buttons that the reviewer presses. Out: judgements that can be undone one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final, get_args

from sqlalchemy import Connection

from onrecord.errors import UsageError
from onrecord.ingest import corrected_pages
from onrecord.judge import decisions
from onrecord.judge.decisions import PeopleVerdict, StatementVerdict
from onrecord.judge.judgement_log import Author, Judgement
from onrecord.review.review_items import (
    KINDS,
    Progress,
    QueueItem,
    QueuePlace,
    ReviewClaim,
    ReviewContradiction,
    ReviewPair,
    Waiting,
)
from onrecord.review.review_keys import REVIEW_ACTIONS, Action, ItemKind
from onrecord.review.review_queue import count_waiting, find_item, look, next_item
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
    judgements: tuple[str, ...]
    """Public ids of the judgements; empty if the item was skipped."""


@dataclass(slots=True)
class Review:
    """A reviewer's progress through the queue, with the steps that can be undone."""

    reviewer: str
    kinds: Collection[ItemKind] = KINDS
    progress: Progress = field(default_factory=Progress)
    steps: list[ReviewStep] = field(default_factory=list)
    judged: int = 0
    skipped: int = 0
    recalled: QueuePlace | None = None
    """The place of the item restored by the last undo."""

    def next_item(self, record: Store) -> QueueItem | None:
        """The item to judge now: the item restored by ``undo``, or the first item after the progress."""
        with record.snapshot() as connection:
            return self._recalled_item(connection) or next_item(connection, self.progress, kinds=self.kinds)

    def waiting(self, record: Store) -> Waiting:
        """The numbers of items after the progress."""
        with record.snapshot() as connection:
            return count_waiting(connection, self.progress, kinds=self.kinds)

    def look(self, record: Store) -> tuple[QueueItem | None, Waiting]:
        """The results of ``next_item`` and ``waiting`` from one snapshot, in half the time."""
        with record.snapshot() as connection:
            first, waiting = look(connection, self.progress, kinds=self.kinds)
            return self._recalled_item(connection) or first, waiting

    def _recalled_item(self, connection: Connection) -> QueueItem | None:
        return find_item(connection, self.recalled) if self.recalled else None

    def is_last(self, place: QueuePlace) -> bool:
        """True for the item that was judged or skipped last, since a form may be sent twice."""
        return bool(self.steps) and self.steps[-1].place == place

    def answer(self, record: Store, place: QueuePlace, action: Action, *, speaker: str = "") -> None:
        """Judge or skip the item at ``place``. ``speaker`` is the name for the action ``speaker``.

        Raises ``UsageError`` if the item is no longer in the queue or the action does not apply to it.
        """
        with record.snapshot() as connection:
            queued = find_item(connection, place)
        if queued is None:
            raise UsageError("Somebody has judged this item in the meantime. Here is the next one.")
        judgements = () if action == "skip" else self._judge(record, queued, action, speaker=speaker)
        self.steps.append(ReviewStep(place, self.progress, tuple(judgement.id for judgement in judgements)))
        del self.steps[:-MOST_STEPS]
        self.progress = self.progress.past(place)
        self.judged += bool(judgements)
        self.skipped += not judgements
        self.recalled = None

    def undo(self, record: Store) -> None:
        """Restore the last item and withdraw its judgement. Raises ``UsageError`` if no step is left to undo."""
        if not self.steps:
            raise UsageError("There is nothing to undo in this review.")
        step = self.steps.pop()
        self.progress, self.recalled = step.before, step.place
        self.judged -= bool(step.judgements)
        self.skipped -= not step.judgements
        for judgement in reversed(step.judgements):
            corrected_pages.withdraw(record, judgement, by=Author(self.reviewer, "undone"))

    def _judge(self, record: Store, queued: QueueItem, action: Action, *, speaker: str) -> tuple[Judgement, ...]:
        by, item = Author(self.reviewer), queued.item
        if queued.place.kind not in REVIEW_ACTIONS[action].kinds or action in {"undo", "quit"}:
            raise UsageError(f"{action!r} does not answer this question. Choose one of the listed answers.")
        if isinstance(item, ReviewContradiction):
            return _judge_contradiction(record, item, action, by=by)
        if isinstance(item, ReviewPair):
            return (decisions.judge_link(record, queued.place.key, verdict=_PEOPLE_VERDICTS[action], by=by),)
        if action == "speaker" and not speaker:
            raise UsageError("No speaker is named. Give a name, or choose one of the suggestions.")
        name = speaker if action == "speaker" else None
        verdict = _STATEMENT_VERDICTS[action]
        return (decisions.judge_statement(record, item.id, verdict=verdict, by=by, speaker=name),)


def _judge_contradiction(
    record: Store, item: ReviewContradiction, action: Action, *, by: Author
) -> tuple[Judgement, ...]:
    if action in {"different", "different-relative"}:
        if item.first.pages[0] == item.second.pages[0]:
            raise UsageError("One page makes both claims, of the same people. Judge one of the claims to be wrong.")
        person = item.relative if action == "different-relative" and item.relative else item.person
        sides = (f"{person.id}@{claim.pages[0]}" for claim in (item.first, item.second))
        return (decisions.judge_people(record, *sides, verdict="different", by=by),)
    claims = {"first-wrong": (item.first,), "second-wrong": (item.second,)}.get(action, (item.first, item.second))
    judgements: list[Judgement] = []
    for claim in claims:
        judgements += _judge_claim(record, item, claim, is_right=action == "as-printed", by=by)
    return tuple(judgements)


def _judge_claim(
    record: Store, item: ReviewContradiction, claim: ReviewClaim, *, is_right: bool, by: Author
) -> Iterator[Judgement]:
    """Judge a claim wrong, or as printed, on each of its pages."""
    for value in claim.values:
        yield from corrected_pages.judge_fact(
            record,
            item.kind,
            item.person.id or item.person.name,
            was=value,
            value=value if is_right else None,
            other=item.relative.id if item.relative else None,
            on_pages=claim.pages,
            by=by,
        )
