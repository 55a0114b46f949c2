"""Who is named: people and organisations, their names, aliases, roles and ages."""

from __future__ import annotations

import pytest

from tests.people.making import names, read

NAMES = [
    ("a name", "The crew waited for Orla Tarn on the quay.", ["Orla Tarn"]),
    ("a title is cut off", "On Monday Sen. Orla Tarn left. “No,” said Dr. Piet Okafor.", ["Orla Tarn", "Piet Okafor"]),
    ("a long title", "It pleased Former Harbour Secretary Orla Tarn greatly.", ["Orla Tarn"]),
    ("a role in small letters", "It pleased ferry pilot Zsofi Brandvold greatly.", ["Zsofi Brandvold"]),
    ("an initial", "It pleased Orla T. Brannigan greatly.", ["Orla T. Brannigan"]),
    ("initials", "It pleased J.K. Brannigan greatly.", ["J.K. Brannigan"]),
    ("a suffix", "It pleased Martin Tarn Jr. and his crew.", ["Martin Tarn Jr."]),
    ("father and son", "Martin Tarn Sr. saw Martin Tarn Jr. off.", ["Martin Tarn Sr.", "Martin Tarn Jr."]),
    ("a particle", "The crew met Piet van der Moll. “No,” Van der Moll said.", ["Piet van der Moll"]),
    ("a particle in front", "The crew met Al Brandvold there.", ["Al Brandvold"]),
    ("an apostrophe", "The crew met Sinead O’Malley there.", ["Sinead O’Malley"]),
    ("a hyphen", "The crew met Jean-Luc Tarn-Okafor there.", ["Jean-Luc Tarn-Okafor"]),
    ("a nickname", "The crew met Robert “Bobby” Tarn there. Bobby Tarn waved.", ["Robert “Bobby” Tarn"]),
    ("one word that comes back", "The singer Zuzka sang. Zuzka said it was late, and Zuzka left.", ["Zuzka"]),
    ("half a name is a title", "The crew met Prince Rupert there. Rupert waved.", ["Prince Rupert"]),
    ("no English name", "The crew met Nkechi Adeyemi-Bright and Xi Lanying.", ["Nkechi Adeyemi-Bright", "Xi Lanying"]),
    ("an opening word", "However Orla Tarn left. Later Tarn came back.", ["Orla Tarn"]),
    ("an opening role", "Actress Orla Tarn left. Pals waved.", ["Orla Tarn"]),
    ("a season for a surname", "The crew met Una Winter. “No,” Winter said. Winter came.", ["Una Winter"]),
    ("a month for a surname", "The crew met Theresa May there. It was May.", ["Theresa May"]),
    (
        "two on one page",
        "Orla Tarn met Piet Brandvold. Tarn waved, Brandvold did not.",
        ["Orla Tarn", "Piet Brandvold"],
    ),
    ("one in two forms", "Senator William Tarn left. Bill Tarn came back. Tarn waved.", ["William Tarn"]),
    ("a married name", "Orla Tarn left. Orla Tarn Quill came back.", ["Orla Tarn Quill"]),
    ("the fullest form", "Tarn left. Orla Tarn came back. Orla B. Tarn waved.", ["Orla B. Tarn"]),
    ("a place", "The ferry left Elmouth for New Hampshire and South Harbour Bay.", []),
    ("a people", "Republicans and Americans waited. The French did not.", []),
    ("an organisation", "The Harbour Board met the Quay Trust at the White House.", []),
    ("days and months", "On Tuesday, in March, nobody came. Wednesday was no better.", []),
    ("a family", "The Tarns left with the Brandvolds.", []),
    ("a domain", "It stood on TarnNews.com on Monday.", []),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in NAMES], ids=[case[0] for case in NAMES])
def test_people_by_name(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_headline_gives_no_names_but_those_that_are_plain() -> None:
    text = "Hopeful Orla Tarn Weds Her Pilot At Last\nTarn, 41, married on Monday. Orla Tarn smiled.\n"
    assert names(text, titles=1) == ["Orla Tarn"]


def test_names_in_capitals_are_the_same_people() -> None:
    text = "ORLA TARN RESIGNS\nOrla Tarn resigned on Monday.\nTARN: I am glad.\nPILOT: So am I.\n"
    (person,) = read(text, titles=1).people
    assert person.name == "Orla Tarn"
    assert [text[start:end] for start, end in person.mentions][:3] == ["ORLA TARN", "Orla Tarn", "TARN"]


def test_everything_that_stands_for_somebody_is_a_mention() -> None:
    text = "Orla Tarn sang on Monday. The Saltmarsh actress smiled. She waved, and her crew left.\n"
    (person,) = read(text).people
    assert [text[start:end] for start, end in person.mentions] == ["Orla Tarn", "The Saltmarsh actress", "She", "her"]
    assert person.aliases == ("The Saltmarsh actress",)
    assert [role.text for role in person.roles] == ["actress"]


ROLES = [
    ("Ohio Gov. Orla Tarn left.", ["Ohio Gov."]),
    ("The pilot Orla Tarn left.", ["pilot"]),
    ("Orla Tarn, the harbour director, left.", ["harbour director"]),
    ("Orla Tarn, a former chief pilot of the port, left.", ["former chief pilot"]),
    ("Mrs. Orla Tarn left.", []),
    ("His wife, Orla Tarn, left.", []),
    ("Orla Tarn, her sister, left.", []),
]


@pytest.mark.parametrize(("text", "roles"), ROLES)
def test_roles_as_printed(text: str, roles: list[str]) -> None:
    (person,) = read(text).people
    assert [role.text for role in person.roles] == roles
    assert all(text[slice(*role.span)] == role.text for role in person.roles)


AGES = [
    ("Orla Tarn, 71, left.", ["71"]),
    ("Orla Tarn (71) left.", ["71"]),
    ("Orla Tarn, aged 9, left.", ["9"]),
    ("The 71-year-old pilot Orla Tarn left.", ["71"]),
    ("Orla Tarn, who is 71, left.", ["71"]),
    ("Orla Tarn, 71 and glad, left. Tarn, 71, waved.", ["71"]),
    ("Orla Tarn, 1999 and all that.", []),
    ("Orla Tarn left 12 ships.", []),
]


@pytest.mark.parametrize(("text", "ages"), AGES)
def test_ages_with_their_spans(text: str, ages: list[str]) -> None:
    (person,) = read(text).people
    assert [age.text for age in person.ages] == ages
    assert all(text[slice(*age.span)] == age.text for age in person.ages)


SHARED = [
    ("the one whom the page is about", "Orla Tarn left. Orla Tarn met Piet Tarn. Later Tarn, 70, waved.", "Orla Tarn"),
    ("a title", "Orla Tarn met Piet Tarn there. It pleased Mr. Tarn, 70.", "Piet Tarn"),
    ("a pronoun", "Orla Tarn met Piet Tarn. On Monday Tarn, 70, broke his leg.", "Piet Tarn"),
    ("a given name", "Orla Tarn met Piet Tarn. It pleased Piet, 70.", "Piet Tarn"),
]


@pytest.mark.parametrize(("text", "aged"), [case[1:] for case in SHARED], ids=[case[0] for case in SHARED])
def test_the_page_decides_between_those_who_share_a_name(text: str, aged: str) -> None:
    assert [person.name for person in read(text).people if person.ages] == [aged]


def test_a_name_that_the_page_does_not_decide_is_nobodys() -> None:
    text = "The crew saw Orla Tarn and Una Tarn.\n“It is late,” Tarn said.\n"
    found = read(text, [("“It is late,”", "Tarn", "said")])
    assert (found.statements[0].speaker, found.statements[0].speaker_kind) == (None, "unknown")
    assert found.warnings == (
        f"“Tarn” at {text.index('Tarn said')} may be Orla Tarn or Una Tarn: its words are given no speaker.",
    )


def test_who_is_only_beside_the_article_is_left_out_unless_speaking() -> None:
    text = "Orla Tarn left.\nPiet Brandvold weds\nUna Quill: 'It is late'\n"
    assert [person.name for person in read(text, beside=2).people] == ["Orla Tarn"]
    found = read(text, [("'It is late'", "Una Quill", ":")], beside=2)
    assert [person.name for person in found.people] == ["Orla Tarn", "Una Quill"]


ORGANISATIONS = [
    ("The Quay Trust met. The Trust left.", ["Quay Trust"]),
    ("The Board of Elections met.", ["Board of Elections"]),
    ("The Alliance to Reclaim Our Quays (AROQ) met. AROQ left.", ["Alliance to Reclaim Our Quays"]),
    ("It stood on TarnNews.com.", ["TarnNews.com"]),
    ("The White House met the House.", ["White House", "House"]),
]


@pytest.mark.parametrize(("text", "expected"), ORGANISATIONS)
def test_organisations(text: str, expected: list[str]) -> None:
    assert [organisation.name for organisation in read(text).organisations] == expected


def test_a_page_with_nothing_on_it() -> None:
    found = read("")
    assert (found.people, found.organisations, found.statements, found.warnings) == ((), (), (), ())
