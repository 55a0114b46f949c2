"""The context of an item of the review queue: what a person needs to see to judge it."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from onrecord.judge.review_queue import QueueItem, ReviewPair
from onrecord.resolve.name_resolver import EntitySummary, summarise_people
from onrecord.store.readings import everybody, load_reading_by_key
from onrecord.store.schema import persons, statements
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.views.page_marks import spans
from onrecord.views.segments import Block, Mark, Role, blocks

_ROLES: tuple[Role, ...] = ("content", "cue", "source")
_PERSONS = select(persons.c.id).where(persons.c.public_id.in_(bindparam("ids", expanding=True)))
_SPANS = select(statements.c.reading_id, statements.c.spans).where(statements.c.id == bindparam("key"))


@dataclass(frozen=True, slots=True)
class ReviewContext:
    """The context of an item of the review queue."""

    entry: StoredStatement | None = None
    """The statement; null for a pair."""
    blocks: tuple[Block, ...] = ()
    """The page of the statement, with its words, cue and source marked."""
    names: tuple[str, ...] = ()
    """The people on that page, most mentioned first."""
    people: tuple[EntitySummary, ...] = ()
    """The two people of a pair, in its order."""


def review_context(record: Store, queued: QueueItem) -> ReviewContext:
    """The context of ``queued``: the page of a statement, the two people of a pair."""
    with record.snapshot() as connection:
        if isinstance(queued.item, ReviewPair):
            return ReviewContext(people=_people(connection, queued.item))
        return _page(connection, queued.place.key)


def _people(connection: Connection, pair: ReviewPair) -> tuple[EntitySummary, ...]:
    ids = [pair.one.id, pair.other.id]
    keys = connection.execute(_PERSONS, {"ids": ids}).scalars()
    summaries = {summary.id: summary for summary in summarise_people(connection, keys)}
    return tuple(summaries[public_id] for public_id in ids if public_id in summaries)


def _page(connection: Connection, key: int) -> ReviewContext:
    reading_id, packed_spans = connection.execute(_SPANS, {"key": key}).one()
    reading = load_reading_by_key(connection, reading_id)
    marks = [
        Mark(role, 0, span)
        for role, lists in zip(_ROLES, json.loads(packed_spans), strict=True)
        for span in spans(lists)
    ]
    people = sorted(everybody(reading.record), key=lambda person: -len(person[1]["mentions"]))
    return ReviewContext(
        entry=load_statements(connection, [key])[0],
        blocks=blocks(reading.record["article"], marks),
        names=tuple(dict.fromkeys(reading.persons[person["id"]].name for _, person in people)),
    )
