"""The review queue: the same order, count and keys in every interface."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import insert, select

from onrecord.errors import UsageError
from onrecord.judge.judgement_log import list_judgements
from onrecord.record import Record
from onrecord.review.review import Review
from onrecord.review.review_items import PairsToReview, QueueItem, StatementsToReview, Waiting
from onrecord.review.review_keys import REVIEW_ACTIONS, REVIEW_KEYS, Action, ItemKind
from onrecord.review.review_lists import list_pairs, list_statements
from onrecord.review.review_queue import count_waiting
from onrecord.store.schema import CURRENT, appearances, links, names
from onrecord.views.overview import overview
from tests.conftest import MakeRecord
from tests.kept_record import ADA, JONAS, MARA
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases


@pytest.fixture
def waiting(make_record: MakeRecord) -> Iterator[Record]:
    """A record of three doubtful statements, and of three pairs of people with seven links."""
    with Record.open(make_record("waiting", fill)) as record:
        yield record


def fill(record: Record) -> None:
    doubtful = [Said(f"It may be {number}", ADA, confidence=0.1 * number) for number in (1, 2, 3)]
    keep_all(record, page(*doubtful, Said("Surely", JONAS), Said("Certainly", MARA)))
    keep_all(record, page(Said("Again", ADA), Said("Once more", JONAS)), apart=(ADA, JONAS, MARA))
    with record.transaction() as connection:
        keys = list(connection.execute(select(appearances.c.id).where(appearances.c.state == CURRENT)).scalars())
        program = connection.execute(select(names.c.id).limit(1)).scalar_one()
        pairs = [(keys[0], keys[1]), (keys[1], keys[0]), (keys[0], keys[2]), (keys[0], keys[1])]
        pairs += [(keys[1], keys[2]), (keys[2], keys[1]), (keys[2], keys[0])]
        connection.execute(
            insert(links),
            [
                {"left_id": remaining, "right_id": right, "score": 0.5 + 0.05 * number, "by_id": program}
                | {"verdict": "UNSURE", "reasons": "[]", "at": "2031-01-01T00:00:00Z"}
                for number, (remaining, right) in enumerate(pairs)
            ],
        )


def walk(review: Review, record: Record, action: Action = "skip") -> Iterator[QueueItem]:
    """The items of the queue, each answered by ``action`` in turn."""
    while queued := review.next_item(record):
        yield queued
        review.answer(record, queued.place, action)


def pages_of(record: Record, kind: ItemKind) -> list[StatementsToReview | PairsToReview]:
    """The listing of ``kind``, in pages of one item."""
    pages: list[StatementsToReview | PairsToReview] = []
    after = None
    while not pages or after:
        listing = list_statements if kind == "statement" else list_pairs
        pages.append(listing(record, limit=1, after=after))
        after = pages[-1].next
    return pages


def test_every_door_counts_the_same(waiting: Record) -> None:
    expected = Waiting(statements=3, links=3)
    assert overview(waiting).waiting == expected
    assert Review("mara").waiting(waiting) == expected
    assert len(pages_of(waiting, "statement")) == expected.statements
    assert len(pages_of(waiting, "pair")) == expected.links
    items = list(walk(Review("mara"), waiting))
    assert len(items) == expected.total
    assert len({item.place for item in items}) == expected.total


def test_the_count_goes_down_by_one_with_each_answer(waiting: Record) -> None:
    review = Review("mara")
    for remaining in range(6, 0, -1):
        assert review.waiting(waiting).total == remaining
        queued = review.next_item(waiting)
        assert queued
        action: Action = (
            "skip" if remaining % 2 else "not-statement" if queued.place.kind == "statement" else "different"
        )
        review.answer(waiting, queued.place, action)
    assert review.waiting(waiting).total == 0
    with waiting.snapshot() as connection:
        assert count_waiting(connection).total == 3  # those that were skipped


def test_the_least_certain_comes_first_whatever_its_kind(waiting: Record) -> None:
    kinds = [(item.place.kind, item.place.certainty) for item in walk(Review("mara"), waiting)]
    assert [kind for kind, _ in kinds] == ["statement"] * 3 + ["pair"] * 3
    assert [certainty for _, certainty in kinds[3:]] == pytest.approx([0, 0.1, 0.2])


@pytest.mark.parametrize("kind", ["statement", "pair"])
def test_a_review_may_be_of_one_kind(waiting: Record, kind: ItemKind) -> None:
    review = Review("mara", kinds=[kind])
    assert review.waiting(waiting).total == 3
    assert [item.place.kind for item in walk(review, waiting)] == [kind] * 3


def test_undo_goes_back_step_by_step(waiting: Record) -> None:
    review = Review("mara")
    items = list(walk(review, waiting))
    for item in reversed(items):
        review.undo(waiting)
        assert review.next_item(waiting) == item
    assert (review.judged, review.skipped) == (0, 0)
    with pytest.raises(UsageError, match="nothing to undo"):
        review.undo(waiting)


def test_a_judgement_is_withdrawn_by_undo(waiting: Record) -> None:
    review = Review("mara", kinds=["pair"])
    first = next(walk(review, waiting))
    review.answer(waiting, first.place, "same")
    review.undo(waiting)
    with waiting.snapshot() as connection:
        same, withdrawal = list_judgements(connection, everything=True)
    assert (same.kind, same.withdrawn, withdrawal.why) == ("same", True, "undone")


def test_an_item_judged_by_somebody_else_is_not_judged_again(waiting: Record) -> None:
    first = Review("mara").next_item(waiting)
    assert first
    Review("femi").answer(waiting, first.place, "not-statement")
    with pytest.raises(UsageError, match="has judged this item in the meantime"):
        Review("mara").answer(waiting, first.place, "right")


def test_no_key_stands_for_two_actions() -> None:
    assert len({key.key for key in REVIEW_KEYS}) == len(REVIEW_KEYS) == len(REVIEW_ACTIONS)
