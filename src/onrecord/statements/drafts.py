"""A statement while it is being made, and the small arithmetic of spans that making it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from onrecord.encoder.words import Ints, Words
from onrecord.statements.attribution import Attribution
from onrecord.types import Span, Spans

Basis = Literal["cue", "quotation", "turn", "refusal"]


@dataclass(frozen=True, slots=True)
class Draft:
    """Content, cue and source as spans of the text, and what they were found by."""

    content: Spans
    cue: Spans
    source: Spans
    basis: Basis
    attribution: Attribution | None = None
    """The model's own view of it, where there is one."""

    @property
    def start(self) -> int:
        return self.content[0][0]


def spans_of(words: Words, index: Ints) -> Spans:
    """Turn ascending indices of words into spans: words that follow each other in one block make one span."""
    spans: list[Span] = []
    last = (-2, -1)
    for word, block, (start, end) in zip(
        index.tolist(), words.block[index].tolist(), words.spans[index].tolist(), strict=True
    ):
        if last == (word - 1, block):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        last = (word, block)
    return tuple(spans)


def overlap(one: Span, other: Span) -> int:
    """How many characters two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def covered(span: Span, by: Iterable[Span]) -> int:
    """How many characters of ``span`` the disjoint spans ``by`` cover."""
    start, end = span
    return sum(min(end, last) - max(start, first) for first, last in by if first < end and start < last)


def merged(spans: Iterable[Span]) -> Spans:
    """The same characters as ``spans``, as disjoint spans in order."""
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)


def without(spans: Iterable[Span], taken: Iterable[Span]) -> Spans:
    """``spans`` less the characters of ``taken``; parts that are left empty vanish."""
    left = list(spans)
    for cut in taken:
        left = [
            part
            for start, end in left
            for part in ((start, min(end, cut[0])), (max(start, cut[1]), end))
            if part[1] > part[0]
        ]
    return merged(left)
