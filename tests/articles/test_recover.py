"""Blocks that were lost or run together when the article was cut out."""

from __future__ import annotations

import pytest
from lxml import html

from onrecord.articles.blocks import Block, blocks, key
from onrecord.articles.recover import as_shown, recovered
from tests.articles.making import LAST, LEAD, QUOTE, paragraphs
from tests.articles.making import html as html_of

PAGE = """<div><p>One of them.</p><div class="sub">Two of them</div><p>Three of them.</p>
<p class="share-box">Four of them</p><p>Five of them.</p><aside><p>Six of them</p></aside><p>Seven of them.</p></div>"""


def shown(source: str = PAGE) -> list[Block]:
    return list(blocks(html.fromstring(source)))


def test_blocks_are_what_stands_on_its_own() -> None:
    source = "<div>a <b>b</b><br>c<ul><li>d <a href='x'>e</a></li></ul>f<script>g</script><td>h</td></div>"
    assert [(block.text, block.tag) for block in shown(source)] == [
        ("a b", "div"),
        ("c", "div"),
        ("d e", "li"),
        ("f | h", "div"),
    ]
    assert [round(block.link_share, 1) for block in shown("<p>ab<a>cd</a></p>")] == [0.5]


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ([0, 2], [0, 1, 2]),
        ([2, 4], [2, 4]),
        ([4, 6], [4, 6]),
        ([0, 1, 2], [0, 1, 2]),
        ([2, 0], [2, 0]),
        ([1], [1]),
    ],
)
def test_siblings_between_neighbours_are_put_back(kept: list[int], expected: list[int]) -> None:
    page = shown()
    found = recovered([page[number] for number in kept], page)
    assert [block.text for block in found] == [page[number].text for number in expected]


def test_blocks_run_together_are_taken_apart() -> None:
    page = shown()
    together, other = (
        Block(text, "p", 0.0, page[0].element, key(text))
        for text in ("One of them.Two of themThree of them.", "Not on the page.")
    )
    assert [block.text for block in as_shown([together, other], page)] == [
        "One of them.",
        "Two of them",
        "Three of them.",
        "Not on the page.",
    ]


@pytest.mark.parametrize(
    ("closing", "kept"),
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
def test_sentences_that_close_the_article_are_put_back(closing: str, kept: bool) -> None:
    page = shown(f"<div><h1>Ferry to run again</h1><p>{LEAD}</p><p>{QUOTE}</p>{closing}</div>")
    found = recovered(page[1:3], page)
    assert [block.text for block in found] == [LEAD, QUOTE, *([LAST] if kept else [])]


def test_trafilatura_leaves_the_closing_sentences_behind() -> None:
    made = html_of(f"<article><h1>Ferry to run again</h1><p>{LEAD}</p><p>{QUOTE}</p><div>{LAST}</div></article>")
    assert paragraphs(made) == [LEAD, QUOTE, LAST]
