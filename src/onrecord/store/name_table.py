"""The table of names and other frequent phrases, each stored once and referred to by its key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, delete, select, union

from onrecord.store import schema
from onrecord.store.codecs import fold
from onrecord.store.dialect import insert_or_update
from onrecord.store.new_rows import NewRows, in_parts
from onrecord.store.rows import add_row, lookup

_MOST_REMEMBERED = 200_000
_KEYS = select(schema.names.c.text, schema.names.c.id).where(
    schema.names.c.text.in_(bindparam("texts", expanding=True))
)
ERASURES: Final = "erasures"
"""Key in ``meta`` of the number of times that unused names were deleted."""
_ERASURES = select(schema.meta.c.value).where(schema.meta.c.key == ERASURES)
_READER = select(schema.readers.c.id).where(schema.readers.c.version == bindparam("version"))


class NameKeys:
    """Keys of names, with a cache. Call ``forget`` after a transaction that was rolled back."""

    def __init__(self) -> None:
        self._cache: dict[str, int] = {}
        self._absent: set[str] = set()
        """Names that are not in the record, as far as this transaction has looked."""
        self._erasures: str | None = None

    def follow(self, connection: Connection) -> None:
        """Begin a transaction. Empty the cache if this or another program has erased names since: their keys may be
        reused."""
        self._absent = set()
        erasures: str | None = connection.execute(_ERASURES).scalar()
        if erasures != self._erasures or len(self._cache) > _MOST_REMEMBERED:
            self._erasures = erasures
            self.forget()

    def forget(self) -> None:
        """Empty the cache: names that a rolled-back transaction added have no key."""
        self._cache, self._absent = {}, set()

    def look_up(self, connection: Connection, texts: Iterable[str | None]) -> None:
        """Load the keys of ``texts``, as far as they are stored."""
        cache, absent = self._cache, self._absent  # another thread may call forget meanwhile
        for part in in_parts(text for text in texts if text is not None and text not in cache and text not in absent):
            cache |= lookup(connection, _KEYS, texts=part)
            absent.update(text for text in part if text not in cache)

    def keys(self, connection: Connection, texts: Iterable[str | None], *, rows: NewRows) -> dict[str, int]:
        """Return the key of each of ``texts``, null ones left out; new names are added to ``rows``."""
        cache = self._cache
        distinct = {text for text in texts if text is not None}
        # Not a set difference, which would walk through the whole cache.
        missing = sorted(text for text in distinct if text not in cache)
        if missing:
            self.look_up(connection, missing)
            for text in missing:
                if text not in cache:
                    cache[text] = rows.next_key(schema.names)
                    rows.add(schema.names, [{"id": cache[text], "text": text, "folded": fold(text)}])
        return {text: cache[text] for text in distinct}


@dataclass(frozen=True, slots=True)
class Writer:
    """A write transaction with its name keys and new rows, for functions that write rows with names."""

    connection: Connection
    names: NameKeys
    rows: NewRows

    def name_keys(self, texts: Iterable[str | None]) -> dict[str, int]:
        """Return the key of each of ``texts``, null ones left out; new names are added."""
        keys = self.reserve_name_keys(texts)
        self.rows.write()
        return keys

    def name_key(self, text: str) -> int:
        """Return the key of ``text``, which is added if it is new."""
        return self.name_keys([text])[text]

    def reserve_name_keys(self, texts: Iterable[str | None]) -> dict[str, int]:
        """``name_keys``, but new names are added to ``rows``, to be written later."""
        return self.names.keys(self.connection, texts, rows=self.rows)

    def forget(self) -> None:
        """Forget the rows that wait, and names that were rolled back."""
        self.rows.forget()
        self.names.forget()


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


def reader_key(connection: Connection, version: str) -> int:
    """Return the key of the reader with this version, which is added if it is new."""
    key = connection.execute(_READER, {"version": version}).scalar()
    return add_row(connection, schema.readers, version=version) if key is None else int(key)
