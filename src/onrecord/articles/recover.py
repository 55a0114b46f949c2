"""Repair trafilatura's output: split merged blocks and restore blocks that it dropped from the middle of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, takewhile

from onrecord.articles.blocks import Block
from onrecord.articles.furniture import classify_line
from onrecord.articles.headlines import looks_like_headline

_PROSE_TAGS = frozenset({"p", "div", "h2", "h3", "h4", "h5", "blockquote", "li"})
# Classes and ids of boxes between paragraphs: "share-box", "inline-newsletter", "pull-quote", "recirc".
_BOX_MARKUP = re.compile(
    r"relat|promo|\bads?\b|advert|sponsor|share|social|newsletter|caption|credit|embed|video|gallery|sidebar|widget"
    r"|comment|byline|author|tags?\b|meta|inline|recirc|signup|tooltip|hidden|pull|attribution",
    re.IGNORECASE,
)
# A longer run of dropped blocks is a box of its own (a list of links, a timeline), not a subheading and a paragraph.
_MAX_GAP_BLOCKS = 3
# A block with a larger share of link text is a teaser or a menu.
_MAX_LINK_SHARE = 0.5


def split_merged_blocks(body: Iterable[Block], page_blocks: list[Block]) -> list[Block]:
    """Replace each block of ``body`` that joins several consecutive blocks of the page by those blocks.

    trafilatura joins a paragraph with the subheading after it when neither is a ``p``: "It sank.What will it cost?"
    """
    page_keys = [block.key for block in page_blocks]
    single_keys = set(page_keys)
    joined_keys = "".join(page_keys)
    # Character offset of each page block in ``joined_keys``, to the block's index.
    index_at_offset = dict(
        zip(accumulate(map(len, page_keys), initial=0), range(len(page_keys)), strict=False),
    )
    split: list[Block] = []
    for block in body:
        start = -1 if block.key in single_keys else joined_keys.find(block.key)
        end = start + len(block.key)
        if block.key and start in index_at_offset and end in index_at_offset:
            split += page_blocks[index_at_offset[start] : index_at_offset[end]]
        else:
            split.append(block)
    return split


def restore_dropped_blocks(body: list[Block], page_blocks: Iterable[Block]) -> list[Block]:
    """Insert the blocks of the page that lie between two consecutive blocks of ``body`` and are siblings of either.

    Typically these are subheadings in a site's own markup: ``<div class="story-subhead">``. Only gaps of up to three
    blocks are filled. After the last block of ``body`` there is no second neighbour to confirm that the article
    continues, so only sentences in a ``div`` without class and id are added there: trafilatura has reasons to drop a
    closing ``p``, such as an author's biography.
    """
    body_index = {block.key: index for index, block in enumerate(body)}
    body_keys = "\0".join(body_index)
    insertions: dict[int, list[Block]] = {}
    previous: tuple[int, Block] | None = None
    gap: list[Block] = []
    for block in page_blocks:
        index = body_index.get(block.key)
        if index is None:
            gap.append(block)
            continue
        if previous is not None and index == previous[0] + 1 and 0 < len(gap) <= _MAX_GAP_BLOCKS:
            insertions[index] = [
                dropped
                for dropped in gap
                if _is_sibling_prose(dropped, previous[1], block) and dropped.key not in body_keys
            ]
        previous, gap = (index, block), []
    restored = [block for index, body_block in enumerate(body) for block in (*insertions.get(index, ()), body_block)]
    if previous is not None and previous[0] == len(body) - 1:
        last = previous[1]
        restored += takewhile(
            lambda dropped: _continues_article(dropped, last) and dropped.key not in body_keys, gap[:_MAX_GAP_BLOCKS]
        )
    return restored


def _continues_article(block: Block, last: Block) -> bool:
    is_plain_div = block.tag == "div" and not (block.element.get("class") or block.element.get("id"))
    return is_plain_div and _is_sibling_prose(block, last, last) and not looks_like_headline(block.text)


def _is_sibling_prose(block: Block, before: Block, after: Block) -> bool:
    """Return true if ``block`` is prose and shares its parent element with ``before`` or ``after``.

    A ``blockquote`` between the two is skipped, as in ``<blockquote><p>``.
    """
    parent = block.element.getparent()
    if parent is not None and parent.tag == "blockquote":
        parent = parent.getparent()
    markup = " ".join((block.element.get("class") or "", block.element.get("id") or ""))
    return (
        block.tag in _PROSE_TAGS
        and block.link_share < _MAX_LINK_SHARE
        and parent is not None
        and parent in (before.element.getparent(), after.element.getparent())
        and not _BOX_MARKUP.search(markup)
        and classify_line(block.text) is None
    )
