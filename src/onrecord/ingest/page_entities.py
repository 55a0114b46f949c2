"""The people and organisations of a page in the tables: appearances, relationships, and cited outlets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from onrecord.codec import written_confidence
from onrecord.resolve import persons
from onrecord.resolve.new_appearances import Linker, NewAppearances
from onrecord.store.codecs import compact
from onrecord.store.days import day_range
from onrecord.store.name_table import Writer
from onrecord.store.readings import numbered_entities
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, REMOVED, appearances, citations, relationships
from onrecord.types import Reading

_ON_PAGE = select(appearances).where(appearances.c.page_id == bindparam("page"))
_ADD = insert(appearances).returning(appearances.c.id, appearances.c.kind, appearances.c.name_id, appearances.c.nth)
_UPDATE = update(appearances).where(appearances.c.id == bindparam("b_id"))
_SET_PERSON = _UPDATE.values(person_id=bindparam("b_person"))
_ADD_RELATIONSHIPS = insert(relationships)
_ADD_CITATIONS = insert(citations)

_AppearanceKey = tuple[str, int, int]
"""The identity of an appearance on its page: kind, key of the name, and number among appearances of this name."""


@dataclass(frozen=True, slots=True)
class KeyedReading:
    """A reading with the keys that its rows refer to."""

    reading: Reading
    page_id: int
    page: str
    """Public id of the page."""
    reading_id: int
    is_new_page: bool
    """True if the page has no other reading."""
    name_keys: Mapping[str, int]
    """Keys of all its names; see ``person_counts.names_in``."""

    def name_key(self, name: str | None) -> int | None:
        """The key of ``name``; null for null."""
        return None if name is None else self.name_keys[name]


@dataclass(frozen=True, slots=True)
class PageEntities:
    """The appearances on a page, for references from its statements."""

    by_local_id: Mapping[str, int]
    """Appearances by their ids in the reading."""
    by_name: Mapping[str, int]
    """Appearances by name, if the name is unambiguous on the page."""
    persons: Mapping[int, int]
    """Persons by appearance."""
    affected: frozenset[int] = frozenset()
    """All persons that are or were on the page."""

    def person(self, appearance: int | None) -> int | None:
        """The person of an appearance; null for null."""
        return None if appearance is None else self.persons[appearance]


NO_ENTITIES = PageEntities(by_local_id={}, by_name={}, persons={})


class AppearanceRow(TypedDict):
    """Columns of ``appearances`` that depend on the reading."""

    page_id: int
    kind: str
    name_id: int
    nth: int
    state: int
    local_id: str
    mentions: int
    aliases: str
    roles: str
    ages: str


def write_entities(writer: Writer, keyed: KeyedReading, *, linker: Linker | None) -> PageEntities:
    """Write the appearances on the page. Known appearances keep their persons; ``linker`` links new ones."""
    connection = writer.connection
    earlier: dict[_AppearanceKey, AnyRow] = {}
    if not keyed.is_new_page:
        rows = connection.execute(_ON_PAGE, {"page": keyed.page_id})
        earlier = {(row.kind, row.name_id, row.nth): row for row in rows}
    current = _appearance_rows(keyed)
    ids = {key: row.id for key, row in earlier.items() if key in current}
    new_rows = [values for key, values in current.items() if key not in earlier]
    if new_rows:
        ids |= {(row.kind, row.name_id, row.nth): row.id for row in connection.execute(_ADD, new_rows)}
    _update_appearances(connection, earlier, current=current)
    persons_of = {row.id: row.person_id for key, row in earlier.items() if key in current}
    new = {values["local_id"]: ids[key] for key, values in current.items() if key not in earlier}
    persons_of |= _place_newcomers(writer, keyed, new, linker=linker)
    by_local_id = {values["local_id"]: ids[key] for key, values in current.items()}
    return PageEntities(
        by_local_id=by_local_id,
        by_name=unambiguous_names(keyed.reading, by_local_id),
        persons=persons_of,
        affected=frozenset({*persons_of.values(), *(row.person_id for row in earlier.values())}),
    )


def write_relationships(connection: Connection, keyed: KeyedReading, *, entities: PageEntities) -> None:
    """Write the relationships on the page, in place of those of an earlier reading."""
    if not keyed.is_new_page:
        connection.execute(delete(relationships).where(relationships.c.page_id == keyed.page_id))
    article = keyed.reading.article
    first, last = day_range(article.published)
    rows = []
    for position, relationship in enumerate(keyed.reading.relationships):
        from_appearance = entities.by_name.get(relationship.from_name)
        to_appearance = entities.by_name.get(relationship.to_name)
        rows.append(
            {
                "page_id": keyed.page_id,
                "reading_id": keyed.reading_id,
                "position": position,
                "from_appearance_id": from_appearance,
                "from_id": entities.person(from_appearance),
                "from_name_id": keyed.name_keys[relationship.from_name],
                "relation": relationship.relation,
                "to_appearance_id": to_appearance,
                "to_id": entities.person(to_appearance),
                "to_name_id": keyed.name_keys[relationship.to_name],
                "how_many": relationship.count,
                "status": relationship.status,
                "evidence": article.words(relationship.evidence),
                "day_from": first,
                "day_to": last,
                "confidence": written_confidence(relationship.confidence),
            }
        )
    if rows:
        connection.execute(_ADD_RELATIONSHIPS, rows)


def write_citations(connection: Connection, keyed: KeyedReading) -> None:
    """Write the outlets that the page cites, in place of those of an earlier reading."""
    if not keyed.is_new_page:
        connection.execute(delete(citations).where(citations.c.page_id == keyed.page_id))
    rows = []
    for position, citation in enumerate(keyed.reading.cited):
        edtf = citation.when.edtf if citation.when else None
        first, last = day_range(edtf)
        rows.append(
            {
                "page_id": keyed.page_id,
                "position": position,
                "outlet_id": keyed.name_keys[citation.outlet],
                "edtf": edtf,
                "day_from": first,
                "day_to": last,
                "evidence": keyed.reading.article.words(citation.evidence),
            }
        )
    if rows:
        connection.execute(_ADD_CITATIONS, rows)


def unambiguous_names(reading: Reading, by_local_id: Mapping[str, int]) -> dict[str, int]:
    """Appearances by name, if the name is unambiguous on the page."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for entity in reading.entities:
        bearers[entity.name].append(by_local_id[entity.id])
    return {name: ids[0] for name, ids in bearers.items() if len(ids) == 1}


def _appearance_rows(keyed: KeyedReading) -> dict[_AppearanceKey, AppearanceRow]:
    rows: dict[_AppearanceKey, AppearanceRow] = {}
    for entity, nth in numbered_entities(keyed.reading):
        name_id = keyed.name_keys[entity.name]
        rows[entity.kind, name_id, nth] = {
            "page_id": keyed.page_id,
            "kind": entity.kind,
            "name_id": name_id,
            "nth": nth,
            "state": CURRENT,
            "local_id": entity.id,
            "mentions": len(entity.mentions),
            "aliases": compact(entity.aliases),
            "roles": compact([role.text for role in entity.roles]),
            "ages": compact([int(age.text) for age in entity.ages]),
        }
    return rows


def _update_appearances(
    connection: Connection,
    earlier: Mapping[_AppearanceKey, AnyRow],
    *,
    current: Mapping[_AppearanceKey, AppearanceRow],
) -> None:
    """Update the appearances that are still on the page, and mark the rest as removed."""
    again = [{**current[key], "b_id": row.id} for key, row in earlier.items() if key in current]
    removed = [{"b_id": row.id, "state": REMOVED} for key, row in earlier.items() if key not in current]
    for rows in (again, removed):
        if rows:
            connection.execute(_UPDATE, rows)


def _place_newcomers(
    writer: Writer, keyed: KeyedReading, new: Mapping[str, int], *, linker: Linker | None
) -> dict[int, int]:
    """Return a person for each new appearance: the linker's choice, or else a new person."""
    placed: dict[int, int] = {}
    if linker and new:
        placed |= linker(writer, NewAppearances(keyed.page_id, keyed.reading, new))
    founders: dict[int, persons.Founder] = {}
    for entity, nth in numbered_entities(keyed.reading):
        appearance = new.get(entity.id)
        if appearance is not None and appearance not in placed:
            name_id = keyed.name_keys[entity.name]
            founders[appearance] = persons.Founder(keyed.page, entity.kind, entity.name, name_id=name_id, nth=nth)
    placed |= persons.create_persons(writer.connection, founders)
    if placed:
        rows = [{"b_id": appearance, "b_person": person} for appearance, person in placed.items()]
        writer.connection.execute(_SET_PERSON, rows)
    return placed
