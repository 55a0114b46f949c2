"""The log of judgements, newest first, each with its words and its people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from onrecord.judge.facts import describe_fact
from onrecord.judge.judgement_log import Judgement, latest_judgements
from onrecord.store.entities import EntityRef
from onrecord.store.pagination import Keyset
from onrecord.store.schema import judgements as table
from onrecord.store.store import Store


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A judgement with the words and people that it is about."""

    judgement: Judgement
    words: str | None
    """The words of the statement; null for a judgement of people."""
    statement: str | None
    """Public id of the statement."""
    page: str | None
    """Public id of the page with the words."""
    people: tuple[EntityRef, ...]
    """The people it is about, as pages name them; for a statement, the speaker it confirms, rejects or sets."""
    withdraws: str | None
    """Public id of the judgement that this one withdraws."""
    fact: str | None = None
    """A judgement of a fact in words: ``role of Ada Quill: not “captain”, but “harbour master”``."""


@dataclass(frozen=True, slots=True)
class Log:
    """A page of the log."""

    entries: tuple[LogEntry, ...]
    total: int
    """Number of all judgements and withdrawals."""
    next: str | None
    """The cursor of the next page; null on the last."""


def log(record: Store, *, limit: int = 50, after: str | None = None) -> Log:
    """List judgements, newest first. ``after`` is ``next`` of the previous page.

    Raises ``UsageError`` for a malformed cursor.
    """
    keyset = Keyset.read(after, listing=("judgements",), shape=(int,), limit=limit)
    with record.snapshot() as connection:
        page = latest_judgements(connection, keyset)
        total = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return Log(entries=tuple(map(_entry, page.items)), total=int(total), next=page.next)


def _entry(judgement: Judgement) -> LogEntry:
    targets = judgement.target
    if (fact := targets.get("fact")) is not None:
        name = targets["person"]["name"] if "person" in targets else None
        return LogEntry(
            judgement,
            words=fact.get("quote"),
            statement=fact.get("statement"),
            page=fact["page"],
            people=(),
            withdraws=None,
            fact=describe_fact(judgement.kind, fact=fact, value=judgement.value, name=name),
        )
    statement, left_person, right_person = targets.get("statement"), targets.get("left"), targets.get("right")
    people: tuple[EntityRef, ...] = ()
    if statement and judgement.value:
        people = (EntityRef(judgement.value, None),)
    elif left_person and right_person:
        people = EntityRef(left_person["name"], judgement.subject), EntityRef(right_person["name"], judgement.value)
    elif left_person:
        people = (EntityRef(left_person["name"], judgement.subject),)
    target = statement or left_person
    return LogEntry(
        judgement,
        words=statement["quote"] if statement else None,
        statement=statement["statement"] if statement else None,
        page=target["page"] if target else None,
        people=people,
        withdraws=judgement.value if judgement.kind == "withdraw" else None,
    )
