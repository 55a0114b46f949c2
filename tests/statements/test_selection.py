from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from onrecord.encoder.model import TAGS, Encoded
from onrecord.encoder.words import Words
from onrecord.statements.attribution import Attribution
from onrecord.statements.confidence import FEATURES
from onrecord.statements.drafts import Draft, spans_of
from onrecord.statements.selection import Selection, select, without_overlap

Cut = Callable[[str], Words]
TEXT = "a b c d e f g h"
BY_PEAK = [1.0 * (name == "peak") for name in FEATURES]


def draft(words: Words, cue: int, content: list[int], *, peak: float = 0.9) -> Draft:
    empty = np.zeros(0, dtype=np.int64)
    own = Attribution(np.array([cue]), empty, np.array(content), score=1.0, peak=peak, path=-1.0)
    return Draft(spans_of(words, own.content), spans_of(words, own.cue), (), "cue", own)


OVERLAPS: dict[str, tuple[list[tuple[int, list[int]]], dict[str, list[str]]]] = {
    "nothing": ([], {}),
    "apart": ([(0, [1, 2]), (5, [3, 4])], {"a": ["b c"], "f": ["d e"]}),
    "the first one keeps them": ([(5, [4, 6, 7]), (0, [1, 2, 3, 4])], {"f": ["e", "g h"], "a": ["b c d"]}),
    "half lost is kept": ([(5, [2, 3]), (0, [1, 2])], {"f": ["c d"], "a": ["b"]}),
    "more than half lost is dropped": ([(5, [2, 3]), (0, [1, 2, 3])], {"f": ["c d"]}),
    "what is dropped takes nothing": (
        [(0, [1, 2, 3]), (4, [2, 3, 5]), (6, [5, 7])],
        {"a": ["b c d"], "g": ["f", "h"]},
    ),
}


@pytest.mark.parametrize(("given", "kept"), OVERLAPS.values(), ids=OVERLAPS.keys())
def test_overlap_is_settled(cut: Cut, given: list[tuple[int, list[int]]], kept: dict[str, list[str]]) -> None:
    words = cut(TEXT)
    result = without_overlap([draft(words, cue, content) for cue, content in given], words)
    assert {TEXT[slice(*one.cue[0])]: [TEXT[a:b] for a, b in one.content] for one in result} == kept


def test_the_likely_ones_are_chosen_and_the_likeliest_keeps_the_words(cut: Cut) -> None:
    words = cut(TEXT)
    encoded = Encoded(
        np.zeros((len(words), 4), dtype=np.float32),
        np.zeros((len(words), TAGS), dtype=np.float32),
        np.zeros((len(words), 9), dtype=np.float32),
    )
    drafts = [draft(words, 0, [1, 2], peak=0.6), draft(words, 5, [2, 3], peak=0.9), draft(words, 6, [7], peak=0.1)]
    chosen, others = select(drafts, words, encoded, selection=Selection(BY_PEAK, least=0.5))
    assert {TEXT[slice(*one.cue[0])]: [TEXT[a:b] for a, b in one.content] for one in chosen} == {
        "f": ["c d"],
        "a": ["b"],
    }
    assert others == [drafts[2]]
