"""Logistic regression as it is read: probabilities from features and the weights that ``model.json`` holds."""

from __future__ import annotations

import math
from collections.abc import Sequence


def probability(features: Sequence[float], weights: Sequence[float]) -> float:
    """The probability that ``weights`` make of ``features``. Raises ``ValueError`` where their lengths differ."""
    logit = sum(feature * weight for feature, weight in zip(features, weights, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
