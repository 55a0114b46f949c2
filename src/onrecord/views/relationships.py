"""Relationships between people as pages state them, over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select, union

from onrecord.store.days import iso_day
from onrecord.store.entities import EntityRef
from onrecord.store.pages import PAGE_COLUMNS, StoredPage, stored_page
from onrecord.store.rows import AnyRow
from onrecord.store.schema import names, pages, persons, relationships
from onrecord.types import INVERSE_RELATIONS

_FROM, _TO = persons.alias("from_person"), persons.alias("to_person")
_FROM_NAME, _TO_NAME = names.alias("from_name"), names.alias("to_name")
_FROM_CALLED, _TO_CALLED = names.alias("from_called"), names.alias("to_called")
_ROWS = (
    select(
        relationships,
        _FROM.c.public_id.label("from_public"),
        _FROM_NAME.c.text.label("from_name"),
        _FROM_CALLED.c.text.label("from_called"),
        _TO.c.public_id.label("to_public"),
        _TO_NAME.c.text.label("to_name"),
        _TO_CALLED.c.text.label("to_called"),
        *PAGE_COLUMNS,
    )
    .join(pages, pages.c.id == relationships.c.page_id)
    .join(_FROM_CALLED, _FROM_CALLED.c.id == relationships.c.from_name_id)
    .join(_TO_CALLED, _TO_CALLED.c.id == relationships.c.to_name_id)
    .outerjoin(_FROM, _FROM.c.id == relationships.c.from_id)
    .outerjoin(_FROM_NAME, _FROM_NAME.c.id == _FROM.c.name_id)
    .outerjoin(_TO, _TO.c.id == relationships.c.to_id)
    .outerjoin(_TO_NAME, _TO_NAME.c.id == _TO.c.name_id)
    .where(relationships.c.id.in_(bindparam("keys", expanding=True)))
)


_LOOKED_AT = select(
    *(relationships.c[name] for name in ("id", "from_id", "relation", "to_id", "to_name_id", "how_many", "status")),
    relationships.c.day_from,
    relationships.c.day_to,
)


def _where(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return _LOOKED_AT.where(*conditions)


_OF_ONE = union(_where(relationships.c.from_id == bindparam("key")), _where(relationships.c.to_id == bindparam("key")))
_OF_TWO = union(
    _where(relationships.c.from_id == bindparam("person"), relationships.c.to_id == bindparam("partner")),
    _where(relationships.c.from_id == bindparam("partner"), relationships.c.to_id == bindparam("person")),
)


@dataclass(frozen=True, slots=True)
class Stating:
    """A page that states a relationship, with the words that state it."""

    evidence: str
    first: str | None
    """First and last day as of which it is stated, ISO 8601."""
    last: str | None
    page: StoredPage
    confidence: float


@dataclass(frozen=True, slots=True)
class Tie:
    """A relationship with pages that state it."""

    one: EntityRef
    relation: str
    """The role of ``one`` towards ``other``: a parent, a spouse."""
    other: EntityRef
    count: int | None
    """Number of unnamed relatives that ``other`` describes; null for a named person."""
    status: str
    """``asserted``, ``denied``, ``asked`` or ``alleged``."""
    first: str | None
    """First and last day as of which pages state it."""
    last: str | None
    times: int
    """Number of times it is stated."""
    statings: tuple[Stating, ...]
    """In the order of time: the first and last for one person, all for two people."""


def ties_of(connection: Connection, key: int, *, most: int) -> list[Tie]:
    """Relationships of the person with this key, as seen by that person, in the order of time.

    If there are more than ``most``, those that are stated most often.
    """
    rows = connection.execute(_OF_ONE, {"key": key}).all()
    grouped = sorted(_grouped(rows, side=key), key=len, reverse=True)[:most]
    return _ties(connection, grouped, side=key, chosen=lambda group: {group[0].id, group[-1].id})


def ties_between(connection: Connection, person: int, partner: int) -> list[Tie]:
    """Relationships between two people, as seen by the first."""
    rows = connection.execute(_OF_TWO, {"person": person, "partner": partner}).all()
    return _ties(connection, _grouped(rows, side=person), side=person, chosen=lambda group: {row.id for row in group})


def _grouped(rows: Sequence[AnyRow], *, side: int) -> list[list[AnyRow]]:
    """Group ``rows`` that state the same relationship, each group in the order of time."""
    grouped: dict[tuple[object, ...], list[AnyRow]] = {}
    for row in sorted(rows, key=_time):
        turned = row.from_id != side
        relation = INVERSE_RELATIONS.get(row.relation, row.relation) if turned else row.relation
        partner = (row.from_id, None) if turned else (row.to_id, None if row.to_id else row.to_name_id)
        grouped.setdefault((relation, partner, row.how_many, row.status), []).append(row)
    return list(grouped.values())


def _time(row: AnyRow) -> tuple[bool, int, int]:
    return row.day_from is None, row.day_from or 0, row.id


def _ties(
    connection: Connection,
    groups: Sequence[list[AnyRow]],
    *,
    side: int,
    chosen: Callable[[list[AnyRow]], set[int]],
) -> list[Tie]:
    """Make a relationship of each group; ``chosen`` returns the keys of the rows that are shown."""
    keys = {key for group in groups for key in chosen(group)}
    rows = {row.id: row for row in connection.execute(_ROWS, {"keys": sorted(keys)})}
    return [
        _tie(group, [rows[row.id] for row in group if row.id in rows], turned=group[0].from_id != side)
        for group in sorted(groups, key=lambda group: _time(group[0]))
    ]


def _tie(group: list[AnyRow], rows: list[AnyRow], *, turned: bool) -> Tie:
    row = rows[0]
    ends = (
        EntityRef(row.from_name or row.from_called, row.from_public),
        EntityRef(row.to_name or row.to_called, row.to_public),
    )
    person, partner = reversed(ends) if turned else ends
    return Tie(
        one=person,
        relation=INVERSE_RELATIONS.get(row.relation, row.relation) if turned else row.relation,
        other=partner,
        count=row.how_many,
        status=row.status,
        first=iso_day(row.day_from),
        last=iso_day(max((row.day_to for row in group if row.day_to is not None), default=None)),
        times=len(group),
        statings=tuple(
            Stating(
                evidence=stating.evidence,
                first=iso_day(stating.day_from),
                last=iso_day(stating.day_to),
                page=stored_page(stating),
                confidence=stating.confidence,
            )
            for stating in rows
        ),
    )
