"""A page as one of its readings has it: the words, and who of the record its people are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from onrecord.errors import NotFoundError
from onrecord.store.codecs import unpack_record, unpack_text
from onrecord.store.rows import AnyRow
from onrecord.store.schema import appearances, names, pages, persons, readers, readings, texts, versions
from onrecord.store.statements import EntityRef, StoredPage

_KINDS = (("person", "people"), ("organisation", "organisations"))
_READING = (
    select(
        pages.c.id,
        pages.c.public_id,
        pages.c.url,
        pages.c.source,
        pages.c.reading_id,
        pages.c.versions,
        readings.c.id.label("this_reading_id"),
        readings.c.at,
        readings.c.record,
        readers.c.version.label("reader"),
        texts.c.body,
        versions.c.number,
        versions.c.fetched,
    )
    .select_from(readings)
    .join(pages, pages.c.id == readings.c.page_id)
    .join(versions, versions.c.id == readings.c.version_id)
    .join(readers, readers.c.id == readings.c.reader_id)
    .join(texts, texts.c.id == readings.c.text_id)
)
_NOW = _READING.where(pages.c.public_id == bindparam("page"), readings.c.id == pages.c.reading_id)
_BY = _READING.where(readings.c.id == bindparam("reading"))
_OF_VERSION = (
    _READING.where(versions.c.page_id == bindparam("key"), versions.c.number == bindparam("number"))
    .order_by(readings.c.id.desc())
    .limit(1)
)
_CALLED = names.alias("called")
_APPEARANCES = (
    select(
        appearances.c.kind,
        names.c.text.label("name"),
        appearances.c.nth,
        persons.c.public_id,
        _CALLED.c.text.label("called"),
    )
    .join(names, names.c.id == appearances.c.name_id)
    .join(persons, persons.c.id == appearances.c.person_id)
    .join(_CALLED, _CALLED.c.id == persons.c.name_id)
    .where(appearances.c.page_id == bindparam("page"))
)


@dataclass(frozen=True, slots=True)
class StoredReading:
    """A version of a page, read."""

    key: int
    """Of the page."""
    reading_id: int
    id: str
    """Public id of the page."""
    url: str | None
    source: str
    version: int
    versions: int
    """How many there are of it."""
    latest: bool
    """Whether the page is now as this reading has it."""
    fetched: str | None
    """When this version of it was fetched."""
    read: str
    """When it was read, ISO 8601 in UTC."""
    reader: str
    record: Mapping[str, Any]
    """The reading whole, in the record format."""
    persons: Mapping[str, EntityRef]
    """Who the people and organisations of the reading are in the record, by their ids in the reading."""

    @property
    def text(self) -> str:
        """The article's text, which all spans are over."""
        text: str = self.record["article"]["text"]
        return text

    @property
    def info(self) -> StoredPage:
        """The page in short, as this version has it."""
        article = self.record["article"]
        return StoredPage(
            self.id, self.url, self.source, article["title"], article["outlet"], article["published"], self.fetched
        )

    @property
    def link(self) -> str | None:
        """The page's address where it is one of the web, and safe to follow."""
        return self.url if self.url and self.url.lower().startswith(("https://", "http://")) else None

    def named(self, name: str) -> EntityRef:
        """Whom ``name`` is of; with no id where nobody of the reading, or more than one, has it."""
        found = [self.persons.get(one["id"]) for _, one in everybody(self.record) if one["name"] == name]
        return found[0] if len(found) == 1 and found[0] is not None else EntityRef(name, None)


def load_reading(connection: Connection, page: str, *, version: int | None = None) -> StoredReading:
    """The page with this public id, in this version or else as it is now. Raises ``NotFoundError``."""
    row = connection.execute(_NOW, {"page": page}).first()
    if row is None:
        raise NotFoundError(f"the record holds no page {page!r}. Take the id from a listing of the record.")
    if version is not None and version != row.number:
        row = connection.execute(_OF_VERSION, {"key": row.id, "number": version}).first()
    if row is None:
        raise NotFoundError(f"the page {page!r} has no version {version}. Take the number from the page's own list.")
    return _printed(connection, row)


def load_reading_by_key(connection: Connection, reading_id: int) -> StoredReading:
    """The page as the reading with this key has it."""
    return _printed(connection, connection.execute(_BY, {"reading": reading_id}).one())


def _printed(connection: Connection, row: AnyRow) -> StoredReading:
    record = unpack_record(row.record, text=unpack_text(row.body))
    return StoredReading(
        key=row.id,
        reading_id=row.this_reading_id,
        id=row.public_id,
        url=row.url,
        source=row.source,
        version=row.number,
        versions=row.versions,
        latest=row.this_reading_id == row.reading_id,
        fetched=row.fetched,
        read=row.at,
        reader=row.reader,
        record=record,
        persons=_persons(connection, record, page_id=row.id),
    )


def _persons(connection: Connection, record: Mapping[str, Any], *, page_id: int) -> dict[str, EntityRef]:
    """An earlier version may have had somebody whom no appearance is kept of: that one is only a name."""
    rows = connection.execute(_APPEARANCES, {"page": page_id})
    known = {(row.kind, row.name, row.nth): EntityRef(row.called, row.public_id) for row in rows}
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for kind, one in everybody(record):
        name = one["name"]
        found[one["id"]] = known.get((kind, name, seen[kind, name]), EntityRef(name, None))
        seen[kind, name] += 1
    return found


def everybody(record: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The people and organisations of ``record``, each with its kind."""
    return [(kind, one) for kind, field in _KINDS for one in record[field]]
