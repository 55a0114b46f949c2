"""Statements of a record, for tests to point at."""

from __future__ import annotations

from onrecord.record import Record
from onrecord.search.find_statements import find
from onrecord.search.query import Query


def first_statement(record: Record, *, by: str | None = None) -> str:
    """The public id of a statement that has a speaker."""
    hits = find(record, Query(by=(by,) if by else ()), limit=50).hits
    return next(hit.entry.id for hit in hits if hit.entry.speaker)
