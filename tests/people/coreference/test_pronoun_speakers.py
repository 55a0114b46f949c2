"""Speakers whom a pronoun stands for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.people.find import find_people
from onrecord.types import Furniture
from tests.people.making import BOTH, SpeakerCase, article_of, read, speakers_of, statements_of

CASES: list[SpeakerCase] = [
    ("she", BOTH + "“It is late,” she said.", [("“It is late,”", "she", "said")], [("Orla Tarn", "person")]),
    ("he", BOTH + "“It is late,” he said.", [("“It is late,”", "he", "said")], [("Piet Brandvold", "person")]),
    (
        "a person named in the content is not the speaker",
        "Orla Tarn met Una Quill.\n“Tarn is late,” she said.",
        [("“Tarn is late,”", "she", "said")],
        [("Una Quill", "person")],
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
        "he, after a reporter who asked him",
        "Piet Brandvold met the board.\nA reporter asked if it was late. “Very late,” he said.",
        [("it was late", "A reporter", "asked"), ("“Very late,”", "he", "said")],
        [("A reporter", "unnamed"), ("Piet Brandvold", "person")],
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
        "he, in the words of somebody who is not he",
        "Piet Brandvold met Martin Quill. “It is late and he said it is late,” Brandvold said.",
        [("“It is late and he said it is late,”", "Brandvold", "said"), ("it is late", "he", "said")],
        [("Piet Brandvold", "person"), ("Martin Quill", "person")],
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
        "after a representative the owner speaks",
        "Orla Tarn left. Her agent said it was late. “Very late,” she said.",
        [("it was late", "Her agent", "said"), ("“Very late,”", "she", "said")],
        [("Her agent", "unnamed"), ("Orla Tarn", "person")],
    ),
    (
        "a paragraph that opens with somebody else",
        "Orla Tarn left. It was late, a spokeswoman said.\nThe minister rowed home. She said she was glad.",
        [("It was late", "a spokeswoman", "said"), ("she was glad", "She", "said")],
        [("a spokeswoman", "unnamed"), ("Orla Tarn", "person")],
    ),
    (
        "a surname of women",
        "Harjit Kaur rowed home. “It is late,” she said.",
        [("“It is late,”", "she", "said")],
        [("Harjit Kaur", "person")],
    ),
    (
        "the subject with a title is in focus",
        BOTH + "Tarn’s sister Una Quill waved. “It is late,” she said.",
        [("“It is late,”", "she", "said")],
        [("Una Quill", "person")],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case[0] for case in CASES])
def test_pronouns(case: SpeakerCase) -> None:
    assert speakers_of(case) == case[3]


def test_a_pronoun_is_the_source_beside_a_further_piece() -> None:
    text = "The Quay Trust met. It would not say whether the boat was Orla Tarn’s, citing privacy rules."
    (statement,) = statements_of(text, [("privacy rules", "It", "citing")])
    start = text.index("Orla Tarn’s")
    statement = replace(statement, source=(*statement.source, (start, start + len("Orla Tarn’s"))))
    (resolved,) = find_people(article_of(text), [statement]).statements
    assert resolved.speaker_name == "Quay Trust"


def test_an_ambiguous_pronoun_has_no_speaker_and_a_warning() -> None:
    text = "With Orla Tarn came Una Quill.\n“It is late,” she said.\n"
    reading = read(text, [("“It is late,”", "she", "said")])
    assert reading.statements[0].speaker_name is None
    assert reading.warnings == (
        f"A statement has no speaker, because “she” (character {text.index('she')}) may be Orla Tarn or Una Quill.",
    )


def test_an_author_is_not_in_the_article() -> None:
    text = "By Orla Tarn\nThe woman behind me laughed. “It is late,” she said."
    article = article_of(text)
    article = replace(
        article, paragraphs=article.paragraphs[1:], furniture=(Furniture("byline", article.paragraphs[0]),)
    )
    (statement,) = find_people(article, statements_of(text, [("“It is late,”", "she", "said")])).statements
    assert statement.speaker_name != "Orla Tarn"


def test_we_outside_quotations_is_the_outlet() -> None:
    text = "We reported that it was late.\n"
    statements = statements_of(text, [("it was late", "We", "reported")])
    (statement,) = find_people(article_of(text, outlet="The Elmouth Bell"), statements).statements
    assert (statement.speaker_name, statement.speaker_kind) == ("The Elmouth Bell", "organisation")
