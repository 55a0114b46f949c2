"""Cut a text into words and wordpieces, and describe each word with what the uncased vocabulary cannot see."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.encoder.quotations import MARKS, Quotation, quotations
from onrecord.types import Span

WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
UNKNOWN = 100
"""The wordpiece that stands for what the vocabulary lacks."""
MAX_PIECES = 6
"""Wordpieces kept of one word."""

FEATURES = {"shape": 9, "inside": 3, "mark": 6, "place": 4, "order": 3}
"""The columns of ``Words.features`` and how many values each takes."""

PUNCTUATION = 7
"""The shape of a punctuation mark; the one above is a quotation mark's."""

_SENTENCE_END = frozenset(".?!")

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a headline: what quotation marks are paired in, and what is never cut if it can be helped."""

    span: Span
    role: Literal["headline", "body"] = "body"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, ready for the encoder.

    Shapes: ``spans`` [words, 2] in code points; ``block`` [words], index into ``blocks``; ``features`` [words, 5],
    columns as in ``FEATURES``; ``pieces`` [pieces]; ``first`` [words + 1], where each word's pieces begin. Of the lists
    ``starts`` [words] has each word's first character; ``proper`` and ``quoted`` [words + 1] count the words proper,
    not punctuation, that stand before each word, and those of them in quotation marks.
    """

    text: str
    blocks: tuple[Block, ...]
    spans: Ints
    block: Ints
    features: Ints
    pieces: Ints
    first: Ints
    quotations: tuple[Quotation, ...]
    starts: list[int]
    proper: list[int]
    quoted: list[int]

    def __len__(self) -> int:
        return len(self.spans)

    def within(self, span: Span) -> slice:
        """The words that begin inside ``span``."""
        return slice(bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1]))

    def count(self, at: slice) -> tuple[int, int]:
        """How many of the words ``at`` are words proper, and how many of those stand in quotation marks."""
        return self.proper[at.stop] - self.proper[at.start], self.quoted[at.stop] - self.quoted[at.start]


def cut_words(text: str, blocks: Sequence[Block], *, tokenizer: Tokenizer) -> Words:
    """Cut ``blocks`` of ``text`` into words. ``tokenizer`` must neither pad nor truncate."""
    pairs = quotations(text, [block.span for block in blocks])
    strings: list[str] = []
    spans: list[Span] = []
    block_of: list[int] = []
    rows: list[tuple[int, int, int, int, int]] = []
    inside, marks = _quotation_flags(len(text), pairs)
    body = 0
    for index, block in enumerate(blocks):
        order = 0 if block.role == "headline" else 1 if body < 2 else 2
        body += block.role == "body"
        found = [match.span() for match in WORD.finditer(text, *block.span)]
        begins = True
        for place, (start, end) in enumerate(found):
            word = text[start:end]
            strings.append(word)
            spans.append((start, end))
            block_of.append(index)
            shape = _shape(word)
            mark = marks.get(start) or (5 if shape > PUNCTUATION else 0)
            where = 0 if place == 0 else 2 if place + 1 == len(found) else 1 if begins else 3
            rows.append((shape, inside[start], mark, where, order))
            begins = word in _SENTENCE_END or (begins and shape >= PUNCTUATION)
    pieces = [_pieces(word, tokenizer) for word in strings]
    features = np.array(rows, dtype=np.int64).reshape(-1, len(FEATURES))
    proper = features[:, 0] < PUNCTUATION
    return Words(
        text=text,
        blocks=tuple(blocks),
        spans=np.array(spans, dtype=np.int64).reshape(-1, 2),
        block=np.array(block_of, dtype=np.int64),
        features=features,
        pieces=np.array(list(chain.from_iterable(pieces)), dtype=np.int64),
        first=np.array(list(accumulate(map(len, pieces), initial=0)), dtype=np.int64),
        quotations=pairs,
        starts=[start for start, _ in spans],
        proper=[0, *proper.cumsum().tolist()],
        quoted=[0, *(proper & (features[:, 1] > 0)).cumsum().tolist()],
    )


def _quotation_flags(length: int, pairs: Sequence[Quotation]) -> tuple[bytearray, dict[int, int]]:
    """For each character 0 outside, 1 inside double marks, 2 inside single ones only; and each mark's class."""
    inside = bytearray(length + 1)
    marks: dict[int, int] = {}
    for pair in sorted(pairs, key=lambda pair: pair.mark):  # double marks sort first and win
        start, end = pair.inner
        if pair.mark == '"':
            inside[start:end] = b"\x01" * (end - start)
        else:
            inside[start:end] = bytes(flag or 2 for flag in inside[start:end])
        single = 2 * (pair.mark == "'")
        marks[pair.span[0]] = 1 + single
        if pair.closed:
            marks[pair.span[1] - 1] = 2 + single
    return inside, marks


@lru_cache(maxsize=32768)
def _shape(word: str) -> int:
    if not word[0].isalnum():
        return PUNCTUATION + (word in MARKS)
    if not word.isalpha() and any(character.isdigit() for character in word):
        return 5 if word.isdigit() else 6
    if word.islower():
        return 0
    if word.isupper():
        return 3 if len(word) == 1 else 2
    return 1 if word[0].isupper() and word[1:].islower() else 4


@lru_cache(maxsize=32768)
def _pieces(word: str, tokenizer: Tokenizer) -> tuple[int, ...]:
    """The wordpieces of ``word``. Kept, since most words of a page have stood on the pages before it."""
    ids = tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False).ids
    return tuple(ids[:MAX_PIECES]) or (UNKNOWN,)  # the tokenizer drops control characters
