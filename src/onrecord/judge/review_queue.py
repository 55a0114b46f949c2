"""The review queue: unjudged statements and pairs of people, the least certain first.

The same order and count are used by the front page, the review page, the API and the terminal.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, get_args

from sqlalchemy import ColumnElement, Connection, Exists, bindparam, case, exists, func, select

from onrecord.judge.review_keys import ItemKind
from onrecord.store import schema
from onrecord.store.dialect import inline
from onrecord.store.pagination import Keyset, KeysetPage
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
from onrecord.store.store import Store

MOST_COUNTED: Final = 1_000
"""Items of one kind are counted up to this number."""
KINDS: Final[tuple[ItemKind, ...]] = get_args(ItemKind)

_EXCERPT_CONTEXT = 160
"""Characters before and after the words of an excerpt."""
_COIN = 0.5
"""A program that compares two people is never less certain than a coin: a score of 0.5 says nothing either way."""

_JUDGED = select(judgement_targets.c.statement_id).where(judgement_targets.c.statement_id.is_not(None))
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
    mine, others = appearances.alias(f"{side}_of_earlier"), appearances.alias(f"{other_side}_of_earlier")
    is_left_rarer = _LEFT_PERSON.c.pages <= _RIGHT_PERSON.c.pages
    certainty = func.abs(earlier.c.score - inline("0.5"))
    return exists().where(
        mine.c.person_id == case((is_left_rarer, _LEFT.c.person_id), else_=_RIGHT.c.person_id),
        # The sum keeps SQLite from starting with the other person, who may have thousands of appearances.
        others.c.person_id + inline("0") == case((is_left_rarer, _RIGHT.c.person_id), else_=_LEFT.c.person_id),
        earlier.c[f"{side}_id"] == mine.c.id,
        earlier.c[f"{other_side}_id"] == others.c.id,
        earlier.c.verdict == inline("'UNSURE'"),
        mine.c.state == CURRENT,
        others.c.state == CURRENT,
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


@dataclass(frozen=True, slots=True)
class QueuePlace:
    """The place of an item in the queue: the least certain of its kind first."""

    kind: ItemKind
    certainty: float
    """Confidence of a statement; distance of a pair's score from 0.5."""
    key: int
    """Key of the statement, or of the link that makes the pair."""

    @property
    def order(self) -> tuple[float, int]:
        """Sorts places of one kind."""
        return self.certainty, self.key

    @property
    def rank(self) -> float:
        """Sorts places of both kinds: the probability that the program's decision is right."""
        return self.certainty + (_COIN if self.kind == "pair" else 0.0)


@dataclass(frozen=True, slots=True)
class Progress:
    """The places of the last statement and the last pair that a reviewer has passed; null at the beginning."""

    statement: QueuePlace | None = None
    pair: QueuePlace | None = None

    def past(self, place: QueuePlace) -> Progress:
        """The progress after ``place`` has been passed."""
        reached = self.statement if place.kind == "statement" else self.pair
        further = place if reached is None else max(reached, place, key=lambda passed: passed.order)
        return replace(self, **{place.kind: further})


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Words of a page with their context."""

    page: str
    """Public id of the page."""
    title: str | None
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class ReviewStatement:
    """A statement that may have another speaker, or may not be a statement."""

    id: str
    kind: str
    speaker: str | None
    certainty: float
    """The reader's confidence in it."""
    shown: Excerpt


@dataclass(frozen=True, slots=True)
class PairSide:
    """One of two people who may be the same person."""

    reference: str
    """Names the person to a judgement: public ids of person and page with ``@`` between them."""
    id: str
    name: str
    shown: Excerpt


@dataclass(frozen=True, slots=True)
class ReviewPair:
    """Two people who may be the same person."""

    one: PairSide
    other: PairSide
    score: float
    """The program's probability that they are the same person."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueItem:
    """An item of the queue with its place."""

    place: QueuePlace
    item: ReviewStatement | ReviewPair


@dataclass(frozen=True, slots=True)
class Waiting:
    """The number of items that wait for review: of each kind, counted up to 1,000."""

    statements: int
    """Number of statements of low confidence that nobody has judged."""
    links: int
    """Number of pairs of people who may be the same person and that nobody has judged."""

    @property
    def total(self) -> int:
        """Number of items of both kinds."""
        return self.statements + self.links

    @property
    def more(self) -> bool:
        """True if there may be more than ``total``."""
        return MOST_COUNTED in {self.statements, self.links}


@dataclass(frozen=True, slots=True)
class StatementsToReview:
    """A page of the statements that wait for review."""

    statements: tuple[ReviewStatement, ...]
    next: str | None
    """The cursor to the next page; null on the last."""


@dataclass(frozen=True, slots=True)
class PairsToReview:
    """A page of the pairs of people that wait for review."""

    pairs: tuple[ReviewPair, ...]
    next: str | None
    """The cursor to the next page; null on the last."""


def next_item(connection: Connection, progress: Progress, *, kinds: Collection[ItemKind] = KINDS) -> QueueItem | None:
    """The least certain item after ``progress``; null at the end of the queue."""
    items = queued_statements(connection, limit=1, after=progress.statement) if "statement" in kinds else []
    if "pair" in kinds and not (items and items[0].place.rank < _COIN):
        items += queued_pairs(connection, limit=1, after=progress.pair)
    return min(items, key=lambda queued: queued.place.rank, default=None)


def find_item(connection: Connection, place: QueuePlace) -> QueueItem | None:
    """The item at ``place``; null if it is no longer in the queue."""
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
    doubtful = select(statements.c.id).where(
        schema.IS_DOUBTFUL, statements.c.id.not_in(_JUDGED), *_later(progress.statement)
    )
    counted = select(func.count()).select_from(doubtful.limit(MOST_COUNTED).subquery())
    pairs = islice(_pair_rows(connection, after=progress.pair), MOST_COUNTED)
    return Waiting(
        statements=connection.execute(counted).scalar_one() if "statement" in kinds else 0,
        links=sum(1 for _ in pairs) if "pair" in kinds else 0,
    )


def list_statements(record: Store, *, limit: int = 20, after: str | None = None) -> StatementsToReview:
    """A page of the statements that wait for review, the least certain first.

    ``after`` is the cursor that the page before ended with. Raises ``UsageError`` for a wrong limit or cursor.
    """
    page = _list_items(record, kind="statement", limit=limit, after=after)
    items = tuple(entry.item for entry in page.items if isinstance(entry.item, ReviewStatement))
    return StatementsToReview(items, next=page.next)


def list_pairs(record: Store, *, limit: int = 20, after: str | None = None) -> PairsToReview:
    """A page of the pairs of people that wait for review, the least certain first.

    ``after`` is the cursor that the page before ended with. Raises ``UsageError`` for a wrong limit or cursor.
    """
    page = _list_items(record, kind="pair", limit=limit, after=after)
    items = tuple(entry.item for entry in page.items if isinstance(entry.item, ReviewPair))
    return PairsToReview(items, next=page.next)


def _list_items(record: Store, *, kind: ItemKind, limit: int, after: str | None) -> KeysetPage[QueueItem]:
    listing, load = (
        ("doubtful statements", queued_statements) if kind == "statement" else ("doubtful people", queued_pairs)
    )
    keyset = Keyset.read(after, listing=listing, shape=(float, int), limit=limit)
    certainty, key = keyset.start or (0.0, 0)
    start = QueuePlace(kind, certainty or 0.0, key or 0) if keyset.start else None
    with record.snapshot() as connection:
        queued = load(connection, limit=keyset.fetch, after=start)
    return keyset.page(queued, key=lambda entry: entry.place.order)


def _later(after: QueuePlace | None) -> list[ColumnElement[bool]]:
    """Conditions for statements after a place."""
    if after is None:
        return []
    confidence, key = statements.c.confidence, statements.c.id
    # The first condition is redundant, but lets the query use the index.
    return [confidence >= after.certainty, (confidence > after.certainty) | (key > after.key)]


def _pair_rows(connection: Connection, *, after: QueuePlace | None = None, link: int | None = None) -> Iterator[AnyRow]:
    """Select the links of waiting pairs after a place, or one link: for each pair of people, the least certain link.

    Two people have a link for each page on which they were compared: Ada Quill the pilot and Ada Quill the senator, on
    nine pages, are one question.
    """
    judged = {(min(pair), max(pair)) for pair in connection.execute(_JUDGED_PAIRS)}
    conditions = [] if link is None else [links.c.id == link]
    if after is not None:
        certainty = schema.LINK_CERTAINTY
        conditions += [certainty >= after.certainty, (certainty > after.certainty) | (links.c.id > after.key)]
    for row in connection.execute(_PAIRS.where(*conditions)):
        people = sorted((row.left_person, row.right_person))
        if tuple(people) not in judged:
            yield row


def _pair_place(row: AnyRow) -> QueuePlace:
    return QueuePlace("pair", row.certainty or 0.0, row.id)


def _statement(connection: Connection, row: AnyRow) -> QueueItem:
    spans = [(start, end) for part in json.loads(row.spans) for start, end in part]
    text = texts_of(connection, [row.reading_id])[row.reading_id]
    span = min(start for start, _ in spans), max(end for _, end in spans)
    statement = ReviewStatement(
        id=row.public_id,
        kind=row.kind,
        speaker=row.speaker,
        certainty=row.confidence,
        shown=_excerpt(row.page, row.title, text, span=span),
    )
    return QueueItem(QueuePlace("statement", row.confidence, row.id), statement)


def _pair(connection: Connection, row: AnyRow) -> QueueItem:
    left_side, right_side = (_side(connection, key) for key in (row.left_id, row.right_id))
    pair = ReviewPair(left_side, right_side, score=row.score or 0.0, reasons=tuple(json.loads(row.reasons)))
    return QueueItem(_pair_place(row), pair)


def _side(connection: Connection, appearance: int) -> PairSide:
    row = connection.execute(_APPEARANCE, {"appearance": appearance}).one()
    reading = reading_by_key(connection, row.reading_id)
    text = reading.article.text
    spans = next((entity.mentions for entity in reading.entities if entity.id == row.local_id), ())
    name_spans = [span for span in spans if text[span[0] : span[1]][:1].isupper()]
    excerpt = _excerpt(row.page, row.title, text, span=(*name_spans, *spans, (0, 0))[0])
    return PairSide(f"{row.person}@{row.page}", row.person, row.name, excerpt)


def _excerpt(page: str, title: str | None, text: str, *, span: tuple[int, int]) -> Excerpt:
    start, end = span
    before, after = text[max(0, start - _EXCERPT_CONTEXT) : start], text[end : end + _EXCERPT_CONTEXT]
    return Excerpt(page, title, before, text[start:end], after)
