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
    steps = np.ascontiguousarray(emissions.transpose(1, 2, 0))  # the paths last, since numpy is quick along them
    length, _, count = steps.shape
    best = np.empty_like(steps)
    best[0] = forward = steps[0]
    for step in range(1, length):
        best[step] = (best[step - 1][:, None] + transitions[..., None]).max(0) + steps[step]
        forward = _log_sum(forward[:, None] + transitions[..., None]) + steps[step]
    path = np.zeros((length, count), dtype=np.int64)
    path[-1] = best[-1].argmax(0)
    for step in range(length - 1, 0, -1):
        path[step - 1] = (best[step - 1] + transitions[:, path[step]]).argmax(0)
    return path.T, best[-1].max(0) - _log_sum(forward)


def _log_sum(scores: Floats) -> Floats:
    top = scores.max(0)
    total: Floats = top + np.log(np.exp(scores - top).sum(0))
    return total
