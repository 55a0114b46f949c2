"""A text cut where anything said about it begins or ends, so that it can be printed with its marks and nothing twice.

Spans over a text overlap: a statement inside a statement, a cue between the parts of one, a pronoun half in a title.
Cut at every end of every span the text is a flat list of pieces, and each piece knows which marks it is in. Joined,
the pieces are the text again, character for character.
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
"""What the characters of a mark are: words said, words that report them, who is said to have said them, a name or what
stands for one, words that state a relationship, words that credit an outlet."""
BlockKind = Literal["title", "paragraph", "furniture", "other", "gap"]
"""``other`` is text of the page that is in none of its parts, ``gap`` only the blanks between two of them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something said about a stretch of text: which statement, mention, relationship or citation, and in what role."""

    role: Role
    of: int
    """The position of what it belongs to, among the statements, mentions, ties or citations of the page."""
    span: Span


@dataclass(frozen=True, slots=True)
class TextSegment:
    """A piece of text that is in the same marks from its first character to its last."""

    text: str
    """As printed."""
    start: int
    content: tuple[int, ...] = ()
    """Statements whose words these are, the widest first; the last is the innermost."""
    cue: tuple[int, ...] = ()
    source: tuple[int, ...] = ()
    mention: tuple[int, ...] = ()
    tie: tuple[int, ...] = ()
    citation: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()
    """Statements whose first words these are."""
    ends: tuple[int, ...] = ()
    """Mentions that end with this piece."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A part of the page: a headline, a paragraph, a piece of furniture, or what is between them."""

    kind: BlockKind
    furniture: str | None
    """What kind of furniture it is."""
    span: Span
    segments: tuple[TextSegment, ...]

    @property
    def text(self) -> str:
        """The characters of the block, as printed."""
        return "".join(one.text for one in self.segments)


def blocks(article: Article, marks: Iterable[Mark] = ()) -> tuple[TextBlock, ...]:
    """The text of ``article``, block by block; together they are all of it, in order."""
    cuts = _Cuts(article.text, marks)
    return tuple(
        TextBlock(kind, furniture, (start, end), cuts.within((start, end)))
        for kind, furniture, (start, end) in _parts(article)
    )


def around(article: Article, span: Span, marks: Iterable[Mark] = (), *, more: int = 1) -> tuple[TextBlock, ...]:
    """The blocks that ``span`` reaches into, with so many ``more`` of those before and after that are no gaps."""
    parts = [part for part in _parts(article) if part[0] != "gap"]
    reached = [index for index, (_, _, (start, end)) in enumerate(parts) if start < span[1] and span[0] < end]
    if not reached:
        return ()
    cuts = _Cuts(article.text, marks)
    chosen = parts[max(0, reached[0] - more) : reached[-1] + 1 + more]
    return tuple(TextBlock(kind, furniture, part, cuts.within(part)) for kind, furniture, part in chosen)


def segments(text: str, marks: Iterable[Mark], *, within: Span | None = None) -> tuple[TextSegment, ...]:
    """``text``, or what is ``within`` of it, cut at the ends of ``marks``."""
    return _Cuts(text, marks).within(within or (0, len(text)))


class _Cuts:
    """A text and its marks, sorted once for all blocks."""

    def __init__(self, text: str, marks: Iterable[Mark]) -> None:
        self._text = text
        self._marks = sorted(
            (one for one in marks if one.span[0] < one.span[1]), key=lambda one: (one.span[0], -one.span[1], one.of)
        )
        self._starts = [one.span[0] for one in self._marks]
        self._longest = max((one.span[1] - one.span[0] for one in self._marks), default=0)
        self._first: dict[int, int] = {}
        self._last: dict[int, int] = {}
        for one in self._marks:
            if one.role == "content":
                self._first[one.of] = min(one.span[0], self._first.get(one.of, one.span[0]))
            elif one.role == "mention":
                self._last[one.of] = max(one.span[1], self._last.get(one.of, 0))

    def within(self, span: Span) -> tuple[TextSegment, ...]:
        start, end = span
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_left(self._starts, end)
        here = [one for one in self._marks[first:last] if start < one.span[1]]
        ends = sorted({start, end, *(at for one in here for at in one.span if start < at < end)})
        return tuple(
            self._segment(one, other, [mark for mark in here if mark.span[0] <= one and other <= mark.span[1]])
            for one, other in pairwise(ends)
        )

    def _segment(self, start: int, end: int, marks: Sequence[Mark]) -> TextSegment:
        of: dict[str, list[int]] = defaultdict(list)
        for mark in sorted(marks, key=lambda one: (one.span[0] - one.span[1], one.of)):
            if mark.of not in of[mark.role]:
                of[mark.role].append(mark.of)
        return TextSegment(
            self._text[start:end],
            start,
            **{role: tuple(found) for role, found in of.items()},
            opens=tuple(one for one in of["content"] if self._first[one] == start),
            ends=tuple(one for one in of["mention"] if self._last[one] == end),
        )


@dataclass(frozen=True, slots=True)
class _Part:
    kind: BlockKind
    furniture: str | None
    span: Span


def _parts(article: Article) -> list[tuple[BlockKind, str | None, Span]]:
    """The parts of the text in order, with none of its characters in two of them or in none."""
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
        # A caption inside a paragraph is the shorter of the two, and is no part of it.
        innermost = min(open_parts, key=lambda part: part.span[1] - part.span[0], default=None)
        if innermost is None:
            flat.append(("other" if article.words((start, end)).strip() else "gap", None, (start, end)))
        elif innermost is last:
            flat[-1] = innermost.kind, innermost.furniture, (flat[-1][2][0], end)
        else:
            flat.append((innermost.kind, innermost.furniture, (start, end)))
        last = innermost
    return flat
