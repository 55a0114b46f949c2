"""``onrecord between``: list the statements of two people about each other, and their relationship."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

from rich.console import RenderableType
from rich.text import Text

from onrecord.cli.options import After, Limit, ListFormatOption, PersonName, RecordPath, argument, help_epilog
from onrecord.cli.person import draw_tie, list_candidates
from onrecord.cli.print_items import ItemLayout, print_items
from onrecord.cli.session import open_record
from onrecord.cli.statement_text import draw_block, draw_statement, make_safe, page_label
from onrecord.cli.terminal import format_count, tidy

if TYPE_CHECKING:
    from onrecord.views.between import Between, Moment

EPILOG = help_epilog(
    "If several people have a name, they are listed: run the command again with the id of one.",
    examples=['onrecord between "Ada Quill" "Jonas Brannigan"'],
)


def between(
    *,
    name: PersonName,
    other_name: Annotated[str, argument("OTHER", "The other person.")],
    limit: Limit = 50,
    after: After = None,
    form: ListFormatOption = "table",
    record: RecordPath = None,
) -> None:
    """List the statements of two people about each other, and their relationship as pages state it, oldest first."""
    with open_record(record, read_only=True) as (opened, session), list_candidates(opened, session, form=form):
        view = opened.between(name, other_name, limit=limit, after=after)
        print_items(
            view.moments,
            layout=ItemLayout(columns=_COLUMNS, draw=_draw, heading=_heading(view)),
            form=form,
            session=session,
            cursor=view.next,
            totals={
                "one": asdict(view.one),
                "other": asdict(view.other),
                "by_one": view.by_one,
                "by_other": view.by_other,
                "ties": [asdict(tie) for tie in view.ties],
            },
        )


def _heading(view: Between) -> list[Text]:
    first, second = tidy(view.one.name), tidy(view.other.name)
    counts = (
        f"{format_count(view.by_one, 'statement')} by {first} about {second}, "
        f"{view.by_other:,} by {second} about {first}"
    )
    ties = [Text.assemble("Pages say: ", first, ", ", draw_tie(tie)) for tie in view.ties]
    return [Text.assemble((first, "bold"), " and ", (second, "bold")), Text(counts, style="dim"), *ties, Text()]


def _draw(moment: Moment) -> RenderableType:
    if moment.entry is not None:
        return draw_statement(moment.entry)
    assert moment.tie is not None
    assert moment.stating is not None
    tie, stating = moment.tie, moment.stating
    line = Text.assemble(tidy(tie.one.name), f" · {tie.relation} of ", tidy(tie.other.name), style="bold")
    if tie.standing != "asserted":
        line.append(f"  {tie.standing}", style="not bold yellow")
    label = Text(f"{page_label(stating.page)} · {stating.page.id}", "dim")
    return draw_block(moment.day, line, make_safe(Text(stating.evidence)), label)


def _name(moment: Moment) -> str | None:
    if moment.entry:
        return moment.entry.speaker.name if moment.entry.speaker else None
    return moment.tie.one.name if moment.tie else None


def _kind(moment: Moment) -> str | None:
    if moment.entry:
        return moment.entry.kind
    return f"{moment.tie.relation} of {moment.tie.other.name} ({moment.tie.standing})" if moment.tie else None


def _words(moment: Moment) -> str | None:
    return moment.entry.quote if moment.entry else moment.stating.evidence if moment.stating else None


def _outlet_and_url(moment: Moment) -> tuple[str | None, str | None]:
    page = moment.entry.page if moment.entry else moment.stating.page if moment.stating else None
    return (None, None) if page is None else (page.outlet, page.url or page.source)


_COLUMNS = {
    "day": lambda moment: moment.day,
    "who": _name,
    "what": _kind,
    "words": _words,
    "outlet": lambda moment: _outlet_and_url(moment)[0],
    "url": lambda moment: _outlet_and_url(moment)[1],
    "id": lambda moment: moment.entry.id if moment.entry else None,
}
