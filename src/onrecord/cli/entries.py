"""Statements of the record drawn for a terminal, and their columns elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.cli.show import COLOURS
from onrecord.cli.terminal import tidy

if TYPE_CHECKING:
    from onrecord.store.pages import StoredPage
    from onrecord.store.statements import StoredStatement

DAY_WIDTH = 10
_NOBODY = "(no speaker stated)"
_HEADLINE = "Its headline quotes what its article does not hold: "

COLUMNS: Mapping[str, Callable[[StoredStatement], object]] = {
    "day": lambda one: one.when or one.first,
    "speaker": lambda one: one.speaker.name if one.speaker else None,
    "words": lambda one: one.quote,
    "kind": lambda one: one.kind,
    "told": lambda one: one.told,
    "about": lambda one: [who.name for who in one.about],
    "outlet": lambda one: one.page.outlet,
    "title": lambda one: one.page.title,
    "url": lambda one: one.page.url or one.page.source,
    "confidence": lambda one: f"{one.confidence:.2f}",
    "id": lambda one: one.id,
}
"""What stands in a table of statements."""


def draw(
    entry: StoredStatement, *, marked: Sequence[tuple[int, int]] = (), below: Sequence[Text] = ()
) -> RenderableType:
    """A statement: its day beside who said it to whom, the words with ``marked`` ones set off, and where it stands."""
    words = Text(entry.quote)
    for start, end in marked:
        words.stylize("bold reverse", start, end)
    return block(day(entry), _head(entry), printed(words), *headline(entry), *below, foot(entry))


def block(when: str | None, *lines: Text) -> RenderableType:
    """Lines beside a day, with a blank line after them."""
    row = Table.grid(padding=(0, 2), expand=True)
    row.add_column(width=DAY_WIDTH, no_wrap=True)
    row.add_column(ratio=1, overflow="fold")
    row.add_row(Text(when or "(no date)", style="" if when else "dim"), Group(*lines))
    return Group(row, Text())


def day(entry: StoredStatement) -> str | None:
    """When the statement was said, as stated; the first day on which it can have been, where that is too long."""
    return entry.when if entry.when and len(entry.when) <= DAY_WIDTH else entry.first


def printed(words: Text) -> Text:
    """``words`` with nothing in them that a terminal would obey; as long as they were, for the styles on them."""
    safe = "".join(one if one.isprintable() else " " for one in words.plain)
    return Text(safe, spans=words.spans)


def where(page: StoredPage) -> str:
    """Where a page stands, in one line."""
    return tidy(" · ".join(filter(None, [page.outlet, page.title])) or page.url or page.source)


def foot(entry: StoredStatement) -> Text:
    """Where the statement stands, and its id."""
    return Text(f"{where(entry.page)} · {entry.id}", style="dim")


def headline(entry: StoredStatement) -> list[Text]:
    """What the headline of its page quotes and the article does not hold."""
    quoted = ", ".join(f"“{tidy(words)}”" for words in entry.headline)
    return [Text(_HEADLINE + quoted, style="yellow")] if quoted else []


def _head(entry: StoredStatement) -> Text:
    line = Text(tidy(entry.speaker.name) if entry.speaker else _NOBODY, style="bold" if entry.speaker else "dim")
    rest = [f"to {tidy(entry.told)}"] if entry.told else []
    rest += [f"about {tidy(', '.join(who.name for who in entry.about))}"] if entry.about else []
    for part in rest:
        line.append(f" · {part}", style="not bold not dim")
    line.append(f"  {entry.kind}", style=f"not bold not dim {COLOURS[entry.kind]}")  # type: ignore[index]
    for mark in _marks(entry):
        line.append(f"  {mark}", style="not bold not dim magenta")
    return line


def _marks(entry: StoredStatement) -> list[str]:
    marks = ["thought"] if entry.act == "thought" else []
    return marks + ({"headline": ["headline"], "furniture": ["beside the article"]}.get(entry.place, []))
