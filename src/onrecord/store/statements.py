"""Stored statements, as all listings return them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, select

from onrecord.store.days import iso_day
from onrecord.store.dialect import key_table, pack_keys
from onrecord.store.entities import EntityRef
from onrecord.store.headline_quotes import headline_words
from onrecord.store.pages import StoredPage, load_pages
from onrecord.store.readings import StoredReading, texts_of
from onrecord.store.rows import AnyRow
from onrecord.store.schema import joint_speakers, names, persons, statement_subjects, statements
from onrecord.types import Spans

_TOLD, _SPEAKER = names.alias("told"), names.alias("speaker")
_PERSON_NAME, _NAME = names.alias("person_name"), names.alias("name")


def _select_names(table: Table) -> Select[Any]:
    """The names in ``table`` of the statements with ``keys``, in order, with the persons that they are linked to."""
    return (
        select(
            table.c.statement_id,
            _NAME.c.text.label("name"),
            persons.c.public_id.label("person"),
            _PERSON_NAME.c.text.label("person_name"),
        )
        .join(_NAME, _NAME.c.id == table.c.name_id)
        .outerjoin(persons, persons.c.id == table.c.person_id)
        .outerjoin(_PERSON_NAME, _PERSON_NAME.c.id == persons.c.name_id)
        .where(table.c.statement_id.in_(select(key_table("keys").c.value)))
        .order_by(table.c.statement_id, table.c.position)
    )


_STATEMENTS = (
    select(
        statements.c.id,
        statements.c.page_id,
        statements.c.reading_id,
        statements.c.position,
        statements.c.public_id,
        statements.c.kind,
        statements.c.act,
        statements.c.place,
        statements.c.quote,
        statements.c.spans,
        statements.c.speaker_kind,
        statements.c.edtf,
        statements.c.day_from,
        statements.c.day_to,
        statements.c.confidence,
        _TOLD.c.text.label("told"),
        _SPEAKER.c.text.label("speaker_name"),
        persons.c.public_id.label("person"),
        _PERSON_NAME.c.text.label("person_name"),
    )
    .outerjoin(_TOLD, _TOLD.c.id == statements.c.told_id)
    .outerjoin(_SPEAKER, _SPEAKER.c.id == statements.c.speaker_name_id)
    .outerjoin(persons, persons.c.id == statements.c.speaker_id)
    .outerjoin(_PERSON_NAME, _PERSON_NAME.c.id == persons.c.name_id)
    .where(statements.c.id.in_(select(key_table("keys").c.value)))
)
_SUBJECTS = _select_names(statement_subjects)
_JOINT_SPEAKERS = _select_names(joint_speakers)
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
    """The speaker, by the person's name in the record if resolved, else by the name on the page."""
    speaker_kind: str
    printed: str | None
    """The page's words for the speaker at this statement ("she"); null if there are none."""
    told: str | None
    when: str | None
    """Date of the statement, EDTF, as the page states it."""
    first: str | None
    """First and last possible day of the statement, ISO 8601; the date of the page if none is stated."""
    last: str | None
    about: tuple[EntityRef, ...]
    page: StoredPage
    headline: tuple[str, ...]
    """Words that the page's headline puts in quotation marks and its article does not contain."""
    confidence: float
    speaks_with: tuple[EntityRef, ...] = ()
    """Those who make the statement together with ``speaker``."""

    @property
    def speakers(self) -> tuple[EntityRef, ...]:
        """All who make the statement, the speaker first; empty without a speaker."""
        return (self.speaker, *self.speaks_with) if self.speaker else ()


@dataclass(frozen=True, slots=True)
class PageStatement:
    """A statement of the record with its spans, and with people by their names on the page."""

    entry: StoredStatement
    content: Spans
    """The spans of its words in the article's text."""
    speaker: EntityRef | None
    """The speaker by the name on the page, or as judged; ``entry`` has the person's name in the record."""
    about: tuple[EntityRef, ...]

    @property
    def speakers(self) -> tuple[EntityRef, ...]:
        """All who make the statement, the speaker by the name on the page first; empty without a speaker."""
        return (self.speaker, *self.entry.speaks_with) if self.speaker else ()


class LoadedStatements:
    """Rows of the statements with these keys, loaded in one batch and converted page by page."""

    def __init__(self, connection: Connection, keys: Sequence[int]) -> None:
        parameters = {"keys": pack_keys(keys)}
        rows = connection.execute(_STATEMENTS, parameters).all() if keys else []
        self.rows: dict[int, AnyRow] = {row[0]: row for row in rows}
        self._subjects: dict[int, list[tuple[EntityRef, EntityRef]]] = defaultdict(list)
        for statement, name, person, person_name in connection.execute(_SUBJECTS, parameters).all() if keys else []:
            by_page = EntityRef(name, person)
            is_other_name = person_name is not None and person_name != name
            self._subjects[statement].append((EntityRef(person_name, person) if is_other_name else by_page, by_page))
        self._speaks_with: dict[int, tuple[EntityRef, ...]] = {}
        for statement, name, person, person_name in connection.execute(_JOINT_SPEAKERS, parameters) if keys else ():
            self._speaks_with[statement] = (
                *self._speaks_with.get(statement, ()),
                EntityRef(person_name or name, person),
            )
        self._of_pages: dict[int, list[AnyRow]] = defaultdict(list)
        for row in map(self.rows.__getitem__, keys):
            self._of_pages[row[1]].append(row)
        self._pages = load_pages(connection, self._of_pages)
        self._headlines: dict[int, tuple[str, ...]] = defaultdict(tuple)
        for page_id, words in connection.execute(_HEADLINES, {"keys": list(self._of_pages)}):
            self._headlines[page_id] += (words,)

    def entry(self, row: AnyRow, *, source: str) -> StoredStatement:
        """Build the statement in ``row``; ``source`` is the page's words for the speaker."""
        # Unpacked in the order of ``_STATEMENTS``: to read each column by its name takes five times as long.
        key, page_id, _, _, public_id, kind, act, place, quote, _, speaker_kind, *rest = row
        edtf, day_from, day_to, confidence, told, name_on_page, person, name = rest
        name = name or name_on_page
        return StoredStatement(
            id=public_id,
            kind=kind,
            act=act,
            place=place,
            quote=quote,
            speaker=None if name is None else EntityRef(name, person),
            speaker_kind=speaker_kind,
            printed=source or None,
            told=told,
            when=edtf,
            first=iso_day(day_from),
            last=iso_day(day_to),
            about=tuple([entity for entity, _ in self._subjects[key]]),
            page=self._pages[page_id],
            headline=self._headlines[page_id],
            confidence=confidence,
            speaks_with=self._speaks_with.get(key, ()),
        )

    def on_page(self, page: StoredReading) -> tuple[PageStatement, ...]:
        """Build the loaded statements of ``page``; its reading must contain them all."""
        text, read = page.text, page.reading.statements
        statements = []
        for row in self._of_pages[page.key]:
            key, _, _, position, *_, name, person, _ = row
            statement = read[position]
            entry = self.entry(row, source=" ".join([text[start:end] for start, end in statement.source]))
            speaker = entry.speaker
            if speaker is None or speaker.name != name:
                speaker = None if name is None else EntityRef(name, person)
            about = tuple([by_page for _, by_page in self._subjects[key]])
            statements.append(PageStatement(entry, statement.content, speaker, about))
        return tuple(statements)


def load_statements(connection: Connection, keys: Sequence[int]) -> list[StoredStatement]:
    """Load the statements with these keys, in this order."""
    loaded = LoadedStatements(connection, keys)
    texts = texts_of(connection, (row.reading_id for row in loaded.rows.values()))
    return [
        loaded.entry(
            row, source=" ".join([texts[row.reading_id][start:end] for start, end in json.loads(row.spans)[2]])
        )
        for row in map(loaded.rows.__getitem__, keys)
    ]
