"""People and organisations across pages, one after another, with what pages say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, bindparam, select

from onrecord.store.days import iso_day
from onrecord.store.schema import facts, names, pages, persons, relationships

_LOT: Final = 500


@dataclass(frozen=True, slots=True)
class Fact:
    """What pages call somebody: an alias, a role or an age, and the day of the first page that does."""

    kind: str
    text: str
    since: str | None


@dataclass(frozen=True, slots=True)
class Tie:
    """What a page asserts that somebody is to another, or to relatives with no name."""

    relation: str
    to: str | None
    """Public id of the other."""
    name: str
    """The other's name, or the relatives as described."""
    published: str | None
    """When the page was published, EDTF."""


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person or an organisation."""

    id: str
    """Public id."""
    kind: str
    name: str
    wikidata: str | None
    facts: tuple[Fact, ...]
    ties: tuple[Tie, ...]

    def called(self, kind: str) -> list[str]:
        """The words of the facts of this kind."""
        return [one.text for one in self.facts if one.kind == kind]


_PERSONS = (
    select(persons, names.c.text.label("name"))
    .join(names, names.c.id == persons.c.name_id)
    .where(persons.c.merged_into.is_(None), persons.c.id > bindparam("after"))
    .order_by(persons.c.id)
    .limit(_LOT)
)
_HERE: Final[BindParameter[Any]] = bindparam("persons", expanding=True)
_FACTS = (
    select(facts.c.person_id, facts.c.kind, names.c.text, facts.c.day_from)
    .join(names, names.c.id == facts.c.name_id)
    .where(facts.c.person_id.in_(_HERE), facts.c.kind != "name")
    .order_by(facts.c.person_id, names.c.text)
)
_TO = persons.alias("to_person")
_TIES = (
    select(relationships.c.from_id, relationships.c.relation, _TO.c.public_id, names.c.text, pages.c.published)
    .join(names, names.c.id == relationships.c.to_name_id)
    .join(pages, pages.c.id == relationships.c.page_id)
    .outerjoin(_TO, _TO.c.id == relationships.c.to_id)
    .where(relationships.c.from_id.in_(_HERE), relationships.c.status == "asserted")
    .order_by(relationships.c.id)
)


def everybody(connection: Connection) -> Iterator[Somebody]:
    """Everybody in the record who was not found to be somebody else."""
    after = 0
    while rows := connection.execute(_PERSONS, {"after": after}).all():
        given = {"persons": [row.id for row in rows]}
        told: dict[int, list[Any]] = defaultdict(list)
        ties: dict[int, list[Tie]] = defaultdict(list)
        for person, kind, text, since in connection.execute(_FACTS, given):
            told[person].append(Fact(kind, text, iso_day(since)))
        for person, *tie in connection.execute(_TIES, given):
            ties[person].append(Tie(*tie))
        for row in rows:
            yield Somebody(
                row.public_id, row.kind, row.name, row.wikidata, facts=tuple(told[row.id]), ties=tuple(ties[row.id])
            )
        after = rows[-1].id
