"""Facts about the record itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from onrecord.judge.facts import JUDGED
from onrecord.store.rows import lookup
from onrecord.store.schema import meta, readers, readings
from onrecord.store.store import Store


@dataclass(frozen=True, slots=True)
class ReadBy:
    """A reader with the number of its readings."""

    reader: str
    readings: int


@dataclass(frozen=True, slots=True)
class RecordInfo:
    """Facts about the record itself."""

    counts: Mapping[str, int]
    """Pages, versions, readings, statements (current ones) and changes."""
    created: str | None
    """Time of creation, ISO 8601."""
    created_by: str | None
    """The version that created it."""
    readers: tuple[ReadBy, ...]
    """In descending order of readings."""


def describe_record(record: Store) -> RecordInfo:
    """Return facts about ``record`` itself."""
    query = select(readers.c.version, func.count(readings.c.id).label("times")).join(readings).group_by(readers.c.id)
    with record.snapshot() as connection:
        facts = lookup(connection, select(meta))
        times: Counter[str] = Counter()
        for row in connection.execute(query):
            # A reading that judgements corrected still has its reader.
            times[row.version.partition(JUDGED)[0]] += row.times
        by = [ReadBy(version, count) for version, count in times.most_common()]
    return RecordInfo(record.counts(), facts.get("created"), facts.get("created_by"), tuple(by))
