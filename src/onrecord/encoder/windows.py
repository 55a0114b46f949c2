"""Pack blocks into windows, the sequences that the encoder processes in one run."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from onrecord.encoder.words import Words

# Wordpieces per window, without [CLS] and [SEP]. Training uses 190. Shorter windows are faster and no less accurate:
# with seven-bit weights, attribution F1 on PolNeAR dev was .761 at 126 wordpieces, .759 at 142, .757 at 190 and .745 at
# 254 (training/LOG.md).
LIMIT = 142


def pack(words: Words, *, limit: int = LIMIT, first_limit: int | None = None) -> list[tuple[int, int]]:
    """Split ``words`` into windows of at most ``limit`` wordpieces, the first one of at most ``first_limit``.

    Returns the word indices ``(start, end)`` of each window, end exclusive. A block that fits into a window is never
    split; a longer one is split where the window is full.
    """
    windows: list[tuple[int, int]] = []
    piece_offsets: list[int] = words.first_piece.tolist()
    start, room = 0, limit if first_limit is None else first_limit
    block_starts = (np.flatnonzero(np.diff(words.block)) + 1).tolist()
    for block_start, block_end in pairwise([0, *block_starts, len(words)]):
        size = piece_offsets[block_end] - piece_offsets[block_start]
        if room < size <= limit and block_start > start:
            windows.append((start, block_start))
            start, room = block_start, limit
        for word in range(block_start, block_end):
            size = piece_offsets[word + 1] - piece_offsets[word]
            if size > room and word > start:
                windows.append((start, word))
                start, room = word, limit
            room -= size
    if start < len(words):
        windows.append((start, len(words)))
    return windows
