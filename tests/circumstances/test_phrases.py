"""Where a noun phrase ends."""

from __future__ import annotations

import pytest

from onrecord.circumstances.phrases import head, is_named, noun_phrase


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
def test_a_noun_phrase(text: str, phrase: str | None) -> None:
    found = noun_phrase(text, 0)
    assert (None if found is None else text[found[0] : found[1]]) == phrase


def test_it_ends_where_something_else_begins() -> None:
    text = "Lantern Monday night"
    assert noun_phrase(text, 0, stops={text.index("Monday")}) == (0, len("Lantern"))


@pytest.mark.parametrize(
    ("phrase", "last", "named"),
    [
        ("the crew of the Gull", "crew", True),
        ("Lantern magazine", "magazine", False),
        ("“Deep Water”", "water”", True),
        ("Tide.com", "tide.com", True),
        ("reporters", "reporters", False),
        ("", "", False),
    ],
)
def test_what_a_phrase_names(phrase: str, last: str, named: bool) -> None:
    assert (head(phrase), is_named(phrase)) == (last, named)
