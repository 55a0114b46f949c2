"""Word alignment of a quotation with the words of a page.

Every word of the quotation is aligned; words of the page before its first and after its last match cost nothing.
Skipping further words of the page costs little, since a quotation leaves out a clause as easily as a word, and nothing
at an ellipsis of the draft. Source: Needleman and Wunsch 1970, with the affine gaps of Gotoh 1982.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby, pairwise, takewhile
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from onrecord.people.lexicon import word_set
from onrecord.word_keys import WordKey

Scores = NDArray[np.int64]
Operation = Literal["same", "changed", "added", "dropped"]
"""Operation on the words of the page that gives the words of the draft."""

FUNCTION_WORDS: Final = word_set(
    "a an the of to in on at by for from with as and or but if that this these those it its is are was were be "
    "been being am do does did has have had having i you he she we they me him her us them my your his our their "
    "so not no will would can could there here what which who when then than about into out up just very all"
)
"""Words that unrelated sentences often share."""
POINTING_WORDS: Final = word_set(
    "he she they him her them it his its their hers theirs this that these those there here we us our i me my you your "
    "who which such so then himself herself themselves itself"
)
"""Words that refer to something else, which a bracket may name."""
POSSESSIVES: Final = word_set("its his her their my your our")
"""Words before the name of what somebody has: "her |boat|"."""
# Weights set by hand and checked on bench.check: a match of a rare word outweighs two mismatches, a match of "the" does
# not.
_CONTENT_WORD, _FUNCTION_WORD = 200, 100
_CHANGED, _ALIKE, _ADDED = -90, -40, -100
_SKIP_FIRST, _SKIP_FURTHER = -120, -6
# "[Orla Tarn] has" replaces "She has", even if the page has "Orla Tarn" in the sentence before.
_BRACKETED, _BRACKETED_SAME, _BRACKETED_FOR, _BRACKETED_ADDED = -30, 20, 30, -5
_STEM: Final = 4
_PAIR, _EXTRA, _SKIP, _OPENS = 1, 2, 3, 4
"""Moves into a cell: a pair of words, a word that only the draft has, a skipped word of the page. ``_OPENS`` is a flag:
the best skip from the cell begins there. A skip may pass through cells that have a better move."""
_FAR: Final = 10**9
"""More than the score of any alignment."""
_BEGINNING: Final = WordKey("", (0, 0))
MOST_CELLS: Final = 10_000_000
"""Cells of an alignment: words of the draft times words of the page, about 3,000 × 3,000. They take 0.3 s and 10 MB."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words with one operation, as ranges of positions in the draft's words and in the page's."""

    operation: Operation
    draft: tuple[int, int]
    source: tuple[int, int]


def weigh(word: WordKey) -> int:
    """Return the weight of a match of ``word``."""
    return _FUNCTION_WORD if word.key in FUNCTION_WORDS else _CONTENT_WORD


def find_run(draft: Sequence[WordKey], source: Sequence[WordKey]) -> int | None:
    """Return the position in ``source`` where all words of ``draft`` follow one another; null if there is none."""
    keys = f" {' '.join(word.key for word in source)} "
    position = keys.find(f" {' '.join(word.key for word in draft)} ")
    return None if position < 0 else keys.count(" ", 0, position)


def count_prefix(draft: Sequence[WordKey], source: Sequence[WordKey]) -> int:
    """Count the first words of ``draft`` that follow one another somewhere in ``source``."""
    first, longest = draft[0].key, 0
    for start, word in enumerate(source):
        if word.key != first:
            continue
        length = 1
        while length < len(draft) and start + length < len(source) and draft[length].key == source[start + length].key:
            length += 1
        longest = max(longest, length)
    return longest


def is_too_long(draft: Sequence[WordKey], source: Sequence[WordKey]) -> bool:
    """True if there are too many words to align."""
    return len(draft) * len(source) > MOST_CELLS


def align(draft: Sequence[WordKey], source: Sequence[WordKey]) -> list[Segment]:
    """Align ``draft`` with ``source`` and return the segments from its first to its last word."""
    return align_each(draft, [source])[0]


def align_each(
    draft: Sequence[WordKey],
    sources: Sequence[Sequence[WordKey]],
    *,
    breaks: Collection[int] = (),
    bracketed: Collection[int] = (),
) -> list[list[Segment]]:
    """Align ``draft`` with each of ``sources`` and return the segments from its first to its last word.

    ``breaks`` are the positions of draft words after an ellipsis, and ``bracketed`` of words in square brackets. Texts
    that are too long to align count as changed throughout.
    """
    aligned: list[list[Segment]] = [[] for _ in sources]
    batches: list[list[int]] = [[]]
    columns = 0
    for number, source in enumerate(sources):
        position = find_run(draft, source)
        if position is not None and not bracketed:
            aligned[number] = [Segment("same", (0, len(draft)), (position, position + len(draft)))]
        elif is_too_long(draft, source):
            aligned[number] = [Segment("changed", (0, len(draft)), (0, len(source)))]
        else:
            columns += len(source) + 1
            if len(draft) * columns > MOST_CELLS and batches[-1]:
                batches.append([])
                columns = len(source) + 1
            batches[-1].append(number)
    for batch in filter(None, batches):
        table = _AlignmentTable(draft, [sources[number] for number in batch], breaks=breaks, bracketed=bracketed)
        for number, path in zip(batch, table.paths(), strict=True):
            aligned[number] = _merge(path, draft, sources[number])
    return aligned


class _AlignmentTable:
    """The moves into each cell of the alignments of a draft with several texts, side by side.

    Each text has a column for its beginning and one for each of its words. A row is a word of the draft, scored for all
    texts at once.
    """

    def __init__(
        self,
        draft: Sequence[WordKey],
        sources: Sequence[Sequence[WordKey]],
        *,
        breaks: Collection[int],
        bracketed: Collection[int],
    ) -> None:
        self._key_ids: dict[str, int] = {}
        self._stem_ids: dict[str, int] = {}
        words = [word for source in sources for word in (_BEGINNING, *source)]
        self._keys = np.array([self._key_ids.setdefault(word.key, len(self._key_ids)) for word in words])
        stems = [word.key[:_STEM] for word in words]
        self._stems = np.array([self._stem_ids.setdefault(stem, len(self._stem_ids)) for stem in stems])
        self._is_number = np.array([bool(word.number) for word in words])
        self._is_pointing = np.array([word.key in POINTING_WORDS for word in words])
        self._starts = np.cumsum([0, *(len(source) + 1 for source in sources)])
        self._moves = np.zeros((len(draft) + 1, len(words)), dtype=np.uint8)
        self._scores = self._fill(draft, breaks=breaks, bracketed=bracketed)

    def paths(self) -> Iterator[list[tuple[int, int, int]]]:
        """The best alignment with each text: its moves, each with its row and its column in the text."""
        for start, end in pairwise(self._starts.tolist()):
            yield self._trace(start, start + int(self._scores[start:end].argmax()))

    def _fill(self, draft: Sequence[WordKey], *, breaks: Collection[int], bracketed: Collection[int]) -> Scores:
        """Fill the table, row by row, and return the scores of the last row.

        A skip opens only at a cell that no skip leads to, since continuing a skip costs no more. The score of skips is
        therefore a running maximum along the row. An offset for each text keeps it from reaching the next text.
        """
        columns = np.arange(self._moves.shape[1])
        offsets = np.repeat(np.arange(len(self._starts) - 1) * _FAR, np.diff(self._starts))
        above = np.zeros(len(columns), dtype=np.int64)
        for row, word in enumerate(draft, start=1):
            is_bracketed = row - 1 in bracketed
            if is_bracketed:
                pairs = self._weigh_bracketed(word, stands_for_word=row not in bracketed)
            else:
                pairs = self._weigh_pairs(word)
            pairs[self._starts[:-1]] = -_FAR
            pairs[1:] += above[:-1]
            current = above + (_BRACKETED_ADDED if is_bracketed else _ADDED)
            is_pair = pairs >= current
            moves = np.where(is_pair, _PAIR, _EXTRA)
            current = np.maximum(current, pairs)
            if row < len(draft):
                # A skip costs nothing if the next word of the draft follows an ellipsis.
                first, further = (0, 0) if row in breaks else (_SKIP_FIRST, _SKIP_FURTHER)
                slope = further * columns - offsets
                opened = np.maximum.accumulate(current - slope)
                skipping = opened[:-1] + slope[:-1] + (first + offsets[:-1] - offsets[1:])
                is_skip = skipping > current[1:]
                current[1:][is_skip] = skipping[is_skip]
                moves[1:][is_skip] = _SKIP
                moves[1:][current[:-1] + first >= skipping] |= _OPENS
            self._moves[row] = moves
            above = current
        return above

    def _weigh_pairs(self, word: WordKey) -> Scores:
        """The weight of a pair of ``word`` with each word of the texts."""
        weights = np.full(len(self._keys), _CHANGED)
        if len(word.key) > _STEM and word.key[:_STEM] in self._stem_ids:
            weights[self._stems == self._stem_ids[word.key[:_STEM]]] = _ALIKE
        if word.number:
            weights[self._is_number] = _ALIKE
        if word.key in self._key_ids:
            weights[self._keys == self._key_ids[word.key]] = weigh(word)
        return weights

    def _weigh_bracketed(self, word: WordKey, *, stands_for_word: bool) -> Scores:
        """As ``_weigh_pairs``, for a word in brackets; ``stands_for_word`` is true for the last word of a bracket."""
        weights = np.full(len(self._keys), _BRACKETED)
        if stands_for_word:
            weights[self._is_pointing] = _BRACKETED_FOR
        if word.key in self._key_ids:
            weights[self._keys == self._key_ids[word.key]] = _BRACKETED_SAME
        return weights

    def _trace(self, start: int, column: int) -> list[tuple[int, int, int]]:
        """The moves that lead to ``column`` of the last row, in the text whose beginning is at ``start``."""
        path: list[tuple[int, int, int]] = []
        row = len(self._moves) - 1
        while row:
            move = int(self._moves[row, column]) & _SKIP
            path.append((move, row, column - start))
            if move == _SKIP:
                while not self._moves[row, column] & _OPENS:
                    column -= 1
                    path.append((_SKIP, row, column - start))
                column -= 1
                continue
            row -= 1
            column -= move == _PAIR
        path.reverse()
        return path


def _merge(path: Sequence[tuple[int, int, int]], draft: Sequence[WordKey], source: Sequence[WordKey]) -> list[Segment]:
    """Merge moves into segments. Words that differ only in spaces ("longtime", "long time") are the same."""

    def is_same(step: tuple[int, int, int]) -> bool:
        move, row, column = step
        return move == _PAIR and draft[row - 1].key == source[column - 1].key

    segments: list[Segment] = []
    for _, steps in groupby(path, key=is_same):
        group = list(steps)
        draft_rows = [row for move, row, _ in group if move != _SKIP]
        source_columns = [column for move, _, column in group if move != _EXTRA]
        draft_start = segments[-1].draft[1] if segments else 0
        source_start = segments[-1].source[1] if segments else group[0][2] - (group[0][0] != _EXTRA)
        draft_range = (draft_start, draft_start + len(draft_rows))
        source_range = (source_start, source_start + len(source_columns))
        source_range = _widen_compound(draft_range, source_range, draft, source)
        for segment in _split(draft_range, source_range, draft, source):
            if segments and segments[-1].operation == segment.operation == "same":
                earlier = segments.pop()
                segments.append(
                    Segment("same", (earlier.draft[0], segment.draft[1]), (earlier.source[0], segment.source[1]))
                )
            else:
                segments.append(segment)
    return segments


def _split(
    draft_range: tuple[int, int], source_range: tuple[int, int], draft: Sequence[WordKey], source: Sequence[WordKey]
) -> Iterator[Segment]:
    """Yield a segment of the first words, if they differ in spaces at most, and one of the rest: "|any more| ... gone"
    for "|anymore|, there is no hope, gone"."""
    (start, end), (source_start, source_end) = draft_range, source_range
    lengths, source_lengths = _lengths(draft, draft_range), _lengths(source, source_range)
    letters = zip(_join_keys(draft, draft_range), _join_keys(source, source_range), strict=False)
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], letters))
    length = max((length for length in lengths.keys() & source_lengths.keys() if length <= common), default=0)
    if length:
        start, source_start = lengths[length], source_lengths[length]
        yield Segment("same", (draft_range[0], start), (source_range[0], source_start))
    if start < end or source_start < source_end:
        operation: Operation = "dropped" if start == end else "added" if source_start == source_end else "changed"
        yield Segment(operation, (start, end), (source_start, source_end))


def _lengths(words: Sequence[WordKey], positions: tuple[int, int]) -> dict[int, int]:
    """The ends of the words at ``positions``, by the number of letters up to there."""
    lengths = accumulate(len(word.key) for word in words[slice(*positions)])
    return {length: positions[0] + number for number, length in enumerate(lengths, start=1)}


def _widen_compound(
    draft_range: tuple[int, int], source_range: tuple[int, int], draft: Sequence[WordKey], source: Sequence[WordKey]
) -> tuple[int, int]:
    """Return the page's words for the last word of a draft with their end: "hard-liner", if only "hard" was paired."""
    start, end = source_range
    is_last = draft_range[1] == len(draft) and start < end < len(source)
    joined = is_last and _join_keys(draft, draft_range) == _join_keys(source, (start, end + 1))
    return (start, end + 1) if joined else source_range


def _join_keys(words: Sequence[WordKey], positions: tuple[int, int]) -> str:
    return "".join(word.key for word in words[slice(*positions)])
