"""Cutting a page: an article, or an error that names the problem."""

from __future__ import annotations

import codecs
from dataclasses import replace

import pytest

from onrecord.articles import cut
from onrecord.errors import UnreadableError
from tests.articles.factories import LEAD, QUOTE, check_parts, page

TEXT = f"Ferry to run again\n\n{LEAD}\n\n{QUOTE}\n"


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        "\n\n  " + TEXT + "\t \n",
        TEXT.replace(" ", "\u00a0", 3),
        TEXT.replace("ferry", "ferry\U0001f6a2"),
        TEXT.replace("\n\n", "\n\x0c\n"),
    ],
)
def test_plain_text_is_unchanged(text: str) -> None:
    article = cut(page(text))
    assert article.text == text
    assert article.language == "en"
    assert len(article.paragraphs) == 2
    check_parts(article)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_are_detected(encoding: str) -> None:
    assert cut(page(TEXT.encode(encoding))).text == TEXT


def test_a_byte_order_mark_is_not_part_of_the_text() -> None:
    assert cut(page(codecs.BOM_UTF8 + TEXT.encode())).titles[0] == (0, len("Ferry to run again"))


def test_the_declared_encoding_precedes_detection() -> None:
    text = TEXT.replace("Elmouth", "Čelmouth")
    assert cut(page(text.encode("iso-8859-2", "replace"), encoding="iso-8859-2")).text == text.replace(
        "“", "?"
    ).replace("”", "?")


@pytest.mark.parametrize(
    ("body", "kind", "problem"),
    [
        (" \n\t\n", "plain", "empty"),
        ("\n- \n***\n", "plain", "no article"),
        ("<html><body></body></html>", "html", "no article"),
        ("<html><body><script>var a = 1;</script></body></html>", "html", "no article"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "plain", "its bytes are not valid UTF-16-LE"),
        (
            "Der Rat hat am Mittwoch die neue Brücke freigegeben. Es ist ein Fest für die Stadt.",
            "plain",
            "not in English",
        ),
        ("Совет города открыл новый мост в среду, сообщил мэр.", "plain", "not in English"),
        (f"<html><body>{'<b>' * 101_000}", "html", "more than 100,000 elements"),
    ],
)
def test_pages_without_a_readable_article(body: str | bytes, kind: str, problem: str) -> None:
    with pytest.raises(UnreadableError, match=problem) as raised:
        cut(page(body, kind=kind))
    assert raised.value.source == "ferry.txt"


@pytest.mark.parametrize(
    ("source", "url", "expected"),
    [
        ("ferry.txt", None, "ferry"),
        ("in/a folder/Ferry.HTML", None, "Ferry"),
        ("ferry.html.gz", None, "ferry"),
        ("ferry.2024.txt", None, "ferry.2024"),
        (".txt", None, ".txt"),
        ("ferry", None, "ferry"),
        ("-", None, page(TEXT).sha256[:16]),
        ("https://press.example/ferry.html", "https://press.example/ferry.html", page(TEXT).sha256[:16]),
        ("press.warc.gz", "https://press.example/ferry", page(TEXT).sha256[:16]),
    ],
)
def test_article_ids(source: str, url: str | None, expected: str) -> None:
    assert cut(replace(page(TEXT), source=source, url=url)).id == expected


@pytest.mark.parametrize(("page_date", "published"), [(None, None), ("2031-04-02", "2031-04-02")])
def test_the_date_of_the_page_precedes_the_text(page_date: str | None, published: str | None) -> None:
    assert cut(replace(page(TEXT), published=page_date)).published == published


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize(
    ("fetched", "day", "is_refused"),
    [
        ("2024-05-03T23:10:00Z", "2024-05-04", False),
        ("2024-05-03T23:10:00Z", "2024-05-05", True),
        ("9999-12-31T00:00:00Z", "2024-05-05", False),
        ("2024-99-99", "2024-05-05", False),
        (None, "2024-05-05", False),
        (None, "2099-05-05", True),
    ],
)
def test_a_day_in_the_future_is_refused(kind: str, fetched: str | None, day: str, *, is_refused: bool) -> None:
    text = f"Ferry to run again\n\nPublished {day}\n\n{TEXT}"
    if kind == "html":
        text = f"<meta property='article:published_time' content='{day}'><p>{TEXT}</p>"
    article = cut(replace(page(text, kind=kind), fetched=fetched, feed_date="2024-05-01"))
    warning = f"The page gives a day of publication in the future, {day}; it was not recorded."
    expected = ("2024-05-01", (warning,)) if is_refused else (day, ())
    assert (article.published, article.warnings) == expected


@pytest.mark.parametrize(
    ("name", "warnings"),
    [
        ("Orla Tarn", []),
        ("\u041erla Tarn", ["A word mixes letters of two alphabets that look alike, as forged names do: \u041erla"]),
        (
            "Orla T\u0430rn-Quill",
            ["A word mixes letters of two alphabets that look alike, as forged names do: T\u0430rn"],
        ),
        ("Орла Тарн of the 5 μm team", []),
        ("\u202enraT alrO\u202c", ["The page shows some letters in reverse order; compare its words on the screen."]),
    ],
)
def test_letters_in_disguise_have_a_warning(name: str, warnings: list[str]) -> None:
    assert list(cut(page(TEXT + f"\n“I stole it,” said {name}.\n")).warnings) == warnings
