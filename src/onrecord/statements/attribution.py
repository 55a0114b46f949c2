"""Decode attributions from the model's scores: for each cue, the words of its source and its content."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from onrecord.encoder.model import Encoded, Floats, Model
from onrecord.encoder.words import Ints, Words
from onrecord.statements.paths import CONTENT, CUE, NONE, SOURCE, best_paths, constrain, positions_inside

# Number of anchors that are decoded together, to limit memory: each takes some 10 kB.
_ANCHORS_PER_STEP = 512


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue with its source and content, as ascending word indices.

    *Shape:* ``cue`` [cue words], ``source`` [source words], ``content`` [content words].
    """

    cue: Ints
    source: Ints
    content: Ints
    score: float
    """Mean logit margin of the content words: content over none."""
    peak: float
    """Probability that the anchor is part of a cue."""
    path: float
    """Log probability of the labelling under the CRF, given the anchor."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities that define cues. The fields are those of ``thresholds`` in ``model.json``.

    The shipped values, 0.25 and 0.2, are low on purpose: they pass doubtful cues on to ``selection``, which weighs
    content, source and path as well.
    """

    edge: float
    """Minimum cue probability of each word in a run."""
    peak: float
    """Minimum cue probability of the best word in a run, its anchor."""


def decode_attributions(words: Words, encoded: Encoded, *, model: Model, thresholds: Thresholds) -> list[Attribution]:
    """Decode one attribution for each anchor, in the order of the anchors. Contents may overlap.

    An anchor without any content word gives no attribution.
    """
    anchors, peaks = find_anchors(words, encoded.probability("cue"), thresholds)
    attributions: list[Attribution] = []
    for start in range(0, len(anchors), _ANCHORS_PER_STEP):
        step = slice(start, start + _ANCHORS_PER_STEP)
        attributions += _decode(words, encoded, model=model, anchors=anchors[step], peaks=peaks[step])
    return attributions


def _decode(words: Words, encoded: Encoded, *, model: Model, anchors: Ints, peaks: Floats) -> Iterator[Attribution]:
    """*Shape:* ``anchors`` [anchors], ``peaks`` [anchors]."""
    emissions = constrain(model.link(encoded, words, anchors), anchors=anchors, left=model.left, words=len(words))
    inside = positions_inside(anchors, left=model.left, words=len(words), length=emissions.shape[1])
    labels, log_probabilities = best_paths(emissions, model.transitions, inside=inside)
    margins = emissions[:, :, CONTENT] - emissions[:, :, NONE]
    for row, anchor in enumerate(anchors.tolist()):
        window_start = anchor - model.left
        positions = {label: (labels[row] == label).nonzero()[0] for label in (SOURCE, CONTENT, CUE)}
        content = _keep_role(positions[CONTENT], words, anchor=anchor, left=model.left)
        if len(content):
            yield Attribution(
                positions[CUE] + window_start,
                positions[SOURCE] + window_start,
                content + window_start,
                float(margins[row, content].mean()),
                float(peaks[row]),
                float(log_probabilities[row]),
            )


def _keep_role(content: Ints, words: Words, *, anchor: int, left: int) -> Ints:
    """Drop words of a headline from a content with its cue in the body, and of other blocks with its cue in a headline.

    The headline "Choir to sing on" above "The bridge is full, according to the county" is not part of the statement.

    *Shape:* ``content`` [words], in the window of the anchor.
    """
    blocks = words.block[content + (anchor - left)]
    anchor_block = words.block[anchor]
    if (blocks == anchor_block).all():
        return content
    is_headline = np.array([words.blocks[block].role == "headline" for block in blocks.tolist()], dtype=bool)
    kept_words: Ints = content[
        blocks == anchor_block if words.blocks[anchor_block].role == "headline" else ~is_headline
    ]
    return kept_words


def find_anchors(words: Words, probability: Floats, thresholds: Thresholds) -> tuple[Ints, Floats]:
    """Return the most probable word of each run of cue words, and its probability.

    A run ends with its block. *Shape:* ``probability`` [words] -> [anchors], [anchors].
    """
    is_cue = probability > thresholds.edge
    breaks = np.flatnonzero((np.diff(is_cue.astype(np.int8)) != 0) | (np.diff(words.block) != 0)) + 1
    anchors: list[int] = []
    for start, end in zip([0, *breaks.tolist()], [*breaks.tolist(), len(words)], strict=True):
        if end > start and is_cue[start]:
            anchor = start + int(probability[start:end].argmax())
            if probability[anchor] > thresholds.peak:
                anchors.append(anchor)
    indices = np.array(anchors, dtype=np.int64)
    return indices, probability[indices]
