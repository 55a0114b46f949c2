"""Draw a statement of the record for a terminal, and list its columns for tables and CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.channel_words import addressed
from onrecord.cli.terminal import tidy

if TYPE_CHECKING:
    from onrecord.store.pages import StoredPage
    from onrecord.store.statements import StoredStatement

# From exact words (green) to no words (yellow).
KIND_COLOURS: Final[Mapping[str, str]] = {
    "direct": "green",
    "mixed": "cyan",
    "indirect": "blue",
    "no-response": "yellow",
}
NO_SPEAKER: Final = "(unknown speaker)"
_DAY_WIDTH: Final = 10

STATEMENT_COLUMNS: Final[Mapping[str, Callable[[StoredStatement], object]]] = {
    "day": lambda statement: statement.when or statement.first,
    "speaker": lambda statement: statement.speaker.name if statement.speaker else None,
    "words": lambda statement: statement.quote,
    "kind": lambda statement: statement.kind,
    "told": lambda statement: statement.told,
    "about": lambda statement: [entity.name for entity in statement.about],
    "outlet": lambda statement: statement.page.outlet,
    "title": lambda statement: statement.page.title,
    "url": lambda statement: statement.page.url or statement.page.source,
    "confidence": lambda statement: f"{statement.confidence:.2f}",
    "id": lambda statement: statement.id,
}


def draw_statement(
    statement: StoredStatement, *, highlights: Sequence[tuple[int, int]] = (), notes: Sequence[Text] = ()
) -> RenderableType:
    """A statement next to its day: speaker, words with ``highlights`` (spans of the quote), ``notes``, page and id."""
    words = Text(statement.quote)
    for start, end in highlights:
        words.stylize("bold reverse", start, end)
    # No more exact than stated: on a page of "2031" it is not of 2031-01-01. An interval such as 2016-05-01/2016-05-31
    # is wider than the column, so only its first day is shown.
    date = statement.when or statement.page.published
    day = date if date and len(date) <= _DAY_WIDTH else statement.first
    place = Text(f"{page_label(statement.page)} · {statement.id}", style="dim")
    return draw_block(day, _speaker_line(statement), make_safe(words), *headline_note(statement), *notes, place)


def draw_block(day: str | None, *lines: Text) -> RenderableType:
    """Lines next to a day, with a blank line after them."""
    row = Table.grid(padding=(0, 2), expand=True)
    row.add_column(width=_DAY_WIDTH, no_wrap=True)
    row.add_column(ratio=1, overflow="fold")
    row.add_row(Text(day or "(no date)", style="" if day else "dim"), Group(*lines))
    return Group(row, Text())


def make_safe(words: Text) -> Text:
    """``words`` with a space for each unsafe character, so that the spans of its styles still fit."""
    safe = "".join(character if character.isprintable() else " " for character in words.plain)
    return Text(safe, style=words.style, spans=words.spans)


def page_label(page: StoredPage) -> str:
    """Outlet and title of a page in one line, or else its address."""
    return tidy(" · ".join(filter(None, [page.outlet, page.title])) or page.url or page.source)


def headline_note(statement: StoredStatement) -> list[Text]:
    """A warning of words that the page's headline quotes and its article does not contain."""
    quoted = ", ".join(f"“{tidy(words)}”" for words in statement.headline)
    return [Text(f"The headline quotes words that are not in the article: {quoted}", style="yellow")] if quoted else []


def statement_marks(act: str, place: str, *, furniture: str | None = None) -> list[str]:
    """Marks of a statement that is a thought, in a headline, or in ``furniture`` of that kind."""
    marks = ["thought"] if act == "thought" else []
    if place == "headline":
        marks.append("headline")
    elif place == "furniture":
        marks.append(f"furniture: {furniture}" if furniture else "furniture")
    return marks


def _speaker_line(statement: StoredStatement) -> Text:
    speaker = statement.speaker
    names = " and ".join(tidy(entity.name) for entity in statement.speakers)
    line = Text(names or NO_SPEAKER, style="bold" if speaker else "dim")
    parts = [addressed(tidy(statement.told))] if statement.told else []
    parts += [f"about {tidy(', '.join(entity.name for entity in statement.about))}"] if statement.about else []
    for part in parts:
        line.append(f" · {part}", style="not bold not dim")
    line.append(f"  {statement.kind}", style=f"not bold not dim {KIND_COLOURS[statement.kind]}")
    for mark in statement_marks(statement.act, statement.place):
        line.append(f"  {mark}", style="not bold not dim magenta")
    return line
