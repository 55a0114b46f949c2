"""``onrecord watch``: feeds followed, and what saved searches find in them told."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.console import Console

from onrecord.cli import terminal
from onrecord.cli.options import RecordPath
from onrecord.codec import write_json
from onrecord.errors import PageError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.reading import Reader
    from onrecord.watch.poll import Event, Watching
    from onrecord.watch.searches import SearchMatch

LoadReader: TypeAlias = "Callable[[Settings], Reader]"

EPILOG = """Each feed is asked when it is due and not before, also with --once: run that as often as you
like. How feeds.toml is written, and what a webhook gets, is in docs/watch.md.

[bold]Examples[/bold]

onrecord watch feeds.toml

onrecord watch feeds.toml --once --format jsonl >> found.jsonl
"""


class WatchFormat(StrEnum):
    """How what searches find is printed."""

    text = "text"
    jsonl = "jsonl"


def watch(
    context: typer.Context,
    *,
    feeds: Annotated[
        Path,
        typer.Argument(metavar="FEEDS", help="A TOML file: which feeds, and what to look for.", show_default=False),
    ],
    record: RecordPath = None,
    once: Annotated[bool, typer.Option("--once", help="Ask the feeds that are due, and stop.")] = False,
    form: Annotated[
        WatchFormat, typer.Option("--format", help="text to look at, jsonl for one statement a line.")
    ] = WatchFormat.text,
) -> None:
    """Follow feeds: add what is new in them, and print and send what saved searches find in it."""
    output, errors = terminal.consoles()
    failed = 0
    with terminal.orderly_exit(errors):
        settings = Settings.from_environment()
        # Imported here, since `--help` should not wait for the libraries that read and keep pages.
        from onrecord.record import Record
        from onrecord.resolve.linker import PersonLinker
        from onrecord.watch import config
        from onrecord.watch.poll import Watching

        wanted = config.load(feeds)
        load: LoadReader = context.obj or _load
        with Record.open(record, settings=settings) as opened:
            linker = PersonLinker()
            watching = Watching(opened, wanted, load_reader=lambda: load(settings), settings=settings, linker=linker)
            while True:
                failed = _round(watching, consoles=(output, errors), form=form)
                linker.look_again(opened)
                if once:
                    break
                time.sleep(max(1.0, watching.seconds_left()))
    raise typer.Exit(terminal.FAILED if failed else 0)


def _load(settings: Settings) -> Reader:
    from onrecord.reading import Reader

    return Reader.load(settings)


def _round(watching: Watching, *, consoles: tuple[Console, Console], form: WatchFormat) -> int:
    """Poll every feed that is due and print what came of it: how many feeds and pages failed."""
    from onrecord.watch.poll import Polled
    from onrecord.watch.searches import SearchMatch

    output, errors = consoles
    failed = 0
    due = watching.due()
    for note in watching.spelling_notes() if due else ():
        terminal.say(errors, f"Note: {note}")
    for feed in due:
        for event in watching.poll(feed):
            if isinstance(event, SearchMatch):
                terminal.put(write_json(_fields(event)) if form is WatchFormat.jsonl else _line(event), console=output)
                output.file.flush()
            elif line := _said_of(event):
                terminal.say(errors, line)
                failed += isinstance(event, PageError) or (isinstance(event, Polled) and event.outcome == "failed")
    return failed


def _fields(match: SearchMatch) -> dict[str, object]:
    return {"search": match.search, **match.statement}


def _line(match: SearchMatch) -> str:
    columns = match.statement
    page = ", ".join(str(part) for part in (columns["title"], columns["outlet"], columns["published"]) if part)
    speaker = columns["speaker"] or "(nobody)"
    parts = (f"[{match.search}] {speaker}: {columns['words']}", page, columns["link"] or columns["source"])
    return terminal.tidy(" — ".join(part for part in parts if part))


def _said_of(event: Event) -> str | None:
    """What there is to say of a feed or a page, in one line."""
    from onrecord.watch.poll import Polled

    if isinstance(event, PageError):
        return str(event)
    if not isinstance(event, Polled):
        return None
    if event.outcome == "failed":
        return f"{event.feed}: failed: {event.problem}. It is asked again after {event.due}."
    if event.outcome == "unchanged":
        return f"{event.feed}: nothing new"
    return f"{event.feed}: {event.pages} new page{'' if event.pages == 1 else 's'}"
