"""Refusals to comment."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from onrecord.encoder.words import Words
from onrecord.statements.drafts import Draft
from onrecord.statements.refusals import find_refusals

Cut = Callable[[str], Words]

CASES = [
    ("Tarn declined to comment.", "Tarn", "declined", "declined to comment"),
    ("Tarn did not say when it would open.", "Tarn", "say", "did not say when it would open"),
    (
        "The board has yet to disclose how much it paid.",
        "The board",
        "disclose",
        "has yet to disclose how much it paid",
    ),
    (
        "A spokesman for the Quay Trust declined to comment on the sale.",
        "A spokesman for the Quay Trust",
        "declined",
        "declined to comment on the sale",
    ),
    (
        "As for Piet, he hasn’t publicly responded to Orla’s remarks.",
        "he",
        "responded",
        "hasn’t publicly responded to Orla’s remarks",
    ),
    (
        "The board did not immediately respond to a request for comment.",
        "The board",
        "respond",
        "did not immediately respond to a request for comment",
    ),
    (
        "Tarn has not yet commented on the report, but Moll said he would.",
        "Tarn",
        "commented",
        "has not yet commented on the report",
    ),
    ("Neither could be found, and Tarn could not be reached.", "Tarn", "reached", "could not be reached"),
    (
        "Moll did not return several calls seeking comment.",
        "Moll",
        "return",
        "did not return several calls seeking comment",
    ),
    ("The firm was not available for comment.", "The firm", "available", "was not available for comment"),
    (
        "Moll refused repeated requests for an interview.",
        "Moll",
        "refused",
        "refused repeated requests for an interview",
    ),
    ("The ministry had no immediate comment.", "The ministry", "comment", "had no immediate comment"),
    ("Tarn has yet to respond.", "Tarn", "respond", "has yet to respond"),
    ("Moll did not wish to discuss his pay-off.", "Moll", "discuss", "did not wish to discuss his pay-off"),
    ("The clerk would not say whose it was.", "The clerk", "say", "would not say whose it was"),
    ("Tarn said nothing.", "Tarn", "nothing", "said nothing"),
    ("Moll referred questions to the board.", "Moll", "referred", "referred questions to the board"),
    (
        "Moll, who sails for Elmouth, has not commented.",
        "Moll, who sails for Elmouth,",
        "commented",
        "has not commented",
    ),
    ("The firm declined to release any details.", "The firm", "declined", "declined to release any details"),
    ("Tarn would not share the names of donors.", "Tarn", "share", "would not share the names of donors"),
    ("Moll has remained silent about the split.", "Moll", "silent", "has remained silent about the split"),
]


@pytest.mark.parametrize(("text", "source", "cue", "content"), CASES, ids=[case[0] for case in CASES])
def test_refusals_are_found(cut: Cut, text: str, source: str, cue: str, content: str) -> None:
    words = cut(text)
    [refusal] = find_refusals([], words, probability=np.zeros(len(words), dtype=np.float32))
    parts = [[text[start:end] for start, end in spans] for spans in (refusal.source, refusal.cue, refusal.content)]
    assert parts == [[source], [cue], [content]]
    assert refusal.basis == "refusal"


@pytest.mark.parametrize(
    "text",
    [
        "Sales declined to nine million.",
        "The patient did not respond to treatment, doctors found.".replace("respond to", "react to"),
        "Tarn was available for comment and gave one.",
        "“I did not respond to him,” she said.",
        "She never returned to the harbour.",
        "He refused to sell the boat.",
        "Tarn refused to release the plans for the harbour.",
        "The guards refused to release the prisoners.",
        "Moll declined to share a stage with him.",
        "She said nothing would change.",
        "She did not say that it would open.",
        "The nurse did not want to give her name.",
        "The engineer did not wish to be quoted, and left.",
    ],
)
def test_other_verbs_are_not_refusals(cut: Cut, text: str) -> None:
    words = cut(text)
    assert find_refusals([], words, probability=np.zeros(len(words), dtype=np.float32)) == []


def test_a_draft_of_the_model_is_extended_to_the_verb_phrase(cut: Cut) -> None:
    text = "On Monday Tarn declined to say whether she would stay."
    words = cut(text)
    draft = Draft(((24, 53),), ((15, 23),), ((10, 14),), "cue")
    [refusal] = find_refusals([draft], words, probability=np.zeros(len(words), dtype=np.float32))
    assert text[slice(*refusal.content[0])] == "declined to say whether she would stay"
    assert refusal.source == draft.source


def test_the_source_of_the_model_is_preferred(cut: Cut) -> None:
    text = "Asked twice by this paper Tarn herself declined to comment."
    words = cut(text)
    probability = np.zeros(len(words), dtype=np.float32)
    probability[5] = 0.9
    [refusal] = find_refusals([], words, probability=probability)
    assert text[slice(*refusal.source[0])] == "Tarn"


def test_a_refusal_in_an_endless_sentence_ends_with_a_word(cut: Cut) -> None:
    text = "Moll declined to comment " + "and the boat sails on " * 100
    words = cut(text)
    [refusal] = find_refusals([], words, probability=np.zeros(len(words), dtype=np.float32))
    ((start, end),) = refusal.content
    assert (start, text[end]) == (text.index("declined"), " ")
    assert 350 < end - start < 450
