"""Phrases that name the addressee or the channel of a statement."""

from __future__ import annotations

import pytest

from onrecord.channel_words import addressed


@pytest.mark.parametrize(
    ("told", "phrase"),
    [
        ("The Elmouth Post", "to The Elmouth Post"),
        ("reporters", "to reporters"),
        ("me", "to me"),
        ("the hearing", "to the hearing"),
        ("the paper", "to the paper"),
        ("a local newsletter", "to a local newsletter"),
        ("the court", "to the court"),
        ("congress", "to congress"),
        ("Moll X", "to Moll X"),
        ("Quay News", "to Quay News"),
        ("Elmouth Film Festival", "to Elmouth Film Festival"),
        ("interview", "in an interview"),
        ("joint statement", "in a joint statement"),
        ("e-mail", "in an e-mail"),
        ("Instagram post", "in an Instagram post"),
        ("court papers", "in court papers"),
        ("federal court", "in federal court"),
        ("testimony", "in testimony"),
        ("her memoir", "in her memoir"),
        ("Quill’s closing statement", "in Quill’s closing statement"),
        ("news conference", "at a news conference"),
        ("this week’s briefing", "at this week’s briefing"),
        ("Instagram", "on Instagram"),
        ("social media", "on social media"),
        ("his Facebook page", "on his Facebook page"),
        ("podcast", "on a podcast"),
        ("their website", "on their website"),
    ],
)
def test_a_channel_has_its_own_preposition(told: str, phrase: str) -> None:
    assert addressed(told) == phrase
