"""``onrecord read``: pages in, their record out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from onrecord.cli import terminal
from onrecord.cli.options import Lists, Pages
from onrecord.cli.printing import Format, Printer
from onrecord.cli.progress import Progress
from onrecord.errors import PageError, UsageError
from onrecord.settings import Settings
from onrecord.types import Reading, Statement

if TYPE_CHECKING:
    from onrecord.reading import Reader

LoadReader: TypeAlias = "Callable[[Settings], Reader]"

EPILOG = """A page that cannot be read does not stop the others: it is listed at the end, with why and what to do.

[bold]Examples[/bold]

onrecord read page.html

onrecord read archive/ --format jsonl > records.jsonl

onrecord read https://news.example/story --said --min-confidence 0.7

onrecord read story.html --explain

zcat page.html.gz | onrecord read - --format json
"""


def read(
    context: typer.Context,
    *,
    pages: Pages = None,
    lists: Lists = None,
    form: Annotated[
        Format,
        typer.Option("--format", help="text to look at, json for one page, jsonl for one page a line."),
    ] = Format.text,
    said: Annotated[
        bool,
        typer.Option("--said", help="Only what was said or written: leave out thoughts and intentions."),
    ] = False,
    min_confidence: Annotated[
        float,
        typer.Option(
            show_default=False,
            metavar="X",
            min=0,
            max=1,
            help="Leave out statements less likely than X to be right, 0 to 1.",
        ),
    ] = 0.0,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Say of each speaker and relationship which words decided it. Records always hold them.",
        ),
    ] = False,
) -> None:
    """Read pages and print what was said in them, by whom, in whose words."""
    output, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        if not pages and not lists:
            raise UsageError("there is nothing to read. Name a page, or a list of pages with --from; see --help")
        settings = Settings.from_environment()
        sources = _find(pages or [], lists=lists or [], settings=settings)
        reader = (context.obj or _load)(settings)
        printer = Printer(output, form=form, keep=_keeper(said=said, min_confidence=min_confidence), explain=explain)
        try:
            with Progress(errors, sources=len(sources), shares_terminal=output.is_terminal) as progress:
                outcomes = _outcomes(reader, sources=sources, progress=progress)
                for outcome in _only_one(outcomes) if form is Format.json else outcomes:
                    with progress.aside():
                        printer.add(outcome)
            printer.finish()
        finally:
            printer.report(errors)
    raise typer.Exit(terminal.FAILED if printer.failed else 0)


def _find(pages: list[str], *, lists: list[str], settings: Settings) -> list[str]:
    # Imported here and below, since `--help` and `--version` should not wait for the libraries that read pages.
    from onrecord.pages import find

    return list(find(pages, settings=settings, lists=lists))


def _load(settings: Settings) -> Reader:
    from onrecord.reading import Reader

    return Reader.load(settings)


def _outcomes(reader: Reader, *, sources: list[str], progress: Progress) -> Iterator[Reading | PageError]:
    for source in sources:
        progress.opening(source)
        for outcome in reader.read_source(source):
            progress.page_done()
            yield outcome
        progress.source_done()


def _only_one(outcomes: Iterator[Reading | PageError]) -> list[Reading | PageError]:
    first = list(islice(outcomes, 2))
    if len(first) > 1:
        raise UsageError("--format json prints one page, and there are more. Use --format jsonl: one page a line")
    return first


def _keeper(*, said: bool, min_confidence: float) -> Callable[[Statement], bool]:
    return lambda statement: statement.confidence >= min_confidence and not (said and statement.act == "thought")
