"""The people and organisations of a page in the tables: appearances, relationships, and cited outlets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import Connection, bindparam, insert, select, update

from onrecord.codec import written_confidence
from onrecord.resolve import persons
from onrecord.resolve.new_appearances import Linker, NewAppearances
from onrecord.store.codecs import compact
from onrecord.store.days import day_range
from onrecord.store.name_table import Writer
from onrecord.store.readings import numbered_entities
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, REMOVED, appearances
from onrecord.types import Reading

# Not all appearances that were ever on the page, which has thousands of versions if it is the front page of an archive.
_ON_PAGE = select(appearances).where(
    appearances.c.page_id == bindparam("page"),
    (appearances.c.state == CURRENT) | appearances.c.name_id.in_(bindparam("names", expanding=True)),
)
_ADD = insert(appearances).returning(appearances.c.id, appearances.c.kind, appearances.c.name_id, appearances.c.nth)
_UPDATE = update(appearances).where(appearances.c.id == bindparam("b_id"))
_SET_PERSON = _UPDATE.values(person_id=bindparam("b_person"))

AppearanceKey = tuple[str, int, int]
"""The identity of an appearance on its page: kind, key of the name, and number among those with the same name."""


@dataclass(frozen=True, slots=True)
class KeyedReading:
    """A reading with the keys that its rows refer to."""

    reading: Reading
    page_id: int
    page: str
    """Public id of the page."""
    reading_id: int
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
    """The persons who are on the page, or were in its current reading before."""
    changed: frozenset[int] = frozenset()
    """Those of them whose appearances or facts on the page have changed."""

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


class RelationshipRow(TypedDict):
    """Columns of ``relationships``."""

    page_id: int
    reading_id: int
    position: int
    from_appearance_id: int | None
    from_id: int | None
    from_name_id: int
    relation: str
    to_appearance_id: int | None
    to_id: int | None
    to_name_id: int
    how_many: int | None
    status: str
    evidence: str
    day_from: int | None
    day_to: int | None
    confidence: float


class CitationRow(TypedDict):
    """Columns of ``citations``."""

    page_id: int
    position: int
    outlet_id: int
    edtf: str | None
    day_from: int | None
    day_to: int | None
    evidence: str


def write_entities(writer: Writer, keyed: KeyedReading, *, linker: Linker | None) -> PageEntities:
    """Write the appearances on a known page. Known ones keep their persons; ``linker`` links the others."""
    connection = writer.connection
    current = appearance_rows(keyed)
    name_ids = sorted({name_id for _, name_id, _ in current})
    rows = connection.execute(_ON_PAGE, {"page": keyed.page_id, "names": name_ids})
    earlier: dict[AppearanceKey, AnyRow] = {(row.kind, row.name_id, row.nth): row for row in rows}
    ids = {key: row.id for key, row in earlier.items() if key in current}
    new_rows = [values for key, values in current.items() if key not in earlier]
    if new_rows:
        ids |= {(row.kind, row.name_id, row.nth): row.id for row in connection.execute(_ADD, new_rows)}
    _update_appearances(connection, earlier, current=current)
    persons_of = {row.id: row.person_id for key, row in earlier.items() if key in current}
    new = {values["local_id"]: ids[key] for key, values in current.items() if key not in earlier}
    persons_of |= _place_newcomers(writer, keyed, new, linker=linker, persons_on_page=frozenset(persons_of.values()))
    facts_before = {
        (row.person_id, key, *(getattr(row, column) for _, column in persons.FACTS))
        for key, row in earlier.items()
        if row.state == CURRENT
    }
    facts_now = {
        (persons_of[ids[key]], key, *(values[column] for _, column in persons.FACTS))  # type: ignore[literal-required]
        for key, values in current.items()
    }
    by_local_id = {values["local_id"]: ids[key] for key, values in current.items()}
    return PageEntities(
        by_local_id=by_local_id,
        by_name=unambiguous_names(keyed.reading, by_local_id),
        persons=persons_of,
        affected=frozenset(person for person, *_ in facts_before | facts_now),
        changed=frozenset(person for person, *_ in facts_before ^ facts_now),
    )


def relationship_rows(keyed: KeyedReading, *, entities: PageEntities) -> list[RelationshipRow]:
    """The relationships on the page as rows."""
    article = keyed.reading.article
    first, last = day_range(article.published)
    rows: list[RelationshipRow] = []
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
    return rows


def citation_rows(keyed: KeyedReading) -> list[CitationRow]:
    """The outlets that the page cites, as rows."""
    rows: list[CitationRow] = []
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
    return rows


def unambiguous_names(reading: Reading, by_local_id: Mapping[str, int]) -> dict[str, int]:
    """Appearances by name, if the name is unambiguous on the page."""
    bearers: dict[str, list[int]] = defaultdict(list)
    for entity in reading.entities:
        bearers[entity.name].append(by_local_id[entity.id])
    return {name: ids[0] for name, ids in bearers.items() if len(ids) == 1}


def appearance_rows(keyed: KeyedReading) -> dict[AppearanceKey, AppearanceRow]:
    """The people and organisations on the page as rows, without their keys and persons."""
    rows: dict[AppearanceKey, AppearanceRow] = {}
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
    earlier: Mapping[AppearanceKey, AnyRow],
    *,
    current: Mapping[AppearanceKey, AppearanceRow],
) -> None:
    """Update the appearances that are still on the page, and mark the rest as removed."""
    again = [{**current[key], "b_id": row.id} for key, row in earlier.items() if key in current]
    removed = [
        {"b_id": row.id, "state": REMOVED}
        for key, row in earlier.items()
        if key not in current and row.state != REMOVED
    ]
    for rows in (again, removed):
        if rows:
            connection.execute(_UPDATE, rows)


def _place_newcomers(
    writer: Writer,
    keyed: KeyedReading,
    new: Mapping[str, int],
    *,
    linker: Linker | None,
    persons_on_page: frozenset[int],
) -> dict[int, int]:
    """Return a person for each new appearance: the linker's choice, or else a new person."""
    placed: dict[int, int] = {}
    if linker and new:
        outlet_id = keyed.name_key(keyed.reading.article.outlet)
        placed |= linker(writer, NewAppearances(keyed.page_id, keyed.reading, new, outlet_id, persons_on_page))
    founders = {
        new[local_id]: founder
        for local_id, founder in founders_of(keyed)
        if local_id in new and new[local_id] not in placed
    }
    placed |= persons.create_persons(writer.connection, founders)
    if placed:
        rows = [{"b_id": appearance, "b_person": person} for appearance, person in placed.items()]
        writer.connection.execute(_SET_PERSON, rows)
    return placed


def founders_of(keyed: KeyedReading) -> Iterator[tuple[str, persons.Founder]]:
    """Each entity on the page as the founder of a person, with its id in the reading."""
    for entity, nth in numbered_entities(keyed.reading):
        name_id = keyed.name_keys[entity.name]
        yield entity.id, persons.Founder(keyed.page, entity.kind, entity.name, name_id=name_id, nth=nth)
