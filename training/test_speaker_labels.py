"""Examples for the pair scorer from labelled speakers, on an invented article."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.encoder.model import Model
from onrecord.encoder.words import Words, cut_words
from training.corpora import blocks_of
from training.speaker_labels import anaphors_of, find_places, mentions_of, name_in, owners_of_forms, same_name

TEXT = (
    "Harbour board delays the bridge\n"
    "Mara Tolven of the Quay Harbour Board said the bridge would open late.\n"
    "A brother, Odo Tolven, disagreed. He called it a scandal.\n"
    "The QHB denied that. Ms. Tolven promised an answer.\n"
    "A dock worker told reporters to wait. “Nobody knows,” the council added.\n"
    "“It will open.”\n"
)


def statement(source: str, cue: str, content: str, speaker: str | None, kind: str) -> dict[str, Any]:
    def span(words: str) -> list[list[int]]:
        start = TEXT.index(words) if words else -1
        return [[start, start + len(words)]] if words else []

    parts = {"source": span(source), "cue": span(cue), "content": span(content)}
    return {**parts, "speaker": speaker, "speaker_kind": kind}


STATEMENTS = [
    statement("Mara Tolven", "said", "the bridge would open late", "Mara Tolven", "person"),
    statement("He", "called", "a scandal", "Odo Tolven", "person"),
    statement("The QHB", "denied", "that", "Quay Harbour Board", "organisation"),
    statement("Ms. Tolven", "promised", "an answer", "Mara Tolven", "person"),
    statement("A dock worker", "told", "to wait", "a dock worker", "unnamed"),
    statement("", "added", "“Nobody knows,”", None, "unknown"),
    statement("", "", "“It will open.”", "Mara Tolven", "person"),
]
NAMES = {"Mara Tolven", "Odo Tolven", "Quay Harbour Board", "QHB"}
EXPECTED = {
    "He": ({"Mara Tolven", "Odo Tolven", "Quay Harbour Board", "QHB", "Tolven"}, {"Odo Tolven"}),
    "QHB": ({"Mara Tolven", "Odo Tolven", "Quay Harbour Board", "Tolven"}, {"Quay Harbour Board"}),
    "Tolven": (NAMES, {"Mara Tolven"}),
    "worker": (NAMES | {"He", "Tolven"}, set()),
    "added": (NAMES | {"He", "Tolven"}, set()),
    "“": (NAMES | {"He", "Tolven"}, {"Mara Tolven", "Tolven"}),
}
"""By anaphor: the words of its candidates, and those of the right ones."""


@pytest.fixture(scope="module")
def words() -> Words:
    return cut_words(TEXT, blocks_of(TEXT), tokenizer=Model.load().tokenizer)


def test_anaphors_have_the_labelled_speaker_among_their_candidates(words: Words) -> None:
    owners = owners_of_forms(
        {"Mara Tolven": [], "Odo Tolven": [], "Quay Harbour Board": []}, statements=STATEMENTS, text=TEXT
    )
    places = find_places(TEXT, owners)
    forms_by_end = {end: form for form, spans in places.spans.items() for _, end in spans}
    mentions = mentions_of(places, STATEMENTS, text=TEXT, words=words)

    def form(word: int) -> str:
        start, end = words.spans[word]
        return forms_by_end.get(int(end), TEXT[start:end])

    candidates = {}
    for anaphor in anaphors_of(STATEMENTS, mentions, text=TEXT, words=words):
        right = {form(word) for word, is_right in zip(anaphor.candidates, anaphor.right, strict=True) if is_right}
        start, end = words.spans[anaphor.word]
        candidates[TEXT[start:end]] = ({form(word) for word in anaphor.candidates}, right)
    assert candidates == EXPECTED


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("Tolven", "Mara Tolven", True),
        ("Mara", "Mara Tolven", True),
        ("Odo Tolven", "Mara Tolven", False),
        ("QHB", "Quay Harbour Board", True),
        ("QH", "Quay Harbour Board", False),
        ("the Harbour Board", "Quay Harbour Board", True),
        ("Mara J. Tolven Jr.", "Mara Tolven", True),
        ("Board of Trade", "Quay Harbour Board", False),
    ],
)
def test_forms_of_a_name(short: str, long: str, *, expected: bool) -> None:
    assert same_name(short, long) == expected


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Ms. Tolven", "Tolven"),
        ("The QHB", "QHB"),
        ("A dock worker", ""),
        ("the council", ""),
        ("He", ""),
    ],
)
def test_sources_that_are_names(source: str, name: str) -> None:
    start = TEXT.index(source)
    assert name_in(TEXT, [[start, start + len(source)]]) == name
