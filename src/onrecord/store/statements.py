"""Statements of the record as every listing shows them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from onrecord.store.days import iso_day
from onrecord.store.entities import EntityRef
from onrecord.store.headline_quotes import headline_words
from onrecord.store.pages import StoredPage, load_pages
from onrecord.store.readings import texts_of
from onrecord.store.rows import AnyRow
from onrecord.store.schema import abouts, names, persons, statements
from onrecord.types import Spans

_TOLD, _SPEAKER = names.alias("told"), names.alias("speaker")
_PERSON_NAME, _ABOUT_NAME = names.alias("person_name"), names.alias("about_name")

_STATEMENTS = (
    select(
        statements,
        _TOLD.c.text.label("told"),
        _SPEAKER.c.text.label("speaker_name"),
        persons.c.public_id.label("person"),
        _PERSON_NAME.c.text.label("person_name"),
    )
    .outerjoin(_TOLD, _TOLD.c.id == statements.c.told_id)
    .outerjoin(_SPEAKER, _SPEAKER.c.id == statements.c.speaker_name_id)
    .outerjoin(persons, persons.c.id == statements.c.speaker_id)
    .outerjoin(_PERSON_NAME, _PERSON_NAME.c.id == persons.c.name_id)
    .where(statements.c.id.in_(bindparam("keys", expanding=True)))
)
_ABOUTS = (
    select(
        abouts.c.statement_id,
        _ABOUT_NAME.c.text.label("name"),
        persons.c.public_id.label("person"),
        _PERSON_NAME.c.text.label("person_name"),
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


def load_statements(connection: Connection, keys: Sequence[int]) -> list[StoredStatement]:
    """The statements with these keys, in this order."""
    if not keys:
        return []
    parameters = {"keys": list(keys)}
    rows = {row.id: row for row in connection.execute(_STATEMENTS, parameters)}
    about: dict[int, list[EntityRef]] = defaultdict(list)
    for row in connection.execute(_ABOUTS, parameters):
        about[row.statement_id].append(EntityRef(row.person_name or row.name, row.person))
    texts = texts_of(connection, (row.reading_id for row in rows.values()))
    page_ids = {row.page_id for row in rows.values()}
    pages, headlines = load_pages(connection, page_ids), _headlines(connection, page_ids)
    return [
        _statement(
            row,
            about=tuple(about[row.id]),
            text=texts[row.reading_id],
            page=pages[row.page_id],
            headline=tuple(headlines[row.page_id]),
        )
        for row in map(rows.__getitem__, keys)
    ]


def _headlines(connection: Connection, page_ids: Iterable[int]) -> dict[int, list[str]]:
    headlines: dict[int, list[str]] = defaultdict(list)
    for key, words in connection.execute(_HEADLINES, {"keys": sorted(page_ids)}):
        headlines[key].append(words)
    return headlines


def _statement(
    row: AnyRow, *, about: tuple[EntityRef, ...], text: str, page: StoredPage, headline: tuple[str, ...]
) -> StoredStatement:
    source: Spans = json.loads(row.spans)[2]
    name = row.person_name or row.speaker_name
    return StoredStatement(
        id=row.public_id,
        kind=row.kind,
        act=row.act,
        place=row.place,
        quote=row.quote,
        speaker=None if name is None else EntityRef(name, row.person),
        speaker_kind=row.speaker_kind,
        printed=" ".join(text[start:end] for start, end in source) or None,
        told=row.told,
        when=row.edtf,
        first=iso_day(row.day_from),
        last=iso_day(row.day_to),
        about=about,
        page=page,
        headline=headline,
        confidence=row.confidence,
    )
