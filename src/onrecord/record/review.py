"""What a person might look at first: the statements and the links of which the programs are least certain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, tuple_

from onrecord.record import schema
from onrecord.record.forms import unpack_record, unpack_text
from onrecord.record.rows import AnyRow
from onrecord.record.schema import (
    CURRENT,
    appearances,
    bearings,
    judgements,
    links,
    pages,
    persons,
    readings,
    statements,
    texts,
)

_AROUND = 160
_WITHDRAWN = select(judgements.c.withdraws).where(judgements.c.withdraws.is_not(None))


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


def doubtful_statements(connection: Connection, *, limit: int, after: str | None = None) -> list[DoubtfulStatement]:
    """The current statements of least confidence that nobody has judged, from behind the one with the id ``after``."""
    judged = select(bearings.c.statement_id).where(bearings.c.statement_id.is_not(None))
    chosen = select(statements, schema.names.c.text.label("speaker"), pages.c.public_id.label("page"), pages.c.title)
    chosen = chosen.join(pages, pages.c.id == statements.c.page_id)
    chosen = chosen.outerjoin(schema.names, schema.names.c.id == statements.c.speaker_name_id)
    chosen = chosen.where(schema.IS_DOUBTFUL, statements.c.id.not_in(judged))
    if after is not None:
        last = select(statements.c.confidence, statements.c.id).where(statements.c.public_id == after)
        chosen = chosen.where(tuple_(statements.c.confidence, statements.c.id) > last.scalar_subquery())
    rows = connection.execute(chosen.order_by(statements.c.confidence, statements.c.id).limit(limit))
    return [
        DoubtfulStatement(row.public_id, row.kind, row.speaker, row.confidence, _around_statement(connection, row))
        for row in rows
    ]


def doubtful_pairs(connection: Connection, *, limit: int, after: tuple[int, int] | None = None) -> list[DoubtfulPair]:
    """The pairs that a program was not sure of, that are two so far, and that nobody has judged.

    ``after``: from behind the link between the appearances with these keys.
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
    if after is not None:
        last = select(schema.LINK_CERTAINTY, links.c.id).where(
            links.c.left_id == after[0], links.c.right_id == after[1]
        )
        chosen = chosen.where(tuple_(schema.LINK_CERTAINTY, links.c.id) > last.limit(1).scalar_subquery())
    judged = _judged_pairs(connection)
    found: list[DoubtfulPair] = []
    seen: set[frozenset[int]] = set()
    by_doubt = schema.LINK_CERTAINTY
    for row in connection.execute(chosen.order_by(by_doubt, links.c.id)):
        two = frozenset((row.one, row.other))
        if two not in judged and two not in seen:
            seen.add(two)
            found.append(_pair(connection, row))
        if len(found) == limit:
            break
    return found


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
        .where(one.c.side == "left", one.c.judgement_id.not_in(_WITHDRAWN))
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


def _around_statement(connection: Connection, row: AnyRow) -> Shown:
    content, cue, source = json.loads(row.spans)
    spans = [*content, *cue, *source]
    text = _record(connection, row.reading_id)["article"]["text"]
    span = min(start for start, _ in spans), max(end for _, end in spans)
    return _shown(row.page, row.title, text, span=span)


def _shown(page: str, title: str | None, text: str, *, span: tuple[int, int]) -> Shown:
    start, end = span
    return Shown(page, title, text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND])


def _record(connection: Connection, reading_id: int) -> dict[str, Any]:
    packed = select(readings.c.record, texts.c.body).join(texts, texts.c.id == readings.c.text_id)
    row = connection.execute(packed.where(readings.c.id == reading_id)).one()
    return unpack_record(row.record, text=unpack_text(row.body))
