"""A bounded sample of the statements that a search finds, for facet counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, func, select, true

from onrecord.search.filters import (
    CountedQuery,
    Filter,
    count_statements,
    narrow_by_day,
    period_conditions,
    plain_conditions,
)
from onrecord.search.find_statements import BATCH, holding_words
from onrecord.search.query import Query
from onrecord.search.walk import Place, choose_lead, walk
from onrecord.store import fulltext
from onrecord.store.dialect import gather_keys, inline, pack_keys, without_index
from onrecord.store.schema import pages, statement_subjects, statements

MOST: Final = 500
"""Size of the sample. One statement takes about 0.01 ms in a record of a million."""

Rows = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of the results of a search."""

    keys: str | None
    """Keys in the form of ``dialect.key_table``; null if there are none."""
    size: int
    complete: bool
    """True if these are all results."""


def draw_sample(connection: Connection, counted: CountedQuery) -> Sample:
    """Up to ``MOST`` results of a search, the newest if that costs nothing.

    ``MOST`` rows are read along one filter, and rows that match the other filters are kept. The sample is small if few
    statements match all filters.
    """
    query = counted.resolved.query
    filters = list(counted.filters)
    if counted.words is not None:
        if counted.words_are_common and filters:
            return _search_batches(connection, counted)
        filters.append(counted.words)
    led = [condition for condition in filters if condition.lead is not None]
    lead = min(led, key=lambda condition: condition.count, default=None)
    rows = _lead_keys(lead, query)
    if lead is not None and lead.name == "by":
        # The index of speakers includes the addressee: "by Ada to The Lantern" does not read what she told others.
        rows = rows.where(*(told.condition for told in filters if told.name == "told"))
    read = rows.limit(inline(MOST)).subquery("looked_at")
    fits = and_(
        true(),
        *plain_conditions(query),
        *period_conditions(query, without_index(statements.c.day_from)),
        *(remaining.condition for remaining in filters if remaining is not lead),
    )
    counts = select(gather_keys(statements.c.id).filter(fits), func.count().filter(fits), func.count())
    counts = counts.select_from(read).join(statements, statements.c.id == without_index(read.c.id))
    keys, size, read_count = connection.execute(counts).one()
    return Sample(keys, size=size, complete=read_count < MOST)


def _lead_keys(lead: Filter | None, query: Query) -> Rows:
    """Keys of the statements of ``lead``, read from an index alone."""
    if lead is None or lead.lead is None or lead.source is None:
        rows: Rows = select(statements.c.id.label("id"))
        if lead is not None and lead.lead is not None:
            rows = rows.where(lead.lead)
        day, key = statements.c.day_from, statements.c.id
    elif lead.source is statement_subjects:
        day, key = statement_subjects.c.day_from, statement_subjects.c.statement_id
        rows = select(key.label("id"), day).distinct().where(lead.lead)
    elif lead.source is pages:
        rows = select(statements.c.id.label("id")).join(pages, statements.c.page_id == pages.c.id).where(lead.lead)
        return rows.order_by(pages.c.day_from.desc()) if len(query.outlet) == 1 else rows
    else:
        indexed = fulltext.statement_key
        return select(indexed.label("id")).where(lead.lead).order_by(indexed.desc())
    rows = narrow_by_day(rows, query, day)
    return rows.order_by(day.desc(), key.desc()) if lead is None or lead.ordered else rows


def _search_batches(connection: Connection, counted: CountedQuery) -> Sample:
    """A sample for words that are too common to lead: the statements with them in the first batch of results of the
    other filters."""
    query = counted.resolved.query
    lead = choose_lead(counted.filters, total=count_statements(connection), limit=BATCH)
    remaining = [following.condition for following in counted.filters if following is not lead]
    places: list[Place] = []
    for batch in walk(
        connection, query, lead=lead, conditions=[*plain_conditions(query), *remaining], start=None, size=BATCH
    ):
        places += batch
        if len(places) >= BATCH:
            break
    keys = [key for _, key in holding_words(connection, counted.resolved, places)]
    return Sample(pack_keys(keys), size=len(keys), complete=len(places) < BATCH)
