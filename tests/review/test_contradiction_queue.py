"""Contradictions between pages in the review queue: first in every interface, answered, undone, and settled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onrecord.errors import UsageError
from onrecord.judge.judgement_log import list_judgements
from onrecord.record import Record
from onrecord.review import contradiction_queue
from onrecord.review.review import Review
from onrecord.review.review_items import QueueItem, ReviewContradiction
from onrecord.review.review_keys import Action
from onrecord.review.review_lists import list_contradictions
from onrecord.views.overview import overview
from tests.conftest import MakeRecord, ReadText
from tests.kept_record import ADA as SPEAKER
from tests.people_pages import Figure, page
from tests.statement_pages import Said, keep_all
from tests.statement_pages import page as statement_page

ADA, PIET = "Ada Brannigan", "Piet Okafor"


@pytest.fixture
def contradictory(make_record: MakeRecord, read_text: ReadText) -> Iterator[Record]:
    """A record in which Ada is Piet's parent on two pages and his partner on one, 45 on one page and 54 on another."""

    def fill(record: Record) -> None:
        first, second, third = (f"https://bell.example/contradictory-{number}" for number in range(3))
        keep_all(
            record,
            page(read_text, Figure(ADA, age=45), PIET, ties=[(ADA, "parent", PIET)], published="2031-03-01", url=first),
            page(read_text, Figure(ADA, age=54), PIET, ties=[(PIET, "child", ADA)], published="2031-04-01", url=second),
            page(read_text, ADA, PIET, ties=[(PIET, "partner", ADA)], url=third),
            statement_page(Said("It may be", SPEAKER, confidence=0.1)),
        )

    with Record.open(make_record("contradictory", fill)) as record:
        yield record


def first_item(record: Record, review: Review) -> QueueItem:
    queued = review.next_item(record)
    assert queued
    return queued


def test_a_look_shows_the_next_item_and_the_count(contradictory: Record) -> None:
    review = Review("mara")
    for _ in range(4):
        queued, waiting = review.look(contradictory)
        assert (queued, waiting) == (review.next_item(contradictory), review.waiting(contradictory))
        if queued:
            review.answer(contradictory, queued.place, "skip")
    review.undo(contradictory)
    assert review.look(contradictory)[0] == review.next_item(contradictory) is not None


def test_confirmed_contradictions_leave_room_for_others(
    contradictory: Record, read_text: ReadText, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_all(
        contradictory,
        page(read_text, Figure("Odile Vantongeren", age=30), published="2031-05-01"),
        page(read_text, Figure("Odile Vantongeren", age=61), published="2031-06-01"),
    )
    monkeypatch.setattr(contradiction_queue, "MOST_CONTRADICTIONS", 1)
    review = Review("mara", kinds=["age"])
    for remaining in (1, 1, 0):
        assert review.waiting(contradictory).contradictions == remaining
        if remaining:
            review.answer(contradictory, first_item(contradictory, review).place, "as-printed")


def facts(record: Record) -> tuple[list[str], list[str]]:
    """The relations and the ages of Ada."""
    portrait = record.person(ADA)
    relations = [tie.relation for tie in portrait.ties for _ in tie.statings]
    return sorted(relations), [age.text for age in portrait.ages]


def test_contradictions_come_first_and_are_counted(contradictory: Record) -> None:
    assert overview(contradictory).waiting.contradictions == 2
    review = Review("mara")
    assert review.waiting(contradictory).total == 3
    kinds = []
    for remaining in (2, 1, 0):
        queued = first_item(contradictory, review)
        kinds.append(queued.place.kind)
        review.answer(contradictory, queued.place, "skip")
        assert review.waiting(contradictory).total == remaining
    assert kinds == ["age", "relationship", "statement"]


def test_the_listing_has_the_words_of_both_pages(contradictory: Record) -> None:
    first = list_contradictions(contradictory, limit=1)
    second = list_contradictions(contradictory, limit=1, after=first.next)
    assert second.next is None
    questions = [row.question for listing in (first, second) for row in listing.contradictions]
    assert questions == [
        "Was Ada Brannigan 45 or 54 years old?",
        "Is Ada Brannigan the parent or the partner of Piet Okafor?",
    ]
    (relationship,) = second.contradictions
    assert [len(claim.pages) for claim in (relationship.first, relationship.second)] == [2, 1]
    assert all(claim.shown.words for claim in (relationship.first, relationship.second))


@pytest.mark.parametrize(
    ("kind", "action", "relations", "ages"),
    [
        ("relationship", "first-wrong", ["partner"], ["45", "54"]),
        ("relationship", "second-wrong", ["parent", "parent"], ["45", "54"]),
        ("relationship", "as-printed", ["parent", "parent", "partner"], ["45", "54"]),
        ("age", "first-wrong", ["parent", "parent", "partner"], ["54"]),
        ("age", "second-wrong", ["parent", "parent", "partner"], ["45"]),
        ("age", "as-printed", ["parent", "parent", "partner"], ["45", "54"]),
    ],
)
def test_answers_take_effect_and_are_undone(
    contradictory: Record, kind: str, action: Action, relations: list[str], ages: list[str]
) -> None:
    before = facts(contradictory)
    review = Review("mara", kinds=["relationship" if kind == "relationship" else "age"])
    queued = first_item(contradictory, review)
    review.answer(contradictory, queued.place, action)
    assert facts(contradictory) == (relations, ages)
    assert review.waiting(contradictory).total == 0
    assert Review("femi").waiting(contradictory).contradictions == 1  # the other one
    review.undo(contradictory)
    assert facts(contradictory) == before
    recalled = first_item(contradictory, review)
    assert recalled.place == queued.place
    with contradictory.snapshot() as connection:
        assert list_judgements(connection) == []


@pytest.mark.parametrize("action", ["different", "different-relative"])
def test_two_relationships_may_be_of_different_people(contradictory: Record, action: Action) -> None:
    review = Review("mara", kinds=["relationship"])
    review.answer(contradictory, first_item(contradictory, review).place, action)
    assert Review("mara", kinds=["relationship"]).waiting(contradictory).total == 0
    with contradictory.snapshot() as connection:
        assert [judgement.kind for judgement in list_judgements(connection)] == ["different"]


def test_one_page_that_contradicts_itself_is_about_the_same_people(record: Record, read_text: ReadText) -> None:
    keep_all(record, page(read_text, ADA, PIET, ties=[(ADA, "parent", PIET), (PIET, "partner", ADA)]))
    review = Review("mara", kinds=["relationship"])
    with pytest.raises(UsageError, match="One page makes both claims"):
        review.answer(record, first_item(record, review).place, "different")


def test_two_ages_may_be_of_different_people(contradictory: Record) -> None:
    review = Review("mara", kinds=["age"])
    review.answer(contradictory, first_item(contradictory, review).place, "different")
    assert Review("mara", kinds=["age"]).waiting(contradictory).total == 0
    with contradictory.snapshot() as connection:
        assert [judgement.kind for judgement in list_judgements(connection)] == ["different"]


def test_a_confirmed_contradiction_is_still_shown_to_readers(contradictory: Record) -> None:
    review = Review("mara", kinds=["age"])
    review.answer(contradictory, first_item(contradictory, review).place, "as-printed")
    assert [age.contradicted_by for age in contradictory.person(ADA).ages] == [("54",), ("45",)]


def test_one_kind_of_answer_does_not_fit_another(contradictory: Record) -> None:
    review = Review("mara")
    queued = first_item(contradictory, review)
    assert isinstance(queued.item, ReviewContradiction)
    with pytest.raises(UsageError, match="does not answer this question"):
        review.answer(contradictory, queued.place, "not-statement")


def test_a_judged_contradiction_is_not_judged_again(contradictory: Record) -> None:
    review = Review("mara")
    place = first_item(contradictory, review).place
    Review("femi").answer(contradictory, place, "second-wrong")
    with pytest.raises(UsageError, match="has judged this item in the meantime"):
        review.answer(contradictory, place, "first-wrong")
