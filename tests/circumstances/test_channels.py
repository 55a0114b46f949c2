"""Patterns of addressees and channels: the words that are looked for first."""

from __future__ import annotations

import pytest

from onrecord.circumstances.channels import ADDRESSEE_PATTERNS, CHANNEL_PATTERNS, WordedPattern

EXAMPLES = (
    "in an interview with Lantern",
    "an open letter sent to the board",
    "She spoke exclusively to Lantern",
    "is speaking to Lantern",
    "testified before the council",
    "addressing the crew",
    "addressed fans",
    "Asked by the crew",
    "shared the good news with Lantern",
    "Took to Twitter",
    "stopped by the “Morning Tide Show”",
    "According to a report by The Bell",
    "in a story from The Bell",
    "a study of tides, published last week in The Bell",
    "the latest issue of Lantern",
    "On Twitter",
    "via her Facebook page",
    "in a Reddit post",
    "In a statement",
    "as part of her testimony",
    "with a tweet",
    "by e-mail",
    "At the end of her speech",
    "THROUGH a statement",
    "at a news conference",
    "during Friday’s hearing",
    "In post-race press conference",
    "captioned an Instagram",
    "posted a longer tribute to Instagram",
    "using her Twitter",
    "issued a statement",
    "Penned several letters",
    "used two speeches",
    "on her podcast",
    "on the “Late Boat” podcast",
    "on its site",
    "in federal court",
    "on Lantern’s “Deep Water”",
    "on The Morning Tide Show",
    "on BBC Radio 4",
)


@pytest.mark.parametrize("phrase", [*ADDRESSEE_PATTERNS, *CHANNEL_PATTERNS], ids=lambda phrase: phrase.pattern.pattern)
def test_a_match_has_one_of_the_words(phrase: WordedPattern) -> None:
    matches = [match[0] for text in EXAMPLES for match in phrase.pattern.finditer(f"{text} .")]
    assert matches
    assert all(not phrase.words.isdisjoint(match.lower().split()) for match in matches)
