"""How sure a statement is: the probability that its content and source are right, calibrated on held-out articles."""

from __future__ import annotations

import math

import numpy as np

from onrecord.encoder.logistic import probability
from onrecord.encoder.model import Encoded
from onrecord.encoder.words import Words
from onrecord.statements.completion import quoted_share
from onrecord.statements.drafts import Draft
from onrecord.types import Spans

FEATURES = (
    "bias", "peak", "score", "path", "quoted", "partly", "length", "source", "sureness of source",
    "sureness of content", "cue", "quotation", "turn", "refusal",
)  # fmt: skip
"""The columns of ``describe``."""


def describe(draft: Draft, words: Words, encoded: Encoded) -> list[float]:
    """What the confidence is reckoned from, one number for each of ``FEATURES``."""
    own = draft.attribution
    share = quoted_share(words, draft.content)
    length = sum(end - start for start, end in draft.content)
    return [
        1.0,
        _log_odds(own.peak) if own else 0.0,
        own.score / 5 if own else 0.0,
        max(own.path, -10.0) / 5 if own else 0.0,
        float(share >= 0.9),
        float(0 < share < 0.9),
        math.log(1 + length) / 5,
        float(bool(draft.source)),
        _mean(draft.source, words, encoded, "source"),
        _mean(draft.content, words, encoded, "content"),
        *(float(draft.basis == basis) for basis in ("cue", "quotation", "turn", "refusal")),
    ]


def confidence(features: list[float], weights: list[float]) -> float:
    """Probability, of three places, that the statement that ``features`` describe is right."""
    return round(probability(features, weights), 3)


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, 0.001), 0.999)
    return math.log(clipped / (1 - clipped)) / 5


_NONE = np.zeros(0, dtype=np.float32)


def _mean(spans: Spans, words: Words, encoded: Encoded, part: str) -> float:
    values = np.concatenate([encoded.probability(part, words.within(span)) for span in spans] or [_NONE])
    return float(values.sum() / len(values)) if len(values) else 0.0
