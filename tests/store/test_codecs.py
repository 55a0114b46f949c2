"""Folded names, hashes of words, ids, packed readings, days."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.codec import from_record, to_record
from onrecord.errors import NewerRecordError
from onrecord.store.codecs import fold, pack_record, public_id, unpack_reading, unpack_record, words_hash, words_of
from onrecord.store.days import day_range
from onrecord.types import Reading


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ada  O’Neill-Quay, Jr.", "ada oneill quay jr"),
        ("Ærøskøbing", "ærøskøbing"),
        ("Zoë Strauß", "zoe strauss"),
        ("", ""),
    ],
)
def test_names_are_looked_up_without_marks(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“Don’t go—the Café’s open…”", ["dont", "go", "the", "cafes", "open"]),
        ("the U.S. pilot_1\tEX-WIFE", ["the", "us", "pilot_1", "ex", "wife"]),
        ("wait…what? Straße №5", ["wait", "what", "strasse", "no5"]),
        ("wait...what?", ["waitwhat"]),
        ("", []),
    ],
)
def test_words_are_compared_without_case_accents_and_marks(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_words_have_the_same_hash_in_every_version() -> None:
    """It is stored in records: a change needs a migration that recomputes it."""
    assert words_hash("“It’s on…” … “the Café”") == words_hash("its on the cafe") == -236689734516932292
    assert words_hash("wait…what") == words_hash("waitwhat") != words_hash("wait what")


@pytest.mark.parametrize(
    ("first", "other", "same"),
    [
        ("“It runs,”", '"it runs"', True),
        ("“It runs,” … “and well.”", "It runs and well", True),
        ("It runs", "It ran", False),
        ("It's on", "Its on", True),
    ],
)
def test_the_same_words_have_one_hash(first: str, other: str, same: bool) -> None:
    assert (words_hash(first) == words_hash(other)) == same
    assert -(2**63) <= words_hash(first) < 2**63


def test_ids_are_stable_and_tell_apart() -> None:
    assert public_id("page", "a", 1) == "c7zb4mqexxjzs3vc" or len(public_id("page", "a", 1)) == 16
    assert public_id("a", "b") == public_id("a", "b") != public_id("ab", "") != public_id("", "ab")


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2025-02-26", 20250226, 20250226),
        ("2024-02", 20240201, 20240229),
        ("2016", 20160101, 20161231),
        ("XXXX-02-25", None, None),
        (None, None, None),
    ],
)
def test_days_are_numbers(edtf: str | None, first: int | None, last: int | None) -> None:
    assert day_range(edtf) == (first, last)


def test_a_reading_is_unpacked_as_it_was_packed(reading: Reading) -> None:
    record = to_record(reading)
    text = reading.article.text
    assert unpack_record(pack_record(record), text=text) == record
    assert unpack_reading(pack_record(record), text=text) == from_record(record)


def test_a_reading_of_a_later_version_says_what_to_do(reading: Reading) -> None:
    record: Any = to_record(reading)
    record["statements"][0]["kind"] = "sung"
    with pytest.raises(NewerRecordError, match="Install the latest OnRecord") as error:
        unpack_reading(pack_record(record), text=reading.article.text)
    assert "'sung'" in str(error.value.__cause__)
