"""Choose among the attributions that the model sees: the likely ones, each word in the content of one at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from onrecord.encoder.model import Encoded
from onrecord.encoder.words import Words
from onrecord.statements.confidence import confidence, describe
from onrecord.statements.drafts import Draft, spans_of

MAX_LOST = 0.5
"""A statement that loses a larger share of its content to likelier ones is dropped."""


@dataclass(frozen=True, slots=True)
class Selection:
    """How likely an attribution is, and how likely it must be. Set on articles held out of training."""

    weights: list[float]
    """One for each feature of ``confidence.describe``."""
    least: float


def select(
    drafts: Sequence[Draft], words: Words, encoded: Encoded, *, selection: Selection
) -> tuple[list[Draft], list[Draft]]:
    """The likely ones of ``drafts``, all of which the model attributed, and the others, the likeliest first.

    Where two likely ones claim the same words, the likelier one keeps them.
    """
    likely = [confidence(describe(draft, words, encoded), selection.weights) for draft in drafts]
    order = sorted(range(len(drafts)), key=lambda at: -likely[at])
    chosen = [drafts[at] for at in order if likely[at] >= selection.least]
    return without_overlap(chosen, words), [drafts[at] for at in order if likely[at] < selection.least]


def without_overlap(drafts: Sequence[Draft], words: Words) -> list[Draft]:
    """Give each word to the first of ``drafts`` that claims it, and drop those that lose most of their content."""
    taken: set[int] = set()
    kept: list[Draft] = []
    for draft in drafts:
        content = draft.attribution.content if draft.attribution else np.zeros(0, dtype=np.int64)
        rest = np.array([word for word in content.tolist() if word not in taken], dtype=np.int64)
        if not len(rest) or len(rest) < (1 - MAX_LOST) * len(content):
            continue
        taken.update(rest.tolist())
        kept.append(replace(draft, content=spans_of(words, rest)))
    return kept
