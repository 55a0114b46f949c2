"""Viterbi decoding and its constraints."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from onrecord.statements.paths import CUE, NONE, best_paths, constrain, positions_inside


def test_best_paths_equal_exhaustive_search() -> None:
    generator = np.random.default_rng(7)
    emissions = generator.normal(size=(3, 5, 4)).astype(np.float32)
    transitions = generator.normal(size=(4, 4)).astype(np.float32)
    labels, log_probabilities = best_paths(emissions, transitions)
    for row in range(3):
        scores = {}
        for path in product(range(4), repeat=5):
            score = sum(emissions[row, step, label] for step, label in enumerate(path))
            scores[path] = score + sum(transitions[a, b] for a, b in pairwise(path))
        best = max(scores, key=lambda path: scores[path])
        total = np.log(np.exp(np.array(list(scores.values()))).sum())
        assert tuple(labels[row]) == best
        assert np.isclose(log_probabilities[row], scores[best] - total, atol=1e-4)


def test_anchors_are_cues_and_positions_outside_the_text_are_none() -> None:
    emissions = np.random.default_rng(7).normal(size=(2, 5, 4)).astype(np.float32)
    constrained = constrain(emissions, anchors=np.array([0, 3]), left=2, words=4)
    labels, _ = best_paths(constrained, np.zeros((4, 4), np.float32))
    assert (labels[:, 2] == CUE).all()
    assert (labels[0, :2] == NONE).all()
    assert (labels[1, 3:] == NONE).all()


@pytest.mark.parametrize("anchors", [[0], [8], [0, 2, 8], [3, 4]])
def test_positions_outside_the_text_are_passed_over_without_a_difference(anchors: list[int]) -> None:
    generator = np.random.default_rng(7)
    emissions = generator.normal(size=(len(anchors), 40, 4)).astype(np.float32)
    transitions = generator.normal(size=(4, 4)).astype(np.float32)
    constrained = constrain(emissions, anchors=np.array(anchors), left=20, words=9)
    inside = positions_inside(np.array(anchors), left=20, words=9, length=40)
    assert (inside.start, inside.stop) == (20 - anchors[-1], 29 - anchors[0])
    all_labels, all_probabilities = best_paths(constrained, transitions)
    labels, probabilities = best_paths(constrained, transitions, inside=inside)
    assert (labels.tobytes(), probabilities.tobytes()) == (all_labels.tobytes(), all_probabilities.tobytes())
