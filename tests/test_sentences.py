"""Ends of sentences."""

from __future__ import annotations

import pytest

from onrecord.sentences import is_abbreviation


@pytest.mark.parametrize(
    ("before", "after", "is_end"),
    [
        ("Mr.", " Quill", False),
        ("with Sens.", " Ivo Tarn", False),
        ("J.", " Tarn", False),
        ("at 9 p.m.", " Tarn left", False),
        ("Yahoo!", " News", False),
        ("said Una Moll.", " Orla Tarn left", True),
        ("It is late!", " Tarn left", True),
        ("It was plan B.", "” Tarn left", True),
        ("the Harbour Co.", "", True),
    ],
)
def test_full_stops_of_abbreviations_end_no_sentence(before: str, after: str, is_end: bool) -> None:
    assert is_abbreviation(before + after, len(before)) is not is_end
