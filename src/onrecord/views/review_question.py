"""What the record is least sure of, one after another, each with what a person needs to judge it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, select

from onrecord.judge import review_queue
from onrecord.judge.review_queue import DoubtfulPair, DoubtfulStatement, Place
from onrecord.resolve.name_resolver import EntitySummary, summarise_people
from onrecord.store.readings import everybody, load_reading_by_key
from onrecord.store.schema import persons
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.views.segments import Block, Mark, Role, blocks

MOST_LEFT: Final = 1_000
"""What is left is not counted further."""

_COIN: Final = 0.5

What = Literal["statement", "pair"]

_PERSONS = select(persons.c.id).where(persons.c.public_id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class From:
    """How far somebody has come, among the statements and among the pairs; null at the beginning."""

    statement: Place | None = None
    pair: Place | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be judged."""

    what: What
    place: Place
    one: DoubtfulStatement | DoubtfulPair
    entry: StoredStatement | None
    """The statement; null for a pair."""
    blocks: tuple[Block, ...]
    """The page of the statement, with its words, cue and source marked."""
    names: tuple[str, ...]
    """Who is on that page, those named most first."""
    people: tuple[EntitySummary, ...]
    """The two of a pair, in its order."""


def next_question(record: Store, start: From, *, wanted: tuple[What, Place] | None = None) -> Question | None:
    """The least certain behind ``start``, or the one at the place that is ``wanted``; null where there is none."""
    with record.snapshot() as connection:
        if wanted is not None:
            found = _at(connection, *wanted)
            if found is not None:
                return _question(connection, found)
        said = review_queue.doubtful_statements(connection, limit=1, after=start.statement)
        # A program that links says one or the other: it is never less sure than of a coin.
        wait = bool(said) and said[0].certainty < _COIN
        pairs = [] if wait else review_queue.doubtful_pairs(connection, limit=1, after=start.pair)
        both: list[DoubtfulStatement | DoubtfulPair] = [*said, *pairs]
        first = min(both, key=lambda one: one.certainty, default=None)
        return None if first is None else _question(connection, first)


def left(record: Store, start: From) -> int:
    """About how many are left behind ``start``, counted up to ``MOST_LEFT``."""
    with record.snapshot() as connection:
        return review_queue.waiting(
            connection, most=MOST_LEFT, statements_after=start.statement, pairs_after=start.pair
        )


def _at(connection: Connection, what: What, place: Place) -> DoubtfulStatement | DoubtfulPair | None:
    if what == "statement":
        return next(iter(review_queue.doubtful_statements(connection, limit=1, place=place)), None)
    return next(iter(review_queue.doubtful_pairs(connection, limit=1, place=place)), None)


def _question(connection: Connection, one: DoubtfulStatement | DoubtfulPair) -> Question:
    if isinstance(one, DoubtfulPair):
        keys = connection.execute(_PERSONS, {"ids": one.persons}).scalars()
        known = {who.id: who for who in summarise_people(connection, keys)}
        return Question("pair", one.place, one, None, (), (), tuple(known[key] for key in one.persons if key in known))
    sheet = load_reading_by_key(connection, one.reading_id)
    parts: tuple[Role, ...] = ("content", "cue", "source")
    marks = [Mark(role, 0, span) for role, some in zip(parts, one.spans, strict=True) for span in some]
    people = sorted(everybody(sheet.record), key=lambda each: -len(each[1]["mentions"]))
    names = tuple(dict.fromkeys(sheet.persons[each["id"]].name for _, each in people))
    entry = load_statements(connection, [one.place[1]])[0]
    return Question("statement", one.place, one, entry, blocks(sheet.record["article"], marks), names, ())
