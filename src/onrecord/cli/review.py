"""``onrecord review``: show the least certain items one after another, and judge them with single keys."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from onrecord.cli import terminal
from onrecord.cli.judge import Author
from onrecord.cli.options import RecordPath, help_epilog
from onrecord.cli.session import open_record
from onrecord.cli.statement_text import NO_SPEAKER
from onrecord.errors import UsageError
from onrecord.explaining import explain_confidence
from onrecord.review.review_keys import REVIEW_ACTIONS, REVIEW_KEYS, ItemKind, ReviewKey

if TYPE_CHECKING:
    from onrecord.record import Record
    from onrecord.review.review import Review
    from onrecord.review.review_items import (
        Excerpt,
        QueueItem,
        ReviewContradiction,
        ReviewPair,
        ReviewStatement,
        Waiting,
    )


_SHARED_KEYS = [key for key in REVIEW_KEYS if key.kinds == frozenset(get_args(ItemKind))]


def _keys_for(*kinds: ItemKind) -> list[ReviewKey]:
    """The keys for items of any of these kinds, without those that all kinds share."""
    return [key for key in REVIEW_KEYS if key.kinds & set(kinds) and key not in _SHARED_KEYS]


def _legend(keys: list[ReviewKey], *, key_style: str = "") -> str:
    """The keys with their labels on one line, for instance ``r right · w wrong``."""
    mark = f"[{key_style}]{{}}[/]" if key_style else "{}"
    return " · ".join(f"{mark.format(key.key)} {key.label[0].lower()}{key.label[1:]}" for key in keys)


_KEYS = {key.key: key for key in REVIEW_KEYS}
_UNDO = REVIEW_ACTIONS["undo"]
EPILOG = help_epilog(
    f"For a statement: {_legend(_keys_for('statement'), key_style='bold')}. After [bold]i[/], type the name and press "
    "Enter.",
    f"For two people: {_legend(_keys_for('pair'), key_style='bold')}.",
    f"For a contradiction: {_legend(_keys_for('relationship', 'age'), key_style='bold')}.",
    f"For all: {_legend(_SHARED_KEYS, key_style='bold')}. Keys can also be piped in.",
    examples=["onrecord review", "onrecord review --contradictions", "onrecord review --people --limit 10"],
)


@dataclass(frozen=True, slots=True)
class Keys:
    """The source of keys: a terminal, one at a time, or standard input."""

    key: Callable[[], str]
    line: Callable[[], str]


def review(
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Maximum number of items.")] = 50,
    people: Annotated[bool, typer.Option("--people", help="Only pairs of people who may be the same.")] = False,
    statements: Annotated[bool, typer.Option("--statements", help="Only statements.")] = False,
    contradictions: Annotated[
        bool, typer.Option("--contradictions", help="Only pages that contradict each other about people.")
    ] = False,
    author: Author,
    record: RecordPath = None,
) -> None:
    """Review contradictions between pages, then the least certain statements and people. Judge with single keys."""
    with open_record(record) as (opened, session):
        if people + statements + contradictions > 1:
            raise UsageError("Give only one of --people, --statements and --contradictions.")
        from onrecord.review.review import Review
        from onrecord.review.review_items import CONTRADICTIONS, KINDS

        kinds: tuple[ItemKind, ...] = ("pair",) if people else ("statement",) if statements else KINDS
        kinds = CONTRADICTIONS if contradictions else kinds
        review = Review(author, kinds=kinds)
        _Walk(opened, review, limit=limit, output=session.output, errors=session.errors).run(_keys())


class _Walk:
    """A review in a terminal."""

    def __init__(self, record: Record, review: Review, *, limit: int, output: Console, errors: Console) -> None:
        self._record = record
        self._review = review
        self._limit = limit
        self._waiting = review.waiting(record)
        self._output = output
        self._errors = errors

    @property
    def _passed(self) -> int:
        return self._review.judged + self._review.skipped

    def run(self, keys: Keys) -> None:
        """Ask about one item after another until the end, or until the keys end."""
        going = True
        while going:
            queued = self._review.next_item(self._record) if self._passed < self._limit else None
            if queued is None:
                going = self._ask_at_end(keys)
            else:
                self._show(queued)
                going = self._answer(queued, keys)
        remaining = _write_count(self._review.waiting(self._record))
        self._output.print(f"{self._review.judged} judged, {self._review.skipped} skipped, {remaining} left.")

    def _ask_at_end(self, keys: Keys) -> bool:
        """Offer to undo the last step; true if that brings an item back."""
        if not self._passed:
            return False
        waiting = self._review.waiting(self._record).total
        end = f"The limit of {self._limit:,} items is reached." if waiting else "No more items."
        self._output.print(Text(f"{end} {_legend([_UNDO])} · any other key quits", "dim"))
        return keys.key() == _UNDO.key and self._undo()

    def _answer(self, queued: QueueItem, keys: Keys) -> bool:
        """Handle keys until ``queued`` is judged, skipped or undone; false if the review ends."""
        while True:
            pressed = keys.key()
            if pressed == "\x03":
                raise KeyboardInterrupt
            key = _KEYS.get(pressed)
            if pressed in {"", "\x04"} or (key and key.action == "quit"):
                return False
            if key is None or queued.place.kind not in key.kinds:
                continue
            if self._undo() if key.action == "undo" else self._take(queued, key, keys):
                return True

    def _take(self, queued: QueueItem, key: ReviewKey, keys: Keys) -> bool:
        """Judge or skip ``queued``; false if no name is given."""
        speaker = ""
        if key.action == "speaker":
            self._output.print("Speaker: ", end="")
            speaker = keys.line().strip()
            if not speaker:
                return False
        try:
            self._review.answer(self._record, queued.place, key.action, speaker=speaker)
        except UsageError as error:
            terminal.say(self._errors, str(error))
        return True

    def _undo(self) -> bool:
        """Undo the last step; false if there is none."""
        if not self._passed:
            self._output.print("There is nothing to undo.")
            return False
        self._review.undo(self._record)
        self._output.print("Undone.")
        return True

    def _show(self, queued: QueueItem) -> None:
        from onrecord.review.review_items import ReviewContradiction, ReviewStatement

        number = f"{self._passed + 1:,} of {_write_count(self._waiting)}"
        self._output.print()
        if isinstance(queued.item, ReviewStatement):
            self._show_statement(queued.item, number=number)
        elif isinstance(queued.item, ReviewContradiction):
            self._show_contradiction(queued.item, number=number)
        else:
            self._show_pair(queued.item, number=number)
        keys = [key for key in REVIEW_KEYS if queued.place.kind in key.kinds]
        self._output.print(Text(_legend(keys), "dim"))

    def _show_statement(self, statement: ReviewStatement, *, number: str) -> None:
        speaker = terminal.tidy(statement.speaker) if statement.speaker else NO_SPEAKER
        head = f"  by {speaker}  {explain_confidence(statement.certainty)}"
        self._output.print(Text.assemble((f"{number}  ", "dim"), (statement.kind, "bold"), head))
        self._put(statement.shown)

    def _show_pair(self, pair: ReviewPair, *, number: str) -> None:
        names = " / ".join(terminal.tidy(side.name) for side in (pair.one, pair.other))
        head = Text.assemble(
            (f"{number}  ", "dim"), (names, "bold"), f"  same person? {explain_confidence(pair.score)}"
        )
        self._output.print(head)
        for side in (pair.one, pair.other):
            self._put(side.shown)
        for reason in pair.reasons:
            self._output.print(Padding(Text(terminal.tidy(reason), "dim"), (0, 0, 0, 4)))

    def _show_contradiction(self, item: ReviewContradiction, *, number: str) -> None:
        self._output.print(Text.assemble((f"{number}  ", "dim"), (terminal.tidy(item.question), "bold")))
        for place, claim in (("first", item.first), ("second", item.second)):
            pages = f", on {len(claim.pages):,} pages" if len(claim.pages) > 1 else ""
            date = f", {claim.published}" if claim.published else ""
            self._output.print(Text(f"  {place}: {' and '.join(claim.values)}{pages}{date}"))
            self._put(claim.shown)

    def _put(self, excerpt: Excerpt) -> None:
        before = " " if excerpt.before[-1:].isspace() else ""
        after = " " if excerpt.after[:1].isspace() else ""
        text = Text.assemble(
            f"…{terminal.tidy(excerpt.before)}{before}",
            (terminal.tidy(excerpt.words), "bold green"),
            f"{after}{terminal.tidy(excerpt.after)}…",
        )
        self._output.print(Padding(Text(terminal.tidy(excerpt.title or excerpt.page), "italic"), (0, 0, 0, 2)))
        self._output.print(Padding(text, (0, 0, 0, 4)))


def _write_count(waiting: Waiting) -> str:
    return f"{'more than ' if waiting.more else ''}{waiting.total:,}"


def _keys() -> Keys:
    if sys.stdin.isatty():
        return Keys(key=typer.getchar, line=sys.stdin.readline)
    return Keys(key=_piped, line=sys.stdin.readline)


def _piped() -> str:
    """The next key from standard input, line ends left out; empty at the end."""
    while (key := sys.stdin.read(1)) in {"\n", "\r"}:
        pass
    return key
