"""Dates as EDTF, reckoned from the date of a page.

Each function gives null where the page's date is not known closely enough, or where two readings are possible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
"""EDTF's numbers for the seasons, wherever in the world they fall."""

_FIRST_MONTH = {21: 3, 22: 6, 23: 9, 24: 12}
_PUBLISHED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?")


@dataclass(frozen=True, slots=True)
class PageDate:
    """When a page was published, as closely as is known. A day is known only with its month, a month with its year."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def date(self) -> date | None:
        """The day itself, where it is known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def page_date(published: str | None) -> PageDate:
    """The date in ``published``, an EDTF string or null. What is not a plain year, month or day tells nothing."""
    match = _PUBLISHED.fullmatch(published or "")
    return PageDate(*(int(part) if part else None for part in match.groups())) if match else PageDate()


def day_of_month(month: int, day: int, *, page: PageDate, weekday: int | None = None) -> str | None:
    """The latest such day that is not after the page's date; without its year where that is not known.

    A ``weekday`` (0 is Monday) that is stated with it has to fit. Null where there is no such day in any year.
    """
    if not 1 <= day <= (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]:
        return None
    if page.year is not None and page.month is not None and (page.day is not None or page.month != month):
        latest = (page.year, page.month, page.day or 31)
        for year in range(page.year, page.year - 9, -1):
            if (year, month, day) <= latest and _fits(year, month, day, weekday):
                return f"{year:04}-{month:02}-{day:02}"
    return f"XXXX-{month:02}-{day:02}"


def full_day(year: int, month: int, day: int) -> str | None:
    """That day, or null where the calendar has none."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def latest_month(month: int, *, page: PageDate, before: bool = False) -> str:
    """The latest such month that is not after the page's; with ``before``, that is before the page's."""
    if page.year is None or page.month is None:
        return f"XXXX-{month:02}"
    year = page.year - (month > page.month or (before and month == page.month))
    return f"{year:04}-{month:02}"


def latest_weekday(weekday: int, *, page: PageDate, before: bool = False) -> str | None:
    """The latest such day on or before the page's date; with ``before``, before it."""
    if page.date is None:
        return None
    back = (page.date.weekday() - weekday) % 7
    return (page.date - timedelta(days=back or (7 if before else 0))).isoformat()


def latest_season(season: int, *, page: PageDate, last: bool) -> str | None:
    """The season that the page calls this one or, with ``last``, the last one. Null where that could be two."""
    if page.year is None or page.month is None:
        return None
    first = _FIRST_MONTH[season]
    if not last:
        return f"{page.year:04}-{season}" if season != 24 else None
    if season == 24:
        return f"{page.year - 1:04}-24" if 3 <= page.month <= 11 else None
    return f"{page.year - 1:04}-{season}" if page.month < first else None


def unit(name: str, *, page: PageDate, back: int) -> str | None:
    """The day, week, month or year that lies ``back`` of its kind before the page's own.

    A week goes from Monday to Sunday; the page's own week to the page's date.
    """
    if page.year is None:
        return None
    if name == "year":
        return f"{page.year - back:04}"
    if name == "month":
        return None if page.month is None else _month(page.year, page.month - back)
    if page.date is None:
        return None
    if name == "day":
        return (page.date - timedelta(days=back)).isoformat()
    monday = page.date - timedelta(days=page.date.weekday() + 7 * back)
    last = page.date if back == 0 else monday + timedelta(days=6)
    return monday.isoformat() if last == monday else f"{monday.isoformat()}/{last.isoformat()}"


def weekend(*, page: PageDate) -> str | None:
    """The weekend that began last on or before the page's date."""
    if page.date is None:
        return None
    saturday = page.date - timedelta(days=(page.date.weekday() - 5) % 7)
    return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}"


def ago(name: str, *, page: PageDate, count: float) -> str | None:
    """The time ``count`` days, weeks, months, years or decades before the page's date, approximate but for days."""
    if page.year is None:
        return None
    if name in {"decade", "year"} and (count == int(count) or name == "decade"):
        return f"{page.year - round(count * (10 if name == 'decade' else 1)):04}~"
    if name in {"year", "month"}:
        months = round(count * (12 if name == "year" else 1))
        return None if page.month is None else f"{_month(page.year, page.month - months)}~"
    if page.date is None:
        return None
    then = page.date - timedelta(days=round(count * (1 if name == "day" else 7)))
    return then.isoformat() + ("" if name == "day" else "~")


def _month(year: int, month: int) -> str:
    """``month`` may be zero or less: it counts on from the years before."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04}-{month:02}"


def _fits(year: int, month: int, day: int, weekday: int | None) -> bool:
    try:
        found = date(year, month, day).weekday()
    except ValueError:
        return False
    return weekday is None or found == weekday
