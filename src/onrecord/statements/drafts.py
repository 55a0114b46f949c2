"""Drafts of statements, and a list of them that is searched by span."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from onrecord.encoder.words import Ints, Words
from onrecord.spans import SpanIndex
from onrecord.statements.attribution import Attribution
from onrecord.types import Span, Spans

Basis = Literal["cue", "quotation", "turn", "refusal"]
"""Evidence for a draft: the model's cue, a quotation without a cue, a turn of a transcript, a refusal to comment."""
SENTENCE_END = re.compile(r"[.!?\n][”’\"']?\s")


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
    nested: bool = False
    """True for a statement that is reported within another."""

    @property
    def start(self) -> int:
        return self.content[0][0]


class DraftList:
    """Drafts in order, found by the characters of their contents and cues. A number stands for each."""

    def __init__(self, drafts: Iterable[Draft] = ()) -> None:
        self._drafts: dict[int, Draft] = {}
        self._next_number = 0
        self.contents, self.cues = SpanIndex(), SpanIndex()
        for draft in drafts:
            self.append(draft)

    def __iter__(self) -> Iterator[Draft]:
        return iter(self._drafts.values())

    def items(self) -> Iterable[tuple[int, Draft]]:
        """Return each number with its draft."""
        return self._drafts.items()

    def __getitem__(self, number: int) -> Draft:
        return self._drafts[number]

    def append(self, draft: Draft) -> int:
        """Add ``draft`` at the end, and return its number."""
        number = self._next_number
        self._next_number += 1
        self[number] = draft
        return number

    def __setitem__(self, number: int, draft: Draft) -> None:
        """Put ``draft`` in the place of the one with ``number``."""
        earlier = self._drafts.get(number)
        if earlier:
            self.contents.remove(earlier.content, number)
            self.cues.remove(earlier.cue, number)
        self.contents.add(draft.content, number)
        self.cues.add(draft.cue, number)
        self._drafts[number] = draft

    def __delitem__(self, number: int) -> None:
        draft = self._drafts.pop(number)
        self.contents.remove(draft.content, number)
        self.cues.remove(draft.cue, number)


def text_before(text: str, end: int, *, limit: int = 60) -> str:
    """Return the text of the sentence before ``end``, at most ``limit`` characters."""
    return SENTENCE_END.split(text[max(0, end - limit) : end])[-1].lstrip()


def spans_of(words: Words, indices: Ints) -> Spans:
    """Convert ascending word indices to spans. Consecutive words of one block form one span."""
    if not len(indices):
        return ()
    first, last = int(indices[0]), int(indices[-1])
    if last - first == len(indices) - 1 and words.block[first] == words.block[last]:
        return ((words.starts[first], int(words.spans[last, 1])),)
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
