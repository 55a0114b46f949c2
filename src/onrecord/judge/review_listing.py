"""What a person might look at first, as listings: the least certain first, and nothing that somebody judged."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.judge import review_queue
from onrecord.judge.review_queue import DoubtfulPair, Place, Shown
from onrecord.store.pagination import Keyset
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
    keyset = Keyset.read(after, listing="doubtful statements", shape=(float, int), limit=limit)
    with record.snapshot() as connection:
        found = review_queue.doubtful_statements(connection, limit=keyset.fetch, after=_start(keyset))
    page = keyset.page(found, key=lambda doubt: doubt.place)
    doubts = tuple(Doubt(one.id, one.kind, one.speaker, one.certainty, one.shown) for one in page.items)
    return DoubtfulStatements(doubts, next=page.next)


def doubtful_people(record: Store, *, limit: int = 20, after: str | None = None) -> DoubtfulPeople:
    """The pairs that a program was not sure of, that are two so far, and that nobody has judged.

    ``after`` is the cursor that the page before ended with. Raises ``UsageError`` for what makes no sense.
    """
    keyset = Keyset.read(after, listing="doubtful people", shape=(float, int), limit=limit)
    with record.snapshot() as connection:
        found = review_queue.doubtful_pairs(connection, limit=keyset.fetch, after=_start(keyset))
    page = keyset.page(found, key=lambda pair: pair.place)
    return DoubtfulPeople(tuple(map(_pair, page.items)), next=page.next)


def _start(keyset: Keyset) -> Place | None:
    return None if keyset.start is None else (keyset.start[0], keyset.start[1])


def _pair(one: DoubtfulPair) -> Pair:
    first, second = (
        Side(f"{person}@{shown.page}", person, name, shown)
        for person, name, shown in zip(one.persons, one.names, one.shown, strict=True)
    )
    return Pair(first, second, score=one.score, reasons=one.reasons)
