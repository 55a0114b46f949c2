"""``onrecord find``: statements by words and filters; ``onrecord headlines``: what headlines quote on their own."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.console import RenderableType
from rich.text import Text

from onrecord.cli import alike, entries
from onrecord.cli.listing import After, Form, Limit, ListForm, View, opened, print_items
from onrecord.cli.options import RecordPath
from onrecord.cli.terminal import tidy
from onrecord.errors import UsageError

if TYPE_CHECKING:
    from onrecord.search.find_statements import Hit
    from onrecord.views.headlines import Headline

EPILOG = """Words one after another must all be there, in any form: [italic]divorced[/] finds "divorce". "A phrase"
stands as it is, [italic]divorc*[/] is every word that begins so, and AND, OR, NOT (in capitals) and
brackets do what they say. Without words the newest come first. An option given twice means
either; --about given twice means about both. With --semantic words are what you would say, and nothing is
special in them: [italic]"money troubles"[/] finds somebody who cannot pay the rent.

[bold]Examples[/bold]

onrecord find "divorc*" --by "Ada Quill" --about "Jonas Brannigan"

onrecord find '"a great relationship" OR cool' --since 2016 --until 2025-06 --said

onrecord find "money troubles" --semantic --about "Jonas Brannigan"

onrecord find --told "The Harbour Bell" --kind direct --format csv > told.csv
"""

Since: TypeAlias = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="From this year, month, day or EDTF date on.", show_default=False),
]
Until: TypeAlias = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="Up to the end of this one.", show_default=False)
]
Names: TypeAlias = list[str] | None


class Sort(StrEnum):
    """In which order statements are listed."""

    relevance = "relevance"
    newest = "newest"
    oldest = "oldest"


def find(
    *,
    words: Annotated[Names, typer.Argument(metavar="WORDS", help="What was said.", show_default=False)] = None,
    by: Annotated[
        Names, typer.Option("--by", metavar="NAME", help="Who said it: a name, an alias or an id.", show_default=False)
    ] = None,
    about: Annotated[
        Names, typer.Option("--about", metavar="NAME", help="Whom the words are about.", show_default=False)
    ] = None,
    told: Annotated[
        Names, typer.Option("--told", metavar="NAME", help="To whom or where it was said.", show_default=False)
    ] = None,
    outlet: Annotated[
        Names, typer.Option("--outlet", metavar="NAME", help="Which outlet's page has it.", show_default=False)
    ] = None,
    kind: Annotated[
        Names,
        typer.Option("--kind", metavar="KIND", help="direct, mixed, indirect or no-response.", show_default=False),
    ] = None,
    place: Annotated[
        Names,
        typer.Option("--place", metavar="PLACE", help="Where: headline, body or furniture.", show_default=False),
    ] = None,
    since: Since = None,
    until: Until = None,
    said: Annotated[
        bool, typer.Option("--said", help="Only what was said or written: no thoughts and intentions.")
    ] = False,
    semantic: Annotated[
        bool, typer.Option("--semantic", help="Look for what the words mean, however it was put, the nearest first.")
    ] = False,
    sort: Annotated[
        Sort | None,
        typer.Option(
            "--sort",
            help="By relevance (as it is with words), or by time (newest, as it is without).",
            show_default=False,
        ),
    ] = None,
    limit: Limit = 20,
    after: After = None,
    form: Form = ListForm.table,
    record: RecordPath = None,
) -> None:
    """Find statements by their words and by who said them, about whom, to whom, where and when."""
    with opened(record) as (kept, output, errors):
        from onrecord import search

        filters = {"words": words, "by": by, "about": about, "told": told, "outlet": outlet, "kind": kind}
        query = search.Query.from_mapping({**filters, "place": place, "since": since, "until": until, "said": said})
        if semantic and sort:
            raise UsageError(f"--sort {sort.value}: with --semantic the nearest come first. Leave one of the two out.")
        if semantic:
            found = alike.find_alike(kept, query, limit=limit, after=after, errors=errors)
        else:
            found = search.find(kept, query, sort=sort.value if sort else None, limit=limit, after=after)
        print_items(
            found.hits,
            view=_HITS,
            form=form,
            consoles=(output, errors),
            goes_on=found.next,
            notes=found.notes,
            beside={"order": found.order},
        )


def headlines(
    *,
    outlet: Annotated[
        Names, typer.Option("--outlet", metavar="NAME", help="Only of this outlet.", show_default=False)
    ] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 20,
    after: After = None,
    form: Form = ListForm.table,
    record: RecordPath = None,
) -> None:
    """List headlines that put words in quotation marks which their articles do not contain, the newest first."""
    with opened(record) as (kept, output, errors):
        from onrecord import views

        found = views.headlines(kept, outlet=tuple(outlet or ()), since=since, until=until, limit=limit, after=after)
        print_items(found.headlines, view=_HEADLINES, form=form, consoles=(output, errors), goes_on=found.next)


def _draw_hit(hit: Hit) -> RenderableType:
    why = [Text(f"{tidy('; '.join(hit.why))}", style="italic dim")] if hit.why else []
    return entries.draw(hit.entry, marked=hit.marked, below=why)


def _draw_headline(one: Headline) -> RenderableType:
    words = Text("not in the article: " + ", ".join(f"“{tidy(words)}”" for words in one.words), style="yellow")
    where = Text(tidy(" · ".join(filter(None, [one.page.outlet, one.page.url or one.page.source, one.page.id]))), "dim")
    return entries.block(one.day, Text(tidy(one.page.title or "(no title)"), style="bold"), words, where)


_HITS: View[Hit] = View(
    columns={
        **{name: (lambda hit, column=column: column(hit.entry)) for name, column in entries.COLUMNS.items()},  # type: ignore[misc]
        "why": lambda hit: hit.why,
    },
    draw=_draw_hit,
)
_HEADLINES: View[Headline] = View(
    columns={
        "day": lambda one: one.day,
        "words": lambda one: one.words,
        "title": lambda one: one.page.title,
        "outlet": lambda one: one.page.outlet,
        "url": lambda one: one.page.url or one.page.source,
        "page": lambda one: one.page.id,
    },
    draw=_draw_headline,
)
