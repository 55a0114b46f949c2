"""All people and organisations of the record, with their names, roles and relationships, for exports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, select

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
    select(relationships.c.from_id, relationships.c.relation, names.c.text, _TO.c.public_id, pages.c.published)
    .join(names, names.c.id == relationships.c.to_name_id)
    .join(pages, pages.c.id == relationships.c.page_id)
    .outerjoin(_TO, _TO.c.id == relationships.c.to_id)
    .where(relationships.c.from_id.in_(_IN_LOT), relationships.c.status == "asserted")
    .order_by(relationships.c.id)
)


def list_entities(connection: Connection) -> Iterator[EntityProfile]:
    """All people and organisations, without those that were merged into others."""
    after = 0
    while rows := connection.execute(_PERSONS, {"after": after}).all():
        parameters = {"persons": [row.id for row in rows]}
        facts_of: dict[tuple[int, str], list[Fact]] = defaultdict(list)
        ties: dict[int, list[AssertedTie]] = defaultdict(list)
        for row in connection.execute(_FACTS, parameters):
            facts_of[row.person_id, row.kind].append(fact_of(row))
        for person, relation, name, public_id, published in connection.execute(_TIES, parameters):
            ties[person].append(AssertedTie(relation, EntityRef(name, public_id), published))
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
