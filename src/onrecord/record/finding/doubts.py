"""What a person might look at first, as listings: the least certain first, and nothing that somebody judged."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.record import review
from onrecord.record.finding.cursors import cursor, place
from onrecord.record.finding.search import check_limit
from onrecord.record.review import DoubtfulPair, DoubtfulStatement, Shown
from onrecord.record.store import Record


@dataclass(frozen=True, slots=True)
class DoubtfulStatements:
    """A page of statements that may be none, or another's."""

    statements: tuple[DoubtfulStatement, ...]
    next: str | None
    """The cursor to the next page; null on the last."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two who may be one."""

    reference: str
    """Names it to a judgement: its public id and that of the page, with ``@`` between them."""
    id: str
    name: str
    shown: Shown


@dataclass(frozen=True, slots=True)
class Pair:
    """Two who may be one person."""

    one: Side
    other: Side
    score: float
    """The program's probability that they are one."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoubtfulPeople:
    """A page of pairs of people who may be one."""

    pairs: tuple[Pair, ...]
    next: str | None
    """The cursor to the next page; null on the last. Two may come again there, where other pages show them both."""


def doubtful_statements(record: Record, *, limit: int = 20, after: str | None = None) -> DoubtfulStatements:
    """The statements of least confidence that nobody has judged.

    ``after`` is the cursor that the page before ended with. Raises ``UsageError`` for what makes no sense.
    """
    check_limit(limit)
    last = place(after, listing="doubtful statements", shape=(str,))[0] if after else None
    with record.snapshot() as connection:
        found = review.doubtful_statements(connection, limit=limit + 1, after=None if last is None else str(last))
    goes_on = cursor(found[limit - 1].id, listing="doubtful statements") if len(found) > limit else None
    return DoubtfulStatements(tuple(found[:limit]), next=goes_on)


def doubtful_people(record: Record, *, limit: int = 20, after: str | None = None) -> DoubtfulPeople:
    """The pairs that a program was not sure of, that are two so far, and that nobody has judged.

    ``after`` is the cursor that the page before ended with. Raises ``UsageError`` for what makes no sense.
    """
    check_limit(limit)
    last = place(after, listing="doubtful people", shape=(int, int)) if after else None
    with record.snapshot() as connection:
        start = None if last is None else (int(last[0] or 0), int(last[1] or 0))
        found = review.doubtful_pairs(connection, limit=limit + 1, after=start)
    goes_on = None
    if len(found) > limit:
        goes_on = cursor(found[limit - 1].left, found[limit - 1].right, listing="doubtful people")
    return DoubtfulPeople(tuple(map(_pair, found[:limit])), next=goes_on)


def _pair(one: DoubtfulPair) -> Pair:
    first, second = (
        Side(f"{person}@{shown.page}", person, name, shown)
        for person, name, shown in zip(one.persons, one.names, one.shown, strict=True)
    )
    return Pair(first, second, score=one.score, reasons=one.reasons)
