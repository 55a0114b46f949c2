"""Speakers: their basis, their evidence and their ids."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.people.find import find_people
from tests.people.making import BOTH, SAID, Said, article_of, read, statements_of

BASES: list[tuple[str, list[Said], str, list[str]]] = [
    ("“It is late,” Orla Tarn said.", [("“It is late,”", "Orla Tarn", "said")], "named", ["Orla Tarn"]),
    (BOTH + "“It is late,” Tarn said.", SAID, "named", ["Tarn", "Orla Tarn"]),
    (BOTH + "“It is late,” she said.", [("“It is late,”", "she", "said")], "pronoun", ["she", "Orla Tarn"]),
    (
        "Orla Tarn, who said it was late, met Piet Brandvold.",
        [("it was late", "who", "said")],
        "pronoun",
        ["who", "Orla Tarn"],
    ),
    (
        "Pilot Orla Tarn met Una Quill, the harbour director.\n“It is late,” the director said.",
        [("“It is late,”", "the director", "said")],
        "description",
        ["the director", "harbour director", "Una Quill"],
    ),
    (
        "The Elmouth Weekly says it is late.\nThe magazine says it is very late.",
        [("it is very late", "The magazine", "says")],
        "description",
        ["The magazine", "Elmouth Weekly"],
    ),
    (
        "A police report says it is late.",
        [("it is late", "A police report", "says")],
        "description",
        ["A police report"],
    ),
    (
        BOTH + "“It is late,” she said.\n“It is very late.”",
        [("“It is late,”", "she", "said"), ("“It is very late.”", "", "")],
        "continuation",
        ["she", "Orla Tarn"],
    ),
    (
        BOTH + "Tarn said it was late, adding: “Very late.”",
        [("it was late", "Tarn", "said"), ("“Very late.”", "Tarn", "adding")],
        "carried",
        ["Tarn", "Orla Tarn"],
    ),
    (BOTH + "Brandvold waved: “It is late.”", [("“It is late.”", "", ":")], "subject", ["Brandvold", "Piet Brandvold"]),
    (
        "Orla Tarn met the press.\nTARN: It is late.",
        [("It is late.", "TARN", ":")],
        "turn",
        ["TARN", "Orla Tarn"],
    ),
    (
        "“It is late.”\n— Orla Tarn, Elmouth",
        [("“It is late.”", "Orla Tarn, Elmouth", "—")],
        "signature",
        ["Orla Tarn"],
    ),
    (
        BOTH + "“It is late,” a source close to Tarn said.",
        [("“It is late,”", "a source close to Tarn", "said")],
        "unnamed",
        ["a source"],
    ),
    (
        "“It is late,” an insider close to the crew said.\n“Very late,” the source added.",
        [("“It is late,”", "an insider close to the crew", "said"), ("“Very late,”", "the source", "added")],
        "description",
        ["the source", "an insider"],
    ),
    (
        "With Orla Tarn came Una Quill.\n“It is late,” she said.\n",
        [("“It is late,”", "she", "said")],
        "undecided",
        ["she", "Orla Tarn", "Una Quill"],
    ),
    ("“It is late.”", [("“It is late.”", "", "")], "unstated", []),
]


@pytest.mark.parametrize(("text", "said", "basis", "evidence"), BASES)
def test_basis_and_evidence_of_the_last_speaker(text: str, said: list[Said], basis: str, evidence: list[str]) -> None:
    last = read(text, said).statements[-1]
    assert last.speaker_basis == basis
    assert [text[slice(*span)] for span in last.speaker_evidence] == evidence


def test_speakers_have_the_id_of_their_person() -> None:
    reading = read(BOTH + "“It is late,” he said.", [("“It is late,”", "he", "said")])
    ids = {person.id: person.name for person in reading.people}
    assert ids == {"p1": "Orla Tarn", "p2": "Piet Brandvold"}
    assert reading.statements[0].speaker == "p2"


def test_speakers_from_an_earlier_stage_are_ignored() -> None:
    text = BOTH + "“It is late,” Tarn said."
    statements = [
        replace(statement, speaker_name="Somebody", speaker_kind="person") for statement in statements_of(text, SAID)
    ]
    assert find_people(article_of(text), statements).statements == read(text, SAID).statements
