"""Speakers whom a role, an age or a kinship describes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.people.find import find_people
from tests.people.making import BOTH, SpeakerCase, article_of, read, speakers_of, statements_of

CASES: list[SpeakerCase] = [
    (
        "one of two senators who spoke",
        "Senators Orla Tarn and Una Quill said it was late. “It is cold,” the senator said.",
        [("it was late", "Senators Orla Tarn and Una Quill", "said"), ("“It is cold,”", "the senator", "said")],
        [("Orla Tarn", "person"), (None, "unknown")],
    ),
    (
        "a people",
        BOTH + "“It is late,” the Finns said.",
        [("“It is late,”", "the Finns", "said")],
        [("the Finns", "unnamed")],
    ),
    (
        "a role of somebody further back, not of whom the page has just named",
        "The headteacher, Orla Tarn, sang.\n\nA cook, Piet Quill, said it was late. The headteacher said it was cold.",
        [("it was late", "A cook, Piet Quill", "said"), ("it was cold", "The headteacher", "said")],
        [("Piet Quill", "person"), ("Orla Tarn", "person")],
    ),
    (
        "the role of a person whom nobody names",
        "Orla Tarn met the minister. The minister said it was late.",
        [("it was late", "The minister", "said")],
        [("The minister", "unnamed")],
    ),
    (
        "a role beside a name, of another person",
        "Orla Tarn and the pilot of the ferry wept. The pilot said it was late.",
        [("it was late", "The pilot", "said")],
        [("The pilot", "unnamed")],
    ),
    (
        "a body between a description and the name",
        "One delegate, Quay Trust chair Orla Tarn, said it was late.",
        [("it was late", "One delegate, Quay Trust chair Orla Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "one of two",
        "Two pilots wept. One, Orla Tarn, said it was late.",
        [("it was late", "One, Orla Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a role",
        "Pilot Orla Tarn met Una Quill, the harbour director.\n“It is late,” the director said.",
        [("“It is late,”", "the director", "said")],
        [("Una Quill", "person")],
    ),
    (
        "a role that the page has not told",
        "Orla Tarn sang on Monday.\n“It is late,” the Saltmarsh actress said.",
        [("“It is late,”", "the Saltmarsh actress", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a role of somebody whom the page has named",
        "Orla Tarn spoke on Monday.\n“It is late,” the journalist said.",
        [("“It is late,”", "the journalist", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "pronouns show who cannot be the actress",
        "Orel Tarn met Zuzka Quill. Tarn sold his boat, he told Quill. Tarn waved.\n“It is late,” the actress said.",
        [("“It is late,”", "the actress", "said")],
        [("Zuzka Quill", "person")],
    ),
    (
        "a role that somebody else has",
        "Novelist Una Quill lives with painter Piet Tarn. “It is late,” the painter said. “Very,” the novelist said.",
        [("“It is late,”", "the painter", "said"), ("“Very,”", "the novelist", "said")],
        [("Piet Tarn", "person"), ("Una Quill", "person")],
    ),
    (
        "the age of somebody in a complement",
        "Orla Tarn, 42, has run the ferry since May with Piet Varga, 67.\n“It is late,” the 67-year-old said.",
        [("“It is late,”", "the 67-year-old", "said")],
        [("Piet Varga", "person")],
    ),
    (
        "an age as a description",
        "Orla Tarn, 71, met Una Quill, 20.\n“It is late,” the 71-year-old said.",
        [("“It is late,”", "the 71-year-old", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "an office of somebody else",
        "President Ivo Quill left. Orla Tarn rose. “It is late,” the president said.",
        [("“It is late,”", "the president", "said")],
        [("Ivo Quill", "person")],
    ),
    (
        "a description with another age",
        "Orla Tarn, 41, met Piet Quill, 58.\n“It is late,” the singer, 58, said. “Very,” the 41-year-old singer said.",
        [("“It is late,”", "the singer", "said"), ("“Very,”", "the 41-year-old singer", "said")],
        [("Piet Quill", "person"), ("Orla Tarn", "person")],
    ),
    (
        "nobody of that age",
        "Orla Tarn, 41, met Piet Quill, 58.\n“It is late,” the 33-year-old singer said.",
        [("“It is late,”", "the 33-year-old singer", "said")],
        [("the 33-year-old singer", "unnamed")],
    ),
    (
        "an office with a complement",
        "Orla Tarn, the former secretary of ports, met Una Quill.\n“It is late,” the former secretary of ports said.",
        [("“It is late,”", "the former secretary of ports", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "the expert",
        BOTH + "“It is cold,” Tarn said. “It is late,” the expert said.",
        [("“It is cold,”", "Tarn", "said"), ("“It is late,”", "the expert", "said")],
        [("Orla Tarn", "person"), ("Orla Tarn", "person")],
    ),
    (
        "the 71-year-old, with a noun",
        "Orla Tarn thought it was late.\n“It is late,” the 71-year-old baker said.",
        [("“It is late,”", "the 71-year-old baker", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "the defendant is not the judge",
        "The judge, Orla Tarn, sat down.\n“It is late,” the defendant said.",
        [("“It is late,”", "the defendant", "said")],
        [("the defendant", "unnamed")],
    ),
    (
        "the officer",
        "Una Quill left. PC Orla Tarn said it was cold.\n“It is late,” the officer said.",
        [("it was cold", "PC Orla Tarn", "said"), ("“It is late,”", "the officer", "said")],
        [("Orla Tarn", "person"), ("Orla Tarn", "person")],
    ),
    (
        "the minister is nobody with another role",
        "The harbour director, Orla Tarn, left.\n“It is late,” the minister said.",
        [("“It is late,”", "the minister", "said")],
        [("the minister", "unnamed")],
    ),
    (
        "the judge is Mr Justice Tarn",
        "Mr Justice Piet Tarn met Bram Quill. Quill left.\n“It is late,” the judge said.",
        [("“It is late,”", "the judge", "said")],
        [("Piet Tarn", "person")],
    ),
    (
        "an age tells two people apart",
        "Piet Tarn waved. The 30-year-old left. Bram Quill came in. The 52-year-old said it was late.",
        [("it was late", "The 52-year-old", "said")],
        [("Bram Quill", "person")],
    ),
    (
        "the prime minister is not the minister",
        "Harbour minister Orla Tarn left.\n“It is late,” the prime minister said.",
        [("“It is late,”", "the prime minister", "said")],
        [("the prime minister", "unnamed")],
    ),
    (
        "the star speaks of somebody else",
        "The singer Orla Tarn waved. Then Ivo Quill came. “He is late,” the star said.",
        [("“He is late,”", "the star", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "the star speaks of somebody else in short",
        "The singer Orla Tarn waved. Then Ivo Quill came. “He’s late,” the star said.",
        [("“He’s late,”", "the star", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "the star speaks of her own rival",
        "Piet Quill sailed. Now Orla Tarn was there. The star attacked her rival as “late”.",
        [("her rival as “late”", "The star", "attacked")],
        [("Orla Tarn", "person")],
    ),
    (
        "the father of somebody else",
        "Piet Quill rowed to the quay. “It is late,” the father said.",
        [("“It is late,”", "the father", "said")],
        [("the father", "unnamed")],
    ),
    (
        "his mother, whom the page has named",
        "Ivo Tarn sank. His mother, Una Moll, said it was late. Ansley slept. “It is cold,” his mother said.",
        [("it was late", "His mother, Una Moll,", "said"), ("“It is cold,”", "his mother", "said")],
        [("Una Moll", "person"), ("Una Moll", "person")],
    ),
    (
        "the mother of somebody else",
        "Ivo Tarn sank. His mother, Una Moll, said it was late. Piet Quill rowed. “It is cold,” his mother said.",
        [("it was late", "His mother, Una Moll,", "said"), ("“It is cold,”", "his mother", "said")],
        [("Una Moll", "person"), ("his mother", "unnamed")],
    ),
    (
        "the judge spoke last",
        "“It is late,” Judge Una Moll said.\nIvo Tarn met Ada Quill. He rowed. He left.\n“It is cold,” the judge said.",
        [("“It is late,”", "Judge Una Moll", "said"), ("“It is cold,”", "the judge", "said")],
        [("Una Moll", "person"), ("Una Moll", "person")],
    ),
    (
        "the bishop",
        "The Bishop of Elmouth, the Rt Revd Una Moll, met Piet Quill.\n“It is late,” the Bishop said.",
        [("“It is late,”", "the Bishop", "said")],
        [("Una Moll", "person")],
    ),
    (
        "the senator represents a place",
        "Una Moll, senator representing Elmouth, met Piet Quill, a pilot.\n“It is late,” the senator said.",
        [("“It is late,”", "the senator", "said")],
        [("Una Moll", "person")],
    ),
    (
        "a member of parliament is no organisation",
        "Una Moll met Piet Quill.\nThe Elmouth South-West TD said it was late.",
        [("it was late", "The Elmouth South-West TD", "said")],
        [("The Elmouth South-West TD", "unnamed")],
    ),
    (
        "one of two senators",
        "Senator Una Moll met Senator Piet Quill.\n“It is late,” the senator said.",
        [("“It is late,”", "the senator", "said")],
        [(None, "unknown")],
    ),
    (
        "one of two ministers with one title",
        "The ministers Una Moll and Piet Quill left.\n“It is late,” the minister said.",
        [("“It is late,”", "the minister", "said")],
        [(None, "unknown")],
    ),
    (
        "the senator who spoke last",
        "Senator Una Moll left. Senator Piet Quill rowed.\n“It is late,” Quill said. “Very,” the senator added.",
        [("“It is late,”", "Quill", "said"), ("“Very,”", "the senator", "added")],
        [("Piet Quill", "person"), ("Piet Quill", "person")],
    ),
    (
        "the former leader and the new one",
        "Una Moll, the union’s leader, quit. Piet Quill, the new leader, rowed.\n“It is late,” the former leader said.",
        [("“It is late,”", "the former leader", "said")],
        [("Una Moll", "person")],
    ),
    (
        "the mayor, who is not the former one",
        "Ada Moll, the former mayor, met Ivo Hob, the mayor.\n“Late,” the former mayor said. “No,” the mayor said.",
        [("“Late,”", "the former mayor", "said"), ("“No,”", "the mayor", "said")],
        [("Ada Moll", "person"), ("Ivo Hob", "person")],
    ),
    (
        "the mayor of one of two towns",
        "Mayor Una Moll of Calder met Mayor Piet Quill of Elmouth.\n“It is late,” the mayor of Elmouth said.",
        [("“It is late,”", "the mayor of Elmouth", "said")],
        [("Piet Quill", "person")],
    ),
    (
        "one of two ministers, by what they are responsible for",
        "Foreign minister Una Moll met the transport minister, Piet Quill.\n“It is late,” the foreign minister said.",
        [("“It is late,”", "the foreign minister", "said")],
        [("Una Moll", "person")],
    ),
    (
        "ranks of the police by their initials",
        "Deputy Commissioner Una Moll met Superintendent Piet Quill.\n“No,” the DCP said. “No!” the SP said.",
        [("“No,”", "the DCP", "said"), ("“No!”", "the SP", "said")],
        [("Una Moll", "person"), ("Piet Quill", "person")],
    ),
    (
        "a rank that nobody has",
        "Inspector Una Moll met the pilot Piet Quill.\n“It is late,” the ACP said.",
        [("“It is late,”", "the ACP", "said")],
        [("the ACP", "unnamed")],
    ),
    (
        "an office that opens a sentence",
        "Governor of Wexland, Dr. Piet Moll, came.\nUna Quill chairs the council. The governor said it was late.",
        [("it was late", "The governor", "said")],
        [("Piet Moll", "person")],
    ),
    (
        "a native",
        "Orla Tarn won the cup.\n“It is late,” the Elmouth native said.",
        [("“It is late,”", "the Elmouth native", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a title of the clergy",
        "Bishop Piet Moll met Imam Ivo Quill.\n“It is late,” the imam said.",
        [("“It is late,”", "the imam", "said")],
        [("Ivo Quill", "person")],
    ),
    (
        "his statement",
        "Piet Quill found the boat. “It is late,” his statement read.",
        [("“It is late,”", "his statement", "read")],
        [("Piet Quill", "person")],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_descriptions(case: SpeakerCase) -> None:
    assert speakers_of(case) == case[3]


def test_an_ambiguous_description_has_no_speaker() -> None:
    text = "With Orla Tarn came Una Quill.\n“It is late,” the singer said.\n"
    (statement,) = read(text, [("“It is late,”", "the singer", "said")]).statements
    assert (statement.speaker_name, statement.speaker_kind) == (None, "unknown")


@pytest.mark.parametrize(
    ("source", "text", "speaker"),
    [
        ("mayor", "The mayor of Elmouth, Una Quill, met the pilot Piet Tarn.", "Una Quill"),
        ("the pilot", "The mayor of Elmouth, Una Quill, met the pilot Piet Tarn.", "Piet Tarn"),
        ("mayor", "The mayor of Elmouth, Una Quill, met the mayor of Ansley, Piet Tarn.", "mayor"),
        ("ex-mayor", "The mayor of Elmouth, Una Quill, left.", "ex-mayor"),
    ],
)
def test_a_role_in_a_headline_is_the_only_person_who_has_it(source: str, text: str, speaker: str) -> None:
    text = f"Ferry “must close”, says {source}\n{text}"
    (statement,) = statements_of(text, [("Ferry “must close”", source, "says")])
    article = article_of(text, titles=1)
    (resolved,) = find_people(article, [replace(statement, place="headline")]).statements
    assert resolved.speaker_name == speaker
