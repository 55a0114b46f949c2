"""Speakers and confidence in words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from onrecord.explaining import explain_confidence, explain_speaker


@pytest.mark.parametrize(
    ("basis", "evidence", "continues", "words"),
    [
        ("pronoun", ["“She”", "“Ada Quill”"], True, "“She” refers to “Ada Quill”"),
        ("description", ["“her”", "“the captain”", "“Quill”"], True, "“her” refers to “Quill” through “the captain”"),
        ("continuation", ["“Quill”"], True, "no cue of its own: it continues a quotation of “Quill”"),
        ("continuation", ["“Quill”"], False, "no cue of its own: it runs on into a quotation of “Quill”"),
        ("undecided", ["“she”", "“Ada”", "“Una”"], True, "“she” may be “Ada” or “Una”"),
        ("unstated", [], True, "nothing on the page says who speaks"),
    ],
)
def test_a_speaker_is_explained(basis: str, evidence: Sequence[str], continues: bool, words: str) -> None:
    assert explain_speaker(basis, evidence=evidence, continues=continues) == words


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.0, "under 1% sure"),
        (0.004, "under 1% sure"),
        (0.005, "1% sure"),
        (0.873, "87% sure"),
        (0.994, "99% sure"),
        (0.995, "over 99% sure"),
        (1.0, "over 99% sure"),
    ],
)
def test_confidence_is_a_percentage(confidence: float, words: str) -> None:
    assert explain_confidence(confidence) == words
