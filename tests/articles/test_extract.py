"""The part of a page that is its article."""

from __future__ import annotations

import pytest
from lxml.etree import _Element as Element
from trafilatura import load_html

from onrecord.articles import extract
from onrecord.articles.blocks import blocks
from tests.articles.making import LAST, LEAD, QUOTE

STORY = "".join(f"<p>{text}</p>" for text in (LEAD, QUOTE, LAST))
ASIDE = f"<p>The harbour board meets on Thursdays.</p><aside><div class='entry'>{STORY}</div></aside>"


@pytest.mark.parametrize(
    ("body", "tries"),
    [
        (f"<article>{STORY}</article>", [True]),
        (ASIDE, [True, False]),
        (f"<article><p>{LEAD}</p></article>", [True, False]),
    ],
)
def test_general_extractors_are_asked_only_where_little_is_found(
    body: str, tries: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    ask = extract._body

    def body_of(tree: Element, *, fast: bool) -> Element | None:
        asked.append(fast)
        return ask(tree, fast=fast)

    monkeypatch.setattr(extract, "_body", body_of)
    tree = load_html(f"<html><body>{body}</body></html>")
    found = extract.extracted(tree, shown=list(blocks(tree)))
    assert asked == tries
    assert LEAD in " ".join(block.text for block in found)


def test_a_page_without_an_article() -> None:
    tree = load_html("<html><body><div></div><script>run()</script></body></html>")
    assert extract.extracted(tree, shown=list(blocks(tree))) == []
