"""Arithmetic on spans, and an index of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from onrecord.types import Span, Spans

# Characters of a cell of ``SpanIndex``: about two sentences, so that most spans lie in one cell, with few others.
_CELL = 256


class SpanIndex:
    """Finds the spans that overlap a given one among any number of them, each under the number of its owner.

    The time of a look-up grows with the length of the span and the number of its neighbours, not with that of the text.
    """

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        """Index ``spans``, each under its position."""
        self._cells: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for number, span in enumerate(spans):
            self.add([span], number)

    def add(self, spans: Iterable[Span], number: int) -> None:
        """Add ``spans`` under ``number``."""
        for start, end in spans:
            for cell in _cells_of(start, end):
                self._cells[cell].append((start, end, number))

    def remove(self, spans: Iterable[Span], number: int) -> None:
        """Remove ``spans``, which were added under ``number``."""
        for start, end in spans:
            for cell in _cells_of(start, end):
                self._cells[cell].remove((start, end, number))

    def overlapping(self, span: Span) -> list[int]:
        """Return the numbers of the spans that share a character with ``span``, in ascending order."""
        start, end = span
        cells = (self._cells.get(cell, ()) for cell in _cells_of(start, end))
        return sorted(
            {
                number
                for cell in cells
                for other_start, other_end, number in cell
                if other_start < end and start < other_end
            }
        )


def _cells_of(start: int, end: int) -> range:
    return range(start // _CELL, (end - 1) // _CELL + 1)


def overlap_length(a: Span, b: Span) -> int:
    """Count the characters that two spans share."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def covered_length(span: Span, cover: Iterable[Span]) -> int:
    """Count the characters of ``span`` that lie in ``cover``, which are disjoint spans."""
    start, end = span
    return sum(
        min(end, cover_end) - max(start, cover_start)
        for cover_start, cover_end in cover
        if cover_start < end and start < cover_end
    )


def overlaps_any(span: Span, spans: Iterable[Span]) -> bool:
    """Return true if ``span`` shares a character with one of ``spans``, in any order."""
    return any(start < span[1] and span[0] < end for start, end in spans)


def shares_characters(span: Span, cover: Spans) -> bool:
    """Return true if a character of ``span`` lies in ``cover``, which are disjoint spans in ascending order."""
    index = bisect_right(cover, span[0], key=lambda other: other[1])
    return index < len(cover) and cover[index][0] < span[1]


def merge_spans(spans: Iterable[Span]) -> Spans:
    """Sort ``spans`` and merge those that overlap or touch."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def subtract_spans(spans: Iterable[Span], removed: Iterable[Span]) -> Spans:
    """Remove the characters of ``removed`` from ``spans``, merge the rest, and drop empty spans."""
    remaining = list(spans)
    for removed_start, removed_end in removed:
        remaining = [
            part
            for start, end in remaining
            for part in ((start, min(end, removed_start)), (max(start, removed_end), end))
            if part[1] > part[0]
        ]
    return merge_spans(remaining)
