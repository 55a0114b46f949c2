"""``onrecord find`` and ``headlines``: search statements, and list headlines that misquote their articles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from onrecord.cli.options import (
    After,
    Limit,
    ListFormatOption,
    Names,
    RecordPath,
    Said,
    Since,
    Until,
    argument,
    help_epilog,
    option,
)
from onrecord.cli.print_items import ItemLayout, print_items
from onrecord.cli.session import open_record
from onrecord.cli.statement_text import STATEMENT_COLUMNS, draw_block, draw_statement
from onrecord.cli.terminal import say, tidy
from onrecord.errors import RecordError, UsageError

if TYPE_CHECKING:
    from onrecord.record import Record
    from onrecord.search import Hit, Query, SearchPage
    from onrecord.search.statement_vectors import StatementVectors
    from onrecord.views.headlines import Headline

FIND_EPILOG = help_epilog(
    'All words must occur, in any form: [italic]divorced[/] also finds “divorce”. [italic]"a phrase"[/] finds '
    "these words in this order; [italic]divorc*[/] finds every word that begins with divorc (give at least two "
    "letters). AND, OR and NOT (in capitals) and parentheses combine words. Without words, the newest statements come "
    "first.",
    "If you repeat an option, a statement needs to match only one of its values; with --about, it must match all.",
    "With --semantic, describe the meaning instead: [italic]money troubles[/] finds “I am broke”.",
    examples=[
        'onrecord find "divorc*" --by "Ada Quill" --about "Jonas Brannigan"',
        "onrecord find '\"a great relationship\" OR cool' --since 2016 --until 2025-06",
        'onrecord find "money troubles" --semantic --about "Jonas Brannigan"',
        'onrecord find --told "The Harbour Bell" --format csv > told.csv',
    ],
)
HEADLINES_EPILOG = help_epilog(
    "Such a headline may shorten a quotation or make it up. Check it before you repeat it.",
    examples=['onrecord headlines --outlet "The Harbour Bell" --since 2025'],
)

# Statements. Indexing takes a second for 100 to 200 of them; from this number on the user is told about the wait.
_SLOW_INDEXING: Final = 500


def find(
    *,
    words: Annotated[Names, argument("WORDS", "Words of the statement.")] = None,
    by: Annotated[Names, option("--by", "NAME", "The speaker: a name, an alias or an id.")] = None,
    about: Annotated[Names, option("--about", "NAME", "A person or organisation that it is about.")] = None,
    told: Annotated[Names, option("--told", "NAME", "The addressee: a person, an outlet or an occasion.")] = None,
    outlet: Annotated[Names, option("--outlet", "NAME", "The outlet of the page.")] = None,
    kind: Annotated[Names, option("--kind", "KIND", "direct, mixed, indirect or no-response.")] = None,
    place: Annotated[Names, option("--place", "PLACE", "headline, body or furniture (captions, ...).")] = None,
    since: Since = None,
    until: Until = None,
    said: Said = False,
    semantic: Annotated[bool, typer.Option("--semantic", help="Search by meaning instead of exact words.")] = False,
    sort: Annotated[
        Literal["relevance", "newest", "oldest"] | None,
        option("--sort", "ORDER", "relevance (the default with words), newest (the default without) or oldest."),
    ] = None,
    limit: Limit = 20,
    after: After = None,
    form: ListFormatOption = "table",
    record: RecordPath = None,
) -> None:
    """Find statements by their words, speaker, subject, addressee, outlet and date."""
    with open_record(record, read_only=True) as (opened, session):
        from onrecord import search

        filters = {"words": words, "by": by, "about": about, "told": told, "outlet": outlet, "kind": kind}
        query = search.Query.from_mapping({**filters, "place": place, "since": since, "until": until, "said": said})
        if semantic and sort:
            raise UsageError("--semantic lists the closest meaning first. Leave out --sort or --semantic.")
        if semantic:
            results = find_by_meaning(opened, query, limit=limit, after=after, errors=session.errors)
        else:
            results = search.find(opened, query, sort=sort, limit=limit, after=after)
        print_items(
            results.hits,
            layout=_HITS,
            form=form,
            session=session,
            cursor=results.next,
            notes=results.notes,
            totals={"order": results.order},
        )


def headlines(
    *,
    outlet: Annotated[Names, option("--outlet", "NAME", "Only headlines of this outlet.")] = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = 20,
    after: After = None,
    form: ListFormatOption = "table",
    record: RecordPath = None,
) -> None:
    """List headlines that quote words missing from their articles, newest first."""
    with open_record(record, read_only=True) as (opened, session):
        results = opened.headlines(outlet=outlet or (), since=since, until=until, limit=limit, after=after)
        print_items(results.headlines, layout=_HEADLINES, form=form, session=session, cursor=results.next)


def find_by_meaning(record: Record, query: Query, *, limit: int, after: str | None, errors: Console) -> SearchPage:
    """Search by meaning, after indexing new statements. A record that cannot be written is searched as it is."""
    from onrecord.encoder.sentences import Sentences
    from onrecord.search.semantic import find_similar
    from onrecord.search.statement_vectors import StatementVectors
    from onrecord.settings import Settings

    vectors = StatementVectors(record, Sentences.load(threads=Settings.from_environment().threads))
    if query.words.strip():
        try:
            _index_new_statements(vectors, errors=errors)
        except RecordError as error:
            # A record on a read-only disk is still searched, by the vectors that were made earlier.
            if not len(vectors):
                raise
            say(errors, f"Note: {error}")
    return find_similar(record, query, vectors=vectors, limit=limit, after=after)


def _index_new_statements(vectors: StatementVectors, *, errors: Console) -> None:
    waiting = vectors.count_missing()
    if waiting >= _SLOW_INDEXING and not errors.is_terminal:
        say(errors, f"Indexing the meaning of {waiting:,} statements. This is done once, and continues if you stop it.")
    bar = Progress(
        TextColumn("indexing statements by meaning", style="dim"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=errors,
        transient=True,
        disable=not errors.is_terminal or not waiting,
    )
    with bar:
        task = bar.add_task("", total=waiting)
        vectors.update(progress=lambda done, total: bar.update(task, completed=done, total=total))


def _draw_hit(hit: Hit) -> RenderableType:
    reasons = [Text(tidy("; ".join(hit.why)), style="italic dim")] if hit.why else []
    return draw_statement(hit.entry, highlights=hit.marked, notes=reasons)


def _draw_headline(headline: Headline) -> RenderableType:
    page = headline.page
    words = Text("not in the article: " + ", ".join(f"“{tidy(words)}”" for words in headline.words), style="yellow")
    source = Text(tidy(" · ".join(filter(None, [page.outlet, page.url or page.source, page.id]))), "dim")
    return draw_block(headline.day, Text(tidy(page.title or "(no title)"), style="bold"), words, source)


_HITS: ItemLayout[Hit] = ItemLayout(
    columns={
        **{name: (lambda hit, column=column: column(hit.entry)) for name, column in STATEMENT_COLUMNS.items()},  # type: ignore[misc]
        "why": lambda hit: hit.why,
    },
    draw=_draw_hit,
)
_HEADLINES: ItemLayout[Headline] = ItemLayout(
    columns={
        "day": lambda headline: headline.day,
        "words": lambda headline: headline.words,
        "title": lambda headline: headline.page.title,
        "outlet": lambda headline: headline.page.outlet,
        "url": lambda headline: headline.page.url or headline.page.source,
        "page": lambda headline: headline.page.id,
    },
    draw=_draw_headline,
)
