"""Periods to look in, and days as they are shown."""

from __future__ import annotations

from onrecord.errors import UsageError
from onrecord.store.days import day_range

VAGUEST = 10_00_00
"""Ten years, in numbers such as 20250226: what may have been said earlier still is in no period."""


def first_day(text: str) -> int:
    """The first day that ``text``, EDTF, can mean, as a number such as 20250226. Raises ``UsageError``."""
    return _days(text, option="since")[0]


def last_day(text: str) -> int:
    """The last day that ``text``, EDTF, can mean, as a number such as 20250226. Raises ``UsageError``."""
    return _days(text, option="until")[1]


def _days(text: str, *, option: str) -> tuple[int, int]:
    first, last = day_range(text.strip())
    if first is None or last is None:
        raise UsageError(
            f"{option} {text!r} is no date. Write a year, a month or a day (2016, 2016-05, 2016-05-12), or another "
            "date in EDTF, such as 199X."
        )
    return first, last
