"""Text segments: a text divided at the ends of all marks, so that it can be printed with overlapping marks.

Marks overlap: a statement inside a statement, a cue between two parts of a statement, a pronoun that crosses a title.
The text is therefore cut at both ends of every mark into a flat list of segments, each with the marks that cover it.
The segments joined together are the text, character for character.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from onrecord.types import Article, Span

Role = Literal["content", "cue", "source", "mention", "tie", "citation"]
"""The role of marked characters: content, cue or source of a statement; a mention of an entity; words that state a
relationship (``tie``); words that credit an outlet (``citation``)."""
BlockKind = Literal["title", "paragraph", "furniture", "other", "gap"]
"""``other`` is text outside all parts of the page, ``gap`` the white space between two parts."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of text that belongs to a statement, mention, relationship or citation, with its role there."""

    role: Role
    of: int
    """Position of its owner among the statements, mentions, ties or citations of the page."""
    span: Span


@dataclass(frozen=True, slots=True)
class TextSegment:
    """A piece of text that is covered by the same marks throughout."""

    text: str
    """As printed."""
    start: int
    content: tuple[int, ...] = ()
    """Statements whose content covers it, the widest first; the last is the innermost."""
    cue: tuple[int, ...] = ()
    source: tuple[int, ...] = ()
    mention: tuple[int, ...] = ()
    tie: tuple[int, ...] = ()
    citation: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    """Statements that begin with it."""
    ends: tuple[int, ...] = ()
    """Mentions that end with it."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A part of the page: a headline, a paragraph, a piece of furniture, or the text between them."""

    kind: BlockKind
    furniture: str | None
    """Kind of furniture; null for all else."""
    span: Span
    segments: tuple[TextSegment, ...]

    @property
    def text(self) -> str:
        """The characters of the block, as printed."""
        return "".join(segment.text for segment in self.segments)


def blocks(article: Article, marks: Iterable[Mark] = ()) -> tuple[TextBlock, ...]:
    """Cut the text of ``article`` into blocks, which together are all of it, in order."""
    cuts = _Cuts(article.text, marks)
    return tuple(
        TextBlock(kind, furniture, (start, end), cuts.within((start, end)))
        for kind, furniture, (start, end) in _parts(article)
    )


def blocks_around(article: Article, span: Span, marks: Iterable[Mark] = (), *, more: int = 1) -> tuple[TextBlock, ...]:
    """Return the blocks that ``span`` touches, with ``more`` blocks before and after them; gaps are left out."""
    parts = [part for part in _parts(article) if part[0] != "gap"]
    reached = [index for index, (_, _, (start, end)) in enumerate(parts) if start < span[1] and span[0] < end]
    if not reached:
        return ()
    cuts = _Cuts(article.text, marks)
    chosen = parts[max(0, reached[0] - more) : reached[-1] + 1 + more]
    return tuple(TextBlock(kind, furniture, part, cuts.within(part)) for kind, furniture, part in chosen)


def segments(text: str, marks: Iterable[Mark], *, within: Span | None = None) -> tuple[TextSegment, ...]:
    """Cut ``text``, or the part of it ``within`` a span, at the ends of ``marks``."""
    return _Cuts(text, marks).within(within or (0, len(text)))


class _Cuts:
    """A text and its marks, sorted once for all blocks."""

    def __init__(self, text: str, marks: Iterable[Mark]) -> None:
        self._text = text
        self._marks = sorted(
            (mark for mark in marks if mark.span[0] < mark.span[1]),
            key=lambda mark: (mark.span[0], -mark.span[1], mark.of),
        )
        self._starts = [mark.span[0] for mark in self._marks]
        self._longest = max((mark.span[1] - mark.span[0] for mark in self._marks), default=0)
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}
        for mark in self._marks:
            if mark.role == "content":
                self._first[mark.of] = min(mark.span[0], self._first.get(mark.of, mark.span[0]))
            elif mark.role == "mention":
                self._last[mark.of] = max(mark.span[1], self._last.get(mark.of, 0))

    def within(self, span: Span) -> tuple[TextSegment, ...]:
        start, end = span
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_left(self._starts, end)
        marks = [mark for mark in self._marks[first:last] if start < mark.span[1]]
        ends = sorted({start, end, *(offset for mark in marks for offset in mark.span if start < offset < end)})
        return tuple(
            self._segment(left, right, [mark for mark in marks if mark.span[0] <= left and right <= mark.span[1]])
            for left, right in pairwise(ends)
        )

    def _segment(self, start: int, end: int, marks: Sequence[Mark]) -> TextSegment:
        owners: dict[str, list[int]] = defaultdict(list)
        for mark in sorted(marks, key=lambda mark: (mark.span[0] - mark.span[1], mark.of)):
            if mark.of not in owners[mark.role]:
                owners[mark.role].append(mark.of)
        return TextSegment(
            self._text[start:end],
            start,
            **{role: tuple(positions) for role, positions in owners.items()},
            opens=tuple(position for position in owners["content"] if self._first[position] == start),
            ends=tuple(position for position in owners["mention"] if self._last[position] == end),
        )


@dataclass(frozen=True, slots=True)
class _Part:
    kind: BlockKind
    furniture: str | None
    span: Span


def _parts(article: Article) -> list[tuple[BlockKind, str | None, Span]]:
    """Divide the text into parts, in order; each character is in exactly one of them."""
    parts = [_Part("title", None, span) for span in article.titles]
    parts += [_Part("furniture", piece.kind, piece.span) for piece in article.furniture]
    parts += [_Part("paragraph", None, span) for span in article.paragraphs]
    coming = sorted(parts, key=lambda part: part.span, reverse=True)
    cuts = sorted({0, len(article.text), *(end for part in parts for end in part.span)})
    flat: list[tuple[BlockKind, str | None, Span]] = []
    open_parts: list[_Part] = []
    last: _Part | None = None
    for start, end in pairwise(cuts):
        while coming and coming[-1].span[0] <= start:
            open_parts.append(coming.pop())
        open_parts = [part for part in open_parts if part.span[1] > start]
        # A caption inside a paragraph is shorter than the paragraph, and not part of it.
        innermost = min(open_parts, key=lambda part: part.span[1] - part.span[0], default=None)
        if innermost is None:
            flat.append(("other" if article.words((start, end)).strip() else "gap", None, (start, end)))
        elif innermost is last:
            flat[-1] = innermost.kind, innermost.furniture, (flat[-1][2][0], end)
        else:
            flat.append((innermost.kind, innermost.furniture, (start, end)))
        last = innermost
    return flat
