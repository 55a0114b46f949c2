"""Calibration of confidence values: expected error, and precision of the most confident statements."""

from __future__ import annotations

from collections.abc import Sequence

BINS = 10


def expected_error(confidences: Sequence[float], correct: Sequence[bool], *, bins: int = BINS) -> float:
    """Expected calibration error, 0 to 1: the mean distance between confidence and accuracy, over bins of equal width.

    Each bin is weighted by its share of the statements (Naeini, Cooper and Hauskrecht 2015). Raises ``ValueError`` for
    an empty list, lists of different lengths, or a confidence outside 0 to 1.
    """
    _check(confidences, correct)
    sums = [[0.0, 0] for _ in range(bins)]
    for confidence, right in zip(confidences, correct, strict=True):
        bin_sums = sums[min(int(confidence * bins), bins - 1)]
        bin_sums[0] += confidence
        bin_sums[1] += right
    return sum(abs(confidence - right) for confidence, right in sums) / len(confidences)


def precision_of_most_confident(confidences: Sequence[float], correct: Sequence[bool], *, share: float) -> float:
    """Precision, 0 to 1, of the most confident ``share`` (0 to 1) of the statements, at least one.

    Raises ``ValueError`` as ``expected_error`` does.
    """
    _check(confidences, correct)
    ranked = sorted(zip(confidences, correct, strict=True), key=lambda pair: pair[0], reverse=True)
    surest = ranked[: max(1, round(share * len(ranked)))]
    return sum(right for _, right in surest) / len(surest)


def _check(confidences: Sequence[float], correct: Sequence[bool]) -> None:
    if not confidences or len(confidences) != len(correct):
        raise ValueError(f"{len(confidences)} confidences, {len(correct)} verdicts: expected as many of each, and some")
    outside = [confidence for confidence in confidences if not 0 <= confidence <= 1]
    if outside:
        raise ValueError(f"confidence {outside[0]}: expected 0 to 1")
