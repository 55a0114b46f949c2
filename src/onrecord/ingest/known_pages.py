"""Known pages: pages that are in the record or were removed from it, by their bytes, keys and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    LargeBinary,
    Select,
    Text,
    bindparam,
    cast,
    literal,
    null,
    select,
    union_all,
)

from onrecord.ingest import page_identity
from onrecord.ingest.page_identity import PageIdentity
from onrecord.store.codecs import public_id, sha256
from onrecord.store.exclusions import hash_address, removed_page
from onrecord.store.name_table import reader_key
from onrecord.store.new_rows import in_parts
from onrecord.store.readings import numbered_entities
from onrecord.store.rows import AnyRow, lookup
from onrecord.store.schema import addresses, copies, pages, persons, readers, readings, removed_hashes, texts, versions
from onrecord.store.store import Store
from onrecord.types import Page, Reading

_COPY = (
    select(versions.c.page_id, versions.c.id.label("version_id"))
    .join(copies, copies.c.version_id == versions.c.id)
    .where(copies.c.sha256 == bindparam("sha256"))
    .order_by(versions.c.id)
)
_COPY_THERE = _COPY.join(addresses, addresses.c.page_id == versions.c.page_id).where(
    addresses.c.address == bindparam("address")
)
TEXTS = select(texts.c.sha256, texts.c.id).where(texts.c.sha256.in_(bindparam("hashes", expanding=True)))
_WANTED: Final[Mapping[str, tuple[Column[Any], Column[Any] | None]]] = {
    "removed": (removed_hashes.c.sha256, removed_hashes.c.page),
    "keys": (pages.c.key, None),
    "addresses": (addresses.c.address, None),
    "copies": (copies.c.sha256, None),
    "texts": (texts.c.sha256, texts.c.id),
    "readers": (readers.c.version, readers.c.id),
    "persons": (persons.c.public_id, persons.c.id),
}
"""Columns that are looked up, each with the one whose value is wanted."""


def _wanted_rows(name: str, column: Column[Any], value: Column[Any] | None) -> Select[*tuple[Any, ...]]:
    is_text = isinstance(column.type, Text)
    return select(
        literal(name).label("name"),
        column.label("text") if is_text else cast(null(), Text).label("text"),
        cast(null(), LargeBinary).label("digest") if is_text else column.label("digest"),
        (cast(null(), Text) if value is None else cast(value, Text)).label("value"),
    ).where(column.in_(bindparam(name, expanding=True)))


_LOOKUP = union_all(*(_wanted_rows(name, column, value) for name, (column, value) in _WANTED.items()))
"""All of them in one query: on a network each one takes its time."""
BY_READER = (
    select(readings.c.id)
    .join(readers)
    .where(readers.c.version == bindparam("by"), readings.c.version_id == bindparam("version"))
)


class PageLookup:
    """Stored rows of the pages that are to be kept, looked up together, and of those that were kept since."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stored: dict[str, dict[str | bytes, Any]] = {name: {} for name in _WANTED}
        self._forgot_texts = False

    def look_up(self, pages_to_keep: Iterable[tuple[PageIdentity, Reading]]) -> None:
        """Look up these pages."""
        wanted: dict[str, set[str | bytes]] = {name: set() for name in _WANTED}
        for identity, reading in pages_to_keep:
            wanted["removed"].update(_removal_hashes(identity))
            wanted["keys"].add(identity.key)
            wanted["addresses"].update(() if identity.address is None else (identity.address,))
            wanted["copies"].update(() if identity.has_url else (identity.sha256,))
            wanted["texts"].add(sha256(reading.article.text))
            wanted["readers"].add(reading.reader)
            page = public_id("page", identity.key)
            wanted["persons"].update(
                public_id("person", page, entity.kind, entity.name, nth) for entity, nth in numbered_entities(reading)
            )
        for parts in zip_longest(*(in_parts(values) for values in wanted.values()), fillvalue=[]):
            for name, text, digest, value in self._connection.execute(_LOOKUP, dict(zip(wanted, parts, strict=True))):
                self._stored[name][digest if text is None else text] = value

    def removed_page(self, identity: PageIdentity) -> str | None:
        """Public id of the removed page with these bytes, this key or this address; null if there is none."""
        removed = self._stored["removed"]
        return next((removed[digest] for digest in _removal_hashes(identity) if digest in removed), None)

    def may_be_known(self, identity: PageIdentity) -> bool:
        """False if the page is certainly new."""
        return (
            identity.key in self._stored["keys"]
            or identity.address in self._stored["addresses"]
            or (not identity.has_url and identity.sha256 in self._stored["copies"])
        )

    def is_new(self, identity: PageIdentity) -> bool:
        """True if the page is certainly new, and was not removed."""
        return not self.may_be_known(identity) and self.removed_page(identity) is None

    def text_key(self, digest: bytes) -> int | None:
        """The key of the text with this hash; null if it is not stored."""
        if self._forgot_texts and digest not in self._stored["texts"]:
            self._look_up_hashes([digest])
        key = self._stored["texts"].get(digest)
        return None if key is None else int(key)

    def reader_key(self, version: str) -> int:
        """The key of the reader with this version, which is added if it is new."""
        readers_found = self._stored["readers"]
        if version not in readers_found:
            readers_found[version] = reader_key(self._connection, version)
        return int(readers_found[version])

    def former_person(self, person: str) -> int | None:
        """The key of the person with this public id, which is stored although its page is new; null for others.

        Such a person was merged into another, or founded by a page that was removed since. It gets its old row back.
        """
        key = self._stored["persons"].get(person)
        return None if key is None else int(key)

    def remember(self, identity: PageIdentity) -> None:
        """Remember a page that was added."""
        self._stored["keys"][identity.key] = None
        self._stored["copies"][identity.sha256] = None
        if identity.address is not None:
            self._stored["addresses"][identity.address] = None

    def remember_text(self, digest: bytes, key: int) -> None:
        """Remember a new text, so that a second page with it is recognised."""
        self._stored["texts"][digest] = key

    def forget_texts(self) -> None:
        """Look again for texts that were not stored: others than new pages may have added some."""
        self._forgot_texts = True
        self._stored["texts"] = {digest: key for digest, key in self._stored["texts"].items() if key is not None}

    def look_up_texts(self, readings_to_keep: Iterable[Reading]) -> None:
        """Look for the texts of several readings again if they were forgotten."""
        if self._forgot_texts:
            self._look_up_hashes(sha256(reading.article.text) for reading in readings_to_keep)

    def _look_up_hashes(self, hashes: Iterable[bytes]) -> None:
        for part in in_parts(digest for digest in hashes if digest not in self._stored["texts"]):
            self._stored["texts"] |= dict.fromkeys(part) | lookup(self._connection, TEXTS, hashes=part)


def _removal_hashes(identity: PageIdentity) -> Iterator[bytes]:
    yield identity.sha256
    yield from (hash_address(address) for address in (identity.key, identity.address) if address is not None)


def find_version(connection: Connection, page: Page) -> AnyRow | None:
    """Find the version with the bytes of ``page``: ``page_id`` and ``version_id``, or null.

    The same bytes at a new address may be another page, and are not known.
    """
    parameters: dict[str, object] = {"sha256": bytes.fromhex(page.sha256)}
    if page.url is None:
        return connection.execute(_COPY, parameters).first()
    return connection.execute(_COPY_THERE, parameters | {"address": page_identity.address(page)}).first()


def has_reading(connection: Connection, version_id: int, *, by: str) -> bool:
    """True if the reader ``by`` has read this version."""
    return connection.execute(BY_READER, {"by": by, "version": version_id}).first() is not None


def removed_before(record: Store, page: Page) -> str | None:
    """Public id of the removed page that has these bytes or this address; null if there is none."""
    with record.snapshot() as connection:
        return removed_page(connection, page_sha256=page.sha256, address=page_identity.address(page))


def is_known(store: Store, page: Page, *, by: str | None = None) -> bool:
    """True if these bytes from this address are stored, with a reading by the reader ``by`` if one is named."""
    with store.snapshot() as connection:
        version = find_version(connection, page)
        return version is not None and (by is None or has_reading(connection, version.version_id, by=by))
