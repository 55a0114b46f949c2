"""Cut a text into words and wordpieces, and describe each word with what the uncased vocabulary cannot see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
    columns as in ``FEATURES``; ``pieces`` [pieces]; ``first`` [words + 1], where each word's pieces begin.
    """

    text: str
    blocks: tuple[Block, ...]
    spans: Ints
    block: Ints
    features: Ints
    pieces: Ints
    first: Ints
    quotations: tuple[Quotation, ...]

    def __len__(self) -> int:
        return len(self.spans)

    def within(self, span: Span) -> slice:
        """The words that begin inside ``span``."""
        first, last = np.searchsorted(self.spans[:, 0], span).tolist()
        return slice(first, last)

    def spoken(self, at: slice) -> NDArray[np.bool_]:
        """Which of the words ``at`` are words proper, not punctuation."""
        proper: NDArray[np.bool_] = self.features[at, 0] < PUNCTUATION
        return proper


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
            where = 0 if place == 0 else 2 if place + 1 == len(found) else 1 if begins else 3
            mark = marks.get(start) or (5 if word in MARKS else 0)
            rows.append((_shape(word), inside[start], mark, where, order))
            begins = word in _SENTENCE_END or (begins and not word[0].isalnum())
    pieces, first = _pieces(strings, tokenizer)
    return Words(
        text=text,
        blocks=tuple(blocks),
        spans=np.array(spans, dtype=np.int64).reshape(-1, 2),
        block=np.array(block_of, dtype=np.int64),
        features=np.array(rows, dtype=np.int64).reshape(-1, len(FEATURES)),
        pieces=pieces,
        first=first,
        quotations=pairs,
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


def _pieces(strings: list[str], tokenizer: Tokenizer) -> tuple[Ints, Ints]:
    encoding = tokenizer.encode(strings, is_pretokenized=True, add_special_tokens=False)
    ids = np.array(encoding.ids, dtype=np.int64)
    words = np.array(encoding.word_ids, dtype=np.int64)
    if not len(strings):
        return ids, np.zeros(1, dtype=np.int64)
    missing = np.setdiff1d(np.arange(len(strings)), words)
    if len(missing):  # characters that the tokenizer drops, such as control characters
        at = np.searchsorted(words, missing)
        ids, words = np.insert(ids, at, UNKNOWN), np.insert(words, at, missing)
    starts = np.searchsorted(words, np.arange(len(strings)))
    keep = np.arange(len(ids)) - starts[words] < MAX_PIECES
    ids, words = ids[keep], words[keep]
    return ids, np.searchsorted(words, np.arange(len(strings) + 1))
