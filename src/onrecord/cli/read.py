"""``onrecord read``: read pages and print their readings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

import typer

from onrecord.cli import terminal
from onrecord.cli.options import Lists, Pages, Processes, Said, help_epilog
from onrecord.cli.progress import PageProgress
from onrecord.cli.reading_text import show_reading, summarise_kinds
from onrecord.cli.session import Session, count_workers, pages_ahead, reader_loader, start_session
from onrecord.codec import to_json
from onrecord.errors import PageError, UsageError
from onrecord.settings import Settings
from onrecord.types import Reading, Statement

if TYPE_CHECKING:
    from onrecord.reading import ReadsPages

EPILOG = help_epilog(
    "A page that cannot be read does not stop the others. It is listed at the end, with the reason and advice.",
    examples=[
        "onrecord read page.html",
        "onrecord read page.html --explain",
        "onrecord read archive/ --format jsonl > records.jsonl",
        "onrecord read https://news.example/story --said --min-confidence 0.7",
        "zcat page.html.gz | onrecord read - --format json",
    ],
)

_Begun: TypeAlias = "Future[Reading | PageError] | PageError | None"
"""A page that is being read, or could not be opened; null at the end of its source."""


ReadingFormat: TypeAlias = Literal["text", "json", "jsonl"]


def read(
    context: typer.Context,
    *,
    pages: Pages = None,
    lists: Lists = None,
    form: Annotated[
        ReadingFormat,
        typer.Option("--format", metavar="FORMAT", help="text, json (one page only) or jsonl (one page per line)."),
    ] = "text",
    said: Said = False,
    min_confidence: Annotated[
        float,
        typer.Option(show_default=False, metavar="X", min=0, max=1, help="Leave out statements with less confidence."),
    ] = 0.0,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show the words that decided each speaker and relationship.")
    ] = False,
    processes: Processes = None,
) -> None:
    """Read pages and print their statements with speakers and confidence."""
    with start_session() as session:
        if not pages and not lists:
            raise UsageError("There is nothing to read. Give a page, or a list of pages with --from.")
        from onrecord.pages import find_sources

        sources = list(find_sources(pages or [], lists=lists or []))

        def keep(statement: Statement) -> bool:
            return statement.confidence >= min_confidence and not (said and statement.act == "thought")

        printer = _Printer(session, form=form, keep=keep, explain=explain)
        workers = count_workers(sources, processes=processes)
        try:
            with (
                reader_loader(context, session.settings, processes=workers) as load,
                session.progress(len(sources)) as progress,
            ):
                begun = _start_pages(load(), sources, settings=session.settings, progress=progress)
                outcomes = _finish_pages(begun, ahead=pages_ahead(workers), progress=progress)
                for outcome in _take_only_one(outcomes) if form == "json" else outcomes:
                    with progress.make_way():
                        printer.add(outcome)
            printer.finish()
        finally:
            printer.list_failures()
    raise typer.Exit(terminal.FAILED if printer.failures else 0)


class _Printer:
    """Prints each reading as it comes, and lists the pages that failed at the end."""

    def __init__(
        self, session: Session, *, form: ReadingFormat, keep: Callable[[Statement], bool], explain: bool
    ) -> None:
        self.failures: list[PageError] = []
        self._session = session
        self._form = form
        self._keep = keep
        self._explain = explain
        self._pages = 0
        self._hidden = 0
        self._kinds: Counter[str] = Counter()

    def add(self, outcome: Reading | PageError) -> None:
        if isinstance(outcome, PageError):
            self.failures.append(outcome)
            return
        statements = tuple(filter(self._keep, outcome.statements))
        hidden = len(outcome.statements) - len(statements)
        reading = replace(outcome, statements=statements)
        self._pages += 1
        self._hidden += hidden
        self._kinds.update(statement.kind for statement in statements)
        if self._form == "text":
            show_reading(reading, console=self._session.output, hidden=hidden, explain=self._explain)
        else:
            self._session.put(to_json(reading, indent=2 if self._form == "json" else None))
        self._session.output.file.flush()

    def finish(self) -> None:
        """Print the total of several pages."""
        if self._form == "text" and self._pages > 1:
            total = summarise_kinds(self._kinds, hidden=self._hidden)
            self._session.put(f"{self._pages:,} pages, {total}")

    def list_failures(self) -> None:
        pages = self._pages + len(self.failures)
        self._session.list_failures(self.failures, pages=pages, outcome="could not be read")


def _start_pages(
    reader: ReadsPages, sources: list[str], *, settings: Settings, progress: PageProgress
) -> Iterator[_Begun]:
    from onrecord.reading import open_or_fail

    for source in sources:
        progress.open_source(source)
        for page in open_or_fail(source, settings=settings):
            yield page if isinstance(page, PageError) else reader.start(page)
        yield None


def _finish_pages(pages: Iterator[_Begun], *, ahead: int, progress: PageProgress) -> Iterator[Reading | PageError]:
    from onrecord.reading import look_ahead

    for page in look_ahead(pages, count=ahead):
        if page is None:
            progress.finish_source()
        else:
            progress.count_page()
            yield page if isinstance(page, PageError) else page.result()


def _take_only_one(outcomes: Iterator[Reading | PageError]) -> list[Reading | PageError]:
    # Two pages are read before the first is printed, so that standard output is empty if the command fails.
    first_two = list(islice(outcomes, 2))
    if len(first_two) > 1:
        raise UsageError("--format json prints a single page, and there are several. Use --format jsonl.")
    return first_two
