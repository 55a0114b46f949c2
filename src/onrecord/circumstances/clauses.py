"""The sentence of each cue, with all contents masked: the remaining words are about the act of saying."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

from onrecord.types import Article, Span, Spans, Statement

MASK = "\ufffc"
"""Replaces each character of a content, so that offsets stay the same."""
# Characters of a sentence on either side of the cue that are searched. Text without full stops, such as a list of
# names, can be one sentence of any length.
MAX_SIDE_CHARS = 1000

MaskedBlock = tuple[str, list[Span]]
"""The text of a block with contents masked, and the spans of its sentences over that text."""

_SENTENCE_END = re.compile(rf"(?<![.!?…])[.!?…]+[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z{MASK}])")
# Full stops and exclamation marks that do not end a sentence: "Mr. Quill", "U.S. Senate", "Yahoo! News".
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Cpl|Rev|Hon|St|Jr|Sr|vs|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec|Inc|Corp|Co|Ltd|Bros|U\.S|U\.K|U\.N|E\.U|D\.C|[ap]\.m|[A-Z])\.|\b(?:OK|E|Yahoo|Hello|omg|HELLO)!)"
    r"\s+$"
)


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
    """The previous sentence of the paragraph if it has no statement of its own; otherwise empty."""

    @property
    def cue_words(self) -> str:
        """All parts of the cue, in lower case."""
        start = self.sentence[0]
        parts = [self.text[max(0, a - start) : b - start] for a, b in self.statement.cue if a >= start]
        return " ".join(filter(None, parts)).lower()

    @property
    def lead_start(self) -> int:
        """Offset of ``lead`` in the article."""
        return self.sentence[0] - len(self.lead)


def find_clauses(article: Article, statements: Sequence[Statement]) -> list[Clause | None]:
    """Return the clause of each of ``statements``; null for a statement without a cue."""
    blocks = sorted([*article.titles, *article.paragraphs, *(piece.span for piece in article.furniture)])
    statements_in: dict[Span, list[Statement]] = {}
    for statement in statements:
        offsets = [offset for span in (*statement.content, *statement.cue) for offset in span]
        for block in {_find_block(offset, article.text, blocks) for offset in offsets}:
            statements_in.setdefault(block, []).append(statement)
    mask = lru_cache(maxsize=None)(partial(_mask, article.text))
    clauses: list[Clause | None] = []
    for statement in statements:
        cue_block = _find_block(statement.cue[0][0], article.text, blocks) if statement.cue else None
        clauses.append(_make_clause(statement, cue_block, statements_in[cue_block], mask) if cue_block else None)
    return clauses


def _make_clause(
    statement: Statement, block: Span, block_statements: list[Statement], mask: Callable[..., MaskedBlock]
) -> Clause:
    cue = (statement.cue[0][0], statement.cue[-1][1])
    # A content around the cue stays visible: the statement is reported inside it, '"The mayor told me it floats"'.
    contents = [
        span
        for block_statement in block_statements
        for span in block_statement.content
        if not span[0] <= cue[0] < span[1]
    ]
    text, sentences = mask(block, tuple(contents))
    cue_offset = cue[0] - block[0]
    index = next(number for number, (start, end) in enumerate(sentences) if start <= cue_offset < end)
    start = max(sentences[index][0], cue_offset - MAX_SIDE_CHARS)
    sentence = text[start : min(sentences[index][1], cue_offset + MAX_SIDE_CHARS)]
    shift = block[0] + start
    cue = (cue[0] - shift, min(cue[1] - shift, len(sentence)))
    block_cues = (
        (block_statement.cue[0][0] - shift, block_statement.cue[-1][1] - shift)
        for block_statement in block_statements
        if block_statement.cue and block_statement.cue != statement.cue
    )
    # A masked cue belongs to a content and does not divide this sentence.
    sentence_cues = [span for span in block_cues if 0 <= span[0] < len(sentence) and sentence[span[0]] != MASK]
    previous_end = max((end for start, end in sentence_cues if start < cue[0]), default=0)
    next_start = min((start for start, _ in sentence_cues if start >= cue[1]), default=len(sentence))
    lead = text[slice(*sentences[index - 1])] if index and start == sentences[index][0] else ""
    has_statement = any(_has_cue_in(block_statement, shift - len(lead), shift) for block_statement in block_statements)
    return Clause(
        statement=statement,
        text=sentence,
        sentence=(shift, shift + len(sentence)),
        cue=cue,
        before=(min(previous_end, cue[0]), cue[0]),
        after=(cue[1], next_start),
        is_first=not any(start < cue[0] for start, _ in sentence_cues),
        lead="" if MASK in lead or has_statement else lead,
    )


def _has_cue_in(statement: Statement, start: int, end: int) -> bool:
    return bool(statement.cue) and start <= statement.cue[0][0] < end


def _find_block(offset: int, text: str, blocks: list[Span]) -> Span:
    """Return the title, paragraph or piece of furniture around ``offset``, or the line if it is in none of them."""
    index = bisect_right(blocks, (offset, len(text)))
    if index and blocks[index - 1][0] <= offset < blocks[index - 1][1]:
        return blocks[index - 1]
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, len(text) if end < 0 else end


def _mask(text: str, block: Span, contents: Spans) -> MaskedBlock:
    """Mask ``contents`` in ``block``, replace line breaks by spaces, and split the result into sentences."""
    characters = list(re.sub(r"\s", " ", text[block[0] : block[1]]))
    for start, end in contents:
        first, last = max(start, block[0]) - block[0], min(end, block[1]) - block[0]
        if first >= last:
            continue
        characters[first:last] = MASK * (last - first)
        if re.search(r"[.…][\"”’']*$", text[start:end]):
            characters[last - 1] = "."  # the sentence ends inside the quotation marks
    masked = "".join(characters)
    sentence_starts = [
        match.end()
        for match in _SENTENCE_END.finditer(masked)
        if not _ABBREVIATION.search(masked, max(0, match.end() - 14), match.end())
    ]
    boundaries = [0, *sentence_starts, len(masked)]
    return masked, [(start, end) for start, end in pairwise(boundaries) if start < end]
