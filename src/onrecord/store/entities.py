"""References to people and organisations, and to anything else that is written in ``names``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from onrecord.store.rows import lookup
from onrecord.store.schema import names, persons

_NAMES = select(names.c.id, names.c.text).where(names.c.id.in_(bindparam("keys", expanding=True)))
_PERSONS = (
    select(persons.c.id, persons.c.public_id, names.c.text)
    .join(names, names.c.id == persons.c.name_id)
    .where(persons.c.id.in_(bindparam("keys", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class EntityRef:
    """Somebody in a listing: the name, and the public id where it is known who that is."""

    name: str
    id: str | None


def load_entities(connection: Connection, keys: Iterable[int]) -> dict[int, EntityRef]:
    """The people and organisations with these keys, by them."""
    rows = connection.execute(_PERSONS, {"keys": sorted(set(keys))})
    return {row.id: EntityRef(row.text, row.public_id) for row in rows}


def load_names(connection: Connection, keys: Iterable[int]) -> dict[int, EntityRef]:
    """The entries of ``names`` with these keys, by them; they have no public ids."""
    texts: dict[int, str] = lookup(connection, _NAMES, keys=sorted(set(keys)))
    return {key: EntityRef(text, None) for key, text in texts.items()}
