"""Viterbi decoding of a linear-chain CRF, for the label sequences around all anchors at once."""

from __future__ import annotations

import numpy as np

from onrecord.encoder.model import Floats
from onrecord.encoder.words import Ints

NONE, SOURCE, CONTENT, CUE = range(4)
FORBIDDEN = -1e4
"""Logit of a label that must not be chosen: far below any real logit, and finite, so that sums stay finite."""


def constrain(emissions: Floats, *, anchors: Ints, left: int, words: int) -> Floats:
    """Force each anchor to be a cue, and positions outside the text to be none.

    ``left`` is the position of the anchor in its window and ``words`` the number of words in the text.
    *Shape:* ``emissions`` [anchors, window, 4] -> the same.
    """
    positions = anchors[:, None] + np.arange(-left, emissions.shape[1] - left)
    is_outside = (positions < 0) | (positions >= words)
    constrained = np.where(~is_outside[..., None], emissions, np.float32(FORBIDDEN))
    constrained[is_outside, NONE] = 0.0
    constrained[:, left, :CUE] = FORBIDDEN
    return constrained


def best_paths(emissions: Floats, transitions: Floats) -> tuple[Ints, Floats]:
    """Find the most probable label sequence of each window, and its log probability (Viterbi and forward algorithm).

    *Shape:* ``emissions`` [anchors, window, 4], ``transitions`` [4, 4] (from, to) -> labels [anchors, window],
    log probabilities [anchors].
    """
    steps = np.ascontiguousarray(emissions.transpose(1, 2, 0))  # anchors last: numpy is fast along the last axis
    length, _, count = steps.shape
    # Side by side, the score of the best path to each label and the log of the sum over all paths to it.
    totals = np.concatenate([steps, steps], axis=2)
    for step in range(1, length):
        scores = totals[step - 1][:, None] + transitions[..., None]
        maximum = np.maximum.reduce(scores)
        maximum[:, count:] += _log_sum_exp(scores[..., count:] - maximum[:, count:])
        totals[step] += maximum
    best = np.ascontiguousarray(totals[..., :count].transpose(0, 2, 1))
    path = np.zeros((length, count), dtype=np.int64)
    path[-1] = best[-1].argmax(1)
    for step in range(length - 1, 0, -1):
        path[step - 1] = (best[step - 1] + transitions.T[path[step]]).argmax(1)
    highest = totals[-1].max(0)
    return path.T, highest[:count] - (highest[count:] + _log_sum_exp(totals[-1, :, count:] - highest[count:]))


def _log_sum_exp(shifted: Floats) -> Floats:
    """``shifted`` are scores minus their maximum, which keeps ``exp`` in range. *Shape:* [n, ...] -> [...]."""
    total: Floats = np.log(np.add.reduce(np.exp(shifted)))
    return total
