"""References to people, organisations and other entries of ``names``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from onrecord.store.rows import AnyRow, lookup
from onrecord.store.schema import names, persons

_NAMES = select(names.c.id, names.c.text).where(names.c.id.in_(bindparam("keys", expanding=True)))
_PERSONS = (
    select(persons.c.id, persons.c.public_id, names.c.text)
    .join(names, names.c.id == persons.c.name_id)
    .where(persons.c.id.in_(bindparam("keys", expanding=True)))
)
_MERGES = select(persons.c.id, persons.c.merged_into).where(persons.c.id == bindparam("key"))


@dataclass(frozen=True, slots=True)
class EntityRef:
    """A person or organisation in a listing: name, and public id if resolved."""

    name: str
    id: str | None


def follow_merges(connection: Connection, row: AnyRow | None) -> int | None:
    """The key of the person in ``row`` or, if it was merged into another, of that person; null if there is none."""
    passed: set[int] = set()
    while row is not None and row.merged_into is not None and row.id not in passed:
        passed.add(row.id)
        row = connection.execute(_MERGES, {"key": row.merged_into}).first()
    return None if row is None else int(row.id)


def load_entities(connection: Connection, keys: Iterable[int]) -> dict[int, EntityRef]:
    """Load the people and organisations with these keys; returns them by key."""
    rows = connection.execute(_PERSONS, {"keys": sorted(set(keys))})
    return {row.id: EntityRef(row.text, row.public_id) for row in rows}


def load_names(connection: Connection, keys: Iterable[int]) -> dict[int, EntityRef]:
    """Load the entries of ``names`` with these keys; returns them by key, without public ids."""
    texts: dict[int, str] = lookup(connection, _NAMES, keys=sorted(set(keys)))
    return {key: EntityRef(text, None) for key, text in texts.items()}
