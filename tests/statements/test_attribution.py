"""Decoding of attributions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from onrecord.encoder.model import TAGS, Encoded, Floats, Model
from onrecord.encoder.words import Ints, Words
from onrecord.statements.attribution import Attribution, Thresholds, decode_attributions, find_anchors
from onrecord.statements.paths import CONTENT, CUE, NONE, SOURCE

Cut = Callable[[str], Words]
THRESHOLDS = Thresholds(edge=0.2, peak=0.5)
LEFT, RIGHT = 2, 3
LABELS = {".": NONE, "s": SOURCE, "c": CONTENT, "q": CUE}


class FakeModel(Model):
    """Replaces the model: labels the words around each anchor as given, with a given logit."""

    def __init__(self, around: Mapping[int, tuple[str, float]]) -> None:
        self.around = around
        self.left, self.right = LEFT, RIGHT
        self.transitions = np.zeros((4, 4), dtype=np.float32)
        self.linked_anchors: list[list[int]] = []

    def link(self, encoded: Encoded, words: Words, anchors: Ints) -> Floats:
        self.linked_anchors.append(anchors.tolist())
        emissions = np.zeros((len(anchors), LEFT + 1 + RIGHT, len(LABELS)), dtype=np.float32)
        for row, anchor in enumerate(anchors.tolist()):
            letters, logit = self.around[anchor]
            for position, letter in enumerate(letters):
                emissions[row, position, LABELS[letter]] = logit
        return emissions


def encode(words: Words, cues: Mapping[int, float]) -> Encoded:
    """Build an encoding in which ``cues`` gives words their probability of being part of a cue."""
    tags = np.zeros((len(words), TAGS), dtype=np.float32)
    for word, probability in cues.items():
        tags[word, 5:] = probability / 2
    return Encoded(np.zeros((len(words), 4), dtype=np.float32), tags, np.zeros((len(words), 9), dtype=np.float32))


def decode(
    cut: Cut, text: str, around: Mapping[int, tuple[str, float]], *, thresholds: Thresholds = THRESHOLDS
) -> list[Attribution]:
    words = cut(text)
    encoding = encode(words, dict.fromkeys(around, 0.9))
    return decode_attributions(words, encoding, model=FakeModel(around), thresholds=thresholds)


ANCHORS: dict[str, tuple[str, list[float], list[int]]] = {
    "no cue": ("a b c", [0.1, 0.2, 0.0], []),
    "the most probable word of a run": ("a b c d", [0.1, 0.6, 0.8, 0.3], [2]),
    "the first of two equally probable words": ("a b c", [0.0, 0.7, 0.7], [1]),
    "a run below the peak threshold": ("a b c", [0.3, 0.5, 0.4], []),
    "separate runs": ("a b c d e", [0.6, 0.1, 0.7, 0.1, 0.9], [0, 2, 4]),
    "a word at the edge threshold separates two runs": ("a b c", [0.6, 0.2, 0.7], [0, 2]),
    "a run ends with its block": ("a b\nc d", [0.1, 0.6, 0.9, 0.1], [1, 2]),
    "all words": ("a b c", [0.6, 0.9, 0.8], [1]),
    "no words": ("", [], []),
}


@pytest.mark.parametrize(("text", "probability", "anchors"), ANCHORS.values(), ids=ANCHORS.keys())
def test_anchors(cut: Cut, text: str, probability: list[float], anchors: list[int]) -> None:
    probabilities = np.array(probability, dtype=np.float32)
    indices, peaks = find_anchors(cut(text), probabilities, THRESHOLDS)
    assert indices.tolist() == anchors
    assert peaks.tolist() == probabilities[anchors].tolist()


def test_labels_are_converted_to_word_indices(cut: Cut) -> None:
    (attribution,) = decode(cut, "Yesterday old Tarn said they would go home", {3: ("ssqccc", 3.0)})
    parts = (attribution.source, attribution.cue, attribution.content)
    assert [indices.tolist() for indices in parts] == [[1, 2], [3], [4, 5, 6]]
    assert attribution.score == pytest.approx(3.0)
    assert attribution.peak == pytest.approx(0.9)
    log_probability = 5 * np.log(np.exp(3) / (np.exp(3) + 3))  # the anchor is constrained and adds nothing
    assert attribution.path == pytest.approx(log_probability, abs=1e-4)


def test_the_score_is_the_mean_margin_over_none(cut: Cut) -> None:
    class UncertainModel(FakeModel):
        def link(self, encoded: Encoded, words: Words, anchors: Ints) -> Floats:
            emissions = super().link(encoded, words, anchors)
            emissions[0, LEFT + 1, NONE] = 1.0
            return emissions

    words = cut("a Tarn said they go off")
    model = UncertainModel({2: ("..qcc.", 3.0)})
    (attribution,) = decode_attributions(words, encode(words, {2: 0.9}), model=model, thresholds=THRESHOLDS)
    assert attribution.score == pytest.approx((2.0 + 3.0) / 2)


def test_no_label_outside_the_text(cut: Cut) -> None:
    (first,) = decode(cut, "Said Tarn : they go", {0: ("ssqscc", 3.0)})
    assert (first.source.tolist(), first.content.tolist()) == ([1], [2, 3])
    (last,) = decode(cut, "They go , said Tarn", {3: ("c.qscc", 3.0)})
    assert (last.source.tolist(), last.content.tolist()) == ([4], [1])


def test_the_linker_does_not_run_without_a_cue(cut: Cut) -> None:
    words, model = cut("Tarn said they go"), FakeModel({})
    assert decode_attributions(words, encode(words, {1: 0.4}), model=model, thresholds=THRESHOLDS) == []
    assert model.linked_anchors == []


def test_all_anchors_are_linked_in_one_call(cut: Cut) -> None:
    words = cut("Tarn said a b c d Moll said e f g h")
    model = FakeModel({1: (".sqccc", 3.0), 7: (".sqccc", 3.0)})
    decode_attributions(words, encode(words, {1: 0.9, 7: 0.9}), model=model, thresholds=THRESHOLDS)
    assert model.linked_anchors == [[1, 7]]


def test_no_attribution_without_content(cut: Cut) -> None:
    assert decode(cut, "Tarn said they go off", {1: (".sq...", 2.0)}) == []


def test_contents_may_overlap(cut: Cut) -> None:
    around = {1: (".sqccc", 1.0), 5: (".cqccc", 3.0)}
    first, second = decode(cut, "Tarn said a b c adds d e f", around)
    assert first.content.tolist() == [2, 3, 4]
    assert second.content.tolist() == [4, 6, 7, 8]
