"""Print the items of a listing as a drawing, a table, JSON, JSON Lines or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Generic, TypeVar

from rich.console import Console, RenderableType

from onrecord.cli import terminal
from onrecord.cli.options import ListFormat
from onrecord.cli.session import Session
from onrecord.codec import write_json
from onrecord.invisible import text_cell

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ItemLayout(Generic[Item]):
    """The columns of a listing, and the drawing of its items in a terminal."""

    columns: Mapping[str, Callable[[Item], object]]
    """Of tables and of CSV."""
    draw: Callable[[Item], RenderableType]
    heading: Sequence[RenderableType] = ()
    """Drawn above the items in a terminal."""


def print_items(
    items: Sequence[Item],
    *,
    layout: ItemLayout[Item],
    form: ListFormat,
    session: Session,
    cursor: str | None = None,
    notes: Sequence[str] = (),
    totals: Mapping[str, object] | None = None,
) -> None:
    """Print one page of a listing; ``cursor`` begins the next one.

    Notes and the cursor are printed to standard error. JSON has them too, with ``totals`` of the whole listing.
    """
    output = session.output
    if form == "json":
        rows = [asdict(item) for item in items]  # type: ignore[call-overload]
        document = {**(totals or {}), "items": rows, "next": cursor, "notes": list(notes)}
        terminal.put(write_json(document, indent=2), console=output)
    elif form == "jsonl":
        for item in items:
            terminal.put(write_json(asdict(item)), console=output)  # type: ignore[call-overload]
    elif form == "csv":
        _print_csv(items, layout=layout, output=output)
    else:
        _print_table(items, layout=layout, output=output)
    output.file.flush()
    for note in notes:
        session.say(f"Note: {note}")
    if cursor is not None:
        session.say(f"For the next page, add: --after {cursor}")
    # The other formats are for programs, which see that there is nothing.
    elif not items and form == "table":
        session.say("No results.")


def _print_table(items: Sequence[Item], *, layout: ItemLayout[Item], output: Console) -> None:
    if output.is_terminal:
        width = min(output.width, terminal.READABLE_WIDTH)
        for part in (*layout.heading, *map(layout.draw, items)):
            output.print(part, width=width)
        return
    # Piped, a table is tab-separated without a header, for cut, sort and awk.
    for item in items:
        cells = (_cell(column(item)) for column in layout.columns.values())
        terminal.put("\t".join(map(terminal.tidy, cells)), console=output)


def _print_csv(items: Sequence[Item], *, layout: ItemLayout[Item], output: Console) -> None:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(layout.columns)
    for item in items:
        cells = [_cell(column(item)) for column in layout.columns.values()]
        # A file gets the words as printed; a terminal might obey a control character in them.
        writer.writerow([terminal.tidy(cell) for cell in cells] if output.is_terminal else map(text_cell, cells))
    output.file.write(lines.getvalue())


def _cell(value: object) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
