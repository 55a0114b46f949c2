"""Alignment of found and expected statements over one text.

The rule is "attribution" of the scorers: contents overlap by half (Jaccard index of their words, one to one, best pair
first), and sources share a word or are both empty. The scorers print totals only; calibration and sample pages need the
pairs.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Spans = Iterable[Sequence[int]]

HALF = 0.5
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement as sets of word positions."""

    content: frozenset[int]
    source: frozenset[int]


class Words:
    """The words of one text, to convert spans into word positions."""

    def __init__(self, text: str) -> None:
        self._middles = [(match.start() + match.end() - 1) // 2 for match in _WORD.finditer(text)]

    def within(self, spans: Spans) -> frozenset[int]:
        """Positions of the words whose middle character lies in any of ``spans``."""
        return frozenset(
            position
            for start, end in spans
            for position in range(bisect_left(self._middles, start), bisect_left(self._middles, end))
        )

    def claim(self, *, content: Spans, source: Spans) -> Claim:
        """The statement with these spans."""
        return Claim(content=self.within(content), source=self.within(source))


def pair(expected: Sequence[Claim], read: Sequence[Claim]) -> dict[int, int]:
    """Match expected and found statements; return the found index of each matched expected index."""
    candidates = sorted(
        (
            (overlap(expected_claim, read_claim), bool(expected_claim.source & read_claim.source), i, j)
            for i, expected_claim in enumerate(expected)
            for j, read_claim in enumerate(read)
            if expected_claim.content & read_claim.content
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    matched: set[int] = set()
    for similarity, _, i, j in candidates:
        if similarity >= HALF and i not in pairs and j not in matched:
            pairs[i] = j
            matched.add(j)
    return pairs


def overlap(first: Claim, second: Claim) -> float:
    """Jaccard similarity of the contents, 0 to 1."""
    either = first.content | second.content
    return len(first.content & second.content) / len(either) if either else 0.0


def same_source(first: Claim, second: Claim) -> bool:
    """True if the sources share a word or are both empty."""
    return bool(first.source & second.source) or not (first.source or second.source)
