"""What stands in the middle of an article on the page, yet was left behind when the article was cut out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, takewhile

from onrecord.articles.blocks import Block
from onrecord.articles.furniture import kind_of
from onrecord.articles.headlines import headline_like

_PROSE = frozenset({"p", "div", "h2", "h3", "h4", "h5", "blockquote", "li"})
_NOT_PROSE = re.compile(
    r"relat|promo|\bads?\b|advert|sponsor|share|social|newsletter|caption|credit|embed|video|gallery|sidebar|widget"
    r"|comment|byline|author|tags?\b|meta|inline|recirc|signup|tooltip|hidden|pull|attribution",
    re.IGNORECASE,
)
_LONGEST_GAP = 3
_MOST_LINKED = 0.5


def as_shown(body: Iterable[Block], page: list[Block]) -> list[Block]:
    """``body`` with blocks that run several of the page's together taken apart again, as the page shows them."""
    keys = [block.key for block in page]
    single = set(keys)
    whole = "".join(keys)
    starts = dict(zip(accumulate(map(len, keys), initial=0), range(len(keys)), strict=False))
    apart: list[Block] = []
    for block in body:
        wanted = block.key
        start = -1 if wanted in single else whole.find(wanted)
        if wanted and start in starts and start + len(wanted) in starts:
            apart += page[starts[start] : starts[start + len(wanted)]]
        else:
            apart.append(block)
    return apart


def recovered(body: list[Block], page: Iterable[Block]) -> list[Block]:
    """``body`` with the blocks of ``page`` put back that stand between two neighbours of it, as their sibling.

    Subheadings in markup of a site's own are the usual case. Only short gaps are filled. What follows the last block of
    ``body`` has no neighbour on its other side to vouch for it, so it must be sentences in a ``div`` without marks:
    a closing ``p`` is left out for a reason.
    """
    place = {block.key: number for number, block in enumerate(body)}
    whole = "\0".join(place)
    inserted: dict[int, list[Block]] = {}
    last: tuple[int, Block] | None = None
    gap: list[Block] = []
    for block in page:
        number = place.get(block.key)
        if number is None:
            gap.append(block)
            continue
        if last is not None and number == last[0] + 1 and 0 < len(gap) <= _LONGEST_GAP:
            inserted[number] = [found for found in gap if _belongs(found, last[1], block) and found.key not in whole]
        last, gap = (number, block), []
    put_back = [block for number, kept in enumerate(body) for block in (*inserted.get(number, ()), kept)]
    if last is not None and last[0] == len(body) - 1:
        closing = last[1]
        put_back += takewhile(lambda found: _follows(found, closing) and found.key not in whole, gap[:_LONGEST_GAP])
    return put_back


def _follows(block: Block, closing: Block) -> bool:
    bare = block.tag == "div" and not (block.element.get("class") or block.element.get("id"))
    return bare and _belongs(block, closing, closing) and not headline_like(block.text)


def _belongs(block: Block, before: Block, after: Block) -> bool:
    parent = block.element.getparent()
    if parent is not None and parent.tag == "blockquote":
        parent = parent.getparent()
    marks = " ".join((block.element.get("class") or "", block.element.get("id") or ""))
    return (
        block.tag in _PROSE
        and block.link_share < _MOST_LINKED
        and parent is not None
        and parent in (before.element.getparent(), after.element.getparent())
        and not _NOT_PROSE.search(marks)
        and kind_of(block.text) is None
    )
