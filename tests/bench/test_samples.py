"""Comparison of a reading with its expected statements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bench import samples
from bench.expected import Expected
from bench.samples import Comparison, Score, figures
from onrecord import ModelError, Reading
from onrecord.reading import Reader

TEXT = """Mayor opens bridge twice

"I cut it myself," said Pellworth at the new bridge on Friday, and then the wind took the ribbon into the river.

"It was a very good ribbon," said Mossop, who had bought it at the market that morning for two pounds and ten pence.

The "ribbon affair", as it is known, has been all that anybody in the village can talk about since then.
"""


def statement(content: str, source: str, **differing: str) -> dict[str, Any]:
    said = {"kind": "direct", "act": "said", "place": "body", "content": [content], "source": source, "cue": "said"}
    return {**said, **differing}


CUT, RIBBON = statement('"I cut it myself,"', "Pellworth"), statement('"It was a very good ribbon,"', "Mossop")


def expected(*statements: dict[str, Any], scares: list[str], furniture: list[str]) -> Expected:
    return Expected("page", "page.txt", None, ["Mayor opens bridge twice"], "", "", list(statements), scares, furniture)


@pytest.fixture
def reading(reader: Reader, page: Callable[[str], Path]) -> Reading:
    outcome = next(reader.read_source(str(page(TEXT))))
    assert isinstance(outcome, Reading), outcome
    return outcome


@pytest.mark.parametrize(
    ("expected_page", "score"),
    [
        (  # the small reader takes the scare quotes for a statement
            expected(CUT, RIBBON, scares=['"ribbon affair"'], furniture=[]),
            Score(expected=2, found=2, attributed=2, kind=2, act=2, taken=3, extra=1, wrongly=1),
        ),
        (
            expected(CUT, scares=[], furniture=[]),
            Score(expected=1, found=1, attributed=1, kind=1, act=1, taken=3, extra=2),
        ),
        (
            expected(statement('"I cut it myself,"', "Mossop", kind="mixed", act="thought"), scares=[], furniture=[]),
            Score(expected=1, found=1, taken=3, extra=2),
        ),
        (
            expected(CUT, statement("the wind took the ribbon", ""), scares=[], furniture=[]),
            Score(expected=2, found=1, attributed=1, kind=1, act=1, taken=3, extra=2),
        ),
        (  # statements in furniture need not be found
            expected(
                CUT, statement("Not there", "", place="furniture"), scares=[], furniture=["at the new bridge", "x"]
            ),
            Score(expected=1, found=1, attributed=1, kind=1, act=1, taken=3, extra=2, leaked=1),
        ),
    ],
)
def test_score(reading: Reading, expected_page: Expected, score: Score) -> None:
    assert Comparison(expected_page, reading).score == score


def test_all_faults_are_reported(reading: Reading) -> None:
    expected_page = expected(
        statement('"I cut it myself,"', "Mossop", kind="mixed"),
        statement("the wind took the ribbon", ""),
        scares=['"ribbon affair"'],
        furniture=["at the market"],
    )
    assert list(Comparison(expected_page, reading).differences()) == [
        "missed: the wind took the ribbon",
        "kind direct, expected mixed; source 'Pellworth', expected 'Mossop': \"I cut it myself,\"",
        'extra: "It was a very good ribbon,"',
        'scare quotes taken: "ribbon affair"',
        "furniture in the body: at the market",
    ]


def test_totals_become_figures() -> None:
    total = Score(expected=10, found=8, attributed=6, kind=4, act=8, taken=14, wrongly=2, leaked=1)
    total = total + Score(expected=2, taken=4, wrongly=1)
    measured = {figure.name: figure.value for figure in figures(total)}
    assert measured == {
        "samples.found": pytest.approx(8 / 12),
        "samples.attribution": pytest.approx(2 * 6 / (12 + 18)),
        "samples.kind": 0.5,
        "samples.scare quotes taken": 3,
        "samples.furniture in the body": 1,
    }
    assert [figure.value for figure in figures(Score())] == [0, 0, 0, 0, 0]


def test_a_package_without_its_model_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> Reader:
        raise ModelError("models/en: there is no encoder.onnx. Install the package again.")

    monkeypatch.setattr(Reader, "load", fail)
    assert samples.main([]) == 1
    expected = "Samples: not read. models/en: there is no encoder.onnx. Install the package again.\n"
    assert capsys.readouterr().out == expected
