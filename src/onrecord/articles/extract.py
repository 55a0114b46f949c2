"""The part of a page that is its article, by trafilatura."""

from __future__ import annotations

from lxml.etree import _Element as Element
from trafilatura import bare_extraction
from trafilatura.settings import Document

from onrecord.articles.blocks import Block, blocks

_PROSE = 80
_MOST_LINKED = 0.5
_LEAST_PARAGRAPHS = 2
_LEAST_SHARE = 0.5


def extracted(tree: Element, *, shown: list[Block]) -> list[Block]:
    """The blocks of the article on the page ``tree``, whose blocks are ``shown``; none where none is found.

    trafilatura can check its own rules against two extractors of a general kind. They take as long again, and win only
    where its rules found little, so they are asked only there.
    """
    body = _body(tree, fast=True)
    found = list(blocks(body)) if body is not None else []
    if body is None or _found_little(body, found, shown):
        body = _body(tree, fast=False)
        found = list(blocks(body)) if body is not None else []
    return found


def _found_little(body: Element, found: list[Block], shown: list[Block]) -> bool:
    """Whether ``body`` is one lump, or less than half of the page's prose."""
    if len(body.findall(".//p")) < _LEAST_PARAGRAPHS:
        return True
    prose = sum(len(block.text) for block in shown if len(block.text) >= _PROSE and block.link_share < _MOST_LINKED)
    return sum(len(block.text) for block in found) < _LEAST_SHARE * prose


def _body(tree: Element, *, fast: bool) -> Element | None:
    document = bare_extraction(
        tree,
        fast=fast,
        include_comments=False,
        include_links=True,
        include_formatting=True,
        output_format="xml",  # the tree is all that is wanted: no text is made of it
    )
    return document.body if isinstance(document, Document) else None
