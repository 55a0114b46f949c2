"""A person's timeline: what was said by the person above a line, what was said about the person below it."""

from __future__ import annotations

from calendar import month_abbr, monthrange
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from typing import Final

from onrecord.views.timeline import Kinds, Period, Point, Timeline

KINDS: Final = ("direct", "mixed", "indirect", "no-response")
_TALL: Final = 120
"""Pixels that the highest column of either side takes."""
_THICK: Final = 12
"""Pixels that one statement takes at the most."""
_SHORT: Final = 26
"""Pixels that a side takes at the least."""
_BAND: Final = 26
"""Pixels between the two sides, for the names of periods."""
_EDGE: Final = 12
_FEWEST: Final = 8
"""Years that are shown at the least."""
_MOST_IN_A_ROW: Final = 90
"""Where the first and the last year are further apart, years with nothing in them are left out."""
_LABELS: Final = 11
"""So many years can be named in full on a wide screen, and half as many on a phone."""
_GRID: Final = 3
_BINS: Final = 5
_DOT: Final = 11
_GAP: Final = 0.16


@dataclass(frozen=True, slots=True)
class Bar:
    """The statements of one kind in a column."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """A year or a month."""

    label: str
    period: str | None
    """``2016`` or ``2016-05``; null for what is in no month."""
    x: float
    """The left edge, the middle and the width of its bars, and its whole width; percent."""
    middle: float
    width: float
    whole: float
    bars: tuple[Bar, ...]
    by: Kinds
    about: Kinds
    named: int
    """0 where its name is not written, 1 where there is room for it, 2 everywhere."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One statement."""

    point: Point
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across, and the number that it stands for."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A timeline, drawn."""

    height: float
    top: float
    """The upper and the lower edge of the band with the names of periods."""
    bottom: float
    columns: tuple[Column, ...]
    dots: tuple[Dot, ...]
    ticks: tuple[Tick, ...]


def draw(timeline: Timeline) -> Drawing | None:
    """``timeline`` as a picture; null where nothing in it has a date."""
    if not timeline.periods and not (timeline.year and timeline.unplaced.by.total + timeline.unplaced.about.total):
        return None
    if timeline.year is None:
        return _bars(list(_years(timeline.periods)), named=_named_years)
    months = list(_months(timeline))
    return _dots(months, timeline.points) if timeline.points else _bars(months, named=lambda number, months: 2)


def _years(periods: Sequence[Period]) -> Iterator[tuple[str, Period]]:
    known = {int(one.start): one for one in periods if one.start}
    first, last = min(known), max(known)
    first = max(1, min(first, last - _FEWEST + 1))
    years = sorted(known) if last - first > _MOST_IN_A_ROW else range(first, last + 1)
    for year in years:
        yield f"{year:04}", known.get(year, Period(f"{year:04}", Kinds(), Kinds()))


def _months(timeline: Timeline) -> Iterator[tuple[str, Period]]:
    known = {one.start: one for one in timeline.periods}
    for month in range(1, 13):
        start = f"{timeline.year:04}-{month:02}"
        yield month_abbr[month], known.get(start, Period(start, Kinds(), Kinds()))
    if timeline.unplaced.by.total + timeline.unplaced.about.total:
        yield "no month", timeline.unplaced


def _named_years(number: int, years: int) -> int:
    """Whether the year at ``number`` of ``years`` is named; the last always is."""
    step = -(-years // _LABELS)
    from_end = years - 1 - number
    return 0 if from_end % step else 1 if from_end % (2 * step) else 2


def _bars(periods: list[tuple[str, Period]], *, named: Callable[[int, int], int]) -> Drawing:
    most = max(max(one.by.total, one.about.total) for _, one in periods)
    scale = min(_THICK, _TALL / most)
    up = max(_SHORT, scale * max(one.by.total for _, one in periods))
    down = max(_SHORT, scale * max(one.about.total for _, one in periods))
    top, bottom = _EDGE + up, _EDGE + up + _BAND
    whole = 100 / len(periods)
    columns = tuple(
        Column(
            label=label,
            period=period.start,
            x=whole * (number + _GAP / 2),
            middle=whole * (number + 0.5),
            width=whole * (1 - _GAP),
            whole=whole,
            bars=tuple(chain(_stack(period.by, top, -scale), _stack(period.about, bottom, scale))),
            by=period.by,
            about=period.about,
            named=named(number, len(periods)),
        )
        for number, (label, period) in enumerate(periods)
    )
    return Drawing(bottom + down + _EDGE, top, bottom, columns, (), tuple(_ticks(most, scale, up, down)))


def _stack(kinds: Kinds, start: float, scale: float) -> Iterator[Bar]:
    """Bars one on the other, away from ``start``: upwards where ``scale``, pixels a statement, is negative."""
    for kind in KINDS:
        many = getattr(kinds, kind.replace("-", "_"))
        if many:
            end = start + many * scale
            yield Bar(kind, min(start, end), abs(end - start))
            start = end


def _ticks(most: int, scale: float, up: float, down: float) -> Iterator[Tick]:
    step = _step(most)
    for number in range(step, most + 1, step):
        if number * scale <= up:
            yield Tick(_EDGE + up - number * scale, f"{number:,}")
        if number * scale <= down:
            yield Tick(_EDGE + up + _BAND + number * scale, f"{number:,}")


def _power(of_ten: int) -> int:
    return int(10**of_ten)


def _step(most: int) -> int:
    """The least of 1, 2, 5, 10, 20, 50 and so on that draws few lines."""
    return next(step for ten in map(_power, count()) for step in (ten, 2 * ten, 5 * ten) if most // step <= _GRID)


def _dots(periods: list[tuple[str, Period]], points: Sequence[Point]) -> Drawing:
    whole = 100 / len(periods)
    places = [_place(point, number, slots=len(periods)) for number, point in enumerate(points)]
    deep = Counter((point.side, at) for point, at in zip(points, places, strict=True))
    by, about = (max((many for (one, _), many in deep.items() if one == side), default=0) for side in ("by", "about"))
    pace = min(_DOT, _TALL * 1.5 / max(by, about))
    up, down = (max(_SHORT, many * pace + _DOT / 2) for many in (by, about))
    top, bottom = _EDGE + up, _EDGE + up + _BAND
    seen: Counter[tuple[str, int]] = Counter()
    dots = []
    for point, at in zip(points, places, strict=True):
        away = (seen[point.side, at] + 0.75) * pace
        seen[point.side, at] += 1
        dots.append(Dot(point, (at + 0.5) * whole / _BINS, top - away if point.side == "by" else bottom + away))
    columns = tuple(
        Column(label, one.start, whole * number, whole * (number + 0.5), whole, whole, (), one.by, one.about, 2)
        for number, (label, one) in enumerate(periods)
    )
    return Drawing(bottom + down + _EDGE, top, bottom, columns, tuple(dots), ())


def _place(point: Point, number: int, *, slots: int) -> int:
    """In which fifth of a month ``point`` stands, counted from the year's beginning."""
    first = date.fromisoformat(point.first)
    if point.first[:7] != point.last[:7]:
        return (slots - 1) * _BINS + number % _BINS
    length = monthrange(first.year, first.month)[1]
    return (first.month - 1) * _BINS + min(_BINS - 1, (first.day - 1) * _BINS // length)
