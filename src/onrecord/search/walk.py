"""Walking through statements in the order of time, along whatever leaves the least to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, select

from onrecord.search import query as asking
from onrecord.search.query import COUNTED, Filter, Query, held, statement_words
from onrecord.store.schema import abouts, pages, statements

_KIND_SHARE: Final = 0.25

Day = ColumnElement[Any]
Place = tuple[int | None, int]
"""The first day and the key of a statement."""
Rows = Select[*tuple[Any, ...]]


def shortest(conditions: Sequence[Filter], *, everything: int, wanted: int, query: Query) -> Filter | None:
    """The condition along which the fewest statements have to be looked at; null where all are walked, newest first.

    One that has an order is left as soon as enough is found, all others are walked to their end and sorted.
    """
    shares = {one: min(1.0, max(1, one.count) / max(1, everything)) for one in conditions}
    rest = _KIND_SHARE if query.kind else 1.0

    def cost(lead: Filter | None) -> float:
        seen = wanted / (rest * prod(share for one, share in shares.items() if one is not lead))
        if lead is None:
            return min(everything, seen)
        return min(lead.count, seen) if lead.ordered else lead.count * (2 if lead.count >= COUNTED else 1)

    led = [one for one in conditions if one.lead is not None]
    return min([*led, None], key=cost)


def leading(lead: Filter | None) -> tuple[Rows, Day, Day]:
    """What to walk through, and its columns of the day and of the key."""
    day, key = statements.c.day_from, statements.c.id
    rows: Rows = select(day, key)
    if lead is None or lead.lead is None:
        return rows, day, key
    if lead.through is None:
        return rows.where(lead.lead), day, key
    if lead.through is abouts:
        day, key = abouts.c.day_from, abouts.c.statement_id
        rows = select(day, key).distinct().join(statements, statements.c.id == held(abouts.c.statement_id))
        return rows.where(lead.lead), day, key
    if lead.through is pages:
        return rows.join(pages, statements.c.page_id == held(pages.c.id)).where(lead.lead), held(day), held(key)
    rows = rows.join(statement_words, statements.c.id == held(statement_words.c.rowid))
    return rows.where(lead.lead), held(day), held(key)


def walk(
    connection: Connection,
    query: Query,
    *,
    lead: Filter | None,
    where: Sequence[ColumnElement[bool]],
    start: Sequence[Any] | None,
    size: int,
    oldest: bool = False,
) -> Iterator[list[Place]]:
    """What meets ``where`` after ``start``, in the order of time, and what has no day last, ``size`` at a time."""
    rows, day, key = leading(lead)
    rows = rows.where(*where, *asking.period(query, day)).limit(size)
    rows = rows.order_by(day, key) if oldest else rows.order_by(day.desc(), key.desc())
    last = tuple(start) if start is not None else None
    for dated in (True, False):
        if dated and last is not None and last[0] is None:
            continue
        some: list[Place] = []
        while not some or len(some) == size:
            there = _after(last, day, key, dated=dated, oldest=oldest)
            some = [(row[0], row[1]) for row in connection.execute(rows.where(*there))]
            if not some:
                break
            yield some
            last = some[-1]


def _after(last: tuple[Any, ...] | None, day: Day, key: Day, *, dated: bool, oldest: bool) -> list[ColumnElement[bool]]:
    """The condition of what comes after ``last``, among what has a day or among what has none."""
    where: list[ColumnElement[bool]] = [day.is_not(None) if dated else day.is_(None)]
    if last is None or (last[0] is not None and not dated):
        return where
    beyond = held(key) > last[1] if oldest else held(key) < last[1]
    if not dated:
        return [*where, beyond]
    if oldest:
        return [*where, day >= last[0], (held(day) > last[0]) | beyond]
    return [*where, day <= last[0], (held(day) < last[0]) | beyond]
