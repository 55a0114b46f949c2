"""Index of the words of pages, to find the passages that share most with a quotation."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

import numpy as np

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.checked_pages import CheckedPage
from onrecord.check.passages import Passage, PassageKind, find_passages
from onrecord.word_keys import WordKey

# A function word has this share of a rare word's weight, so it decides between passages only if nothing else does.
_FUNCTION_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Place:
    """A passage with its page."""

    page: CheckedPage
    passage: Passage


class PassageIndex:
    """Finds the passages of ``pages`` by their words."""

    def __init__(self, pages: Sequence[CheckedPage]) -> None:
        self.pages = pages
        self._passages = {id(page): find_passages(page) for page in pages}
        self.places = [Place(page, passage) for page in pages for passage in self.passages_of(page)]
        kinds = np.array([place.passage.kind for place in self.places], dtype=np.str_)
        self._is_kind = {kind: kinds == kind for kind in get_args(PassageKind)}
        numbers: dict[str, list[int]] = defaultdict(list)
        for number, place in enumerate(self.places):
            for key in place.passage.keys:
                numbers[key].append(number)
        self._numbers = {key: np.array(passages, dtype=np.int32) for key, passages in numbers.items()}

    def passages_of(self, page: CheckedPage) -> list[Passage]:
        """Return the passages of ``page``, one of ``pages``: statements, then other quotations, then blocks."""
        return self._passages[id(page)]

    def nearest(self, words: Sequence[WordKey], *, kinds: Collection[PassageKind], most: int) -> list[Place]:
        """Return the passages of these kinds that share most with ``words``, the best first.

        Words that few passages have weigh more.
        """
        shared = np.zeros(len(self.places))
        joined = (first.key + second.key for first, second in pairwise(words))  # "hard-liner" for "hardliner"
        for key in sorted({*(word.key for word in words), *joined} & self._numbers.keys()):
            numbers = self._numbers[key]
            weight = math.log(1 + len(self.places) / (1 + len(numbers)))
            shared[numbers] += weight * (_FUNCTION_SHARE if key in FUNCTION_WORDS else 1)
        for kind in self._is_kind.keys() - kinds:
            shared[self._is_kind[kind]] = 0
        candidates = np.flatnonzero(shared)
        ranked = candidates[np.argsort(-shared[candidates], kind="stable")]
        return [self.places[number] for number in ranked[:most]]
