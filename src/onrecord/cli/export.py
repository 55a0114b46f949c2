"""``onrecord export``, ``import`` and ``cite``: write the record in a format, restore it, and cite a statement."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Final, Literal, TypeAlias, cast

import typer

from onrecord.cli import terminal
from onrecord.cli.options import RecordPath, argument, help_epilog, option
from onrecord.cli.progress import PageProgress
from onrecord.cli.session import open_record, start_session
from onrecord.errors import FetchError, UsageError

if TYPE_CHECKING:
    from onrecord.pages.inflate import GzipLines
    from onrecord.record import Record

EXPORT_EPILOG = help_epilog(
    "[bold]jsonl[/] is the whole record, which `onrecord import` restores without loss. The other "
    "formats contain the statements of the latest versions: [bold]csv[/] and [bold]parquet[/] have one row per "
    "statement, [bold]jsonld[/] uses schema.org, [bold]annotations[/] are W3C Web Annotations, [bold]ftm[/] is "
    "FollowTheMoney and [bold]tei[/] is TEI. Plugins may add more. See docs/export.md.",
    examples=[
        "onrecord export > record.jsonl",
        "onrecord export --format csv --output said.csv",
        "onrecord export --format jsonl --output record.jsonl.gz",
    ],
)
IMPORT_EPILOG = help_epilog(
    "Pages that are already in the record are left unchanged. An interrupted import continues when you run the "
    "command again.",
    examples=[
        "onrecord import record.jsonl.gz --record copy.sqlite",
        "onrecord export --record a.sqlite | onrecord import - --record b.sqlite",
    ],
)
CITE_EPILOG = help_epilog(
    "Listings such as `onrecord find` show the id of each statement.",
    examples=["onrecord cite 3f2kq7w5a2b4c6d7", "onrecord cite 3f2kq7w5a2b4c6d7 --format bibtex"],
)
_STDIN: Final = "-"
# The first two bytes of a gzip stream (RFC 1952), since standard input has no name that ends in .gz.
_GZIP_MAGIC: Final = b"\x1f\x8b"
# A page of half a million characters with a hundred versions has 50 MB.
_MAX_LINE_BYTES: Final = 100_000_000
# Invalid lines of an import that are listed; a wrong file may have a million.
_MAX_PROBLEMS: Final = 20


def parse_format(name: str) -> str:
    """``name`` if it is an export format. Plugins add formats, so they are looked up when they are needed."""
    from onrecord.export.formats import format_names

    if name not in format_names():
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(format_names())}.")
    return name


CiteFormat: TypeAlias = Literal["plain", "markdown", "bibtex", "wiki", "jsonld", "annotation"]


def export(
    *,
    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="jsonl, csv, parquet, jsonld, annotations, ftm or tei.",
            parser=parse_format,
            metavar="FORMAT",
        ),
    ] = "jsonl",
    path: Annotated[Path | None, option("--output", "FILE", "Write to FILE, compressed if it ends in .gz.")] = None,
    record: RecordPath = None,
) -> None:
    """Write the record to standard output or a file, in a format that other programs read."""
    with open_record(record, read_only=True) as (opened, session):
        from onrecord.export.formats import export_file, export_lines

        pages = opened.counts()["pages"]
        shares_terminal = path is None and session.output.is_terminal
        with PageProgress(session.errors, sources=pages, shares_terminal=shares_terminal) as progress:

            def count_page() -> None:
                progress.count_page()
                progress.finish_source()

            if path is None:
                for part in export_lines(opened, form, page_done=count_page):
                    terminal.put_part(part, console=session.output)
                return
            try:
                export_file(opened, form, path, page_done=count_page)
            except OSError as error:
                message = (
                    f"onrecord: {path} cannot be written ({error.strerror}). Check the folder and its permissions."
                )
                session.say(message)
                raise typer.Exit(terminal.FAILED) from error


def import_export(
    *,
    source: Annotated[str, argument("FILE", "An export in JSON Lines, compressed or not, or - for standard input.")],
    record: RecordPath = None,
) -> None:
    """Load an export into a record without loss."""
    conflicts: list[str] = []
    problems: list[str] = []
    with start_session() as session:
        from onrecord.export.importer import restore

        counts: Counter[tuple[str, str]] = Counter()
        with _open_lines(source) as lines, session.open_record(record, create=True) as opened:
            for restored in restore(opened, lines, name=source):
                counts[restored.kind, restored.outcome] += 1
                # Judgements may be about the versions in the record, so versions of the export never replace them.
                if (restored.kind, restored.outcome) == ("page", "different"):
                    conflicts.append(str(restored.id))
                if restored.problem is not None and len(problems) < _MAX_PROBLEMS:
                    problems.append(restored.problem)
            session.put(_summarise(counts, opened))
        for page in conflicts:
            session.say(f"Page {page} has different versions in the record, and was left unchanged.")
        for problem in problems:
            session.say(problem)
        if problems:
            count = terminal.format_count(counts["", "invalid"], "line")
            listed = f"; the first {_MAX_PROBLEMS} are listed" if counts["", "invalid"] > _MAX_PROBLEMS else ""
            session.say(f"{count} could not be imported{listed}. All others were.")
    raise typer.Exit(terminal.FAILED if conflicts or problems else 0)


def cite(
    *,
    statement: Annotated[str, argument("STATEMENT", "The statement's id.")],
    form: Annotated[
        CiteFormat,
        typer.Option("--format", metavar="FORMAT", help="plain, markdown, bibtex, wiki, jsonld or annotation."),
    ] = "plain",
    record: RecordPath = None,
) -> None:
    """Print a citation of a statement, with a link that scrolls to its words."""
    with open_record(record, read_only=True) as (opened, session):
        session.put(opened.cite(statement, form=form))


@contextmanager
def _open_lines(name: str) -> Iterator[Iterator[str]]:
    """The lines of the file ``name`` or of standard input, decompressed."""
    from onrecord.pages.files import open_file
    from onrecord.pages.inflate import GzipLines

    try:
        with nullcontext(sys.stdin.buffer) if name == _STDIN else open_file(name) as file:
            buffer = BufferedReader(cast(RawIOBase, file))
            is_gzip = buffer.peek(len(_GZIP_MAGIC)).startswith(_GZIP_MAGIC)
            yield _read_lines(GzipLines(cast(BinaryIO, buffer)) if is_gzip else buffer, name=name)
            buffer.detach()  # or it would close standard input
    except FetchError as error:
        raise UsageError(f"{name} cannot be read: {error.problem}. Give an export in JSON Lines.") from error
    except (UnicodeDecodeError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UsageError(f"{name} is damaged, or not an export ({error}). Export the record again.") from error


def _read_lines(file: BufferedReader[Any] | GzipLines, *, name: str) -> Iterator[str]:
    codec, errors = "utf-8-sig", "strict"  # with the byte order mark that some editors add
    while line := file.readline(_MAX_LINE_BYTES + 1):
        if len(line) > _MAX_LINE_BYTES:
            raise UsageError(
                f"{name}: a line has more than {_MAX_LINE_BYTES:,} bytes. "
                "Give a file from `onrecord export --format jsonl`."
            )
        yield line.decode(codec, errors)
        # After the first line, a byte that is no UTF-8 makes only its own line invalid.
        codec, errors = "utf-8", "surrogateescape"


def _summarise(counts: Counter[tuple[str, str]], record: Record) -> str:
    new = terminal.format_count(counts["page", "new"], "page")
    totals = record.counts()
    pages = terminal.format_count(totals["pages"], "page")
    statements = terminal.format_count(totals["statements"], "statement")
    present = counts["page", "known"]
    return f"{new} imported, {present:,} already in the record. The record now has {pages} and {statements}."
