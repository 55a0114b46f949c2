"""``onrecord add``: pages into the record; ``onrecord retry``: those that failed, once more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.console import Console

from onrecord.cli import terminal
from onrecord.cli.adding import AddFormat, Report
from onrecord.cli.options import Lists, Pages, RecordPath
from onrecord.cli.progress import Progress
from onrecord.errors import UsageError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.reading import Reader
    from onrecord.record import Record

LoadReader: TypeAlias = "Callable[[Settings], Reader]"

EPILOG = """What is kept already is neither read nor kept again, so what was stopped goes on where it was. A page that \
changed becomes a new version of itself, and what changed in its statements is printed and kept. Feeds, sitemaps \
and OPML lists stand for the pages that they list.

[bold]Examples[/bold]

onrecord add archive/ crawl.warc.gz

onrecord add https://news.example/feed.xml --record news.sqlite

onrecord add pages.jsonl.gz --format jsonl | grep '"changed"'
"""

Form: TypeAlias = Annotated[
    AddFormat, typer.Option("--format", help="text for a summary and what changed, jsonl for one line a page.")
]


def add(
    context: typer.Context,
    *,
    pages: Pages = None,
    lists: Lists = None,
    record: RecordPath = None,
    again: Annotated[
        bool,
        typer.Option("--again", help="Read also pages that are kept, where this version of the reader has not."),
    ] = False,
    form: Form = AddFormat.text,
) -> None:
    """Read pages and keep them in the record: new ones, and changed ones as new versions of themselves."""
    output, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        if not pages and not lists:
            raise UsageError("there is nothing to add. Name a page, or a list of pages with --from; see --help")
        settings = Settings.from_environment()
        # Imported here and below, since `--help` should not wait for the libraries that read and keep pages.
        from onrecord.pages import find

        sources = list(find(pages or [], settings=settings, lists=lists or []))
        load: LoadReader = context.obj or _load
        with _open(record, settings=settings) as opened:
            failed = _add(
                opened, sources, load=load, settings=settings, again=again, consoles=(output, errors), form=form
            )
    raise typer.Exit(terminal.FAILED if failed else 0)


def retry(
    context: typer.Context,
    *,
    record: RecordPath = None,
    only_list: Annotated[bool, typer.Option("--list", help="Only list what failed, with the reasons.")] = False,
    form: Form = AddFormat.text,
) -> None:
    """Try again to add the pages that could not be read."""
    output, errors = terminal.consoles()
    failed = 0
    with terminal.orderly_exit(errors):
        settings = Settings.from_environment()
        from onrecord.ingest import failures

        with _open(record, settings=settings, create=False) as opened:
            with opened.snapshot() as connection:
                known = failures.listed(connection)
            if only_list:
                for one in known:
                    terminal.put(
                        terminal.tidy(f"{one.page}: {one.problem}. {one.advice} (since {one.first})"), console=output
                    )
            else:
                sources = list(dict.fromkeys(one.source for one in known))
                load: LoadReader = context.obj or _load
                failed = _add(opened, sources, load=load, settings=settings, consoles=(output, errors), form=form)
    raise typer.Exit(terminal.FAILED if failed else 0)


def _open(path: Path | None, *, settings: Settings, create: bool = True) -> Record:
    from onrecord.record import Record

    return Record.open(path, settings=settings, create=create)


def _load(settings: Settings) -> Reader:
    from onrecord.reading import Reader

    return Reader.load(settings)


def _add(
    record: Record,
    sources: Iterable[str],
    *,
    load: LoadReader,
    settings: Settings,
    consoles: tuple[Console, Console],
    form: AddFormat,
    again: bool = False,
) -> int:
    """Add ``sources`` and print what came of it: how many pages failed."""
    from onrecord.ingest.add_pages import Found, Linking

    output, errors = consoles
    report = Report(output, form=form)
    adding = Linking(record, load_reader=lambda: load(settings), settings=settings, reread=again)
    adding.enqueue(sources)
    try:
        with Progress(errors, sources=adding.total, shares_terminal=output.is_terminal) as progress:
            for outcome in adding.run():
                progress.reached(adding.done, of=adding.total, source=adding.current or "")
                if isinstance(outcome, Found):
                    continue
                progress.page_done()
                with progress.aside():
                    report.add(outcome)
        report.finish()
    finally:
        report.report(errors)
    return len(report.failed)
