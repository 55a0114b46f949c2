"""``onrecord review``: the least certain first, judged by single keys."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from onrecord.cli import terminal
from onrecord.cli.judge import Who, _who
from onrecord.cli.options import RecordPath
from onrecord.errors import UsageError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.judge.review_queue import Doubtful, DoubtfulPair, DoubtfulStatement, Shown
    from onrecord.record import Record

EPILOG = """For a statement: [bold]r[/] its speaker is right, [bold]w[/] wrong, [bold]i[/] it was somebody else (then
type who), [bold]n[/] it is no statement. For two people: [bold]s[/] the same, [bold]d[/] different, [bold]c[/] can't
tell. For both: blank skips, [bold]u[/] undoes the last, [bold]q[/] ends. Keys may also be piped in.
"""

_OF_STATEMENT: dict[str, Literal["right", "wrong", "not-statement"]] = {
    "r": "right",
    "w": "wrong",
    "n": "not-statement",
}
_OF_PAIR: dict[str, Literal["same", "different", "unsure"]] = {"s": "same", "d": "different", "c": "unsure"}
_SKIP, _UNDO, _QUIT = " ", "u", "q"


@dataclass(frozen=True, slots=True)
class Keys:
    """Where keys come from: a terminal, one at a time, or whatever is piped in."""

    key: Callable[[], str]
    line: Callable[[], str]


def review(
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="At most so many.")] = 50,
    people: Annotated[bool, typer.Option("--people", help="Only people who may be one.")] = False,
    statements: Annotated[bool, typer.Option("--statements", help="Only statements.")] = False,
    who: Who = None,
    record: RecordPath = None,
) -> None:
    """Walk through what the program is least certain of, and judge it by single keys."""
    output, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        if people and statements:
            raise UsageError("--people and --statements leave nothing. Give one of them, or none")
        from onrecord.judge.review_queue import doubtful
        from onrecord.record import Record

        with Record.open(record, settings=Settings.from_environment(), create=False) as opened:
            with opened.snapshot() as connection:
                queue = doubtful(connection, limit=limit, statements_too=not people, pairs_too=not statements)
            walk = _Walk(opened, queue, output=output, errors=errors, who=_who(who))
            walk.run(_keys())


class _Walk:
    """One way through the queue, forth and back."""

    def __init__(self, record: Record, queue: list[Doubtful], *, output: Console, errors: Console, who: str) -> None:
        self._record = record
        self._queue = queue
        self._output = output
        self._errors = errors
        self._who = who
        self._done: list[str | None] = []
        """For each gone past, the judgement made of it; null where it was skipped."""

    def run(self, keys: Keys) -> None:
        """Ask about one after another until the end, or until the keys end."""
        going = True
        while going:
            if len(self._done) < len(self._queue):
                one = self._queue[len(self._done)]
                self._show(one)
                going = self._answer(one, keys)
            else:
                going = self._at_the_end(keys)
        judged = sum(made is not None for made in self._done)
        left = len(self._queue) - len(self._done)
        self._output.print(f"{judged} judged, {len(self._done) - judged} skipped, {left} left.")

    def _at_the_end(self, keys: Keys) -> bool:
        """Whether the last is undone, and so to be asked about again."""
        if not self._done:
            return False
        self._output.print(Text("That was all. u undo · any other key ends", "dim"))
        return keys.key() == _UNDO and self._undo()

    def _answer(self, one: Doubtful, keys: Keys) -> bool:
        """Take keys until one of them settles what becomes of ``one``: whether to go on."""
        while True:
            key = keys.key()
            if key in {"", _QUIT, "\x04"}:
                return False
            if key == "\x03":
                raise KeyboardInterrupt
            if key == _UNDO:
                if self._undo():
                    return True
                continue
            if key == _SKIP:
                self._done.append(None)
                return True
            try:
                made = self._judge(one, key, keys)
            except UsageError as error:
                terminal.say(self._errors, str(error))
                continue
            if made is not None:
                self._done.append(made)
                return True

    def _judge(self, one: Doubtful, key: str, keys: Keys) -> str | None:
        """The id of the judgement that ``key`` makes of ``one``; null where it makes none."""
        from onrecord.judge import decisions
        from onrecord.judge.judgement_log import Author
        from onrecord.judge.review_queue import DoubtfulStatement

        by = Author(self._who)
        if isinstance(one, DoubtfulStatement):
            if key == "i":
                self._output.print("It was: ", end="")
                name = keys.line().strip()
                return (
                    decisions.judge_statement(self._record, one.id, verdict="speaker", by=by, speaker=name).id
                    if name
                    else None
                )
            verdict = _OF_STATEMENT.get(key)
            return decisions.judge_statement(self._record, one.id, verdict=verdict, by=by).id if verdict else None
        held = _OF_PAIR.get(key)
        return decisions.judge_link(self._record, one.left, one.right, verdict=held, by=by).id if held else None

    def _undo(self) -> bool:
        """Take back what was done last: whether there was anything."""
        from onrecord.judge import decisions
        from onrecord.judge.judgement_log import Author

        if not self._done:
            self._output.print("There is nothing to undo.")
            return False
        made = self._done.pop()
        if made is not None:
            decisions.withdraw(self._record, made, by=Author(self._who, "undone"))
        self._output.print("Undone.")
        return True

    def _show(self, one: Doubtful) -> None:
        from onrecord.judge.review_queue import DoubtfulStatement

        at = f"{len(self._done) + 1} of {len(self._queue)}"
        self._output.print()
        if isinstance(one, DoubtfulStatement):
            self._show_statement(one, at=at)
        else:
            self._show_pair(one, at=at)

    def _show_statement(self, one: DoubtfulStatement, *, at: str) -> None:
        by = terminal.tidy(one.speaker) if one.speaker else "nobody known"
        self._output.print(Text.assemble((f"{at}  ", "dim"), (one.kind, "bold"), f"  by {by}  {one.certainty:.2f}"))
        self._put(one.shown)
        self._output.print(Text("r right · w wrong · i it was… · n no statement · blank skip · u undo · q end", "dim"))

    def _show_pair(self, one: DoubtfulPair, *, at: str) -> None:
        names = " / ".join(map(terminal.tidy, one.names))
        head = Text.assemble((f"{at}  ", "dim"), (names, "bold"), f"  one person? {one.score:.2f}")
        self._output.print(head)
        for shown in one.shown:
            self._put(shown)
        for reason in one.reasons:
            self._output.print(Padding(Text(terminal.tidy(reason), "dim"), (0, 0, 0, 4)))
        self._output.print(Text("s same · d different · c can't tell · blank skip · u undo · q end", "dim"))

    def _put(self, shown: Shown) -> None:
        left = " " if shown.before[-1:].isspace() else ""
        right = " " if shown.after[:1].isspace() else ""
        text = Text.assemble(
            f"…{terminal.tidy(shown.before)}{left}",
            (terminal.tidy(shown.words), "bold green"),
            f"{right}{terminal.tidy(shown.after)}…",
        )
        self._output.print(Padding(Text(terminal.tidy(shown.title or shown.page), "italic"), (0, 0, 0, 2)))
        self._output.print(Padding(text, (0, 0, 0, 4)))


def _keys() -> Keys:
    if sys.stdin.isatty():
        return Keys(key=typer.getchar, line=sys.stdin.readline)
    return Keys(key=_piped, line=sys.stdin.readline)


def _piped() -> str:
    """The next key of what is piped in; line ends are none. Empty at the end."""
    while (key := sys.stdin.read(1)) in {"\n", "\r"}:
        pass
    return key
