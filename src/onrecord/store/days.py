"""Conversion of dates between EDTF, the integer days of the store (20250226) and ISO 8601."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement

from onrecord.errors import UsageError
from onrecord.times import bounds

YEAR: Final = 1_00_00
_MONTH: Final = 1_00
DECADE: Final = 10 * YEAR
"""Difference of two integer days that are ten years apart."""

_Day = TypeVar("_Day", int, ColumnElement[Any])


@lru_cache(maxsize=32_768)  # the days of ninety years
def day_range(edtf: str | None) -> tuple[int | None, int | None]:
    """Return the first and the last day that ``edtf`` can mean; null for both if it has no year or is open."""
    ends = bounds(edtf)
    return (_number(ends[0]), _number(ends[1])) if ends else (None, None)


def since_day(edtf: str) -> int:
    """Return the first day of ``edtf``, the start of a period. Raises ``UsageError`` if it is not a date."""
    return _period(edtf, option="since")[0]


def until_day(edtf: str) -> int:
    """Return the last day of ``edtf``, the end of a period. Raises ``UsageError`` if it is not a date."""
    return _period(edtf, option="until")[1]


@lru_cache(maxsize=4_096)
def iso_day(day: int | None) -> str | None:
    """Format ``day`` as ``2025-02-26``."""
    return None if day is None else f"{day // YEAR:04}-{day // _MONTH % 100:02}-{day % 100:02}"


def year_of(day: _Day) -> _Day:
    """The year of a day, or of a column of days: 2025."""
    return day // YEAR


def month_of(day: _Day) -> _Day:
    """The month of a day, or of a column of days, with its year: 202502."""
    return day // _MONTH


def days_of_year(year: int) -> tuple[int, int]:
    """Return a lower and an upper bound of the integer days of ``year``."""
    return year * YEAR, year * YEAR + YEAR - 1


def whole_years(earlier: int, later: int) -> int:
    """Count the whole years between two days."""
    return (later - earlier) // YEAR


def earlier_day(day: int | None, other: int | None) -> int | None:
    """The earlier of two days. Either may be unknown."""
    return other if day is None or (other is not None and other < day) else day


def later_day(day: int | None, other: int | None) -> int | None:
    """The later of two days. Either may be unknown."""
    return other if day is None or (other is not None and other > day) else day


def _period(edtf: str, *, option: str) -> tuple[int, int]:
    first, last = day_range(edtf.strip())
    if first is None or last is None:
        raise UsageError(
            f"{edtf!r} is not a date for {option!r}. Give a year, a month or a day (2016, 2016-05, 2016-05-12), or "
            "another date in EDTF, such as 199X."
        )
    return first, last


def _number(day: date) -> int:
    return day.year * YEAR + day.month * _MONTH + day.day
