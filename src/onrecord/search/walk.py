"""A walk through statements in the order of time, along the most selective filter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, select

from onrecord.search.filters import MOST_COUNTED, Condition, Filter, period_conditions
from onrecord.search.query import Query
from onrecord.store import fulltext
from onrecord.store.dialect import without_index
from onrecord.store.schema import pages, statement_subjects, statements

Day = ColumnElement[Any]
Place = tuple[int | None, int]
"""The first day and the key of a statement."""
Rows = Select[*tuple[Any, ...]]


def choose_lead(filters: Sequence[Filter], *, total: int, limit: int) -> Filter | None:
    """Choose the filter along which the fewest of ``total`` statements are read; null to read all, newest first.

    A walk along an index in the order of time ends after ``limit`` matches; other indexes are read completely and
    sorted. All 50,000 statements of an outlet are read, but of a speaker with as many only the newest few.
    """
    shares = {condition: min(1.0, max(1, condition.count) / max(1, total)) for condition in filters}

    def cost(lead: Filter | None) -> float:
        read = limit / prod(share for condition, share in shares.items() if condition is not lead)
        if lead is None:
            return min(total, read)
        if lead.ordered:
            return min(lead.count, read)
        # A count at its limit may be a fraction of the real number.
        return lead.count * (2 if lead.count >= MOST_COUNTED else 1)

    led = [condition for condition in filters if condition.lead is not None]
    return min([*led, None], key=cost)


def walk(
    connection: Connection,
    query: Query,
    *,
    lead: Filter | None,
    conditions: Sequence[Condition],
    start: Sequence[Any] | None,
    size: int,
    oldest: bool = False,
) -> Iterator[list[Place]]:
    """Statements that meet ``conditions``, in batches of ``size``, after ``start``, by time; undated ones last."""
    rows, day, key = _lead_rows(lead)
    rows = rows.where(*conditions, *period_conditions(query, day)).limit(size)
    rows = rows.order_by(day, key) if oldest else rows.order_by(day.desc(), key.desc())
    last = tuple(start) if start is not None else None
    # Undated statements come last in both orders. They need a separate walk, since no index sorts null to this end.
    for dated in (True, False):
        if dated and last is not None and last[0] is None:
            continue
        batch: list[Place] = []
        while not batch or len(batch) == size:
            following = _after(last, day, key, dated=dated, oldest=oldest)
            batch = [(row[0], row[1]) for row in connection.execute(rows.where(*following))]
            if not batch:
                break
            yield batch
            last = batch[-1]


def _lead_rows(lead: Filter | None) -> tuple[Rows, Day, ColumnElement[int]]:
    """The rows to walk through, with their columns for the day and the statement's key."""
    day, key = statements.c.day_from, statements.c.id
    rows: Rows = select(day, key)
    if lead is None or lead.lead is None:
        return rows, day, key
    if lead.source is None:
        return rows.where(lead.lead), day, key
    if lead.source is statement_subjects:
        day, key = statement_subjects.c.day_from, statement_subjects.c.statement_id
        rows = (
            select(day, key)
            .distinct()
            .join(statements, statements.c.id == without_index(statement_subjects.c.statement_id))
        )
        return rows.where(lead.lead), day, key
    if lead.source is pages:
        rows = rows.join(pages, statements.c.page_id == without_index(pages.c.id))
    else:
        rows = rows.join(fulltext.statement_index, statements.c.id == without_index(fulltext.statement_key))
    return rows.where(lead.lead), without_index(day), without_index(key)


def _after(
    last: tuple[Any, ...] | None, day: Day, key: ColumnElement[int], *, dated: bool, oldest: bool
) -> list[Condition]:
    """The condition for rows after ``last``, among dated or undated statements."""
    in_part: Condition = day.is_not(None) if dated else day.is_(None)
    if last is None or (last[0] is not None and not dated):
        return [in_part]
    beyond = without_index(key) > last[1] if oldest else without_index(key) < last[1]
    if not dated:
        return [in_part, beyond]
    if oldest:
        return [in_part, day >= last[0], (without_index(day) > last[0]) | beyond]
    return [in_part, day <= last[0], (without_index(day) < last[0]) | beyond]
