"""Gzip is undone within bounds."""

from __future__ import annotations

import gzip

import pytest

from onrecord.errors import FetchError
from onrecord.pages.inflate import gunzip, gunzip_start

WORDS = b"The ferry will run again. " * 40


def test_one_member_and_several() -> None:
    assert gunzip("s", gzip.compress(WORDS), limit=10_000) == WORDS
    assert gunzip("s", gzip.compress(WORDS[:9]) + gzip.compress(WORDS[9:]), limit=10_000) == WORDS


@pytest.mark.parametrize(
    ("data", "limit", "problem"),
    [
        (gzip.compress(bytes(50_000_000)), 1_000_000, "larger than 1,000,000 bytes once its gzip is undone"),
        (gzip.compress(WORDS) * 3, 2 * len(WORDS), "larger than"),
        (gzip.compress(WORDS)[:-20], 10_000, "breaks off"),
        (b"\x1f\x8bnot gzip at all", 10_000, "damaged"),
    ],
)
def test_too_much_and_damage_are_errors(data: bytes, limit: int, problem: str) -> None:
    with pytest.raises(FetchError, match=problem):
        gunzip("s", data, limit=limit)


def test_cut_keeps_what_came_out() -> None:
    assert gunzip("s", gzip.compress(WORDS), limit=100, cut=True)[:100] == WORDS[:100]
    assert WORDS.startswith(gunzip("s", gzip.compress(WORDS)[:-12], limit=10_000, cut=True))


def test_the_start_of_what_may_be_gzip() -> None:
    assert gunzip_start(gzip.compress(WORDS)[:60], size=5) == WORDS[:5]
    assert gunzip_start(b"plain", size=5) == b""
