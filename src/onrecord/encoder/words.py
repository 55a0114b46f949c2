"""Tokenise a text into words and wordpieces, with features that the uncased vocabulary does not represent."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, chain
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.encoder.quotations import MARKS, Quotation, find_quotations
from onrecord.types import Span

# "don't", "Tarn’s" and "don‘t" are one word, a punctuation mark is a word of its own, "29-year-old" is five words.
WORD = re.compile(r"\w+(?:['’‘]\w+)*|[^\w\s]")
# Id of [UNK], the wordpiece for characters outside the vocabulary.
UNKNOWN = 100
# Maximum number of wordpieces of one word, and of characters that are tokenised. Longer words are hashes, and their
# beginning is enough.
MAX_PIECES, MAX_WORD_CHARS = 6, 200
# Maximum number of wordpieces of a text: a fixed number, and a number per character. News has 0.22 a character, the
# densest development page 0.27, "“It is late,” Orla Tarn said." 0.35; emoji have one, and take as much more time.
MAX_PIECES_OF_TEXT, MAX_PIECES_PER_CHAR = 2_500, 0.28

# Columns of ``Words.features`` with the number of values of each. The model has an embedding for each column.
#
# - shape: 0 lower case, 1 capitalised, 2 capitals, 3 a single capital, 4 mixed case ("McRae"), 5 number, 6 letters and
#   digits ("3rd"), 7 punctuation, 8 quotation mark
# - inside: 0 unquoted, 1 in double marks, 2 in single marks only
# - mark: 0 no quotation mark, 1 opening double, 2 closing double, 3 opening single, 4 closing single, 5 unpaired
# - place: 0 first word of the block, 1 first word of a sentence, 2 last word of the block, 3 other
# - order: 0 headline, 1 first or second paragraph, 2 later paragraph
FEATURES = {"shape": 9, "inside": 3, "mark": 6, "place": 4, "order": 3}

# The value of ``shape`` for punctuation marks, and that of ``mark`` for quotation marks without a partner.
PUNCTUATION, _UNPAIRED = 7, 5

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
    dense_blocks: int = 0
    """Number of blocks left out because they are too dense to be prose."""

    def __len__(self) -> int:
        return len(self.spans)

    def block_at(self, offset: int) -> int:
        """Return the index of the block around ``offset``."""
        return bisect_right(self.blocks, offset, key=lambda block: block.span[0]) - 1

    def covers(self, offset: int) -> bool:
        """True if ``offset`` is in one of ``blocks``: false in those left out, and after the end of what is read."""
        index = self.block_at(offset)
        return index >= 0 and offset < self.blocks[index].span[1]

    def within(self, span: Span) -> slice:
        """Return the indices of the words that begin inside ``span``."""
        return slice(bisect_left(self.starts, span[0]), bisect_left(self.starts, span[1]))

    def last_before(self, offset: int) -> int:
        """Return the index of the last word that begins before ``offset``; 0 if there is none."""
        return max(bisect_left(self.starts, offset) - 1, 0)

    def until(self, count: int) -> Words:
        """Return the first ``count`` words, at least one, with the quotations that end there and the blocks so far."""
        end = int(self.spans[count - 1, 1])
        *blocks, last = self.blocks[: int(self.block[count - 1]) + 1]
        return replace(
            self,
            blocks=(*blocks, replace(last, span=(last.span[0], min(last.span[1], end)))),
            spans=self.spans[:count],
            block=self.block[:count],
            features=self.features[:count],
            pieces=self.pieces[: self.first_piece[count]],
            first_piece=self.first_piece[: count + 1],
            quotations=tuple(quotation for quotation in self.quotations if quotation.span[1] <= end),
            starts=self.starts[:count],
            word_counts=self.word_counts[: count + 1],
            quoted_counts=self.quoted_counts[: count + 1],
        )

    def sentence_start(self, word: int) -> int:
        """Return the index of the first word of the sentence around ``word``, quotation marks before it included."""
        while self.features[word, 3] > 1:
            word -= 1
        while self.features[word, 3] == 1 and self.features[word - 1, 3] <= 1:
            word -= 1
        return word

    def count(self, indices: slice) -> tuple[int, int]:
        """Count the words at ``indices`` without punctuation, and those of them in quotation marks."""
        start, stop = indices.start, indices.stop
        return self.word_counts[stop] - self.word_counts[start], self.quoted_counts[stop] - self.quoted_counts[start]


def cut_words(text: str, blocks: Sequence[InputBlock], *, tokenizer: Tokenizer) -> Words:
    """Tokenise ``blocks`` of ``text``, in its order. ``tokenizer`` must have padding and truncation switched off.

    A block that brings the text over its number of wordpieces is left out.
    """
    prose, spans_by_block, words = _cut_prose(text, blocks, tokenizer=tokenizer)
    spans = np.array(list(chain.from_iterable(spans_by_block)), dtype=np.int64).reshape(-1, 2)
    sizes = [len(block_spans) for block_spans in spans_by_block]
    quotations = find_quotations(text, [block.span for block in prose])
    features = np.zeros((len(words), len(FEATURES)), dtype=np.int64)
    features[:, 0] = [word.shape for word in words]
    inside, marks = (
        np.frombuffer(flags, dtype=np.uint8)[spans[:, 0]] for flags in _flag_quotations(len(text), quotations)
    )
    features[:, 1] = inside
    features[:, 2] = np.where((marks == 0) & (features[:, 0] > PUNCTUATION), _UNPAIRED, marks)
    features[:, 3] = _find_places(words, sizes)
    features[:, 4] = np.repeat(np.array(_find_orders(prose), dtype=np.int64), sizes)
    is_word = features[:, 0] < PUNCTUATION
    return Words(
        text=text,
        blocks=prose,
        spans=spans,
        block=np.repeat(np.arange(len(prose)), sizes),
        features=features,
        pieces=np.array(list(chain.from_iterable(word.pieces for word in words)), dtype=np.int64),
        first_piece=np.array(list(accumulate((len(word.pieces) for word in words), initial=0)), dtype=np.int64),
        quotations=quotations,
        starts=spans[:, 0].tolist(),
        word_counts=[0, *is_word.cumsum().tolist()],
        quoted_counts=[0, *(is_word & (features[:, 1] > 0)).cumsum().tolist()],
        dense_blocks=len(blocks) - len(prose),
    )


class _Word(NamedTuple):
    """The properties of a word that do not depend on its place."""

    pieces: tuple[int, ...]
    """Its wordpiece ids."""
    shape: int
    """The value of the feature ``shape``."""
    ends_sentence: bool


def _cut_prose(
    text: str, blocks: Sequence[InputBlock], *, tokenizer: Tokenizer
) -> tuple[tuple[InputBlock, ...], list[list[Span]], list[_Word]]:
    """Return the blocks that there are wordpieces left for, the spans of the words of each, and all their words."""
    prose: list[InputBlock] = []
    spans_by_block: list[list[Span]] = []
    words: list[_Word] = []
    piece_count = 0
    for block in blocks:
        matches = [(match.span(), match[0]) for match in WORD.finditer(text, *block.span)]
        block_words = [_read_word(word[:MAX_WORD_CHARS], tokenizer) for _, word in matches]
        block_count = sum(len(word.pieces) for word in block_words)
        if piece_count + block_count > MAX_PIECES_OF_TEXT + MAX_PIECES_PER_CHAR * block.span[1]:
            continue
        piece_count += block_count
        prose.append(block)
        spans_by_block.append([span for span, _ in matches])
        words += block_words
    return tuple(prose), spans_by_block, words


def _flag_quotations(length: int, quotations: Sequence[Quotation]) -> tuple[bytearray, bytearray]:
    """Compute the features ``inside`` and ``mark`` of each character, without unpaired marks.

    *Shape:* [length + 1], [length + 1].
    """
    inside, marks = bytearray(length + 1), bytearray(length + 1)
    # Double marks take precedence. Quotations come in the order of the text, so each flags only what follows the last.
    for flag, kind in ((1, '"'), (2, "'")):
        flagged_end = 0
        for quotation in quotations:
            if quotation.mark != kind:
                continue
            start, end = max(quotation.inner[0], flagged_end), quotation.inner[1]
            if start < end:
                inside[start:end] = inside[start:end].replace(b"\0", bytes([flag]))
                flagged_end = end
            marks[quotation.span[0]] = 2 * flag - 1
            if quotation.closed:
                marks[quotation.span[1] - 1] = 2 * flag
    return inside, marks


def _find_places(words: Sequence[_Word], sizes: Sequence[int]) -> list[int]:
    """Compute the feature ``place`` of ``words``, whose blocks have ``sizes`` words."""
    places = [3] * len(words)
    ends = list(accumulate(sizes))
    starts = [end - size for size, end in zip(sizes, ends, strict=True) if size]
    for opening in sorted([*starts, *(index for index, word in enumerate(words, start=1) if word.ends_sentence)]):
        # Marks after a full stop do not open the sentence alone, the word behind them does too: 'Go." Tarn left.'
        for index in range(opening, len(words)):
            if places[index] == 1:
                break
            places[index] = 1
            if words[index].shape < PUNCTUATION:
                break
    for size, end in zip(sizes, ends, strict=True):
        if size:
            places[end - 1] = 2
            places[end - size] = 0
    return places


def _find_orders(blocks: Sequence[InputBlock]) -> list[int]:
    """Compute the feature ``order`` of each of ``blocks``."""
    ranks = accumulate(block.role == "body" for block in blocks)
    return [
        0 if block.role == "headline" else 1 if rank <= _LEAD_PARAGRAPHS else 2
        for block, rank in zip(blocks, ranks, strict=True)
    ]


@lru_cache(maxsize=32768)
def _read_word(word: str, tokenizer: Tokenizer) -> _Word:
    """Tokenise ``word`` and classify it. Cached, because pages share most of their words."""
    ids = tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False).ids
    pieces = tuple(ids[:MAX_PIECES]) or (UNKNOWN,)  # the tokenizer drops control characters
    return _Word(pieces, _shape(word), word in _SENTENCE_END)


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
