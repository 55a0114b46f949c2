"""Pack whole blocks of words into windows that the encoder reads at once."""

from __future__ import annotations

from onrecord.statements.words import Words

LIMIT = 190
"""Wordpieces in a window, besides the two that mark its ends."""


def pack(words: Words, *, first: int = LIMIT) -> list[tuple[int, ...]]:
    """Split ``words`` into windows of at most ``LIMIT`` wordpieces, the first one of at most ``first``.

    Returns the indices of the words of each window, ascending. A block is kept whole where it fits in a window; a
    longer one is cut where the window is full.
    """
    windows: list[tuple[int, ...]] = []
    current: list[int] = []
    room = first
    for start, end in _runs(words):
        size = int(words.first[end] - words.first[start])
        if size > room and current and size <= LIMIT:
            windows.append(tuple(current))
            current, room, _limit = [], LIMIT, LIMIT
        for word in range(start, end):
            size = int(words.first[word + 1] - words.first[word])
            if size > room and current:
                windows.append(tuple(current))
                current, room, _limit = [], LIMIT, LIMIT
            current.append(word)
            room -= size
    if current:
        windows.append(tuple(current))
    return windows


def _runs(words: Words) -> list[tuple[int, int]]:
    """The stretch of words of each block that has any."""
    runs: list[tuple[int, int]] = []
    for word, block in enumerate(words.block.tolist()):
        if runs and words.block[runs[-1][0]] == block:
            runs[-1] = (runs[-1][0], word + 1)
        else:
            runs.append((word, word + 1))
    return runs
