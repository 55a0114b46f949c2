"""The statements of a page in the tables: new statements are added, known ones updated, missing ones marked."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import Connection, bindparam, case, delete, insert, select, update

from onrecord.codec import written_confidence
from onrecord.ingest.differences import StatementWords, match, normalise_space, stands, words_of
from onrecord.ingest.page_entities import KeyedReading, PageEntities
from onrecord.store import schema
from onrecord.store.codecs import compact, public_id, words_hash
from onrecord.store.days import day_range
from onrecord.store.readings import texts_of
from onrecord.store.rows import AnyRow
from onrecord.store.schema import (
    CURRENT,
    REMOVED,
    UNREAD,
    joint_speakers,
    statement_subjects,
    statements,
    statements_as_read,
)
from onrecord.store.terms import join_terms
from onrecord.types import Spans

_STATED = "stated"
_BY_PAGE = "page"

_ADD = insert(statements).returning(statements.c.public_id, statements.c.id)
_UPDATE = update(statements).where(statements.c.id == bindparam("b_id"))
_DROP_REFERENCES = tuple(
    delete(table).where(
        table.c.statement_id.in_(select(statements.c.id).where(statements.c.page_id == bindparam("page")))
    )
    for table in (statement_subjects, joint_speakers)
)


class StatementRow(TypedDict):
    """Columns of ``statements`` that depend on the reading."""

    page_id: int
    reading_id: int
    position: int
    state: int
    kind: str
    act: str
    place: str
    quote: str
    words_hash: int
    spans: str
    speaker_appearance_id: int | None
    speaker_id: int | None
    speaker_name_id: int | None
    speaker_kind: str
    told_id: int | None
    edtf: str | None
    dated: str | None
    day_from: int | None
    day_to: int | None
    confidence: float
    terms: str


class JointSpeakerRow(TypedDict):
    """Columns of ``joint_speakers``: a reference from a statement to a name."""

    statement_id: int
    position: int
    name_id: int
    appearance_id: int | None
    person_id: int | None


class SubjectRow(JointSpeakerRow):
    """Columns of ``statement_subjects``."""

    speaker_id: int | None
    day_from: int | None


@dataclass(frozen=True, slots=True)
class EarlierStatements:
    """All statements ever stored for a page, current ones first."""

    rows: tuple[AnyRow, ...] = ()
    words: tuple[StatementWords, ...] = ()

    def current_keys(self, reading_id: int) -> dict[int, int]:
        """Keys of the current statements by their position in this reading, the page's current one."""
        return {row.position: row.id for row in self.rows if row.state == CURRENT and row.reading_id == reading_id}


def load_earlier(connection: Connection, page_id: int) -> EarlierStatements:
    """Load all statements ever stored for the page, current ones first."""
    speaker = schema.names
    # Speakers as read, not as judged, since differences are about the page.
    is_corrected = statements_as_read.c.statement_id.is_not(None)
    speaker_name_id = case((is_corrected, statements_as_read.c.speaker_name_id), else_=statements.c.speaker_name_id)
    rows = connection.execute(
        select(statements, speaker.c.text.label("speaker"))
        .outerjoin(statements_as_read, statements_as_read.c.statement_id == statements.c.id)
        .outerjoin(speaker, speaker.c.id == speaker_name_id)
        .where(statements.c.page_id == page_id)
        .order_by(statements.c.state != CURRENT, statements.c.position, statements.c.id)
    ).all()
    texts = texts_of(connection, (row.reading_id for row in rows))
    return EarlierStatements(
        rows=tuple(rows),
        words=tuple(
            StatementWords(row.quote, _content(row.spans), row.place, row.speaker, texts[row.reading_id])
            for row in rows
        ),
    )


def write_statements(
    connection: Connection, rows: Sequence[StatementRow], keyed: KeyedReading, *, earlier: EarlierStatements
) -> dict[int, int]:
    """Write the statements of the page's current reading; return their keys by position.

    Statements among ``earlier`` keep their keys and public ids. Statements missing from the reading are kept and marked
    as removed or unread.
    """
    pairs = match(earlier.words, words_of(keyed.reading)) if earlier.rows else {}
    _mark_lost(connection, earlier, matched=set(pairs.values()), text=keyed.reading.article.text)
    again = [{**rows[now], "b_id": earlier.rows[before].id} for now, before in pairs.items()]
    if again:
        connection.execute(_UPDATE, again)
    new_rows = {position: row for position, row in enumerate(rows) if position not in pairs}
    return _keys(pairs, earlier) | _add(connection, new_rows, page=keyed.page, earlier=earlier)


def write_lost_statements(
    connection: Connection, rows: Sequence[StatementRow], keyed: KeyedReading, *, earlier: EarlierStatements
) -> dict[int, int]:
    """Write the statements of an older version that the page no longer makes; return the keys of all by position."""
    pairs = match(earlier.words, words_of(keyed.reading))
    lost: dict[int, StatementRow] = {
        position: {**row, "state": REMOVED} for position, row in enumerate(rows) if position not in pairs
    }
    return _keys(pairs, earlier) | _add(connection, lost, page=keyed.page, earlier=earlier)


def drop_references(connection: Connection, page_id: int) -> None:
    """Delete the subjects and joint speakers of the statements of a page, before those of another reading."""
    for drop in _DROP_REFERENCES:
        connection.execute(drop, {"page": page_id})


def public_ids(page: str, quotes: Mapping[int, str], *, earlier: Iterable[str] = ()) -> dict[int, str]:
    """The public ids of new statements by their positions, on the page with this public id.

    ``quotes`` are their words by position, and ``earlier`` those of statements that the page has already.
    """
    times = Counter(map(normalise_space, earlier))
    ids = {}
    for position, quote in quotes.items():
        words = normalise_space(quote)
        number = times.get(words, 0)  # ``Counter`` calls a method for each word that it lacks
        ids[position] = public_id("statement", page, words, number)
        times[words] = number + 1
    return ids


def statement_rows(keyed: KeyedReading, *, entities: PageEntities) -> list[StatementRow]:
    """The columns of each statement of the reading."""
    article = keyed.reading.article
    published_days = day_range(article.published)
    rows: list[StatementRow] = []
    for position, statement in enumerate(keyed.reading.statements):
        appearance = None if statement.speaker is None else entities.by_local_id.get(statement.speaker)
        edtf = statement.when.edtf if statement.when else None
        stated_days = day_range(edtf)
        is_stated = stated_days != (None, None)
        first, last = stated_days if is_stated else published_days
        quote = article.quote(statement.content)
        rows.append(
            {
                "page_id": keyed.page_id,
                "reading_id": keyed.reading_id,
                "position": position,
                "state": CURRENT,
                "kind": statement.kind,
                "act": statement.act,
                "place": statement.place,
                "quote": quote,
                "words_hash": words_hash(quote),
                "spans": compact([statement.content, statement.cue, statement.source]),
                "speaker_appearance_id": appearance,
                "speaker_id": entities.person(appearance),
                "speaker_name_id": keyed.name_key(statement.speaker_name),
                "speaker_kind": statement.speaker_kind,
                "told_id": keyed.name_key(statement.told),
                "edtf": edtf,
                "dated": _STATED if is_stated else _BY_PAGE if first else None,
                "day_from": first,
                "day_to": last,
                "confidence": written_confidence(statement.confidence),
                "terms": join_terms(quote),
            }
        )
    return rows


def subject_rows(
    keyed: KeyedReading, rows: Sequence[StatementRow], *, entities: PageEntities, keys: Mapping[int, int]
) -> list[SubjectRow]:
    """The columns of ``statement_subjects``; ``keys`` are the keys of the statements by position."""
    return [
        {
            **_reference(keyed, entities, keys[statement], position, name),
            "speaker_id": rows[statement]["speaker_id"],
            "day_from": rows[statement]["day_from"],
        }
        for statement, read in enumerate(keyed.reading.statements)
        if statement in keys
        for position, name in enumerate(read.about)
    ]


def joint_speaker_rows(
    keyed: KeyedReading, *, entities: PageEntities, keys: Mapping[int, int]
) -> list[JointSpeakerRow]:
    """The columns of ``joint_speakers``; ``keys`` are the keys of the statements by position."""
    return [
        _reference(keyed, entities, keys[statement], position, name)
        for statement, read in enumerate(keyed.reading.statements)
        if statement in keys
        for position, name in enumerate(read.speakers)
        if position
    ]


def _reference(
    keyed: KeyedReading, entities: PageEntities, statement_id: int, position: int, name: str
) -> JointSpeakerRow:
    appearance = entities.by_name.get(name)
    return {
        "statement_id": statement_id,
        "position": position,
        "name_id": keyed.name_keys[name],
        "appearance_id": appearance,
        "person_id": entities.person(appearance),
    }


def _keys(pairs: Mapping[int, int], earlier: EarlierStatements) -> dict[int, int]:
    return {now: int(earlier.rows[before].id) for now, before in pairs.items()}


def _add(
    connection: Connection, rows: Mapping[int, StatementRow], *, page: str, earlier: EarlierStatements
) -> dict[int, int]:
    """Add statements that are new to the page; return their keys by position."""
    if not rows:
        return {}
    quotes = {position: row["quote"] for position, row in rows.items()}
    ids = public_ids(page, quotes, earlier=(row.quote for row in earlier.rows))
    values = [{**row, "public_id": ids[position]} for position, row in rows.items()]
    keys = {row.public_id: row.id for row in connection.execute(_ADD, values)}
    return {position: keys[public] for position, public in ids.items()}


def _mark_lost(connection: Connection, earlier: EarlierStatements, *, matched: Iterable[int], text: str) -> None:
    text = normalise_space(text)
    lost = [
        {"b_id": row.id, "state": UNREAD if stands(words, text) else REMOVED}
        for position, (row, words) in enumerate(zip(earlier.rows, earlier.words, strict=True))
        if position not in matched
    ]
    if lost:
        connection.execute(_UPDATE, lost)


def _content(spans: str) -> Spans:
    return tuple((start, end) for start, end in json.loads(spans)[0])
