"""The time now, as pages and records are stamped with it."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """The time now, ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
