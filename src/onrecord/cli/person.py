"""``onrecord person``: show a person or an organisation of the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.cli.options import ListFormat, ListFormatOption, PersonName, RecordPath, help_epilog
from onrecord.cli.print_items import ItemLayout, print_items
from onrecord.cli.session import Session, open_record
from onrecord.cli.statement_text import draw_block, draw_statement
from onrecord.cli.terminal import READABLE_WIDTH, WRONG_USAGE, format_count, put, tidy
from onrecord.codec import write_json
from onrecord.errors import AmbiguousNameError

if TYPE_CHECKING:
    from onrecord.record import Record
    from onrecord.resolve.name_resolver import EntitySummary
    from onrecord.views.person import EntityCount, Fact, Portrait, Year
    from onrecord.views.relationships import Tie

EPILOG = help_epilog(
    "If several people have the name, they are listed: run the command again with the id of one.",
    examples=['onrecord person "Ada Quill"', "onrecord person 5tzq3v7w2ex4kd6a --format json"],
)

# Values in a row of the terminal, about two lines of names. The other formats have them all.
_MAX_SHOWN: Final = 8
_LABEL_WIDTH: Final = 14
_BARS: Final = " ▁▂▃▄▅▆▇█"
_TIMELINE_LABELS: Final = (("said", "green"), ("spoken of", "blue"))
_TIMELINE_LABEL_WIDTH: Final = 16
_COUNT_WIDTH: Final = 8
# Columns of a bar: as many as a year has digits, so that the axis fits under a single bar.
_MAX_BAR_WIDTH: Final = 4


@dataclass(frozen=True, slots=True)
class PersonFact:
    """A row of a person's table: a fact, the number of times it is stated, and its first and last day."""

    label: str
    text: str | None
    times: int | None
    first: str | None
    last: str | None
    id: str | None


def person(*, name: PersonName, form: ListFormatOption = "table", record: RecordPath = None) -> None:
    """Show a person: names, roles, ages, relationships over time, and statements by and about them."""
    with open_record(record, read_only=True) as (opened, session), list_candidates(opened, session, form=form):
        portrait = opened.person(name)
        output = session.output
        if form in {"json", "jsonl"}:
            put(write_json(asdict(portrait), indent=2 if form == "json" else None), console=output)
        elif output.is_terminal and form == "table":
            for part in _draw_portrait(portrait, width=min(output.width, READABLE_WIDTH)):
                output.print(part, width=min(output.width, READABLE_WIDTH))
        else:
            print_items(list(_list_facts(portrait)), layout=_FACTS, form=form, session=session)


@contextmanager
def list_candidates(record: Record, session: Session, *, form: ListFormat) -> Iterator[None]:
    """If the work inside meets an ambiguous name, list the people who have it and end the command."""
    try:
        yield
    except AmbiguousNameError as error:
        from onrecord.resolve.name_resolver import find_people
        from onrecord.views.people import MOST_NAMESAKES

        session.say(f"onrecord: {error}")
        if len(error.candidates) > MOST_NAMESAKES:
            session.say(f"Only the {MOST_NAMESAKES} with the most statements are listed.")
        listed = error.candidates[:MOST_NAMESAKES]
        candidates = [summary for key in listed for summary in find_people(record, key)]
        print_items(candidates, layout=_CANDIDATES, form=form, session=session)
        raise typer.Exit(WRONG_USAGE) from error


def draw_tie(tie: Tie) -> Text:
    """A relationship seen from its first person, with its period and status: ``spouse of Piet Tarn · 2016``."""
    line = Text(f"{tie.relation} of ")
    line.append(tidy(tie.other.name), style="bold")
    line.append(_format_period(tie.first, tie.last, separator=" · "), style="default")
    if tie.standing != "asserted":
        line.append(f" · {tie.standing}", style="yellow")
    return line.append(f" · stated {tie.times:,} times" if tie.times > 1 else "", style="dim")


def draw_timeline(years: Sequence[Year], *, width: int) -> Iterator[Text]:
    """Bars for statements by and about somebody in each year, within ``width`` columns.

    If there are more years than columns, several years share a bar.
    """
    if not years:
        return
    first, last = years[0].year, years[-1].year
    room = max(1, width - _TIMELINE_LABEL_WIDTH - _COUNT_WIDTH)
    years_per_bar = -(-(last - first + 1) // room)
    bars = (last - first) // years_per_bar + 1
    bar_width = max(1, min(_MAX_BAR_WIDTH, room // bars))
    rows = [[0] * bars, [0] * bars]
    for year in years:
        position = (year.year - first) // years_per_bar
        rows[0][position] += year.by
        rows[1][position] += year.about
    highest = max(map(max, rows))
    for (label, colour), counts in zip(_TIMELINE_LABELS, rows, strict=True):
        # Rounded up: a year with a single statement has the lowest bar, and only a year without any has none.
        drawn = "".join(_BARS[-(-count * (len(_BARS) - 1) // highest)] * bar_width for count in counts)
        line = Text(f"{label:<{_TIMELINE_LABEL_WIDTH}}", style="dim").append(drawn, style=f"not dim {colour}")
        yield line.append(f" {sum(counts):,}", style="not dim default")
    yield Text(" " * _TIMELINE_LABEL_WIDTH + _format_axis(first, last, width=bars * bar_width), style="dim")
    yield Text()


def _format_axis(first: int, last: int, *, width: int) -> str:
    begin, end = str(first), str(last)
    # Too narrow for both ends, as with two bars of one column: "1950–2049" goes under the first.
    if first == last or width < len(begin) + len(end) + 1:
        return begin if first == last else f"{begin}–{end}"
    return begin + end.rjust(width - len(begin))


def _draw_portrait(portrait: Portrait, *, width: int) -> Iterator[RenderableType]:
    summary = portrait.who
    heading = Text(tidy(summary.name), style="bold")
    for key in filter(None, (summary.id, portrait.wikidata)):
        heading.append(f"  {key}", style="not bold dim")
    yield heading
    yield Text(f"{_format_counts(summary)}{_format_period(summary.first, summary.last, separator=', ')}")
    yield Text()
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(width=_LABEL_WIDTH, style="dim")
    table.add_column(ratio=1)
    for label, text in _label_rows(portrait):
        table.add_row(label, text)
    yield table
    yield Text()
    yield from draw_timeline(portrait.years, width=width)
    for label, statement in (("First statement", portrait.first), ("Latest statement", portrait.latest)):
        if statement is not None and not (label == "Latest statement" and statement == portrait.first):
            yield Text(label, style="bold")
            yield draw_statement(statement)


def _label_rows(portrait: Portrait) -> Iterator[tuple[str, Text]]:
    other_names = [fact for fact in (*portrait.names, *portrait.aliases) if fact.text != portrait.who.name]
    for label, facts in (("also called", other_names), ("roles", portrait.roles)):
        if facts:
            yield label, _join([_format_times(fact.text, fact.times) for fact in facts])
    if portrait.ages:
        yield "ages", _join([_format_age(age) for age in portrait.ages])
    for number, tie in enumerate(portrait.ties):
        yield "" if number else "relationships", draw_tie(tie)
    for label, shares in _list_partners(portrait):
        if shares:
            yield label, _join([_format_times(share.who.name, share.times) for share in shares])


def _list_partners(portrait: Portrait) -> list[tuple[str, tuple[EntityCount, ...]]]:
    return [("told", portrait.told), ("speaks of", portrait.speaks_of), ("spoken of by", portrait.spoken_of_by)]


def _join(parts: Sequence[str]) -> Text:
    more = f", and {len(parts) - _MAX_SHOWN} more" if len(parts) > _MAX_SHOWN else ""
    return Text("; ".join(parts[:_MAX_SHOWN]) + more)


def _format_times(text: str, times: int) -> str:
    return tidy(text) + (f" ({times:,})" if times > 1 else "")


def _format_period(first: str | None, last: str | None, *, separator: str) -> str:
    if first is None:
        return ""
    return f"{separator}{first}" + (f" to {last}" if last not in {None, first} else "")


def _format_counts(summary: EntitySummary) -> str:
    return f"said {summary.said:,} · spoken of {summary.spoken_of:,} · on {format_count(summary.pages, 'page')}"


def _format_age(age: Fact) -> str:
    doubt = ", contradicted" if age.contradicted_by else ""
    return f"{tidy(age.text)}{_format_period(age.first, age.last, separator=', ')}{doubt}"


def _list_facts(portrait: Portrait) -> Iterator[PersonFact]:
    summary = portrait.who
    yield PersonFact("person", summary.name, summary.pages, summary.first, summary.last, summary.id)
    yield from _rows_of("name", portrait.names)
    yield from _rows_of("alias", portrait.aliases)
    yield from _rows_of("role", portrait.roles)
    for age in portrait.ages:
        yield from _rows_of("age (contradicted)" if age.contradicted_by else "age", [age])
    for tie in portrait.ties:
        status = "" if tie.standing == "asserted" else f" ({tie.standing})"
        yield PersonFact(f"{tie.relation}{status}", tie.other.name, tie.times, tie.first, tie.last, tie.other.id)
    for label, shares in _list_partners(portrait):
        for share in shares:
            yield PersonFact(label, share.who.name, share.times, None, None, share.who.id)
    for year in portrait.years:
        for label, times in (("said in year", year.by), ("spoken of in year", year.about)):
            # No row for a year with statements only about the person, or only by them.
            if times:
                first, last = f"{year.year}-01-01", f"{year.year}-12-31"
                yield PersonFact(label, str(year.year), times, first, last, None)
    for label, statement in (("first said", portrait.first), ("latest said", portrait.latest)):
        if statement:
            yield PersonFact(label, statement.quote, None, statement.first, statement.last, statement.id)


def _rows_of(label: str, facts: Sequence[Fact]) -> Iterator[PersonFact]:
    return (PersonFact(label, fact.text, fact.times, fact.first, fact.last, None) for fact in facts)


def _draw_candidate(summary: EntitySummary) -> RenderableType:
    line = Text(tidy(summary.name), style="bold")
    line.append(f" · {summary.kind}" if summary.kind != "person" else "", style="not bold")
    roles = [Text(tidy("; ".join(summary.roles)))] if summary.roles else []
    return draw_block(summary.first, line, *roles, Text(f"{_format_counts(summary)} · {summary.id}", style="dim"))


_FACTS: ItemLayout[PersonFact] = ItemLayout(
    columns={
        "what": lambda fact: fact.label,
        "text": lambda fact: fact.text,
        "times": lambda fact: fact.times,
        "first": lambda fact: fact.first,
        "last": lambda fact: fact.last,
        "id": lambda fact: fact.id,
    },
    draw=lambda fact: Text(fact.label),
)
_CANDIDATES: ItemLayout[EntitySummary] = ItemLayout(
    columns={
        "name": lambda summary: summary.name,
        "kind": lambda summary: summary.kind,
        "roles": lambda summary: summary.roles,
        "said": lambda summary: summary.said,
        "spoken_of": lambda summary: summary.spoken_of,
        "pages": lambda summary: summary.pages,
        "first": lambda summary: summary.first,
        "last": lambda summary: summary.last,
        "id": lambda summary: summary.id,
    },
    draw=_draw_candidate,
)
