"""Word alignment of a quotation with the words of a page.

Every word of the quotation is used; the page's words before its first and after its last match are free. Skipping words
of the page costs little for each further word, since a quotation leaves out a clause as easily as a word, and nothing
where the draft marks it with an ellipsis. Source: Needleman and Wunsch 1970, with the affine gaps of Gotoh 1982.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from onrecord.check.word_keys import WordKey
from onrecord.people.lexicon import word_set

Operation = Literal["same", "changed", "added", "dropped"]
"""Of words of the draft against those of the page."""

FUNCTION_WORDS: Final = word_set(
    "a an the of to in on at by for from with as and or but if that this these those it its is are was were be "
    "been am do does did has have had i you he she we they me him her us them my your his our their so not no "
    "will would can could there here what which who when then than about into out up just very all"
)
"""Words that any two sentences may share."""
POINTING_WORDS: Final = word_set(
    "he she they him her them it his its their hers theirs this that these those there here we us our i me my you your "
    "who which such so then himself herself themselves itself"
)
"""Words that stand for something else, which a bracket may name."""
# Weights by eye, then checked on bench.check: a match of a rare word outweighs two mismatches, one of "the" does not.
_CONTENT_WORD, _FUNCTION_WORD = 2.0, 1.0
_CHANGED, _ALIKE, _ADDED = -0.9, -0.4, -1.0
_SKIP_FIRST, _SKIP_FURTHER = -1.2, -0.06
# "[Orla Tarn] has" stands for "She has", even where the page has "Orla Tarn" a sentence before.
_BRACKETED, _BRACKETED_SAME, _BRACKETED_FOR, _BRACKETED_ADDED = -0.3, 0.2, 0.3, -0.05
_STEM: Final = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words with one operation, as ranges of positions in the draft's words and in the page's."""

    operation: Operation
    draft: tuple[int, int]
    source: tuple[int, int]


def weigh(word: WordKey) -> float:
    """Return the weight of a match of ``word``."""
    return _FUNCTION_WORD if word.key in FUNCTION_WORDS else _CONTENT_WORD


def find_run(draft: Sequence[WordKey], source: Sequence[WordKey]) -> int | None:
    """Return the position in ``source`` at which all words of ``draft`` follow one another; null if they do not."""
    keys = f" {' '.join(word.key for word in source)} "
    position = keys.find(f" {' '.join(word.key for word in draft)} ")
    return None if position < 0 else keys.count(" ", 0, position)


def count_prefix(draft: Sequence[WordKey], source: Sequence[WordKey]) -> int:
    """Count the first words of ``draft`` that follow one another in ``source``."""
    first, longest = draft[0].key, 0
    for start, word in enumerate(source):
        if word.key != first:
            continue
        length = 1
        while length < len(draft) and start + length < len(source) and draft[length].key == source[start + length].key:
            length += 1
        longest = max(longest, length)
    return longest


def align(
    draft: Sequence[WordKey],
    source: Sequence[WordKey],
    *,
    breaks: Collection[int] = (),
    bracketed: Collection[int] = (),
) -> list[Segment]:
    """Align ``draft`` with ``source`` and return the segments from its first to its last word.

    ``breaks`` are the positions of draft words with an ellipsis before them, ``bracketed`` those of words in square
    brackets.
    """
    position = find_run(draft, source)
    if position is not None and not bracketed:
        return [Segment("same", (0, len(draft)), (position, position + len(draft)))]
    moves = _score(draft, source, breaks=breaks, bracketed=bracketed)
    return _merge(_trace(moves, len(draft)), draft, source)


def _score(
    draft: Sequence[WordKey], source: Sequence[WordKey], *, breaks: Collection[int], bracketed: Collection[int]
) -> tuple[list[bytearray], list[bytearray], int]:
    """Fill the tables. Returns the move into each cell, the origin of each skip, and the best last column.

    Moves: 1 a pair of words, 2 an added word, 3 a skip that ends here, 0 the beginning.
    """
    columns = len(source) + 1
    above = [0.0] * columns
    moves, skips = [bytearray(columns)], [bytearray(columns)]
    keys = [word.key for word in source]
    for row, word in enumerate(draft):
        is_bracketed = row in bracketed
        match = _BRACKETED_SAME if is_bracketed else weigh(word)
        added = _BRACKETED_ADDED if is_bracketed else _ADDED
        # A skip ends at a word of the draft: it costs nothing where an ellipsis stands before the next one.
        is_break = row + 1 in breaks
        first, further = (0.0, 0.0) if is_break else (_SKIP_FIRST, _SKIP_FURTHER)
        key, number = word.key, word.number
        current, move, skip = [above[0] + added], bytearray(columns), bytearray(columns)
        move[0] = 2
        skipping = float("-inf")
        is_last = row == len(draft) - 1
        for column in range(1, columns):
            other = keys[column - 1]
            if other == key:
                pair = match
            elif is_bracketed:
                pair = _BRACKETED_FOR if other in POINTING_WORDS and row + 1 not in bracketed else _BRACKETED
            elif (other[:_STEM] == key[:_STEM] and len(key) > _STEM) or (number and source[column - 1].number):
                pair = _ALIKE
            else:
                pair = _CHANGED
            best, best_move = above[column - 1] + pair, 1
            if above[column] + added > best:
                best, best_move = above[column] + added, 2
            if not is_last:
                opened, extended = current[column - 1] + first, skipping + further
                skip[column] = extended > opened
                skipping = max(opened, extended)
                if skipping > best:
                    best, best_move = skipping, 3
            current.append(best)
            move[column] = best_move
        moves.append(move)
        skips.append(skip)
        above = current
    return moves, skips, max(range(columns), key=above.__getitem__)


def _trace(tables: tuple[list[bytearray], list[bytearray], int], rows: int) -> list[tuple[int, int, int]]:
    """Return the moves from the first to the last word of the draft, each with its cell."""
    moves, skips, column = tables
    path: list[tuple[int, int, int]] = []
    row = rows
    while row:
        move = moves[row][column]
        if move == 3:
            while skips[row][column]:
                path.append((3, row, column))
                column -= 1
            path.append((3, row, column))
            column -= 1
            continue
        path.append((move, row, column))
        row -= 1
        column -= move == 1
    path.reverse()
    return path


def _merge(path: Sequence[tuple[int, int, int]], draft: Sequence[WordKey], source: Sequence[WordKey]) -> list[Segment]:
    """Merge moves into segments; words that differ only in their division ("longtime", "long time") are the same."""

    def is_same(step: tuple[int, int, int]) -> bool:
        move, row, column = step
        return move == 1 and draft[row - 1].key == source[column - 1].key

    segments: list[Segment] = []
    for same, steps in groupby(path, key=is_same):
        group = list(steps)
        draft_rows = [row for move, row, _ in group if move != 3]
        source_columns = [column for move, _, column in group if move != 2]
        draft_start = segments[-1].draft[1] if segments else 0
        source_start = segments[-1].source[1] if segments else group[0][2] - (group[0][0] != 2)
        draft_range = (draft_start, draft_start + len(draft_rows))
        source_range = (source_start, source_start + len(source_columns))
        operation: Operation = (
            "same"
            if same or _join_keys(draft, draft_range) == _join_keys(source, source_range)
            else "changed"
            if draft_rows and source_columns
            else "added"
            if draft_rows
            else "dropped"
        )
        if segments and segments[-1].operation == operation == "same":
            earlier = segments.pop()
            draft_range = (earlier.draft[0], draft_range[1])
            source_range = (earlier.source[0], source_range[1])
        segments.append(Segment(operation, draft_range, source_range))
    return segments


def _join_keys(words: Sequence[WordKey], positions: tuple[int, int]) -> str:
    return "".join(word.key for word in words[slice(*positions)])
