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


def positions_inside(anchors: Ints, *, left: int, words: int, length: int) -> slice:
    """The positions that are in the text in the window of any anchor. *Shape:* ``anchors`` [anchors], ascending."""
    return slice(max(0, left - int(anchors[-1])), min(length, left - int(anchors[0]) + words))


def best_paths(emissions: Floats, transitions: Floats, *, inside: slice | None = None) -> tuple[Ints, Floats]:
    """Find the most probable label sequence of each window, and its log probability (Viterbi and forward algorithm).

    ``inside`` are positions before and after which all windows are constrained to none. They are passed over, which
    takes a page of 30 words a third of the time and changes no result.

    *Shape:* ``emissions`` [anchors, window, 4], ``transitions`` [4, 4] (from, to) -> labels [anchors, window],
    log probabilities [anchors].
    """
    window = emissions.shape[1]
    first, last = (0, window - 1) if inside is None else (max(0, inside.start - 1), min(inside.stop, window - 1))
    # Anchors last: numpy is fast along the last axis.
    steps = np.ascontiguousarray(emissions[:, first : last + 1].transpose(1, 2, 0))
    length, _, count = steps.shape
    # Side by side, the score of the best path to each label and the log of the sum over all paths to it.
    totals = np.concatenate([steps, steps], axis=2)
    totals[0, NONE] = _add_repeatedly(totals[0, NONE], transitions[NONE, NONE], times=first)
    for step in range(1, length):
        scores = totals[step - 1][:, None] + transitions[..., None]
        maximum = np.maximum.reduce(scores)
        maximum[:, count:] += _log_sum_exp(scores[..., count:] - maximum[:, count:])
        totals[step] += maximum
    best = np.ascontiguousarray(totals[..., :count].transpose(0, 2, 1))
    labels = np.full((window, count), NONE, dtype=np.int64)
    path = labels[first : last + 1]
    path[-1] = best[-1].argmax(1)
    for step in range(length - 1, 0, -1):
        path[step - 1] = (best[step - 1] + transitions.T[path[step]]).argmax(1)
    totals[-1, NONE] = _add_repeatedly(totals[-1, NONE], transitions[NONE, NONE], times=window - 1 - last)
    highest = totals[-1].max(0)
    return labels.T, highest[:count] - (highest[count:] + _log_sum_exp(totals[-1, :, count:] - highest[count:]))


def _add_repeatedly(scores: Floats, step: np.float32, *, times: int) -> Floats:
    """Add ``step`` again and again, as a loop would: a product would be rounded otherwise. *Shape:* [n] -> [n]."""
    terms = np.full((times + 1, len(scores)), step, dtype=np.float32)
    terms[0] = scores
    total: Floats = np.add.accumulate(terms)[-1]
    return total


def _log_sum_exp(shifted: Floats) -> Floats:
    """``shifted`` are scores minus their maximum, which keeps ``exp`` in range. *Shape:* [n, ...] -> [...]."""
    total: Floats = np.log(np.add.reduce(np.exp(shifted)))
    return total
