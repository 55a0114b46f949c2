"""The bias of the confidence of quoted statements, on invented claims."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.people.coreference.confidence import FEATURES
from training.speakers import LEFT_OUT_RIGHT, Claim, with_bias_of_pages

WEIGHTS = [1.0, 0.5, *[0.0] * (len(FEATURES) - 2)]


def claim(corpus: str, *, pronoun: bool = False, annotated: bool = True, right: bool = True) -> Claim:
    features = [1.0, float(pronoun), *[0.0] * (len(FEATURES) - 2)]
    return Claim(corpus, "ferry", "direct", True, annotated, features, float(right))


@pytest.mark.parametrize(
    ("wrong", "left_out"),
    [(1, 0), (4, 0), (0, 3), (2, 2)],
)
def test_pages_are_as_right_as_stated(wrong: int, left_out: int) -> None:
    right = 10 - wrong - left_out
    pages = [claim("outlets", pronoun=bool(number % 2)) for number in range(right)]
    pages += [claim("celebrity", right=False)] * wrong + [claim("outlets", annotated=False, right=False)] * left_out
    polnear = [claim("polnear", right=False)] * 50
    weights = with_bias_of_pages(WEIGHTS, pages + polnear)
    stated = [1 / (1 + np.exp(-np.dot(claim.features, weights))) for claim in pages]
    assert np.mean(stated) == pytest.approx((right + LEFT_OUT_RIGHT * left_out) / 10, abs=1e-4)
    assert weights[1:] == WEIGHTS[1:]
