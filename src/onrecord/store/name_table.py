"""Names and other words that occur often, each kept once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select

from onrecord.store import schema
from onrecord.store.codecs import fold
from onrecord.store.rows import add_row, lookup

_MOST_REMEMBERED = 200_000
_BATCH = 500
_THERE = select(schema.names.c.text, schema.names.c.id).where(
    schema.names.c.text.in_(bindparam("texts", expanding=True))
)
_ADD = insert(schema.names).returning(schema.names.c.text, schema.names.c.id)
_READER = select(schema.readers.c.id).where(schema.readers.c.version == bindparam("version"))


class NameKeys:
    """The keys of names. It remembers those it has met; forget them after a transaction that was undone."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def forget(self) -> None:
        """Remember nothing: what was made in a transaction that is undone has no key."""
        self._known = {}

    def keys(self, connection: Connection, texts: Iterable[str | None]) -> dict[str, int]:
        """The key of each of ``texts`` that is not null, made where there is none yet."""
        if len(self._known) > _MOST_REMEMBERED:
            self.forget()
        known = self._known  # another thread may forget meanwhile
        wanted = {text for text in texts if text is not None}
        # Not a difference of sets, which would go through all that is known.
        missing = sorted(text for text in wanted if text not in known)
        for start in range(0, len(missing), _BATCH):
            known |= _learned(connection, missing[start : start + _BATCH])
        return {text: known[text] for text in wanted}

    def key(self, connection: Connection, text: str) -> int:
        """The key of ``text``, made where there is none yet."""
        return self.keys(connection, [text])[text]


@dataclass(frozen=True, slots=True)
class Writer:
    """A transaction that writes, with the name keys: for functions that add names to what they write."""

    connection: Connection
    names: NameKeys

    def name_keys(self, texts: Iterable[str | None]) -> dict[str, int]:
        """The key of each of ``texts`` that is not null, made where there is none yet."""
        return self.names.keys(self.connection, texts)

    def name_key(self, text: str) -> int:
        """The key of ``text``, made where there is none yet."""
        return self.names.key(self.connection, text)


def _learned(connection: Connection, texts: list[str]) -> dict[str, int]:
    found = lookup(connection, _THERE, texts=texts)
    new = [{"text": text, "folded": fold(text)} for text in texts if text not in found]
    if new:
        found |= {row.text: row.id for row in connection.execute(_ADD, new)}
    return found


def reader_key(connection: Connection, version: str) -> int:
    """The key of the reader of this version, made where there is none yet."""
    found = connection.execute(_READER, {"version": version}).scalar()
    return add_row(connection, schema.readers, version=version) if found is None else int(found)
