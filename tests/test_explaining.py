"""Readings explained in words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from onrecord.explaining import explain_confidence, explain_speaker


@pytest.mark.parametrize(
    ("basis", "evidence", "goes_on", "words"),
    [
        ("pronoun", ["“She”", "“Ada Quill”"], True, "“She” stands for “Ada Quill”"),
        ("description", ["“her”", "“the captain”", "“Quill”"], True, "“her” stands for “Quill”, by “the captain”"),
        ("continuation", ["“Quill”"], True, "no cue of its own: it goes on from a quotation of “Quill”"),
        ("continuation", ["“Quill”"], False, "no cue of its own: it goes over into a quotation of “Quill”"),
        ("undecided", ["“she”", "“Ada”", "“Una”"], True, "“she” may be “Ada” or “Una”"),
        ("unstated", [], True, "nothing on the page tells"),
    ],
)
def test_what_decided_a_speaker(basis: str, evidence: Sequence[str], goes_on: bool, words: str) -> None:
    assert explain_speaker(basis, evidence=evidence, goes_on=goes_on) == words


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (0.0, "very doubtful: fewer than 1 in 10 such readings are right"),
        (0.1, "very doubtful: about 1 in 10 such readings is right"),
        (0.34, "doubtful: about 3 in 10 such readings are right"),
        (0.48, "as likely as not: about 5 in 10 such readings are right"),
        (0.6, "more likely than not: about 6 in 10 such readings are right"),
        (0.8, "likely: about 8 in 10 such readings are right"),
        (0.9, "very likely: about 9 in 10 such readings are right"),
        (0.96, "almost certain: about 19 in 20 such readings are right"),
        (0.98, "almost certain: about 98 in 100 such readings are right"),
        (1.0, "almost certain: about 99 in 100 such readings are right"),
    ],
)
def test_how_sure_a_reading_is(confidence: float, words: str) -> None:
    assert explain_confidence(confidence) == words
