"""First and last day of an EDTF date, so that dates of different precision can be sorted and filtered."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?(?:T.*)?(?P<mark>[~?%]?)"
)
_ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")
_OPEN_DATE = re.compile(r"[0-9X]{4}(?:-(?:[01X][0-9X]|2[1-4])(?:-[0-3X][0-9X])?)?[~?%]?")
# First and last month of EDTF's seasons in the northern hemisphere. Winter ends in the next year.
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}
_YEAR_DAYS = 366
_MONTH_DAYS = 31


def bounds(edtf: str | None) -> tuple[date, date] | None:
    """Return the first and last day of ``edtf``; null if it is null, has no year, or is an open interval.

    An approximate date extends by one unit of its precision on either side: "2025-02-12~" by a day, "2005~" by a year.
    An interval extends from the first day of its start to the last day of its end.
    """
    if edtf is None:
        return None
    start, separator, end = edtf.partition("/")
    first_bounds, last_bounds = _date_bounds(start), _date_bounds(end if separator else start)
    if first_bounds is None or last_bounds is None or last_bounds[1] < first_bounds[0]:
        return None
    return first_bounds[0], last_bounds[1]


def is_edtf(text: str) -> bool:
    """True for a date, a date with digits left open (``XXXX-02-25``), or an interval of these, open ends allowed."""
    ends = text.split("/")
    return len(ends) <= 2 and all(_is_date(end) or (len(ends) == 2 and end in {"", ".."}) for end in ends)


def iso_date(edtf: str | None) -> str | None:
    """``edtf`` if it is a day, a month or a year in ISO 8601, as other formats require; otherwise null."""
    return edtf if edtf and _ISO_DATE.match(edtf) else None


def _is_date(text: str) -> bool:
    return _date_bounds(text) is not None or ("X" in text and _OPEN_DATE.fullmatch(text) is not None)


@lru_cache(maxsize=32_768)  # the days of ninety years
def _date_bounds(text: str) -> tuple[date, date] | None:
    match = _DATE.fullmatch(text)
    if match is None or match["year"] == "0000":
        return None
    try:
        first, last, precision = _exact_bounds(match)
    except ValueError:  # no such month or day
        return None
    if match["mark"] in {"~", "%"}:
        return _shift(first, -precision), _shift(last, precision)
    return first, last


def _exact_bounds(match: re.Match[str]) -> tuple[date, date, int]:
    """Return the first day, the last day and the precision in days (366, 31 or 1)."""
    first_year, last_year = (max(1, int(match["year"].replace("X", digit))) for digit in "09")
    if match["month"] is None:
        return date(first_year, 1, 1), date(last_year, 12, 31), _YEAR_DAYS
    month = int(match["month"])
    if match["day"] is not None:
        day = int(match["day"])
        return date(first_year, month, day), date(last_year, month, day), 1
    first_month, last_month = _SEASONS.get(month, (month, month))
    end_year = last_year + (last_month < first_month)
    end = date(end_year, last_month, monthrange(end_year, last_month)[1])
    return date(first_year, first_month, 1), end, _MONTH_DAYS


def _shift(day: date, days: int) -> date:
    """Add ``days`` to ``day``; return ``day`` itself where the calendar ends (9999-12-31)."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day
