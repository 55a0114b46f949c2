"""``onrecord export`` and ``import``: the record taken out, and back in; ``onrecord cite``: one statement of it."""

from __future__ import annotations

import itertools
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli import terminal
from onrecord.cli.options import RecordPath
from onrecord.cli.progress import Progress
from onrecord.errors import UsageError
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.record import Record

EPILOG = """Formats: jsonl, csv, parquet, jsonld, annotations, ftm, tei, and those that plugins add.
jsonl is the whole record, and `onrecord import` takes it back with nothing lost. All others
hold the statements as the pages now stand: csv and parquet a row each, jsonld for schema.org,
annotations for W3C Web Annotation, ftm for FollowTheMoney, tei for TEI. What each holds is in
docs/export.md.

[bold]Examples[/bold]

onrecord export > record.jsonl

onrecord export --format csv --output said.csv

onrecord export --format jsonl --output record.jsonl.gz
"""
IMPORT_EPILOG = """What is in the record stays as it is. An import that was stopped goes on when it is given again.

[bold]Examples[/bold]

onrecord import record.jsonl.gz --record copy.sqlite

onrecord export --record one.sqlite | onrecord import - --record both.sqlite
"""
CITE_EPILOG = """The id of a statement stands in every listing of the record.

[bold]Examples[/bold]

onrecord cite 3f2kq7w5a2b4c6d7

onrecord cite 3f2kq7w5a2b4c6d7 --format bibtex
"""
_STDIN = "-"


def format_name(name: str) -> str:
    """``name`` itself, where it is the name of an export format. Plugins add to these, so they are looked up late."""
    from onrecord.export.formats import format_names

    if name not in format_names():
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(format_names())}.")
    return name


class CiteFormat(StrEnum):
    """How a citation is written."""

    plain = "plain"
    markdown = "markdown"
    bibtex = "bibtex"
    wiki = "wiki"
    jsonld = "jsonld"
    annotation = "annotation"


def export(
    *,
    form: Annotated[
        str,
        typer.Option("--format", help="The format to write; see below.", parser=format_name, metavar="FORMAT"),
    ] = "jsonl",
    to: Annotated[
        Path | None,
        typer.Option(
            "--output", metavar="FILE", help="Write to FILE, gzipped where it ends in .gz.", show_default=False
        ),
    ] = None,
    record: RecordPath = None,
) -> None:
    """Write the record to standard output or a file, in a form that others read."""
    output, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        settings = Settings.from_environment()
        # Imported here and below, since `--help` should not wait for the database.
        from onrecord.export.formats import export_file, export_lines
        from onrecord.record import Record

        with Record.open(record, settings=settings, create=False, writable=False) as opened:
            pages = opened.counts()["pages"]
            with Progress(errors, sources=pages, shares_terminal=to is None and output.is_terminal) as progress:

                def page_done() -> None:
                    progress.page_done()
                    progress.source_done()

                if to is not None:
                    try:
                        export_file(opened, form, to, page_done=page_done)
                    except OSError as error:
                        terminal.say(errors, f"onrecord: {to} could not be written ({error.strerror}).")
                        raise typer.Exit(terminal.FAILED) from error
                else:
                    for part in export_lines(opened, form, page_done=page_done):
                        output.file.write(part)


def take_back(
    *,
    export_file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="What `onrecord export` wrote as jsonl, gzipped or not; - for standard input."
        ),
    ],
    record: RecordPath = None,
) -> None:
    """Take an export back into a record, with nothing lost."""
    output, errors = terminal.consoles()
    different: list[str] = []
    with terminal.orderly_exit(errors):
        settings = Settings.from_environment()
        from onrecord.export.importer import restore
        from onrecord.record import Record

        counted: Counter[tuple[str, str]] = Counter()
        with _lines(export_file) as lines, Record.open(record, settings=settings) as opened:
            for one in restore(opened, lines, name=export_file):
                counted[one.kind, one.outcome] += 1
                if one.kind == "page" and one.outcome == "different":
                    different.append(str(one.id))
            terminal.put(_summary(counted, opened), console=output)
        for page in different:
            terminal.say(errors, f"page {page}: kept with other versions than the export has; it was left as it is.")
    raise typer.Exit(terminal.FAILED if different else 0)


def cite(
    *,
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="The statement's id.", show_default=False)],
    form: Annotated[CiteFormat, typer.Option("--format", help="How to write it.")] = CiteFormat.plain,
    record: RecordPath = None,
) -> None:
    """Print a citation of a statement, with a link that scrolls to its words."""
    output, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        settings = Settings.from_environment()
        from onrecord.cite import citation
        from onrecord.record import Record

        with (
            Record.open(record, settings=settings, create=False, writable=False) as opened,
            opened.snapshot() as connection,
        ):
            terminal.put(citation.cite(connection, statement, form=citation.CiteForm(form)), console=output)


@contextmanager
def _lines(name: str) -> Iterator[Iterator[str]]:
    """The lines of the file ``name``, or of standard input, gzip undone."""
    try:
        with nullcontext(sys.stdin.buffer) if name == _STDIN else Path(name).open("rb") as raw:
            head = raw.readline()
            rest = itertools.chain([head] if head else [], raw)
            yield (line.decode() for line in (_unpacked(rest) if head[:2] == b"\x1f\x8b" else rest))
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise UsageError(f"{name}: it cannot be read ({error.strerror}). Give an export in JSON Lines.") from error
    except (UnicodeDecodeError, EOFError, zlib.error) as error:
        raise UsageError(f"{name}: it is damaged, or no export ({error}). Export again.") from error


def _unpacked(packed: Iterator[bytes]) -> Iterator[bytes]:
    """The lines of what was gzipped."""
    unpacker, left = zlib.decompressobj(wbits=31), b""
    for part in packed:
        *lines, left = (left + unpacker.decompress(part)).split(b"\n")
        yield from (line + b"\n" for line in lines)
    if not unpacker.eof:
        raise EOFError("it ends too soon")
    if left:
        yield left


def _summary(counted: Counter[tuple[str, str]], record: Record) -> str:
    new, known = counted["page", "new"], counted["page", "known"]
    held = record.counts()
    return (
        f"{new:,} page{'' if new == 1 else 's'} taken in, {known:,} there already; "
        f"the record holds {held['pages']:,} pages and {held['statements']:,} statements."
    )
