"""``onrecord read --explain``: the words that decided speakers and relationships."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import get_args

import pytest
from rich.console import Console

from onrecord.cli.reading_text import explain_relationships, explain_speaker, plain_lines, show_reading
from onrecord.types import Reading, Relationship, Spans, SpeakerBasis

SHE, US, GULLS, FERRY = (17, 20), (26, 28), (66, 71), (0, 5)
"""Spans of "She", "us", "Gulls" and "Ferry" in the article of the tests; the words said begin at 29."""


@pytest.mark.parametrize(
    ("basis", "evidence", "words"),
    [
        ("named", (SHE,), "“She” at 17 is named next to the words"),
        ("named", (SHE, FERRY), "“She” at 17 is named next to the words, short for “Ferry” at 0"),
        ("pronoun", (SHE, FERRY), "“She” at 17 refers to “Ferry” at 0"),
        ("pronoun", (SHE,), "“She” at 17 stands next to the words"),
        ("description", (SHE, US, FERRY), "“She” at 17 refers to “Ferry” at 0 through “us” at 26"),
        ("description", (SHE,), "the page calls the speaker “She” at 17, and gives no name"),
        ("continuation", (SHE,), "no cue of its own: it continues a quotation of “She” at 17"),
        (
            "continuation",
            (GULLS, FERRY),
            "no cue of its own: it runs on into a quotation of “Gulls” at 66, meaning “Ferry” at 0",
        ),
        ("carried", (SHE,), "no source of its own: it shares the source of the previous cue, “She” at 17"),
        ("subject", (SHE,), "no source of its own: the words before it are about “She” at 17"),
        ("turn", (SHE, FERRY), "spoken in a turn of “She” at 17, short for “Ferry” at 0"),
        ("signature", (GULLS,), "signed by “Gulls” at 66"),
        ("page", (US,), "“us” at 26 is the page's own outlet or author"),
        ("unnamed", (SHE,), "the page withholds the name: “She” at 17"),
        ("unnamed", (), "the page does not say who"),
        ("undecided", (SHE, FERRY, GULLS), "“She” at 17 may be “Ferry” at 0 or “Gulls” at 66"),
        ("unstated", (), "nothing on the page says who speaks"),
    ],
)
def test_a_speaker_is_explained(reading: Reading, basis: SpeakerBasis, evidence: Spans, words: str) -> None:
    statement = replace(reading.statements[0], speaker_basis=basis, speaker_evidence=evidence)
    assert explain_speaker(statement, reading.article) == words


def test_every_basis_is_explained(reading: Reading) -> None:
    for basis in get_args(SpeakerBasis):
        statement = replace(reading.statements[0], speaker_basis=basis, speaker_evidence=(SHE,))
        if basis != "unstated":
            assert "“She” at 17" in explain_speaker(statement, reading.article)


@pytest.mark.parametrize("terminal", [False, True])
def test_speakers_and_relationships_are_explained_with_the_option(reading: Reading, *, terminal: bool) -> None:
    statement = replace(reading.statements[0], speaker_basis="pronoun", speaker_evidence=(SHE, FERRY))
    kin = Relationship("Ada Brannigan", "sibling", "Una Quill", None, "asserted", GULLS, 0.9)
    full = replace(reading, statements=(statement,), relationships=(kin,))
    console = Console(file=StringIO(), force_terminal=terminal, width=100, color_system=None)
    show_reading(full, console=console)
    show_reading(full, console=console, explain=True)
    assert isinstance(console.file, StringIO)
    drawn = console.file.getvalue()
    assert drawn.count("Ada Brannigan (pronoun): “She” at 17 refers to “Ferry” at 0") == 1
    assert drawn.count("Ada Brannigan, sibling of Una Quill: asserted by “Gulls” at 66") == 1
    assert explain_relationships(reading) == []


def test_an_undecided_speaker_is_explained(reading: Reading) -> None:
    statement = replace(
        reading.statements[0],
        speaker_name=None,
        speaker_kind="unknown",
        speaker_basis="undecided",
        speaker_evidence=(SHE, FERRY, GULLS),
    )
    lines = list(plain_lines(replace(reading, statements=(statement,)), explain=True))
    assert "    unknown (undecided): “She” at 17 may be “Ferry” at 0 or “Gulls” at 66" in lines
