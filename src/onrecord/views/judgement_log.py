"""The log of judgements as people read it: the newest first, page by page, each with what has become of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from onrecord.judge.judgement_log import Judgement, latest_judgements
from onrecord.store.entities import EntityRef
from onrecord.store.pagination import Keyset
from onrecord.store.schema import judgements as table
from onrecord.store.store import Store


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A judgement, and what it is of in words."""

    judgement: Judgement
    words: str | None
    """The statement's words."""
    statement: str | None
    """Its public id."""
    page: str | None
    """Public id of the page that the words stand on."""
    people: tuple[EntityRef, ...]
    """Whom it is of, as the pages name them; for a statement, whose it is or is not judged to be."""
    withdraws: str | None
    """Public id of the judgement that this one takes back."""


@dataclass(frozen=True, slots=True)
class Log:
    """A page of the log."""

    entries: tuple[LogEntry, ...]
    total: int
    """How many judgements and withdrawals there are."""
    next: str | None
    """The cursor to the next page; null on the last."""


def log(record: Store, *, limit: int = 50, after: str | None = None) -> Log:
    """What people judged, the newest first. Raises ``UsageError`` for an ``after`` that no page before ended with."""
    keyset = Keyset.read(after, listing=("judgements",), shape=(int,), limit=limit)
    with record.snapshot() as connection:
        page = latest_judgements(connection, keyset)
        total = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return Log(entries=tuple(map(_entry, page.items)), total=int(total), next=page.next)


def _entry(judgement: Judgement) -> LogEntry:
    targets = judgement.target
    statement, left, right = targets.get("statement"), targets.get("left"), targets.get("right")
    people: tuple[EntityRef, ...] = ()
    if statement and judgement.value:
        people = (EntityRef(judgement.value, None),)
    elif left and right:
        people = EntityRef(left["name"], judgement.subject), EntityRef(right["name"], judgement.value)
    elif left:
        people = (EntityRef(left["name"], judgement.subject),)
    target = statement or left
    return LogEntry(
        judgement,
        words=statement["quote"] if statement else None,
        statement=statement["statement"] if statement else None,
        page=target["page"] if target else None,
        people=people,
        withdraws=judgement.value if judgement.kind == "withdraw" else None,
    )
