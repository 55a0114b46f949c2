"""People and organisations by name, with aliases, roles and ages."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest

from onrecord.people.find import find_people
from tests.people.making import article_of, names, read, statements_of

NAMES = [
    ("a name", "The crew waited for Orla Tarn on the quay.", ["Orla Tarn"]),
    ("a title is cut off", "On Monday Sen. Orla Tarn left. “No,” said Dr. Piet Okafor.", ["Orla Tarn", "Piet Okafor"]),
    ("a long title", "It pleased Former Harbour Secretary Orla Tarn greatly.", ["Orla Tarn"]),
    (
        "titles from elsewhere",
        "The crew met Alhaji Ivo Tarn, TD Orla Moll and Lt Cdr Piet Quill there.",
        ["Ivo Tarn", "Orla Moll", "Piet Quill"],
    ),
    ("a detective", "The crew met DC Paul Brannigan there. “No,” DC Brannigan said.", ["Paul Brannigan"]),
    ("a name after a body", "A pilot at the Quay University, Orla Brannigan, spoke.", ["Orla Brannigan"]),
    ("a name after a complement", "The head of the agency, Orla Brannigan, spoke.", ["Orla Brannigan"]),
    ("a councillor", "The crew met Cr Zsofi Brannigan and Malam Bashir Tarn.", ["Zsofi Brannigan", "Bashir Tarn"]),
    ("the head of a sentence", "Campaigners said it was late. Motorists said it was cold.", []),
    ("a lower-case role", "It pleased ferry pilot Zsofi Brandvold greatly.", ["Zsofi Brandvold"]),
    ("an initial", "It pleased Orla T. Brannigan greatly.", ["Orla T. Brannigan"]),
    ("initials", "It pleased J.K. Brannigan greatly.", ["J.K. Brannigan"]),
    ("a suffix", "It pleased Martin Tarn Jr. and his crew.", ["Martin Tarn Jr."]),
    ("father and son", "Martin Tarn Sr. saw Martin Tarn Jr. off.", ["Martin Tarn Sr.", "Martin Tarn Jr."]),
    ("a particle", "The crew met Piet van der Moll. “No,” Van der Moll said.", ["Piet van der Moll"]),
    ("a particle in front", "The crew met Al Brandvold there.", ["Al Brandvold"]),
    (
        "a surname of two words",
        "On Monday Sorcha Mac Tarn spoke. “No,” Mac Tarn said. Mac Tarn left.",
        ["Sorcha Mac Tarn"],
    ),
    ("an apostrophe", "The crew met Sinead O’Malley there.", ["Sinead O’Malley"]),
    ("a hyphen", "The crew met Jean-Luc Tarn-Okafor there.", ["Jean-Luc Tarn-Okafor"]),
    ("a misspelt surname", "Piet Brandvold left. Brandvold waved. Branvold came back.", ["Piet Brandvold"]),
    ("a misspelt full name", "Piet Branvold left. Piet Brandvold waved. Brandvold came back.", ["Piet Brandvold"]),
    (
        "a misspelling of two",
        "Piet Brandvold met Una Branfold. “No,” said Mr. Branvold.",
        ["Piet Brandvold", "Una Branfold", "Branvold"],
    ),
    ("a name at birth", "Orla Quill, who was born Orla Tarn, left. Tarn waved.", ["Orla Quill"]),
    ("a name at birth in parentheses", "It pleased Orla Quill (née Orla Brandvold) greatly.", ["Orla Quill"]),
    ("a birth", "Orla Quill said a child was born. Piet Tarn waved.", ["Orla Quill", "Piet Tarn"]),
    ("an initial without a space", "It pleased Theresa Brannigan, or T.Brannigan.", ["Theresa Brannigan"]),
    ("a nickname", "The crew met Robert “Bobby” Tarn there. Bobby Tarn waved.", ["Robert “Bobby” Tarn"]),
    ("a nickname before a surname", 'The crew met Zorlan "Quip" Smith there. Smith waved.', ['Zorlan "Quip" Smith']),
    (
        "a party and a ward",
        "Coun Orla Tarn (Lib Dem, Eastwick) met Ivo Moll (Con, Tarn Hill).",
        ["Orla Tarn", "Ivo Moll"],
    ),
    ("a firm in parentheses", "Orla Tarn (and Una Moll) waved.", ["Orla Tarn", "Una Moll"]),
    ("a prime minister", "Prime Minister Una Moll left. PM Moll waved. At 3 PM Tarn waved.", ["Una Moll", "Tarn"]),
    ("a Sadhvi", "Sadhvi Una Moll left. The Sadhvi waved.", ["Una Moll"]),
    ("a particle of two languages", "The crew met Ivo delos Reyes there. Delos Reyes waved.", ["Ivo delos Reyes"]),
    ("a nickname of two words", "The crew met Robert “Quay Bob” Tarn there. Tarn waved.", ["Robert “Quay Bob” Tarn"]),
    ("an Arabic article", "The crew met Samir al-Tarn there. Samir al-Tarn waved.", ["Samir al-Tarn"]),
    ("given names joined by a sign", "Orla Tarn and Piet Quill met. Orla & Piet sang.", ["Orla Tarn", "Piet Quill"]),
    ("a seat", "The Bishop of Tarnholt met Orla Quill there.", ["Orla Quill"]),
    ("a dateline", "Tarn, Ohio (NPA) The crew met Una Quill there. Quill waved.", ["Una Quill"]),
    (
        "a role at the end",
        "It pleased PWU Director Una Quill and Elmouth Pollster Piet Moll.",
        ["Una Quill", "Piet Moll"],
    ),
    ("a storm", "The crew fled Hurricane Orla with Una Quill. Quill waved.", ["Una Quill"]),
    ("a firm", "The crew met shipping firm Grant Tarn and state-owned Quill. Orla Moll waved.", ["Orla Moll"]),
    ("an owner", "The crew met bakery owner Davit Orbeli there. He waved.", ["Davit Orbeli"]),
    ("an outlet named after today", "The crew told Wexcombe Today so. Later Orla Tarn waved.", ["Orla Tarn"]),
    ("a recurring single name", "The singer Zuzka sang. Zuzka said it was late, and Zuzka left.", ["Zuzka"]),
    ("a title that is half of the name", "The crew met Prince Rupert there. Rupert waved.", ["Prince Rupert"]),
    (
        "names from elsewhere",
        "The crew met Nkechi Adeyemi-Bright and Xi Lanying.",
        ["Nkechi Adeyemi-Bright", "Xi Lanying"],
    ),
    ("a sentence opener", "However Orla Tarn left. Later Tarn came back.", ["Orla Tarn"]),
    ("a role as a sentence opener", "Actress Orla Tarn left. Pals waved.", ["Orla Tarn"]),
    ("a season for a surname", "The crew met Una Winter. “No,” Winter said. Winter came.", ["Una Winter"]),
    ("a month for a surname", "The crew met Greta May there. It was May.", ["Greta May"]),
    (
        "two people",
        "Orla Tarn met Piet Brandvold. Tarn waved, Brandvold did not.",
        ["Orla Tarn", "Piet Brandvold"],
    ),
    ("two forms of a name", "Senator William Tarn left. Bill Tarn came back. Tarn waved.", ["William Tarn"]),
    ("a married name", "Orla Tarn left. Orla Tarn Quill came back.", ["Orla Tarn Quill"]),
    (
        "a shortened given name",
        "The crew met pilot Orsolya Tarn. The pilot Orso waved. Singer Ors sang.",
        ["Orsolya Tarn"],
    ),
    (
        "two bearers of a shortened name",
        "The crew met pilot Orsolya Tarn and pilot Orsina Quill. Singer Ors sang.",
        ["Orsolya Tarn", "Orsina Quill", "Ors"],
    ),
    ("a nickname of two beginnings", "Orla Brandvold left. O-Bran waved, and O.Br sang.", ["Orla Brandvold"]),
    ("an initial without a space", "Orla Brandvold left. O.Brandvold waved.", ["Orla Brandvold"]),
    ("the initial of a surname", "Orla Brandvold left. Later Orla B came back.", ["Orla Brandvold"]),
    ("a name completed in brackets", "It pleased Helen [Brandvold] and Piet Quill.", ["Helen Brandvold", "Piet Quill"]),
    ("two titles for a couple", "The film Mr. and Mrs. Tarn pleased Orla Quill.", ["Orla Quill"]),
    ("a family", "Orla Brandvold left. The crew met Brandvolds there.", ["Orla Brandvold"]),
    ("a caption", "Orla Tarn met Una Quill.\nIt shows Orla Tarn Una Quill Harbour Bay.", ["Orla Tarn", "Una Quill"]),
    ("a first name in -ing", "The crew met analyst Flemming Tarn. Tarn waved.", ["Flemming Tarn"]),
    ("the fullest form", "Tarn left. Orla Tarn came back. Orla B. Tarn waved.", ["Orla B. Tarn"]),
    ("a place", "The ferry left Elmouth for New Hampshire and South Harbour Bay.", []),
    ("nationalities and parties", "Republicans and Americans waited. The French did not.", []),
    ("an organisation", "The Harbour Board met the Quay Trust at the White House.", []),
    ("days and months", "On Tuesday, in March, nobody came. Wednesday was no better.", []),
    ("families", "The Tarns left with the Brandvolds.", []),
    ("a domain", "It stood on TarnNews.com on Monday.", []),
    ("a dateline in capitals", "ELMOUTH HARBOUR\nWEXCOMBE: The ferry was late on Monday.", []),
    ("a title before another title", "It pleased General President Orla Tarn greatly.", ["Orla Tarn"]),
    ("a title in the name of a body", "The Harbour General Assembly met. The Assembly sought advice.", []),
    ("a guard", "It pleased Garda Neeva Tarn and Piet Brandvold SC greatly.", ["Neeva Tarn", "Piet Brandvold"]),
    ("Malaysian titles", "It pleased Datuk Seri Piet Brandvold and Datin Una Tarn.", ["Piet Brandvold", "Una Tarn"]),
    (
        "more Malaysian titles",
        "It pleased Tan Sri Piet Brandvold, Tun Dr Una Tarn and Dato’ Sri Ivo Quill.",
        ["Piet Brandvold", "Una Tarn", "Ivo Quill"],
    ),
    (
        "titles of kings, teachers and architects",
        "The crew met Oba Ivo Tarn, Ustaz Piet Quill and Arc. Una Moll there.",
        ["Ivo Tarn", "Piet Quill", "Una Moll"],
    ),
    ("a lord of a place", "Lord Tarn of Garrow said it was late. Lord Tarn said so.", ["Lord Tarn of Garrow"]),
    ("a baroness", "It pleased Baroness Tarn of Garrow. Lady Tarn left.", ["Baroness Tarn of Garrow"]),
    (
        "a lord of a firm",
        "Una Tarn left. Lord Tarn said so. Lord Tarn of Quay Motors said no.",
        ["Una Tarn", "Lord Tarn"],
    ),
    ("a lord with a given name", "Piet Brandvold gave money. Lord Brandvold said it was late.", ["Piet Brandvold"]),
    (
        "a lord and his wife",
        "Piet Brandvold came. Lady Brandvold said it was late.",
        ["Piet Brandvold", "Lady Brandvold"],
    ),
    (
        "a lord and his son",
        "Lord Brandvold said so. Lord Brandvold said his son, Piet Brandvold, left.",
        ["Lord Brandvold", "Piet Brandvold"],
    ),
    (
        "a couple in one word",
        "Orla Tarn met Ivo Quill. On Monday Orlivo waved, and Orlivo sang.",
        ["Orla Tarn", "Ivo Quill"],
    ),
    ("a couple with a hyphen", "Orla Tarn met Ivo Quill. On Monday Orla-Ivo sang.", ["Orla Tarn", "Ivo Quill"]),
    ("no couple", "Orla Tarn met Ivo Quill. The singer Orsolya waved.", ["Orla Tarn", "Ivo Quill", "Orsolya"]),
    ("an airline", "Budget airline Brannigan left. On Monday Brannigan came back, and Brannigan waved.", []),
    ("a news agency", "The crew told Bernama so. Bernama said it was late. Bernama left.", []),
    ("a rank", "It pleased Wing Commander Una Tarn and Adv Piet Brandvold.", ["Una Tarn", "Piet Brandvold"]),
    ("a character", "Una Tarn plays Detective Moll Crane in the film. Crane solves a murder.", ["Una Tarn"]),
    (
        "a character with one name",
        "The actress Una Tarn shot to fame as Joey. In the film Una Tarn portrays Maria.",
        ["Una Tarn"],
    ),
    (
        "a character with a work",
        "Una Tarn plays Moll Crane in “Cold Quay”, with Ivo Quill as Ruth in the film.",
        ["Una Tarn", "Ivo Quill"],
    ),
    ("a person of a film", "The film portrays Brannigan as a liar. It was wrong, Brannigan said.", ["Brannigan"]),
    ("a character in life", "It was in his character, Brannigan said. He sold the dog, Brannigan said.", ["Brannigan"]),
    ("a cast vote", "A vote was cast as Brannigan spoke. The show is over, Brannigan said.", ["Brannigan"]),
    ("an opponent", "Una Tarn played Carla Moll in the final.", ["Una Tarn", "Carla Moll"]),
    ("a role in life", "Una Tarn denied her role as Carla Moll’s lawyer.", ["Una Tarn", "Carla Moll"]),
    ("a pet", "Una Tarn fed the pup, Charlie. On Monday Charlie slept, and Charlie barked.", ["Una Tarn"]),
    ("a vessel", "Una Tarn boarded the lifeboat Helen Lomax.", ["Una Tarn"]),
    ("a brand", "Una Tarn wore Gianni Quill stilettos.", ["Una Tarn"]),
    ("a street", "Una Tarn lives in Martin Quill Avenue.", ["Una Tarn"]),
    (
        "two rare given names",
        "Dr. Hamid Brannigan met Dr. Hamad Brannigan there.",
        ["Hamid Brannigan", "Hamad Brannigan"],
    ),
    ("two given names", "Karla Tarn left. Carla Tarn came back.", ["Karla Tarn", "Carla Tarn"]),
    ("a given name that is a verb", "It pleased Will Tarn greatly.", ["Will Tarn"]),
    ("a verb that is a given name", "Will Una Tarn leave?", ["Una Tarn"]),
    ("a form of address", "In her letter to Una Quill Ms Tarn said it was late.", ["Una Quill", "Tarn"]),
    ("a form of address after a title", "It pleased President Mr Piet Moll greatly.", ["Piet Moll"]),
    ("clergy", "It pleased the Ven. Ivo Tarn and the Rt Revd Una Moll.", ["Ivo Tarn", "Una Moll"]),
    ("a place of a saint", "Una Moll spoke at the Quay Centre, St James, and St James slept.", ["Una Moll"]),
    ("a name in civil life", "The singer Zuzka (a.k.a. Una Tarn) sang. Zuzka waved. Zuzka left.", ["Zuzka"]),
    ("a stage name", "Una Tarn, better known as Zuzka, sang. Zuzka waved. Tarn left.", ["Una Tarn"]),
    ("a nickname behind the name", "Her son, Piet Tarn, known as Zuzka, sang. Zuzka waved.", ["Piet Tarn"]),
    ("a name of somebody else", "Una Tarn, who is known to Ivo Quill, sang.", ["Una Tarn", "Ivo Quill"]),
    (
        "a father and his son",
        "Piet Tarn Jr. met Piet Tarn Sr. there. It was late, Tarn Sr. said.",
        ["Piet Tarn Jr.", "Piet Tarn Sr."],
    ),
    ("a couple with one surname", "It pleased Peter and Una Tarn, who wed.", ["Peter Tarn", "Una Tarn"]),
    ("two surnames", "Una Brandvold met Peter and Orla Tarn.", ["Una Brandvold", "Peter", "Orla Tarn"]),
    ("a rank that is a given name", "It pleased Lance Corporal Orla Tarn.", ["Orla Tarn"]),
    ("a name that is a rank", "It pleased Martin King Brandvold.", ["Martin King Brandvold"]),
    ("clergy and airmen", "It pleased Deacon Orla Tarn and Air Marshal Una Moll.", ["Orla Tarn", "Una Moll"]),
    ("doctors", "It pleased Doctors Brandvold and Piet Moll.", ["Brandvold", "Piet Moll"]),
    ("a family name first", "It pleased Park Ji-won. Ji-won Park waved. Park sang.", ["Park Ji-won"]),
    ("a particle with an apostrophe", "It pleased Jean d'Arvel. D'Arvel waved.", ["Jean d'Arvel"]),
    ("a nickname in single marks", "It pleased Piet 'the Eel' Tarn. Tarn waved.", ["Piet 'the Eel' Tarn"]),
    ("an apostrophe", "It pleased Orla Brooks' Tide Quay Club.", ["Orla Brooks"]),
    ("a wrong encoding", "It pleased RenÃ© Tarn. René Tarn waved.", ["René Tarn"]),
    (
        "a party",
        "Fine Gull lost. Its leader, Orla Tarn, left. The Sinn Tide leader, Una Moll, won.",
        ["Orla Tarn", "Una Moll"],
    ),
    ("a leader of the band", "It pleased the band leader, Orla Tarn.", ["Orla Tarn"]),
    ("two princes", "It pleased Princes Piet Brandvold and Ivo Quill.", ["Piet Brandvold", "Ivo Quill"]),
    ("a Burmese title", "The crew met Daw Zsofi Brannigan there.", ["Zsofi Brannigan"]),
    ("the place of an office", "It pleased the former President of Iceland Ivo Brandvold.", ["Ivo Brandvold"]),
]


def test_two_companies_with_one_short_form_are_two() -> None:
    found = read("Tarn Quay met Tarn Quay Holdings Inc. They sued Tarn Quay Records Inc. and Tarn Quay Records.\n")
    assert {organisation.name for organisation in found.organisations} == {
        "Tarn Quay Holdings Inc",
        "Tarn Quay Records Inc",
    }


def test_a_name_with_an_age_introduces_somebody() -> None:
    found = read("It pleased Johnny Tarn and Piet Henry Quill. Their sons Jack, 10, and Henry, 8, waved.\n")
    assert [person.name for person in found.people] == ["Johnny Tarn", "Piet Henry Quill", "Jack", "Henry"]


def test_a_complement_is_part_of_the_organisation() -> None:
    found = read("The Bureau of Harbour Affairs met on Monday. The Quay Trust paid.\n")
    assert [organisation.name for organisation in found.organisations] == ["Bureau of Harbour Affairs", "Quay Trust"]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in NAMES], ids=[case[0] for case in NAMES])
def test_people_by_name(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_middle_name_is_no_surname() -> None:
    found = read("Orla Tarn met pilot Dex Tarn Quill. Dex sang. Dex waved. Tarn left. Tarn came back.")
    assert [(person.name, len(person.mentions)) for person in found.people] == [("Orla Tarn", 3), ("Dex Tarn Quill", 3)]


def test_a_role_before_a_single_name_tells_its_gender() -> None:
    found = read(
        "Orla Tarn met her son Korvin. “He is late,” Una Quill said.", [("“He is late,”", "Una Quill", "said")]
    )
    assert found.statements[0].about == ("Korvin",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Two people share the surname that is printed once.
        ("Piet and Una Tarn swam the sound.\n“It was cold,” Piet said.", ["Piet Tarn", "Una Tarn"]),
        ("On Friday Cal and Una van Moll swam. Cal waved.", ["Cal van Moll", "Una van Moll"]),
        ("The sisters Alice and Helen Brandvold swam.", ["Alice Brandvold", "Helen Brandvold"]),
        ("On Monday Alice and Helen Brandvold swam. The Brandvolds waved.", ["Alice Brandvold", "Helen Brandvold"]),
        # Of two women who are no relatives one may have one name only.
        ("On Monday Alice and Helen Brandvold swam. Brandvold waved.", ["Alice", "Helen Brandvold"]),
        # The first has a surname, or is called by one name only.
        ("Piet Quill swam. Piet and Una Tarn waved.", ["Piet Quill", "Una Tarn"]),
        ("On Monday Piet sang. Then Piet and Una Tarn waved.", ["Piet", "Una Tarn"]),
        ("On Monday Nora, Piet and Una Tarn waved.", ["Nora", "Piet", "Una Tarn"]),
        ("Orla Moll sang. Moll and Una Tarn waved.", ["Orla Moll", "Una Tarn"]),
        # Relatives in a list share it.
        ("She met her children, Dex and Una Tarn.", ["Dex Tarn", "Una Tarn"]),
        ("The Elmouth twins, Ivo and Una, waved.", ["Ivo", "Una"]),
        # Offices and trades are no part of the name.
        ("Skipper Una Brannock waved.", ["Una Brannock"]),
        # A film that is named after somebody.
        ("On Monday Harbourmaster Piet Quill and Foreman Martin Tarn waved.", ["Piet Quill", "Martin Tarn"]),
    ],
)
def test_surnames_and_trades(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_headlines_do_not_lengthen_names() -> None:
    text = "Hopeful Orla Tarn Weds Her Pilot At Last\nTarn, 41, married on Monday. Orla Tarn smiled.\n"
    assert names(text, titles=1) == ["Orla Tarn"]


@pytest.mark.parametrize(
    "headline",
    [
        *("Orla Tarn Hints Quill Lied", "Tarn Mocks Quill In Debate", "Quill Lied About Harbour Plan"),
        *("Did Ivo Quill Just Endorse Tarn?", "Orla Tarn Calls Quill A Liar", "Quill Versus Tarn: Who Won?"),
        *("Brandvold Tells Quill To Resign", "How Orla Tarn Beat Quill", "Piet Tarn Brandvold Slams Quill"),
    ],
)
def test_headlines_within_the_text_name_the_people_of_the_text(headline: str) -> None:
    text = f"Orla Tarn met Ivo Quill and Piet Tarn Brandvold. Tarn waved.\n{headline}\nQuill sang. Quill danced.\n"
    people = {person.name: person.aliases for person in read(text).people}
    assert list(people) == ["Orla Tarn", "Ivo Quill", "Piet Tarn Brandvold"]
    assert {alias for aliases in people.values() for alias in aliases} <= {
        "Tarn",
        "Quill",
        "Brandvold",
        "Tarn Brandvold",
    }


def test_names_with_a_dutch_article() -> None:
    text = "On Monday Sofie in ’t Hout met Piet van ’t Hof. “No,” In ’t Hout said. Van ’t Hof left.\n"
    assert names(text) == ["Sofie in ’t Hout", "Piet van ’t Hof"]


def test_letters_of_utf_8_that_were_read_as_latin_1_do_not_end_a_name() -> None:
    assert names("On Monday Orla BrÃ©annigan left, and Piet OkÃ¡for waved.\n") == ["Orla BrÃ©annigan", "Piet OkÃ¡for"]


def test_names_in_capitals_are_the_same_people() -> None:
    text = "ORLA TARN RESIGNS\nOrla Tarn resigned on Monday.\nTARN: I am glad.\nPILOT: So am I.\n"
    (person,) = read(text, titles=1).people
    assert person.name == "Orla Tarn"
    assert [text[start:end] for start, end in person.mentions][:3] == ["ORLA TARN", "Orla Tarn", "TARN"]


def test_a_description_that_can_mean_nobody_else_is_an_alias_with_a_role() -> None:
    person, _ = read("Orla Tarn met Piet Quill. The Saltmarsh actress smiled.").people
    assert (person.aliases, [role.text for role in person.roles]) == (("The Saltmarsh actress",), ["actress"])


def test_a_description_that_can_mean_another_is_none() -> None:
    person, _ = read(
        "Orla Tarn sang, and Una Quill left early on Monday. Tarn waved. The Saltmarsh actress smiled."
    ).people
    assert (person.aliases, person.roles) == (("Tarn",), ())


def test_pronouns_and_descriptions_are_mentions() -> None:
    text = "Orla Tarn sang on Monday. The Saltmarsh actress smiled. She waved, and her crew left.\n"
    (person,) = read(text).people
    assert [text[start:end] for start, end in person.mentions] == ["Orla Tarn", "The Saltmarsh actress", "She", "her"]


ROLES = [
    ("It pleased the town’s harbour minister, Orla Tarn, greatly.", ["harbour minister"]),
    ("The director of the port of Elmouth, Hon. Orla Tarn, waved.", ["director"]),
    ("The punter Orla Tarn, 66, waved.", ["punter"]),
    ("Mayor of Elmouth, Dr. Orla Tarn, waved.", ["Mayor"]),
    ("The chair, Orla Tarn, thanked the mayor for it.", ["chair"]),
    ("It pleased his wife, Orla Tarn, greatly.", []),
    ("For the pilot, Orla Tarn is no friend.", []),
    ("Ohio Gov. Orla Tarn left.", ["Ohio Gov."]),
    ("A spokesman for Gov. Orla Tarn left.", ["Gov."]),
    ("The chief of staff Orla Tarn left.", ["chief of staff"]),
    ("The pilot Orla Tarn left.", ["pilot"]),
    ("Orla Tarn, the harbour director, left.", ["harbour director"]),
    ("Orla Tarn, the Harbour Director, left.", ["Harbour Director"]),
    ("Orla Tarn, a former chief pilot of the port, left.", ["former chief pilot"]),
    ("Mrs. Orla Tarn left.", []),
    ("His wife, Orla Tarn, left.", []),
    ("Orla Tarn, her sister, left.", []),
]


@pytest.mark.parametrize("after", ["3, 4.", "-- and left.", "   .", "55 (56), left."])
def test_words_after_a_comma_need_not_be_a_role(after: str) -> None:
    (person,) = read(f"We met Orla Tarn, {after} Tarn waved.").people
    assert person.roles == ()


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
    ("The 71-year-old said Orla Tarn left.", []),
    ("The 71-year-old wife of pilot Piet Tarn left.", []),
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
    ("the person named most", "Orla Tarn left. Orla Tarn met Piet Tarn. Later Tarn, 70, waved.", "Orla Tarn"),
    ("a title", "Orla Tarn met Piet Tarn there. It pleased Mr. Tarn, 70.", "Piet Tarn"),
    ("a pronoun", "Orla Tarn met Piet Tarn. On Monday Tarn, 70, broke his leg.", "Piet Tarn"),
    ("a given name", "Orla Tarn met Piet Tarn. It pleased Piet, 70.", "Piet Tarn"),
]


@pytest.mark.parametrize(("text", "aged"), [case[1:] for case in SHARED], ids=[case[0] for case in SHARED])
def test_people_who_share_a_name_are_told_apart(text: str, aged: str) -> None:
    assert [person.name for person in read(text).people if person.ages] == [aged]


def test_an_ambiguous_name_is_nobodys() -> None:
    text = "The crew saw Orla Tarn and Una Tarn.\n“It is late,” Tarn said.\n"
    reading = read(text, [("“It is late,”", "Tarn", "said")])
    assert (reading.statements[0].speaker, reading.statements[0].speaker_kind) == (None, "unknown")
    assert reading.warnings == (
        (
            f"A statement has no speaker, because “Tarn” (character {text.index('Tarn said')}) "
            "may be Orla Tarn or Una Tarn."
        ),
    )


@pytest.mark.parametrize(("place", "speaker"), [("body", "Orla Tarn"), ("furniture", None)])
def test_a_related_headline_is_not_the_last_speakers(place: Literal["body", "furniture"], speaker: str | None) -> None:
    words = "“I never liked it, and I never will.”"
    text = f"“It is late,” Orla Tarn said.\n{words}"
    said = statements_of(text, [("“It is late,”", "Orla Tarn", "said"), (words, "", "")])
    statements = [said[0], replace(said[1], place=place)]
    assert find_people(article_of(text), statements).statements[1].speaker_name == speaker


def test_people_in_related_headlines_are_left_out_unless_they_speak() -> None:
    text = "Orla Tarn left.\nPiet Brandvold weds\nUna Quill: 'It is late'\n"
    assert [person.name for person in read(text, related=2).people] == ["Orla Tarn"]
    reading = read(text, [("'It is late'", "Una Quill", ":")], related=2)
    assert [person.name for person in reading.people] == ["Orla Tarn", "Una Quill"]


ORGANISATIONS = [
    ("It pleased the Elmouth TD.", []),
    ("The Quay Trust met. The Trust left.", ["Quay Trust"]),
    ("The Board of Elections met.", ["Board of Elections"]),
    ("The Alliance to Reclaim Our Quays (AROQ) met. AROQ left.", ["Alliance to Reclaim Our Quays"]),
    ("It stood on TarnNews.com.", ["TarnNews.com"]),
    ("The White House met the House.", ["White House", "House"]),
    ("The crew met Orla Tarn. Speaking to the Quay Mail Tarn said so.", ["Quay Mail"]),
    ("The crew met Helen Tarn. In a letter to the BBC Tarn said so.", ["BBC"]),
    ("Bernama said it was late.", ["Bernama"]),
    ("Sources at carmaker Brannigan left. Then Brannigan came back.", ["Brannigan"]),
    ("The Alliance to Reclaim Our Quays (Aroq) met. Aroq left.", ["Alliance to Reclaim Our Quays"]),
    ("A report by investment firm Grant Brannigan came. Grant Brannigan said so.", ["Grant Brannigan"]),
    ("Tech giant Brannigan and the band Quay met.", ["Brannigan", "Quay"]),
    ("The Office of the Secretary closed.", ["Office of the Secretary"]),
    ("The Quay Fees Act passed. The QFA pleased the Quay Trust.", ["Quay Trust"]),
    ("The Quay Cup and the DVD pleased the United Nations Board.", ["United Nations Board"]),
    ("The Quay Trust-inspired song pleased the Elmouth-based Harbour Board.", ["Harbour Board"]),
]


@pytest.mark.parametrize(("text", "expected"), ORGANISATIONS)
def test_organisations(text: str, expected: list[str]) -> None:
    assert [organisation.name for organisation in read(text).organisations] == expected


def test_an_empty_page() -> None:
    reading = read("")
    assert (reading.people, reading.organisations, reading.statements, reading.warnings) == ((), (), (), ())
