"""Answers of interviews whose questions are headings, and letters to the editor."""

from __future__ import annotations

import time

import pytest

from onrecord.articles import cut
from onrecord.settings import Settings
from onrecord.types import Article
from tests.articles.factories import LEAD, QUOTE, html, page, plain


def turns(article: Article) -> list[tuple[str, str | None]]:
    return [(article.words(turn.span), article.words(turn.name) if turn.name else None) for turn in article.turns]


def interview(*pairs: tuple[str, str], mark: str = "<p><b>{}</b></p>", after: str = "") -> Article:
    inner = "".join(f"{mark.format(question)}<p>{answer}</p>" for question, answer in pairs)
    return html(f"<article><h1>Lunch with Orla Tarn</h1><p>{LEAD}</p>{inner}{after}</article>")


PAIRS = [
    ("How do you row?", "I row with my knees. The boat is old."),
    ("And the tide?", "It comes in. It goes out, and I wait."),
    ("Tell us about the bridge.", "The bridge is late, as we all know."),
]
ANSWERS = [(answer, None) for _, answer in PAIRS]


@pytest.mark.parametrize(
    "mark",
    [
        "<p><b>{}</b></p>",
        "<h3>{}</h3>",
        "<p><strong><span>{}</span></strong>&nbsp;</p>",
        "<p><strong>Courier: {}</strong></p>",
        "<dt>{}</dt>",
    ],
)
def test_answers_follow_questions_that_are_headings(mark: str) -> None:
    assert turns(interview(*PAIRS, mark=mark)) == ANSWERS


@pytest.mark.parametrize("between", ["<br>", " "])
def test_answers_in_the_paragraph_of_the_question(between: str) -> None:
    pairs = [(question.replace(".", ", would you?"), answer) for question, answer in PAIRS]
    inner = "".join(f"<p><strong>{question}</strong>{between}{answer}</p>" for question, answer in pairs)
    assert turns(html(f"<article><h1>Lunch with Orla Tarn</h1><p>{LEAD}</p>{inner}</article>")) == ANSWERS


def test_a_bold_word_within_a_sentence_opens_no_block() -> None:
    inner = "<p><b>Late?</b> The ferry is <b>never late?</b> says the board, and nobody believes a word of that.</p>"
    article = html(f"<article><h1>Boats</h1><p>{LEAD}</p>{inner}</article>")
    assert len(article.paragraphs) == 2


@pytest.mark.parametrize(
    ("case", "pairs"),
    [
        ("two questions", PAIRS[:2]),
        ("answers of the outlet", [(question, "The board puts it at nine million.") for question, _ in PAIRS]),
        ("answers that quote", [(question, "“I row with my knees,” Tarn said.") for question, _ in PAIRS]),
        ("answers of an institution", [(question, "We open at ten and close at six.") for question, _ in PAIRS]),
        ("questions of readers", [(f"My neighbour rows. {question}", answer) for question, answer in PAIRS]),
        ("questions to nobody", [("What will it cost?", answer) for _, answer in PAIRS]),
        ("headings that do not ask", [("Why you should row", answer) for _, answer in PAIRS]),
    ],
)
def test_other_headings_are_no_questions(case: str, pairs: list[tuple[str, str]]) -> None:
    assert turns(interview(*pairs)) == []


def test_an_interview_ends_before_the_outlets_own_words() -> None:
    article = interview(*PAIRS, after="<p>(She laughs.)</p><p>I must go.</p><p>The book is out on Thursday.</p>")
    assert turns(article) == [*ANSWERS, ("I must go.", None)]


def test_a_bold_lead_is_no_question() -> None:
    lead = f"<p><strong>{LEAD}</strong></p>"
    assert turns(html(f"<article><h1>Ferry to run</h1>{lead}<p>I was there, and so were you.</p></article>")) == []


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (
            "<p>We advised them to wait.</p><cite>— Bram Vey, Of Counsel</cite>",
            [("We advised them to wait.", "Bram Vey")],
        ),
        (
            "<p>We waited.</p><p>We left.</p><footer>—Bram Vey, pilot</footer>",
            [("We waited.", "Bram Vey"), ("We left.", "Bram Vey")],
        ),
        ("<p>“We waited.”</p><cite>— Bram Vey</cite>", []),
        ("<p>We advised them to wait.</p><p>Bram Vey said so to the board.</p>", []),
    ],
)
def test_block_quotations_have_their_signature(inner: str, expected: list[tuple[str, str]]) -> None:
    article = html(f"<article><h1>Boats</h1><p>{LEAD}</p><blockquote>{inner}</blockquote><p>{QUOTE}</p></article>")
    assert turns(article) == expected


@pytest.mark.parametrize(
    ("before", "inner", "name"),
    [
        ("She left. He later added:", "<p>We waited.</p>", "He"),
        ("But in a letter to the board, Bram Vey, a pilot, wrote:", "<p>We waited.</p>", "Bram Vey, a pilot"),
        ("The statement reads:", "<p>We waited.</p>", "The statement"),
        ("Bram Vey told The Bell in an email:", "<p>We waited.</p>", "Bram Vey"),
        ("Bram Vey told The Bell in an email:", "<p>“We waited.”</p>", None),
        ("Bram Vey said so.", "<p>We waited.</p>", None),
        ("These are the boats:", "<p>The Alder and the Birch.</p>", None),
        ("Bram Vey has read the plan and lists these points:", "<p>We waited.</p>", None),
        ("Here is what Bram Vey said:", "<p>We waited.</p>", None),
    ],
)
def test_block_quotations_are_introduced(before: str, inner: str, name: str | None) -> None:
    article = html(f"<article><h1>Boats</h1><p>{LEAD}</p><p>{before}</p><blockquote>{inner}</blockquote></article>")
    assert turns(article) == ([("We waited.", name)] if name else [])


def test_a_name_under_a_paragraph_is_no_signature() -> None:
    assert turns(html(f"<article><h1>Boats</h1><p>{LEAD}</p><p>{QUOTE}</p><p>— Bram Vey</p></article>")) == []


LETTERS = """Letters to the editor

SIR – I was dismayed by your report on the reading room. I am never alone in it.

We who read there are quiet people.

Jane Moll, Lowton

SIR – Your critic writes that “nobody rows”. I row.

Dr Ivo Quill
Kettering Bay
"""
SIGNED = [
    ("I was dismayed by your report on the reading room. I am never alone in it.", "Jane Moll"),
    ("We who read there are quiet people.", "Jane Moll"),
    ("Your critic writes that “nobody rows”. I row.", "Dr Ivo Quill"),
]


@pytest.mark.parametrize(
    ("case", "text", "expected"),
    [
        ("a salutation with a dash", LETTERS, SIGNED),
        ("the editor addressed in a line", LETTERS.replace("SIR – ", "Dear Editor,\n\n"), SIGNED),
        ("without salutations", LETTERS.replace("SIR – ", ""), SIGNED),
        ("bullets", LETTERS.replace("SIR – ", "• "), SIGNED),
        ("subjects as headings", LETTERS.replace("SIR", "Quiet Please\n\nSIR"), SIGNED),
        ("a closing", LETTERS.replace("Jane Moll", "Yours faithfully,\n\nJane Moll"), SIGNED),
        ("a withheld name", LETTERS.replace("Jane Moll, Lowton", "Name and address supplied"), SIGNED[2:]),
        ("a headline of its own", LETTERS.replace("Letters to the editor", "Quiet people"), SIGNED),
        (
            "initials and a form of address behind",
            LETTERS.replace("Jane Moll, Lowton", "J. R. Moll (Miss)"),
            [(text, "J. R. Moll" if name == "Jane Moll" else name) for text, name in SIGNED],
        ),
        (
            "names without letters",
            LETTERS.replace("Letters to the editor", "Letters found in a hatbox").replace("SIR – ", ""),
            [],
        ),
        (
            "a letter in an article",
            "Family thanks us\n\nShe wrote.\n\nDear Editor,\n\nI was late.\n\nOrla Tarn\n\nIt is.\n\nPiet Quill\n",
            [("I was late.", "Orla Tarn")],
        ),
        ("a salutation in quotation marks", "A warning\n\n“Dear Sir, I am late,” wrote Tarn.\n\nOrla Tarn\n", []),
        ("a knight", "A warning\n\nSir Hugo Quill was late. He said so.\n\nOrla Tarn, Elmouth\n", []),
    ],
)
def test_letters_have_the_signature_that_follows(case: str, text: str, expected: list[tuple[str, str]]) -> None:
    assert turns(plain(text)) == expected


def test_the_last_signature_of_a_page_is_kept() -> None:
    letters = "".join(
        f"<h2>Boats</h2><p>{text}</p><p><strong>{name}</strong><br>Elmouth</p>" for text, name in SIGNED[1:]
    )
    article = html(f"<article><h1>Letters: boats and books</h1>{letters}<ul><li>Topics</li></ul></article>")
    assert turns(article) == SIGNED[1:]


def test_turns_past_the_longest_text_are_left_out() -> None:
    article = cut(page(LETTERS), settings=Settings(max_article_characters=200))
    assert turns(article) == SIGNED[:2]


@pytest.mark.parametrize("line", ["The boat is late. " * 5, "Orla " * 14, "Sir, I row. ", "• I. "])
def test_signatures_are_found_in_linear_time(line: str) -> None:
    text = LETTERS + f"{line}\n\nIt is late and it was not so.\n\n" * 2_000
    start = time.process_time()
    plain(text)
    assert time.process_time() - start < 3
