"""Listings of the review queue, one for each kind of item, for the API and Python."""

from __future__ import annotations

from onrecord.review.contradiction_queue import queued_contradictions, show_contradiction
from onrecord.review.review_items import (
    ContradictionsToReview,
    PairsToReview,
    QueueItem,
    QueuePlace,
    ReviewContradiction,
    ReviewPair,
    ReviewStatement,
    StatementsToReview,
)
from onrecord.review.review_keys import ItemKind
from onrecord.review.review_queue import queued_pairs, queued_statements
from onrecord.store.pagination import Keyset, KeysetPage
from onrecord.store.store import Store


def list_statements(record: Store, *, limit: int = 20, after: str | None = None) -> StatementsToReview:
    """A page of statements that wait for review, the least certain first.

    ``after`` is the cursor of the previous page. Raises ``UsageError`` for a wrong limit or cursor.
    """
    page = _list_items(record, kind="statement", limit=limit, after=after)
    items = tuple(entry.item for entry in page.items if isinstance(entry.item, ReviewStatement))
    return StatementsToReview(items, next=page.next)


def list_pairs(record: Store, *, limit: int = 20, after: str | None = None) -> PairsToReview:
    """A page of pairs of people that wait for review, the least certain first.

    ``after`` is the cursor of the previous page. Raises ``UsageError`` for a wrong limit or cursor.
    """
    page = _list_items(record, kind="pair", limit=limit, after=after)
    items = tuple(entry.item for entry in page.items if isinstance(entry.item, ReviewPair))
    return PairsToReview(items, next=page.next)


def list_contradictions(record: Store, *, limit: int = 20, after: str | None = None) -> ContradictionsToReview:
    """A page of contradictions that wait for review, the most evenly supported first.

    ``after`` is the cursor of the previous page. Raises ``UsageError`` for a wrong limit or cursor.
    """
    keyset = Keyset.read(after, listing="contradictions", shape=(float, int), limit=limit)
    with record.snapshot() as connection:
        start = keyset.start or (0.0, 0)
        queued = [entry for entry in queued_contradictions(connection) if entry.place.order > start]
        page = keyset.page(queued[: keyset.fetch], key=lambda entry: entry.place.order)
        items = [show_contradiction(connection, entry).item for entry in page.items]
    return ContradictionsToReview(tuple(row for row in items if isinstance(row, ReviewContradiction)), next=page.next)


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
