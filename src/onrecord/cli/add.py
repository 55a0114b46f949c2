"""``onrecord add`` and ``onrecord retry``: add pages to the record, and try failed pages again."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from collections.abc import Callable, Collection
from functools import cache
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from onrecord.cli import terminal
from onrecord.cli.options import LineFormat, Lists, Pages, Processes, RecordPath, help_epilog
from onrecord.cli.session import Session, count_workers, open_record, pages_ahead, reader_loader, start_session
from onrecord.errors import PageError, UsageError

if TYPE_CHECKING:
    from onrecord.ingest.add_pages import Added
    from onrecord.ingest.changes import Change
    from onrecord.ingest.keep import Kept
    from onrecord.reading import ReadsPages
    from onrecord.record import Record

ADD_EPILOG = help_epilog(
    "Pages that are already in the record are skipped, so interrupted work continues when you run the command "
    "again. For a page that changed, the changes in its statements are printed. A feed, sitemap or OPML list adds the "
    "pages that it lists.",
    examples=[
        "onrecord add archive/ crawl.warc.gz",
        "onrecord add https://news.example/feed.xml --record news.sqlite",
        "onrecord add --again",
        "onrecord add pages.jsonl.gz --format jsonl | grep '\"changed\"'",
    ],
)
RETRY_EPILOG = help_epilog(
    "The record lists each page that failed, with the reason, until it can be read.",
    examples=["onrecord retry --list", "onrecord retry"],
)

# Outcomes in the order and words of the summary: "12 pages: 10 new, 2 already in the record".
_OUTCOMES: Final = {
    "new": "new",
    "changed": "changed",
    "earlier": "older than the version in the record",
    "reread": "read again",
    "known": "already in the record",
    "removed": "removed earlier and not added",
}

_STDIN = re.compile(r"-(?:[: ]|\Z)")

Format: TypeAlias = Annotated[
    LineFormat,
    typer.Option("--format", metavar="FORMAT", help="text (a summary and the changes) or jsonl (one page per line)."),
]


def add(
    context: typer.Context,
    *,
    pages: Pages = None,
    lists: Lists = None,
    record: RecordPath = None,
    again: Annotated[
        bool, typer.Option("--again", help="Re-read the pages of the record that this version has not read.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --again: use the new readings without asking.")] = False,
    processes: Processes = None,
    form: Format = "text",
) -> None:
    """Read pages and add them to the record. A page that changed becomes a new version."""
    with start_session() as session:
        if not pages and not lists and not again:
            raise UsageError("There is nothing to add. Give a page, or a list of pages with --from.")
        if yes and not again:
            raise UsageError("--yes answers the question that --again asks. Give both, or neither.")
        from onrecord.pages import find_sources

        sources = list(find_sources(pages or [], lists=lists or []))
        report = _Report(session, form=form, path=record)
        workers = count_workers(sources or None, processes=processes)
        with (
            session.open_record(record, create=bool(sources)) as opened,
            reader_loader(context, session.settings, processes=workers) as load,
        ):
            load_once = cache(load)
            ahead = pages_ahead(workers)
            if sources or not again:
                _add(opened, sources, load=load_once, report=report, ahead=ahead, reread=again)
            if again:
                from onrecord.cli.add_again import read_again, use_new_readings

                if not sources:
                    report.failures += read_again(opened, load=load_once, session=session, ahead=ahead)
                use_new_readings(opened, by=load_once().version, session=session, form=form, yes=yes)
    raise typer.Exit(terminal.FAILED if report.failures else 0)


def retry(
    context: typer.Context,
    *,
    record: RecordPath = None,
    only_list: Annotated[bool, typer.Option("--list", help="Only list the pages, with the reasons.")] = False,
    processes: Processes = None,
    form: Format = "text",
) -> None:
    """Try to add failed pages again."""
    with open_record(record) as (opened, session):
        from onrecord.ingest.failures import list_failures

        report = _Report(session, form=form, path=record)
        with opened.snapshot() as connection:
            known_failures = list_failures(connection)
        if not known_failures:
            session.say("Every page could be read.")
        elif only_list:
            for failure in known_failures:
                line = f"{failure.page}: {failure.problem}. {failure.advice} (first failed at {failure.first})"
                session.put(terminal.tidy(line))
        else:
            # An archive with several failed pages is opened once.
            sources = dict.fromkeys(failure.source for failure in known_failures)
            workers = count_workers([*sources], processes=processes)
            with reader_loader(context, session.settings, processes=workers) as load:
                _add(opened, sources, load=load, report=report, ahead=pages_ahead(workers))
    raise typer.Exit(terminal.FAILED if report.failures else 0)


def _add(
    record: Record,
    sources: Collection[str],
    *,
    load: Callable[[], ReadsPages],
    report: _Report,
    ahead: int,
    reread: bool = False,
) -> None:
    """Add ``sources`` and report the outcome of each page. Up to ``ahead`` pages are read before they are stored."""
    from onrecord.ingest.add_pages import Linking, PageList

    session = report.session
    try:
        with session.progress(len(sources)) as progress:
            adding = Linking(record, load_reader=load, settings=session.settings, reread=reread, read_ahead=ahead)
            adding.enqueue(sources)
            for outcome in adding.run():
                progress.update(adding.done, total=adding.total, source=adding.current or "")
                if not isinstance(outcome, PageList):
                    progress.count_page()
                    with progress.make_way():
                        report.add(outcome)
        report.finish()
    finally:
        report.list_failures()


class _Report:
    """Prints the changes of each page as it comes, and a summary and the failures at the end."""

    def __init__(self, session: Session, *, form: LineFormat, path: str | None) -> None:
        self.failures: list[PageError] = []
        self.session = session
        self._form = form
        self._path = path
        self._outcomes: Counter[str] = Counter()
        self._statements = 0

    def add(self, outcome: Added | PageError) -> None:
        if isinstance(outcome, PageError):
            self.failures.append(outcome)
            return
        page = outcome.kept
        name = page.outcome if page else "known"
        self._outcomes[name] += 1
        # The statements of a page that is read again were counted when it was added.
        self._statements += page.statements if page and name in {"new", "changed"} else 0
        if self._form == "jsonl":
            # ASCII only, since some programs end a line at a U+2028 in a title.
            self._put(json.dumps(_fields(outcome.source, page), ensure_ascii=True))
        elif page and page.changes:
            self._put(f"{terminal.tidy(outcome.source)}: version {page.version}")
            for change in page.changes:
                self._put_change(change)

    def finish(self) -> None:
        """Print the totals."""
        if self._form == "text":
            self._put(summarise_outcomes(self._outcomes, statements=self._statements))

    def list_failures(self) -> None:
        """List the pages that failed, with the reason and what to do."""
        pages = self._outcomes.total() + len(self.failures)
        self.session.list_failures(self.failures, pages=pages, outcome="could not be added")
        # Standard input cannot be read again: "-", "-:3", "- (https://bell.example/)".
        if all(_STDIN.match(failure.source) for failure in self.failures):
            return
        # Users paste the command, so it names the record of this run.
        command = "onrecord retry" + (f" --record {shlex.quote(str(self._path))}" if self._path else "")
        self.session.say(f"To try them again, run `{command}`.")

    def _put_change(self, change: Change) -> None:
        """Print a change with both versions as a word diff."""
        from onrecord.views.versions import change_pieces

        label = {"reattributed": "other speaker"}.get(change.kind, change.kind)
        if change.kind == "reattributed":
            label += f", {terminal.tidy(change.was or 'none')} -> {terminal.tidy(change.is_now or 'none')}"
        terminal.put_diff(change_pieces(change), label=label, console=self.session.output)

    def _put(self, line: str) -> None:
        self.session.put(line)
        self.session.output.file.flush()


def summarise_outcomes(outcomes: Counter[str], *, statements: int) -> str:
    """``12 pages: 10 new, 2 already in the record; 80 statements in new and changed pages.``"""
    pages = terminal.format_count(outcomes.total(), "page")
    counts = [f"{outcomes[name]:,} {words}" for name, words in _OUTCOMES.items() if outcomes[name]]
    line = f"{pages}: {', '.join(counts)}" if counts else pages
    if outcomes["new"] + outcomes["changed"]:
        line += f"; {terminal.format_count(statements, 'statement')} in new and changed pages"
    return f"{line}."


def _fields(source: str, page: Kept | None) -> dict[str, object]:
    return {
        "source": source,
        "outcome": page.outcome if page else "known",
        "page": page.page if page else None,
        "version": page.version if page else None,
        "statements": page.statements if page else None,
        "changes": [_change_fields(change) for change in (page.changes if page else ())],
        "rereadings": [_change_fields(change) for change in (page.rereadings if page else ())],
    }


def _change_fields(change: Change) -> dict[str, object]:
    fields: dict[str, object] = {"kind": change.kind, "before": change.was, "after": change.is_now}
    if change.printed_before is not None:
        fields |= {"printed_before": change.printed_before, "printed_after": change.printed_after}
    return fields
