"""The sentence of each cue, with all contents masked: the remaining words are about the act of saying."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from onrecord.sentences import is_abbreviation
from onrecord.spans import SpanIndex, overlap_length
from onrecord.types import Article, Span, Spans, Statement

MASK = "\ufffc"
"""Replaces each character of a content, so that offsets stay the same."""
# Characters of a sentence on either side of the cue that are searched. Text without full stops, such as a list of
# names, can be one sentence of any length.
MAX_SIDE_CHARS = 500

_LINE_BREAK = re.compile(r"[^\S ]")
_STOP_IN_QUOTATION = re.compile(r"[.…][\"”’']*\Z")
_SENTENCE_END = re.compile(rf"(?P<marks>(?<![.!?…])[.!?…]+)[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z{MASK}])")


class MaskedText(NamedTuple):
    """A stretch of the article with contents masked. Offsets are those of the article."""

    span: Span
    text: str
    sentence_starts: list[int]

    def words(self, span: Span) -> str:
        """Return the masked characters of ``span``."""
        return self.text[span[0] - self.span[0] : span[1] - self.span[0]]

    def sentence_at(self, offset: int) -> Span:
        """Return the span of the sentence around ``offset``."""
        starts = self.sentence_starts
        index = bisect_right(starts, offset)
        return starts[index - 1], starts[index] if index < len(starts) else self.span[1]


@dataclass(frozen=True, slots=True)
class Clause:
    """A cue in its sentence. All spans except ``sentence`` are over ``text``."""

    statement: Statement
    text: str
    """The sentence with contents masked, of the same length as the original."""
    sentence: Span
    """Its span in the article."""
    cue: Span
    before: Span
    """From the previous cue in the sentence, or the start of the sentence, to the cue."""
    after: Span
    """From the cue to the next cue in the sentence, or the end of the sentence."""
    is_first: bool
    """True for the first cue of the sentence."""
    lead: str
    """The sentence before, or its end, if it has no statement of its own; otherwise empty. A quotation that opens its
    paragraph has the last sentence of the paragraph before."""
    lead_start: int
    """Offset of ``lead`` in the article."""
    printed: str
    """The sentence as printed, of the same length as ``text``."""

    @property
    def cue_words(self) -> str:
        """All parts of the cue, in lower case."""
        start = self.sentence[0]
        parts = [self.text[max(0, a - start) : b - start] for a, b in self.statement.cue if a >= start]
        return " ".join(filter(None, parts)).lower()


def find_clauses(article: Article, statements: Sequence[Statement]) -> list[Clause | None]:
    """Return the clause of each of ``statements``; null for a statement without a cue."""
    spans = sorted([*article.titles, *article.paragraphs, *(piece.span for piece in article.furniture)])
    statements_in: dict[Span, list[Statement]] = {}
    for statement in statements:
        offsets = [offset for span in (*statement.content, *statement.cue) for offset in span]
        for span in {_find_block(offset, article.text, spans) for offset in offsets}:
            statements_in.setdefault(span, []).append(statement)
    paragraphs = {*article.paragraphs}
    before = {span: before for before, span in pairwise(spans) if before in paragraphs}
    blocks = {
        span: _Block(
            article.text,
            span,
            in_block,
            before=_Block(article.text, before[span], statements_in.get(before[span], ())) if span in before else None,
        )
        for span, in_block in statements_in.items()
    }
    return [
        blocks[_find_block(statement.cue[0][0], article.text, spans)].make_clause(statement) if statement.cue else None
        for statement in statements
    ]


class _Block:
    """A title, paragraph or piece of furniture with the contents and cues of its statements."""

    def __init__(self, text: str, span: Span, statements: Sequence[Statement], *, before: _Block | None = None) -> None:
        self._text = text
        self._before = before
        self._span = span
        contents = (content for statement in statements for content in statement.content)
        self._contents = [content for content in contents if overlap_length(content, span)]
        self._cues = sorted({statement.cue for statement in statements if statement.cue})

    @cached_property
    def _printed(self) -> str:
        """The block with spaces for line breaks."""
        return _LINE_BREAK.sub(" ", self._text[slice(*self._span)])

    @cached_property
    def _content_index(self) -> SpanIndex:
        return SpanIndex(self._contents)

    @cached_property
    def _masked(self) -> MaskedText:
        return self._mask(self._span, self._contents)

    def make_clause(self, statement: Statement) -> Clause:
        """Return the clause of ``statement``, whose cue is in this block."""
        cue = (statement.cue[0][0], statement.cue[-1][1])
        masked = self._mask_around(cue[0])
        sentence_start, sentence_end = masked.sentence_at(cue[0])
        start = max(sentence_start, cue[0] - MAX_SIDE_CHARS)
        end = min(sentence_end, cue[0] + MAX_SIDE_CHARS)
        text = masked.words((start, end))
        # A masked cue belongs to a content and does not divide this sentence.
        other_cues = [
            (other_cue[0][0] - start, other_cue[-1][1] - start)
            for other_cue in self._cues_in((start, end))
            if other_cue != statement.cue and text[other_cue[0][0] - start] != MASK
        ]
        cue = (cue[0] - start, min(cue[1] - start, len(text)))
        previous_end = max((other_end for other_start, other_end in other_cues if other_start < cue[0]), default=0)
        next_start = min((other_start for other_start, _ in other_cues if other_start >= cue[1]), default=len(text))
        lead_start, lead = self._find_lead(masked, start) if start == sentence_start else (start, "")
        return Clause(
            statement=statement,
            text=text,
            sentence=(start, end),
            cue=cue,
            before=(min(previous_end, cue[0]), cue[0]),
            after=(cue[1], next_start),
            is_first=not any(other_start < cue[0] for other_start, _ in other_cues),
            lead=lead,
            lead_start=lead_start,
            printed=self._printed[start - self._span[0] : end - self._span[0]],
        )

    def _mask_around(self, offset: int) -> MaskedText:
        """Return the block with its contents masked, or the part around ``offset`` if that is in a content.

        A content around the cue stays visible: the statement is reported inside it, '"The mayor told me it floats"'.
        """
        if not self._content_index.overlapping((offset, offset + 1)):
            return self._masked
        window = (max(self._span[0], offset - 2 * MAX_SIDE_CHARS), min(self._span[1], offset + MAX_SIDE_CHARS))
        contents = [self._contents[number] for number in self._content_index.overlapping(window)]
        return self._mask(window, [content for content in contents if not content[0] <= offset < content[1]])

    def _mask(self, span: Span, contents: Iterable[Span]) -> MaskedText:
        """Mask ``contents`` in ``span``, with spaces for line breaks, and split the result into sentences."""
        characters = list(self._printed[span[0] - self._span[0] : span[1] - self._span[0]])
        for start, end in contents:
            first, last = max(start, span[0]) - span[0], min(end, span[1]) - span[0]
            if first >= last:
                continue
            characters[first:last] = MASK * (last - first)
            if _STOP_IN_QUOTATION.search(self._text, max(start, end - MAX_SIDE_CHARS), end):
                characters[last - 1] = "."  # the sentence ends inside the quotation marks
        masked = "".join(characters)
        starts = [
            match.end()
            for match in _SENTENCE_END.finditer(masked)
            if match.end() < len(masked) and not is_abbreviation(masked, match.end("marks"))
        ]
        return MaskedText(span, masked, [span[0], *(span[0] + start for start in starts)])

    def _find_lead(self, masked: MaskedText, start: int) -> tuple[int, str]:
        """Return the sentence before ``start``, or its end, if it has no statement of its own, with its offset."""
        if start == self._span[0] and self._before and any(content[0] == start for content in self._contents):
            return self._before.last_sentence()
        lead_start, _ = masked.sentence_at(start - 1) if start > masked.span[0] else (start, start)
        return self._lead_at(masked, (max(lead_start, start - MAX_SIDE_CHARS), start))

    def last_sentence(self) -> tuple[int, str]:
        """Return the last sentence, or its end, if it has no statement of its own, with its offset."""
        end = self._span[1]
        masked = self._mask((max(self._span[0], end - MAX_SIDE_CHARS), end), self._contents)
        return self._lead_at(masked, (masked.sentence_starts[-1], end))

    def _lead_at(self, masked: MaskedText, span: Span) -> tuple[int, str]:
        lead = masked.words(span)
        return span[0], "" if MASK in lead or self._cues_in(span) else lead

    def _cues_in(self, span: Span) -> list[Spans]:
        """Return the cues that begin in ``span``."""
        first, last = (bisect_left(self._cues, offset, key=lambda cue: cue[0][0]) for offset in span)
        return self._cues[first:last]


def _find_block(offset: int, text: str, blocks: list[Span]) -> Span:
    """Return the title, paragraph or piece of furniture around ``offset``, or the line if it is in none of them."""
    index = bisect_right(blocks, (offset, len(text)))
    if index and blocks[index - 1][0] <= offset < blocks[index - 1][1]:
        return blocks[index - 1]
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end
