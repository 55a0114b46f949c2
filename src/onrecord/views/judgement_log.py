"""The log of judgements as people read it: the newest first, page by page, each with what has become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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


def _entry(one: Judgement) -> LogEntry:
    target: Mapping[str, Any] = one.target
    said = target.get("statement")
    people = tuple(EntityRef(target[side]["name"], None) for side in ("left", "right") if side in target)
    if said is not None and one.value:
        people = (EntityRef(one.value, None),)
    if len(people) == 2:
        people = EntityRef(people[0].name, one.subject), EntityRef(people[1].name, one.value)
    elif one.kind == "wikidata":
        people = tuple(EntityRef(who.name, one.subject) for who in people)
    return LogEntry(
        one,
        words=said["quote"] if said else None,
        statement=said["statement"] if said else None,
        page=(said or target.get("left") or {}).get("page"),
        people=people,
        withdraws=one.value if one.kind == "withdraw" else None,
    )
