"""Confidence of a statement: the calibrated probability that its content and source are right.

The weights are ``confidence`` in ``model.json``, fitted by ``training/calibrate.py`` on articles held out of training.
"""

from __future__ import annotations

import math

import numpy as np

from onrecord.encoder.logistic import probability
from onrecord.encoder.model import Encoded
from onrecord.encoder.words import Words
from onrecord.statements.completion import quoted_share
from onrecord.statements.drafts import Draft
from onrecord.statements.kinds import DIRECT
from onrecord.types import Spans

FEATURES = (
    "bias", "peak", "score", "path", "quoted", "partly", "length", "source", "source probability",
    "content probability", "cue", "quotation", "turn", "refusal",
)  # fmt: skip
"""Columns of ``extract_features``, in the order of the weights in ``model.json``."""

# Log probabilities of paths are clipped here. Lower ones are no worse evidence, and would dominate the sum.
_MIN_PATH = -10.0


def extract_features(draft: Draft, words: Words, encoded: Encoded) -> list[float]:
    """Compute the inputs of the logistic regression, one for each of ``FEATURES``.

    Logits, log probabilities and log lengths are divided by 5, which brings them to the size of the 0/1 features, so
    that one regularisation strength suits all.
    """
    attribution = draft.attribution
    share = quoted_share(words, draft.content)
    length = sum(end - start for start, end in draft.content)
    return [
        1.0,
        _log_odds(attribution.peak) if attribution else 0.0,
        attribution.score / 5 if attribution else 0.0,
        max(attribution.path, _MIN_PATH) / 5 if attribution else 0.0,
        float(share >= DIRECT),
        float(0 < share < DIRECT),
        math.log(1 + length) / 5,
        float(bool(draft.source)),
        _mean_probability(draft.source, words, encoded, "source"),
        _mean_probability(draft.content, words, encoded, "content"),
        *(float(draft.basis == basis) for basis in ("cue", "quotation", "turn", "refusal")),
    ]


def estimate_confidence(features: list[float], weights: list[float]) -> float:
    """Return the probability that the statement with these ``features`` is right, rounded to three decimals."""
    return round(probability(features, weights), 3)


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, 0.001), 0.999)
    return math.log(clipped / (1 - clipped)) / 5


_NO_VALUES = np.zeros(0, dtype=np.float32)


def _mean_probability(spans: Spans, words: Words, encoded: Encoded, part: str) -> float:
    """Average the tag probability of ``part`` over the words of ``spans``; 0 for no words."""
    parts = [encoded.probability(part, words.within(span)) for span in spans] or [_NO_VALUES]
    values = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return float(values.sum() / len(values)) if len(values) else 0.0
