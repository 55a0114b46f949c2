"""Speakers whom a name in the source tells: spellings, titles and offices, appositions, several names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.people.find import find_people
from tests.people.making import BOTH, SAID, SpeakerCase, article_of, read, speakers_of, statements_of

CASES: list[SpeakerCase] = [
    (
        "a full name",
        "“It is late,” Orla Tarn said.",
        [("“It is late,”", "Orla Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    ("a surname", BOTH + "“It is late,” Tarn said.", SAID, [("Orla Tarn", "person")]),
    (
        "a title",
        BOTH + "“It is late,” Ms. Tarn said.",
        [("“It is late,”", "Ms. Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "an officer of the police",
        "The Elmouth Police Relations Officer, Orla Tarn, said it was late.",
        [("it was late", "The Elmouth Police Relations Officer, Orla Tarn,", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "an umlaut",
        "Gerda Müller met Piet Brandvold. “It is late,” Muller said. “It is,” said Mueller.",
        [("“It is late,”", "Muller", "said"), ("“It is,”", "Mueller", "said")],
        [("Gerda Müller", "person"), ("Gerda Müller", "person")],
    ),
    (
        "a surname that is an office",
        "Anna King, an EHS nurse, said it was late.",
        [("it was late", "Anna King, an EHS nurse,", "said")],
        [("Anna King", "person")],
    ),
    (
        "a surname that begins like a given name",
        "On Monday Sorcha Mac Tarn came.\nMac Tarn left. She said it was late.",
        [("it was late", "She", "said")],
        [("Sorcha Mac Tarn", "person")],
    ),
    (
        "a name behind a description of several words",
        "One of them, a retired pilot named Piet Brandvold, recalled that it was late.",
        [("it was late", "One of them, a retired pilot named Piet Brandvold,", "recalled")],
        [("Piet Brandvold", "person")],
    ),
    (
        "a name in apposition",
        "“It is late,” his campaign manager, Orla Tarn, said.",
        [("“It is late,”", "his campaign manager, Orla Tarn,", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a name with an apposition",
        BOTH + "“It is late,” said Piet Brandvold, a friend of Orla Tarn.",
        [("“It is late,”", "Piet Brandvold, a friend of Orla Tarn", "said")],
        [("Piet Brandvold", "person")],
    ),
    (
        "two titles before a name",
        "Former harbour director and council candidate Orla Tarn said it was late.",
        [("it was late", "Former harbour director and council candidate Orla Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a name between dashes",
        BOTH + "A former harbour candidate — Orla Tarn, who lost in May — said it was late.",
        [("it was late", "A former harbour candidate — Orla Tarn, who lost in May —", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "adjectives before a name in apposition",
        BOTH + "“It is late,” said their longtime friend, international shipowner Piet Brandvold.",
        [("“It is late,”", "their longtime friend, international shipowner Piet Brandvold", "said")],
        [("Piet Brandvold", "person")],
    ),
    (
        "a supporter with a name",
        "One pilot supporting Orla Tarn, Piet Quill of Elmouth, said it was late.",
        [("it was late", "One pilot supporting Orla Tarn, Piet Quill of Elmouth", "said")],
        [("Piet Quill", "person")],
    ),
    (
        "the last name of a long source",
        "A lecturer at the Quay College, Elmouth, Dr Orla Tarn, said it was late.",
        [("it was late", "A lecturer at the Quay College, Elmouth, Dr Orla Tarn,", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a name after two adjectives",
        BOTH + "“It is late,” said a smiling and waving Tarn.",
        [("“It is late,”", "a smiling and waving Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a given name that both women and men have",
        "Lindsey Tarn met the board.\n“It is late,” Mr. Tarn said.",
        [("“It is late,”", "Mr. Tarn", "said")],
        [("Lindsey Tarn", "person")],
    ),
    (
        "the one of a family who has the title throughout",
        "Mr. Tarn, Martin Tarn, met Dex Tarn. Dex Tarn left. Dex Tarn came back.\n“It is late,” Mr. Tarn said.",
        [("“It is late,”", "Mr. Tarn", "said")],
        [("Martin Tarn", "person")],
    ),
    (
        "his wife, with his surname",
        "On Friday Paul Brannigan swam with his wife Helen. “It is late,” Mrs Brannigan said.",
        [("“It is late,”", "Mrs Brannigan", "said")],
        [("Helen Brannigan", "person")],
    ),
    (
        "her husband, with her surname",
        "On Friday Helen Brannigan swam. Her husband, Paul, waved.\n“It is late,” Mr Brannigan said.",
        [("“It is late,”", "Mr Brannigan", "said")],
        [("Paul Brannigan", "person")],
    ),
    (
        "another man's wife",
        "On Friday Paul Brannigan swam with his wife Helen. “It is late,” Mrs Quill said.",
        [("“It is late,”", "Mrs Quill", "said")],
        [("Quill", "person")],
    ),
    (
        "a speaker after an outlet, without a comma",
        "Helen Brannigan left. Speaking to the Elmouth Echo Brannigan said it was late.",
        [("it was late", "the Elmouth Echo Brannigan", "said")],
        [("Helen Brannigan", "person")],
    ),
    (
        "a coach of two peoples",
        "“It is late,” said British and Irish coach Orla Tarn.",
        [("“It is late,”", "British and Irish coach Orla Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "an office with a complement in lower case",
        BOTH + "Superintendent of harbour police Orla Tarn said it was late.",
        [("it was late", "Superintendent of harbour police Orla Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a name with an honour",
        "Prosecutor Helena Tarn KC said it was late.",
        [("it was late", "Prosecutor Helena Tarn KC", "said")],
        [("Helena Tarn", "person")],
    ),
    (
        "ranks of the police and a place",
        "The chief, CP Ivo Quill, said it was cold. “It is late,” ferry pilot from Elmouth Capt. Orla Tarn said.",
        [
            ("it was cold", "The chief, CP Ivo Quill,", "said"),
            ("“It is late,”", "ferry pilot from Elmouth Capt. Orla Tarn", "said"),
        ],
        [("Ivo Quill", "person"), ("Orla Tarn", "person")],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_a_name_in_the_source(case: SpeakerCase) -> None:
    assert speakers_of(case) == case[3]


@pytest.mark.parametrize(
    "source",
    [
        "Orla Tarn SC",
        "Piet Quill’s barrister, Orla Tarn TD,",
        "Minister for Transport Orla Tarn",
        "The Minister for Trade and Industry Orla Tarn",
        "The Minister for Health, Orla Tarn,",
        "Secretary of State for Wales Orla Tarn",
        "Labor MLC Orla Tarn",
        "Deputy Commissioner of Police Orla Tarn",
        "The Director of Public Prosecutions Orla Tarn",
        "Bishop of Elmouth Orla Tarn",
        "The Chief Medical Officer, Orla Tarn,",
        "A former Deputy Inspector-General of Police, Orla Tarn,",
        "Its chairman, Labour’s Orla Tarn,",
        "Chief (Mrs) Orla Tarn",
        "Deputy commissioner of police (North) Orla Tarn",
        "Quay Party (QP) spokeswoman Orla Tarn",
        "Orla Tarn addressing the crowd",
    ],
)
def test_offices_and_honours_beside_a_name(source: str) -> None:
    (statement,) = read(f"{source} said it was late.", [("it was late", source, "said")]).statements
    assert statement.speaker_name == "Orla Tarn"


@pytest.mark.parametrize(
    ("parts", "cue", "speaker"),
    [
        (("Orla Tarn", "Piet Brandvold"), "said", "Orla Tarn"),
        (("The Quay Trust", "Piet Brandvold"), "telling", "Piet Brandvold"),
        (("Orla Tarn", "the board"), "wrote", "Orla Tarn"),
    ],
)
def test_one_part_of_a_source_speaks(parts: tuple[str, str], cue: str, speaker: str) -> None:
    text = f"{parts[0]} sailed at nine, with {parts[1]} {cue} “It is late.”"
    (statement,) = statements_of(text, [("“It is late.”", parts[0], cue)])
    start = text.index(parts[1])
    statement = replace(statement, source=(*statement.source, (start, start + len(parts[1]))))
    (resolved,) = find_people(article_of(text), [statement]).statements
    assert resolved.speaker_name == speaker


def test_a_role_in_a_piece_of_its_own_is_no_second_speaker() -> None:
    text = "“It is late,” said Orla Tarn, captain of the ferry."
    (statement,) = statements_of(text, [("“It is late,”", "Orla Tarn", "said")])
    start = text.index("captain")
    statement = replace(statement, source=(*statement.source, (start, len(text) - 1)))
    (resolved,) = find_people(article_of(text), [statement]).statements
    assert resolved.speaker_name == "Orla Tarn"


@pytest.mark.parametrize(
    ("source", "speakers"),
    [
        ("Orla Tarn and Piet Brandvold", ("Orla Tarn", "Piet Brandvold")),
        ("Orla Tarn, Una Quill and Piet Brandvold", ("Orla Tarn", "Una Quill", "Piet Brandvold")),
        ("Sen. Orla Tarn & pilot Piet Brandvold", ("Orla Tarn", "Piet Brandvold")),
        ("Orla Tarn", ()),
        ("Orla Tarn and Norwegian Mayor Piet Brandvold", ("Orla Tarn", "Piet Brandvold")),
        ("their co-leaders, Orla Tarn and Piet Brandvold,", ("Orla Tarn", "Piet Brandvold")),
        ("her mother Orla Tarn and father Piet Brandvold", ("Orla Tarn", "Piet Brandvold")),
        ("Orla Tarn and Piet Brandvold’s lawyer", ()),
        ("Orla Tarn, a friend of Piet Brandvold", ()),
        ("Orla Tarn and her crew", ()),
    ],
)
def test_several_who_speak_as_one(source: str, speakers: tuple[str, ...]) -> None:
    text = f"Una Quill, Piet Brandvold and Orla Tarn met.\n“We shall pay,” said {source}.\n“All of it.”"
    first, second = read(text, [("“We shall pay,”", source, "said"), ("“All of it.”", "", "")]).statements
    assert first.speakers == second.speakers == speakers


COUPLE = "Orla Tarn and her husband, Piet Brandvold, live in Elmouth.\n"


@pytest.mark.parametrize(
    ("text", "source", "speakers"),
    [
        (COUPLE + "They announced that it was late.", "They", ("Orla Tarn", "Piet Brandvold")),
        (COUPLE + "The couple announced that it was late.", "The couple", ("Orla Tarn", "Piet Brandvold")),
        # No couple: "they" may be the crew.
        ("Orla Tarn and Una Quill sailed.\nThey announced that it was late.", "They", ()),
    ],
)
def test_couples_speak_together(text: str, source: str, speakers: tuple[str, ...]) -> None:
    (statement,) = read(text, [("that it was late", source, "announced")]).statements
    assert statement.speakers == speakers
    assert statement.speaker_name == (speakers[0] if speakers else statement.speaker_name)


def test_the_gender_of_a_relative_tells_who_mrs_is() -> None:
    text = "Piet Tarn and his wife, Zarya Tarn, waved.\n“It is late,” Mrs. Tarn said."
    (statement,) = read(text, [("“It is late,”", "Mrs. Tarn", "said")]).statements
    assert statement.speaker_name == "Zarya Tarn"
