"""Arguments and options that several commands share, and the text under their help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeAlias

import typer
from rich.markup import escape


def option(name: str, metavar: str, help_text: str, **settings: Any) -> Any:
    """An option whose help shows no default."""
    return typer.Option(name, metavar=metavar, help=help_text, show_default=False, **settings)


def argument(metavar: str, help_text: str) -> Any:
    """An argument whose help shows no default."""
    return typer.Argument(metavar=metavar, help=help_text, show_default=False)


RecordPath: TypeAlias = Annotated[
    str | None,
    option(
        "--record",
        "PATH",
        "File of the record, or address of a PostgreSQL database. Default: $ONRECORD_RECORD, or record.sqlite in your "
        "data folder.",
    ),
]
Pages: TypeAlias = Annotated[
    list[str] | None,
    argument("PAGE", "Files, folders, globs, URLs, web archives (WARC), JSON Lines, or - for standard input."),
]
Lists: TypeAlias = Annotated[list[str] | None, option("--from", "LIST", "A file that names more pages, one per line.")]
Processes: TypeAlias = Annotated[
    int | None,
    option(
        "--processes",
        "N",
        "Read in N worker processes, each page within a budget of time and memory. Default: one for each processor, or "
        "none for fewer than ten pages.",
        min=1,
    ),
]
Said: TypeAlias = Annotated[bool, typer.Option("--said", help="Leave out thoughts and intentions.")]
PersonName: TypeAlias = Annotated[str, argument("NAME", "A name, an alias or a person's id.")]
Names: TypeAlias = list[str] | None
Since: TypeAlias = Annotated[
    str | None, option("--since", "DATE", "The earliest date: a year, a month, a day or another EDTF date.")
]
Until: TypeAlias = Annotated[str | None, option("--until", "DATE", "The latest date, in the same forms.")]
Limit: TypeAlias = Annotated[int, typer.Option("--limit", metavar="N", help="Maximum number of results, up to 1000.")]
After: TypeAlias = Annotated[
    str | None, option("--after", "CURSOR", "Next page of results: the cursor that the previous page printed.")
]


ListFormat: TypeAlias = Literal["table", "json", "jsonl", "csv"]
"""Formats of a listing."""
LineFormat: TypeAlias = Literal["text", "jsonl"]
"""Formats of a command that prints a line for each result."""
ListFormatOption: TypeAlias = Annotated[
    ListFormat,
    typer.Option(
        "--format", metavar="FORMAT", help="table (tab-separated when piped), json, jsonl (one result per line) or csv."
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
