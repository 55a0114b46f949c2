"""Arguments and options that several commands share, and the text under their help."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from rich.markup import escape

RecordPath: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="PATH",
        help="File of the record. Default: $ONRECORD_RECORD, or record.sqlite in your data folder.",
        show_default=False,
    ),
]
Pages: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PAGE",
        help="Files, folders, globs, URLs, web archives (WARC), JSON Lines, or - for standard input.",
        show_default=False,
    ),
]
Lists: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--from", metavar="LIST", help="A file that names more pages, one a line.", show_default=False),
]
Processes: TypeAlias = Annotated[
    int | None,
    typer.Option(
        "--processes",
        metavar="N",
        min=1,
        help="Read in N worker processes, each page within a budget of time and memory.",
        show_default=False,
    ),
]
Said: TypeAlias = Annotated[bool, typer.Option("--said", help="Leave out thoughts and intentions.")]
PersonName: TypeAlias = Annotated[
    str, typer.Argument(metavar="NAME", help="A name, an alias or a person's id.", show_default=False)
]
Names: TypeAlias = list[str] | None
Since: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="DATE", help="From this year, month or day on, or any EDTF date.", show_default=False
    ),
]
Until: TypeAlias = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="Up to the end of this year, month or day.", show_default=False),
]
Limit: TypeAlias = Annotated[int, typer.Option("--limit", metavar="N", help="Most results to show, up to 1000.")]
After: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--after",
        metavar="CURSOR",
        help="Next page of results: the cursor that the previous page printed.",
        show_default=False,
    ),
]


class ListFormat(StrEnum):
    """Formats of a listing."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


class LineFormat(StrEnum):
    """Formats of a command that prints a line for each thing it has done or found."""

    text = "text"
    jsonl = "jsonl"


ListFormatOption: TypeAlias = Annotated[
    ListFormat,
    typer.Option(
        "--format", metavar="FORMAT", help="table (tab-separated when piped), json, jsonl (a result a line) or csv."
    ),
]


def help_epilog(first: str, *more: str, examples: Sequence[str] = ()) -> str:
    """Text under the help of a command.

    Paragraphs are in Rich markup and wrap at the width of the terminal. ``examples`` are commands, a line each.
    """
    # Typer keeps the line breaks of an epilog: a paragraph that is broken in the source breaks twice in the terminal.
    parts = [" ".join(paragraph.split()) for paragraph in (first, *more)]
    if examples:
        parts.append("\n".join(["[bold]Examples[/bold]", *(f"  {escape(example)}" for example in examples)]))
    return "\n\n".join(parts)
