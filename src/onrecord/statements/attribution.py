"""From the model's scores to attributions: which words are whose cue, source and content."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onrecord.statements.model import Encoded, Floats, Model
from onrecord.statements.paths import CONTENT, CUE, NONE, SOURCE, best_paths, constrain
from onrecord.statements.words import Ints, Words

MAX_LOST = 0.5
"""A statement that loses a larger share of its content to better ones is dropped."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """One attribution over words. ``cue``, ``source`` and ``content`` hold ascending indices of words."""

    cue: Ints
    source: Ints
    content: Ints
    score: float
    """Mean margin of its content words over being none, in log odds."""
    peak: float
    """Probability of the cue's anchor to be a cue."""
    path: float
    """Log probability of this labelling, given the cue."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a cue begins and ends, and which attributions are kept. Set on articles held out of training."""

    edge: float
    peak: float
    score: float


def attributions(words: Words, encoded: Encoded, *, model: Model, thresholds: Thresholds) -> list[Attribution]:
    """The attributions that have a cue, in the order of their cues; no word is content of two."""
    anchors, peaks = find_anchors(words, encoded.probability("cue"), thresholds)
    if not len(anchors):
        return []
    emissions = constrain(model.link(encoded, words, anchors), anchors=anchors, left=model.left, words=len(words))
    labels, logs = best_paths(emissions, model.transitions)
    margins = emissions[:, :, CONTENT] - emissions[:, :, NONE]
    found: list[Attribution] = []
    for row, anchor in enumerate(anchors.tolist()):
        first = anchor - model.left
        parts = {label: np.flatnonzero(labels[row] == label) for label in (SOURCE, CONTENT, CUE)}
        content = parts[CONTENT]
        if len(content):
            score = float(margins[row, content].mean())
            found.append(
                Attribution(
                    parts[CUE] + first,
                    parts[SOURCE] + first,
                    content + first,
                    score,
                    float(peaks[row]),
                    float(logs[row]),
                )
            )
    return _without_overlap([one for one in found if one.score >= thresholds.score])


def find_anchors(words: Words, probability: Floats, thresholds: Thresholds) -> tuple[Ints, Floats]:
    """The likeliest word of each run of cue words, and how likely it is. Shapes: [anchors], [anchors]."""
    inside = probability > thresholds.edge
    breaks = np.flatnonzero((np.diff(inside.astype(np.int8)) != 0) | (np.diff(words.block) != 0)) + 1
    anchors: list[int] = []
    for start, end in zip([0, *breaks.tolist()], [*breaks.tolist(), len(words)], strict=True):
        if end > start and inside[start]:
            anchor = start + int(probability[start:end].argmax())
            if probability[anchor] > thresholds.peak:
                anchors.append(anchor)
    index = np.array(anchors, dtype=np.int64)
    return index, probability[index]


def _without_overlap(found: list[Attribution]) -> list[Attribution]:
    """Give each word to the attribution that is surest of it, and drop those that lose most of their content."""
    taken: set[int] = set()
    kept: list[Attribution] = []
    for one in sorted(found, key=lambda one: -one.score):
        rest = np.array([word for word in one.content.tolist() if word not in taken], dtype=np.int64)
        if len(rest) < (1 - MAX_LOST) * len(one.content):
            continue
        taken.update(rest.tolist())
        kept.append(Attribution(one.cue, one.source, rest, one.score, one.peak, one.path))
    return sorted(kept, key=lambda one: int(one.cue[0]))
