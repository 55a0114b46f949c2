"""Noun phrases: their end, head noun and kind."""

from __future__ import annotations

import pytest

from onrecord.circumstances.noun_phrases import find_noun_phrase, head_noun, is_named


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Lantern that it floats", "Lantern"),
        ("Lantern, the paper", "Lantern"),
        ("E! News at noon", "E! News"),
        ("Life & Rope about it", "Life & Rope"),
        ("the crew of the Gull on deck", "the crew of the Gull"),
        ("the captain and his mate to row", "the captain and his mate"),
        ("the captain and left", "the captain"),
        ("Mrs. Quill in May", "Mrs. Quill"),
        ("them all", "them"),
        ("her to row", "her"),
        ("her crew to row", "her crew"),
        ("Quill the boat floats", "Quill"),
        ("Quill she floats", "Quill"),
        ("“Deep Water” host Oke", "“Deep Water” host Oke"),
        ("the sailors’ union on Monday", "the sailors’ union"),
        ("reporters backstage", "reporters"),
        ("that it floats", None),
        ("the", None),
        ("quickly", None),
        ("", None),
    ],
)
def test_noun_phrases(text: str, phrase: str | None) -> None:
    span = find_noun_phrase(text, 0)
    assert (None if span is None else text[span[0] : span[1]]) == phrase


def test_a_phrase_ends_at_a_stop() -> None:
    text = "Lantern Monday night"
    assert find_noun_phrase(text, 0, stops={text.index("Monday")}) == (0, len("Lantern"))


@pytest.mark.parametrize(
    ("phrase", "noun", "is_name"),
    [
        ("the crew of the Gull", "crew", True),
        ("Lantern magazine", "magazine", False),
        ("“Deep Water”", "water”", True),
        ("Tide.com", "tide.com", True),
        ("reporters", "reporters", False),
        ("", "", False),
    ],
)
def test_head_nouns(phrase: str, noun: str, is_name: bool) -> None:
    assert (head_noun(phrase), is_named(phrase)) == (noun, is_name)
