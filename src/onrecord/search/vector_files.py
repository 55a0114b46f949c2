"""Vector files: embeddings of statements next to the record, and nearest-neighbour search in them.

A file has the statements with keys in a range, and is mapped into memory. For each statement it has the key, the hash
of the words, the vector in 8-bit numbers, and its signs: 448 bytes in all. A search compares the signs of all
statements, and the numbers of the most similar ones only. The files can be deleted; they are then made again.

A file is written in one step, under a name that states its range, and never changed. Programs can therefore read and
write at the same time without a lock, and a killed program leaves no partial file. If two files overlap, the longer one
counts.

SQLite has an extension for this (sqlite-vec), but many builds of Python cannot load extensions.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from threading import get_ident
from typing import Final

import numpy as np
from numpy.typing import NDArray

from onrecord.store.damage import VECTORS, Damage
from onrecord.store.record_file import clear_errors

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

WIDTH: Final = 384
SCALE: Final = 400
"""The 8-bit value of 1. The numbers of a vector of length 1 are about 1 / sqrt(384) = 0.05; the few beyond 127 / 400 =
0.32 are clipped."""
MOST_ROWS: Final = 65_536
"""Files are merged up to this number of statements (28 MiB), so that a large record has few files."""
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
    """Statements, the nearest first, and equally near ones by their keys.

    *Shape:* all [statements]. A score is the dot product of two vectors in 8-bit numbers: ``SCALE`` squared for the
    same vector. A hash is of the words that the vector was made of.
    """

    keys: Ints
    scores: Ints
    hashes: Ints


def vectors_folder(record: Path) -> Path:
    """The folder of a record's vectors, next to the record. It has a subfolder for each version of the embedder."""
    return record.with_name(record.name + "-meaning")


def copy_vectors(record: Path, copy: Path) -> None:
    """Replace the vectors of the record ``copy`` with those of ``record``.

    Raises ``RecordError`` if they cannot be written.
    """
    with clear_errors(copy):
        shutil.rmtree(vectors_folder(copy), ignore_errors=True)
        if vectors_folder(record).is_dir():
            # Another program may merge files in the meantime; a search makes missing vectors again.
            with suppress(shutil.Error):
                shutil.copytree(vectors_folder(record), vectors_folder(copy))


def find_vector_damage(record: Path) -> Iterator[Damage]:
    """Yield damaged vector files of the record: such a file gives wrong neighbours, or none."""
    folder = vectors_folder(record)
    for path in sorted(folder.glob("*/*.vectors")):
        name = path.relative_to(folder.parent)
        match = _NAME.fullmatch(path.name)
        if match is None:
            yield Damage(VECTORS, f"{name}: its name should be two numbers, such as 0-2048.vectors")
        elif path.stat().st_size % _ROW_BYTES:
            yield Damage(VECTORS, f"{name}: its size is not that of a whole number of statements")
        elif path.stat().st_size:
            segment = _open(path, after=int(match[1]), upto=int(match[2]))
            keys = segment.keys
            if keys[0] <= segment.after or keys[-1] > segment.upto or (np.diff(keys) <= 0).any():
                yield Damage(VECTORS, f"{name}: the keys of its statements are out of order")
            elif (pack_signs(segment.vectors) != segment.signs).any():
                yield Damage(VECTORS, f"{name}: the signs of its vectors differ from the vectors")


def open_segments(folder: Path, *, opened: Sequence[VectorSegment] = ()) -> tuple[VectorSegment, ...]:
    """The vectors in ``folder``, by rising keys; none if there is no folder. ``opened`` are not opened again."""
    by_path = {segment.path: segment for segment in opened}
    ranges = []
    for path in folder.glob("*.vectors"):
        if match := _NAME.fullmatch(path.name):
            ranges.append((int(match[1]), -int(match[2]), path))
    segments: list[VectorSegment] = []
    for after, upto, path in sorted(ranges):
        if not segments or after >= segments[-1].upto:
            with suppress(OSError, ValueError):  # another program has merged it with the next one, or it is empty
                segments.append(by_path.get(path) or _open(path, after=after, upto=-upto))
    return tuple(segments)


def gaps(segments: Sequence[VectorSegment]) -> Iterator[tuple[int, int | None]]:
    """The ranges of keys without a file, each after a key and up to another; the last range has no end."""
    ends = [0, *(end for segment in segments for end in (segment.after, segment.upto))]
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
    previous: VectorSegment | None = None,
) -> VectorSegment:
    """Write the vectors of the statements with keys in that range, merged with the segment just before it.

    Raises ``OSError`` if the file cannot be written.
    """
    small = quantise(vectors)
    if previous is not None:
        after = previous.after
        keys, hashes = np.concatenate([previous.keys, keys]), np.concatenate([previous.hashes, hashes])
        small = np.concatenate([previous.vectors, small])
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{after}-{upto}.vectors"
    _write(path, keys, hashes, small)
    if previous is not None:
        drop(previous)
    return _open(path, after=after, upto=upto)


def erase_vectors(record: Path, keys: Collection[int]) -> None:
    """Erase the vectors of the statements with these keys, of all versions of the embedder.

    Raises ``RecordError`` if they cannot be written.
    """
    with clear_errors(record):
        for folder in filter(Path.is_dir, vectors_folder(record).glob("*")):
            for segment in open_segments(folder):
                is_kept = ~np.isin(segment.keys, list(keys))
                if is_kept.all():
                    continue
                _write(
                    folder / segment.path.name,
                    segment.keys[is_kept],
                    segment.hashes[is_kept],
                    segment.vectors[is_kept].copy(),
                )


def drop(segment: VectorSegment) -> None:
    """Delete a file. If the system forbids it, because another program has the file open, it stays without harm."""
    with suppress(OSError):
        segment.path.unlink(missing_ok=True)


def quantise(vectors: Floats) -> NDArray[np.int8]:
    """``vectors`` in 8-bit numbers. *Shape:* [..., 384] -> the same."""
    return np.clip(np.rint(vectors * SCALE), -127, 127).astype(np.int8)


def pack_signs(small: NDArray[np.int8]) -> NDArray[np.uint64]:
    """The signs of vectors, 64 to a number. *Shape:* [rows, 384] -> [6, rows]."""
    packed = np.packbits(small > 0, axis=1).view(np.uint64)
    return np.ascontiguousarray(packed.T)


def nearest(segments: Sequence[VectorSegment], vector: Floats, *, most: int, least: float) -> Nearest:
    """The most similar statements, with similarity of ``least`` or more, among the ``most`` with the most similar
    signs.

    *Shape:* vector [384].
    """
    small = quantise(vector)
    query_signs = pack_signs(small[None])[:, 0]
    distances = np.concatenate([np.zeros(0, np.uint16), *(_distances(segment, query_signs) for segment in segments)])
    if len(distances) > most:
        counts = np.cumsum(np.bincount(distances, minlength=WIDTH + 1))
        rows = np.flatnonzero(distances <= np.searchsorted(counts, most))
        rows = np.sort(rows[np.argsort(distances[rows], kind="stable")[:most]])
    else:
        rows = np.arange(len(distances))
    return _score(segments, small, rows=rows, least=least)


def nearest_among(segments: Sequence[VectorSegment], vector: Floats, *, keys: Ints, least: float) -> Nearest:
    """The nearest of the statements with these ``keys``, rising, whose similarity is ``least`` or more."""
    rows, start = [], 0
    for segment in segments:
        indexes = np.searchsorted(segment.keys, keys)
        indexes = indexes[indexes < len(segment.keys)]
        rows.append(start + indexes[np.isin(segment.keys[indexes], keys)])
        start += len(segment.keys)
    distinct = np.unique(np.concatenate([np.zeros(0, np.int64), *rows]))
    return _score(segments, quantise(vector), rows=distinct, least=least)


def _write(path: Path, keys: Ints, hashes: Ints, small: NDArray[np.int8]) -> None:
    temporary = path.with_suffix(f".{os.getpid()}-{get_ident()}")
    try:
        with temporary.open("wb") as file:
            for part in (keys.astype(np.int64), hashes.astype(np.int64), pack_signs(small), small):
                file.write(np.ascontiguousarray(part).tobytes())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _open(path: Path, *, after: int, upto: int) -> VectorSegment:
    """Raises ``OSError`` if there is no file, ``ValueError`` if its size is not that of whole statements."""
    content = np.memmap(path, dtype=np.uint8, mode="r").view(np.ndarray)  # a memmap itself is slower to slice
    rows, rest = divmod(len(content), _ROW_BYTES)
    if rest:
        raise ValueError(f"{path}: {rest} bytes too many")
    ends = [rows * size for size in (8, 16, 16 + WIDTH // 8)]
    return VectorSegment(
        path,
        after,
        upto,
        keys=content[: ends[0]].view(np.int64),
        hashes=content[ends[0] : ends[1]].view(np.int64),
        signs=content[ends[1] : ends[2]].view(np.uint64).reshape(_WORDS, rows),
        vectors=content[ends[2] :].view(np.int8).reshape(rows, WIDTH),
    )


def _distances(segment: VectorSegment, query_signs: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """The number of signs in which each vector differs: the Hamming distance. *Shape:* query_signs [6] -> [rows]."""
    distances = np.zeros(len(segment.keys), dtype=np.uint16)
    for word, column in zip(query_signs, segment.signs, strict=True):
        distances += np.bitwise_count(column ^ word)
    return distances


def _score(segments: Sequence[VectorSegment], small: NDArray[np.int8], *, rows: Ints, least: float) -> Nearest:
    """The statements at these ascending ``rows``, counted through all segments, the nearest first."""
    keys, hashes, scores, start = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], 0
    query = small.astype(np.float32)
    for segment in segments:
        first, last = np.searchsorted(rows, [start, start + len(segment.keys)])
        in_segment = rows[first:last] - start
        # Sums of whole numbers below 2^24 are exact in 32-bit floats, so the order of addition does not matter.
        products = (segment.vectors[in_segment].astype(np.float32) @ query).astype(np.int64)
        close = products >= least * SCALE**2
        scores.append(products[close])
        keys.append(segment.keys[in_segment[close]])
        hashes.append(segment.hashes[in_segment[close]])
        start += len(segment.keys)
    key, score, hash_ = np.concatenate(keys), np.concatenate(scores), np.concatenate(hashes)
    order = np.lexsort((key, -score))
    return Nearest(key[order], score[order], hash_[order])
