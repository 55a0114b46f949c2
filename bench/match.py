"""Which statement found is which statement expected, over one text.

The rule is the scorers' own, "attribution": contents overlap by half (Jaccard of their words, one to one, best
first), and the sources share a word or both have none. The scorers print totals only; calibration and the sample
pages need to know which statement was right.
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
    """A statement as the words it is made of: their positions in the text."""

    content: frozenset[int]
    source: frozenset[int]


class Words:
    """The words of one text, to turn spans into positions of words."""

    def __init__(self, text: str) -> None:
        self._middles = [(match.start() + match.end() - 1) // 2 for match in _WORD.finditer(text)]

    def within(self, spans: Spans) -> frozenset[int]:
        """Positions of the words whose middle character lies inside any of ``spans``."""
        return frozenset(
            position
            for start, end in spans
            for position in range(bisect_left(self._middles, start), bisect_left(self._middles, end))
        )

    def claim(self, *, content: Spans, source: Spans) -> Claim:
        """The statement with these spans."""
        return Claim(content=self.within(content), source=self.within(source))


def pair(expected: Sequence[Claim], found: Sequence[Claim]) -> dict[int, int]:
    """For each expected statement that was found, by index: the index of the one found."""
    candidates = sorted(
        (
            (overlap(wanted, got), bool(wanted.source & got.source), i, j)
            for i, wanted in enumerate(expected)
            for j, got in enumerate(found)
            if wanted.content & got.content
        ),
        reverse=True,
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for similarity, _, i, j in candidates:
        if similarity >= HALF and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def overlap(one: Claim, other: Claim) -> float:
    """Jaccard similarity of the contents, 0 to 1."""
    either = one.content | other.content
    return len(one.content & other.content) / len(either) if either else 0.0


def same_source(one: Claim, other: Claim) -> bool:
    """Whether the sources share a word, or both statements have none."""
    return bool(one.source & other.source) or not (one.source or other.source)
