"""The best labelling of the words around each cue, and how likely it is: a linear-chain CRF over all cues at once."""

from __future__ import annotations

import numpy as np

from onrecord.encoder.model import Floats
from onrecord.encoder.words import Ints

NONE, SOURCE, CONTENT, CUE = range(4)
FORBIDDEN = -1e4


def constrain(emissions: Floats, *, anchors: Ints, left: int, words: int) -> Floats:
    """Hold each anchor to being a cue, and places beyond the text's ``words`` to none. Shape as ``emissions``."""
    at = anchors[:, None] + np.arange(-left, emissions.shape[1] - left)
    held = np.where(((at >= 0) & (at < words))[..., None], emissions, np.float32(FORBIDDEN))
    outside = (at < 0) | (at >= words)
    held[outside, NONE] = 0.0
    held[:, left, :CUE] = FORBIDDEN
    return held


def best_paths(emissions: Floats, transitions: Floats) -> tuple[Ints, Floats]:
    """Viterbi. Shapes: emissions [n, length, 4]; transitions [4, 4] -> labels [n, length], log probability [n]."""
    count, length, labels = emissions.shape
    best = emissions[:, 0]
    back = np.zeros((length, count, labels), dtype=np.int64)
    forward = best
    for step in range(1, length):
        scores = best[:, :, None] + transitions
        back[step] = scores.argmax(1)
        best = scores.max(1) + emissions[:, step]
        forward = _log_sum(forward[:, :, None] + transitions) + emissions[:, step]
    path = np.zeros((count, length), dtype=np.int64)
    rows = np.arange(count)
    path[:, -1] = best.argmax(1)
    for step in range(length - 1, 0, -1):
        path[:, step - 1] = back[step][rows, path[:, step]]
    total = _log_sum(forward[:, :, None])[:, 0]
    return path, best.max(1) - total


def _log_sum(scores: Floats) -> Floats:
    top = scores.max(1)
    total: Floats = top + np.log(np.exp(scores - top[:, None]).sum(1))
    return total
