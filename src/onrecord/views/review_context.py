"""The context of an item of the review queue, for the person who judges it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from onrecord.resolve.name_resolver import EntitySummary, summarise_people
from onrecord.review.review_items import PairSide, QueueItem, ReviewContradiction, ReviewPair
from onrecord.store.entities import EntityRef
from onrecord.store.readings import load_reading_by_key
from onrecord.store.schema import persons, statements
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.views.page_marks import statement_marks
from onrecord.views.segments import TextBlock, blocks

_PERSONS = select(persons.c.id).where(persons.c.public_id.in_(bindparam("ids", expanding=True)))
_STATEMENT = select(statements.c.reading_id, statements.c.position).where(statements.c.id == bindparam("key"))


@dataclass(frozen=True, slots=True)
class ReviewContext:
    """The context of an item of the review queue."""

    entry: StoredStatement | None = None
    """The statement; null for other items."""
    blocks: tuple[TextBlock, ...] = ()
    """The page of the statement, with its words, cue and source marked."""
    names: tuple[str, ...] = ()
    """The people on that page, most mentioned first."""
    people: tuple[EntitySummary, ...] = ()
    """The two people of a pair, or the people in a contradiction."""


def review_context(record: Store, queued: QueueItem) -> ReviewContext:
    """The context of ``queued``: the page of a statement, or the people in question."""
    with record.snapshot() as connection:
        if isinstance(queued.item, ReviewPair):
            return ReviewContext(people=_people(connection, [queued.item.one, queued.item.other]))
        if isinstance(queued.item, ReviewContradiction):
            return ReviewContext(people=_people(connection, [queued.item.person, queued.item.relative]))
        return _page(connection, queued.place.key)


def _people(connection: Connection, people: Sequence[PairSide | EntityRef | None]) -> tuple[EntitySummary, ...]:
    ids = [person.id for person in people if person is not None]
    keys = connection.execute(_PERSONS, {"ids": ids}).scalars()
    summaries = {summary.id: summary for summary in summarise_people(connection, keys)}
    return tuple(summaries[public_id] for public_id in ids if public_id in summaries)


def _page(connection: Connection, key: int) -> ReviewContext:
    reading_id, position = connection.execute(_STATEMENT, {"key": key}).one()
    stored = load_reading_by_key(connection, reading_id)
    entities = sorted(stored.reading.entities, key=lambda entity: -len(entity.mentions))
    return ReviewContext(
        entry=load_statements(connection, [key])[0],
        blocks=blocks(stored.reading.article, statement_marks(stored.reading.statements[position])),
        names=tuple(dict.fromkeys(stored.persons[entity.id].name for entity in entities)),
    )
