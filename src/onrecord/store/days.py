"""Days as the store keeps them: numbers such as 20250226, from EDTF and back to ISO 8601."""

from __future__ import annotations

from datetime import date

from onrecord.times import bounds


def day_range(edtf: str | None) -> tuple[int | None, int | None]:
    """The first and the last day that ``edtf`` can mean, as numbers such as 20250226; null where it has none."""
    found = bounds(edtf)
    return (_number(found[0]), _number(found[1])) if found else (None, None)


def iso_day(day: int | None) -> str | None:
    """``day``, a number such as 20250226, as ``2025-02-26``."""
    return None if day is None else f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}"


def _number(day: date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
