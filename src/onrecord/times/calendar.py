"""Date arithmetic relative to the date of a page, with results in EDTF.

Each function returns null if the page's date is not precise enough, or where two dates are possible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# EDTF's numbers of the seasons, the same in both hemispheres.
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

_WINTER = 24
# First month of each season in the northern hemisphere.
_FIRST_MONTH = {21: 3, 22: 6, 23: 9, 24: 12}
_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PUBLISHED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?")
# Years to try for a date without a year. Nine years always contain a 29 February, and nearly always a year in which a
# weekday fits ("Friday, May 27"); otherwise the year stays open.
_MAX_YEARS_BACK = 9


@dataclass(frozen=True, slots=True)
class PageDate:
    """The publication date of a page, to the known precision. A day implies a month, a month implies a year."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def date(self) -> date | None:
        """The day, or null if the date is less precise or does not exist."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def page_date(published: str | None) -> PageDate:
    """Parse ``published``, an EDTF string or null. Anything but a plain year, month or day gives an empty date."""
    match = _PUBLISHED.fullmatch(published or "")
    return PageDate(*(int(part) if part else None for part in match.groups())) if match else PageDate()


def day_of_month(month: int, day: int, *, page: PageDate, weekday: int | None = None) -> str | None:
    """Return the latest such day up to the page's date, or ``XXXX-MM-DD`` if the year cannot be determined.

    With a ``weekday`` (0 is Monday), only years in which it fits count. Null if no year has such a day (June 31).
    """
    if not 1 <= day <= _MONTH_LENGTHS[month - 1]:
        return None
    if page.year is not None and page.month is not None and (page.day is not None or page.month != month):
        latest = (page.year, page.month, page.day or 31)
        for year in range(page.year, page.year - _MAX_YEARS_BACK, -1):
            if (year, month, day) <= latest and _is_valid(year, month, day, weekday):
                return f"{year:04}-{month:02}-{day:02}"
    return f"XXXX-{month:02}-{day:02}"


def exact_day(year: int, month: int, day: int) -> str | None:
    """Return the day, or null if it does not exist."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def latest_month(month: int, *, page: PageDate, before: bool = False) -> str:
    """Return the latest such month up to the page's month; with ``before``, excluding the page's month."""
    if page.year is None or page.month is None:
        return f"XXXX-{month:02}"
    year = page.year - (month > page.month or (before and month == page.month))
    return f"{year:04}-{month:02}"


def latest_weekday(weekday: int, *, page: PageDate, before: bool = False) -> str | None:
    """Return the latest such weekday up to the page's date; with ``before``, excluding the page's date."""
    if page.date is None:
        return None
    days_back = (page.date.weekday() - weekday) % 7
    return (page.date - timedelta(days=days_back or (7 if before else 0))).isoformat()


def latest_season(season: int, *, page: PageDate, last: bool) -> str | None:
    """Resolve "this summer" or, with ``last``, "last summer". Null if two seasons are possible.

    "Last summer" in October may be that of this year or of the year before; "this winter" may be either end of a year.
    """
    if page.year is None or page.month is None:
        return None
    if not last:
        return f"{page.year:04}-{season}" if season != _WINTER else None
    if season == _WINTER:
        return f"{page.year - 1:04}-{_WINTER}" if 3 <= page.month <= 11 else None
    return f"{page.year - 1:04}-{season}" if page.month < _FIRST_MONTH[season] else None


def calendar_unit(name: str, *, page: PageDate, back: int) -> str | None:
    """Return the day, week, month or year that lies ``back`` units before the page's own.

    Weeks run from Monday to Sunday. The page's own week ends with the page's date.
    """
    if page.year is None:
        return None
    if name == "year":
        return f"{page.year - back:04}"
    if name == "month":
        return None if page.month is None else _format_month(page.year, page.month - back)
    if page.date is None:
        return None
    if name == "day":
        return (page.date - timedelta(days=back)).isoformat()
    monday = page.date - timedelta(days=page.date.weekday() + 7 * back)
    last_day = page.date if back == 0 else monday + timedelta(days=6)
    return monday.isoformat() if last_day == monday else f"{monday.isoformat()}/{last_day.isoformat()}"


def latest_weekend(*, page: PageDate) -> str | None:
    """Return the latest weekend that began on or before the page's date."""
    if page.date is None:
        return None
    saturday = page.date - timedelta(days=(page.date.weekday() - 5) % 7)
    return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}"


def time_ago(name: str, *, page: PageDate, count: float) -> str | None:
    """Resolve "three weeks ago": ``count`` units before the page's date. All but days are approximate ("~")."""
    if page.year is None:
        return None
    if name in {"decade", "year"} and (count == int(count) or name == "decade"):
        return f"{page.year - round(count * (10 if name == 'decade' else 1)):04}~"
    if name in {"year", "month"}:
        months = round(count * (12 if name == "year" else 1))
        return None if page.month is None else f"{_format_month(page.year, page.month - months)}~"
    if page.date is None:
        return None
    day = page.date - timedelta(days=round(count * (1 if name == "day" else 7)))
    return day.isoformat() + ("" if name == "day" else "~")


def _format_month(year: int, month: int) -> str:
    """Format a month as EDTF. A ``month`` below 1 is in an earlier year: 0 is the December before."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return f"{year:04}-{month:02}"


def _is_valid(year: int, month: int, day: int, weekday: int | None) -> bool:
    """Return true if the day exists and falls on ``weekday``, if that is given."""
    try:
        actual_weekday = date(year, month, day).weekday()
    except ValueError:
        return False
    return weekday is None or actual_weekday == weekday
