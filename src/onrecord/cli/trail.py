"""``onrecord trail``: every page that carries the words of a statement, the earliest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from onrecord.cli import entries
from onrecord.cli.listing import After, Form, Limit, ListForm, View, opened, print_items
from onrecord.cli.options import RecordPath
from onrecord.cli.terminal import tidy

if TYPE_CHECKING:
    from onrecord.store.statements import StoredStatement
    from onrecord.views.trail import Carrier, Trail
    from onrecord.views.wording import Piece

EPILOG = """What a page copied from another is one story with it, not another voice. Against the words of
the first page, words that are gone stand \\[-so-] and new ones {+so+}; in a terminal they are
coloured instead.

[bold]Examples[/bold]

onrecord trail 5tzq3v7w2ex4kd6a

onrecord trail "Nobody wants another winter without it."
"""
_STYLES = {"same": "", "gone": "red strike", "new": "bold green"}
_MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}


def trail(
    *,
    statement: Annotated[
        str, typer.Argument(metavar="STATEMENT", help="Its id, from any listing, or its words.", show_default=False)
    ],
    limit: Limit = 50,
    after: After = None,
    form: Form = ListForm.table,
    record: RecordPath = None,
) -> None:
    """Follow words from page to page: who had them first, who cites or copies whom, where they were altered or cut."""
    with opened(record) as (kept, output, errors):
        from onrecord import views

        found = views.trail(kept, statement, limit=limit, after=after)
        pages = {one.entry.page.id: one.entry for one in found.carriers}
        print_items(
            found.carriers,
            view=View(
                columns=_COLUMNS, draw=lambda carrier: _draw(carrier, pages=pages), head=(*_heading(found), Text())
            ),
            form=form,
            consoles=(output, errors),
            goes_on=found.next,
            notes=found.notes,
            beside={
                "statement": found.statement,
                "words": found.words,
                "pages": found.pages,
                "voices": found.voices,
                "altered": found.altered,
                "other_mouths": found.other_mouths,
            },
        )


def _heading(found: Trail) -> list[Text]:
    told = [f"on {found.pages:,} page{'' if found.pages == 1 else 's'}"]
    told.append(f"{found.voices:,} stor{'y' if found.voices == 1 else 'ies'}")
    told += [f"worded otherwise on {found.altered:,}"] if found.altered else []
    told += [f"in another mouth on {found.other_mouths:,}"] if found.other_mouths else []
    words = entries.printed(Text(found.words, style="bold"))
    return [words, Text(", ".join(told), style="dim")]


def _draw(carrier: Carrier, *, pages: Mapping[str, StoredStatement]) -> RenderableType:
    line = Text(tidy(carrier.entry.page.outlet or carrier.entry.page.url or carrier.entry.page.source), style="bold")
    for words, style in _notes(carrier, pages=pages):
        line.append(f"  {words}", style=f"not bold {style}")
    speaker = carrier.entry.speaker
    who = Text(tidy(speaker.name) if speaker else "(no speaker stated)", style="" if speaker else "dim")
    if carrier.mouth in {"other", "unnamed"}:
        who.stylize("magenta")
        who.append("  another mouth" if carrier.mouth == "other" else "  a source with no name")
    wording = Text(" ").join(Text(piece.text, style=_STYLES[piece.part]) for piece in carrier.pieces)
    foot = Text(tidy(" · ".join(filter(None, [carrier.entry.page.title, carrier.entry.id]))), style="dim")
    headline = entries.headline(carrier.entry)
    return entries.block(carrier.entry.page.published, line, who, entries.printed(wording), *headline, foot)


def _notes(carrier: Carrier, *, pages: Mapping[str, StoredStatement]) -> list[tuple[str, str]]:
    notes = [("first", "green")] if carrier.first else []
    if carrier.copy_of is not None:
        origin = pages.get(carrier.copy_of)
        name = tidy(origin.page.outlet or origin.page.id) if origin else carrier.copy_of
        how = "copy of" if carrier.copied == "whole" else "copies paragraphs of"
        notes.append((f"{how} {name} ({carrier.share:.0%})", "yellow"))
    if carrier.cites:
        notes.append((f"cites {tidy(', '.join(carrier.cites))}", "cyan"))
    if carrier.wording != "same":
        notes.append((carrier.wording, "red"))
    return notes


def _worded(pieces: tuple[Piece, ...]) -> str:
    return " ".join(_MARKS[piece.part].format(piece.text) for piece in pieces)


_COLUMNS = {
    "day": lambda one: one.entry.page.published,
    "outlet": lambda one: one.entry.page.outlet,
    "first": lambda one: "first" if one.first else None,
    "story": lambda one: one.story,
    "copy_of": lambda one: one.copy_of,
    "share": lambda one: f"{one.share:.2f}" if one.copy_of else None,
    "cites": lambda one: one.cites,
    "wording": lambda one: one.wording,
    "mouth": lambda one: one.mouth,
    "speaker": lambda one: one.entry.speaker.name if one.entry.speaker else None,
    "words": lambda one: _worded(one.pieces),
    "url": lambda one: one.entry.page.url or one.entry.page.source,
    "page": lambda one: one.entry.page.id,
    "id": lambda one: one.entry.id,
}
