"""Time expressions in English news, resolved to EDTF against the date of the page.

Input is text and the page's date; output is ``When`` values with their spans. Every stage may use this package. The
grammar is hand-written: of the available libraries, some match fragments of words ("may", "sun"), others return dates
without spans. The tests check the results with the library ``edtf``.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from onrecord.times.bounds import bounds, is_edtf, iso_date
from onrecord.times.expressions import find_times, is_future, is_vague, lie_ahead

__all__ = [
    "TIMESTAMP", "bounds", "find_times", "is_edtf", "is_future", "is_timestamp", "is_vague", "iso_date", "lie_ahead",
    "now",
]  # fmt: skip

TIMESTAMP: Final = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
"""A pattern of a day or a time in ISO 8601."""
_TIMESTAMP = re.compile(TIMESTAMP)


def now() -> str:
    """Return the current time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_timestamp(text: str | None) -> bool:
    """Return true if ``text`` is a day or a time in ISO 8601."""
    return bool(text and _TIMESTAMP.fullmatch(text))
