"""Periods to look in, and days as they are shown."""

from __future__ import annotations

from onrecord.errors import UsageError
from onrecord.record.forms import days

VAGUEST = 10_00_00
"""Ten years, in numbers such as 20250226: what may have been said earlier still is in no period."""


def first_day(text: str) -> int:
    """The first day that ``text``, EDTF, can mean, as a number such as 20250226. Raises ``UsageError``."""
    return _days(text, option="since")[0]


def last_day(text: str) -> int:
    """The last day that ``text``, EDTF, can mean, as a number such as 20250226. Raises ``UsageError``."""
    return _days(text, option="until")[1]


def iso(day: int | None) -> str | None:
    """``day``, a number such as 20250226, as ``2025-02-26``."""
    return None if day is None else f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"


def _days(text: str, *, option: str) -> tuple[int, int]:
    first, last = days(text.strip())
    if first is None or last is None:
        raise UsageError(
            f"{option} {text!r} is no date. Write a year, a month or a day (2016, 2016-05, 2016-05-12), or another "
            "date in EDTF, such as 199X."
        )
    return first, last
