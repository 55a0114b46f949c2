from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest

from onrecord.encoder.model import TAGS, Encoded, Floats, Model
from onrecord.encoder.words import Ints, Words
from onrecord.statements.attribution import Attribution, Thresholds, attributions, find_anchors
from onrecord.statements.paths import CONTENT, CUE, NONE, SOURCE

Cut = Callable[[str], Words]
THRESHOLDS = Thresholds(edge=0.2, peak=0.5)
LEFT, RIGHT = 2, 3
LABELS = {".": NONE, "s": SOURCE, "c": CONTENT, "q": CUE}


class Told(Model):
    """In the model's place: is told how to label the words around each anchor, and how surely."""

    def __init__(self, around: Mapping[int, tuple[str, float]]) -> None:
        self.around = around
        self.left, self.right = LEFT, RIGHT
        self.transitions = np.zeros((4, 4), dtype=np.float32)
        self.asked: list[list[int]] = []

    def link(self, encoded: Encoded, words: Words, anchors: Ints) -> Floats:
        self.asked.append(anchors.tolist())
        emissions = np.zeros((len(anchors), LEFT + 1 + RIGHT, len(LABELS)), dtype=np.float32)
        for row, anchor in enumerate(anchors.tolist()):
            letters, sureness = self.around[anchor]
            for place, letter in enumerate(letters):
                emissions[row, place, LABELS[letter]] = sureness
        return emissions


def encoded(words: Words, cues: Mapping[int, float]) -> Encoded:
    """Words as the encoder would give them back, with ``cues`` as the probability of each word to be in a cue."""
    tags = np.zeros((len(words), TAGS), dtype=np.float32)
    for word, probability in cues.items():
        tags[word, 5:] = probability / 2
    return Encoded(np.zeros((len(words), 4), dtype=np.float32), tags, np.zeros((len(words), 9), dtype=np.float32))


def found(
    cut: Cut, text: str, around: Mapping[int, tuple[str, float]], *, thresholds: Thresholds = THRESHOLDS
) -> list[Attribution]:
    words = cut(text)
    read = encoded(words, dict.fromkeys(around, 0.9))
    return attributions(words, read, model=Told(around), thresholds=thresholds)


ANCHORS: dict[str, tuple[str, list[float], list[int]]] = {
    "no cue": ("a b c", [0.1, 0.2, 0.0], []),
    "the likeliest word of a run": ("a b c d", [0.1, 0.6, 0.8, 0.3], [2]),
    "the first of two that are as likely": ("a b c", [0.0, 0.7, 0.7], [1]),
    "a run that never gets likely enough": ("a b c", [0.3, 0.5, 0.4], []),
    "runs apart from each other": ("a b c d e", [0.6, 0.1, 0.7, 0.1, 0.9], [0, 2, 4]),
    "a word at the edge parts two runs": ("a b c", [0.6, 0.2, 0.7], [0, 2]),
    "a run ends with its block": ("a b\nc d", [0.1, 0.6, 0.9, 0.1], [1, 2]),
    "all words": ("a b c", [0.6, 0.9, 0.8], [1]),
    "no words": ("", [], []),
}


@pytest.mark.parametrize(("text", "probability", "anchors"), ANCHORS.values(), ids=ANCHORS.keys())
def test_anchors(cut: Cut, text: str, probability: list[float], anchors: list[int]) -> None:
    likely = np.array(probability, dtype=np.float32)
    index, peaks = find_anchors(cut(text), likely, THRESHOLDS)
    assert index.tolist() == anchors
    assert peaks.tolist() == likely[anchors].tolist()


def test_labels_become_words(cut: Cut) -> None:
    (one,) = found(cut, "Yesterday old Tarn said they would go home", {3: ("ssqccc", 3.0)})
    assert (one.source.tolist(), one.cue.tolist(), one.content.tolist()) == ([1, 2], [3], [4, 5, 6])
    assert one.score == pytest.approx(3.0)
    assert one.peak == pytest.approx(0.9)
    other_words_right = 5 * np.log(np.exp(3) / (np.exp(3) + 3))  # the cue itself is held
    assert one.path == pytest.approx(other_words_right, abs=1e-4)


def test_the_score_is_the_margin_over_being_none(cut: Cut) -> None:
    class Wavering(Told):
        def link(self, encoded: Encoded, words: Words, anchors: Ints) -> Floats:
            emissions = super().link(encoded, words, anchors)
            emissions[0, LEFT + 1, NONE] = 1.0
            return emissions

    words = cut("a Tarn said they go off")
    model = Wavering({2: ("..qcc.", 3.0)})
    (one,) = attributions(words, encoded(words, {2: 0.9}), model=model, thresholds=THRESHOLDS)
    assert one.score == pytest.approx((2.0 + 3.0) / 2)


def test_nothing_is_labelled_beyond_the_text(cut: Cut) -> None:
    (first,) = found(cut, "Said Tarn : they go", {0: ("ssqscc", 3.0)})
    assert (first.source.tolist(), first.content.tolist()) == ([1], [2, 3])
    (last,) = found(cut, "They go , said Tarn", {3: ("c.qscc", 3.0)})
    assert (last.source.tolist(), last.content.tolist()) == ([4], [1])


def test_without_a_cue_the_linker_is_not_asked(cut: Cut) -> None:
    words, model = cut("Tarn said they go"), Told({})
    assert attributions(words, encoded(words, {1: 0.4}), model=model, thresholds=THRESHOLDS) == []
    assert model.asked == []


def test_all_anchors_are_asked_about_at_once(cut: Cut) -> None:
    words = cut("Tarn said a b c d Moll said e f g h")
    model = Told({1: (".sqccc", 3.0), 7: (".sqccc", 3.0)})
    attributions(words, encoded(words, {1: 0.9, 7: 0.9}), model=model, thresholds=THRESHOLDS)
    assert model.asked == [[1, 7]]


def test_what_has_no_content_is_none(cut: Cut) -> None:
    assert found(cut, "Tarn said they go off", {1: (".sq...", 2.0)}) == []


def test_contents_may_overlap_and_cues_keep_their_order(cut: Cut) -> None:
    around = {1: (".sqccc", 1.0), 5: (".cqccc", 3.0)}
    first, second = found(cut, "Tarn said a b c adds d e f", around)
    assert first.content.tolist() == [2, 3, 4]
    assert second.content.tolist() == [4, 6, 7, 8]
