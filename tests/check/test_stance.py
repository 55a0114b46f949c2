"""Stances: words that a page denies, asks or leaves unsaid are reversed in a draft, words that deny are not.

``stances.txt`` has for each case the expected verdict, or ``flagged`` for any that is, a sentence of a page, and one of
a draft; ``small_drafts.txt`` has cases about other things.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.check.check_draft import FLAGGED
from onrecord.check.checking import check_against
from onrecord.check.draft_formats import DraftText
from onrecord.check.read_draft import read_draft_text
from onrecord.pages.recognise import make_page
from onrecord.reading import Reader
from onrecord.types import Reading

CASES = [
    tuple(case.splitlines())
    for name in ("stances.txt", "small_drafts.txt")
    for case in (Path(__file__).parent / name).read_text(encoding="utf-8").split("\n\n")
]
LEAD = "A long meeting took place in Elmouth on Monday, and about forty people came.\n\n"
PAGE = """Minister in trouble

The Pentagon rejected these accusations as “patently false,” and dismissed the reports as “rubbish from end to end”. \
Tarn denied that she had lied to the board.

“They are denying us the right under the law to see it,” said John Moll. Tarn denied being “a liar and a thief”. \
Moll never said “I resign at once”.

Quill denied reports that she will sell the house. “It is a lie,” Quill said.
"""


@pytest.fixture(scope="module")
def reading(shipped_reader: Reader) -> Reading:
    return shipped_reader.read(make_page("minister.txt", PAGE.encode(), media_type="text/plain"))


@pytest.mark.parametrize(
    ("draft", "verdict"),
    [
        ("The Pentagon called the accusations “patently false”.", "verbatim"),
        ("The Pentagon called them “rubbish from end to end”.", "verbatim"),
        ("Moll said: “The right under the law to see it.”", "verbatim"),
        ("Quill said: “It is a lie.”", "verbatim"),
        ("Tarn said that she had lied to the board.", "reversed"),
        ("Tarn admitted being “a liar and a thief”.", "reversed"),
        ("“I resign at once,” Moll said.", "reversed"),
        ("Quill said that she will sell the house.", "reversed"),
        ("Tarn denied that she had lied to the board.", "supported"),
    ],
)
def test_denials(draft: str, verdict: str, shipped_reader: Reader, reading: Reading) -> None:
    assert verdicts(draft, reading, reader=shipped_reader) == [verdict]


INTERVIEW = """Q&A: the harbour master Orla Tarn

Orla Tarn, 58, restores old harbours. She spoke to The Workbench at her office in Elmouth.

Q: Do you think that all harbours should be kept open?

A: No. Some of them were bad harbours when they were new. But a village should decide that.

Q: Would you ever work on a lighthouse?

A: Yes, if I were hungry. I am not yet hungry.
"""


@pytest.mark.parametrize(
    ("draft", "verdict"),
    [
        ("All harbours should be kept open, Orla Tarn said.", "reversed"),
        ("Not all harbours should be kept open, Orla Tarn said.", "supported"),
    ],
)
def test_answers_of_interviews_decide(draft: str, verdict: str, shipped_reader: Reader) -> None:
    reading = shipped_reader.read(make_page("interview.txt", INTERVIEW.encode(), media_type="text/plain"))
    assert verdicts(draft, reading, reader=shipped_reader) == [verdict]


@pytest.mark.parametrize(("verdict", "page", "draft"), CASES)
def test_verdicts(verdict: str, page: str, draft: str, shipped_reader: Reader) -> None:
    text = f"{LEAD}{page}\n\nRain had fallen since the morning, and the road was flooded.\n"
    reading = shipped_reader.read(make_page("meeting.txt", text.encode(), media_type="text/plain"))
    results = verdicts(draft, reading, reader=shipped_reader)
    assert results
    assert set(results) <= FLAGGED if verdict == "flagged" else set(results) == {verdict}


def verdicts(draft: str, reading: Reading, *, reader: Reader) -> list[str]:
    """The verdicts on the statements of a draft, checked against one page."""
    read = read_draft_text("-", DraftText(f"News of the day.\n\n{draft}\n"), sha256="0" * 64, reader=reader)
    return [statement["verdict"] for statement in check_against(read, [reading]).to_record()["statements"]]


@pytest.mark.parametrize(
    ("page", "draft"),
    [
        ("Orla Tarn ruled out closing the old harbour.", "Orla Tarn has ruled out closing the harbour."),
        ("Orla Tarn did not rule out closing the old harbour.", "The county ruled out a new school in Calder."),
        ("Orla Tarn left. She denied that she had been pushed.", "Dex Moll said that he had been pushed."),
        ("Orla Tarn said that she had been pushed.", "Orla Tarn said that she had been pushed."),
        ("Orla Tarn said the harbour had been pushed back a year.", "Dex Moll said how he had been pushed."),
    ],
)
def test_a_vague_sentence_has_no_verdict_unless_a_page_contradicts_it(
    page: str, draft: str, shipped_reader: Reader
) -> None:
    text = f"{LEAD}{page}\n\nRain had fallen since the morning, and the road was flooded.\n"
    reading = shipped_reader.read(make_page("meeting.txt", text.encode(), media_type="text/plain"))
    assert verdicts(draft, reading, reader=shipped_reader) == []


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("The Post has corrected an article which said that Orla Tarn would give up singing tomorrow.", []),
        ("The Post wrongly reported that Orla Tarn would give up singing tomorrow.", []),
        ("The Post has corrected an article. Orla Tarn said that she would give up singing tomorrow.", ["differs"]),
    ],
)
def test_what_a_draft_itself_calls_wrong_is_no_error(draft: str, expected: list[str], shipped_reader: Reader) -> None:
    page = f"{LEAD}Orla Tarn said that she would give up singing tomorrow if somebody offered her a decent garden.\n"
    reading = shipped_reader.read(make_page("meeting.txt", page.encode(), media_type="text/plain"))
    assert verdicts(draft, reading, reader=shipped_reader) == expected


def test_a_negation_in_the_sentence_before_is_another(shipped_reader: Reader) -> None:
    page = f"{LEAD}Orla Tarn said that the company would not use margarine.\n"
    reading = shipped_reader.read(make_page("meeting.txt", page.encode(), media_type="text/plain"))
    draft = (
        "Orla Tarn said that the company would not use margarine.\n\nThe company will use margarine, Orla Tarn said."
    )
    assert verdicts(draft, reading, reader=shipped_reader) == ["supported", "differs"]


def test_a_condition_in_the_next_paragraph_is_about_something_else(shipped_reader: Reader) -> None:
    page = f"{LEAD}Orla Tarn said that she would sail with the old crew again if the whole crew asked her.\n"
    reading = shipped_reader.read(make_page("meeting.txt", page.encode(), media_type="text/plain"))
    draft = "Orla Tarn said that she will sail with the old crew again.{}The boats were old when it rained."
    assert verdicts(draft.format("\n\n"), reading, reader=shipped_reader) == ["differs"]
    assert verdicts(draft.format(" "), reading, reader=shipped_reader) == ["supported"]
