"""Outlets: first reports, citations and copies among them."""

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

OutletCounts = defaultdict[str, Counter[str]]
"""Counts by outlet and other outlet, both by their folded names."""


@dataclass(frozen=True, slots=True)
class Had:
    """A statement that an outlet had first."""

    statement: str
    """Its public id."""
    outlets: int
    """Number of outlets that carry the words, including this one."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet with its first reports, citations and copies. Lists have the most frequent ones; numbers count all."""

    name: str
    pages: int
    statements: int
    first: str | None
    """First and last day of its pages, ISO 8601."""
    last: str | None
    firsts: int
    """Number of its first reports: statements that other outlets published later."""
    firsts_most: tuple[Had, ...]
    """First reports that most other outlets published later."""
    cites: int
    """Number of times its pages credit other outlets."""
    cites_most: tuple[EntityCount, ...]
    cited: int
    """Number of times pages of other outlets credit it."""
    cited_most_by: tuple[EntityCount, ...]
    copies: int
    """Number of its pages with the same or nearly the same text as another outlet's earlier page."""
    copies_most: tuple[EntityCount, ...]
    copied: int
    """Number of pages of other outlets with a text that it published first."""
    copied_most_by: tuple[EntityCount, ...]


@dataclass(frozen=True, slots=True)
class First:
    """A first report with its statement."""

    entry: StoredStatement
    outlets: int
    """Number of outlets that carry the words, including this one."""


@dataclass(frozen=True, slots=True)
class OutletPortrait:
    """An outlet with its first reports."""

    outlet: Outlet
    firsts: tuple[First, ...]
    """Sorted by the number of outlets that published the words later."""


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
    """List every outlet with a page in the record, those with most pages first.

    Reads the whole record, which takes seconds if it is large.
    """
    with record.snapshot(limited=False) as connection:
        return _Press(
            {row.id: row for row in connection.execute(_CALLED)},
            firsts=connection.execute(HAD_FIRST).all(),
            citing=connection.execute(_CITING).all(),
            copying=connection.execute(COPYING).all(),
        ).outlets(connection.execute(_PAGES).all())


def outlet(record: Store, name: str, *, among: Sequence[Outlet] | None = None) -> OutletPortrait:
    """Return the outlet called ``name`` with its first reports. ``among`` is the result of ``outlets``, if computed.

    Raises ``NotFoundError`` if no page is from that outlet.
    """
    match = next((outlet for outlet in among or outlets(record) if fold(outlet.name) == fold(name)), None)
    with record.snapshot() as connection:
        if match is None:
            raise NotFoundError(describe_unknown(connection, name, among="outlets"))
        public_ids = [report.statement for report in match.firsts_most]
        query = select(statements.c.public_id, statements.c.id).where(statements.c.public_id.in_(public_ids))
        keys = lookup(connection, query)
        reports = [report for report in match.firsts_most if report.statement in keys]
        entries = load_statements(connection, [keys[report.statement] for report in reports])
    firsts = tuple(First(entry, report.outlets) for entry, report in zip(entries, reports, strict=True))
    return OutletPortrait(match, firsts)


class _Press:
    """All outlets by their folded names, with the counts between them."""

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
        """Merge ``rows``, one for each spelling of an outlet, into outlets."""
        spellings: dict[str, list[AnyRow]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: (-row.pages, row.outlet_id)):
            spellings[self._called[row.outlet_id].folded].append(row)
        self._names |= {key: self._called[same[0].outlet_id].text for key, same in spellings.items()}
        return tuple(
            sorted(
                (self._outlet(key, same) for key, same in spellings.items()),
                key=lambda outlet: (-outlet.pages, outlet.name),
            )
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

    def _both_ways(self, rows: Sequence[AnyRow]) -> tuple[OutletCounts, OutletCounts]:
        """Count ``rows`` in both directions, from each outlet to others and from others to it."""
        outgoing, incoming = OutletCounts(Counter), OutletCounts(Counter)
        for row in rows:
            outlet, partner = self._called[row.outlet_id].folded, self._called[row.other_id].folded
            self._names.setdefault(partner, self._called[row.other_id].text)
            if outlet != partner:
                outgoing[outlet][partner] += row.times
                incoming[partner][outlet] += row.times
        return outgoing, incoming

    def _shares(self, counts: Mapping[str, int]) -> tuple[EntityCount, ...]:
        most = sorted(counts, key=lambda name: (-counts[name], name))[:_SHOWN]
        return tuple(EntityCount(EntityRef(self._names[name], None), counts[name]) for name in most)
