"""Pack whole blocks of words into windows that the encoder reads at once."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from onrecord.encoder.words import Words

LIMIT = 142
"""Wordpieces in a window, besides the two that mark its ends."""


def pack(words: Words, *, limit: int = LIMIT, first: int | None = None) -> list[tuple[int, int]]:
    """Split ``words`` into windows of at most ``limit`` wordpieces, the first one of at most ``first``.

    Returns the first word of each window and the one behind its last. A block is kept whole where it fits in a window;
    a longer one is cut where the window is full.
    """
    windows: list[tuple[int, int]] = []
    begins: list[int] = words.first.tolist()
    start, room = 0, limit if first is None else first
    for block_start, block_end in pairwise([0, *(np.flatnonzero(np.diff(words.block)) + 1).tolist(), len(words)]):
        size = begins[block_end] - begins[block_start]
        if room < size <= limit and block_start > start:
            windows.append((start, block_start))
            start, room = block_start, limit
        for word in range(block_start, block_end):
            size = begins[word + 1] - begins[word]
            if size > room and word > start:
                windows.append((start, word))
                start, room = word, limit
            room -= size
    if start < len(words):
        windows.append((start, len(words)))
    return windows
