"""The names of people and of everything else that is counted by its key."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select

from onrecord.store.rows import lookup
from onrecord.store.schema import names, persons
from onrecord.store.statements import EntityRef

_TEXTS = select(names.c.id, names.c.text).where(names.c.id.in_(bindparam("keys", expanding=True)))
_PEOPLE = (
    select(persons.c.id, persons.c.public_id, names.c.text)
    .join(names, names.c.id == persons.c.name_id)
    .where(persons.c.id.in_(bindparam("keys", expanding=True)))
)


def people_named(connection: Connection, keys: Iterable[int]) -> dict[int, EntityRef]:
    """Names and public ids of the people with these keys."""
    rows = connection.execute(_PEOPLE, {"keys": sorted(set(keys))})
    return {row.id: EntityRef(row.text, row.public_id) for row in rows}


def texts_named(connection: Connection, keys: Iterable[int]) -> dict[int, EntityRef]:
    """What is written under these keys of ``names``; it has no public id."""
    found: dict[int, str] = lookup(connection, _TEXTS, keys=sorted(set(keys)))
    return {key: EntityRef(text, None) for key, text in found.items()}
