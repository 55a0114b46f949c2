"""Pages as they stand, one after another: what all formats but JSON Lines are written from.

They are read in small lots from one snapshot, so that a record of any size takes the same memory.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select

from onrecord.store.readings import read_row
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, abouts, appearances, names, pages, persons, readings, statements, texts
from onrecord.types import Reading, Spans

LOT = 100
"""Pages that are read at once."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name that a page gives somebody, and the public id of who that is across pages, where the page decides it."""

    name: str
    person: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A current statement in plain words: what its row and the rows it points at say."""

    id: str
    """Public id."""
    kind: str
    act: str
    place: str
    quote: str
    content: Spans
    speaker: Named | None
    speaker_kind: str
    told: str | None
    edtf: str | None
    """When it was said, as stated."""
    day_from: int | None
    day_to: int | None
    about: tuple[Named, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as its latest version stands, by the latest reading."""

    id: str
    """Public id."""
    url: str | None
    source: str
    title: str | None
    outlet: str | None
    published: str | None
    fetched: str | None
    read: str
    """When it was read, ISO 8601 in UTC."""
    reading: Reading
    statements: tuple[Said, ...]
    persons: Mapping[str, str]
    """Public ids of who appears on it, by their ids in the reading."""

    @property
    def text(self) -> str:
        """The article's text, which all spans are over."""
        return self.reading.article.text

    @property
    def address(self) -> str:
        """Where to find the page: its URL, else a name for it that leads nowhere and is no other page's."""
        return self.url or f"urn:onrecord:page:{self.id}"


_PAGES = (
    select(
        pages.c.id,
        pages.c.public_id,
        pages.c.url,
        pages.c.source,
        pages.c.title,
        names.c.text.label("outlet"),
        pages.c.published,
        pages.c.fetched,
        readings.c.at,
        readings.c.record,
        texts.c.body,
    )
    .join(readings, readings.c.id == pages.c.reading_id)
    .join(texts, texts.c.id == readings.c.text_id)
    .outerjoin(names, names.c.id == pages.c.outlet_id)
)
_LOT = _PAGES.where(pages.c.id > bindparam("after")).order_by(pages.c.id).limit(LOT)
_ONE = _PAGES.join(statements, statements.c.page_id == pages.c.id).where(statements.c.public_id == bindparam("one"))
_SPEAKER, _TOLD, _SPEAKING = names.alias("speaker"), names.alias("told"), persons.alias("speaking")
_IN_LOT = statements.c.page_id.in_(bindparam("pages", expanding=True)), statements.c.state == CURRENT
_STATEMENTS = (
    select(
        statements,
        _SPEAKER.c.text.label("speaker"),
        _TOLD.c.text.label("told"),
        _SPEAKING.c.public_id.label("person"),
    )
    .outerjoin(_SPEAKER, _SPEAKER.c.id == statements.c.speaker_name_id)
    .outerjoin(_TOLD, _TOLD.c.id == statements.c.told_id)
    .outerjoin(_SPEAKING, _SPEAKING.c.id == statements.c.speaker_id)
    .where(*_IN_LOT)
    .order_by(statements.c.page_id, statements.c.position)
)
_ABOUTS = (
    select(abouts.c.statement_id, names.c.text, persons.c.public_id)
    .join(statements, statements.c.id == abouts.c.statement_id)
    .join(names, names.c.id == abouts.c.name_id)
    .outerjoin(persons, persons.c.id == abouts.c.person_id)
    .where(*_IN_LOT)
    .order_by(abouts.c.statement_id, abouts.c.position)
)
_PERSONS = (
    select(appearances.c.page_id, appearances.c.local_id, persons.c.public_id)
    .join(persons, persons.c.id == appearances.c.person_id)
    .where(appearances.c.page_id.in_(bindparam("pages", expanding=True)), appearances.c.state == CURRENT)
)


def sheets(connection: Connection) -> Iterator[Sheet]:
    """Every page of the record, in the order in which they were first kept."""
    after = 0
    while rows := connection.execute(_LOT, {"after": after}).all():
        yield from _laid_out(connection, rows)
        after = rows[-1].id


def sheet_of(connection: Connection, statement: str) -> Sheet | None:
    """The page of the statement with this public id, with no other of its statements; null where there is none.

    Without any where the page does not make that one now.
    """
    rows = connection.execute(_ONE, {"one": statement}).all()
    return next(_laid_out(connection, rows, only=statements.c.public_id == statement), None)


def _laid_out(
    connection: Connection, rows: list[AnyRow] | Any, *, only: ColumnElement[bool] | None = None
) -> Iterator[Sheet]:
    """The pages of ``rows`` with their statements, or only those of them that ``only`` chooses."""
    given = {"pages": [row.id for row in rows]}
    about: dict[int, list[Named]] = defaultdict(list)
    for statement, name, person in connection.execute(_chosen(_ABOUTS, only), given):
        about[statement].append(Named(name, person))
    said: dict[int, list[Said]] = defaultdict(list)
    for row in connection.execute(_chosen(_STATEMENTS, only), given):
        said[row.page_id].append(_said(row, about=about[row.id]))
    people: dict[int, dict[str, str]] = defaultdict(dict)
    for page, local, person in connection.execute(_PERSONS, given):
        people[page][local] = person
    for row in rows:
        yield Sheet(
            id=row.public_id,
            url=row.url,
            source=row.source,
            title=row.title,
            outlet=row.outlet,
            published=row.published,
            fetched=row.fetched,
            read=row.at,
            reading=read_row(row),
            statements=tuple(said[row.id]),
            persons=people[row.id],
        )


def _chosen(query: Select[*tuple[Any, ...]], only: ColumnElement[bool] | None) -> Select[*tuple[Any, ...]]:
    return query if only is None else query.where(only)


def _said(row: AnyRow, *, about: list[Named]) -> Said:
    return Said(
        id=row.public_id,
        kind=row.kind,
        act=row.act,
        place=row.place,
        quote=row.quote,
        content=tuple((start, end) for start, end in json.loads(row.spans)[0]),
        speaker=None if row.speaker is None else Named(row.speaker, row.person),
        speaker_kind=row.speaker_kind,
        told=row.told,
        edtf=row.edtf,
        day_from=row.day_from,
        day_to=row.day_to,
        about=tuple(about),
        confidence=row.confidence,
    )
