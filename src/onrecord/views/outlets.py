"""Outlets: what each had first, whom it cites, and who copies whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select, union

from onrecord.errors import NotFoundError
from onrecord.resolve.name_resolver import describe_unknown
from onrecord.store.codecs import fold
from onrecord.store.days import iso_day
from onrecord.store.entities import EntityRef
from onrecord.store.rows import AnyRow, lookup
from onrecord.store.schema import citations, names, pages, statements
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.views.first_reports import COPYING, HAD_FIRST, SHOWN
from onrecord.views.person import EntityCount

_SHOWN: Final = 12

Others = defaultdict[str, Counter[str]]
"""How often each outlet has to do with which others, by their folded names."""


@dataclass(frozen=True, slots=True)
class Had:
    """A statement in words that an outlet had first."""

    statement: str
    """Its public id."""
    outlets: int
    """How many outlets carry the words, this one among them."""


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
    firsts_most: tuple[Had, ...]
    """Those that most others carry."""
    cites: int
    """How often its pages say that they have their news from another outlet."""
    cites_most: tuple[EntityCount, ...]
    cited: int
    """How often pages of others say that they have it from this one."""
    cited_most_by: tuple[EntityCount, ...]
    copies: int
    """Its pages whose text another outlet had, the same or nearly so, on an earlier day."""
    copies_most: tuple[EntityCount, ...]
    copied: int
    """Pages of others whose text this one had before all."""
    copied_most_by: tuple[EntityCount, ...]


@dataclass(frozen=True, slots=True)
class First:
    """A statement in words that an outlet had first, shown."""

    entry: StoredStatement
    outlets: int
    """How many outlets carry the words, this one among them."""


@dataclass(frozen=True, slots=True)
class OutletPortrait:
    """An outlet, and what it had first."""

    outlet: Outlet
    firsts: tuple[First, ...]
    """What most others carry, first."""


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


def outlets(record: Store) -> tuple[Outlet, ...]:
    """Every outlet that has a page in the record, those with most pages first.

    This goes through the whole record, which takes seconds where it is large.
    """
    with record.snapshot() as connection:
        return _Press(
            {row.id: row for row in connection.execute(_CALLED)},
            firsts=connection.execute(HAD_FIRST).all(),
            citing=connection.execute(_CITING).all(),
            copying=connection.execute(COPYING).all(),
        ).outlets(connection.execute(_PAGES).all())


def outlet(record: Store, name: str, *, among: Sequence[Outlet] | None = None) -> OutletPortrait:
    """The outlet of this name. ``among`` is what ``outlets`` found, where it is at hand.

    Raises ``NotFoundError`` where no page is of that outlet.
    """
    one = next((one for one in among or outlets(record) if fold(one.name) == fold(name)), None)
    with record.snapshot() as connection:
        if one is None:
            raise NotFoundError(describe_unknown(connection, name, among="outlets"))
        wanted = select(statements.c.public_id, statements.c.id)
        keys = lookup(connection, wanted.where(statements.c.public_id.in_([had.statement for had in one.firsts_most])))
        there = [had for had in one.firsts_most if had.statement in keys]
        listed = load_statements(connection, [keys[had.statement] for had in there])
    return OutletPortrait(one, tuple(First(entry, had.outlets) for entry, had in zip(listed, there, strict=True)))


class _Press:
    """All outlets by their folded names, and what they have to do with one another."""

    def __init__(
        self,
        called: Mapping[int, AnyRow],
        *,
        firsts: Sequence[AnyRow],
        citing: Sequence[AnyRow],
        copying: Sequence[AnyRow],
    ) -> None:
        self._called = called
        self._firsts: Counter[str] = Counter()
        self._had: defaultdict[str, list[Had]] = defaultdict(list)
        for row in firsts:
            name = called[row.outlet_id].folded
            self._had[name].append(Had(row.public_id, row.outlets))
            self._firsts[name] += row.firsts if row.place == 1 else 0
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
            first=iso_day(min((row.first for row in same if row.first), default=None)),
            last=iso_day(max((row.last for row in same if row.last), default=None)),
            firsts=self._firsts[key],
            firsts_most=tuple(sorted(self._had[key], key=lambda had: -had.outlets)[:SHOWN]),
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

    def _shares(self, others: Mapping[str, int]) -> tuple[EntityCount, ...]:
        most = sorted(others, key=lambda one: (-others[one], one))[:_SHOWN]
        return tuple(EntityCount(EntityRef(self._names[one], None), others[one]) for one in most)
