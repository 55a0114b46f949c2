"""A person over time: statements by and about the person by year, or one year by month with its statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq
from textwrap import shorten
from typing import Any, Final, Literal

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    bindparam,
    case,
    column,
    func,
    literal,
    null,
    select,
    union_all,
)

from onrecord.errors import UsageError
from onrecord.resolve.name_resolver import resolve_person
from onrecord.store.days import days_of_year, iso_day, month_of, year_of
from onrecord.store.rows import AnyRow
from onrecord.store.said_by import statements_by
from onrecord.store.schema import statement_subjects, statements
from onrecord.store.store import Store

MOST_POINTS: Final = 300
"""A year with more statements than this is shown by its counts only."""
_QUOTE: Final = 120
_LAST_YEAR: Final = 9_999

Side = Literal["by", "about"]
Rows = Select[*tuple[Any, ...]]

_OF = (
    select(statement_subjects.c.statement_id)
    .distinct()
    .where(
        statement_subjects.c.person_id == bindparam("key"),
        statement_subjects.c.day_from.between(bindparam("since"), bindparam("until")),
    )
    .subquery()
)
_OF_ALL = (
    select(statement_subjects.c.statement_id)
    .distinct()
    .where(statement_subjects.c.person_id == bindparam("key"))
    .subquery()
)
_IN_YEAR = statements.c.day_from.between(bindparam("since"), bindparam("until"))

_ONE_MONTH = month_of(statements.c.day_from) == month_of(statements.c.day_to)
_PERIODS = {
    "year": year_of(statements.c.day_from).label("period"),
    "month": case((_ONE_MONTH, month_of(statements.c.day_from)), else_=null()).label("period"),
}


def _counted(unit: Literal["year", "month"]) -> Rows:
    return select(_PERIODS[unit], statements.c.kind, func.count().label("times")).group_by(
        column("period"), statements.c.kind
    )


def _counted_by(unit: Literal["year", "month"], *conditions: ColumnElement[bool]) -> Rows:
    """Counts of the statements by a person that meet ``conditions``."""
    by_person = statements_by(partial(eq, bindparam("key")), _PERIODS[unit], statements.c.kind, where=conditions)
    rows = by_person.subquery("by_person")
    return select(rows.c.period, rows.c.kind, func.count().label("times")).group_by(rows.c.period, rows.c.kind)


_BY_YEAR = _counted_by("year")
_OF_YEAR = _counted("year").join_from(_OF_ALL, statements, statements.c.id == _OF_ALL.c.statement_id)
_BY_MONTH = _counted_by("month", _IN_YEAR)
_OF_MONTH = _counted("month").join_from(_OF, statements, statements.c.id == _OF.c.statement_id)

_SHOWN = (
    statements.c.id,
    statements.c.public_id,
    statements.c.day_from,
    statements.c.day_to,
    statements.c.kind,
    func.substr(statements.c.quote, 1, 4 * _QUOTE).label("quote"),
)
_POINTS_BY = statements_by(partial(eq, bindparam("key")), literal("by").label("side"), *_SHOWN, where=(_IN_YEAR,))
_POINTS_OF = select(literal("about").label("side"), *_SHOWN).join_from(
    _OF, statements, statements.c.id == _OF.c.statement_id
)
_POINTS: CompoundSelect[*tuple[Any, ...]] = union_all(*_POINTS_BY.selects, _POINTS_OF).order_by(
    column("day_from"), column("id"), column("side").desc()
)


@dataclass(frozen=True, slots=True)
class Kinds:
    """Numbers of statements by kind."""

    direct: int = 0
    mixed: int = 0
    indirect: int = 0
    no_response: int = 0

    @property
    def total(self) -> int:
        """Sum over all kinds."""
        return self.direct + self.mixed + self.indirect + self.no_response


_NONE: Final = Kinds()


@dataclass(frozen=True, slots=True)
class Period:
    """Numbers of statements by and about a person in a year or month."""

    start: str | None
    """``2016`` or ``2016-05``; null for statements that cannot be placed."""
    by: Kinds
    about: Kinds


@dataclass(frozen=True, slots=True)
class Point:
    """One statement on a timeline."""

    id: str
    side: Side
    first: str
    """Earliest and latest day it can be from, ISO 8601."""
    last: str
    kind: str
    quote: str
    """Its words, shortened."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Statements by and about a person over time."""

    year: int | None
    """The year that is shown by month; null if all years are shown."""
    periods: tuple[Period, ...]
    """Periods with a statement, in order."""
    unplaced: Period
    """Undated statements; in a year by month, those whose month is unknown."""
    points: tuple[Point, ...]
    """The statements of one year, in order; empty if there are more than 300, or if all years are shown."""


def timeline(record: Store, name: str, *, year: int | None = None) -> Timeline:
    """Return the timeline of the person with this name, alias or public id.

    Raises ``AmbiguousNameError`` if several have the name, ``NotFoundError`` if nobody has.
    """
    check_year(year)
    with record.snapshot() as connection:
        return timeline_of(connection, resolve_person(connection, name), year=year)


def check_year(year: int | None) -> None:
    """Raise ``UsageError`` unless ``year`` is null or from 1 to 9999."""
    if year is not None and not 1 <= year <= _LAST_YEAR:
        raise UsageError(f"The year {year} cannot be shown. Give a year from 1 to {_LAST_YEAR}.")


def timeline_of(connection: Connection, key: int, *, year: int | None) -> Timeline:
    """Return the timeline of the person with this key."""
    return _of_years(connection, key) if year is None else _of_months(connection, key, year=year)


def _of_years(connection: Connection, key: int) -> Timeline:
    by, of = (connection.execute(query, {"key": key}).all() for query in (_BY_YEAR, _OF_YEAR))
    periods, unplaced = _periods(by, of, digits=4)
    return Timeline(year=None, periods=periods, unplaced=unplaced, points=())


def _of_months(connection: Connection, key: int, *, year: int) -> Timeline:
    since, until = days_of_year(year)
    parameters = {"key": key, "since": since, "until": until}
    by, of = (connection.execute(query, parameters).all() for query in (_BY_MONTH, _OF_MONTH))
    periods, unplaced = _periods(by, of, digits=6)
    few = sum(row.times for row in (*by, *of)) <= MOST_POINTS
    points = tuple(_point(row) for row in connection.execute(_POINTS, parameters)) if few else ()
    return Timeline(year=year, periods=periods, unplaced=unplaced, points=points)


def _periods(by: Sequence[AnyRow], of: Sequence[AnyRow], *, digits: int) -> tuple[tuple[Period, ...], Period]:
    """Return the periods in order, and the statements without a period."""
    by_person, about_person = _kinds(by), _kinds(of)
    periods = tuple(
        Period(_start(number, digits=digits), by_person.get(number, _NONE), about_person.get(number, _NONE))
        for number in sorted(key for key in {*by_person, *about_person} if key is not None)
    )
    return periods, Period(None, by_person.get(None, _NONE), about_person.get(None, _NONE))


def _start(number: int, *, digits: int) -> str:
    digits_of = f"{number:0{digits}}"
    return "-".join(filter(None, (digits_of[:4], digits_of[4:])))


def _kinds(rows: Iterable[AnyRow]) -> dict[int | None, Kinds]:
    counts: dict[int | None, dict[str, int]] = {}
    for row in rows:
        counts.setdefault(row.period, {})[row.kind.replace("-", "_")] = row.times
    return {period: Kinds(**times) for period, times in counts.items()}


def _point(row: AnyRow) -> Point:
    return Point(
        id=row.public_id,
        side=row.side,
        first=iso_day(row.day_from) or "",
        last=iso_day(row.day_to) or "",
        kind=row.kind,
        quote=shorten(row.quote, _QUOTE, placeholder=" …"),
    )
