"""Accuracy and latency of search by meaning, with synthetic embeddings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench import semantic, synthetic
from bench.semantic import SyntheticEncoder, questions, score
from onrecord.record import Record
from onrecord.search.statement_vectors import StatementVectors
from tests.search.meanings import Meanings
from tests.statement_pages import Said, keep_all, page

ADA, JONAS = "Ada Quill", "Jonas Brannigan"


@pytest.fixture
def kept_record(tmp_path: Path) -> Record:
    """Three pages: one with a quotation in its headline, one with an indirect statement and its quotation in other
    words, one filler."""
    record = Record.open(tmp_path / "record.sqlite")
    headline = page(Said("A crossing ends in debts", ADA), Said("We are broke, all of us here", ADA), title="No news")
    first, second = headline.statements
    keep_all(
        record,
        replace(headline, statements=(replace(first, place="headline"), second)),
        page(
            Said("The boat sank in the cold", ADA),
            Said("her ship had gone down, frost everywhere", ADA, kind="indirect"),
            Said("Nothing of the kind", JONAS),
            title="A ferry is lost in winter",
        ),
        page(Said("Tarn Quay has rent to pay", JONAS), title="Harbour board has debts at Tarn Quay"),
    )
    return record


def test_pages_ask_and_answer_themselves(kept_record: Record) -> None:
    with kept_record:
        by_words = {(question.kind, question.words): question for question in questions(kept_record)}
        reported = "“her ship had gone down, frost everywhere”"
        told = "“A crossing ends in debts”"
        ferry, board = "A ferry is lost in winter", "Harbour board has debts at Tarn Quay"
        assert set(by_words) == {
            *(("headline", ferry), ("headline", board), ("reported", reported), ("told", told)),
            *(("headline, in other words", ferry), ("reported, in other words", reported)),
            ("told, in other words", told),
        }
        reported_question = by_words["reported", reported]
        assert len(reported_question.wanted) == 1
        assert reported_question.asked_with not in reported_question.wanted


def test_meaning_finds_what_words_do_not(kept_record: Record) -> None:
    with kept_record:
        vectors = StatementVectors(kept_record, Meanings())
        vectors.update()
        scores = {(result.kind, result.way): result for result in score(kept_record, vectors)}
        assert scores["reported", "meaning"].reciprocal_rank == 1
        assert scores["reported", "any word"].reciprocal_rank < 1


def test_vectors_that_are_made_up_lie_around_their_topics() -> None:
    first, again, second = (SyntheticEncoder().embed([text])[0] for text in ("topic 3", "topic 3", "topic 4"))
    assert np.array_equal(first, again)
    assert abs(float(first @ second)) < 0.2
    neighbours = SyntheticEncoder().embed(["topic 3", "topic 3"])
    assert float(neighbours[0] @ neighbours[1]) == pytest.approx(0.5, abs=0.1)


def test_speed_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "record.sqlite"
    synthetic.make(path, statements=300)
    assert semantic.main(["--speed", str(path), "--questions", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "300 statements, 448 bytes each"
    assert [line.split("median")[0].strip() for line in lines[1:]] == [
        "alone",
        "by",
        "about",
        "in an outlet",
        "told, direct",
        "direct",
        "since 2015",
    ]
    assert not list(tmp_path.glob("*-meaning"))
