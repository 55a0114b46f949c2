"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

RecordPath: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="PATH",
        help="The record's file. Else ONRECORD_RECORD, else record.sqlite in your data folder.",
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
    typer.Option("--from", metavar="LIST", help="A file that names pages, one a line.", show_default=False),
]
