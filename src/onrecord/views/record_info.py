"""What the record says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from onrecord.store.rows import lookup
from onrecord.store.schema import meta, readers, readings
from onrecord.store.store import Store


@dataclass(frozen=True, slots=True)
class ReadBy:
    """A reader, and how many readings are by it."""

    reader: str
    readings: int


@dataclass(frozen=True, slots=True)
class RecordInfo:
    """What the record says of itself."""

    counts: Mapping[str, int]
    """Pages, versions, readings, statements (current ones) and changes."""
    created: str | None
    """When it was made, ISO 8601, and by which version."""
    created_by: str | None
    readers: tuple[ReadBy, ...]
    """The most diligent first."""


def about(record: Store) -> RecordInfo:
    """What ``record`` says of itself."""
    query = select(readers.c.version, func.count(readings.c.id).label("times")).join(readings).group_by(readers.c.id)
    with record.snapshot() as connection:
        told = lookup(connection, select(meta))
        by = [ReadBy(row.version, row.times) for row in connection.execute(query.order_by(func.count().desc()))]
    return RecordInfo(record.counts(), told.get("created"), told.get("created_by"), tuple(by))
