"""``onrecord archive``: read large archives into shards, and load the shards into a record."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from functools import partial
from shlex import quote
from threading import Lock
from typing import TYPE_CHECKING, Annotated, Final, Literal, TypeAlias

import typer

from onrecord.cli import terminal
from onrecord.cli.options import Lists, RecordPath, argument, help_epilog, option
from onrecord.cli.progress import PageProgress
from onrecord.cli.session import Session, start_session
from onrecord.errors import UsageError

if TYPE_CHECKING:
    from onrecord.archive.read_unit import UnitReport
    from onrecord.archive.shards import ShardCounts
    from onrecord.archive.units import WorkUnit

EPILOG = help_epilog("docs/archives.md describes the shards, and has the figures for a year of news.")
READ_EPILOG = help_epilog(
    "Each source becomes a shard: a Parquet file with its readings and statements, and with the reason for each page "
    "that failed. Large web archives become several shards. Existing shards are skipped, so interrupted work continues "
    "when you run the command again. The exit code is 1 if a source could not be read.",
    "Addresses need a further package: s3fs for s3://, gcsfs for gs://, aiohttp for https://.",
    examples=[
        "onrecord archive read crawl.warc.gz --to shards",
        "onrecord archive read 'pages/*.jsonl' --to shards --processes 8",
        "onrecord archive read warc.paths.gz --to s3://bucket/news",
    ],
)
STATUS_EPILOG = help_epilog(
    "Shards are counted by the version of the reader, with the number of sources that are still to be read.",
    examples=["onrecord archive status shards", "onrecord archive status s3://bucket/news --failures"],
)

LOAD_EPILOG = help_epilog(
    "Shards are loaded in the order of their sources, each once. A stopped load continues when you run the command "
    "again, and shards that were written in the meantime are loaded too. Pages that are already in the record are "
    "skipped, as in `onrecord add`, and people are linked across pages.",
    examples=["onrecord archive load shards --record news.sqlite"],
)

_MEGABYTE: Final = 1_000_000
_NO_SHARDS: Final = "{} has no shards. Make some with `onrecord archive read`."

Place: TypeAlias = Annotated[str, argument("FOLDER", "The folder of the shards, or its address (s3://, gs://).")]

app = typer.Typer(no_args_is_help=True, rich_markup_mode="rich")


@app.command(epilog=READ_EPILOG)
def read(
    context: typer.Context,
    *,
    sources: Annotated[
        list[str] | None,
        argument(
            "SOURCE", "Web archives, lists of them (*.paths.gz), JSON Lines, Parquet, folders, globs or addresses."
        ),
    ] = None,
    to: Annotated[str, option("--to", "FOLDER", "The folder of the shards, or its address (s3://, gs://).")],
    lists: Lists = None,
    processes: Annotated[
        int | None, option("--processes", "N", "Number of reading workers. Default: one for each processor.", min=1)
    ] = None,
    engine: Annotated[
        Literal["processes", "ray"],
        typer.Option(
            "--engine", metavar="ENGINE", help="processes (on this machine) or ray (on a cluster or this machine)."
        ),
    ] = "processes",
    address: Annotated[
        str | None, option("--address", "ADDRESS", "Address of a Ray cluster, such as auto or ray://head:10001.")
    ] = None,
    split: Annotated[
        int, typer.Option("--split", metavar="MB", help="Split web archives larger than this; 0 splits none.", min=0)
    ] = 256,
) -> None:
    """Read archives into shards."""
    with start_session() as session:
        if not sources and not lists:
            raise UsageError("There is nothing to read. Give a source, or a list of sources with --from.")
        if address and engine != "ray":
            raise UsageError("--address names a Ray cluster. Add --engine ray, or leave out --address.")
        from onrecord.archive.folders import open_folder
        from onrecord.archive.units import find_units, read_plans, write_plan

        folder = open_folder(to)
        planned = [unit for plan in read_plans(folder) for unit in plan]
        units = list(
            find_units(
                sources or [],
                settings=session.settings,
                lists=lists or [],
                part_bytes=split * _MEGABYTE,
                planned=planned,
            )
        )
        write_plan(folder, units)
        reports: list[UnitReport] = []
        with session.progress(len(units)) as progress:
            if engine == "ray":
                read_units = partial(_read_in_ray, address=address)
            else:
                read_units = partial(_read_here, progress=progress)
            for report in read_units(context, units, to=to, session=session, processes=processes):
                progress.finish_source()
                reports.append(report)
        _report(reports, to=to, session=session)
    raise typer.Exit(terminal.FAILED if any(report.problem for report in reports) else 0)


@app.command(epilog=LOAD_EPILOG)
def load(*, folder: Place, record: RecordPath = None) -> None:
    """Load shards into a record."""
    with start_session() as session:
        from onrecord.archive.folder_status import list_shards
        from onrecord.archive.folders import open_folder
        from onrecord.archive.load import load_shards
        from onrecord.cli.add import summarise_outcomes
        from onrecord.reading import collect_rarely

        collect_rarely()
        opened = open_folder(folder)
        shards = list_shards(opened)
        if not shards:
            raise UsageError(_NO_SHARDS.format(folder))
        outcomes: Counter[str] = Counter()
        statements = 0
        with session.open_record(record, create=True) as store, session.progress(len(shards)) as progress:
            for batch in load_shards(store, opened):
                progress.open_source(batch.shard)
                if batch.is_last:
                    progress.finish_source()
                else:
                    progress.count_page(sum(batch.outcomes.values()))
                outcomes.update(batch.outcomes)
                statements += batch.statements
        failed = outcomes.pop("failed", 0)
        session.put(summarise_outcomes(outcomes, statements=statements))
        if failed:
            pages = terminal.format_count(failed, "page")
            command = f"onrecord archive status {quote(folder)} --failures"
            session.say(f"{pages} could not be loaded; `{command}` lists those that could not be read.")


@app.command(epilog=STATUS_EPILOG)
def status(
    *,
    folder: Place,
    failures: Annotated[bool, typer.Option("--failures", help="List the pages that failed, with the reasons.")] = False,
) -> None:
    """Count the shards of a folder, and list failed pages."""
    with start_session() as session:
        from onrecord.archive.folder_status import describe_folder, list_failures
        from onrecord.archive.folders import open_folder

        opened = open_folder(folder)
        if failures:
            for failure in list_failures(opened):
                session.put(terminal.tidy(str(failure)))
            return
        for reader in describe_folder(opened):
            if not reader.reader and not reader.missing:
                raise UsageError(_NO_SHARDS.format(folder))
            shards = terminal.format_count(reader.shards, "shard")
            by = f" by {reader.reader}" if reader.reader else ""
            line = f"{shards}{by}: {_describe(reader.counts)}."
            if reader.missing:
                missing = terminal.format_count(len(reader.missing), "source")
                line += f" {missing} still to be read, the next is {reader.missing[0]}."
            session.put(terminal.tidy(line))


def _read_here(
    context: typer.Context,
    units: Sequence[WorkUnit],
    *,
    to: str,
    session: Session,
    processes: int | None,
    progress: PageProgress,
) -> Iterator[UnitReport]:
    """Read ``units`` on this machine."""
    from onrecord.archive.read_unit import read_in_processes
    from onrecord.reading import Reader
    from onrecord.reading_pool import ReaderPool

    lock = Lock()

    def count_page() -> None:
        with lock:
            progress.count_page()

    workers = processes or os.cpu_count() or 1
    with ReaderPool(session.settings, processes=workers, load=context.obj or Reader.load) as pool:
        yield from read_in_processes(units, folder=to, pool=pool, page_done=count_page)


def _read_in_ray(
    context: typer.Context,
    units: Sequence[WorkUnit],
    *,
    to: str,
    session: Session,
    processes: int | None,
    address: str | None,
) -> Iterator[UnitReport]:
    """Read ``units`` with Ray."""
    from onrecord.archive.ray_tasks import read_in_ray
    from onrecord.reading import Reader

    load_reader = context.obj or Reader.load
    # Ray reports lost workers on standard output.
    with redirect_stdout(sys.stderr):
        yield from read_in_ray(
            units, folder=to, settings=session.settings, load=load_reader, processes=processes, address=address
        )


def _report(reports: Sequence[UnitReport], *, to: str, session: Session) -> None:
    """Print the totals, and the sources that could not be read."""
    from onrecord.archive.shards import ShardCounts

    total = sum((report.counts for report in reports if report.counts), start=ShardCounts())
    present = sum(report.was_there for report in reports)
    shards = terminal.format_count(sum(report.counts is not None for report in reports), "shard")
    earlier = f", {present:,} of them from earlier runs" if present else ""
    session.put(f"{to} has {shards}{earlier}: {_describe(total)}.")
    failed = [report for report in reports if report.problem]
    if failed:
        sources = terminal.format_count(len(failed), "source")
        session.say(f"{sources} could not be read. Run the command again to try them again:")
        for report in failed:
            session.say(terminal.tidy(f"{report.unit}: {report.problem}"), indent=2)


def _describe(counts: ShardCounts) -> str:
    pages, statements = (
        terminal.format_count(number, noun)
        for number, noun in ((counts.pages, "page"), (counts.statements, "statement"))
    )
    failed = f" and {counts.failures:,} that could not be read" if counts.failures else ""
    return f"{pages} with {statements}{failed}"
