"""The table of names and other frequent phrases, each stored once and referred to by its key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, insert, select, union

from onrecord.store import schema
from onrecord.store.codecs import fold
from onrecord.store.dialect import insert_or_update
from onrecord.store.rows import add_row, lookup

_MOST_REMEMBERED = 200_000
_BATCH = 500
_KEYS = select(schema.names.c.text, schema.names.c.id).where(
    schema.names.c.text.in_(bindparam("texts", expanding=True))
)
ERASURES: Final = "erasures"
"""Key in ``meta`` of the number of times that unused names were deleted."""
_ERASURES = select(schema.meta.c.value).where(schema.meta.c.key == ERASURES)
_ADD = insert(schema.names).returning(schema.names.c.text, schema.names.c.id)
_READER = select(schema.readers.c.id).where(schema.readers.c.version == bindparam("version"))


class NameKeys:
    """Keys of names, with a cache. Call ``forget`` after a transaction that was rolled back."""

    def __init__(self) -> None:
        self._cache: dict[str, int] = {}
        self._erasures: str | None = None

    def follow(self, connection: Connection) -> None:
        """Empty the cache if this or another program has erased names since: their keys may be reused."""
        erasures: str | None = connection.execute(_ERASURES).scalar()
        if erasures != self._erasures:
            self._erasures = erasures
            self.forget()

    def forget(self) -> None:
        """Empty the cache: names that a rolled-back transaction added have no key."""
        self._cache = {}

    def keys(self, connection: Connection, texts: Iterable[str | None]) -> dict[str, int]:
        """Return the key of each of ``texts``, null ones left out; new names are added."""
        if len(self._cache) > _MOST_REMEMBERED:
            self.forget()
        cache = self._cache  # another thread may call forget meanwhile
        distinct = {text for text in texts if text is not None}
        # Not a set difference, which would walk through the whole cache.
        missing = sorted(text for text in distinct if text not in cache)
        for start in range(0, len(missing), _BATCH):
            cache |= _load_or_add(connection, missing[start : start + _BATCH])
        return {text: cache[text] for text in distinct}

    def key(self, connection: Connection, text: str) -> int:
        """Return the key of ``text``, which is added if it is new."""
        return self.keys(connection, [text])[text]


@dataclass(frozen=True, slots=True)
class Writer:
    """A write transaction with its name keys, for functions that write rows with names."""

    connection: Connection
    names: NameKeys

    def name_keys(self, texts: Iterable[str | None]) -> dict[str, int]:
        """Return the key of each of ``texts``, null ones left out; new names are added."""
        return self.names.keys(self.connection, texts)

    def name_key(self, text: str) -> int:
        """Return the key of ``text``, which is added if it is new."""
        return self.names.key(self.connection, text)


def drop_unused_names(writer: Writer) -> None:
    """Delete the names that nothing refers to any more."""
    connection, names = writer.connection, schema.names
    references = [
        select(key.parent)
        for table in schema.metadata.sorted_tables
        if table is not schema.name_keys
        for key in table.foreign_keys
        if key.column is names.c.id
    ]
    # Without a foreign key, since the row is a copy of another.
    references.append(select(schema.statements_as_read.c.speaker_name_id))
    used = union(*(query.where(query.selected_columns[0].is_not(None)) for query in references))
    connection.execute(delete(schema.name_keys).where(schema.name_keys.c.name_id.not_in(used)))
    connection.execute(delete(names).where(names.c.id.not_in(used)))
    number = int(connection.execute(_ERASURES).scalar() or 0) + 1
    counting = insert_or_update(schema.meta, key=[schema.meta.c.key], update=lambda new: {"value": new.value})
    connection.execute(counting, {"key": ERASURES, "value": str(number)})
    writer.names.follow(connection)


def _load_or_add(connection: Connection, texts: list[str]) -> dict[str, int]:
    keys = lookup(connection, _KEYS, texts=texts)
    new = [{"text": text, "folded": fold(text)} for text in texts if text not in keys]
    if new:
        keys |= {row.text: row.id for row in connection.execute(_ADD, new)}
    return keys


def reader_key(connection: Connection, version: str) -> int:
    """Return the key of the reader with this version, which is added if it is new."""
    key = connection.execute(_READER, {"version": version}).scalar()
    return add_row(connection, schema.readers, version=version) if key is None else int(key)
