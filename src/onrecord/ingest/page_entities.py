"""The people and organisations of one page, kept: their appearances, relationships, and the outlets it cites."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from onrecord.resolve import persons
from onrecord.resolve.newcomers import Linker, Newcomers
from onrecord.store.codecs import compact
from onrecord.store.days import day_range
from onrecord.store.names import Writer
from onrecord.store.readings import everybody
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, REMOVED, appearances, citations, relationships

_HERE = select(appearances).where(appearances.c.page_id == bindparam("page"))
_ADD = insert(appearances).returning(appearances.c.id, appearances.c.kind, appearances.c.name_id, appearances.c.nth)
_UPDATE = update(appearances).where(appearances.c.id == bindparam("b_id"))
_GIVE = _UPDATE.values(person_id=bindparam("b_person"))
_ADD_RELATIONSHIPS = insert(relationships)
_ADD_CITATIONS = insert(citations)


@dataclass(frozen=True, slots=True)
class Target:
    """The page that a reading is kept for."""

    page_id: int
    page: str
    """Its public id."""
    reading_id: int
    fresh: bool
    """Whether nothing is kept of the page yet."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is on the page: what its statements are pointed at by."""

    by_local_id: Mapping[str, int]
    """Appearances by their ids in the record."""
    by_name: Mapping[str, int]
    """Appearances by name, where one name is one appearance."""
    person: Mapping[int, int]
    """Persons by appearance."""
    affected: frozenset[int]
    """Every person that is or was on the page."""

    def somebody(self, appearance: int | None) -> int | None:
        """The person whose appearance it is."""
        return None if appearance is None else self.person[appearance]


def keep_cast(
    writer: Writer,
    record: Mapping[str, Any],
    *,
    target: Target,
    keys: Mapping[str, int],
    linker: Linker | None,
) -> Cast:
    """Keep who appears on the page; those who appeared on it before stay who they were. ``keys`` are those of names."""
    connection = writer.connection
    before: dict[tuple[str, int, int], AnyRow] = {}
    if not target.fresh:
        rows = connection.execute(_HERE, {"page": target.page_id})
        before = {(row.kind, row.name_id, row.nth): row for row in rows}
    wanted = _wanted(record, page_id=target.page_id, keys=keys)
    new = [values for key, values in wanted.items() if key not in before]
    ids = {key: row.id for key, row in before.items() if key in wanted}
    if new:
        ids |= {(row.kind, row.name_id, row.nth): row.id for row in connection.execute(_ADD, new)}
    _renew(connection, before, wanted=wanted)
    by_local_id = {values["local_id"]: ids[key] for key, values in wanted.items()}
    person = {row.id: row.person_id for key, row in before.items() if key in wanted}
    newcomers = {values["local_id"]: ids[key] for key, values in wanted.items() if key not in before}
    person |= _introduce(
        writer, Newcomers(target.page_id, record, newcomers), linker=linker, page=target.page, keys=keys
    )
    return Cast(
        by_local_id=by_local_id,
        by_name=alone(record, by_local_id),
        person=person,
        affected=frozenset({*person.values(), *(row.person_id for row in before.values())}),
    )


def keep_relationships(
    connection: Connection, record: Mapping[str, Any], *, target: Target, cast: Cast, keys: Mapping[str, int]
) -> None:
    """Keep what the page says that people are to each other, in place of what was kept of it before."""
    if not target.fresh:
        connection.execute(delete(relationships).where(relationships.c.page_id == target.page_id))
    first, last = day_range(record["article"]["published"])
    values = [
        {
            "page_id": target.page_id,
            "reading_id": target.reading_id,
            "position": position,
            "from_appearance_id": cast.by_name.get(one["from"]),
            "from_id": cast.somebody(cast.by_name.get(one["from"])),
            "from_name_id": keys[one["from"]],
            "relation": one["relation"],
            "to_appearance_id": cast.by_name.get(one["to"]),
            "to_id": cast.somebody(cast.by_name.get(one["to"])),
            "to_name_id": keys[one["to"]],
            "how_many": one["count"],
            "status": one["status"],
            "evidence": _words(record, one["evidence"]),
            "day_from": first,
            "day_to": last,
            "confidence": one["confidence"],
        }
        for position, one in enumerate(record["relationships"])
    ]
    if values:
        connection.execute(_ADD_RELATIONSHIPS, values)


def keep_citations(
    connection: Connection, record: Mapping[str, Any], *, target: Target, keys: Mapping[str, int]
) -> None:
    """Keep the outlets that the page cites, in place of those that were kept of it before."""
    if not target.fresh:
        connection.execute(delete(citations).where(citations.c.page_id == target.page_id))
    values = []
    for position, one in enumerate(record["cited"]):
        edtf = one["when"]["edtf"] if one["when"] else None
        first, last = day_range(edtf)
        values.append(
            {
                "page_id": target.page_id,
                "position": position,
                "outlet_id": keys[one["outlet"]],
                "edtf": edtf,
                "day_from": first,
                "day_to": last,
                "evidence": _words(record, one["evidence"]),
            }
        )
    if values:
        connection.execute(_ADD_CITATIONS, values)


def _wanted(
    record: Mapping[str, Any], *, page_id: int, keys: Mapping[str, int]
) -> dict[tuple[str, int, int], dict[str, Any]]:
    seen: Counter[tuple[str, int]] = Counter()
    wanted = {}
    for kind, one in everybody(record):
        name_id = keys[one["name"]]
        nth = seen[kind, name_id]
        seen[kind, name_id] += 1
        wanted[kind, name_id, nth] = {
            "page_id": page_id,
            "kind": kind,
            "name_id": name_id,
            "nth": nth,
            "state": CURRENT,
            "local_id": one["id"],
            "mentions": len(one["mentions"]),
            "aliases": compact(one["aliases"]),
            "roles": compact(one.get("roles", [])),
            "ages": compact([age["value"] for age in one.get("ages", [])]),
        }
    return wanted


def _renew(
    connection: Connection,
    before: Mapping[tuple[str, int, int], AnyRow],
    *,
    wanted: Mapping[tuple[str, int, int], dict[str, Any]],
) -> None:
    """Bring up to date who is on the page still, and mark who is not."""
    again = [wanted[key] | {"b_id": row.id} for key, row in before.items() if key in wanted]
    gone = [{"b_id": row.id, "state": REMOVED} for key, row in before.items() if key not in wanted]
    for changed in (again, gone):
        if changed:
            connection.execute(_UPDATE, changed)


def _introduce(
    writer: Writer, newcomers: Newcomers, *, linker: Linker | None, page: str, keys: Mapping[str, int]
) -> dict[int, int]:
    """A person for each newcomer: whom the linker names, else somebody new."""
    known = dict(linker(writer, newcomers)) if linker and newcomers.ids else {}
    strangers: dict[int, persons.Founder] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for kind, one in everybody(newcomers.record):
        nth, appearance = seen[kind, one["name"]], newcomers.ids.get(one["id"])
        seen[kind, one["name"]] += 1
        if appearance is not None and appearance not in known:
            strangers[appearance] = persons.Founder(page, kind, one["name"], name_id=keys[one["name"]], nth=nth)
    known |= persons.found(writer.connection, strangers)
    if known:
        writer.connection.execute(_GIVE, [{"b_id": one, "b_person": person} for one, person in known.items()])
    return known


def alone(record: Mapping[str, Any], by_local_id: Mapping[str, int]) -> dict[str, int]:
    """Appearances by name, where one name is one appearance."""
    called: dict[str, list[int]] = defaultdict(list)
    for _, one in everybody(record):
        called[one["name"]].append(by_local_id[one["id"]])
    return {name: ids[0] for name, ids in called.items() if len(ids) == 1}


def _words(record: Mapping[str, Any], span: list[int]) -> str:
    text: str = record["article"]["text"]
    return text[span[0] : span[1]]
