"""Speakers of drafts: the same as on the page, different, or unknown if either text leaves it open."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from onrecord.check.checking import check_against
from onrecord.check.read_draft import read_draft
from onrecord.pages.recognise import make_page
from onrecord.reading import Reader
from onrecord.settings import Settings
from onrecord.types import Reading

WORDS = "We have waited eleven years for the new ferry"
BY_NAME = f"The harbour board met on Monday.\n\n“{WORDS},” said Orla Brandvold, the harbour master.\n"
BY_PRONOUN = f"Orla Brandvold, the harbour master, spoke on Monday about the winter. “{WORDS},” she said.\n"
TWO_WOMEN = (
    "Orla Brandvold, the harbour master, opened the meeting on Monday. Greta Dunmore, a teacher, spoke next.\n\n"
    f"“{WORDS},” she said.\n"
)
AFTER_ANOTHER = (
    "“The winter was long,” Orla Brandvold said.\n\nGreta Dunmore, a teacher, came to the quay in the evening.\n\n"
    f"She said that the rain was cold.\n\n“{WORDS},” she said.\n"
)
BY_SURNAME = (
    "Orla Brandvold and her brother Piet Brandvold run the ferry.\n\n"
    f"“{WORDS},” Brandvold said.\n\nPiet Brandvold was at sea on Monday.\n"
)
BY_RANK = f"The house met on Monday.\n\n“{WORDS},” said Lord Brandvold.\n"
JOINT = (
    "The county met on Monday.\n\nIn a joint statement, the mayors of Elmouth and Tarn Quay, Greta Dunmore and Silas "
    f"Kimura, said: “{WORDS}.”\n"
)
BY_AGENCY = (
    f"The fare rises in May.\n\n“{WORDS},” Orla Brandvold, head of Skerry Line, said on Tuesday, according to "
    "the Estuary Press Agency.\n"
)
BY_ORGANISATION = f"The fare rises in May.\n\n“{WORDS},” the Brandvold Foundation said in a statement on Monday.\n"


@cache
def shipped_reader() -> Reader:
    return Reader.load(Settings())


@cache
def read_text(text: str) -> Reading:
    reading = shipped_reader().attempt(make_page("page.txt", text.encode(), media_type="text/plain"))
    assert isinstance(reading, Reading)
    return reading


@pytest.mark.parametrize(
    ("page", "draft", "expected"),
    [
        (BY_NAME, f"“{WORDS},” said Orla Brandvold.", "same"),
        (BY_NAME, f"“{WORDS},” said Greta Dunmore.", "different"),
        (BY_NAME, f"“{WORDS},” said Cordelia Brandvold.", "different"),
        (BY_PRONOUN, f"“{WORDS},” said Orla Brandvold.", "same"),
        (BY_PRONOUN, f"“{WORDS},” said Leopold Brandvold.", "different"),
        (BY_PRONOUN, f"Silas Kimura spoke at length. “{WORDS},” he said.", "different"),
        (TWO_WOMEN, f"“{WORDS},” said Silas Kimura.", "different"),  # the page does not name him at all
        (TWO_WOMEN, f"“{WORDS},” said Greta Dunmore.", "same"),
        (TWO_WOMEN, f"“{WORDS},” said Orla Brandvold.", "different"),
        (AFTER_ANOTHER, f"“{WORDS},” said Cordelia Quill.", "different"),
        (BY_SURNAME, f"“{WORDS},” said Piet Brandvold.", "unknown"),
        (BY_RANK, f"“{WORDS},” said Piet Brandvold.", "unknown"),
        (BY_ORGANISATION, f"“{WORDS},” said Orla Brandvold.", "unknown"),
        (JOINT, f"“{WORDS},” Greta Dunmore said in a joint statement.", "same"),
        (JOINT, f"“{WORDS},” Silas Kimura said in a joint statement.", "unknown"),
        (JOINT, f"“{WORDS},” said Leopold Brandvold.", "different"),
        (BY_AGENCY, f"“{WORDS},” said Orla Brandvold.", "unknown"),
    ],
)
def test_speakers(page: str, draft: str, expected: str) -> None:
    read = read_draft("draft.txt", draft.encode(), reader=shipped_reader(), settings=Settings())
    (statement,) = check_against(read, [read_text(page)]).to_record()["statements"]
    assert (statement["verdict"], statement["speaker"]) == ("verbatim", expected)


def test_an_outlet_that_prints_words_is_not_another_speaker() -> None:
    reading = read_text(BY_NAME)
    page = replace(reading, article=replace(reading.article, outlet="The Skerry Gull"))
    for outlet, expected in (("The Gull", "unknown"), ("Skerry Line", "different")):
        text = f"{outlet} said: “{WORDS}.”\n"
        read = read_draft("draft.txt", text.encode(), reader=shipped_reader(), settings=Settings())
        (statement,) = check_against(read, [page]).to_record()["statements"]
        assert (statement["speaker_name"], statement["speaker"]) == (outlet, expected)


def test_a_question_that_somebody_was_asked_is_not_by_that_person() -> None:
    words = "Is it true that we have waited eleven years"
    page = read_text(f"The board met on Monday.\n\nGreta Dunmore, a lawyer, asked: “{words}?”\n")
    text = f"Orla Brandvold, the harbour master, was there.\n\nAsked “{words}?”, she did not answer.\n"
    read = read_draft("draft.txt", text.encode(), reader=shipped_reader(), settings=Settings())
    speakers = [row["speaker"] for row in check_against(read, [page]).to_record()["statements"]]
    assert "different" not in speakers
