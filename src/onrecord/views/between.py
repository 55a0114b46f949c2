"""Two people over time: their statements about each other, and the relationships that pages state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import eq
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, select

from onrecord.errors import UsageError
from onrecord.resolve.name_resolver import EntitySummary, resolve_person, summarise_people
from onrecord.store.days import iso_day
from onrecord.store.pagination import Keyset
from onrecord.store.said_by import subjects_by
from onrecord.store.schema import statement_subjects
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.views.relationships import Stating, Tie, ties_between

_UNDATED: Final = "9999-99-99"
"""Sorts after every day, so that undated moments come last."""

_BY = subjects_by(
    partial(eq, bindparam("speaker")),
    statement_subjects.c.statement_id,
    statement_subjects.c.day_from,
    statement_subjects.c.person_id,
).subquery("by_person")
_SAID = select(_BY.c.statement_id, _BY.c.day_from).distinct().where(_BY.c.person_id == bindparam("subject"))


@dataclass(frozen=True, slots=True)
class Moment:
    """A statement by one of two people about the other, or a page that states their relationship."""

    kind: Literal["statement", "relationship"]
    day: str | None
    """The earliest day it can be from, ISO 8601; null if undated."""
    entry: StoredStatement | None
    """The statement; null for a relationship."""
    tie: Tie | None
    """The relationship as seen by the first person; null for a statement."""
    stating: Stating | None
    """The page that states the relationship; null for a statement."""


@dataclass(frozen=True, slots=True)
class Between:
    """Two people, with a listing of their statements about each other and their relationships."""

    one: EntitySummary
    other: EntitySummary
    by_one: int
    """Number of all statements by the first about the second."""
    by_other: int
    ties: tuple[Tie, ...]
    """All relationships that pages state, in the order of time."""
    moments: tuple[Moment, ...]
    """Oldest first; undated ones last."""
    next: str | None
    """The cursor of the next page; null on the last."""


def between(record: Store, name: str, other_name: str, *, limit: int = 50, after: str | None = None) -> Between:
    """Return two people's statements about each other, and the relationships that pages state.

    Each name may be a name, an alias or a public id. ``after`` is ``next`` of the previous page. Raises
    ``AmbiguousNameError``, ``NotFoundError``, and ``UsageError`` if both names mean the same person.
    """
    with record.snapshot() as connection:
        keys = resolve_person(connection, name), resolve_person(connection, other_name)
        if keys[0] == keys[1]:
            raise UsageError(f"{name!r} and {other_name!r} are the same person. Name two different people.")
        return _between(connection, keys, limit=limit, after=after)


def _between(connection: Connection, keys: tuple[int, int], *, limit: int, after: str | None) -> Between:
    statements_by_side = [
        connection.execute(_SAID, {"speaker": speaker, "subject": subject}).all()
        for speaker, subject in (keys, keys[::-1])
    ]
    ties = ties_between(connection, *keys)
    places = [
        (iso_day(row.day_from) or _UNDATED, "statement", row.statement_id, 0)
        for rows in statements_by_side
        for row in rows
    ]
    places += [
        (stating.first or _UNDATED, "relationship", number, index)
        for number, tie in enumerate(ties)
        for index, stating in enumerate(tie.statings)
    ]
    places.sort()
    keyset = Keyset.read(after, listing=("between", *keys), shape=(str, str, int, int), limit=limit)
    page = keyset.page([place for place in places if keyset.start is None or place > keyset.start], key=tuple)
    statement_keys = [key for _, kind, key, _ in page.items if kind == "statement"]
    entry = dict(zip(statement_keys, load_statements(connection, statement_keys), strict=True))
    moments = [
        Moment("statement", None if day == _UNDATED else day, entry[key], None, None)
        if kind == "statement"
        else Moment("relationship", None if day == _UNDATED else day, None, ties[key], ties[key].statings[index])
        for day, kind, key, index in page.items
    ]
    first, second = (summarise_people(connection, [key])[0] for key in keys)
    return Between(
        one=first,
        other=second,
        by_one=len(statements_by_side[0]),
        by_other=len(statements_by_side[1]),
        ties=tuple(ties),
        moments=tuple(moments),
        next=page.next,
    )
