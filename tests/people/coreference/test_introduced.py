"""Speakers whom the sentence before introduces, with or without a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onrecord.people.find import find_people
from tests.people.making import article_of, read, statements_of

TARN = "Orla Tarn met Piet Brandvold in Elmouth.\n"

CASES = [
    ("a relative with a name", "Tarn’s sister Una was there. “It is late,” she said.", "she", "Una"),
    ("a name of men and women", "Ashton Moll said it was late.\n“It is cold,” he said.", "he", "Ashton Moll"),
    ("a paragraph of its own", "Tarn’s sister Una was there.\n“It is late,” she said.", "she", "Una"),
    ("an object", "She wore a gown by Philippe Moll. “It is late,” he said.", "he", "Philippe Moll"),
    ("an object beside a rival", "He wore a gown by Philippe Moll. “It is late,” he said.", "he", "Piet Brandvold"),
    ("named before", "Una Quill slept. Orla Tarn met Una Quill. “It is late,” she said.", "she", "Orla Tarn"),
    ("a carmaker", "“It is late,” carmaker Ostra said. Carmaker Ostra said so.", "Carmaker Ostra", "Ostra"),
    ("a launch company", "The launch company Ostra came. “It is late,” Ostra said.", "Ostra", "Ostra"),
    ("an airline", "Tarn Airlines met the Quay Trust. “It is late,” the airline said.", "the airline", "Tarn Airlines"),
    ("a mother-in-law", "Her mother-in-law, Beryl Moll, came. “It is late,” she said.", "she", "Beryl Moll"),
    ("a child", "Tarn and Hugh Moll have a daughter, Una. “It is late,” she said.", "she", "Orla Tarn"),
    ("the child of a pair", "The pair have a daughter, Una, 7. “It is late,” she said.", "she", "Orla Tarn"),
    ("the child of a man", "Hugh Moll has a daughter, Una. “It is late,” she said.", "she", "Una"),
    ("an age", "Tarn’s grandson Hugh came. “It is late,” the 17-year-old said.", "the 17-year-old", "Hugh"),
    ("named in the words", "Tarn’s sister Una came. “Una is late,” she said.", "she", "Orla Tarn"),
    ("an adjunct", "Tarn’s sister Una wept. In a letter to the court she said: “It is late.”", "she", "Una"),
    ("a cousin and rival", "“It is late,” her cousin and rival Una said.", "her cousin and rival Una", "Una"),
    ("a native", "Luis Moll rose. “It is late,” the Spaniard said.", "the Spaniard", "Luis Moll"),
    ("another role", "Una Moll, a lawyer, rose. “It is late,” the weaver said.", "the weaver", "the weaver"),
    ("a native, of two", "Luis Moll met Hugh Quill. “It is late,” the Spaniard said.", "the Spaniard", "the Spaniard"),
    ("a people", "Luis Moll rose. “It is late,” the Swiss said.", "the Swiss", "the Swiss"),
    ("a member of parliament", "Una Moll rose. “It is late,” the Labour MP said.", "the Labour MP", "Una Moll"),
    ("a backbencher", "A senior backbencher was glad. “It is late,” he said.", "he", "A senior backbencher"),
    ("somebody who knows a rival", "An officer who knew Moll wept. “It is late,” he said.", "he", "An officer"),
    ("an officer with a name", "An officer, Ivo Moll, wept. “It is late,” he said.", "he", "Ivo Moll"),
    ("a titled name", "“It is late,” said the Quay Trust, Mr. Ivo Moll.", "the Quay Trust, Mr. Ivo Moll", "Ivo Moll"),
    ("a new subject", "The pilot Ivo Moll met Piet Brandvold. “It is late,” he said.", "he", "Ivo Moll"),
    ("the families of three", "“It is late,” said the kin of Orla Tarn, Una Moll and Ivo Quill.",
     "the kin of Orla Tarn, Una Moll and Ivo Quill", "the kin of Orla Tarn, Una Moll and Ivo Quill"),
    ("a relative of one name", "TJ Tarn and TJ Tarn wept. “It is late,” said Tarn of son TJ.", "Tarn", "Orla Tarn"),
    ("who is asked", "Ivo Moll asked Brandvold if Hugh Quill rowed. “It is late,” he said.", "he", "Piet Brandvold"),
    ("who asks for a boat", "Ivo Moll asked for a boat when it rained. “It is late,” he said.", "he", "Ivo Moll"),
    ("the PM", "Prime Minister Una Moll rose. “It is late,” the PM said.", "the PM", "Una Moll"),
    ("a minister", "Prime Minister Una Moll rose. “It is late,” the minister said.", "the minister", "the minister"),
    ("the only minister", "Minister Una Moll rose. “It is late,” the minister said.", "the minister", "Una Moll"),
    ("the mother of somebody", "“It is late,” said the boy’s mother.", "the boy’s mother", "the boy’s mother"),
    ("residents", "Two local residents saw Tarn. “It is late,” they said.", "they", "Two local residents"),
    ("officers and their chief", "Officers met the Quay Trust. “It is late,” they said.", "they", "Officers"),
    ("two of one gender", "Helen Quill and Una Moll row. “It is late,” she said.", "she", None),
    ("two of one gender with roles", "Helen Quill and nurse Una Moll row. “It is late,” she said.", "she", None),
    ("two of two genders", "Helen Quill and Hugh Moll row. “It is late,” she said.", "she", "Helen Quill"),
    ("one of two", "Helen Quill and Una Moll row. Quill wept. “It is late,” she said.", "she", "Helen Quill"),
    ("another gender", "“It is late,” said the mother of the pilot, Hugh Moll.", "the mother of the pilot, Hugh Moll",
     "the mother of the pilot, Hugh Moll"),
    ("her own name", "“It is late,” said the mother of the pilot, Una Moll.", "the mother of the pilot, Una Moll",
     "Una Moll"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "speaker"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_person_who_is_introduced_speaks(text: str, source: str, speaker: str | None) -> None:
    content = text[text.index("“") : text.index("”") + 1]
    (statement,) = read(TARN + text, [(content, source, "said")]).statements
    assert statement.speaker_name == speaker


def test_it_goes_on_as_the_last_speaker() -> None:
    text = "The Quay Trust said it was late. “Very late,” it added.\n"
    said = [("it was late", "The Quay Trust", "said"), ("“Very late,”", "it", "added")]
    assert [s.speaker_name for s in read(text, said).statements] == ["Quay Trust", "Quay Trust"]


@pytest.mark.parametrize("source", ["Ivo Moll", "An insider"])
def test_he_goes_on_as_the_last_speaker(source: str) -> None:
    text = f"Ivo Moll met Piet Quill. Quill wept. Quill sat. {source} said Quill was late. “Very late,” he added.\n"
    said = [("Quill was late", source, "said"), ("“Very late,”", "he", "added")]
    assert [s.speaker_name for s in read(text, said).statements] == [source, source]


def test_he_goes_on_after_another_name() -> None:
    text = "Ivo Moll said it was late. Piet Quill spoke at length. He added, “Very late.”\n"
    said = [("it was late", "Ivo Moll", "said"), ("“Very late.”", "He", "added")]
    assert [s.speaker_name for s in read(text, said).statements] == ["Ivo Moll", "Piet Quill"]


def test_a_question_of_the_author_changes_nothing() -> None:
    text = "“No,” said a man at the till. I asked whether it was late. “Very late,” he said.\n"
    said = [
        ("“No,”", "a man at the till", "said"),
        ("whether it was late", "I", "asked"),
        ("“Very late,”", "he", "said"),
    ]
    article = replace(article_of("Piet Brandvold left.\n" + text), bylines=("Una Quill",))
    statements = find_people(article, statements_of(article.text, said)).statements
    assert [s.speaker_name for s in statements] == ["a man at the till", "Una Quill", "a man at the till"]


def test_a_mark_before_who_is_nobody() -> None:
    said = [("it was late", "Who", "said"), ("“Very late,”", "he", "said")]
    statements = read("It rained. Who said it was late? “Very late,” he said.", said).statements
    assert statements[1].speaker_name is None


def test_the_agent_of_a_question_does_not_answer_it() -> None:
    text = "Piet Moll, a pilot, spoke. Asked by the coroner whether it was late, he said: “Very late.”\n"
    said = [("whether it was late", "the coroner", "Asked"), ("“Very late.”", "he", "said")]
    assert [s.speaker_name for s in read(text, said).statements] == ["the coroner", "Piet Moll"]


def test_the_owner_of_the_subject_does_not_speak() -> None:
    text = "Piet Tarn met us. His second wife, the critic Una Moll, once called him “late”.\n"
    assert [s.speaker_name for s in read(text, [("“late”", "", "called")]).statements] == [None]


def test_councillors_speak_together() -> None:
    text = "“It is late,” said councillors Orla Tarn and Piet Brandvold.\n"
    (statement,) = read(text, [("“It is late,”", "councillors Orla Tarn and Piet Brandvold", "said")]).statements
    assert statement.speakers == ("Orla Tarn", "Piet Brandvold")


def test_a_contraction_is_a_pronoun() -> None:
    text = "Tarn’s sister Una was there. She’ll say that it is late.\n"
    (statement,) = read(text, [("that it is late", "She", "say")]).statements
    assert statement.speaker_name == "Una"


@pytest.mark.parametrize("source", ["the Elmouth County Sheriff’s Office", "the sheriff’s office"])
def test_an_office_with_its_holder_is_an_organisation(source: str) -> None:
    text = f"The Elmouth County Sheriff’s Office met the Quay Trust. “It is late,” {source} said.\n"
    (statement,) = read(text, [("“It is late,”", source, "said")]).statements
    assert statement.speaker_name in {"Elmouth County Sheriff’s Office", "The Elmouth County Sheriff’s Office"}
