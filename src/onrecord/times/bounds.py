"""The earliest and the latest day that an EDTF date can mean, so that dates of all precisions can be sorted."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_DATE = re.compile(r"(?P<year>\d{4}|\d{3}X|\d\dXX)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?:T.*)?(?P<mark>[~?%]?)")
_SEASONS = {21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 2)}
"""First and last month, as the northern half of the world has them; a winter ends in the next year."""
_YEAR = 366


def bounds(edtf: str | None) -> tuple[date, date] | None:
    """The first and the last day of ``edtf``; null where it is null, open, or has no year.

    What is approximate ("2025-02-12~") may lie a day, a month or a year off, by its precision. An interval goes from
    the first day of its beginning to the last day of its end.
    """
    if edtf is None:
        return None
    start, separator, end = edtf.partition("/")
    first, last = _single(start), _single(end if separator else start)
    if first is None or last is None or last[1] < first[0]:
        return None
    return first[0], last[1]


def _single(text: str) -> tuple[date, date] | None:
    match = _DATE.fullmatch(text)
    if match is None or match["year"] == "0000":
        return None
    try:
        first, last, slack = _exact(match)
    except ValueError:  # no such month or day
        return None
    if match["mark"] in {"~", "%"}:
        return _moved(first, -slack), _moved(last, slack)
    return first, last


def _exact(match: re.Match[str]) -> tuple[date, date, int]:
    """The first and last day, and what one step of the precision is, in days."""
    low, high = (max(1, int(match["year"].replace("X", digit))) for digit in "09")
    if match["month"] is None:
        return date(low, 1, 1), date(high, 12, 31), _YEAR
    month = int(match["month"])
    if match["day"] is not None:
        day = int(match["day"])
        return date(low, month, day), date(high, month, day), 1
    first, last = _SEASONS.get(month, (month, month))
    ends = high + (last < first)
    return date(low, first, 1), date(ends, last, monthrange(ends, last)[1]), 31


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day
