"""Select among overlapping attributions: keep the probable ones, with each word in at most one content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.encoder.model import Encoded
from onrecord.encoder.words import Words
from onrecord.statements.confidence import estimate_confidence, extract_features
from onrecord.statements.drafts import Draft, spans_of

# A draft that loses a larger share of its content words to more probable drafts is dropped. In "Tarn said she told him
# they go", both cues claim "they go". If "told" is the more probable, "said" keeps "she told him", three of its five
# words, and stays.
MAX_LOST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Selection:
    """A logistic regression and its threshold, fitted by ``training/calibrate.py`` on articles held out of training.

    The fields are those of ``selection`` in ``model.json``.
    """

    weights: list[float]
    """One for each feature of ``confidence.FEATURES``."""
    least: float
    """Minimum probability of an attribution. 0.38 in the shipped model has the best expected F1 on PolNeAR."""


def rank(drafts: Sequence[Draft], words: Words, encoded: Encoded, *, selection: Selection) -> list[tuple[float, Draft]]:
    """Return ``drafts`` with their probabilities, in descending order. Each must have an attribution."""
    probabilities = (
        estimate_confidence(extract_features(draft, words, encoded), selection.weights) for draft in drafts
    )
    return sorted(zip(probabilities, drafts, strict=True), key=lambda pair: -pair[0])


def select(
    ranked: Sequence[tuple[float, Draft]], words: Words, *, selection: Selection
) -> tuple[list[Draft], list[Draft]]:
    """Split drafts with their probabilities into selected and rejected ones, in the same order.

    A word that several selected drafts claim goes to the most probable one.
    """
    selected = [draft for probability, draft in ranked if probability >= selection.least]
    rejected = [draft for probability, draft in ranked if probability < selection.least]
    return resolve_overlaps(selected, words), rejected


def resolve_overlaps(drafts: Sequence[Draft], words: Words) -> list[Draft]:
    """Assign each word to the first of ``drafts`` that claims it, and drop drafts that lose most of their content."""
    claimed: set[int] = set()
    resolved: list[Draft] = []
    for draft in drafts:
        content = draft.attribution.content.tolist() if draft.attribution else []
        unclaimed = [word for word in content if word not in claimed]
        if not unclaimed or len(unclaimed) < (1 - MAX_LOST_SHARE) * len(content):
            continue
        claimed.update(unclaimed)
        if len(unclaimed) < len(content):
            draft = replace(draft, content=spans_of(words, np.array(unclaimed, dtype=np.int64)))
        resolved.append(draft)
    return resolved
