"""Speakers of turns without labels: answers of an interview, letters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.people.find import find_people
from onrecord.types import Turn
from tests.people.making import Said, article_of, statements_of

QUESTIONS = "\nHow do you row?\nI row with my knees.\nAnd the tide?\nIt comes in."
TITLED = "Lunch with Orla Tarn\nPiet Quill has a boat." + QUESTIONS
SAID: list[Said] = [("I row with my knees.", "", ""), ("It comes in.", "", "")]
Speakers = list[tuple[str | None, str]]
BY_TARN: Speakers = [("Orla Tarn", "turn")] * 2
BY_NOBODY: Speakers = [(None, "unstated")] * 2

CASES: list[tuple[str, str, list[Said], Speakers]] = [
    ("named in the headline", TITLED, SAID, BY_TARN),
    ("named in the introduction", "Lunch\nOrla Tarn has a boat." + QUESTIONS, SAID, BY_TARN),
    ("two people", "Lunch\nOrla Tarn and Piet Quill have a boat." + QUESTIONS, SAID, BY_NOBODY),
    ("the author's own answers", "The best boats\nOrla Tarn lent me a boat." + QUESTIONS, SAID, BY_NOBODY),
    (
        "answers about the person",
        TITLED.replace("It comes in.", "Tarn waits for it. I asked."),
        [SAID[0], ("Tarn waits for it. I asked.", "", "")],
        BY_NOBODY,
    ),
    (
        "a label before the first answer",
        TITLED.replace("I row", "Orla Tarn: I row"),
        [("Orla Tarn: I row with my knees.", "", ""), SAID[1]],
        BY_TARN,
    ),
    (
        "one of four answers with the own name",
        TITLED + "\nWhy?\nThey wanted another Tarn.\nReally?\nYes, me.",
        [*SAID, ("They wanted another Tarn.", "", ""), ("Yes, me.", "", "")],
        [*BY_TARN, (None, "unstated"), BY_TARN[0]],
    ),
    (
        "the outlet's words between answers",
        TITLED.replace("It comes in.", "It comes in.\nTarn laughs."),
        [*SAID, ("Tarn laughs.", "", "")],
        [*BY_TARN, (None, "unstated")],
    ),
    (
        "you in a question",
        TITLED.replace("And the tide?", "Have you said that it was late?"),
        [SAID[0], ("that it was late", "you", "said"), SAID[1]],
        [BY_TARN[0], ("Orla Tarn", "pronoun"), BY_TARN[1]],
    ),
    (
        "a quotation in an answer that nobody gives",
        "Lunch\nOrla Tarn and Piet Quill row."
        + QUESTIONS.replace("It comes in.", "It comes in. Una Moll says it is late."),
        [SAID[0], ("It comes in. Una Moll says it is late.", "", ""), ("it is late", "Una Moll", "says")],
        [*BY_NOBODY, ("Una Moll", "named")],
    ),
]


@pytest.mark.parametrize(("case", "text", "said", "speakers"), CASES, ids=[case[0] for case in CASES])
def test_answers_are_the_interviewees(case: str, text: str, said: list[Said], speakers: Speakers) -> None:
    article = article_of(text, titles=1)
    answers = {line for content, source, _ in said for line in [content] if not source}
    turns = tuple(Turn(span) for span in article.paragraphs if article.words(span) in answers)
    found = find_people(replace(article, turns=turns), statements_of(text, said))
    assert [(statement.speaker_name, statement.speaker_basis) for statement in found.statements] == speakers


def test_the_author_is_not_interviewed() -> None:
    text = "Una Moll meets Orla Tarn" + QUESTIONS
    article = article_of(text, titles=1)
    turns = tuple(Turn(span) for span in article.paragraphs[1::2])
    found = find_people(replace(article, turns=turns, bylines=("Una Moll",)), statements_of(text, SAID))
    assert [statement.speaker_name for statement in found.statements] == ["Orla Tarn"] * 2


def test_a_letter_is_its_signatorys() -> None:
    text = "Letters\nI was late, and Piet Quill told me so.\nOrla Tarn, Elmouth"
    said: list[Said] = [
        ("I was late, and Piet Quill told me so.", "Orla Tarn", ""),
        ("I was late", "Piet Quill", "told"),
    ]
    found = find_people(article_of(text, titles=1), statements_of(text, said))
    assert [(statement.speaker_name, statement.speaker_basis) for statement in found.statements] == [
        ("Orla Tarn", "signature"),
        ("Piet Quill", "named"),
    ]
