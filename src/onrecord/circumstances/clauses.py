"""The sentence around each cue with the words that were said blotted out: what is left tells of the saying."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

from onrecord.types import Article, Span, Spans, Statement

BLOT = "\ufffc"
"""Stands for each character of somebody's words."""
FARTHEST = 1000
"""Characters before and after the cue that are looked at, where a sentence is that long."""

Blotted = tuple[str, list[Span]]

_END = re.compile(rf"[.!?…]+[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z{BLOT}])")
_GOES_ON = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Cpl|Rev|Hon|St|Jr|Sr|vs|No|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec|Inc|Corp|Co|Ltd|Bros|U\.S|U\.K|U\.N|E\.U|D\.C|[ap]\.m|[A-Z])\.|\b(?:OK|E|Yahoo|Hello|omg|HELLO)!)"
    r"\s+$"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One cue in its sentence. All spans but ``sentence`` are over ``text``."""

    statement: Statement
    text: str
    """The sentence, its contents blotted out. Every character stands for the one in its place."""
    sentence: Span
    """Where it stands in the article."""
    cue: Span
    before: Span
    """From the cue before it in the sentence, or the sentence's start, to the cue."""
    after: Span
    """From the cue to the next one in the sentence, or to the sentence's end."""
    first: bool
    """Whether it is the first cue of the sentence."""
    lead: str
    """The sentence before it in the paragraph, where that has no statement of its own; else nothing."""

    @property
    def cue_words(self) -> str:
        """The cue as printed, all its parts."""
        start = self.sentence[0]
        parts = [self.text[max(0, a - start) : b - start] for a, b in self.statement.cue if a >= start]
        return " ".join(filter(None, parts)).lower()

    @property
    def lead_start(self) -> int:
        """Where ``lead`` begins in the article."""
        return self.sentence[0] - len(self.lead)


def find_clauses(article: Article, statements: Sequence[Statement]) -> list[Clause | None]:
    """The clause of each of ``statements``; null for those that have no cue."""
    blocks = sorted([*article.titles, *article.paragraphs, *(piece.span for piece in article.furniture)])
    near: dict[Span, list[Statement]] = {}
    for statement in statements:
        places = [place for span in (*statement.content, *statement.cue) for place in span]
        for block in {_block(place, article.text, blocks) for place in places}:
            near.setdefault(block, []).append(statement)
    blotted = lru_cache(maxsize=None)(partial(_blot, article.text))
    clauses: list[Clause | None] = []
    for statement in statements:
        home = _block(statement.cue[0][0], article.text, blocks) if statement.cue else None
        clauses.append(_clause(statement, home, near[home], blotted) if home else None)
    return clauses


def _clause(statement: Statement, block: Span, near: list[Statement], blotted: Callable[..., Blotted]) -> Clause:
    cue = (statement.cue[0][0], statement.cue[-1][1])
    contents = [span for one in near for span in one.content if not span[0] <= cue[0] < span[1]]
    text, sentences = blotted(block, tuple(contents))
    at = next(n for n, (start, end) in enumerate(sentences) if start <= cue[0] - block[0] < end)
    start = max(sentences[at][0], cue[0] - block[0] - FARTHEST)
    sentence = text[start : min(sentences[at][1], cue[0] - block[0] + FARTHEST)]
    shift = block[0] + start
    cue = (cue[0] - shift, min(cue[1] - shift, len(sentence)))
    cues = ((one.cue[0][0] - shift, one.cue[-1][1] - shift) for one in near if one.cue and one.cue != statement.cue)
    # A cue that is blotted out is part of what somebody else said, and divides nothing here.
    others = [one for one in cues if 0 <= one[0] < len(sentence) and sentence[one[0]] != BLOT]
    left = max((end for begin, end in others if begin < cue[0]), default=0)
    right = min((begin for begin, _ in others if begin >= cue[1]), default=len(sentence))
    before = text[slice(*sentences[at - 1])] if at and start == sentences[at][0] else ""
    return Clause(
        statement=statement,
        text=sentence,
        sentence=(shift, shift + len(sentence)),
        cue=cue,
        before=(min(left, cue[0]), cue[0]),
        after=(cue[1], right),
        first=not any(begin < cue[0] for begin, _ in others),
        lead="" if BLOT in before or any(_stands_in(one, shift - len(before), shift) for one in near) else before,
    )


def _stands_in(statement: Statement, start: int, end: int) -> bool:
    return bool(statement.cue) and start <= statement.cue[0][0] < end


def _block(place: int, text: str, blocks: list[Span]) -> Span:
    """The title, paragraph or piece of furniture at ``place``; where it is in none, the line."""
    at = bisect_right(blocks, (place, len(text)))
    if at and blocks[at - 1][0] <= place < blocks[at - 1][1]:
        return blocks[at - 1]
    end = text.find("\n", place)
    return text.rfind("\n", 0, place) + 1, len(text) if end < 0 else end


def _blot(text: str, block: Span, contents: Spans) -> Blotted:
    """``block`` with ``contents`` blotted out and its lines joined, and where its sentences stand in it."""
    characters = list(re.sub(r"\s", " ", text[block[0] : block[1]]))
    for start, end in contents:
        first, last = max(start, block[0]) - block[0], min(end, block[1]) - block[0]
        if first >= last:
            continue
        characters[first:last] = BLOT * (last - first)
        if re.search(r"[.…][\"”’']*$", text[start:end]):
            characters[last - 1] = "."  # The sentence ends within the quotation marks.
    blotted = "".join(characters)
    cuts = [
        match.end()
        for match in _END.finditer(blotted)
        if not _GOES_ON.search(blotted, max(0, match.end() - 14), match.end())
    ]
    return blotted, [(a, b) for a, b in pairwise([0, *cuts, len(blotted)]) if a < b]
