"""Timestamps of pages and records: the current time, and whether a text is one."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

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
