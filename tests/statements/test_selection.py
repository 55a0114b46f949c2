"""Selection among overlapping attributions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from onrecord.encoder.model import TAGS, Encoded
from onrecord.encoder.words import Words
from onrecord.statements.attribution import Attribution
from onrecord.statements.confidence import FEATURES
from onrecord.statements.drafts import Draft, spans_of
from onrecord.statements.selection import Selection, rank, resolve_overlaps, select

Cut = Callable[[str], Words]
TEXT = "a b c d e f g h"
BY_PEAK = [1.0 * (name == "peak") for name in FEATURES]


def draft(words: Words, cue: int, content: list[int], *, peak: float = 0.9) -> Draft:
    empty = np.zeros(0, dtype=np.int64)
    attribution = Attribution(np.array([cue]), empty, np.array(content), score=1.0, peak=peak, path=-1.0)
    return Draft(spans_of(words, attribution.content), spans_of(words, attribution.cue), (), "cue", attribution)


def contents_by_cue(drafts: list[Draft]) -> dict[str, list[str]]:
    return {TEXT[slice(*draft.cue[0])]: [TEXT[a:b] for a, b in draft.content] for draft in drafts}


OVERLAPS: dict[str, tuple[list[tuple[int, list[int]]], dict[str, list[str]]]] = {
    "no drafts": ([], {}),
    "no overlap": ([(0, [1, 2]), (5, [3, 4])], {"a": ["b c"], "f": ["d e"]}),
    "the first draft keeps shared words": ([(5, [4, 6, 7]), (0, [1, 2, 3, 4])], {"f": ["e", "g h"], "a": ["b c d"]}),
    "a draft that loses half stays": ([(5, [2, 3]), (0, [1, 2])], {"f": ["c d"], "a": ["b"]}),
    "a draft that loses more than half is dropped": ([(5, [2, 3]), (0, [1, 2, 3])], {"f": ["c d"]}),
    "a dropped draft claims no words": (
        [(0, [1, 2, 3]), (4, [2, 3, 5]), (6, [5, 7])],
        {"a": ["b c d"], "g": ["f", "h"]},
    ),
}


@pytest.mark.parametrize(("drafts", "expected"), OVERLAPS.values(), ids=OVERLAPS.keys())
def test_overlaps_are_resolved(cut: Cut, drafts: list[tuple[int, list[int]]], expected: dict[str, list[str]]) -> None:
    words = cut(TEXT)
    result = resolve_overlaps([draft(words, cue, content) for cue, content in drafts], words)
    assert contents_by_cue(result) == expected


def test_probable_drafts_are_selected_and_the_most_probable_keeps_shared_words(cut: Cut) -> None:
    words = cut(TEXT)
    encoded = Encoded(
        np.zeros((len(words), 4), dtype=np.float32),
        np.zeros((len(words), TAGS), dtype=np.float32),
        np.zeros((len(words), 9), dtype=np.float32),
    )
    drafts = [draft(words, 0, [1, 2], peak=0.6), draft(words, 5, [2, 3], peak=0.9), draft(words, 6, [7], peak=0.1)]
    selection = Selection(BY_PEAK, least=0.5)
    ranked = rank(drafts, words, encoded, selection=selection)
    assert [drafts.index(ranked_draft) for _, ranked_draft in ranked] == [1, 0, 2]
    selected, rejected = select(ranked, words, selection=selection)
    assert contents_by_cue(selected) == {"f": ["c d"], "a": ["b"]}
    assert rejected == [drafts[2]]
