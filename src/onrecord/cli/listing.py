"""What every command that lists things from the record has in common: its options, its forms, and its pages."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeAlias, TypeVar

import typer
from rich.console import Console, RenderableType

from onrecord.cli import terminal
from onrecord.codec import write_json
from onrecord.settings import Settings

if TYPE_CHECKING:
    from onrecord.record import Record

Item = TypeVar("Item")

READABLE_WIDTH = 110
"""Nothing is drawn wider than this, in columns."""


class ListForm(StrEnum):
    """How a listing is printed."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


Form: TypeAlias = Annotated[
    ListForm,
    typer.Option(
        "--format",
        help="table to look at (tab-separated where nobody looks), json for all in one, jsonl for one a line, csv.",
    ),
]
Limit: TypeAlias = Annotated[int, typer.Option("--limit", metavar="N", help="The most that are listed, up to 1000.")]
After: TypeAlias = Annotated[
    str | None,
    typer.Option("--after", metavar="CURSOR", help="Go on where a listing ended, as it said.", show_default=False),
]


@dataclass(frozen=True, slots=True)
class View(Generic[Item]):
    """How the items of a listing are shown."""

    columns: Mapping[str, Callable[[Item], object]]
    """Of a table and of CSV."""
    draw: Callable[[Item], RenderableType]
    """An item for a terminal."""
    head: Sequence[RenderableType] = ()
    """What stands above them in a terminal."""


@contextmanager
def opened(path: Path | None) -> Iterator[tuple[Record, Console, Console]]:
    """The record to read in, standard output and standard error; whatever goes wrong inside ends the command well."""
    output, errors = terminal.consoles()
    with terminal.orderly_exit(errors):
        # Imported here, since `--help` should not wait for the libraries that keep records.
        from onrecord.record import Record
        from onrecord.store.store import default_path

        settings = Settings.from_environment()
        where = path or default_path(settings)
        writable = all(os.access(one, os.W_OK) for one in (where, where.parent)) or not where.exists()
        with Record.open(where, settings=settings, create=False, writable=writable) as record:
            yield record, output, errors


def print_items(
    items: Sequence[Item],
    *,
    view: View[Item],
    form: ListForm,
    consoles: tuple[Console, Console],
    goes_on: str | None = None,
    notes: Sequence[str] = (),
    beside: Mapping[str, object] | None = None,
) -> None:
    """Print ``items``; ``goes_on`` is the cursor to what comes after them, ``beside`` what JSON tells of them all.

    Notes and the cursor go to standard error, and into JSON.
    """
    output, errors = consoles
    if form is ListForm.json:
        whole = {**(beside or {}), "items": [asdict(one) for one in items], "next": goes_on, "notes": list(notes)}  # type: ignore[call-overload]
        terminal.put(write_json(whole, indent=2), console=output)
    elif form is ListForm.jsonl:
        for one in items:
            terminal.put(write_json(asdict(one)), console=output)  # type: ignore[call-overload]
    elif form is ListForm.csv:
        _print_csv(items, view=view, output=output)
    elif output.is_terminal:
        _draw(items, view=view, output=output)
    else:
        for one in items:
            cells = (_cell(column(one)) for column in view.columns.values())
            terminal.put("\t".join(map(terminal.tidy, cells)), console=output)
    output.file.flush()
    for note in notes:
        terminal.say(errors, f"Note: {note}")
    if goes_on is not None:
        terminal.say(errors, f"There is more: --after {goes_on}")
    elif not items and form is ListForm.table:
        terminal.say(errors, "Nothing found.")


def _draw(items: Sequence[Item], *, view: View[Item], output: Console) -> None:
    width = min(output.width, READABLE_WIDTH)
    for above in view.head:
        output.print(above, width=width)
    for one in items:
        output.print(view.draw(one), width=width)


def _print_csv(items: Sequence[Item], *, view: View[Item], output: Console) -> None:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(view.columns)
    for one in items:
        cells = [_cell(column(one)) for column in view.columns.values()]
        writer.writerow([terminal.tidy(cell) for cell in cells] if output.is_terminal else cells)
    output.file.write(lines.getvalue())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
