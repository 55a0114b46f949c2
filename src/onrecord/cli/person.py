"""``onrecord person``: somebody as the record has it; ``onrecord between``: what two said of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.cli import entries
from onrecord.cli.listing import After, Form, Limit, ListForm, View, opened, print_items
from onrecord.cli.options import RecordPath
from onrecord.cli.terminal import WRONG_USAGE, put, say, tidy
from onrecord.cli.timeline import timeline
from onrecord.codec import write_json
from onrecord.errors import AmbiguousNameError

if TYPE_CHECKING:
    from onrecord.resolve.name_resolver import EntitySummary
    from onrecord.views.between import Between, Moment
    from onrecord.views.person import Fact, Portrait, Share
    from onrecord.views.relationships import Tie

_SHOWN = 8
"""Of what is listed in one line so many are shown in a terminal; the other forms have all."""
_LABEL_WIDTH = 14

EPILOG = """[bold]Examples[/bold]

onrecord person "Ada Quill"

onrecord person 5tzq3v7w2ex4kd6a --format json
"""
BETWEEN_EPILOG = """[bold]Examples[/bold]

onrecord between "Ada Quill" "Jonas Brannigan"
"""

Name = Annotated[str, typer.Argument(metavar="NAME", help="A name, an alias or an id.", show_default=False)]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a portrait where it is a table: what it tells, the words, how often, from when to when."""

    what: str
    text: str | None
    times: int | None
    first: str | None
    last: str | None
    id: str | None


def person(*, name: Name, form: Form = ListForm.table, record: RecordPath = None) -> None:
    """Show somebody: names, roles and ages as stated, relationships over time, and what was said by and about them."""
    with opened(record) as (kept, output, errors):
        from onrecord import views
        from onrecord.resolve.name_resolver import find_people

        try:
            found = views.person(kept, name)
        except AmbiguousNameError as error:
            say(errors, f"onrecord: {error}")
            print_items(find_people(kept, name), view=_PEOPLE, form=form, consoles=(output, errors))
            raise typer.Exit(WRONG_USAGE) from error
        if form in {ListForm.json, ListForm.jsonl}:
            put(write_json(asdict(found), indent=2 if form is ListForm.json else None), console=output)
            return
        head = tuple(_portrait(found, width=output.width))
        lines = [] if output.is_terminal and form is ListForm.table else list(_lines(found))
        if lines:
            print_items(lines, view=_LINES, form=form, consoles=(output, errors))
        else:
            for part in head:
                output.print(part, width=min(output.width, 110))


def between(
    *,
    one: Annotated[str, typer.Argument(metavar="A", help="A name, an alias or an id.", show_default=False)],
    other: Annotated[str, typer.Argument(metavar="B", help="Another one.", show_default=False)],
    limit: Limit = 50,
    after: After = None,
    form: Form = ListForm.table,
    record: RecordPath = None,
) -> None:
    """List all that two people said about each other and what pages say that they are to each other, oldest first."""
    with opened(record) as (kept, output, errors):
        from onrecord import views
        from onrecord.resolve.name_resolver import find_people

        try:
            found = views.between(kept, one, other, limit=limit, after=after)
        except AmbiguousNameError as error:
            say(errors, f"onrecord: {error}")
            candidates = [who for key in error.candidates for who in find_people(kept, key)]
            print_items(candidates, view=_PEOPLE, form=form, consoles=(output, errors))
            raise typer.Exit(WRONG_USAGE) from error
        print_items(
            found.moments,
            view=View(columns=_MOMENT_COLUMNS, draw=_draw_moment, head=_heading(found)),
            form=form,
            consoles=(output, errors),
            goes_on=found.next,
            beside={
                "one": asdict(found.one),
                "other": asdict(found.other),
                "by_one": found.by_one,
                "by_other": found.by_other,
                "ties": [asdict(tie) for tie in found.ties],
            },
        )


def _portrait(found: Portrait, *, width: int) -> Iterator[RenderableType]:
    who = found.who
    name = Text(tidy(who.name), style="bold")
    name.append(f"  {who.id}", style="not bold dim")
    if found.wikidata:
        name.append(f"  {found.wikidata}", style="not bold dim")
    yield name
    on = f"{who.pages:,} page{'' if who.pages == 1 else 's'}"
    yield Text(f"said {who.said:,} · spoken of {who.spoken_of:,} · on {on}{_period(who.first, who.last, ', ')}")
    yield Text()
    rows = Table.grid(padding=(0, 2), expand=True)
    rows.add_column(width=_LABEL_WIDTH, style="dim")
    rows.add_column(ratio=1)
    for label, text in _rows(found):
        rows.add_row(label, text)
    yield rows
    yield Text()
    yield from timeline(found.years, width=min(width, 110))
    for label, entry in (("First said", found.first), ("Latest", found.latest)):
        if entry is not None and not (label == "Latest" and entry == found.first):
            yield Text(label, style="bold")
            yield entries.draw(entry)


def _rows(found: Portrait) -> Iterator[tuple[str, Text]]:
    """What the record knows, with the labels."""
    called = [fact for fact in (*found.names, *found.aliases) if fact.text != found.who.name]
    for label, facts in (("also called", called), ("roles", found.roles)):
        if facts:
            yield label, Text(_list([_times(fact.text, fact.times) for fact in facts]))
    if found.ages:
        yield "ages", Text(_list([f"{tidy(fact.text)}{_period(fact.first, fact.last, ', ')}" for fact in found.ages]))
    for number, tie in enumerate(found.ties):
        yield "" if number else "relationships", _tie(tie)
    shares = (("told", found.told), ("speaks of", found.speaks_of), ("spoken of by", found.spoken_of_by))
    for label, listed in shares:
        if listed:
            yield label, Text(_list([_times(one.who.name, one.times) for one in listed]))


def _tie(tie: Tie) -> Text:
    line = Text(f"{tie.relation} of ")
    line.append(tidy(tie.other.name), style="bold")
    line.append(f"{_period(tie.first, tie.last, ' · ')}", style="default")
    if tie.status != "asserted":
        line.append(f" · {tie.status}", style="yellow")
    return line.append(f" · stated {tie.times:,} times" if tie.times > 1 else "", style="dim")


def _list(parts: Sequence[str]) -> str:
    more = f", and {len(parts) - _SHOWN} more" if len(parts) > _SHOWN else ""
    return "; ".join(parts[:_SHOWN]) + more


def _times(text: str, times: int) -> str:
    return tidy(text) + (f" ({times:,})" if times > 1 else "")


def _period(first: str | None, last: str | None, before: str) -> str:
    if first is None:
        return ""
    return f"{before}{first}" + (f" to {last}" if last not in {None, first} else "")


def _lines(found: Portrait) -> Iterator[Line]:
    """A portrait as a table."""
    who = found.who
    yield Line("person", who.name, who.pages, who.first, who.last, who.id)
    yield from (Line(what, fact.text, fact.times, fact.first, fact.last, None) for what, fact in _facts(found))
    for tie in found.ties:
        status = "" if tie.status == "asserted" else f" ({tie.status})"
        yield Line(f"{tie.relation}{status}", tie.other.name, tie.times, tie.first, tie.last, tie.other.id)
    for what, share in _shares(found):
        yield Line(what, share.who.name, share.times, None, None, share.who.id)
    for year in found.years:
        for what, times in (("said in year", year.by), ("spoken of in year", year.about)):
            if times:
                yield Line(what, str(year.year), times, f"{year.year}-01-01", f"{year.year}-12-31", None)
    for what, entry in (("first said", found.first), ("latest said", found.latest)):
        if entry:
            yield Line(what, entry.quote, None, entry.first, entry.last, entry.id)


def _facts(found: Portrait) -> Iterator[tuple[str, Fact]]:
    for what, facts in (("name", found.names), ("alias", found.aliases), ("role", found.roles), ("age", found.ages)):
        yield from ((what, fact) for fact in facts)


def _shares(found: Portrait) -> Iterator[tuple[str, Share]]:
    listed = (("told", found.told), ("speaks of", found.speaks_of), ("spoken of by", found.spoken_of_by))
    for what, shares in listed:
        yield from ((what, share) for share in shares)


def _draw_person(who: EntitySummary) -> RenderableType:
    line = Text(tidy(who.name), style="bold")
    line.append(f" · {who.kind}" if who.kind != "person" else "", style="not bold")
    roles = [Text(tidy("; ".join(who.roles)))] if who.roles else []
    counts = f"said {who.said:,} · spoken of {who.spoken_of:,} · on {who.pages:,} pages · {who.id}"
    return entries.block(who.first, line, *roles, Text(counts, style="dim"))


def _heading(found: Between) -> list[Text]:
    names = Text.assemble((tidy(found.one.name), "bold"), " and ", (tidy(found.other.name), "bold"))
    said = (
        f"{found.by_one:,} statements by the first about the second, {found.by_other:,} by the second about the first"
    )
    ties = [Text.assemble("pages say: ", tidy(found.one.name), " is ", _tie(tie)) for tie in found.ties]
    return [names, Text(said, style="dim"), *ties, Text()]


def _draw_moment(moment: Moment) -> RenderableType:
    if moment.entry is not None:
        return entries.draw(moment.entry)
    assert moment.tie is not None
    assert moment.stating is not None
    tie, stating = moment.tie, moment.stating
    line = Text.assemble(tidy(tie.one.name), f" · {tie.relation} of ", tidy(tie.other.name), style="bold")
    if tie.status != "asserted":
        line.append(f"  {tie.status}", style="not bold yellow")
    words = entries.printed(Text(stating.evidence))
    return entries.block(moment.day, line, words, Text(f"{entries.where(stating.page)} · {stating.page.id}", "dim"))


def _said(moment: Moment) -> str | None:
    return moment.entry.quote if moment.entry else moment.stating.evidence if moment.stating else None


def _who(moment: Moment) -> str | None:
    if moment.entry:
        return moment.entry.speaker.name if moment.entry.speaker else None
    return moment.tie.one.name if moment.tie else None


def _what(moment: Moment) -> str | None:
    if moment.entry:
        return moment.entry.kind
    return f"{moment.tie.relation} of {moment.tie.other.name} ({moment.tie.status})" if moment.tie else None


def _page(moment: Moment) -> tuple[str | None, str | None]:
    page = moment.entry.page if moment.entry else moment.stating.page if moment.stating else None
    return (None, None) if page is None else (page.outlet, page.url or page.source)


_LINES: View[Line] = View(
    columns={
        "what": lambda line: line.what,
        "text": lambda line: line.text,
        "times": lambda line: line.times,
        "first": lambda line: line.first,
        "last": lambda line: line.last,
        "id": lambda line: line.id,
    },
    draw=lambda line: Text(line.what),
)
_PEOPLE: View[EntitySummary] = View(
    columns={
        "name": lambda who: who.name,
        "kind": lambda who: who.kind,
        "roles": lambda who: who.roles,
        "said": lambda who: who.said,
        "spoken_of": lambda who: who.spoken_of,
        "pages": lambda who: who.pages,
        "first": lambda who: who.first,
        "last": lambda who: who.last,
        "id": lambda who: who.id,
    },
    draw=_draw_person,
)
_MOMENT_COLUMNS = {
    "day": lambda moment: moment.day,
    "who": _who,
    "what": _what,
    "words": _said,
    "outlet": lambda moment: _page(moment)[0],
    "url": lambda moment: _page(moment)[1],
    "id": lambda moment: moment.entry.id if moment.entry else None,
}
