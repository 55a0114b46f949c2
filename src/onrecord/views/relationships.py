"""Relationships between people as pages state them, over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, union

from onrecord.resolve.contradictions import relations_contradict
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
_SIDES = select(
    *(relationships.c[name] for name in ("id", "from_id", "relation", "to_id", "how_many", "status")),
    relationships.c.day_from,
    relationships.c.day_to,
    _TO_CALLED.c.text.label("to_called"),
).join(_TO_CALLED, _TO_CALLED.c.id == relationships.c.to_name_id)
_OF_ONE = union(
    *(_SIDES.where(person == bindparam("key")) for person in (relationships.c.from_id, relationships.c.to_id))
)
_OF_TWO = union(
    *(
        _SIDES.where(relationships.c.from_id == bindparam(person), relationships.c.to_id == bindparam(partner))
        for person, partner in (("person", "partner"), ("partner", "person"))
    )
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
    contradicted_by: tuple[str, ...] = ()
    """Other asserted relations of ``one`` to ``other`` that cannot be true if this one is."""

    @property
    def standing(self) -> str:
        """The status; ``contradicted`` for an asserted relationship that other assertions contradict."""
        return "contradicted" if self.contradicted_by else self.status


def ties_of(connection: Connection, key: int, *, most: int) -> list[Tie]:
    """Relationships of the person with this key, from that person's side, in the order of time.

    If there are more than ``most``, only the most frequent ones.
    """
    rows = connection.execute(_OF_ONE, {"key": key}).all()
    groups = _grouped(rows, side=key)
    visible = sorted(groups, key=lambda group: -len(group.rows))[:most]
    return _ties(connection, visible, groups, chosen=lambda rows: {rows[0].id, rows[-1].id})


def ties_between(connection: Connection, person: int, partner: int) -> list[Tie]:
    """Relationships between two people, from the first one's side."""
    rows = connection.execute(_OF_TWO, {"person": person, "partner": partner}).all()
    groups = _grouped(rows, side=person)
    return _ties(connection, groups, groups, chosen=lambda rows: {row.id for row in rows})


@dataclass(frozen=True, slots=True)
class _TieGroup:
    """The rows that state one relationship of a person, in the order of time."""

    relation: str
    """The role of the person towards the other."""
    partner: int | None
    """Key of the other person; null for unnamed relatives."""
    is_turned: bool
    """True if the first row has the other person first."""
    rows: list[AnyRow]

    def contradicted_by(self, groups: Sequence[_TieGroup]) -> tuple[str, ...]:
        """The asserted relations of ``groups`` that cannot be true with this one; empty if it is not asserted."""
        if self.partner is None or self.rows[0].status != "asserted":
            return ()
        relations = (
            group.relation
            for group in groups
            if group.partner == self.partner
            and group.rows[0].status == "asserted"
            and relations_contradict(self.relation, group.relation)
        )
        return tuple(dict.fromkeys(relations))


def _grouped(rows: Sequence[AnyRow], *, side: int) -> list[_TieGroup]:
    """Group ``rows`` that state the same relationship of the person with the key ``side``."""
    grouped: dict[tuple[object, ...], _TieGroup] = {}
    for row in sorted(rows, key=_time):
        turned = row.from_id != side
        relation = INVERSE_RELATIONS.get(row.relation, row.relation) if turned else row.relation
        partner = row.from_id if turned else row.to_id
        # "A daughter" on one page is "our daughter" on another.
        noun = None if partner else row.to_called.split()[-1].casefold()
        group = _TieGroup(relation, partner, turned, [])
        grouped.setdefault((relation, partner, noun, row.how_many, row.status), group).rows.append(row)
    return list(grouped.values())


def _time(row: AnyRow) -> tuple[bool, int, int]:
    return row.day_from is None, row.day_from or 0, row.id


def _ties(
    connection: Connection,
    visible: Sequence[_TieGroup],
    groups: Sequence[_TieGroup],
    *,
    chosen: Callable[[list[AnyRow]], set[int]],
) -> list[Tie]:
    """Make a relationship from each group of ``visible``, a selection of ``groups``.

    ``chosen`` returns the keys of the rows to show.
    """
    keys = {key for group in visible for key in chosen(group.rows)}
    rows = {row.id: row for row in connection.execute(_ROWS, {"keys": sorted(keys)})}
    return [
        _tie(
            group, [rows[row.id] for row in group.rows if row.id in rows], contradicted_by=group.contradicted_by(groups)
        )
        for group in sorted(visible, key=lambda group: _time(group.rows[0]))
    ]


def _tie(group: _TieGroup, rows: list[AnyRow], *, contradicted_by: tuple[str, ...]) -> Tie:
    row = rows[0]
    ends = (
        EntityRef(row.from_name or row.from_called, row.from_public),
        EntityRef(row.to_name or row.to_called, row.to_public),
    )
    person, partner = reversed(ends) if group.is_turned else ends
    return Tie(
        one=person,
        relation=group.relation,
        other=partner,
        count=row.how_many,
        status=row.status,
        first=iso_day(row.day_from),
        last=iso_day(max((row.day_to for row in group.rows if row.day_to is not None), default=None)),
        times=len(group.rows),
        contradicted_by=contradicted_by,
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
