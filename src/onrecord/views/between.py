"""All that two people said about each other, and what pages said that they are to each other, in the order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, bindparam, select

from onrecord.errors import UsageError
from onrecord.resolve.name_resolver import EntitySummary, resolve_person, summarise_people
from onrecord.store.days import iso_day
from onrecord.store.pagination import Keyset
from onrecord.store.schema import abouts
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.views.relationships import Stating, Tie, ties_between

_LAST: Final = "9999-99-99"
"""Comes after every day: where what has no date is put."""

_SAID = (
    select(abouts.c.statement_id, abouts.c.day_from)
    .distinct()
    .where(abouts.c.speaker_id == bindparam("one"), abouts.c.person_id == bindparam("other"))
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing on the way of two people: a statement by one about the other, or a page's word for what they are."""

    kind: Literal["statement", "relationship"]
    day: str | None
    """The first day on which it can have been, ISO 8601."""
    entry: StoredStatement | None
    """Of a statement."""
    tie: Tie | None
    """Of a relationship: which, seen from the side of the first of the two."""
    stating: Stating | None
    """Of a relationship: the page and its words."""


@dataclass(frozen=True, slots=True)
class Between:
    """Two people and a page of what was between them."""

    one: EntitySummary
    other: EntitySummary
    by_one: int
    """Statements by the first about the second, in all."""
    by_other: int
    ties: tuple[Tie, ...]
    """Every relationship that pages stated, in the order of time."""
    moments: tuple[Moment, ...]
    """The oldest first; what has no date comes last."""
    next: str | None
    """The cursor to the next page; null on the last."""


def between(record: Store, one: str, other: str, *, limit: int = 50, after: str | None = None) -> Between:
    """What was between the only two that these names, aliases or public ids stand for.

    ``after`` is the cursor that the page before ended with. Raises ``AmbiguousNameError`` where a name stands for
    several, and ``UsageError`` where it stands for nobody or both for the same.
    """
    with record.snapshot() as connection:
        keys = resolve_person(connection, one), resolve_person(connection, other)
        if keys[0] == keys[1]:
            raise UsageError(f"{one!r} and {other!r} are the same person. Name two.")
        return _between(connection, keys, limit=limit, after=after)


def _between(connection: Connection, keys: tuple[int, int], *, limit: int, after: str | None) -> Between:
    one, other = keys
    said = [connection.execute(_SAID, {"one": by, "other": of}).all() for by, of in (keys, keys[::-1])]
    ties = ties_between(connection, one, other)
    places = [(iso_day(row.day_from) or _LAST, "statement", row.statement_id, 0) for rows in said for row in rows]
    places += [
        (stating.first or _LAST, "relationship", number, at)
        for number, tie in enumerate(ties)
        for at, stating in enumerate(tie.statings)
    ]
    places.sort()
    keyset = Keyset.read(after, listing=("between", *keys), shape=(str, str, int, int), limit=limit)
    page = keyset.page([place for place in places if keyset.start is None or place > keyset.start], key=tuple)
    wanted = [key for _, kind, key, _ in page.items if kind == "statement"]
    entry = dict(zip(wanted, load_statements(connection, wanted), strict=True))
    moments = [
        Moment("statement", None if day == _LAST else day, entry[key], None, None)
        if kind == "statement"
        else Moment("relationship", None if day == _LAST else day, None, ties[key], ties[key].statings[at])
        for day, kind, key, at in page.items
    ]
    first, second = (summarise_people(connection, [key])[0] for key in keys)
    return Between(
        one=first,
        other=second,
        by_one=len(said[0]),
        by_other=len(said[1]),
        ties=tuple(ties),
        moments=tuple(moments),
        next=page.next,
    )
