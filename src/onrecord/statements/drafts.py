"""Drafts of statements, and arithmetic on spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from onrecord.encoder.words import Ints, Words
from onrecord.statements.attribution import Attribution
from onrecord.types import Span, Spans

Basis = Literal["cue", "quotation", "turn", "refusal"]
"""Evidence for a draft: the model's cue, a quotation without a cue, a turn of a transcript, a refusal to comment."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement in the making: content, cue and source as spans of the text.

    The content is never empty after completion.
    """

    content: Spans
    cue: Spans
    source: Spans
    basis: Basis
    attribution: Attribution | None = None
    """The model's attribution; null for a draft that a rule added."""

    @property
    def start(self) -> int:
        return self.content[0][0]


def spans_of(words: Words, indices: Ints) -> Spans:
    """Convert ascending word indices to spans. Consecutive words of one block form one span."""
    spans: list[Span] = []
    previous = (-2, -1)
    for word, block, (start, end) in zip(
        indices.tolist(), words.block[indices].tolist(), words.spans[indices].tolist(), strict=True
    ):
        if previous == (word - 1, block):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        previous = (word, block)
    return tuple(spans)


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
