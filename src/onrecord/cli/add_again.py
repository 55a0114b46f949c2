"""``onrecord add --again``: read the pages of a record again, and switch to the new readings."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from onrecord.cli import terminal
from onrecord.cli.options import LineFormat
from onrecord.cli.session import Session
from onrecord.errors import PageError

if TYPE_CHECKING:
    from onrecord.ingest.rereading import PersonChanges, RereadingSummary
    from onrecord.reading import ReadsPages
    from onrecord.record import Record


def read_again(record: Record, *, load: Callable[[], ReadsPages], session: Session, ahead: int) -> list[PageError]:
    """Read every page that this version has not read, and list the pages that failed."""
    from onrecord.ingest.rereading import Rereading

    rereading = Rereading(record, load_reader=load, settings=session.settings, read_ahead=ahead)
    failures: list[PageError] = []
    with session.progress(2) as progress:
        for failure in rereading.run():
            progress.update(rereading.done, total=rereading.total, source=rereading.current or "")
            progress.count_page()
            failures += [failure] if failure else []
    outcome = "could not be read again, and keep their readings"
    session.list_failures(failures, pages=rereading.total, outcome=outcome)
    return failures


def use_new_readings(record: Record, *, by: str, session: Session, form: LineFormat, yes: bool) -> None:
    """Summarise the differences of the new readings, ask for consent, and make them current."""
    from onrecord.ingest.rereading import summarise, switch
    from onrecord.resolve.linker import PersonLinker

    with session.progress(2) as progress:
        summary = summarise(
            record, by=by, progress=lambda done, total: progress.update(done, total=total, source="comparing")
        )
    if form == "jsonl":
        session.put(json.dumps({"outcome": "compared", **asdict(summary)}))
    else:
        for line in _describe(summary):
            session.put(line)
    session.output.file.flush()
    if not summary.pages or not (yes or _agrees(session)):
        return
    linker = PersonLinker()
    with session.progress(summary.pages) as progress:
        for _ in switch(record, by=by, linker=linker):
            progress.finish_source()
            progress.count_page()
    linker.look_again(record)
    if form == "jsonl":
        session.put(json.dumps({"outcome": "switched", "pages": summary.pages}))
    else:
        pages = terminal.format_count(summary.pages, "page")
        session.put(f"Searches use the new readings of {pages}.")


def _agrees(session: Session) -> bool:
    """Ask in a terminal; elsewhere print the option that agrees."""
    if sys.stdin.isatty() and typer.confirm("Use the new readings in searches?", err=True):
        return True
    session.say(
        "Searches still use the earlier readings. To use the new ones, run `onrecord add --again --yes`.",
    )
    return False


def _describe(summary: RereadingSummary) -> list[str]:
    if not summary.pages:
        return ["Searches already use the readings of this version."]
    found_statements = terminal.format_count(summary.found, "statement")
    pages = terminal.format_count(summary.pages, "page")
    counts = f"{found_statements} found, {summary.lost:,} lost, {summary.reattributed:,} with another speaker"
    lines = [f"New readings of {pages}: {counts}.", *(["Most affected:"] if summary.people else [])]
    return lines + [f"  {terminal.tidy(person.name)}: {_describe_person(person)}" for person in summary.people]


def _describe_person(person: PersonChanges) -> str:
    counts = {
        "found": person.found,
        "lost": person.lost,
        "taken over from another speaker": person.gained,
        "given to another speaker": person.ceded,
    }
    return ", ".join(f"{count:,} {words}" for words, count in counts.items() if count)
