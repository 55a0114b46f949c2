"""What a person might look at first, as listings: the least certain first, and nothing that somebody judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.errors import UsageError
from onrecord.judge import review_queue
from onrecord.judge.review_queue import DoubtfulPair, DoubtfulStatement, Place, Shown
from onrecord.store.pagination import check_limit, cursor, place
from onrecord.store.store import Store


@dataclass(frozen=True, slots=True)
class Doubt:
    """A statement that may be none, or another's."""

    id: str
    kind: str
    speaker: str | None
    certainty: float
    """The reader's confidence in it."""
    shown: Shown


@dataclass(frozen=True, slots=True)
class DoubtfulStatements:
    """A page of statements that may be none, or another's."""

    statements: tuple[Doubt, ...]
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


def doubtful_statements(record: Store, *, limit: int = 20, after: str | None = None) -> DoubtfulStatements:
    """The statements of least confidence that nobody has judged.

    ``after`` is the cursor that the page before ended with. Raises ``UsageError`` for what makes no sense.
    """
    check_limit(limit)
    start = _place(after, listing="doubtful statements")
    with record.snapshot() as connection:
        found = review_queue.doubtful_statements(connection, limit=limit + 1, after=start)
    page = tuple(Doubt(one.id, one.kind, one.speaker, one.certainty, one.shown) for one in found[:limit])
    return DoubtfulStatements(page, next=_goes_on(found, limit=limit, listing="doubtful statements"))


def doubtful_people(record: Store, *, limit: int = 20, after: str | None = None) -> DoubtfulPeople:
    """The pairs that a program was not sure of, that are two so far, and that nobody has judged.

    ``after`` is the cursor that the page before ended with. Raises ``UsageError`` for what makes no sense.
    """
    check_limit(limit)
    start = _place(after, listing="doubtful people")
    with record.snapshot() as connection:
        found = review_queue.doubtful_pairs(connection, limit=limit + 1, after=start)
    return DoubtfulPeople(
        tuple(map(_pair, found[:limit])), next=_goes_on(found, limit=limit, listing="doubtful people")
    )


def _place(after: str | None, *, listing: str) -> Place | None:
    if not after:
        return None
    certainty, key = place(after, listing=listing, shape=(str, int))
    try:
        return float(certainty or ""), int(key or 0)
    except ValueError as error:
        raise UsageError(
            f"--after {after!r}: it is no cursor. Give the one that the page before ended with."
        ) from error


def _goes_on(found: Sequence[DoubtfulStatement | DoubtfulPair], *, limit: int, listing: str) -> str | None:
    if len(found) <= limit:
        return None
    certainty, key = found[limit - 1].place
    return cursor(repr(certainty), key, listing=listing)


def _pair(one: DoubtfulPair) -> Pair:
    first, second = (
        Side(f"{person}@{shown.page}", person, name, shown)
        for person, name, shown in zip(one.persons, one.names, one.shown, strict=True)
    )
    return Pair(first, second, score=one.score, reasons=one.reasons)
