"""Organisations that speak: names, acronyms, descriptions, the teams of a person."""

from __future__ import annotations

import pytest

from tests.people.making import BOTH, SpeakerCase, speakers_of

CASES: list[SpeakerCase] = [
    (
        "a name that an apposition calls a union",
        "Unite Brannock, the drivers’ union, said it was late. The union said it was cold.",
        [("it was late", "Unite Brannock, the drivers’ union,", "said"), ("it was cold", "The union", "said")],
        [("Unite Brannock", "organisation"), ("Unite Brannock", "organisation")],
    ),
    (
        "the ministry of a place",
        "Norway’s foreign ministry said it was late. The ministry said it was cold.",
        [("it was late", "Norway’s foreign ministry", "said"), ("it was cold", "The ministry", "said")],
        [("Norway’s foreign ministry", "organisation"), ("Norway’s foreign ministry", "organisation")],
    ),
    (
        "a station that is no company",
        "Hexel Energy paid on Monday. Orla Tarn told Wex Radio so.\nThe company said it was late.",
        [("it was late", "The company", "said")],
        [("Hexel Energy", "organisation")],
    ),
    (
        "the noun of an organisation",
        "Orla Tarn left Wexcombe Academy.\nThe academy said it was late.",
        [("it was late", "The academy", "said")],
        [("Wexcombe Academy", "organisation")],
    ),
    (
        "an organisation",
        "The Quay Trust says it is late.",
        [("it is late", "The Quay Trust", "says")],
        [("Quay Trust", "organisation")],
    ),
    (
        "an acronym",
        "The Port Workers Union met.\nThe PWU says it is late.",
        [("it is late", "The PWU", "says")],
        [("Port Workers Union", "organisation")],
    ),
    (
        "a party at the start of a sentence, and its members",
        "Labour has said it is late. Tories said it was cold.",
        [("it is late", "Labour", "has said"), ("it was cold", "Tories", "said")],
        [("Labour", "organisation"), ("Tories", "unnamed")],
    ),
    (
        "an acronym that is no pronoun",
        "The World Health Organization met. WHO says it is late.",
        [("it is late", "WHO", "says")],
        [("World Health Organization", "organisation")],
    ),
    (
        "a pronoun in a line of capitals, without an antecedent",
        "The World Health Organization met.\nWHO SAYS IT IS LATE?",
        [("IT IS LATE", "WHO", "SAYS")],
        [(None, "unknown")],
    ),
    (
        "an organisation named after a person",
        BOTH + "The Tarn campaign said it was late. Her campaign said so.",
        [("it was late", "The Tarn campaign", "said"), ("so", "Her campaign", "said")],
        [("Tarn campaign", "organisation"), ("Tarn campaign", "organisation")],
    ),
    (
        "a description of an organisation",
        "The Elmouth Weekly says it is late.\nThe magazine says it is very late.",
        [("it is late", "The Elmouth Weekly", "says"), ("it is very late", "The magazine", "says")],
        [("Elmouth Weekly", "organisation"), ("Elmouth Weekly", "organisation")],
    ),
    (
        "an acronym in parentheses, with other letters",
        "The Quay Research Institute (KVO) met.\nKVO says it is late.",
        [("it is late", "KVO", "says")],
        [("Quay Research Institute", "organisation")],
    ),
    (
        "an acronym in parentheses before a dash",
        "We asked the Quay Research Institute (KVO) – it is large.\nKVO says it is late.",
        [("it is late", "KVO", "says")],
        [("Quay Research Institute", "organisation")],
    ),
    (
        "the agency of a dateline, in parentheses",
        "ELMOUTH HARBOUR AUTHORITY (NPA) — It rained.\nNPA says it is late.",
        [("it is late", "NPA", "says")],
        [("NPA", "organisation")],
    ),
    (
        "the ministry of a place",
        "The crew sailed to Ireland.\nIreland’s Defence Ministry said it was late.",
        [("it was late", "Ireland’s Defence Ministry", "said")],
        [("Ireland’s Defence Ministry", "organisation")],
    ),
    (
        "a noun before the name",
        "The auction house Quay Partners met the Tarn Trust. The house said it was late.",
        [("it was late", "The house", "said")],
        [("Quay Partners", "organisation")],
    ),
    (
        "a firm is no trust",
        "Tarn Motors met the Quay Trust. The firm said it was late.",
        [("it was late", "The firm", "said")],
        [("Tarn Motors", "organisation")],
    ),
    (
        "a firm three paragraphs on",
        "Tarn Motors met.\nThe firm said it was late.\nIt rained.\nThe firm said it was cold.",
        [("it was late", "The firm", "said"), ("it was cold", "The firm", "said")],
        [("Tarn Motors", "organisation"), ("Tarn Motors", "organisation")],
    ),
    (
        "a state by its letters",
        "The U.S. said it was late.",
        [("it was late", "The U.S.", "said")],
        [("U.S.", "organisation")],
    ),
    (
        "the camp of a campaign",
        "Orla Tarn waved. The Tarn campaign said it was late. The Tarn camp said it was cold.",
        [("it was late", "The Tarn campaign", "said"), ("it was cold", "The Tarn camp", "said")],
        [("Tarn campaign", "organisation"), ("Tarn campaign", "organisation")],
    ),
    (
        "the magazine that is a source, not the one mentioned last",
        "The Elmouth Weekly said it was cold. It met the Quay Group there.\n“It is late,” the newspaper said.",
        [("it was cold", "The Elmouth Weekly", "said"), ("“It is late,”", "the newspaper", "said")],
        [("Elmouth Weekly", "organisation"), ("Elmouth Weekly", "organisation")],
    ),
    (
        "the campaign, named before in passing",
        "Piet Brandvold met the Tarn campaign. Orla Tarn left.\nThe campaign said it was late.",
        [("it was late", "The campaign", "said")],
        [("Tarn campaign", "organisation")],
    ),
    (
        "the administration, named after its head before",
        "Orla Tarn left. Tarn’s administration said it was cold.\nThe administration said it was late.",
        [("it was cold", "Tarn’s administration", "said"), ("it was late", "The administration", "said")],
        [("Tarn administration", "organisation"), ("Tarn administration", "organisation")],
    ),
    (
        "the team of a candidate",
        "Orla Tarn left. Tarn’s team said it was cold. Her team said it was late.",
        [("it was cold", "Tarn’s team", "said"), ("it was late", "Her team", "said")],
        [("Tarn team", "organisation"), ("Tarn team", "organisation")],
    ),
    (
        "a team that is not the whole",
        "Orla Tarn left. Tarn’s legal team said it was late.",
        [("it was late", "Tarn’s legal team", "said")],
        [("Tarn’s legal team", "unnamed")],
    ),
    (
        "a newspaper, named before its kind",
        "The Elmouth Bell newspaper said it was late.",
        [("it was late", "The Elmouth Bell newspaper", "said")],
        [("Elmouth Bell", "organisation")],
    ),
    (
        "a news agency",
        "The Bernama news agency said it was late.",
        [("it was late", "The Bernama news agency", "said")],
        [("Bernama", "organisation")],
    ),
    (
        "a place with its state before a body",
        "The Quay Bank met. The Elmouth, N.C.-based bank said it was late.",
        [("it was late", "The Elmouth, N.C.-based bank", "said")],
        [("Quay Bank", "organisation")],
    ),
    (
        "the words of a name in another order",
        "Orla Tarn met the Harbour Authority of Elmouth.\nElmouth’s harbour authority said it was late.",
        [("it was late", "Elmouth’s harbour authority", "said")],
        [("Harbour Authority of Elmouth", "organisation")],
    ),
    (
        "a name that comes later, its words in another order",
        "Elmouth’s harbour authority said it was late. Orla Tarn met the Harbour Authority of Elmouth.",
        [("it was late", "Elmouth’s harbour authority", "said")],
        [("Harbour Authority of Elmouth", "organisation")],
    ),
    (
        "a body of another place",
        "Orla Tarn met the Elmouth government.\nThe government in Wexland said it was late.",
        [("it was late", "The government in Wexland", "said")],
        [("The government in Wexland", "unnamed")],
    ),
    (
        "a channel is not the group that speaks through it",
        "Quaybook is a network. In a post on Quaybook, the group said it was late.",
        [("it was late", "the group", "said")],
        [("the group", "unnamed")],
    ),
    (
        "a body that somebody else is given something",
        "The Quay Group rose. Much was given to the Quay Group, the group said.",
        [("Much was given to the Quay Group", "the group", "said")],
        [("Quay Group", "organisation")],
    ),
    (
        "the company that speaks is the subject, not the one mentioned last",
        "The Quay Group said it was cold at Brannock Ferries.\nThe company said it was late.",
        [("it was cold at Brannock Ferries", "The Quay Group", "said"), ("it was late", "The company", "said")],
        [("Quay Group", "organisation"), ("Quay Group", "organisation")],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_organisations(case: SpeakerCase) -> None:
    assert speakers_of(case) == case[3]
