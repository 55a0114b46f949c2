"""Index of the words of pages, to find the passages that share most with a quotation."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from onrecord.check.alignment import FUNCTION_WORDS
from onrecord.check.passages import CheckedPage, Passage, PassageKind
from onrecord.check.word_keys import WordKey

# A function word counts this share of a rare word's weight: it decides between passages only where nothing else does.
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
        self.places = [Place(page, passage) for page in pages for passage in page.passages]
        self._numbers: dict[str, list[int]] = defaultdict(list)
        for number, place in enumerate(self.places):
            for key in place.passage.keys:
                self._numbers[key].append(number)

    def nearest(self, words: Iterable[WordKey], *, kinds: Collection[PassageKind], most: int) -> list[Place]:
        """Return the passages of these kinds that share most with ``words``, the best first.

        A word weighs the more the fewer passages have it.
        """
        shared: dict[int, float] = defaultdict(float)
        for key in {word.key for word in words}:
            numbers = self._numbers.get(key, ())
            weight = math.log(1 + len(self.places) / (1 + len(numbers))) if numbers else 0.0
            for number in numbers:
                shared[number] += weight * (_FUNCTION_SHARE if key in FUNCTION_WORDS else 1)
        ranked = ((weight, -number) for number, weight in shared.items() if self.places[number].passage.kind in kinds)
        return [self.places[-negative] for _, negative in heapq.nlargest(most, ranked)]
