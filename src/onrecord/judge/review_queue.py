"""What a person might look at first: the statements and the links of which the programs are least certain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, select

from onrecord.codec import ReadingRecord
from onrecord.store import schema
from onrecord.store.codecs import unpack_record, unpack_text
from onrecord.store.rows import AnyRow
from onrecord.store.schema import (
    CURRENT,
    appearances,
    bearings,
    links,
    pages,
    persons,
    readings,
    statements,
    texts,
)
from onrecord.types import Span

_AROUND = 160

Place = tuple[float, int]
"""Where something stands in the order of doubt, to go on behind it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Words of a page with what stands around them."""

    page: str
    """Public id of the page."""
    title: str | None
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class DoubtfulStatement:
    """A statement that may be none, or another's."""

    id: str
    kind: str
    speaker: str | None
    certainty: float
    """The reader's confidence in it."""
    shown: Shown
    place: Place
    reading_id: int
    """Key of the reading that has it."""
    spans: tuple[tuple[Span, ...], tuple[Span, ...], tuple[Span, ...]]
    """Where its words, its cue and its source stand on the page."""


@dataclass(frozen=True, slots=True)
class DoubtfulPair:
    """Two sightings that may be of one person."""

    left: int
    """Keys of the appearances."""
    right: int
    names: tuple[str, str]
    persons: tuple[str, str]
    """Public ids of whom they are held to be."""
    score: float
    """The program's probability that they are one."""
    reasons: tuple[str, ...]
    shown: tuple[Shown, Shown]
    place: Place

    @property
    def certainty(self) -> float:
        """How sure the program is, either way."""
        return max(self.score, 1 - self.score)


Doubtful = DoubtfulStatement | DoubtfulPair


def doubtful(
    connection: Connection, *, limit: int, statements_too: bool = True, pairs_too: bool = True
) -> list[Doubtful]:
    """At most ``limit`` of what nobody has judged, the least certain first."""
    found: list[Doubtful] = []
    if statements_too:
        found += doubtful_statements(connection, limit=limit)
    if pairs_too:
        found += doubtful_pairs(connection, limit=limit)
    return sorted(found, key=lambda one: one.certainty)[:limit]


def doubtful_statements(
    connection: Connection, *, limit: int, after: Place | None = None, place: Place | None = None
) -> list[DoubtfulStatement]:
    """The current statements of least confidence that nobody has judged; those behind ``after``, or at ``place``."""
    judged = select(bearings.c.statement_id).where(bearings.c.statement_id.is_not(None))
    chosen = select(statements, schema.names.c.text.label("speaker"), pages.c.public_id.label("page"), pages.c.title)
    chosen = chosen.join(pages, pages.c.id == statements.c.page_id)
    chosen = chosen.outerjoin(schema.names, schema.names.c.id == statements.c.speaker_name_id)
    chosen = chosen.where(schema.IS_DOUBTFUL, statements.c.id.not_in(judged))
    chosen = chosen.where(*_behind((statements.c.confidence, statements.c.id), after=after, at=place))
    rows = connection.execute(chosen.order_by(statements.c.confidence, statements.c.id).limit(limit))
    return [_statement(connection, row) for row in rows]


def doubtful_pairs(
    connection: Connection, *, limit: int, after: Place | None = None, place: Place | None = None
) -> list[DoubtfulPair]:
    """The pairs that a program was not sure of, that are two so far, and that nobody has judged.

    Those behind ``after``, or at ``place``.
    """
    left, right = appearances.alias("one"), appearances.alias("other")
    chosen = select(links.c.id, links.c.left_id, links.c.right_id, links.c.score, links.c.reasons)
    chosen = chosen.join(left, left.c.id == links.c.left_id).join(right, right.c.id == links.c.right_id)
    chosen = chosen.where(
        schema.IS_UNSURE,
        left.c.state == CURRENT,
        right.c.state == CURRENT,
        left.c.person_id != right.c.person_id,
    ).add_columns(left.c.person_id.label("one"), right.c.person_id.label("other"))
    judged = _judged_pairs(connection)
    found: list[DoubtfulPair] = []
    seen: set[frozenset[int]] = set()
    by_doubt = schema.LINK_CERTAINTY
    chosen = chosen.where(*_behind((by_doubt, links.c.id), after=after, at=place))
    for row in connection.execute(chosen.order_by(by_doubt, links.c.id)):
        two = frozenset((row.one, row.other))
        if two not in judged and two not in seen:
            seen.add(two)
            found.append(_pair(connection, row))
        if len(found) == limit:
            break
    return found


def waiting(
    connection: Connection, *, most: int, statements_after: Place | None = None, pairs_after: Place | None = None
) -> int:
    """About how many are left, counted up to ``most``: pairs that came to be one meanwhile are counted still."""
    judged = select(bearings.c.statement_id).where(bearings.c.statement_id.is_not(None))
    certain = statements.c.confidence, statements.c.id
    some = select(statements.c.id).where(schema.IS_DOUBTFUL, statements.c.id.not_in(judged))
    left = _count(connection, some.where(*_behind(certain, after=statements_after)).limit(most))
    pairs = select(links.c.id).where(schema.IS_UNSURE)
    by_doubt = schema.LINK_CERTAINTY, links.c.id
    return left + _count(connection, pairs.where(*_behind(by_doubt, after=pairs_after)).limit(max(0, most - left)))


def _count(connection: Connection, rows: Select[int]) -> int:
    return int(connection.execute(select(func.count()).select_from(rows.subquery())).scalar_one())


def _behind(
    order: tuple[ColumnElement[Any], ColumnElement[Any]], *, after: Place | None, at: Place | None = None
) -> list[ColumnElement[bool]]:
    """What stands behind ``after`` in this order, or where ``at`` is."""
    certainty, key = order
    if at is not None:
        return [key == at[1]]
    if after is None:
        return []
    # The first alone is what the index is searched by.
    return [certainty >= after[0], (certainty > after[0]) | (key > after[1])]


def _judged_pairs(connection: Connection) -> set[frozenset[int]]:
    """Persons of whom somebody judged whether they are one."""
    one, other = bearings.alias("left_side"), bearings.alias("right_side")
    left, right = appearances.alias("left_one"), appearances.alias("right_one")
    pairs = (
        select(left.c.person_id, right.c.person_id)
        .select_from(one)
        .join(other, (other.c.judgement_id == one.c.judgement_id) & (other.c.side == "right"))
        .join(left, left.c.id == one.c.appearance_id)
        .join(right, right.c.id == other.c.appearance_id)
        .where(one.c.side == "left")
    )
    return {frozenset((row[0], row[1])) for row in connection.execute(pairs)}


def _pair(connection: Connection, row: AnyRow) -> DoubtfulPair:
    sides = [_side(connection, key) for key in (row.left_id, row.right_id)]
    return DoubtfulPair(
        left=row.left_id,
        right=row.right_id,
        names=(sides[0][0], sides[1][0]),
        persons=(sides[0][1], sides[1][1]),
        score=row.score or 0.0,
        reasons=tuple(json.loads(row.reasons)),
        shown=(sides[0][2], sides[1][2]),
        place=(abs((row.score or 0.0) - 0.5), row.id),
    )


def _side(connection: Connection, appearance: int) -> tuple[str, str, Shown]:
    chosen = select(
        appearances.c.local_id,
        schema.names.c.text.label("name"),
        persons.c.public_id.label("person"),
        pages.c.public_id.label("page"),
        pages.c.title,
        pages.c.reading_id,
    )
    chosen = chosen.join(schema.names, schema.names.c.id == appearances.c.name_id)
    chosen = chosen.join(persons, persons.c.id == appearances.c.person_id)
    chosen = chosen.join(pages, pages.c.id == appearances.c.page_id)
    row = connection.execute(chosen.where(appearances.c.id == appearance)).one()
    record = _record(connection, row.reading_id)
    people = record["people"] + record["organisations"]
    spans: list[list[int]] = next((one["mentions"] for one in people if one["id"] == row.local_id), [])
    text = record["article"]["text"]
    named = [span for span in spans if text[slice(*span)][:1].isupper()]
    span = (named or spans or [[0, 0]])[0]
    return row.name, row.person, _shown(row.page, row.title, text, span=(span[0], span[1]))


def _statement(connection: Connection, row: AnyRow) -> DoubtfulStatement:
    content, cue, source = (tuple((start, end) for start, end in some) for some in json.loads(row.spans))
    spans = [*content, *cue, *source]
    text = _record(connection, row.reading_id)["article"]["text"]
    span = min(start for start, _ in spans), max(end for _, end in spans)
    return DoubtfulStatement(
        id=row.public_id,
        kind=row.kind,
        speaker=row.speaker,
        certainty=row.confidence,
        shown=_shown(row.page, row.title, text, span=span),
        place=(row.confidence, row.id),
        reading_id=row.reading_id,
        spans=(content, cue, source),
    )


def _shown(page: str, title: str | None, text: str, *, span: tuple[int, int]) -> Shown:
    start, end = span
    return Shown(page, title, text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND])


def _record(connection: Connection, reading_id: int) -> ReadingRecord:
    packed = select(readings.c.record, texts.c.body).join(texts, texts.c.id == readings.c.text_id)
    row = connection.execute(packed.where(readings.c.id == reading_id)).one()
    return unpack_record(row.record, text=unpack_text(row.body))
