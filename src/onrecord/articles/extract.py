"""Find the main text of an HTML page with trafilatura."""

from __future__ import annotations

from lxml.etree import _Element as Element
from trafilatura import bare_extraction
from trafilatura.settings import Document

from onrecord.articles.blocks import Block, iter_blocks

# Shorter blocks are mostly menu entries, labels and buttons ("Read the full story"), so they do not count as prose.
_MIN_PROSE_CHARS = 80
# A block with a larger share of link text is navigation ("Elmouth | Sport | Weather"), not prose.
_MAX_LINK_SHARE = 0.5
# A body with fewer paragraphs is the whole article as one lump, or a standfirst without its article.
_MIN_PARAGRAPHS = 2
# Less of the page's prose than this means that trafilatura chose the wrong container, such as the one paragraph beside
# an <aside> that holds the story.
_MIN_PROSE_SHARE = 0.5


def extract_body(tree: Element, *, page_blocks: list[Block]) -> list[Block]:
    """Return the blocks of the article in ``tree``, or an empty list when trafilatura finds no article.

    ``page_blocks`` are all blocks of ``tree``. trafilatura can compare its own rules with two generic extractors,
    which doubles the time and changes the result only where its rules extract little. The comparison therefore runs
    only after a poor first result.
    """
    body = _run_trafilatura(tree, fast=True)
    body_blocks = list(iter_blocks(body)) if body is not None else []
    if body is None or _is_poor(body, body_blocks, page_blocks):
        body = _run_trafilatura(tree, fast=False)
        body_blocks = list(iter_blocks(body)) if body is not None else []
    return body_blocks


def _is_poor(body: Element, body_blocks: list[Block], page_blocks: list[Block]) -> bool:
    """Return true if ``body`` is a single lump of text or holds less than half of the page's prose."""
    if len(body.findall(".//p")) < _MIN_PARAGRAPHS:
        return True
    prose_chars = sum(
        len(block.text)
        for block in page_blocks
        if len(block.text) >= _MIN_PROSE_CHARS and block.link_share < _MAX_LINK_SHARE
    )
    return sum(len(block.text) for block in body_blocks) < _MIN_PROSE_SHARE * prose_chars


def _run_trafilatura(tree: Element, *, fast: bool) -> Element | None:
    document = bare_extraction(
        tree,
        fast=fast,
        include_comments=False,
        include_links=True,
        include_formatting=True,
        output_format="xml",  # only the tree is used, so trafilatura need not render text from it
    )
    return document.body if isinstance(document, Document) else None
