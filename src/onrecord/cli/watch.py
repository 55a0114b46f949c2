"""``onrecord watch``: follow feeds, add their new pages, and report statements that saved searches find."""

from __future__ import annotations

import time
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import terminal
from onrecord.cli.options import LineFormat, RecordPath, argument, help_epilog
from onrecord.cli.session import Session, reader_loader, start_session
from onrecord.cli.statement_text import NO_SPEAKER
from onrecord.codec import write_json
from onrecord.errors import PageError

if TYPE_CHECKING:
    from onrecord.ingest.add_pages import Added
    from onrecord.watch.poll import Event, Watching
    from onrecord.watch.searches import SearchMatch

EPILOG = help_epilog(
    "Each feed is fetched only when it is due, even with --once, so you can run it as often as you like. "
    "See docs/watch.md for the feeds file and for webhooks.",
    examples=["onrecord watch feeds.toml", "onrecord watch feeds.toml --once --format jsonl >> found.jsonl"],
)


def watch(
    context: typer.Context,
    *,
    feeds: Annotated[Path, argument("FEEDS", "A TOML file of feeds and saved searches.")],
    record: RecordPath = None,
    once: Annotated[bool, typer.Option("--once", help="Fetch the feeds that are due, then stop.")] = False,
    form: Annotated[
        LineFormat, typer.Option("--format", metavar="FORMAT", help="text or jsonl (one statement per line).")
    ] = "text",
) -> None:
    """Follow feeds: add their new pages to the record, and report new statements that match saved searches."""
    failures = 0
    with start_session() as session:
        from onrecord.resolve.linker import PersonLinker
        from onrecord.watch import config
        from onrecord.watch.poll import Watching

        plan = config.load(feeds)
        with (
            session.open_record(record, create=True) as opened,
            # A page that exceeds its budget or kills the process is lost, but the watch continues.
            reader_loader(context, session.settings, processes=1) as load,
        ):
            linker = PersonLinker()
            watching = Watching(
                opened,
                plan,
                load_reader=load,
                settings=session.settings,
                linker=linker,
            )
            if once:
                _say_waiting(watching, session=session)
            while True:
                failures += _poll_feeds(watching, session=session, form=form)
                while once and (unfinished := watching.unfinished()):
                    more = chain.from_iterable(map(watching.add_more, unfinished))
                    failures += _report(more, session=session, form=form)
                linker.look_again(opened)
                if once:
                    break
                # A feed may have become due while others were fetched. A second keeps a failing one from spinning.
                time.sleep(max(1.0, watching.seconds_left()))
    raise typer.Exit(terminal.FAILED if failures else 0)


def _say_waiting(watching: Watching, *, session: Session) -> None:
    """List the feeds that are not due, and failing feeds with the reason."""
    for state in watching.waiting():
        line = f"{state.feed}: not due until {state.due}"
        if state.problem is not None:
            line = f"{state.feed}: failing ({terminal.format_count(state.failures, 'attempt')}): {state.problem}"
            line += f". Next attempt after {state.due}."
        session.say(line)


def _put_changes(added: Added, *, session: Session, is_json: bool) -> None:
    """Print the changed statements of a page that was fetched again."""
    from onrecord.views.versions import change_pieces

    kept = added.kept
    if kept is None or not kept.changes:
        return
    if is_json:
        changes = [{"kind": row.kind, "before": row.was, "after": row.is_now} for row in kept.changes]
        line = {"changed": added.source, "page": kept.page, "version": kept.version, "changes": changes}
        session.put(write_json(line))
        return
    session.put(terminal.tidy(f"[changed] {added.title or added.source}, {added.source}"))
    for change in kept.changes:
        terminal.put_diff(change_pieces(change), label=change.kind, console=session.output)


def _poll_feeds(watching: Watching, *, session: Session, form: LineFormat) -> int:
    """Fetch every feed that is due, go on with unfinished ones, and print the results.

    Returns the number of feeds and pages that failed.
    """
    due, unfinished = watching.due(), watching.unfinished()
    # Once a round, and only if a feed is due, so that a watch that runs for days does not repeat itself.
    for note in watching.spelling_notes() if due else ():
        session.say(f"Note: {note}")
    events = chain(map(watching.poll, due), map(watching.add_more, unfinished))
    return _report(chain.from_iterable(events), session=session, form=form)


def _report(events: Iterable[Event], *, session: Session, form: LineFormat) -> int:
    """Print ``events``. Returns the number of feeds and pages that failed."""
    from onrecord.ingest.add_pages import Added
    from onrecord.watch.poll import Polled
    from onrecord.watch.searches import SearchMatch

    failures = 0
    for event in events:
        if isinstance(event, SearchMatch):
            is_json = form == "jsonl"
            line = write_json({"search": event.search, **event.statement}) if is_json else _match_line(event)
            session.put(line)
            session.output.file.flush()
        elif isinstance(event, Added):
            _put_changes(event, session=session, is_json=form == "jsonl")
            session.output.file.flush()
        elif message := _describe(event):
            session.say(message)
            failures += isinstance(event, PageError) or (isinstance(event, Polled) and event.outcome == "failed")
    return failures


def _match_line(match: SearchMatch) -> str:
    columns = match.statement
    page = ", ".join(str(columns[name]) for name in ("title", "outlet", "published") if columns[name])
    words = f"[{match.search}] {columns['speaker'] or NO_SPEAKER}: {columns['words']}"
    return terminal.tidy(" — ".join(filter(None, (words, page, columns["link"] or columns["source"]))))


def _describe(event: Event) -> str | None:
    """A line about a feed or a page that failed; null for events that need none."""
    from onrecord.watch.poll import Polled

    if isinstance(event, PageError):
        return str(event)
    if not isinstance(event, Polled):
        return None
    if event.outcome == "failed":
        return f"{event.feed}: {event.problem}. Next attempt after {event.due}."
    if event.outcome == "unchanged":
        return f"{event.feed}: nothing new"
    return f"{event.feed}: {terminal.format_count(event.pages, 'new page')}"
