"""Vectors of statements in files beside the record, and which of them lie nearest. All of it can be made again.

What SQLite could do for this (sqlite-vec) takes loading an extension, which many builds of Python forbid. A file holds
the statements with keys in one range, mapped into memory: for each its key, the hash of its words, its vector in 8-bit
numbers, and the signs of these alone. The signs are compared with all, and the numbers only with those that are nearest
by their signs. 448 bytes a statement.

A file comes into being whole, under a name that says its range, and is never changed: so programs may read and write
at once with no lock, and one that is killed leaves nothing half done. Where two files overlap, the longer one counts.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from threading import get_ident
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

WIDTH: Final = 384
SCALE: Final = 400
"""What 1 is in a vector's 8-bit numbers: few of 384 numbers that make a length of 1 are beyond 127 / 400."""
MOST_ROWS: Final = 65_536
"""Files are put together until they hold so many statements."""
_WORDS = WIDTH // 64
_ROW_BYTES = 8 + 8 + WIDTH // 8 + WIDTH
_NAME = re.compile(r"(\d+)-(\d+)\.vectors")


@dataclass(frozen=True, slots=True, eq=False)
class VectorSegment:
    """The vectors of the statements with keys after ``after`` and up to ``upto``.

    *Shape:* keys [rows], rising; hashes [rows]; signs [6, rows], 64 to a number; vectors [rows, 384].
    """

    path: Path
    after: int
    upto: int
    keys: Ints
    hashes: Ints
    signs: NDArray[np.uint64]
    vectors: NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """Statements by how near they are: the nearest first, and of equally near ones that with the lesser key.

    *Shape:* all [statements]. A score is the product of two vectors in their 8-bit numbers: ``SCALE`` squared for the
    same. The hash is that of the words that were made into the vector.
    """

    keys: Ints
    scores: Ints
    hashes: Ints


def open_segments(folder: Path, *, known: Sequence[VectorSegment] = ()) -> tuple[VectorSegment, ...]:
    """The vectors in ``folder``, by rising keys; none where there is no such folder. ``known`` need no opening."""
    opened = {one.path: one for one in known}
    ranges = []
    for path in folder.glob("*.vectors"):
        if match := _NAME.fullmatch(path.name):
            ranges.append((int(match[1]), -int(match[2]), path))
    found: list[VectorSegment] = []
    for after, upto, path in sorted(ranges):
        if not found or after >= found[-1].upto:
            with suppress(OSError, ValueError):  # another program has put it together with the next one, or it is empty
                found.append(opened.get(path) or _open(path, after=after, upto=-upto))
    return tuple(found)


def gaps(segments: Sequence[VectorSegment]) -> Iterator[tuple[int, int | None]]:
    """The ranges of keys that no file covers, each after one key and up to another; the last has no end."""
    ends = [0, *(end for one in segments for end in (one.after, one.upto))]
    yield from ((after, upto) for after, upto in list(pairwise(ends))[::2] if after < upto)
    yield ends[-1], None


def write_segment(
    folder: Path,
    *,
    after: int,
    upto: int,
    keys: Ints,
    hashes: Ints,
    vectors: Floats,
    beside: VectorSegment | None = None,
) -> VectorSegment:
    """Keep the vectors of the statements with keys in that range, put together with those ``beside``, just before.

    Raises ``OSError`` where that cannot be.
    """
    small = quantised(vectors)
    if beside is not None:
        after = beside.after
        keys, hashes = np.concatenate([beside.keys, keys]), np.concatenate([beside.hashes, hashes])
        small = np.concatenate([beside.vectors, small])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{after}-{upto}.vectors"
    making = path.with_suffix(f".{os.getpid()}-{get_ident()}")
    try:
        with making.open("wb") as file:
            for part in (keys.astype(np.int64), hashes.astype(np.int64), signs(small), small):
                file.write(np.ascontiguousarray(part).tobytes())
        making.replace(path)
    finally:
        making.unlink(missing_ok=True)
    if beside is not None:
        drop(beside)
    return _open(path, after=after, upto=upto)


def drop(segment: VectorSegment) -> None:
    """Take a file away. Where another program has it open and the system forbids it, it stays and does no harm."""
    with suppress(OSError):
        segment.path.unlink(missing_ok=True)


def quantised(vectors: Floats) -> NDArray[np.int8]:
    """``vectors`` in 8-bit numbers. *Shape:* [..., 384] -> the same."""
    return np.clip(np.rint(vectors * SCALE), -127, 127).astype(np.int8)


def signs(small: NDArray[np.int8]) -> NDArray[np.uint64]:
    """The signs of vectors, 64 to a number. *Shape:* [rows, 384] -> [6, rows]."""
    packed = np.packbits(small > 0, axis=1).view(np.uint64)
    return np.ascontiguousarray(packed.T)


def nearest(segments: Sequence[VectorSegment], vector: Floats, *, most: int, least: float) -> Nearest:
    """Of the ``most`` that are nearest by their signs those that are at least so near. *Shape:* vector [384]."""
    small = quantised(vector)
    asked = signs(small[None])[:, 0]
    apart = np.concatenate([np.zeros(0, np.uint16), *(_apart(one, asked) for one in segments)])
    if len(apart) > most:
        counts = np.cumsum(np.bincount(apart, minlength=WIDTH + 1))
        rows = np.flatnonzero(apart <= np.searchsorted(counts, most))
        rows = np.sort(rows[np.argsort(apart[rows], kind="stable")[:most]])
    else:
        rows = np.arange(len(apart))
    return _scored(segments, small, rows=rows, least=least)


def nearest_among(segments: Sequence[VectorSegment], vector: Floats, *, keys: Ints, least: float) -> Nearest:
    """Of the statements with these ``keys``, rising, those that are at least so near."""
    rows, start = [], 0
    for one in segments:
        at = np.searchsorted(one.keys, keys)
        at = at[at < len(one.keys)]
        rows.append(start + at[np.isin(one.keys[at], keys)])
        start += len(one.keys)
    found = np.unique(np.concatenate([np.zeros(0, np.int64), *rows]))
    return _scored(segments, quantised(vector), rows=found, least=least)


def _open(path: Path, *, after: int, upto: int) -> VectorSegment:
    """Raises ``OSError`` where there is none, ``ValueError`` where it holds no whole number of statements."""
    whole = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)  # quicker to cut than a memmap is
    rows, rest = divmod(len(whole), _ROW_BYTES)
    if rest:
        raise ValueError(f"{path}: {rest} bytes too many")
    ends = [rows * size for size in (8, 16, 16 + WIDTH // 8)]
    return VectorSegment(
        path,
        after,
        upto,
        keys=whole[: ends[0]].view(np.int64),
        hashes=whole[ends[0] : ends[1]].view(np.int64),
        signs=whole[ends[1] : ends[2]].view(np.uint64).reshape(_WORDS, rows),
        vectors=whole[ends[2] :].view(np.int8).reshape(rows, WIDTH),
    )


def _apart(segment: VectorSegment, asked: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """In how many signs each vector differs. *Shape:* asked [6] -> [rows]."""
    found = np.zeros(len(segment.keys), dtype=np.uint16)
    for word, column in zip(asked, segment.signs, strict=True):
        found += np.bitwise_count(column ^ word)
    return found


def _scored(segments: Sequence[VectorSegment], small: NDArray[np.int8], *, rows: Ints, least: float) -> Nearest:
    """The statements at these ``rows``, rising and counted through all segments, in order."""
    keys, hashes, scores, start = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0
    asked = small.astype(np.float32)
    for one in segments:
        first, last = np.searchsorted(rows, [start, start + len(one.keys)])
        here = rows[first:last] - start
        # Whole numbers below 2^24, which 32-bit ones hold exactly: the same however they are added up.
        found = (one.vectors[here].astype(np.float32) @ asked).astype(np.int64)
        close = found >= least * SCALE**2
        scores.append(found[close])
        keys.append(one.keys[here[close]])
        hashes.append(one.hashes[here[close]])
        start += len(one.keys)
    key, score, hash_ = np.concatenate(keys), np.concatenate(scores), np.concatenate(hashes)
    order = np.lexsort((key, -score))
    return Nearest(key[order], score[order], hash_[order])
