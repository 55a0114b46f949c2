"""Speakers of statements, by name, pronoun, description and continuation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.people.find import find_people
from tests.people.making import Said, article_of, read, statements_of

SAID: list[Said] = [("“It is late,”", "Tarn", "said")]
BOTH = "Orla Tarn met Piet Brandvold on the quay.\n"

CASES: list[tuple[str, str, list[Said], list[tuple[str | None, str]]]] = [
    (
        "a full name",
        "“It is late,” Orla Tarn said.",
        [("“It is late,”", "Orla Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    ("a surname", BOTH + "“It is late,” Tarn said.", SAID, [("Orla Tarn", "person")]),
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
        "a title",
        BOTH + "“It is late,” Ms. Tarn said.",
        [("“It is late,”", "Ms. Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    ("she", BOTH + "“It is late,” she said.", [("“It is late,”", "she", "said")], [("Orla Tarn", "person")]),
    (
        "a letter from her lawyer",
        BOTH + "A letter from Orla Tarn’s lawyer said it was late.",
        [("it was late", "A letter from Orla Tarn’s lawyer", "said")],
        [("A letter from Orla Tarn’s lawyer", "document")],
    ),
    (
        "a statement that ends the page",
        "“It is late,” said a statement from Orla Tarn",
        [("“It is late,”", "a statement from Orla Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a statement from her on Friday",
        "A statement from pilot Orla Tarn on Friday said it was late.",
        [("it was late", "A statement from pilot Orla Tarn on Friday", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a statement from lawyers for her",
        BOTH + "A statement from lawyers for Orla Tarn said it was late.",
        [("it was late", "A statement from lawyers for Orla Tarn", "said")],
        [("A statement from lawyers for Orla Tarn", "document")],
    ),
    (
        "an officer of the police",
        "The Elmouth Police Relations Officer, Orla Tarn, said it was late.",
        [("it was late", "The Elmouth Police Relations Officer, Orla Tarn,", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "her voice",
        BOTH + "Her voice breaks. “It is late.”",
        [("“It is late.”", "Her voice", "breaks")],
        [("Orla Tarn", "person")],
    ),
    (
        "the voice",
        BOTH + "“It is late,” the voice said.",
        [("“It is late,”", "the voice", "said")],
        [("the voice", "unnamed")],
    ),
    (
        "an umlaut",
        "Gerda Müller met Piet Brandvold. “It is late,” Muller said. “It is,” said Mueller.",
        [("“It is late,”", "Muller", "said"), ("“It is,”", "Mueller", "said")],
        [("Gerda Müller", "person"), ("Gerda Müller", "person")],
    ),
    (
        "a suspicion",
        "Orla Tarn said it was late. Piet Brandvold is suspected of “sinking it”.",
        [("it was late", "Orla Tarn", "said"), ("“sinking it”", "", "suspected of")],
        [("Orla Tarn", "person"), (None, "unnamed")],
    ),
    (
        "a surname that is an office",
        "Anna King, an EHS nurse, said it was late.",
        [("it was late", "Anna King, an EHS nurse,", "said")],
        [("Anna King", "person")],
    ),
    (
        "a warning",
        BOTH + "Tarn was warned that “it is late”.",
        [("“it is late”", "", "warned")],
        [(None, "unnamed")],
    ),
    ("he", BOTH + "“It is late,” he said.", [("“It is late,”", "he", "said")], [("Piet Brandvold", "person")]),
    (
        "a person named in the content is not the speaker",
        "Orla Tarn met Una Quill.\n“Tarn is late,” she said.",
        [("“Tarn is late,”", "she", "said")],
        [("Una Quill", "person")],
    ),
    (
        "a surname that begins like a given name",
        "On Monday Sorcha Mac Tarn came.\nMac Tarn left. She said it was late.",
        [("it was late", "She", "said")],
        [("Sorcha Mac Tarn", "person")],
    ),
    (
        "the neighbour of another, with an unlisted given name",
        BOTH + "“No,” she said.\nHer neighbour, pilot Lanh Quill, left. She said it was late.",
        [("“No,”", "she", "said"), ("it was late", "She", "said")],
        [("Orla Tarn", "person"), ("Lanh Quill", "person")],
    ),
    (
        "the subject of the sentence before, with an unlisted given name",
        "Piet Brandvold said it was cold.\nHis deputy Lanh Quill will stay. He said it was late.",
        [("it was cold", "Piet Brandvold", "said"), ("it was late", "He", "said")],
        [("Piet Brandvold", "person"), ("Lanh Quill", "person")],
    ),
    (
        "a station that is no company",
        "Hexel Energy paid on Monday. Orla Tarn told Wex Radio so.\nThe company said it was late.",
        [("it was late", "The company", "said")],
        [("Hexel Energy", "organisation")],
    ),
    (
        "the recipient of a message",
        BOTH + "The email Tarn received said it was late. The reply she got, from a manager, said it was cold.",
        [("it was late", "The email Tarn", "said"), ("it was cold", "she", "said")],
        [("The email", "document"), ("The reply", "document")],
    ),
    (
        "a name behind a description of several words",
        "One of them, a retired pilot named Piet Brandvold, recalled that it was late.",
        [("it was late", "One of them, a retired pilot named Piet Brandvold,", "recalled")],
        [("Piet Brandvold", "person")],
    ),
    (
        "the noun of an organisation",
        "Orla Tarn left Wexcombe Academy.\nThe academy said it was late.",
        [("it was late", "The academy", "said")],
        [("Wexcombe Academy", "organisation")],
    ),
    (
        "who, a relative pronoun",
        "Orla Tarn, who said it was late, met Piet Brandvold.",
        [("it was late", "who", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "who, behind an apposition without its second comma",
        "Piet Brandvold met Orla Tarn, a pilot at the port who said it was late.",
        [("it was late", "who", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "who, behind a plural that is no apposition",
        "Orla Tarn met voters, who say it is late.",
        [("it is late", "who", "say")],
        [("voters", "unnamed")],
    ),
    (
        "a description with its relative pronoun",
        "A pilot who asked for no name said it was late.",
        [("it was late", "A pilot who", "said")],
        [("A pilot", "unnamed")],
    ),
    (
        "which, a relative pronoun",
        "The Quay Trust, which says it is late, met.",
        [("it is late", "which", "says")],
        [("Quay Trust", "organisation")],
    ),
    (
        "he, whose family name stands first and is a given name of women elsewhere",
        "Lin Bo met Orla Tarn.\n“It is late,” he said.",
        [("“It is late,”", "he", "said")],
        [("Lin Bo", "person")],
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
    (
        "an impersonal cue",
        BOTH + "Tarn is reportedly late.",
        [("is reportedly late", "", "reportedly")],
        [(None, "unnamed")],
    ),
    ("no evidence", "“It is late.”", [("“It is late.”", "", "")], [(None, "unknown")]),
    (
        "an office of somebody else",
        "President Ivo Quill left. Orla Tarn rose. “It is late,” the president said.",
        [("“It is late,”", "the president", "said")],
        [("Ivo Quill", "person")],
    ),
    (
        "a newspaper of a place",
        BOTH + "An Elmouth newspaper said it was late.",
        [("it was late", "An Elmouth newspaper", "said")],
        [("An Elmouth newspaper", "unnamed")],
    ),
    (
        "an unnamed source",
        BOTH + "“It is late,” a source close to Tarn said.",
        [("“It is late,”", "a source close to Tarn", "said")],
        [("a source close to Tarn", "unnamed")],
    ),
    (
        "an unnamed source, again",
        "“It is late,” an insider close to the crew said.\n“Very late,” the source added.",
        [("“It is late,”", "an insider close to the crew", "said"), ("“Very late,”", "the source", "added")],
        [("an insider close to the crew", "unnamed"), ("an insider close to the crew", "unnamed")],
    ),
    (
        "aides",
        BOTH + "Tarn’s aides said it was late.",
        [("it was late", "Tarn’s aides", "said")],
        [("Tarn’s aides", "unnamed")],
    ),
    (
        "a political party's members",
        "Republicans say it is late.",
        [("it is late", "Republicans", "say")],
        [("Republicans", "unnamed")],
    ),
    (
        "a document",
        "A police report says it is late.",
        [("it is late", "A police report", "says")],
        [("A police report", "document")],
    ),
    (
        "a statement that speaks for its author",
        BOTH + "Tarn’s statement said it was late.",
        [("it was late", "Tarn’s statement", "said")],
        [("Orla Tarn", "person")],
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
        "a clause behind an unnamed source",
        BOTH + "“It is late,” said a friend, fearing Tarn.",
        [("“It is late,”", "a friend, fearing Tarn", "said")],
        [("a friend, fearing Tarn", "unnamed")],
    ),
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
        "supporters of somebody",
        "Orla Tarn waved. Voters backing Orla Tarn said it was late. A pilot representing Tarn said it was cold.",
        [("it was late", "Voters backing Orla Tarn", "said"), ("it was cold", "A pilot representing Tarn", "said")],
        [("Voters backing Orla Tarn", "unnamed"), ("A pilot representing Tarn", "unnamed")],
    ),
    (
        "a supporter with a name",
        "One pilot supporting Orla Tarn, Piet Quill of Elmouth, said it was late.",
        [("it was late", "One pilot supporting Orla Tarn, Piet Quill of Elmouth", "said")],
        [("Piet Quill", "person")],
    ),
    (
        "he, after a spokesman without a name",
        "Piet Brandvold met the board.\n“It is late,” said a spokesman for the board. “Very late,” he added.",
        [("“It is late,”", "a spokesman for the board", "said"), ("“Very late,”", "he", "added")],
        [("a spokesman for the board", "unnamed"), ("a spokesman for the board", "unnamed")],
    ),
    (
        "he, after a spokesman and a name",
        "“It is late,” said a spokesman for the board. Piet Brandvold waved. “Very late,” he added.",
        [("“It is late,”", "a spokesman for the board", "said"), ("“Very late,”", "he", "added")],
        [("a spokesman for the board", "unnamed"), ("Piet Brandvold", "person")],
    ),
    (
        "he, after a sentence about somebody without a name",
        "Piet Brandvold met the board.\nOne of the suspects wept. “Very late,” he said.",
        [("“Very late,”", "he", "said")],
        [("One of the suspects", "unnamed")],
    ),
    (
        "the last speaker, a relative of somebody named before",
        "Una Tarn met the board. Una Tarn’s niece, Orla Quill, said it was cold. “Very late,” she said.",
        [("it was cold", "Una Tarn’s niece, Orla Quill,", "said"), ("“Very late,”", "she", "said")],
        [("Orla Quill", "person"), ("Orla Quill", "person")],
    ),
    (
        "the last name of a long source",
        "A lecturer at the Quay College, Elmouth, Dr Orla Tarn, said it was late.",
        [("it was late", "A lecturer at the Quay College, Elmouth, Dr Orla Tarn,", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a letter that is not the last speaker's",
        "Orla Tarn said it was cold. The letter, which came on Monday, said it was late.",
        [("it was cold", "Orla Tarn", "said"), ("it was late", "The letter, which came on Monday,", "said")],
        [("Orla Tarn", "person"), ("The letter, which came on Monday", "document")],
    ),
    (
        "initials of a name with a hyphen",
        "Orla Quill-Tarn: It is late.\nOQT: It is cold.",
        [("It is late.", "Orla Quill-Tarn", ":"), ("It is cold.", "OQT", ":")],
        [("Orla Quill-Tarn", "person"), ("Orla Quill-Tarn", "person")],
    ),
    (
        "he, after a reporter who asked him",
        "Piet Brandvold met the board.\nA reporter asked if it was late. “Very late,” he said.",
        [("it was late", "A reporter", "asked"), ("“Very late,”", "he", "said")],
        [("A reporter", "unnamed"), ("Piet Brandvold", "person")],
    ),
    (
        "the magazine that is a source, not the one mentioned last",
        "The Elmouth Weekly said it was cold. It met the Quay Group there.\n“It is late,” the newspaper said.",
        [("it was cold", "The Elmouth Weekly", "said"), ("“It is late,”", "the newspaper", "said")],
        [("Elmouth Weekly", "organisation"), ("Elmouth Weekly", "organisation")],
    ),
    (
        "she, after a spokesman without a name",
        "Orla Tarn met the board.\n“It is late,” said a spokesman for the board. “Very late,” she added.",
        [("“It is late,”", "a spokesman for the board", "said"), ("“Very late,”", "she", "added")],
        [("a spokesman for the board", "unnamed"), ("Orla Tarn", "person")],
    ),
    (
        "he, after an insider, is the man that the page is about",
        "Piet Brandvold met the board.\n“Piet is late,” said an insider. “Very late,” he said.",
        [("“Piet is late,”", "an insider", "said"), ("“Very late,”", "he", "said")],
        [("an insider", "unnamed"), ("Piet Brandvold", "person")],
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
        "an office with a complement",
        "Orla Tarn, the former secretary of ports, met Una Quill.\n“It is late,” the former secretary of ports said.",
        [("“It is late,”", "the former secretary of ports", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "the one of a family who has the title throughout",
        "Mr. Tarn, Martin Tarn, met Dex Tarn. Dex Tarn left. Dex Tarn came back.\n“It is late,” Mr. Tarn said.",
        [("“It is late,”", "Mr. Tarn", "said")],
        [("Martin Tarn", "person")],
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
        "a coach of two peoples",
        "“It is late,” said British and Irish coach Orla Tarn.",
        [("“It is late,”", "British and Irish coach Orla Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "a body of another place",
        "Orla Tarn met the Elmouth government.\nThe government in Wexland said it was late.",
        [("it was late", "The government in Wexland", "said")],
        [("The government in Wexland", "unnamed")],
    ),
    (
        "the company that speaks is the subject, not the one mentioned last",
        "The Quay Group said it was cold at Brannock Ferries.\nThe company said it was late.",
        [("it was cold at Brannock Ferries", "The Quay Group", "said"), ("it was late", "The company", "said")],
        [("Quay Group", "organisation"), ("Quay Group", "organisation")],
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
        "he, in the words of somebody who is not he",
        "Piet Brandvold met Martin Quill. “It is late and he said it is late,” Brandvold said.",
        [("“It is late and he said it is late,”", "Brandvold", "said"), ("it is late", "he", "said")],
        [("Piet Brandvold", "person"), ("Martin Quill", "person")],
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
        "the expert",
        BOTH + "“It is cold,” Tarn said. “It is late,” the expert said.",
        [("“It is cold,”", "Tarn", "said"), ("“It is late,”", "the expert", "said")],
        [("Orla Tarn", "person"), ("Orla Tarn", "person")],
    ),
    (
        "who is said to do something does not say so",
        "Orla Tarn left. Tarn is said to have been “late” on Monday.",
        [("to have been “late” on Monday", "", "said")],
        [(None, "unnamed")],
    ),
    (
        "who was told something does not say so",
        "Orla Tarn left. Tarn was told it was “very late” then.",
        [("it was “very late” then", "", "told")],
        [(None, "unnamed")],
    ),
    (
        "a person named since the subject without a name",
        BOTH + "My son waved to Brandvold. “It is late,” he said.",
        [("“It is late,”", "he", "said")],
        [("Piet Brandvold", "person")],
    ),
    (
        "a relative with a name is no person without one",
        BOTH + "His wife, Una Quill, waved. “It is late,” she said.",
        [("“It is late,”", "she", "said")],
        [("Una Quill", "person")],
    ),
    (
        "who, of a person without a name",
        BOTH + "A former Quay manager, who asked not to be named, said it was “late”. He said it was cold.",
        [
            ("not to be named", "who", "asked"),
            ("it was “late”", "A former Quay manager", "said"),
            ("it was cold", "He", "said"),
        ],
        [("A former Quay manager", "unnamed")] * 3,
    ),
    (
        "a person named only much later is not she",
        "Her boat leaked. “It is late,” she said.\n" + "The harbour was cold that day. " * 16 + "\nOrla Tarn left.",
        [("“It is late,”", "she", "said")],
        [(None, "unknown")],
    ),
    (
        "in the next paragraph she is whom the paragraph before names",
        "Orla Tarn sat down, and a colleague gave her a stamp that read “Late”.\n“It is a joke,” she said.",
        [("a stamp that read “Late”", "a colleague", "gave"), ("“It is a joke,”", "she", "said")],
        [("a colleague", "unnamed"), ("Orla Tarn", "person")],
    ),
    (
        "a guard, who asked not to be named",
        "The guard, who asked us not to print his name, said it was cold. “It is late,” he said.\nPiet Quill left.",
        [("it was cold", "The guard", "said"), ("“It is late,”", "he", "said")],
        [("The guard", "unnamed"), ("The guard", "unnamed")],
    ),
    (
        "whom a speaker quotes did not speak last",
        BOTH + "“The boss said: ‘Go’,” she said.",
        [("“The boss said: ‘Go’,”", "she", "said"), ("‘Go’", "The boss", "said")],
        [("Orla Tarn", "person"), ("The boss", "unnamed")],
    ),
    (
        "an office with a complement in lower case",
        BOTH + "Superintendent of harbour police Orla Tarn said it was late.",
        [("it was late", "Superintendent of harbour police Orla Tarn", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "the friend of an actor is not the actor",
        "Friend of actor Orla Tarn said it was late.",
        [("it was late", "Friend of actor Orla Tarn", "said")],
        [("Friend of actor Orla Tarn", "unnamed")],
    ),
    (
        "who replies has not spoken last",
        "Piet Brandvold sat down. The interviewer said it was cold. “It is late,” he replied.",
        [("it was cold", "The interviewer", "said"), ("“It is late,”", "he", "replied")],
        [("The interviewer", "unnamed"), ("Piet Brandvold", "person")],
    ),
    (
        "a name of women in one country and of men in another",
        "Piet Brandvold met Karol Quill. Quill said Brandvold was late. “Very late,” he said.",
        [("Brandvold was late", "Quill", "said"), ("“Very late,”", "he", "said")],
        [("Karol Quill", "person"), ("Karol Quill", "person")],
    ),
    (
        "one pronoun tells the gender of a name that is not listed",
        "Orla Tarn met Zuzko Quill. When Quill sat down he waved. “It is late,” she said.",
        [("“It is late,”", "she", "said")],
        [("Orla Tarn", "person")],
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
        "a name with an honour",
        "Prosecutor Helena Tarn KC said it was late.",
        [("it was late", "Prosecutor Helena Tarn KC", "said")],
        [("Helena Tarn", "person")],
    ),
    (
        "the Elmouth TD is no organisation",
        "The Elmouth TD said it was late.",
        [("it was late", "The Elmouth TD", "said")],
        [("The Elmouth TD", "unnamed")],
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
        "a relative without a name goes on",
        "Piet Tarn left. His daughter, who lives there, said it was late. “Very late,” she said.",
        [("it was late", "His daughter", "said"), ("“Very late,”", "she", "said")],
        [("His daughter", "unnamed"), ("His daughter", "unnamed")],
    ),
    (
        "a friend goes on",
        "Orla Tarn left. Her friend, who lives there, said it was late. “Very late,” she said.",
        [("it was late", "Her friend", "said"), ("“Very late,”", "she", "said")],
        [("Her friend", "unnamed"), ("Her friend", "unnamed")],
    ),
    (
        "a man in an apposition",
        "Piet Tarn left. The driver of the bus, a man of 52, wept. He said it was late.",
        [("it was late", "He", "said")],
        [("The driver of the bus, a man", "unnamed")],
    ),
    (
        "the one who asks does not answer",
        "Piet Tarn sat down.\nAsked by prosecutor Bram Quill if it was late, he said it was.",
        [("it was", "he", "said")],
        [("Piet Tarn", "person")],
    ),
    (
        "a rival is introduced",
        "Una Quill blamed the rain.\nHer rival, Orla Tarn, was angry.\n“It is late,” she said.",
        [("“It is late,”", "she", "said")],
        [("Orla Tarn", "person")],
    ),
    (
        "the prime minister is not the minister",
        "Harbour minister Orla Tarn left.\n“It is late,” the prime minister said.",
        [("“It is late,”", "the prime minister", "said")],
        [("the prime minister", "unnamed")],
    ),
    (
        "after a representative the owner speaks",
        "Orla Tarn left. Her agent said it was late. “Very late,” she said.",
        [("it was late", "Her agent", "said"), ("“Very late,”", "she", "said")],
        [("Her agent", "unnamed"), ("Orla Tarn", "person")],
    ),
    (
        "the subject with a title is in focus",
        BOTH + "Tarn’s sister Una Quill waved. “It is late,” she said.",
        [("“It is late,”", "she", "said")],
        [("Una Quill", "person")],
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
        "passives and names in a cue",
        "Piet Quill said it was cold. The boat is known as “the Late”. It ended with Orla Tarn saying “I know”.",
        [
            ("it was cold", "Piet Quill", "said"),
            ("“the Late”", "", "is known as"),
            ("“I know”", "", "Orla Tarn saying"),
        ],
        [("Piet Quill", "person"), (None, "unnamed"), ("Orla Tarn", "person")],
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
    (
        "the father of somebody else",
        "Piet Quill rowed to the quay. “It is late,” the father said.",
        [("“It is late,”", "the father", "said")],
        [("the father", "unnamed")],
    ),
]


def test_a_pronoun_is_the_source_beside_a_further_piece() -> None:
    text = "The Quay Trust met. It would not say whether the boat was Orla Tarn’s, citing privacy rules."
    (statement,) = statements_of(text, [("privacy rules", "It", "citing")])
    start = text.index("Orla Tarn’s")
    statement = replace(statement, source=(*statement.source, (start, start + len("Orla Tarn’s"))))
    (resolved,) = find_people(article_of(text), [statement]).statements
    assert resolved.speaker_name == "Quay Trust"


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
    ],
)
def test_offices_and_honours_beside_a_name(source: str) -> None:
    (statement,) = read(f"{source} said it was late.", [("it was late", source, "said")]).statements
    assert statement.speaker_name == "Orla Tarn"


@pytest.mark.parametrize(("text", "said", "speakers"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_speakers(text: str, said: list[Said], speakers: list[tuple[str | None, str]]) -> None:
    reading = read(text, said)
    assert [(statement.speaker_name, statement.speaker_kind) for statement in reading.statements] == speakers


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


def test_a_quotation_continued_by_the_next_has_its_evidence() -> None:
    text = BOTH + "“It is late.” “Very late,” Brandvold said."
    first, second = read(text, [("“It is late.”", "", ""), ("“Very late,”", "Brandvold", "said")]).statements
    assert (first.speaker_basis, second.speaker_basis) == ("continuation", "named")
    assert first.speaker_evidence == second.speaker_evidence


def test_a_headline_may_report_what_nobody_says() -> None:
    text = "Ferry reportedly late\nThe mayor of Elmouth, Una Quill, left."
    (statement,) = statements_of(text, [("Ferry", "", "reportedly")])
    article = article_of(text, titles=1)
    headline = replace(statement, place="headline", kind="indirect")
    (resolved,) = find_people(article, [headline]).statements
    assert (resolved.speaker_name, resolved.speaker_kind) == (None, "unnamed")


@pytest.mark.parametrize(
    ("lines", "speakers"),
    [
        (["Orla Tarn, 42, teacher", "“It is late.”", "Piet Quill", "“Very late.”"], ["Orla Tarn", "Piet Quill"]),
        # A single name may be that of the author
        (["Orla Tarn", "“It is late.”", "Piet Quill met the crew.", "“Very late.”"], [None, None]),
    ],
)
def test_names_on_the_line_above_are_the_speakers(lines: list[str], speakers: list[str | None]) -> None:
    text = "On Monday Orla Tarn waved. On Friday Piet Quill waved.\n" + "\n".join(lines)
    statements = read(text, [("“It is late.”", "", ""), ("“Very late.”", "", "")]).statements
    assert [statement.speaker_name for statement in statements] == speakers


def test_speakers_have_the_id_of_their_person() -> None:
    reading = read(BOTH + "“It is late,” he said.", [("“It is late,”", "he", "said")])
    ids = {person.id: person.name for person in reading.people}
    assert ids == {"p1": "Orla Tarn", "p2": "Piet Brandvold"}
    assert reading.statements[0].speaker == "p2"


def test_an_ambiguous_pronoun_has_no_speaker_and_a_warning() -> None:
    text = "With Orla Tarn came Una Quill.\n“It is late,” she said.\n"
    reading = read(text, [("“It is late,”", "she", "said")])
    assert reading.statements[0].speaker_name is None
    assert reading.warnings == (
        f"A statement has no speaker, because “she” (character {text.index('she')}) may be Orla Tarn or Una Quill.",
    )


def test_an_ambiguous_description_has_no_speaker() -> None:
    text = "With Orla Tarn came Una Quill.\n“It is late,” the singer said.\n"
    (statement,) = read(text, [("“It is late,”", "the singer", "said")]).statements
    assert (statement.speaker_name, statement.speaker_kind) == (None, "unknown")


def test_we_outside_quotations_is_the_outlet() -> None:
    text = "We reported that it was late.\n"
    statements = statements_of(text, [("it was late", "We", "reported")])
    (statement,) = find_people(article_of(text, outlet="The Elmouth Bell"), statements).statements
    assert (statement.speaker_name, statement.speaker_kind) == ("The Elmouth Bell", "organisation")


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


def test_speakers_from_an_earlier_stage_are_ignored() -> None:
    text = BOTH + "“It is late,” Tarn said."
    statements = [
        replace(statement, speaker_name="Somebody", speaker_kind="person") for statement in statements_of(text, SAID)
    ]
    assert find_people(article_of(text), statements).statements == read(text, SAID).statements
