"""Contradictions that wait for review, with the words of a page for each claim."""

from __future__ import annotations

import json
from hashlib import blake2b

from sqlalchemy import Connection, bindparam, select

from onrecord.resolve.contradictions import ContradictedFact, Contradiction, find_contradictions
from onrecord.review.review_items import (
    MOST_CONTRADICTIONS,
    Excerpt,
    QueuedContradiction,
    QueueItem,
    QueuePlace,
    ReviewClaim,
    ReviewContradiction,
)
from onrecord.store.entities import load_entities
from onrecord.store.readings import reading_by_key
from onrecord.store.rows import lookup
from onrecord.store.schema import CURRENT, appearances, judgement_targets, judgements, pages, persons, relationships
from onrecord.types import INVERSE_RELATIONS, Span

_CONFIRMED = (
    select(
        judgements.c.kind, judgements.c.subject, judgements.c.value, judgements.c.target, judgement_targets.c.page_id
    )
    .join(judgement_targets, judgement_targets.c.judgement_id == judgements.c.id)
    .where(
        judgements.c.kind.in_(("relationship", "age")),
        judgements.c.value.is_not(None),
        judgement_targets.c.side == "fact",
    )
)
_PUBLIC = select(persons.c.id, persons.c.public_id).where(persons.c.id.in_(bindparam("keys", expanding=True)))
_PAGES = select(pages.c.id, pages.c.public_id, pages.c.title, pages.c.published, pages.c.reading_id)
_PAGES = _PAGES.where(pages.c.id.in_(bindparam("keys", expanding=True)))
_RELATIONSHIP = (
    select(relationships.c.reading_id, relationships.c.position, relationships.c.relation, relationships.c.from_id)
    .where(
        relationships.c.page_id == bindparam("page"),
        relationships.c.from_id.in_((bindparam("person"), bindparam("relative"))),
        relationships.c.to_id.in_((bindparam("person"), bindparam("relative"))),
        relationships.c.status == "asserted",
    )
    .order_by(relationships.c.id)
)
_APPEARANCES = (
    select(appearances.c.local_id)
    .where(
        appearances.c.page_id == bindparam("page"),
        appearances.c.person_id == bindparam("person"),
        appearances.c.state == CURRENT,
    )
    .order_by(appearances.c.id)
)

_Confirmed = set[tuple[str, str, int, str]]
"""Claims that a reviewer has confirmed as printed: kind, public id of the person, key of the page, value."""


def queued_contradictions(connection: Connection) -> list[QueuedContradiction]:
    """The contradictions that wait for review, the most evenly supported first.

    A reviewer who confirms both claims as printed removes the contradiction from the queue, but readers still see it.
    """
    confirmed = _confirmed(connection)
    people_confirmed = {subject for _, subject, _, _ in confirmed}
    contradictions = find_contradictions(connection, most=MOST_CONTRADICTIONS + len(people_confirmed))
    public_ids: dict[int, str] = lookup(connection, _PUBLIC, keys=[row.person for row in contradictions])
    queued = [
        QueuedContradiction(QueuePlace(row.kind, row.share, _hash(row)), row)
        for row in contradictions
        if not _is_settled(row, public_ids[row.person], confirmed)
    ]
    return sorted(queued, key=lambda entry: entry.place.order)


def show_contradiction(connection: Connection, queued: QueuedContradiction) -> QueueItem:
    """The item of a contradiction: its people, and its claims with the words of the first page of each."""
    row = queued.contradiction
    people = load_entities(connection, [row.person, *filter(None, [row.relative])])
    return QueueItem(
        queued.place,
        ReviewContradiction(
            row.kind,
            people[row.person],
            people[row.relative] if row.relative else None,
            first=_show_claim(connection, row, row.stronger),
            second=_show_claim(connection, row, row.weaker),
        ),
    )


def _hash(row: Contradiction) -> int:
    """A number that stays the same when pages are read again and judgements are withdrawn."""
    name = repr((row.kind, row.person, row.relative, row.stronger.values, row.weaker.values))
    return int.from_bytes(blake2b(name.encode(), digest_size=6).digest(), "big")


def _confirmed(connection: Connection) -> _Confirmed:
    rows = connection.execute(_CONFIRMED).all()
    return {
        (row.kind, row.subject, row.page_id, relation)
        for row in rows
        if row.value == json.loads(row.target)["fact"].get("was")
        for relation in (row.value, INVERSE_RELATIONS.get(row.value, row.value))
    }


def _is_settled(row: Contradiction, person: str, confirmed: _Confirmed) -> bool:
    return all(
        any((row.kind, person, page, value) in confirmed for page in claim.pages for value in claim.values)
        for claim in (row.stronger, row.weaker)
    )


def _show_claim(connection: Connection, row: Contradiction, claim: ContradictedFact) -> ReviewClaim:
    rows = {page.id: page for page in connection.execute(_PAGES, {"keys": sorted(set(claim.pages))})}
    page = rows[claim.pages[0]]
    reading = reading_by_key(connection, page.reading_id)
    find_span = _age_span if row.kind == "age" else _relationship_span
    span = find_span(connection, row, claim) or (0, 0)
    words = Excerpt.of(page.public_id, page.title, reading.article.text, span=span)
    public_ids = tuple(rows[key].public_id for key in dict.fromkeys(claim.pages))
    return ReviewClaim(claim.values, public_ids, page.published, words)


def _relationship_span(connection: Connection, row: Contradiction, claim: ContradictedFact) -> Span | None:
    keys = {"page": claim.pages[0], "person": row.person, "relative": row.relative}
    for stating in connection.execute(_RELATIONSHIP, keys):
        is_turned = stating.from_id != row.person
        relation = INVERSE_RELATIONS.get(stating.relation, stating.relation) if is_turned else stating.relation
        if relation in claim.values:
            reading = reading_by_key(connection, stating.reading_id)
            return reading.relationships[int(stating.position)].evidence
    return None


def _age_span(connection: Connection, row: Contradiction, claim: ContradictedFact) -> Span | None:
    keys = {"page": claim.pages[0], "person": row.person}
    local_ids = set(connection.execute(_APPEARANCES, keys).scalars())
    page = connection.execute(_PAGES, {"keys": [claim.pages[0]]}).one()
    people = [person for person in reading_by_key(connection, page.reading_id).people if person.id in local_ids]
    return next((age.span for person in people for age in person.ages if age.text in claim.values), None)
