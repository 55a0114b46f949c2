"""Word alignment of two texts: the words that both have in the same place, and the places with edits."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, pairwise
from typing import Final

from onrecord.types import Span, Spans

_WORD = re.compile(r"\w+")
_MOST_COMPARISONS: Final = 300_000
"""Maximum number of pairs of equal items in two stretches that are aligned; with more, difflib would take seconds. A
paragraph of 5,000 words that is edited at both ends is still aligned; the same word 600 times is not."""

Block = tuple[int, int, int]
"""A stretch of words in both texts: start in the old one, start in the new one, and length."""


class Alignment:
    """The words of two texts, in order, and the positions of those that are in both.

    Punctuation and white space are not words. Positions are indexes into the words of a text, from 0.
    """

    def __init__(self, old_text: str, new_text: str) -> None:
        self._spans = tuple([match.span() for match in _WORD.finditer(text)] for text in (old_text, new_text))
        self._starts = tuple([start for start, _ in spans] for spans in self._spans)
        self._blocks = list(_align(self._spans[0], self._spans[1], (old_text, new_text)))
        self.new_by_old = {old + i: new + i for old, new, size in self._blocks for i in range(size)}
        """Positions in the new text by positions in the old text, of the words in both."""
        self.old_by_new = {new: old for old, new in self.new_by_old.items()}

    def old_words(self, spans: Spans) -> list[int]:
        """Positions of the words in these spans of the old text."""
        return self._positions(0, spans)

    def new_words(self, spans: Spans) -> list[int]:
        """Positions of the words in these spans of the new text."""
        return self._positions(1, spans)

    def old_edits(self, spans: Spans) -> set[int]:
        """Words of these spans that the new text does not have in their place."""
        return set(self.old_words(spans)) - self.new_by_old.keys()

    def new_edits(self, spans: Spans) -> set[int]:
        """Words of these spans that the old text does not have in their place."""
        return set(self.new_words(spans)) - self.old_by_new.keys()

    def inserted(self, old: Sequence[int]) -> set[int]:
        """New words between neighbours among the words ``old``."""
        added: set[int] = set()
        for first, second in pairwise(old):
            here, there = self.new_by_old.get(first), self.new_by_old.get(second)
            if second == first + 1 and here is not None and there is not None:
                added.update(range(here + 1, there))
        return added

    def replaced_by(self, new_word: int) -> range:
        """Old words in the place of an edited word of the new text, between its neighbours that both texts have."""
        first = last = new_word
        while first >= 0 and first not in self.old_by_new:
            first -= 1
        while last < len(self._spans[1]) and last not in self.old_by_new:
            last += 1
        return range(self.old_by_new.get(first, -1) + 1, self.old_by_new.get(last, len(self._spans[0])))

    def project(self, span: Span) -> Span:
        """The span of the new text in the place of ``span`` of the old text, with the words that replaced its own."""
        words = self.old_words((span,))
        if not words:
            return (0, 0)
        first, last = self._new_range(words[0], words[-1])
        return (self._spans[1][first][0], self._spans[1][last - 1][1]) if first < last else (0, 0)

    def window(self, words: Iterable[int], *, margin: int) -> Span:
        """The span of the old text from ``margin`` words before the first of ``words`` to as many after the last."""
        positions = sorted(words)
        spans = self._spans[0]
        first, last = max(0, positions[0] - margin), min(len(spans) - 1, positions[-1] + margin)
        return spans[first][0], spans[last][1]

    def old_position(self, new_word: int) -> int:
        """The word of the old text at or after the place of a word of the new text."""
        following = bisect_left(self._blocks, new_word, key=lambda block: block[1] + block[2])
        if following == len(self._blocks):
            return max(0, len(self._spans[0]) - 1)
        old, new, _ = self._blocks[following]
        return max(old, old + new_word - new)

    def _positions(self, side: int, spans: Spans) -> list[int]:
        starts = self._starts[side]
        return [
            position for start, end in spans for position in range(bisect_left(starts, start), bisect_left(starts, end))
        ]

    def _new_range(self, first: int, last: int) -> tuple[int, int]:
        """The words of the new text in the place of the words from ``first`` to ``last`` of the old text."""
        before = after = None
        for old, new, size in self._blocks:
            if old <= first:
                before = (old, new, size)
            if after is None and old + size > last:
                after = (old, new)
        start = 0
        if before is not None:
            old, new, size = before
            start = new + min(first - old, size)
        end = len(self._spans[1])
        if after is not None:
            old, new = after
            end = new + last - old + 1 if old <= last else new
        return start, end


def _align(old: Sequence[Span], new: Sequence[Span], texts: tuple[str, str]) -> Iterator[Block]:
    """Yield the stretches of words that both texts have in the same place: first by whole lines, then within lines."""
    old_lines, new_lines = _lines(old, texts[0]), _lines(new, texts[1])
    old_starts = list(accumulate((len(line) for line in old_lines), initial=0))
    new_starts = list(accumulate((len(line) for line in new_lines), initial=0))
    old_line = new_line = 0
    for first, second, size in (*_equal_stretches(old_lines, new_lines), (len(old_lines), len(new_lines), 0)):
        old_words = [word for line in old_lines[old_line:first] for word in line]
        right = [word for line in new_lines[new_line:second] for word in line]
        for start, other_start, length in _equal_stretches(old_words, right):
            yield old_starts[old_line] + start, new_starts[new_line] + other_start, length
        old_line, new_line = first + size, second + size
        if size:
            yield old_starts[first], new_starts[second], old_starts[old_line] - old_starts[first]


def _lines(spans: Sequence[Span], text: str) -> list[tuple[str, ...]]:
    """The words of each line that has words."""
    lines: list[list[str]] = []
    end = None
    for start, word_end in spans:
        if end is None or "\n" in text[end:start]:
            lines.append([])
        lines[-1].append(text[start:word_end])
        end = word_end
    return [tuple(line) for line in lines]


def _equal_stretches(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[Block]:
    """Yield the stretches of items in both, in order; only the common beginning and end if more would take too long."""
    shorter = min(len(old), len(new))
    prefix = next((i for i in range(shorter) if old[i] != new[i]), shorter)
    shorter -= prefix
    suffix = next((i for i in range(shorter) if old[-1 - i] != new[-1 - i]), shorter)
    if prefix:
        yield 0, 0, prefix
    old_rest, new_rest = old[prefix : len(old) - suffix], new[prefix : len(new) - suffix]
    counts = Counter(new_rest)
    if old_rest and sum(counts[item] for item in old_rest) <= _MOST_COMPARISONS:
        for block in SequenceMatcher(None, old_rest, new_rest, autojunk=False).get_matching_blocks():
            if block.size:
                yield prefix + block.a, prefix + block.b, block.size
    if suffix:
        yield len(old) - suffix, len(new) - suffix, suffix
