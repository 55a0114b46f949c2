"""Tokenise a text into words and wordpieces, with features that the uncased vocabulary does not represent."""

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

from onrecord.encoder.quotations import MARKS, Quotation, find_quotations
from onrecord.types import Span

# "don't" and "Tarn’s" are one word, a punctuation mark is a word of its own, "29-year-old" is five words.
WORD = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
# Id of [UNK], the wordpiece for characters outside the vocabulary.
UNKNOWN = 100
# Wordpieces kept of one word. Longer words are URLs and hashes, whose beginning is enough.
MAX_PIECES = 6

# Columns of ``Words.features`` with the number of values of each. The model has an embedding for each column.
#
# - shape: 0 lower case, 1 capitalised, 2 capitals, 3 a single capital, 4 mixed case ("McRae"), 5 number, 6 letters and
#   digits ("3rd"), 7 punctuation, 8 quotation mark
# - inside: 0 unquoted, 1 in double marks, 2 in single marks only
# - mark: 0 no quotation mark, 1 opening double, 2 closing double, 3 opening single, 4 closing single, 5 unpaired
# - place: 0 first word of the block, 1 first word of a sentence, 2 last word of the block, 3 other
# - order: 0 headline, 1 first or second paragraph, 2 later paragraph
FEATURES = {"shape": 9, "inside": 3, "mark": 6, "place": 4, "order": 3}

# The value of ``shape`` for punctuation marks.
PUNCTUATION = 7

_SENTENCE_END = frozenset(".?!")
# The lead, where news introduces its people with full names and titles.
_LEAD_PARAGRAPHS = 2

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class InputBlock:
    """A paragraph or headline. Quotation marks are paired within a block, and windows split between blocks."""

    span: Span
    role: Literal["headline", "body"] = "body"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text as input of the encoder."""

    text: str
    blocks: tuple[InputBlock, ...]
    spans: Ints
    """Start and end of each word in code points. *Shape:* [words, 2]."""
    block: Ints
    """Index into ``blocks`` of each word's block. *Shape:* [words]."""
    features: Ints
    """Columns as in ``FEATURES``. *Shape:* [words, 5]."""
    pieces: Ints
    """Wordpiece ids of all words. *Shape:* [pieces]."""
    first_piece: Ints
    """Index into ``pieces`` of each word's first piece, and the number of pieces. *Shape:* [words + 1]."""
    quotations: tuple[Quotation, ...]
    starts: list[int]
    """Start of each word in code points, as a list for ``bisect``. *Shape:* [words]."""
    word_counts: list[int]
    """Number of words before each word, punctuation excluded. *Shape:* [words + 1]."""
    quoted_counts: list[int]
    """The same for words in quotation marks."""

    def __len__(self) -> int:
        return len(self.spans)

    def within(self, span: Span) -> slice:
        """Return the indices of the words that begin inside ``span``."""
        return slice(bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1]))

    def count(self, indices: slice) -> tuple[int, int]:
        """Count the words at ``indices`` without punctuation, and those of them in quotation marks."""
        start, stop = indices.start, indices.stop
        return self.word_counts[stop] - self.word_counts[start], self.quoted_counts[stop] - self.quoted_counts[start]


def cut_words(text: str, blocks: Sequence[InputBlock], *, tokenizer: Tokenizer) -> Words:
    """Tokenise ``blocks`` of ``text``. ``tokenizer`` must have padding and truncation switched off."""
    quotations = find_quotations(text, [block.span for block in blocks])
    words: list[str] = []
    spans: list[Span] = []
    block_indices: list[int] = []
    rows: list[tuple[int, int, int, int, int]] = []
    inside, marks = _flag_quotations(len(text), quotations)
    body_blocks = 0
    for block_index, block in enumerate(blocks):
        order = 0 if block.role == "headline" else 1 if body_blocks < _LEAD_PARAGRAPHS else 2
        body_blocks += block.role == "body"
        word_spans = [match.span() for match in WORD.finditer(text, *block.span)]
        opens_sentence = True
        for position, (start, end) in enumerate(word_spans):
            word = text[start:end]
            words.append(word)
            spans.append((start, end))
            block_indices.append(block_index)
            shape = _shape(word)
            mark = marks.get(start) or (5 if shape > PUNCTUATION else 0)
            is_last = position + 1 == len(word_spans)
            place = 0 if position == 0 else 2 if is_last else 1 if opens_sentence else 3
            rows.append((shape, inside[start], mark, place, order))
            # Marks after a full stop do not open the sentence, the word behind them does: 'Go." Tarn left.'
            opens_sentence = word in _SENTENCE_END or (opens_sentence and shape >= PUNCTUATION)
    pieces = [_tokenise(word, tokenizer) for word in words]
    features = np.array(rows, dtype=np.int64).reshape(-1, len(FEATURES))
    is_word = features[:, 0] < PUNCTUATION
    return Words(
        text=text,
        blocks=tuple(blocks),
        spans=np.array(spans, dtype=np.int64).reshape(-1, 2),
        block=np.array(block_indices, dtype=np.int64),
        features=features,
        pieces=np.array(list(chain.from_iterable(pieces)), dtype=np.int64),
        first_piece=np.array(list(accumulate(map(len, pieces), initial=0)), dtype=np.int64),
        quotations=quotations,
        starts=[start for start, _ in spans],
        word_counts=[0, *is_word.cumsum().tolist()],
        quoted_counts=[0, *(is_word & (features[:, 1] > 0)).cumsum().tolist()],
    )


def _flag_quotations(length: int, quotations: Sequence[Quotation]) -> tuple[bytearray, dict[int, int]]:
    """Compute the features ``inside`` of each character and ``mark`` of each quotation mark by its offset.

    *Shape:* ``inside`` [length + 1].
    """
    inside = bytearray(length + 1)
    marks: dict[int, int] = {}
    # '"' sorts before "'", so that double marks take precedence.
    for quotation in sorted(quotations, key=lambda quotation: quotation.mark):
        start, end = quotation.inner
        if quotation.mark == '"':
            inside[start:end] = b"\x01" * (end - start)
        else:
            inside[start:end] = bytes(flag or 2 for flag in inside[start:end])
        single_offset = 2 * (quotation.mark == "'")
        marks[quotation.span[0]] = 1 + single_offset
        if quotation.closed:
            marks[quotation.span[1] - 1] = 2 + single_offset
    return inside, marks


@lru_cache(maxsize=32768)
def _shape(word: str) -> int:
    """Return the value of the feature ``shape``, as listed at ``FEATURES``."""
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
def _tokenise(word: str, tokenizer: Tokenizer) -> tuple[int, ...]:
    """Return the wordpiece ids of ``word``. Cached, because pages share most of their words."""
    ids = tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False).ids
    return tuple(ids[:MAX_PIECES]) or (UNKNOWN,)  # the tokenizer drops control characters
