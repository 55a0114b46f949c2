"""The overview: size, most quoted people, and the review queue."""

from __future__ import annotations

import pytest

from onrecord.judge.decisions import judge_statement
from onrecord.judge.judgement_log import Author
from onrecord.record import Record
from onrecord.review import review_items, review_queue
from onrecord.review.review_items import Waiting
from onrecord.views.overview import overview
from tests.kept_record import ADA, JONAS, MARA
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.both_databases


def test_the_overview_counts_the_record(kept_record: Record) -> None:
    result = overview(kept_record)
    assert (result.pages, result.statements, result.people, result.outlets, result.changes) == (8, 10, 3, 5, 0)
    assert [(item.name, item.said) for item in result.heard] == [(JONAS, 5), (ADA, 3), (MARA, 1)]
    assert [entry.first for entry in result.newest][:2] == ["2025-03-01", "2025-03-01"]
    assert len(result.newest) == 10
    assert result.last_read is not None
    assert result.waiting == Waiting(statements=0, links=0)


def test_an_empty_record_has_an_overview(record: Record) -> None:
    result = overview(record)
    assert (result.pages, result.people, result.outlets, result.last_read, result.newest, result.heard) == (
        0,
        0,
        0,
        None,
        (),
        (),
    )


def test_unjudged_statements_wait_for_review(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_all(record, page(*(Said(f"It may be {n}", ADA, confidence=0.3) for n in range(3)), Said("Surely", ADA)))
    assert overview(record).waiting.statements == 3
    doubtful = next(entry for entry in overview(record).newest if entry.confidence < 0.5)
    judge_statement(record, doubtful.id, verdict="right", by=Author("a reader"))
    assert overview(record).waiting.statements == 2
    for module in (review_items, review_queue):
        monkeypatch.setattr(module, "MOST_COUNTED", 1)
    assert overview(record).waiting.statements == 1
