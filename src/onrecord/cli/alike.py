"""``onrecord find --semantic``: the weights loaded, the record's meaning brought up to date, and then found in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from onrecord.cli.terminal import say
from onrecord.errors import RecordError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.record import Record
    from onrecord.search.find_statements import Found
    from onrecord.search.query import Query
    from onrecord.search.statement_vectors import Meaning

_TAKES_LONG = 500
"""Statements that are worth a word to somebody who waits: a hundred or two are looked at in a second."""


def find_alike(record: Record, query: Query, *, limit: int, after: str | None, errors: Console) -> Found:
    """What ``search.find_alike`` finds, once what was added is looked at too; ``errors`` is told how far that is.

    Where nothing can be written, what was looked at before is all there is.
    """
    from onrecord import search
    from onrecord.encoder.sentences import Sentences
    from onrecord.search.statement_vectors import Meaning

    sentences = Sentences.load(threads=Settings.from_environment().threads)
    meaning = Meaning(record, sentences)
    if query.words.strip():
        try:
            _bring_up(meaning, errors=errors)
        except RecordError as error:
            if not meaning.kept:
                raise
            say(errors, f"Note: {error}")
    return search.find_alike(record, query, meaning=meaning, limit=limit, after=after)


def _bring_up(meaning: Meaning, *, errors: Console) -> None:
    waiting = meaning.waiting()
    if waiting >= _TAKES_LONG and not errors.is_terminal:
        say(errors, f"Looking at the meaning of {waiting:,} statements, once. What is done is kept if you stop it.")
    bar = Progress(
        TextColumn("meaning of statements", style="dim"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal or not waiting,
    )
    with bar:
        task = bar.add_task("", total=waiting)
        meaning.bring_up(told=lambda done, total: bar.update(task, completed=done, total=total))
