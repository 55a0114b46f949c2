"""Logistic regression at inference: features and weights to a probability. The weights are in ``model.json``."""

from __future__ import annotations

import math
from collections.abc import Sequence

# Keeps ``exp`` in range. The sigmoid of 30 is 1 to 13 decimals.
_MAX_LOGIT = 30.0


def probability(features: Sequence[float], weights: Sequence[float]) -> float:
    """Return the sigmoid of the weighted sum of ``features``. Raises ``ValueError`` if the lengths differ."""
    logit = sum(feature * weight for feature, weight in zip(features, weights, strict=True))
    return 1 / (1 + math.exp(-max(-_MAX_LOGIT, min(_MAX_LOGIT, logit))))
