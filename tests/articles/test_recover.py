"""Blocks that trafilatura drops or merges."""

from __future__ import annotations

import pytest
from lxml import html

from onrecord.articles.blocks import Block, iter_blocks, text_key
from onrecord.articles.recover import restore_dropped_blocks, split_merged_blocks
from tests.articles.factories import LAST, LEAD, QUOTE, paragraphs
from tests.articles.factories import html as html_of

PAGE = """<div><p>One of them.</p><div class="sub">Two of them</div><p>Three of them.</p>
<p class="share-box">Four of them</p><p>Five of them.</p><aside><p>Six of them</p></aside><p>Seven of them.</p></div>"""


def page_blocks(source: str = PAGE) -> list[Block]:
    return list(iter_blocks(html.fromstring(source)))


def test_blocks_of_html() -> None:
    source = "<div>a <b>b</b><br>c<ul><li>d <a href='x'>e</a></li></ul>f<script>g</script><td>h</td></div>"
    assert [(block.text, block.tag) for block in page_blocks(source)] == [
        ("a b", "div"),
        ("c", "div"),
        ("d e", "li"),
        ("f | h", "div"),
    ]
    assert [round(block.link_share, 1) for block in page_blocks("<p>ab<a>cd</a></p>")] == [0.5]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([0, 2], [0, 1, 2]),
        ([2, 4], [2, 4]),
        ([4, 6], [4, 6]),
        ([0, 1, 2], [0, 1, 2]),
        ([2, 0], [2, 0]),
        ([1], [1]),
    ],
)
def test_siblings_between_body_blocks_are_restored(body: list[int], expected: list[int]) -> None:
    page = page_blocks()
    restored = restore_dropped_blocks([page[index] for index in body], page)
    assert [block.text for block in restored] == [page[index].text for index in expected]


def test_merged_blocks_are_split() -> None:
    page = page_blocks()
    merged, foreign = (
        Block(text, "p", 0.0, page[0].element, text_key(text))
        for text in ("One of them.Two of themThree of them.", "Not on the page.")
    )
    assert [block.text for block in split_merged_blocks([merged, foreign], page)] == [
        "One of them.",
        "Two of them",
        "Three of them.",
        "Not on the page.",
    ]


@pytest.mark.parametrize(
    ("closing", "is_restored"),
    [
        (f"<div>{LAST}</div>", True),
        (f"<div>{LAST}</div><p>Related: Pier to close</p>", True),
        (f"<div class='bio'>{LAST}</div>", False),
        (f"<section><div>{LAST}</div></section>", False),
        (f"<div><a href='/x'>{LAST}</a></div>", False),
        (f"<div>Gulls close the pier</div><div>{LAST}</div>", False),
        (f"<div>Sign up for our newsletter, it is free.</div><div>{LAST}</div>", False),
    ],
)
def test_closing_sentences_are_restored(closing: str, is_restored: bool) -> None:
    page = page_blocks(f"<div><h1>Ferry to run again</h1><p>{LEAD}</p><p>{QUOTE}</p>{closing}</div>")
    restored = restore_dropped_blocks(page[1:3], page)
    assert [block.text for block in restored] == [LEAD, QUOTE, *([LAST] if is_restored else [])]


def test_closing_sentences_dropped_by_trafilatura() -> None:
    article = html_of(f"<article><h1>Ferry to run again</h1><p>{LEAD}</p><p>{QUOTE}</p><div>{LAST}</div></article>")
    assert paragraphs(article) == [LEAD, QUOTE, LAST]
