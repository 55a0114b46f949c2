"""Limits of an article, each a setting."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace

import pytest

from onrecord.articles import cut
from onrecord.errors import UnreadableError
from onrecord.settings import Settings
from onrecord.types import NINJS, Page
from tests.articles.factories import LAST, LEAD, QUOTE, check_parts, page, paragraphs

BODY = [LEAD, QUOTE, LAST]
HTML = "<html><head><title>Ferry to run again</title></head><body><h1>Ferry to run again</h1>" + "".join(
    f"<p>{text}</p>" for text in BODY
)
PLAIN = "\n\n".join(["Ferry to run again", *BODY])


@pytest.mark.parametrize(("source", "kind"), [(HTML, "html"), (PLAIN, "plain")])
@pytest.mark.parametrize(
    ("settings", "beginnings", "warning"),
    [
        (Settings(max_article_characters=160), [LEAD, QUOTE[:33].rstrip()], "longer than 160 characters"),
        (Settings(max_paragraphs=3), [LEAD, QUOTE], "more than 3 paragraphs"),
        (Settings(), BODY, None),
    ],
)
def test_the_rest_of_a_long_article_is_cut_off(
    source: str, kind: str, settings: Settings, beginnings: list[str], warning: str | None
) -> None:
    article = cut(page(source, kind=kind), settings=settings)
    check_parts(article)
    assert len(article.text) <= settings.max_article_characters
    texts = paragraphs(article)
    assert [text[: len(start)] for text, start in zip(texts, beginnings, strict=True)] == beginnings
    assert QUOTE.startswith(texts[1])
    assert [warning in text for text in article.warnings if warning] == ([True] if warning else [])


def test_a_cut_falls_between_words() -> None:
    text = cut(page(PLAIN), settings=Settings(max_article_characters=130)).text
    assert PLAIN.startswith(text)
    assert PLAIN[len(text)].isspace()


LINES = LAST + "\n\n---" * 200_000
"""A megabyte of lines; each takes some 400 bytes of memory."""


@pytest.mark.parametrize(
    "source",
    [
        page(LINES),
        replace(page(json.dumps({"uri": "a:b", "type": "text", "body_text": LINES})), content_type=NINJS),
    ],
)
def test_the_rest_of_a_long_text_is_not_split_into_lines(source: Page) -> None:
    tracemalloc.start()
    try:
        article = cut(source, settings=Settings(max_article_characters=1_000, max_paragraphs=100))
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert paragraphs(article)[:1] == [LAST]
    assert peak_bytes < 15_000_000


def test_a_long_title_is_cut_off() -> None:
    long = "Ferry to run again " * 20
    article = cut(
        page(HTML.replace("Ferry to run again", long), kind="html"), settings=Settings(max_title_characters=50)
    )
    assert article.title == "Ferry to run again Ferry to run again Ferry to"
    assert paragraphs(article) == BODY
    assert article.warnings == ("The title is longer than 50 characters; the rest was cut off.",)


ATTRIBUTES = " ".join(f"a{number}='>'" for number in range(300))


@pytest.mark.parametrize(
    ("tag", "is_cut"),
    [
        (f"<p {ATTRIBUTES}>", True),
        (f"<p/{ATTRIBUTES} hidden>", True),
        (f'<p title="<a {ATTRIBUTES}">', False),
        ("<p class=x>", False),
        ('<p class="', False),
    ],
)
def test_further_attributes_of_a_tag_are_left_out(tag: str, *, is_cut: bool) -> None:
    article = cut(page(f"{HTML}{tag}{LAST} Yes.</p>", kind="html"))
    assert paragraphs(article)[:3] == BODY
    assert (f"{LAST} Yes." in paragraphs(article)) is (is_cut or tag != '<p class="')
    warning = "A tag has more than 200 attributes; the rest were left out."
    assert article.warnings == ((warning,) if is_cut else ())


def test_a_page_of_too_many_elements_is_refused() -> None:
    with pytest.raises(UnreadableError, match=r"more than 5 elements.*ONRECORD_MAX_ELEMENTS"):
        cut(page(HTML, kind="html"), settings=Settings(max_elements=5))


@pytest.mark.parametrize("hiding", ['<!-- <a b=" -->', '<script>if (a<b && c="</script>', "<style>a<b c='</style>"])
def test_no_comment_hides_elements_or_attributes(hiding: str) -> None:
    article = cut(page(f"{HTML}{hiding}<p {ATTRIBUTES}>{LAST} Yes.</p>", kind="html"))
    assert article.warnings == ("A tag has more than 200 attributes; the rest were left out.",)
    with pytest.raises(UnreadableError, match=r"more than 100,000 elements"):
        cut(page(f"{HTML}{hiding}{'<p>x</p>' * 100_001}", kind="html"))


def test_text_that_is_nested_too_deep_is_left_out() -> None:
    article = cut(page(f"{HTML}{'<div>' * 3_000}{LAST} Yes.", kind="html"))
    assert paragraphs(article) == BODY
    assert article.warnings == ("The page nests its elements more than 2,048 deep; deeper elements were left out.",)
