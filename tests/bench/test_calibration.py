"""Calibration on values worked out by hand."""

from __future__ import annotations

import pytest

from bench.calibration import expected_error, precision_of_most_confident


@pytest.mark.parametrize(
    ("confidences", "correct", "error"),
    [
        ([1.0, 1.0], [True, True], 0.0),
        ([1.0, 1.0], [False, False], 1.0),
        ([0.0], [False], 0.0),
        ([0.75, 0.75, 0.75, 0.75], [True, True, True, False], 0.0),
        ([0.9] * 10, [True] * 8 + [False] * 2, 0.1),
        # two bins: |1.2 - 1| and |1.9 - 1| of four
        ([0.6, 0.6, 0.95, 0.95], [True, False, True, False], (0.2 + 0.9) / 4),
        # in one bin too high and too low cancel out, in two they do not
        ([0.41, 0.49], [False, True], 0.05),
        ([0.1, 0.9], [True, False], 0.9),
    ],
)
def test_expected_error(confidences: list[float], correct: list[bool], error: float) -> None:
    assert expected_error(confidences, correct) == pytest.approx(error)


@pytest.mark.parametrize(
    ("share", "precision"),
    [(0.2, 1.0), (0.4, 0.5), (0.6, 2 / 3), (1.0, 0.6), (0.01, 1.0)],
)
def test_precision_of_most_confident(share: float, precision: float) -> None:
    confidences = [0.3, 0.9, 0.8, 0.5, 0.7]
    correct = [True, True, False, False, True]
    assert precision_of_most_confident(confidences, correct, share=share) == pytest.approx(precision)


@pytest.mark.parametrize(
    ("confidences", "correct", "message"),
    [
        ([], [], "0 confidences, 0 verdicts"),
        ([0.5], [True, False], "1 confidences, 2 verdicts"),
        ([1.5], [True], "confidence 1.5: expected 0 to 1"),
        ([float("nan")], [True], "confidence nan"),
    ],
)
def test_bad_input_is_refused(confidences: list[float], correct: list[bool], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        expected_error(confidences, correct)
    with pytest.raises(ValueError, match=message):
        precision_of_most_confident(confidences, correct, share=0.6)
