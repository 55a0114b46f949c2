"""From the model's scores to attributions: which words are whose cue, source and content."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onrecord.encoder.model import Encoded, Floats, Model
from onrecord.encoder.words import Ints, Words
from onrecord.statements.paths import CONTENT, CUE, NONE, SOURCE, best_paths, constrain


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
    """How likely a word must be to belong to a cue, and the likeliest word of a cue to be one."""

    edge: float
    peak: float


def attributions(words: Words, encoded: Encoded, *, model: Model, thresholds: Thresholds) -> list[Attribution]:
    """Every attribution that a cue may make, in the order of the cues; contents may overlap."""
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
    return found


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
