"""All people and organisations of the record, with their names, roles and relationships, for exports.

Ages and relationships that contradict each other are left out: the formats of exports cannot say that pages disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, select

from onrecord.resolve.contradictions import find_contradictions
from onrecord.store.entities import EntityRef
from onrecord.store.schema import facts, names, pages, persons, relationships
from onrecord.views.person import Fact, fact_of

_LOT: Final = 500


@dataclass(frozen=True, slots=True)
class AssertedTie:
    """A relationship to a person or to unnamed relatives that a page asserts."""

    relation: str
    to: EntityRef
    """The other person; without an id, the description of the relatives."""
    published: str | None
    """When the page was published, EDTF."""


@dataclass(frozen=True, slots=True)
class EntityProfile:
    """A person or an organisation."""

    id: str
    """Public id."""
    kind: str
    name: str
    wikidata: str | None
    aliases: tuple[Fact, ...]
    roles: tuple[Fact, ...]
    ages: tuple[Fact, ...]
    """Ages that no other age contradicts."""
    ties: tuple[AssertedTie, ...]


_PERSONS = (
    select(persons, names.c.text.label("name"))
    .join(names, names.c.id == persons.c.name_id)
    .where(persons.c.merged_into.is_(None), persons.c.id > bindparam("after"))
    .order_by(persons.c.id)
    .limit(_LOT)
)
_IN_LOT: Final[BindParameter[Any]] = bindparam("persons", expanding=True)
_FACTS = (
    select(facts, names.c.text)
    .join(names, names.c.id == facts.c.name_id)
    .where(facts.c.person_id.in_(_IN_LOT), facts.c.kind != "name")
    .order_by(facts.c.person_id, names.c.text)
)
_TO = persons.alias("to_person")
_TIES = (
    select(
        *(relationships.c[name] for name in ("from_id", "to_id", "relation")),
        names.c.text,
        _TO.c.public_id,
        pages.c.published,
    )
    .join(names, names.c.id == relationships.c.to_name_id)
    .join(pages, pages.c.id == relationships.c.page_id)
    .outerjoin(_TO, _TO.c.id == relationships.c.to_id)
    .where(relationships.c.from_id.in_(_IN_LOT), relationships.c.status == "asserted")
    .order_by(relationships.c.id)
)


@dataclass(frozen=True, slots=True)
class DoubtfulFacts:
    """Facts of people that contradict each other."""

    ages: frozenset[tuple[int, str]]
    """Keys of persons with their ages."""
    couples: frozenset[tuple[int, int]]
    """Keys of two people, in both orders, whose relationships contradict each other."""


def find_doubtful(connection: Connection, persons_shown: Collection[int] | None = None) -> DoubtfulFacts:
    """The facts of these persons, or of all persons, that contradict each other."""
    contradictions = find_contradictions(connection, persons_shown)
    return DoubtfulFacts(
        ages=frozenset(
            (row.person, age)
            for row in contradictions
            if row.kind == "age"
            for age in (*row.stronger.values, *row.weaker.values)
        ),
        couples=frozenset(
            couple
            for row in contradictions
            if row.relative
            for couple in ((row.person, row.relative), (row.relative, row.person))
        ),
    )


def list_entities(connection: Connection) -> Iterator[EntityProfile]:
    """All people and organisations, without those that were merged into others."""
    after = 0
    while rows := connection.execute(_PERSONS, {"after": after}).all():
        parameters = {"persons": [row.id for row in rows]}
        doubtful = find_doubtful(connection, parameters["persons"])
        facts_of: dict[tuple[int, str], list[Fact]] = defaultdict(list)
        ties: dict[int, list[AssertedTie]] = defaultdict(list)
        for row in connection.execute(_FACTS, parameters):
            if row.kind != "age" or (row.person_id, row.text) not in doubtful.ages:
                facts_of[row.person_id, row.kind].append(fact_of(row))
        for row in connection.execute(_TIES, parameters):
            if (row.from_id, row.to_id) not in doubtful.couples:
                ties[row.from_id].append(AssertedTie(row.relation, EntityRef(row.text, row.public_id), row.published))
        for row in rows:
            yield EntityProfile(
                id=row.public_id,
                kind=row.kind,
                name=row.name,
                wikidata=row.wikidata,
                aliases=tuple(facts_of[row.id, "alias"]),
                roles=tuple(facts_of[row.id, "role"]),
                ages=tuple(facts_of[row.id, "age"]),
                ties=tuple(ties[row.id]),
            )
        after = rows[-1].id
