"""Outlets: what each had first, whom it cites, and who copies whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import CTE, Connection, Select, Subquery, func, select, union

from onrecord.errors import NotFoundError
from onrecord.record.finding import people
from onrecord.record.finding.entries import Entry, Named, entries
from onrecord.record.finding.periods import iso
from onrecord.record.finding.person import Share
from onrecord.record.finding.query import held
from onrecord.record.forms import fold
from onrecord.record.nearness import text_sketches
from onrecord.record.rows import AnyRow, lookup
from onrecord.record.schema import CURRENT, citations, names, pages, readings, statements
from onrecord.record.store import Record

LEAST_CHARACTERS: Final = 30
"""Shorter statements may be in the same words by chance: "I love it" is nobody's to have first."""
_LEAST_BANDS: Final = 4
"""Of the 8 that are kept of a text: as many as two share that have more than four fifths of their runs in common."""
_MOST_IN_BAND: Final = 100
"""What more texts have in common than this is no text of theirs: notices, lists."""
_SHOWN: Final = 12
_FIRSTS: Final = 12

Rows = Select[*tuple[Any, ...]]
Others = defaultdict[str, Counter[str]]
"""How often each outlet has to do with which others, by their folded names."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet among the others. Every list is of the most frequent ones, every number of all."""

    name: str
    pages: int
    statements: int
    first: str | None
    """The first and the last day of its pages, ISO 8601."""
    last: str | None
    firsts: int
    """Statements in words that other outlets carry too, and that none had on an earlier day or on the same."""
    cites: int
    """How often its pages say that they have their news from another outlet."""
    cites_most: tuple[Share, ...]
    cited: int
    """How often pages of others say that they have it from this one."""
    cited_most_by: tuple[Share, ...]
    copies: int
    """Its pages whose text another outlet had, the same or nearly so, on an earlier day."""
    copies_most: tuple[Share, ...]
    copied: int
    """Pages of others whose text this one had before all."""
    copied_most_by: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class First:
    """Words that an outlet had first."""

    entry: Entry
    outlets: int
    """How many outlets carry them, this one among them."""


@dataclass(frozen=True, slots=True)
class OutletPortrait:
    """An outlet, and what it had first."""

    outlet: Outlet
    firsts: tuple[First, ...]
    """What most others carry, first."""


_TELLING = (statements.c.state == CURRENT, func.length(statements.c.quote) >= LEAST_CHARACTERS)
_SAID_AGAIN = select(statements.c.words_hash).group_by(statements.c.words_hash).having(func.count() > 1)


def _had_first(spread: Rows) -> Subquery:
    """Of ``spread``, what (``what``) each outlet had from which ``day`` on: what several had, and who had it first.

    Where two had it on one day, nobody did.
    """
    had = spread.subquery("had")
    what, day = had.c.what, had.c.day
    ranked = select(
        *had.c,
        func.count().over(partition_by=what).label("outlets"),
        func.rank().over(partition_by=what, order_by=(day.is_(None), day)).label("place"),
        func.count().over(partition_by=(what, day)).label("same_day"),
    ).subquery("ranked")
    first = ranked.c.outlets > 1, ranked.c.place == 1, ranked.c.same_day == 1, ranked.c.day.is_not(None)
    return select(ranked.c.what, ranked.c.outlet_id, ranked.c.day, ranked.c.outlets).where(*first).subquery("first")


def _words(hashes: Rows) -> Rows:
    """From which day on each outlet has these words."""
    what = statements.c.words_hash
    rows = select(what.label("what"), pages.c.outlet_id, func.min(pages.c.day_from).label("day"))
    rows = rows.join(pages, pages.c.id == held(statements.c.page_id))
    rows = rows.where(what.in_(hashes), pages.c.outlet_id.is_not(None), *_TELLING)
    return rows.group_by(what, pages.c.outlet_id)


def _stories() -> CTE:
    """The text of every page that has an outlet and a day: the same number for the same text, or nearly the same."""
    one, other = text_sketches.alias("one"), text_sketches.alias("other")
    band = text_sketches.c.band
    shared = select(band).group_by(band).having(func.count().between(2, _MOST_IN_BAND)).subquery("shared")
    near = (
        select(other.c.text_id, one.c.text_id.label("earlier"))
        .select_from(shared)
        .join(one, one.c.band == shared.c.band)
        .join(other, (other.c.band == shared.c.band) & (other.c.text_id > one.c.text_id))
        .group_by(one.c.text_id, other.c.text_id)
        .having(func.count() >= _LEAST_BANDS)
        .subquery("near")
    )
    first = select(near.c.text_id, func.min(near.c.earlier).label("story")).group_by(near.c.text_id).subquery("first")
    return (
        select(func.coalesce(first.c.story, readings.c.text_id).label("what"), pages.c.outlet_id, pages.c.day_from)
        .join(readings, readings.c.id == pages.c.reading_id)
        .outerjoin(first, first.c.text_id == readings.c.text_id)
        .where(pages.c.outlet_id.is_not(None), pages.c.day_from.is_not(None))
        .cte("stories")
        .prefix_with("MATERIALIZED")
    )


def _copying() -> Rows:
    """Which outlet has how many pages whose text another had before it, and before all others."""
    page = _stories()
    spread = select(page.c.what, page.c.outlet_id, func.min(page.c.day_from).label("day"))
    first = _had_first(spread.group_by(page.c.what, page.c.outlet_id))
    rows = select(page.c.outlet_id, first.c.outlet_id.label("other_id"), func.count().label("times"))
    rows = rows.join(first, (first.c.what == page.c.what) & (first.c.outlet_id != page.c.outlet_id))
    return rows.where(page.c.day_from > first.c.day).group_by(page.c.outlet_id, first.c.outlet_id)


_PAGES = (
    select(
        pages.c.outlet_id,
        func.count().label("pages"),
        func.sum(pages.c.statements).label("statements"),
        func.min(pages.c.day_from).label("first"),
        func.max(pages.c.day_to).label("last"),
    )
    .where(pages.c.outlet_id.is_not(None))
    .group_by(pages.c.outlet_id)
)
_CITING = (
    select(pages.c.outlet_id, citations.c.outlet_id.label("other_id"), func.count().label("times"))
    .join(citations, citations.c.page_id == pages.c.id)
    .where(pages.c.outlet_id.is_not(None))
    .group_by(pages.c.outlet_id, citations.c.outlet_id)
)
_CALLED = select(names.c.id, names.c.text, names.c.folded).where(
    names.c.id.in_(union(select(pages.c.outlet_id), select(citations.c.outlet_id)))
)
_COPYING = _copying()
_FIRSTS_OF_EACH = _had_first(_words(_SAID_AGAIN))


def outlets(record: Record) -> tuple[Outlet, ...]:
    """Every outlet that has a page in the record, those with most pages first.

    This goes through the whole record, which takes seconds where it is large.
    """
    with record.snapshot() as connection:
        firsts = select(_FIRSTS_OF_EACH.c.outlet_id, func.count()).group_by(_FIRSTS_OF_EACH.c.outlet_id)
        return _Press(
            {row.id: row for row in connection.execute(_CALLED)},
            firsts=lookup(connection, firsts),
            citing=connection.execute(_CITING).all(),
            copying=connection.execute(_COPYING).all(),
        ).outlets(connection.execute(_PAGES).all())


def outlet(record: Record, name: str, *, among: Sequence[Outlet] | None = None) -> OutletPortrait:
    """The outlet of this name. ``among`` is what ``outlets`` found, where it is at hand.

    Raises ``NotFoundError`` where no page is of that outlet.
    """
    one = next((one for one in among or outlets(record) if fold(one.name) == fold(name)), None)
    if one is None:
        raise NotFoundError(f"no page of the record is of an outlet {name!r}. Take one from the list of outlets.")
    with record.snapshot() as connection:
        keys = people.name_keys(connection, name)
        hashes = select(statements.c.words_hash).join(pages, statements.c.page_id == held(pages.c.id))
        had = _had_first(_words(hashes.where(pages.c.outlet_id.in_(keys), *_TELLING)))
        mine = select(had).where(had.c.outlet_id.in_(keys)).order_by(had.c.outlets.desc(), had.c.day.desc())
        most = {row.what: row.outlets for row in connection.execute(mine.limit(_FIRSTS))}
        return OutletPortrait(one, tuple(_firsts(connection, most, keys)))


def _firsts(connection: Connection, most: Mapping[int, int], keys: Sequence[int]) -> Iterable[First]:
    rows = (
        select(statements.c.words_hash, statements.c.id)
        .join(pages, pages.c.id == held(statements.c.page_id))
        .where(statements.c.words_hash.in_(most), held(pages.c.outlet_id).in_(keys), *_TELLING)
        .order_by(pages.c.day_from.is_(None), pages.c.day_from, statements.c.id)
    )
    first: dict[int, int] = {}
    for words, key in connection.execute(rows):
        first.setdefault(words, key)
    listed = entries(connection, [first[words] for words in most])
    return (First(entry, outlets=times) for entry, times in zip(listed, most.values(), strict=True))


class _Press:
    """All outlets by their folded names, and what they have to do with one another."""

    def __init__(
        self,
        called: Mapping[int, AnyRow],
        *,
        firsts: Mapping[int, int],
        citing: Sequence[AnyRow],
        copying: Sequence[AnyRow],
    ) -> None:
        self._called = called
        self._firsts: Counter[str] = Counter()
        for key, times in firsts.items():
            self._firsts[called[key].folded] += times
        self._names: dict[str, str] = {}
        self._citing = self._both_ways(citing)
        self._copying = self._both_ways(copying)

    def outlets(self, rows: Sequence[AnyRow]) -> tuple[Outlet, ...]:
        """``rows`` are of each way in which an outlet is written."""
        written: dict[str, list[AnyRow]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (-row.pages, row.outlet_id)):
            written[self._called[row.outlet_id].folded].append(row)
        self._names |= {key: self._called[same[0].outlet_id].text for key, same in written.items()}
        return tuple(
            sorted((self._outlet(key, same) for key, same in written.items()), key=lambda one: (-one.pages, one.name))
        )

    def _outlet(self, key: str, same: Sequence[AnyRow]) -> Outlet:
        cites, cited = self._citing[0][key], self._citing[1][key]
        copies, copied = self._copying[0][key], self._copying[1][key]
        return Outlet(
            name=self._names[key],
            pages=sum(row.pages for row in same),
            statements=sum(row.statements for row in same),
            first=iso(min((row.first for row in same if row.first), default=None)),
            last=iso(max((row.last for row in same if row.last), default=None)),
            firsts=self._firsts[key],
            cites=sum(cites.values()),
            cites_most=self._shares(cites),
            cited=sum(cited.values()),
            cited_most_by=self._shares(cited),
            copies=sum(copies.values()),
            copies_most=self._shares(copies),
            copied=sum(copied.values()),
            copied_most_by=self._shares(copied),
        )

    def _both_ways(self, rows: Sequence[AnyRow]) -> tuple[Others, Others]:
        """How often each outlet has to do with which others, and how often others with it; never with itself."""
        there, back = Others(Counter), Others(Counter)
        for row in rows:
            one, other = self._called[row.outlet_id].folded, self._called[row.other_id].folded
            self._names.setdefault(other, self._called[row.other_id].text)
            if one != other:
                there[one][other] += row.times
                back[other][one] += row.times
        return there, back

    def _shares(self, others: Mapping[str, int]) -> tuple[Share, ...]:
        most = sorted(others, key=lambda one: (-others[one], one))[:_SHOWN]
        return tuple(Share(Named(self._names[one], None), others[one]) for one in most)
