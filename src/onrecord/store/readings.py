"""Load readings from the store, joined with the article texts that their spans refer to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select

from onrecord.errors import NotFoundError
from onrecord.store.codecs import unpack_reading, unpack_text
from onrecord.store.entities import EntityRef
from onrecord.store.exclusions import hidden_entities
from onrecord.store.pages import StoredPage
from onrecord.store.rows import AnyRow
from onrecord.store.schema import appearances, names, pages, persons, readings, texts, versions
from onrecord.types import Entity, Reading


def packed_readings(*columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Select ``columns`` and the columns that ``read_row`` needs, from readings with their pages and texts."""
    return (
        select(*columns, readings.c.record, texts.c.body)
        .select_from(readings)
        .join(texts, texts.c.id == readings.c.text_id)
        .join(pages, pages.c.id == readings.c.page_id)
    )


def read_row(row: AnyRow) -> Reading:
    """Unpack the reading in a row of ``packed_readings``."""
    return unpack_reading(row.record, text=unpack_text(row.body))


CURRENT_READINGS = packed_readings(pages.c.id).where(readings.c.id == pages.c.reading_id)
"""Current reading of each page; the first column is the key of the page."""
_BY_KEY = packed_readings().where(readings.c.id == bindparam("reading"))
_OF_PAGES = CURRENT_READINGS.where(pages.c.id.in_(bindparam("pages", expanding=True)))
_TEXTS = (
    select(readings.c.id, texts.c.body)
    .join(texts, texts.c.id == readings.c.text_id)
    .where(readings.c.id.in_(bindparam("readings", expanding=True)))
)
_STORED = packed_readings(
    pages.c.id,
    pages.c.public_id,
    pages.c.url,
    pages.c.source,
    pages.c.reading_id,
    pages.c.versions,
    pages.c.fetched.label("first_fetched"),
    readings.c.id.label("this_reading_id"),
    readings.c.at,
    versions.c.number,
    versions.c.fetched,
).join(versions, versions.c.id == readings.c.version_id)
_STORED_NOW = _STORED.where(pages.c.public_id == bindparam("page"), readings.c.id == pages.c.reading_id)
_STORED_BY_KEY = _STORED.where(readings.c.id == bindparam("reading"))
_STORED_VERSION = (
    _STORED.where(versions.c.page_id == bindparam("key"), versions.c.number == bindparam("number"))
    .order_by(readings.c.id.desc())
    .limit(1)
)
_STORED_CURRENT = _STORED.where(
    readings.c.id == pages.c.reading_id, pages.c.id.in_(bindparam("pages", expanding=True))
).order_by(pages.c.id)
_PERSON_NAME = names.alias("person_name")
_APPEARANCES = (
    select(
        appearances.c.page_id,
        appearances.c.kind,
        names.c.text.label("name"),
        appearances.c.nth,
        persons.c.public_id,
        _PERSON_NAME.c.text.label("person_name"),
    )
    .join(names, names.c.id == appearances.c.name_id)
    .join(persons, persons.c.id == appearances.c.person_id)
    .join(_PERSON_NAME, _PERSON_NAME.c.id == persons.c.name_id)
    .where(appearances.c.page_id.in_(bindparam("pages", expanding=True)))
)


@dataclass(frozen=True)
class StoredReading:
    """A reading of a version of a page."""

    key: int
    """Key of the page."""
    reading_id: int
    id: str
    """Public id of the page."""
    url: str | None
    source: str
    version: int
    versions: int
    """Number of versions of the page."""
    latest: bool
    """True if this is the page's current reading."""
    fetched: str | None
    """Time at which this version was fetched."""
    first_fetched: str | None
    """Time at which the page was first fetched."""
    read: str
    """Time of the reading, ISO 8601 in UTC."""
    reading: Reading
    appearances: Mapping[tuple[str, str, int], EntityRef]
    """People and organisations of the record by their kind, name and number on the page; see ``numbered_entities``."""
    hidden: frozenset[str] = frozenset()
    """Ids in the reading of people who are hidden, and who are left out of it except for their statements."""

    @cached_property
    def persons(self) -> Mapping[str, EntityRef]:
        """People and organisations of the record, by their ids in the reading."""
        # An earlier version may name an entity that has no appearance row: its name is all there is.
        return {
            entity.id: self.appearances.get((entity.kind, entity.name, nth), EntityRef(entity.name, None))
            for entity, nth in numbered_entities(self.reading)
        }

    @property
    def visible(self) -> Reading:
        """The reading without the statements of hidden people."""
        if not self.hidden:
            return self.reading
        visible_statements = tuple(row for row in self.reading.statements if row.speaker not in self.hidden)
        return replace(self.reading, statements=visible_statements)

    @property
    def text(self) -> str:
        """The article's text, which all spans refer to."""
        return self.reading.article.text

    @property
    def info(self) -> StoredPage:
        """Summary of the page in this version."""
        article = self.reading.article
        return StoredPage(
            self.id, self.url, self.source, article.title, article.outlet, article.published, self.fetched
        )

    @property
    def address(self) -> str:
        """The page's URL, else a unique identifier that is not a link."""
        return self.url or f"urn:onrecord:page:{self.id}"

    @property
    def link(self) -> str | None:
        """The page's URL if it is a web address that is safe to follow."""
        return self.url if self.url and self.url.lower().startswith(("https://", "http://")) else None

    def named(self, name: str) -> EntityRef:
        """Resolve ``name`` to an entity of the reading; without an id if none or several have that name."""
        bearers = [self.persons[entity.id] for entity in self.reading.entities if entity.name == name]
        return bearers[0] if len(bearers) == 1 else EntityRef(name, None)


def load_reading(connection: Connection, page: str, *, version: int | None = None) -> StoredReading:
    """Load ``version`` of the page with this public id; by default the latest. Raises ``NotFoundError``."""
    row = connection.execute(_STORED_NOW, {"page": page}).first()
    if row is None:
        raise NotFoundError(f"The record has no page {page!r}. Copy the id from a listing.")
    if version is not None and version != row.number:
        row = connection.execute(_STORED_VERSION, {"key": row.id, "number": version}).first()
    if row is None:
        raise NotFoundError(f"The record has no version {version} of page {page!r}. See the page for its versions.")
    return next(_stored_readings(connection, [row]))


def load_reading_by_key(connection: Connection, reading_id: int) -> StoredReading:
    """Load the reading with this key and its page."""
    return next(_stored_readings(connection, [connection.execute(_STORED_BY_KEY, {"reading": reading_id}).one()]))


def load_current_readings(connection: Connection, page_ids: Sequence[int]) -> Iterator[StoredReading]:
    """Yield the current readings of these pages in key order, unpacking each on demand."""
    return _stored_readings(connection, connection.execute(_STORED_CURRENT, {"pages": page_ids}).all())


def reading_by_key(connection: Connection, reading_id: int) -> Reading:
    """Load the reading with this key, without its page."""
    return read_row(connection.execute(_BY_KEY, {"reading": reading_id}).one())


def current_readings(connection: Connection, page_ids: Iterable[int]) -> dict[int, Reading]:
    """Load the current readings of the pages with these keys; returns them by page key."""
    return {row.id: read_row(row) for row in connection.execute(_OF_PAGES, {"pages": list(page_ids)})}


def texts_of(connection: Connection, reading_ids: Iterable[int]) -> dict[int, str]:
    """Load the article texts of these readings; returns them by reading key."""
    rows = connection.execute(_TEXTS, {"readings": sorted(set(reading_ids))})
    return {key: unpack_text(body) for key, body in rows}


def numbered_entities(reading: Reading) -> Iterator[tuple[Entity, int]]:
    """Yield each person and organisation with its number, from 0, among namesakes of the same kind."""
    counts: Counter[tuple[str, str]] = Counter()
    for entity in reading.entities:
        name = entity.kind, entity.name
        yield entity, counts[name]
        counts[name] += 1


def _stored_readings(connection: Connection, rows: Sequence[AnyRow]) -> Iterator[StoredReading]:
    persons_of: dict[int, dict[tuple[str, str, int], EntityRef]] = defaultdict(dict)
    for page_id, kind, name, nth, public_id, person_name in connection.execute(
        _APPEARANCES, {"pages": [row.id for row in rows]}
    ):
        persons_of[page_id][kind, name, nth] = EntityRef(person_name, public_id)
    hidden = hidden_entities(connection, {row.id for row in rows})
    for row in rows:
        reading, refs = read_row(row), persons_of[row.id]
        numbered = numbered_entities(reading) if hidden else ()
        hidden_ids = {entity.id for entity, nth in numbered if (row.id, entity.kind, entity.name, nth) in hidden}
        yield StoredReading(
            key=row.id,
            reading_id=row.this_reading_id,
            id=row.public_id,
            url=row.url,
            source=row.source,
            version=row.number,
            versions=row.versions,
            latest=row.this_reading_id == row.reading_id,
            fetched=row.fetched,
            first_fetched=row.first_fetched,
            read=row.at,
            reading=_without(reading, hidden_ids) if hidden_ids else reading,
            appearances=_renumber(reading, refs, hidden_ids) if hidden_ids else refs,
            hidden=frozenset(hidden_ids),
        )


def _without(reading: Reading, entity_ids: Set[str]) -> Reading:
    """Leave hidden people out of a reading. Their statements stay, since others are identified by their positions."""
    names = {entity.name for entity in reading.entities if entity.id in entity_ids}
    return replace(
        reading,
        people=tuple(person for person in reading.people if person.id not in entity_ids),
        organisations=tuple(row for row in reading.organisations if row.id not in entity_ids),
        relationships=tuple(row for row in reading.relationships if not names & {row.from_name, row.to_name}),
        statements=tuple(
            replace(
                row,
                about=tuple(name for name in row.about if name not in names),
                speakers=tuple(name for name in row.speakers if name not in names),
            )
            for row in reading.statements
        ),
    )


def _renumber(
    reading: Reading, refs: Mapping[tuple[str, str, int], EntityRef], hidden_ids: Set[str]
) -> dict[tuple[str, str, int], EntityRef]:
    """Number the namesakes of hidden people as in the reading without these."""
    counts: Counter[tuple[str, str]] = Counter()
    renumbered: dict[tuple[str, str, int], EntityRef] = {}
    for entity, nth in numbered_entities(reading):
        if entity.id not in hidden_ids:
            if (ref := refs.get((entity.kind, entity.name, nth))) is not None:
                renumbered[entity.kind, entity.name, counts[entity.kind, entity.name]] = ref
            counts[entity.kind, entity.name] += 1
    return renumbered
