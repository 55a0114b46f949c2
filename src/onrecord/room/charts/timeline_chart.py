"""A person's timeline: statements by the person above the axis, statements about the person below it."""

from __future__ import annotations

from calendar import month_abbr, monthrange
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from typing import Final, Literal

from onrecord.views.timeline import Kinds, Period, Point, Timeline

# From the most to the least literal, away from the axis.
KINDS: Final = ("direct", "mixed", "indirect", "no-response")
_MAX_SIDE_HEIGHT: Final = 120
_MIN_SIDE_HEIGHT: Final = 26
# Pixels of one statement in a column of few.
_MAX_STATEMENT_HEIGHT: Final = 12
# Pixels between the two sides, for the names of years or months.
_LABEL_BAND: Final = 26
_MARGIN: Final = 12
# A person with statements of one year would otherwise get a column as wide as the page.
_MIN_YEARS: Final = 8
# In a longer period, as when a page quotes a letter of 1850, years without a statement are left out.
_MAX_GAPLESS_YEARS: Final = 90
# Labels that fit on a wide screen; a phone has room for every second one.
_MAX_LABELS: Final = 11
_MAX_GRID_LINES: Final = 3
# About six days each: at 12 months on a phone, more slots would overlap.
_SLOTS_PER_MONTH: Final = 5
_DOT_SPACING: Final = 11
# Share of a column's width that stays empty.
_COLUMN_GAP: Final = 0.16

LabelWidth = Literal[0, 1, 2]
"""0: no label; 1: a label on wide screens; 2: a label on every screen."""


@dataclass(frozen=True, slots=True)
class KindBar:
    """The statements of one kind in a column."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class TimelineColumn:
    """A year or a month."""

    label: str
    period: str | None
    """``2016`` or ``2016-05``; null for statements without a month."""
    x: float
    """Left edge of the bars."""
    middle: float
    width: float
    """Width of the bars."""
    full_width: float
    """Width of the column with its gaps."""
    bars: tuple[KindBar, ...]
    by: Kinds
    about: Kinds
    label_width: LabelWidth


@dataclass(frozen=True, slots=True)
class StatementDot:
    """One statement."""

    point: Point
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class GridLine:
    """A horizontal line, labelled with a number of statements."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """Columns of bars or, for a year of few statements, a dot for each."""

    height: float
    top: float
    """Upper edge of the band with the labels."""
    bottom: float
    """Lower edge of that band."""
    columns: tuple[TimelineColumn, ...]
    dots: tuple[StatementDot, ...]
    grid: tuple[GridLine, ...]


def draw_timeline(timeline: Timeline) -> TimelineChart | None:
    """The chart of ``timeline``; null if no statement has a date."""
    if not timeline.periods and not (timeline.year and timeline.unplaced.by.total + timeline.unplaced.about.total):
        return None
    if timeline.year is None:
        return _draw_bars(list(_list_years(timeline.periods)), label_width=_year_label_width)
    months = list(_list_months(timeline))
    if timeline.points:
        return _draw_dots(months, timeline.points)
    return _draw_bars(months, label_width=lambda number, columns: 2)


def _list_years(periods: Sequence[Period]) -> Iterator[tuple[str, Period]]:
    by_year = {int(period.start): period for period in periods if period.start}
    first, last = min(by_year), max(by_year)
    first = max(1, min(first, last - _MIN_YEARS + 1))
    years = sorted(by_year) if last - first > _MAX_GAPLESS_YEARS else range(first, last + 1)
    for year in years:
        yield f"{year:04}", by_year.get(year, Period(f"{year:04}", Kinds(), Kinds()))


def _list_months(timeline: Timeline) -> Iterator[tuple[str, Period]]:
    by_month = {period.start: period for period in timeline.periods}
    for month in range(1, 13):
        start = f"{timeline.year:04}-{month:02}"
        yield month_abbr[month], by_month.get(start, Period(start, Kinds(), Kinds()))
    if timeline.unplaced.by.total + timeline.unplaced.about.total:
        yield "no month", timeline.unplaced


def _year_label_width(number: int, years: int) -> LabelWidth:
    """Label every ``step``th year, counted from the last, which always has a label."""
    step = -(-years // _MAX_LABELS)
    from_end = years - 1 - number
    return 0 if from_end % step else 1 if from_end % (2 * step) else 2


def _draw_bars(periods: list[tuple[str, Period]], *, label_width: Callable[[int, int], LabelWidth]) -> TimelineChart:
    max_by = max(period.by.total for _, period in periods)
    max_about = max(period.about.total for _, period in periods)
    scale = min(_MAX_STATEMENT_HEIGHT, _MAX_SIDE_HEIGHT / max(max_by, max_about))
    upper = max(_MIN_SIDE_HEIGHT, scale * max_by)
    lower = max(_MIN_SIDE_HEIGHT, scale * max_about)
    top, bottom = _MARGIN + upper, _MARGIN + upper + _LABEL_BAND
    full_width = 100 / len(periods)
    columns = tuple(
        TimelineColumn(
            label=label,
            period=period.start,
            x=full_width * (number + _COLUMN_GAP / 2),
            middle=full_width * (number + 0.5),
            width=full_width * (1 - _COLUMN_GAP),
            full_width=full_width,
            bars=tuple(chain(_stack_bars(period.by, top, -scale), _stack_bars(period.about, bottom, scale))),
            by=period.by,
            about=period.about,
            label_width=label_width(number, len(periods)),
        )
        for number, (label, period) in enumerate(periods)
    )
    grid = tuple(_draw_grid(max(max_by, max_about), scale, upper, lower))
    return TimelineChart(bottom + lower + _MARGIN, top, bottom, columns, (), grid)


def _stack_bars(kinds: Kinds, start: float, scale: float) -> Iterator[KindBar]:
    """A bar for each kind, away from ``start``. ``scale`` is pixels a statement, negative for upwards."""
    for kind in KINDS:
        times = getattr(kinds, kind.replace("-", "_"))
        if times:
            end = start + times * scale
            yield KindBar(kind, min(start, end), abs(end - start))
            start = end


def _draw_grid(max_total: int, scale: float, upper: float, lower: float) -> Iterator[GridLine]:
    step = _grid_step(max_total)
    for number in range(step, max_total + 1, step):
        if number * scale <= upper:
            yield GridLine(_MARGIN + upper - number * scale, f"{number:,}")
        if number * scale <= lower:
            yield GridLine(_MARGIN + upper + _LABEL_BAND + number * scale, f"{number:,}")


def _grid_step(max_total: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 and so on that draws at most three lines: 50 for 180 statements."""
    powers: Iterator[int] = (int(10**exponent) for exponent in count())
    steps = (step for power in powers for step in (power, 2 * power, 5 * power))
    return next(step for step in steps if max_total // step <= _MAX_GRID_LINES)


def _draw_dots(periods: list[tuple[str, Period]], points: Sequence[Point]) -> TimelineChart:
    full_width = 100 / len(periods)
    slots = [_find_slot(point, number, columns=len(periods)) for number, point in enumerate(points)]
    depths = Counter((point.side, slot) for point, slot in zip(points, slots, strict=True))
    max_by, max_about = (
        max((depth for (dot_side, _), depth in depths.items() if dot_side == side), default=0)
        for side in ("by", "about")
    )
    spacing = min(_DOT_SPACING, _MAX_SIDE_HEIGHT * 1.5 / max(max_by, max_about))
    upper, lower = (max(_MIN_SIDE_HEIGHT, depth * spacing + _DOT_SPACING / 2) for depth in (max_by, max_about))
    top, bottom = _MARGIN + upper, _MARGIN + upper + _LABEL_BAND
    drawn: Counter[tuple[str, int]] = Counter()
    dots = []
    for point, slot in zip(points, slots, strict=True):
        distance = (drawn[point.side, slot] + 0.75) * spacing
        drawn[point.side, slot] += 1
        y = top - distance if point.side == "by" else bottom + distance
        dots.append(StatementDot(point, (slot + 0.5) * full_width / _SLOTS_PER_MONTH, y))
    columns = tuple(
        TimelineColumn(
            label=label,
            period=period.start,
            x=full_width * number,
            middle=full_width * (number + 0.5),
            width=full_width,
            full_width=full_width,
            bars=(),
            by=period.by,
            about=period.about,
            label_width=2,
        )
        for number, (label, period) in enumerate(periods)
    )
    return TimelineChart(bottom + lower + _MARGIN, top, bottom, columns, tuple(dots), ())


def _find_slot(point: Point, number: int, *, columns: int) -> int:
    """The fifth of a month in which ``point`` is drawn; points without a month are spread over the last column."""
    first = date.fromisoformat(point.first)
    if point.first[:7] != point.last[:7]:
        return (columns - 1) * _SLOTS_PER_MONTH + number % _SLOTS_PER_MONTH
    days = monthrange(first.year, first.month)[1]
    return (first.month - 1) * _SLOTS_PER_MONTH + min(_SLOTS_PER_MONTH - 1, (first.day - 1) * _SLOTS_PER_MONTH // days)
