"""Gzip is decompressed up to a limit."""

from __future__ import annotations

import gzip
import time

import pytest

from onrecord.errors import FetchError
from onrecord.pages.inflate import gunzip, gunzip_start
from onrecord.settings import Settings

WORDS = b"The ferry will run again. " * 40
LARGE = bytes(range(256)) * 400
"""More than is decompressed at a time."""
SETTINGS = Settings(max_page_bytes=200_000, max_gzip_members=50)


@pytest.mark.parametrize("data", [WORDS, LARGE])
@pytest.mark.parametrize("members", [1, 2, 50])
def test_members_are_joined(data: bytes, members: int) -> None:
    size = -(-len(data) // members)
    packed = b"".join(gzip.compress(data[start : start + size]) for start in range(0, len(data), size))
    assert gunzip("s", packed, settings=SETTINGS) == data
    assert gunzip("s", packed + b"no gzip", settings=SETTINGS) == data


@pytest.mark.parametrize(
    ("data", "max_bytes", "problem"),
    [
        # A gzip bomb: 50 MB from 50 kB.
        (gzip.compress(bytes(2_000_000)), 1_000_000, "larger than 1,000,000 bytes when decompressed"),
        (gzip.compress(bytes(2_000_000)), None, "larger than 200,000 bytes when decompressed"),
        (gzip.compress(WORDS) * 3, 2 * len(WORDS), "larger than"),
        # Broken off in the data, then in the checksum.
        (gzip.compress(WORDS)[:-20], 10_000, "breaks off"),
        (gzip.compress(LARGE)[:-1], None, "breaks off"),
        (b"\x1f\x8bnot gzip at all", 10_000, "damaged"),
        (b"<html>not gzip", 10_000, "does not begin as gzip"),
        (gzip.compress(b"") * 51, None, "more than 50 members. .* or raise ONRECORD_MAX_GZIP_MEMBERS"),
    ],
)
def test_large_and_damaged_data_is_refused(data: bytes, max_bytes: int | None, problem: str) -> None:
    with pytest.raises(FetchError, match=problem):
        gunzip("s", data, settings=SETTINGS, max_bytes=max_bytes)


def test_with_cut_the_beginning_is_returned() -> None:
    assert gunzip("s", gzip.compress(WORDS), settings=SETTINGS, max_bytes=100, cut=True)[:100] == WORDS[:100]
    assert WORDS.startswith(gunzip("s", gzip.compress(WORDS)[:-12], settings=SETTINGS, cut=True))


def test_many_members_take_linear_time() -> None:
    """zlib copies all that follows a member: 100,000 empty ones would be 200 GB in one piece."""
    settings = Settings(max_gzip_members=100_000)
    began = time.process_time()
    assert gunzip("s", gzip.compress(b"") * 100_000, settings=settings) == b""
    assert time.process_time() - began < 5.0


def test_the_start_of_gzip_is_decompressed() -> None:
    assert gunzip_start(gzip.compress(WORDS)[:60], size=5) == WORDS[:5]
    assert gunzip_start(b"plain", size=5) == b""
