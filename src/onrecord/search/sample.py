"""The first of what a search finds, to count: so many that they tell what it finds, so few that nobody waits."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, func, literal_column, select, true

from onrecord.search import query as asking
from onrecord.search.find_statements import LOOKED_THROUGH, having
from onrecord.search.periods import VAGUEST, first_day, last_day
from onrecord.search.query import Asked, Filter, Query, held, statement_words
from onrecord.search.walk import Place, shortest, walk
from onrecord.store.schema import abouts, pages, statements

MOST: Final = 500
"""Statements that are looked at: to look at one takes about 0.01 ms in a record of a million."""

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Sample:
    """What was looked at of what a search finds."""

    keys: str
    """The keys of the statements that were found, as a list in JSON: SQLite takes so many in at once."""
    found: int
    """How many these are."""
    whole: bool
    """Whether they are all that there are."""


def sample(connection: Connection, asked: Asked) -> Sample:
    """The first of what ``asked`` finds, the newest where that costs nothing, of at most ``MOST`` looked at."""
    query = asked.query
    where = [*asking.plain(query), *asking.period(query, held(statements.c.day_from))]
    conditions = list(asked.filters)
    if asked.holding is not None and asked.words is not None:
        if asked.holding.count == asking.COMMON and conditions:
            return _looked_through(connection, asked, words=asked.words)
        conditions.append(asked.holding)
    lead = min((one for one in conditions if one.lead is not None), key=lambda one: one.count, default=None)
    where += [one.condition for one in conditions if one is not lead]
    rows = _along(lead, query)
    if lead is not None and lead.name == "by":
        # The index of who speaks holds to whom as well.
        rows = rows.where(*(one.condition for one in conditions if one.name == "told"))
    # Written out, so that SQLite plans for so few.
    looked_at = rows.limit(literal_column(str(MOST))).subquery("looked_at")
    fits = and_(true(), *where)
    found = select(
        func.json_group_array(statements.c.id).filter(fits), func.count().filter(fits), func.count()
    ).select_from(looked_at)
    row = connection.execute(found.join(statements, statements.c.id == held(looked_at.c.id))).one()
    return Sample(row[0], found=row[1], whole=row[2] < MOST)


def _along(lead: Filter | None, query: Query) -> Rows:
    """The keys that ``lead`` leads to, so that nothing but its index is read."""
    if lead is None or lead.lead is None or lead.through is None:
        rows: Rows = select(statements.c.id.label("id"))
        if lead is not None and lead.lead is not None:
            rows = rows.where(lead.lead)
        day, key = statements.c.day_from, statements.c.id
    elif lead.through is abouts:
        day, key = abouts.c.day_from, abouts.c.statement_id
        rows = select(key.label("id"), day).distinct().where(lead.lead)
    elif lead.through is pages:
        rows = select(statements.c.id.label("id")).join(pages, statements.c.page_id == pages.c.id).where(lead.lead)
        return rows.order_by(pages.c.day_from.desc()) if len(query.outlet) == 1 else rows
    else:
        found = statement_words.c.rowid
        return select(found.label("id")).where(lead.lead).order_by(found.desc())
    if query.since is not None:
        rows = rows.where(day >= first_day(query.since) - VAGUEST)
    if query.until is not None:
        rows = rows.where(day <= last_day(query.until))
    return rows.order_by(day.desc(), key.desc()) if lead is None or lead.ordered else rows


def _looked_through(connection: Connection, asked: Asked, *, words: str) -> Sample:
    """For words that are too common to begin with: what else is asked for, looked through for them."""
    query = asked.query
    lead = shortest(asked.filters, everything=asking.how_many(connection), wanted=LOOKED_THROUGH, query=query)
    where = [*asking.plain(query), *(one.condition for one in asked.filters if one is not lead)]
    rows: list[Place] = []
    for some in walk(connection, query, lead=lead, where=where, start=None, size=LOOKED_THROUGH):
        rows += some
        if len(rows) >= LOOKED_THROUGH:
            break
    keys = [key for _, key in having(connection, words, rows)]
    return Sample(json.dumps(keys), found=len(keys), whole=len(rows) < LOOKED_THROUGH)
