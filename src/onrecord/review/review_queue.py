"""The review queue: contradictions between pages, then statements and pairs of people, the least certain first.

The same order and count are used by the front page, the review page, the API and the terminal.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from itertools import islice

from sqlalchemy import ColumnElement, Connection, Exists, bindparam, case, exists, func, select

from onrecord.review.contradiction_queue import queued_contradictions, show_contradiction
from onrecord.review.review_items import (
    COIN,
    CONTRADICTIONS,
    KINDS,
    MOST_CONTRADICTIONS,
    MOST_COUNTED,
    Excerpt,
    PairSide,
    Progress,
    QueuedContradiction,
    QueueItem,
    QueuePlace,
    ReviewPair,
    ReviewStatement,
    Waiting,
)
from onrecord.review.review_keys import ItemKind
from onrecord.store import schema
from onrecord.store.dialect import inline
from onrecord.store.readings import reading_by_key, texts_of
from onrecord.store.rows import AnyRow
from onrecord.store.schema import (
    CURRENT,
    appearances,
    judgement_targets,
    links,
    pages,
    persons,
    statements,
)

# A judgement of another fact, such as the addressee, leaves the speaker open.
_JUDGED = select(judgement_targets.c.statement_id).where(
    judgement_targets.c.statement_id.is_not(None), judgement_targets.c.side == "statement"
)
_STATEMENTS = (
    select(statements, schema.names.c.text.label("speaker"), pages.c.public_id.label("page"), pages.c.title)
    .join(pages, pages.c.id == statements.c.page_id)
    .outerjoin(schema.names, schema.names.c.id == statements.c.speaker_name_id)
    .where(schema.IS_DOUBTFUL, statements.c.id.not_in(_JUDGED))
    .order_by(statements.c.confidence, statements.c.id)
)
_LEFT, _RIGHT = appearances.alias("left_appearance"), appearances.alias("right_appearance")
_LEFT_PERSON, _RIGHT_PERSON = persons.alias("left_person"), persons.alias("right_person")


def _earlier_link(side: str, other_side: str) -> Exists:
    """The same two people have a less certain link, from ``side`` by an appearance of the person with fewer pages."""
    earlier = links.alias(f"earlier_from_{side}")
    near, far = appearances.alias(f"{side}_of_earlier"), appearances.alias(f"{other_side}_of_earlier")
    is_left_rarer = _LEFT_PERSON.c.pages <= _RIGHT_PERSON.c.pages
    certainty = func.abs(earlier.c.score - inline("0.5"))
    return exists().where(
        near.c.person_id == case((is_left_rarer, _LEFT.c.person_id), else_=_RIGHT.c.person_id),
        # The sum keeps SQLite from starting with the other person, who may have thousands of appearances.
        far.c.person_id + inline("0") == case((is_left_rarer, _RIGHT.c.person_id), else_=_LEFT.c.person_id),
        earlier.c[f"{side}_id"] == near.c.id,
        earlier.c[f"{other_side}_id"] == far.c.id,
        earlier.c.verdict == inline("'UNSURE'"),
        near.c.state == CURRENT,
        far.c.state == CURRENT,
        (certainty < schema.LINK_CERTAINTY) | ((certainty == schema.LINK_CERTAINTY) & (earlier.c.id < links.c.id)),
    )


_PAIRS = (
    select(
        links.c.id,
        links.c.left_id,
        links.c.right_id,
        links.c.score,
        links.c.reasons,
        schema.LINK_CERTAINTY.label("certainty"),
        _LEFT.c.person_id.label("left_person"),
        _RIGHT.c.person_id.label("right_person"),
    )
    .join(_LEFT, _LEFT.c.id == links.c.left_id)
    .join(_RIGHT, _RIGHT.c.id == links.c.right_id)
    .join(_LEFT_PERSON, _LEFT_PERSON.c.id == _LEFT.c.person_id)
    .join(_RIGHT_PERSON, _RIGHT_PERSON.c.id == _RIGHT.c.person_id)
    .where(
        schema.IS_UNSURE,
        _LEFT.c.state == CURRENT,
        _RIGHT.c.state == CURRENT,
        _LEFT.c.person_id != _RIGHT.c.person_id,
        ~_earlier_link("left", "right"),
        ~_earlier_link("right", "left"),
    )
    .order_by(schema.LINK_CERTAINTY, links.c.id)
)
_LEFT_SIDE, _RIGHT_SIDE = judgement_targets.alias("left_side"), judgement_targets.alias("right_side")
_JUDGED_PAIRS = (
    select(_LEFT.c.person_id, _RIGHT.c.person_id)
    .select_from(_LEFT_SIDE)
    .join(
        _RIGHT_SIDE,
        (_RIGHT_SIDE.c.judgement_id == _LEFT_SIDE.c.judgement_id) & (_RIGHT_SIDE.c.side == "right"),
    )
    .join(_LEFT, _LEFT.c.id == _LEFT_SIDE.c.appearance_id)
    .join(_RIGHT, _RIGHT.c.id == _RIGHT_SIDE.c.appearance_id)
    .where(_LEFT_SIDE.c.side == "left")
)
_APPEARANCE = (
    select(
        appearances.c.local_id,
        schema.names.c.text.label("name"),
        persons.c.public_id.label("person"),
        pages.c.public_id.label("page"),
        pages.c.title,
        pages.c.reading_id,
    )
    .join(schema.names, schema.names.c.id == appearances.c.name_id)
    .join(persons, persons.c.id == appearances.c.person_id)
    .join(pages, pages.c.id == appearances.c.page_id)
    .where(appearances.c.id == bindparam("appearance"))
)


def next_item(connection: Connection, progress: Progress, *, kinds: Collection[ItemKind] = KINDS) -> QueueItem | None:
    """The first item after ``progress``: a contradiction, or else the least certain item; null at the end."""
    return _first_item(connection, progress, _contradictions(connection, progress, kinds=kinds), kinds=kinds)


def look(
    connection: Connection, progress: Progress, *, kinds: Collection[ItemKind]
) -> tuple[QueueItem | None, Waiting]:
    """The results of ``next_item`` and ``count_waiting``, with a single search for contradictions."""
    contradictions = _contradictions(connection, progress, kinds=kinds)
    first = _first_item(connection, progress, contradictions, kinds=kinds)
    return first, _count(connection, progress, contradictions, kinds=kinds)


def _first_item(
    connection: Connection,
    progress: Progress,
    contradictions: Sequence[QueuedContradiction],
    *,
    kinds: Collection[ItemKind],
) -> QueueItem | None:
    if contradictions:
        return show_contradiction(connection, min(contradictions, key=lambda queued: queued.place.rank))
    passed = progress.passed
    items = queued_statements(connection, limit=1, after=passed.get("statement")) if "statement" in kinds else []
    if "pair" in kinds and not (items and items[0].place.rank < COIN):
        items += queued_pairs(connection, limit=1, after=passed.get("pair"))
    return min(items, key=lambda queued: queued.place.rank, default=None)


def find_item(connection: Connection, place: QueuePlace) -> QueueItem | None:
    """The item at ``place``; null if it is no longer in the queue."""
    if place.kind in CONTRADICTIONS:
        entries = [entry for entry in queued_contradictions(connection) if entry.place.key == place.key]
        return show_contradiction(connection, entries[0]) if entries else None
    if place.kind == "statement":
        row = connection.execute(_STATEMENTS.where(statements.c.id == place.key)).first()
        return None if row is None else _statement(connection, row)
    row = next(_pair_rows(connection, link=place.key), None)
    return None if row is None else _pair(connection, row)


def queued_statements(connection: Connection, *, limit: int, after: QueuePlace | None = None) -> list[QueueItem]:
    """At most ``limit`` statements after the place ``after``, the least certain first."""
    rows = connection.execute(_STATEMENTS.where(*_later(after)).limit(limit)).all()
    return [_statement(connection, row) for row in rows]


def queued_pairs(connection: Connection, *, limit: int, after: QueuePlace | None = None) -> list[QueueItem]:
    """At most ``limit`` pairs of people after the place ``after``, the least certain first."""
    return [_pair(connection, row) for row in islice(_pair_rows(connection, after=after), limit)]


def count_waiting(
    connection: Connection, progress: Progress | None = None, *, kinds: Collection[ItemKind] = KINDS
) -> Waiting:
    """Count the items waiting after ``progress``, or all items without it."""
    progress = progress or Progress()
    return _count(connection, progress, _contradictions(connection, progress, kinds=kinds), kinds=kinds)


def _count(
    connection: Connection,
    progress: Progress,
    contradictions: Sequence[QueuedContradiction],
    *,
    kinds: Collection[ItemKind],
) -> Waiting:
    doubtful = select(statements.c.id).where(
        schema.IS_DOUBTFUL, statements.c.id.not_in(_JUDGED), *_later(progress.passed.get("statement"))
    )
    counted = select(func.count()).select_from(doubtful.limit(MOST_COUNTED).subquery())
    pairs = islice(_pair_rows(connection, after=progress.passed.get("pair")), MOST_COUNTED)
    return Waiting(
        statements=connection.execute(counted).scalar_one() if "statement" in kinds else 0,
        links=sum(1 for _ in pairs) if "pair" in kinds else 0,
        contradictions=min(MOST_CONTRADICTIONS, len(contradictions)),
    )


def _contradictions(
    connection: Connection, progress: Progress, *, kinds: Collection[ItemKind]
) -> list[QueuedContradiction]:
    """The contradictions after ``progress``, each kind after its own last place."""
    contradiction_kinds = set(kinds) & set(CONTRADICTIONS)
    return [
        entry
        for entry in (queued_contradictions(connection) if contradiction_kinds else ())
        if entry.place.kind in contradiction_kinds
        and ((last := progress.passed.get(entry.place.kind)) is None or entry.place.order > last.order)
    ]


def _later(after: QueuePlace | None) -> list[ColumnElement[bool]]:
    """Conditions for statements after a place."""
    if after is None:
        return []
    confidence, key = statements.c.confidence, statements.c.id
    # The first condition is redundant, but lets the query use the index.
    return [confidence >= after.certainty, (confidence > after.certainty) | (key > after.key)]


def _pair_rows(connection: Connection, *, after: QueuePlace | None = None, link: int | None = None) -> Iterator[AnyRow]:
    """Select the links of waiting pairs after a place, or a single link: for each pair of people the least certain.

    Two people have a link for each page on which they were compared: Ada Quill the pilot and Ada Quill the senator, on
    nine pages, are one question.
    """
    judged_pairs = {(min(pair), max(pair)) for pair in connection.execute(_JUDGED_PAIRS)}
    conditions = [] if link is None else [links.c.id == link]
    if after is not None:
        certainty = schema.LINK_CERTAINTY
        conditions += [certainty >= after.certainty, (certainty > after.certainty) | (links.c.id > after.key)]
    for row in connection.execute(_PAIRS.where(*conditions)):
        people = sorted((row.left_person, row.right_person))
        if tuple(people) not in judged_pairs:
            yield row


def _statement(connection: Connection, row: AnyRow) -> QueueItem:
    spans = [(start, end) for part in json.loads(row.spans) for start, end in part]
    text = texts_of(connection, [row.reading_id])[row.reading_id]
    span = min(start for start, _ in spans), max(end for _, end in spans)
    statement = ReviewStatement(
        id=row.public_id,
        kind=row.kind,
        speaker=row.speaker,
        certainty=row.confidence,
        shown=Excerpt.of(row.page, row.title, text, span=span),
    )
    return QueueItem(QueuePlace("statement", row.confidence, row.id), statement)


def _pair(connection: Connection, row: AnyRow) -> QueueItem:
    left_side, right_side = (_side(connection, key) for key in (row.left_id, row.right_id))
    pair = ReviewPair(left_side, right_side, score=row.score or 0.0, reasons=tuple(json.loads(row.reasons)))
    return QueueItem(QueuePlace("pair", row.certainty or 0.0, row.id), pair)


def _side(connection: Connection, appearance: int) -> PairSide:
    row = connection.execute(_APPEARANCE, {"appearance": appearance}).one()
    reading = reading_by_key(connection, row.reading_id)
    text = reading.article.text
    spans = next((entity.mentions for entity in reading.entities if entity.id == row.local_id), ())
    name_spans = [span for span in spans if text[span[0] : span[1]][:1].isupper()]
    excerpt = Excerpt.of(row.page, row.title, text, span=(*name_spans, *spans, (0, 0))[0])
    return PairSide(f"{row.person}@{row.page}", row.person, row.name, excerpt)
