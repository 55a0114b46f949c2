"""Statements of the record as every listing shows them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from onrecord.store.codecs import unpack_text
from onrecord.store.days import iso_day
from onrecord.store.headline_quotes import headline_words
from onrecord.store.rows import AnyRow
from onrecord.store.schema import abouts, names, pages, persons, readings, statements, texts
from onrecord.types import Spans

_TOLD, _SPEAKER = names.alias("told"), names.alias("speaker")
_PERSON_NAME, _ABOUT_NAME = names.alias("person_name"), names.alias("about_name")

PAGE_COLUMNS: Final = (
    pages.c.public_id.label("page_public_id"),
    pages.c.url.label("page_url"),
    pages.c.source.label("page_source"),
    pages.c.title.label("page_title"),
    select(names.c.text).where(names.c.id == pages.c.outlet_id).correlate(pages).scalar_subquery().label("page_outlet"),
    pages.c.published.label("page_published"),
    pages.c.fetched.label("page_fetched"),
)
"""Columns that ``stored_page`` makes a ``StoredPage`` of, for every query that joins ``pages``."""
_PAGES = select(pages.c.id, *PAGE_COLUMNS).where(pages.c.id.in_(bindparam("keys", expanding=True)))
_STATEMENTS = (
    select(
        statements,
        *PAGE_COLUMNS,
        _TOLD.c.text.label("told"),
        _SPEAKER.c.text.label("speaker_name"),
        persons.c.public_id.label("person"),
        _PERSON_NAME.c.text.label("person_name"),
    )
    .join(pages, pages.c.id == statements.c.page_id)
    .outerjoin(_TOLD, _TOLD.c.id == statements.c.told_id)
    .outerjoin(_SPEAKER, _SPEAKER.c.id == statements.c.speaker_name_id)
    .outerjoin(persons, persons.c.id == statements.c.speaker_id)
    .outerjoin(_PERSON_NAME, _PERSON_NAME.c.id == persons.c.name_id)
    .where(statements.c.id.in_(bindparam("keys", expanding=True)))
)
_ABOUTS = (
    select(
        abouts.c.statement_id,
        _ABOUT_NAME.c.text.label("printed"),
        persons.c.public_id.label("person"),
        _PERSON_NAME.c.text.label("name"),
    )
    .join(_ABOUT_NAME, _ABOUT_NAME.c.id == abouts.c.name_id)
    .outerjoin(persons, persons.c.id == abouts.c.person_id)
    .outerjoin(_PERSON_NAME, _PERSON_NAME.c.id == persons.c.name_id)
    .where(abouts.c.statement_id.in_(bindparam("keys", expanding=True)))
    .order_by(abouts.c.statement_id, abouts.c.position)
)
_HEADLINES = (
    select(headline_words.c.page_id, headline_words.c.words)
    .where(headline_words.c.page_id.in_(bindparam("keys", expanding=True)))
    .order_by(headline_words.c.page_id, headline_words.c.position)
)
_TEXTS = (
    select(readings.c.id, texts.c.body)
    .join(texts, texts.c.id == readings.c.text_id)
    .where(readings.c.id.in_(bindparam("keys", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class EntityRef:
    """Somebody in a listing: the name, and the public id where it is known who that is."""

    name: str
    id: str | None


@dataclass(frozen=True, slots=True)
class StoredPage:
    """The page that a statement stands on, in short."""

    id: str
    url: str | None
    source: str
    title: str | None
    outlet: str | None
    published: str | None
    """EDTF, as the page states it."""
    fetched: str | None


@dataclass(frozen=True, slots=True)
class StoredStatement:
    """A statement of the record."""

    id: str
    kind: str
    act: str
    place: str
    quote: str
    """The words as printed."""
    speaker: EntityRef | None
    """Who said it: the person's own name where it is known who that is, else as the page names the source."""
    speaker_kind: str
    printed: str | None
    """How the page names the speaker beside these words ("she"); null where it does not."""
    told: str | None
    when: str | None
    """When it was said, EDTF, as the page states it."""
    first: str | None
    """The first and the last day on which it can have been said, ISO 8601; by the page's date where it states none."""
    last: str | None
    about: tuple[EntityRef, ...]
    page: StoredPage
    headline: tuple[str, ...]
    """Words that the page's headline puts in quotation marks and its article does not contain."""
    confidence: float


def stored_page(row: AnyRow) -> StoredPage:
    """The page in a row that has ``PAGE_COLUMNS``."""
    return StoredPage(
        id=row.page_public_id,
        url=row.page_url,
        source=row.page_source,
        title=row.page_title,
        outlet=row.page_outlet,
        published=row.page_published,
        fetched=row.page_fetched,
    )


def load_pages(connection: Connection, keys: Iterable[int]) -> dict[int, StoredPage]:
    """The pages with these keys, by their keys."""
    return {row.id: stored_page(row) for row in connection.execute(_PAGES, {"keys": sorted(keys)})}


def load_statements(connection: Connection, keys: Sequence[int]) -> list[StoredStatement]:
    """The statements with these keys, in this order."""
    if not keys:
        return []
    wanted = {"keys": list(keys)}
    rows = {row.id: row for row in connection.execute(_STATEMENTS, wanted)}
    about: dict[int, list[EntityRef]] = defaultdict(list)
    for row in connection.execute(_ABOUTS, wanted):
        about[row.statement_id].append(EntityRef(row.name or row.printed, row.person))
    texts_of, headlines = _texts(connection, rows), _headlines(connection, rows)
    return [
        _entry(
            rows[key],
            about=tuple(about[key]),
            text=texts_of[rows[key].reading_id],
            headline=tuple(headlines[rows[key].page_id]),
        )
        for key in keys
    ]


def _texts(connection: Connection, rows: Mapping[int, AnyRow]) -> dict[int, str]:
    wanted = {"keys": sorted({row.reading_id for row in rows.values()})}
    return {key: unpack_text(body) for key, body in connection.execute(_TEXTS, wanted)}


def _headlines(connection: Connection, rows: Mapping[int, AnyRow]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, words in connection.execute(_HEADLINES, {"keys": sorted({row.page_id for row in rows.values()})}):
        found[key].append(words)
    return found


def _entry(row: AnyRow, *, about: tuple[EntityRef, ...], text: str, headline: tuple[str, ...]) -> StoredStatement:
    source: Spans = json.loads(row.spans)[2]
    printed = " ".join(text[start:end] for start, end in source)
    name = row.person_name or row.speaker_name
    return StoredStatement(
        id=row.public_id,
        kind=row.kind,
        act=row.act,
        place=row.place,
        quote=row.quote,
        speaker=None if name is None else EntityRef(name, row.person),
        speaker_kind=row.speaker_kind,
        printed=printed or None,
        told=row.told,
        when=row.edtf,
        first=iso_day(row.day_from),
        last=iso_day(row.day_to),
        about=about,
        page=stored_page(row),
        headline=headline,
        confidence=row.confidence,
    )
