"""``onrecord trail``: list every page that has the words of a statement, the earliest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from rich.console import RenderableType
from rich.text import Text

from onrecord.cli.options import After, Limit, ListFormatOption, RecordPath, argument, help_epilog
from onrecord.cli.print_items import ItemLayout, print_items
from onrecord.cli.session import open_record
from onrecord.cli.statement_text import NO_SPEAKER, draw_block, headline_note, make_safe
from onrecord.cli.terminal import DIFF_STYLES, format_count, mark_words, tidy
from onrecord.urls import bare_host

if TYPE_CHECKING:
    from onrecord.store.statements import StoredStatement
    from onrecord.views.trail import Carrier, Trail
    from onrecord.views.wording import Piece

EPILOG = help_epilog(
    "Copies of a page count as one story. Words are compared with the first page: removed words are in "
    r"\[-brackets-], and new words in {+braces+}; a terminal shows them in colour.",
    examples=[
        "onrecord trail 5tzq3v7w2ex4kd6a",
        'onrecord trail "Nobody wants another winter without it."',
    ],
)


def trail(
    *,
    statement: Annotated[str, argument("STATEMENT", "The statement's id from any listing, or its words.")],
    limit: Limit = 50,
    after: After = None,
    form: ListFormatOption = "table",
    record: RecordPath = None,
) -> None:
    """Follow words from page to page: the first page, copies, citations, and changes of wording or speaker."""
    with open_record(record, read_only=True) as (opened, session):
        view = opened.trail(statement, limit=limit, after=after)
        pages = {carrier.entry.page.id: carrier.entry for carrier in view.carriers}
        print_items(
            view.carriers,
            layout=ItemLayout(
                columns=_COLUMNS, draw=lambda carrier: _draw(carrier, pages=pages), heading=_heading(view)
            ),
            form=form,
            session=session,
            cursor=view.next,
            notes=view.notes,
            totals={
                "statement": view.statement,
                "words": view.words,
                "pages": view.pages,
                "voices": view.voices,
                "altered": view.altered,
                "other_mouths": view.other_mouths,
            },
        )


def _heading(view: Trail) -> list[Text]:
    counts = [f"on {format_count(view.pages, 'page')}", format_count(view.voices, "story", "stories")]
    counts += [f"altered on {view.altered:,}"] if view.altered else []
    counts += [f"attributed to others on {view.other_mouths:,}"] if view.other_mouths else []
    return [make_safe(Text(view.words, style="bold")), Text(", ".join(counts), style="dim"), Text()]


def _draw(carrier: Carrier, *, pages: Mapping[str, StoredStatement]) -> RenderableType:
    entry = carrier.entry
    line = Text(tidy(entry.page.outlet or entry.page.url or entry.page.source), style="bold")
    site = bare_host(entry.page.url or "")
    if entry.page.outlet not in {None, site}:
        line.append(f"  {tidy(site)}", style="not bold dim")
    for words, style in _notes(carrier, pages=pages):
        line.append(f"  {words}", style=f"not bold {style}")
    speaker = Text(tidy(entry.speaker.name) if entry.speaker else NO_SPEAKER, style="" if entry.speaker else "dim")
    if carrier.mouth in {"other", "unnamed"}:
        speaker.stylize("magenta")
        speaker.append("  another speaker" if carrier.mouth == "other" else "  an unnamed source")
    wording = Text(" ").join(Text(piece.text, style=DIFF_STYLES[piece.part]) for piece in carrier.pieces)
    label = Text(tidy(" · ".join(filter(None, [entry.page.title, entry.id]))), style="dim")
    return draw_block(entry.page.published, line, speaker, make_safe(wording), *headline_note(entry), label)


def _notes(carrier: Carrier, *, pages: Mapping[str, StoredStatement]) -> list[tuple[str, str]]:
    """Notes with their styles: the first page, a copy, outlets it cites, another wording."""
    notes = [("first", "green")] if carrier.first else []
    if carrier.copy_of is not None:
        # The original may be on another page of the listing; then its id is shown instead of its outlet.
        original = pages.get(carrier.copy_of)
        name = tidy(original.page.outlet or original.page.id) if original else carrier.copy_of
        extent = "copy of" if carrier.copied == "whole" else "copies paragraphs of"
        notes.append((f"{extent} {name} ({carrier.share:.0%})", "yellow"))
    if carrier.cites:
        notes.append((f"cites {tidy(', '.join(carrier.cites))}", "cyan"))
    if carrier.wording != "same":
        notes.append((carrier.wording, "red" if carrier.wording == "altered" else "dim"))
    return notes


def _mark_pieces(pieces: tuple[Piece, ...]) -> str:
    return " ".join(mark_words(piece.text, piece.part) for piece in pieces)


_COLUMNS = {
    "day": lambda carrier: carrier.entry.page.published,
    "outlet": lambda carrier: carrier.entry.page.outlet,
    "first": lambda carrier: "first" if carrier.first else None,
    "story": lambda carrier: carrier.story,
    "copy_of": lambda carrier: carrier.copy_of,
    "share": lambda carrier: f"{carrier.share:.2f}" if carrier.copy_of else None,
    "cites": lambda carrier: carrier.cites,
    "wording": lambda carrier: carrier.wording,
    "mouth": lambda carrier: carrier.mouth,
    "speaker": lambda carrier: carrier.entry.speaker.name if carrier.entry.speaker else None,
    "words": lambda carrier: _mark_pieces(carrier.pieces),
    "url": lambda carrier: carrier.entry.page.url or carrier.entry.page.source,
    "page": lambda carrier: carrier.entry.page.id,
    "id": lambda carrier: carrier.entry.id,
}
