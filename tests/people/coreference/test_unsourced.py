"""Speakers of statements without a source of their own: continuations, subjects, labels of transcripts."""

from __future__ import annotations

import pytest

from tests.people.making import BOTH, SAID, SpeakerCase, read, speakers_of

CASES: list[SpeakerCase] = [
    (
        "a quotation left open at the end of its paragraph",
        "Piet Brandvold said that it was cold.\n“It is late.\n“It is very late,” Orla Tarn said.",
        [
            ("that it was cold", "Piet Brandvold", "said"),
            ("“It is late.", "", ""),
            ("“It is very late,”", "Orla Tarn", "said"),
        ],
        [("Piet Brandvold", "person"), ("Orla Tarn", "person"), ("Orla Tarn", "person")],
    ),
    (
        "a closed quotation of its own paragraph",
        "Piet Brandvold said that it was cold.\n“It is late.”\n“It is very late,” Orla Tarn said.",
        [
            ("that it was cold", "Piet Brandvold", "said"),
            ("“It is late.”", "", ""),
            ("“It is very late,”", "Orla Tarn", "said"),
        ],
        [("Piet Brandvold", "person"), ("Piet Brandvold", "person"), ("Orla Tarn", "person")],
    ),
    (
        "a continued quotation",
        BOTH + "“It is late,” Tarn said.\n“It is very late.”",
        [*SAID, ("“It is very late.”", "", "")],
        [("Orla Tarn", "person"), ("Orla Tarn", "person")],
    ),
    (
        "a continued quotation of an unnamed source",
        "“It is late,” a source told us.\n“It is very late.”",
        [("“It is late,”", "a source", "told"), ("“It is very late.”", "", "")],
        [("a source", "unnamed"), ("a source", "unnamed")],
    ),
    (
        "a participle",
        BOTH + "Tarn said it was late, adding: “Very late.”",
        [("it was late", "Tarn", "said"), ("“Very late.”", "", "adding")],
        [("Orla Tarn", "person"), ("Orla Tarn", "person")],
    ),
    (
        "a lead-in with a colon",
        BOTH + "Brandvold waved: “It is late.”",
        [("“It is late.”", "", ":")],
        [("Piet Brandvold", "person")],
    ),
    (
        "two quotations and one cue",
        BOTH + "“It is late.” “Very late,” Brandvold said.",
        [("“It is late.”", "", ""), ("“Very late,”", "Brandvold", "said")],
        [("Piet Brandvold", "person"), ("Piet Brandvold", "person")],
    ),
    ("no evidence", "“It is late.”", [("“It is late.”", "", "")], [(None, "unknown")]),
    (
        "a transcript",
        "Orla Tarn met the press.\nTARN: It is late.\nPRESS: It is.",
        [("It is late.", "TARN", ":")],
        [("Orla Tarn", "person")],
    ),
    (
        "labels of a transcript that are initials",
        "Una Quill: It is cold.\nPiet Brandvold: It is not.\nUQ: It is late.",
        [("It is cold.", "Una Quill", ":"), ("It is not.", "Piet Brandvold", ":"), ("It is late.", "UQ", ":")],
        [("Una Quill", "person"), ("Piet Brandvold", "person"), ("Una Quill", "person")],
    ),
    (
        "an interview",
        "Orla Tarn met the press.\nQ: Is it late?\nA: It is late.",
        [("Is it late?", "Q", ":"), ("It is late.", "A", ":")],
        [(None, "unknown"), ("Orla Tarn", "person")],
    ),
    (
        "an interview about somebody else",
        "Orla Tarn met the press.\nQ: You said that Piet Quill was late?\nA: Piet Quill? I think Quill was cold.\n",
        [("that Piet Quill was late", "You", "said"), ("Piet Quill? I", "A", ":"), ("Quill was cold", "I", "think")],
        [("Orla Tarn", "person"), ("Orla Tarn", "person"), ("Orla Tarn", "person")],
    ),
    (
        "an interview with one of two",
        "Orla Tarn and Piet Quill met the press.\nA: It is late.",
        [("It is late.", "A", ":")],
        [(None, "unknown")],
    ),
    (
        "initials of a name with a hyphen",
        "Orla Quill-Tarn: It is late.\nOQT: It is cold.",
        [("It is late.", "Orla Quill-Tarn", ":"), ("It is cold.", "OQT", ":")],
        [("Orla Quill-Tarn", "person"), ("Orla Quill-Tarn", "person")],
    ),
    (
        "a heading that repeats words below it",
        BOTH + "“It is cold,” Tarn said.\n‘Late every single day’\n“The ferry is late every day,” Brandvold said.",
        [
            ("“It is cold,”", "Tarn", "said"),
            ("‘Late every single day’", "", ""),
            ("“The ferry is late every day,”", "Brandvold", "said"),
        ],
        [("Orla Tarn", "person"), ("Piet Brandvold", "person"), ("Piet Brandvold", "person")],
    ),
    (
        "a heading that repeats nobody's words",
        BOTH + "“It is cold,” Tarn said.\n‘Never again on time’\n“The ferry is late every day,” Brandvold said.",
        [
            ("“It is cold,”", "Tarn", "said"),
            ("‘Never again on time’", "", ""),
            ("“The ferry is late every day,”", "Brandvold", "said"),
        ],
        [("Orla Tarn", "person"), (None, "unknown"), ("Piet Brandvold", "person")],
    ),
    (
        "a quotation continues the speaker, not whom she quotes",
        BOTH + "“It is late, Brandvold told me it is late,” Tarn said.\n“It is very late.”",
        [
            ("“It is late, Brandvold told me it is late,”", "Tarn", "said"),
            ("it is late", "Brandvold", "told"),
            ("“It is very late.”", "", ""),
        ],
        [("Orla Tarn", "person"), ("Piet Brandvold", "person"), ("Orla Tarn", "person")],
    ),
    (
        "a subject after a time",
        "Una Quill said it was cold. On Monday Orla Tarn sailed. “It is late.”",
        [("it was cold", "Una Quill", "said"), ("“It is late.”", "", "")],
        [("Una Quill", "person"), ("Orla Tarn", "person")],
    ),
    (
        "words under another name are not the last speaker's",
        "“It is cold,” Una Quill said.\nMore about Orla Tarn from the quay: “It is late.”",
        [("“It is cold,”", "Una Quill", "said"), ("“It is late.”", "", "")],
        [("Una Quill", "person"), (None, "unknown")],
    ),
    (
        "an answer is not by who asks",
        "“It was cold,” Piet Quill said.\n“Did you leave?” the barrister asked.\n“I left at nine.”",
        [
            ("“It was cold,”", "Piet Quill", "said"),
            ("“Did you leave?”", "the barrister", "asked"),
            ("“I left at nine.”", "", ""),
        ],
        [("Piet Quill", "person"), ("the barrister", "unnamed"), (None, "unknown")],
    ),
    (
        "a question to nobody",
        "“It was cold,” Piet Quill said.\n“Why did they leave?” Orla Tarn asked.\n“I left at nine.”",
        [
            ("“It was cold,”", "Piet Quill", "said"),
            ("“Why did they leave?”", "Orla Tarn", "asked"),
            ("“I left at nine.”", "", ""),
        ],
        [("Piet Quill", "person"), ("Orla Tarn", "person"), ("Orla Tarn", "person")],
    ),
    (
        "a gold mine is nobody's",
        "The councils said it was late.\n“It is a gold mine.”",
        [("it was late", "The councils", "said"), ("“It is a gold mine.”", "", "")],
        [("The councils", "unnamed"), ("The councils", "unnamed")],
    ),
    (
        "councils do not say I",
        "The councils said it was late.\n“My boat sank.”",
        [("it was late", "The councils", "said"), ("“My boat sank.”", "", "")],
        [("The councils", "unnamed"), (None, "unknown")],
    ),
    (
        "passives and names in a cue",
        "Piet Quill said it was cold. The boat is known as “the Late”. It ended with Orla Tarn saying “I know”.",
        [
            ("it was cold", "Piet Quill", "said"),
            ("“the Late”", "", "is known as"),
            ("“I know”", "", "Orla Tarn saying"),
        ],
        [("Piet Quill", "person"), (None, "unnamed"), ("Orla Tarn", "person")],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_statements_without_a_source(case: SpeakerCase) -> None:
    assert speakers_of(case) == case[3]


def test_a_quotation_continued_by_the_next_has_its_evidence() -> None:
    text = BOTH + "“It is late.” “Very late,” Brandvold said."
    first, second = read(text, [("“It is late.”", "", ""), ("“Very late,”", "Brandvold", "said")]).statements
    assert (first.speaker_basis, second.speaker_basis) == ("continuation", "named")
    assert first.speaker_evidence == second.speaker_evidence


@pytest.mark.parametrize(("above", "speaker"), [("Una Quill told us:", "Una Quill"), ("It was so:", None)])
def test_a_colon_at_the_end_of_the_paragraph_above_leads_in(above: str, speaker: str | None) -> None:
    (statement,) = read(
        BOTH + f"{above}\n“It is late.”\nPiet Brandvold agreed.", [("“It is late.”", "", "")]
    ).statements
    assert statement.speaker_name == speaker
