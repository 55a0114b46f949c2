"""Vectors in files: written, opened and merged; the nearest are the same as by comparison of all pairs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from onrecord.search import vector_files
from onrecord.search.vector_files import SCALE, WIDTH, Floats, VectorSegment

SOURCE = np.random.default_rng(3)


def made(count: int) -> Floats:
    """Vectors of length 1, half of them around the same vector."""
    middle = SOURCE.standard_normal((1, WIDTH), dtype=np.float32)
    vectors = SOURCE.standard_normal((count, WIDTH), dtype=np.float32)
    vectors[::2] += middle
    normalised: Floats = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return normalised


def write(folder: Path, given: Floats, *, after: int, previous: VectorSegment | None = None) -> VectorSegment:
    keys = np.arange(after + 1, after + 1 + len(given), dtype=np.int64)
    return vector_files.write_segment(
        folder, after=after, upto=int(keys[-1]), keys=keys, hashes=keys * -7, vectors=given, previous=previous
    )


def test_written_vectors_are_there_when_opened(tmp_path: Path) -> None:
    vectors = made(5)
    write(tmp_path / "new", vectors, after=10)
    (vector,) = vector_files.open_segments(tmp_path / "new")
    assert (vector.after, vector.upto, vector.keys.tolist()) == (10, 15, [11, 12, 13, 14, 15])
    assert vector.hashes.tolist() == [-77, -84, -91, -98, -105]
    assert np.abs(vector.vectors / SCALE - np.clip(vectors, -127 / SCALE, 127 / SCALE)).max() <= 0.5 / SCALE + 1e-6
    assert vector.path.stat().st_size == 5 * 448
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["10-15.vectors"]


def test_small_files_are_put_together(tmp_path: Path) -> None:
    first, second = made(3), made(4)
    before = write(tmp_path, first, after=0)
    write(tmp_path, second, after=3, previous=before)
    (vector,) = vector_files.open_segments(tmp_path)
    assert (vector.after, vector.upto, vector.keys.tolist()) == (0, 7, [1, 2, 3, 4, 5, 6, 7])
    assert np.array_equal(vector.vectors, vector_files.quantise(np.concatenate([first, second])))
    assert np.array_equal(vector.signs, vector_files.pack_signs(np.array(vector.vectors)))


def test_of_files_that_overlap_the_longer_counts_and_the_rest_is_passed_over(tmp_path: Path) -> None:
    vectors = made(7)
    write(tmp_path, vectors[:3], after=0)
    write(tmp_path, vectors, after=0)
    write(tmp_path, vectors[3:], after=3)
    (tmp_path / "7-9.vectors").write_bytes(b"half of one")
    (tmp_path / "9-12.vectors").write_bytes(b"")
    (tmp_path / "notes.vectors").write_bytes(b"")
    assert [open_segment.path.name for open_segment in vector_files.open_segments(tmp_path)] == ["0-7.vectors"]
    assert vector_files.open_segments(tmp_path / "nowhere") == ()


def test_open_segments_are_not_opened_again(tmp_path: Path) -> None:
    write(tmp_path, made(2), after=0)
    opened = vector_files.open_segments(tmp_path)
    write(tmp_path, made(2), after=2)
    again = vector_files.open_segments(tmp_path, opened=opened)
    assert again[0] is opened[0]
    assert len(again) == 2


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([], [(0, None)]),
        ([(0, 5)], [(5, None)]),
        ([(0, 5), (5, 9)], [(9, None)]),
        ([(2, 5), (7, 9)], [(0, 2), (5, 7), (9, None)]),
    ],
)
def test_gaps_are_what_no_file_covers(
    tmp_path: Path, ranges: list[tuple[int, int]], expected: list[tuple[int, int | None]]
) -> None:
    segments = [write(tmp_path, made(upto - after), after=after) for after, upto in ranges]
    assert list(vector_files.gaps(segments)) == expected


def test_the_nearest_are_those_that_comparing_all_finds(tmp_path: Path) -> None:
    vectors = made(900)
    for start in range(0, 900, 300):
        write(tmp_path, vectors[start : start + 300], after=start)
    segments = vector_files.open_segments(tmp_path)
    products = vectors @ vectors[4]
    expected = [int(index) + 1 for index in np.argsort(-products) if products[index] >= 0.3]
    assert 100 < len(expected) < 700
    result = vector_files.nearest(segments, vectors[4], most=900, least=0.3)
    assert result.keys[0] == 5
    assert np.abs(result.scores / SCALE**2 - products[result.keys - 1]).max() < 0.01
    assert result.hashes.tolist() == [-7 * key for key in result.keys.tolist()]
    assert len(set(expected) ^ set(result.keys.tolist())) <= 10  # vectors at the boundary
    assert sorted(result.scores.tolist(), reverse=True) == result.scores.tolist()


def test_only_those_that_are_nearest_by_their_signs_are_looked_at_closely(tmp_path: Path) -> None:
    vectors = made(600)
    vectors[7:300:30] = vectors[7] + vectors[7:300:30] / 2
    write(tmp_path, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), after=0)
    result = vector_files.nearest(vector_files.open_segments(tmp_path), vectors[7], most=60, least=-1)
    assert len(result.keys) == 60
    assert sorted(result.keys[:10].tolist()) == list(range(8, 301, 30))


def test_of_equally_near_ones_the_lesser_key_comes_first(tmp_path: Path) -> None:
    vector = made(1)
    write(tmp_path, np.repeat(vector, 40, axis=0), after=0)
    segments = vector_files.open_segments(tmp_path)
    assert vector_files.nearest(segments, vector[0], most=50, least=0.3).keys.tolist() == list(range(1, 41))
    assert vector_files.nearest(segments, vector[0], most=10, least=0.3).keys.tolist() == list(range(1, 11))


def test_among_some_only_these_are_looked_at(tmp_path: Path) -> None:
    vectors = made(60)
    write(tmp_path, vectors[:30], after=0)
    write(tmp_path, vectors[30:], after=30)
    segments = vector_files.open_segments(tmp_path)
    keys = np.array([1, 5, 29, 30, 31, 60, 61, 400], dtype=np.int64)
    result = vector_files.nearest_among(segments, vectors[4], keys=keys, least=-1)
    assert sorted(result.keys.tolist()) == [1, 5, 29, 30, 31, 60]
    everything = vector_files.nearest(segments, vectors[4], most=60, least=-1)
    scores = dict(zip(everything.keys.tolist(), everything.scores.tolist(), strict=True))
    assert result.scores.tolist() == [scores[key] for key in result.keys.tolist()]


def test_where_there_is_nothing_nothing_is_near(tmp_path: Path) -> None:
    vector = made(1)[0]
    assert vector_files.nearest((), vector, most=10, least=0).keys.tolist() == []
    assert vector_files.nearest_among((), vector, keys=np.array([1, 2]), least=0).keys.tolist() == []
    write(tmp_path, made(3), after=0)
    empty = vector_files.nearest_among(
        vector_files.open_segments(tmp_path), vector, keys=np.zeros(0, np.int64), least=-1
    )
    assert empty.keys.tolist() == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda content: content[:-1], "its size is not that of a whole number of statements"),
        (lambda content: content[:100] + b"\xff" + content[101:], "the signs of its vectors differ"),
        (lambda content: bytes(8) + content[8:], "the keys of its statements are out of order"),
        (lambda content: b"", None),
        (lambda content: content, None),
    ],
)
def test_damaged_files_are_found(tmp_path: Path, change: Callable[[bytes], bytes], problem: str | None) -> None:
    record = tmp_path / "record.sqlite"
    path = write(vector_files.vectors_folder(record) / "1", made(5), after=10).path
    path.write_bytes(change(path.read_bytes()))
    problems = [damage.problem for damage in vector_files.find_vector_damage(record)]
    assert len(problems) == (problem is not None)
    assert all(str(problem) in text for text in problems)
