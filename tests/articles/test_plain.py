"""Segmentation of plain text into titles, paragraphs and furniture."""

from __future__ import annotations

import pytest

from tests.articles.factories import LAST, LEAD, QUOTE, check_parts, furniture, paragraphs, plain

BODY = f"{LEAD}\n{QUOTE}\n{LAST}\n"


def titles(text: str) -> list[str]:
    article = plain(text)
    check_parts(article)
    return [article.words(span) for span in article.titles]


@pytest.mark.parametrize(
    ("top", "expected"),
    [
        ("Ferry to run again\n", ["Ferry to run again"]),
        ("# Ferry to run again\n", ["Ferry to run again"]),
        (
            "Ferry to run again\n\nBoard finds money for engine\n",
            ["Ferry to run again", "Board finds money for engine"],
        ),
        ("EXCLUSIVE: Ferry to run again!\n", ["EXCLUSIVE: Ferry to run again!"]),
        ("Ferry to run again?\nThe board thinks so!\n", ["Ferry to run again?"]),
        ("Ferry Between Tarn Quay And Elmouth To Run Again.\n", ["Ferry Between Tarn Quay And Elmouth To Run Again."]),
        ("Ferry will run again from Monday, board said.\n", ["Ferry will run again from Monday, board said."]),
        ("By Ada Quill\nFerry to run again\n3 May 2024\n", ["Ferry to run again"]),
        ("It was a grey day.\n", []),
        ("", []),
    ],
)
def test_leading_titles(top: str, expected: list[str]) -> None:
    assert titles(top + BODY) == expected


@pytest.mark.parametrize(
    "text", ["The board of the ferry has met and it will say more", f"{LEAD}", "One line\nAnd two"]
)
def test_no_title_without_prose_after_it(text: str) -> None:
    assert titles(text) == []


def test_turns_of_a_transcript_are_not_titles() -> None:
    turns = "VALE: Order\nASKEW: Thank you\nVALE: Who will speak for the board, and how long will it be?\n"
    assert titles("The ferry debate\n" + turns + BODY) == ["The ferry debate"]


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        (
            "-\nGulls steal chips\n-\nPier 'closed for good', owner says\n",
            ["Gulls steal chips", "Pier 'closed for good', owner says"],
        ),
        ("-\nWhat the gulls of Elmouth eat", ["What the gulls of Elmouth eat"]),
        ("Related stories:\nWhat the gulls of Elmouth eat\nPier to close for the winter", None),
        ("- What the gulls of Elmouth eat\n- Pier to close for the winter", None),
        ("What the gulls of Elmouth eat\nPier to close for the winter\nHarbour lights to be mended", None),
    ],
)
def test_lists_of_headlines_are_related(tail: str, expected: list[str] | None) -> None:
    article = plain(f"Ferry to run again\n{BODY}{tail}")
    check_parts(article)
    assert paragraphs(article) == [LEAD, QUOTE, LAST]
    related = [words for kind, words in furniture(article) if kind == "related"]
    assert related == (expected or tail.split("\n"))


@pytest.mark.parametrize(
    "body",
    [
        f"{LEAD}\n***\n{QUOTE}\n",
        f"{LEAD}\n- It will sail at nine.\n- It will sail at noon.\n",
        f"{LEAD}\n“Will it last?” he asked.\n“Nobody knows!”\n“It might!”\n“It might not!”\n",
        f"{LEAD}\nThe timetable\n{QUOTE}\n",
        f"{LEAD}\nVALE: And now?\nASKEW: Now we wait.\n",
        f"{LEAD}\nMore than forty people came, and they signed up for the newsletter of the board.\n",
        f"{LEAD}\nBy Monday the ferry had sunk.\n",
        f"{LEAD}\nPhotographs of the engine (and of the crew) hang in the office of the board.\n",
    ],
)
def test_paragraphs_are_kept(body: str) -> None:
    article = plain("Ferry to run again\n" + body)
    check_parts(article)
    assert "\n".join(paragraphs(article)) == body.replace("***\n", "").strip()


def test_comments_continue_to_the_end_of_the_page() -> None:
    article = plain(f"Ferry to run again\n{BODY}\n2 Comments\n\nBob: About time, I say.\n\nI never liked it.\n")
    assert {kind for kind, _ in furniture(article)} == {"comments"}
    assert len(furniture(article)) == 3


def test_bylines_datelines_and_outlet_at_the_top() -> None:
    article = plain(
        "Ferry to run again\nBy ADA QUILL and Tom Hale\nElmouth Courier\n"
        f"Updated 4 May 2024\nPublished: May 3, 2024\n\n{BODY}"
    )
    check_parts(article)
    assert article.title == "Ferry to run again"
    assert article.bylines == ("Ada Quill", "Tom Hale")
    assert article.outlet == "Elmouth Courier"
    assert article.published == "2024-05-03"


@pytest.mark.parametrize(
    ("line", "body", "is_apart"),
    [
        ("Ada Quill", BODY, True),
        ("North Wex", BODY, True),
        ("Ada Quill", f"{BODY}\nQuill left.\n", False),
        ("Ada Quill", f"{BODY}\nTom Hale\n\n{BODY}", False),
        ("The ferry runs", BODY, False),
    ],
)
def test_a_name_that_nothing_mentions_below_the_headline_is_set_apart(line: str, body: str, *, is_apart: bool) -> None:
    article = plain(f"Ferry to run again\n\n{line}\n\n{body}")
    check_parts(article)
    assert (("other", line) in furniture(article)) is is_apart
    assert article.bylines == ()


def test_bylines_and_datelines_at_the_end_are_ignored() -> None:
    article = plain(f"Ferry to run again\n{BODY}By Joan Other\n3 May 2019\n")
    assert (article.bylines, article.published) == ((), None)
    assert [kind for kind, _ in furniture(article)] == ["byline", "dateline"]


WRAPPED = """Bridge to open in May, says mayor
By Ada Quill

The new bridge over the Tarn will open on the first Monday in May, the mayor
of Elmouth said at a meeting of the council on Wednesday, and the old ferry
will stop the day after.

"We are proud of every one of the people who have worked here," Ann Vale told
the meeting.
"""


def test_hard_wrapped_lines_are_joined() -> None:
    article = plain(WRAPPED)
    check_parts(article)
    assert article.title == "Bridge to open in May, says mayor"
    assert [words.count("\n") for words in paragraphs(article)] == [2, 1]
    assert article.text == WRAPPED


@pytest.mark.parametrize("line", ["The mayor said that he was glad of it\n", "-\n", "More\n", '"\n'])
def test_long_pages(line: str) -> None:
    article = plain(f"Ferry to run again\n{BODY}" + line * 12_000)
    assert len(article.text) > 20_000
