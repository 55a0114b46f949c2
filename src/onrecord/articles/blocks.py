"""Flatten markup into text blocks: paragraphs, headings, list items and table rows in document order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

# Elements that start and end a block. The first ten names are those of trafilatura's XML, the rest are HTML.
_BLOCK_TAGS = frozenset(
    re.findall(
        r"\S+",
        """p head quote list item table row ab code div section article main header footer aside nav figure
        figcaption
    blockquote ul ol li dl dt dd tr h1 h2 h3 h4 h5 h6 pre form fieldset address body center details summary hr""",
    )
)
# Line breaks end a block too: sites without <p> separate their paragraphs by <br><br>.
_BREAK_TAGS = frozenset({"lb", "br"})
# Elements whose text readers do not see, or see only as a control.
_HIDDEN_TAGS = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "select", "textarea", "button"})
# ``ref`` is trafilatura's name for ``a``.
_LINK_TAGS = frozenset({"ref", "a"})


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that stands on its own: a paragraph, heading, list item or table row."""

    text: str
    """The visible text, with white space collapsed."""
    tag: str
    """Tag name of the innermost block element around the text."""
    link_share: float
    """Share of the characters that are link text, from 0 to 1."""
    element: Element
    """The element that ``tag`` names."""
    key: str
    """``text_key`` of the text, for comparison with other blocks."""


def text_key(text: str) -> str:
    """Reduce ``text`` to its letters and digits in lower case, so that equal blocks compare equal.

    The same paragraph can differ in spacing and punctuation between the page and trafilatura's output: "“Yes,” he
    said ." and "“Yes,” he said." have the same key.
    """
    return "".join(filter(str.isalnum, text.casefold()))


def iter_blocks(root: Element) -> Iterator[Block]:
    """Iterate over the blocks under ``root`` in document order. ``root`` is HTML or trafilatura's XML."""
    builder = _BlockBuilder()
    builder.walk(root, owner=root, in_link=False)
    builder.flush(root)
    return iter(builder.blocks)


class _BlockBuilder:
    """Collect text while walking a tree, and close a block at each block element and line break."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._pieces: list[tuple[str, bool]] = []
        """Text of the open block so far, each piece with a flag for link text."""

    def walk(self, element: Element, *, owner: Element, in_link: bool) -> None:
        """Add the text under ``element``. ``owner`` is the innermost block element around it."""
        pieces = self._pieces
        if element.text:
            pieces.append((element.text, in_link))
        for child in element:
            tag = child.tag
            # lxml gives comments and processing instructions a function as their tag.
            if isinstance(tag, str) and tag not in _HIDDEN_TAGS:
                if tag in _BREAK_TAGS:
                    self.flush(owner)
                elif tag in _BLOCK_TAGS:
                    self.flush(owner)
                    self.walk(child, owner=child, in_link=in_link)
                    self.flush(child)
                elif tag == "cell" or tag in {"td", "th"}:
                    # A table row is one block: "Monday | 09:00 | Tarn Quay".
                    if pieces:
                        pieces.append((" | ", in_link))
                    self.walk(child, owner=owner, in_link=in_link)
                else:
                    self.walk(child, owner=owner, in_link=in_link or tag in _LINK_TAGS)
            if child.tail:
                pieces.append((child.tail, in_link))

    def flush(self, owner: Element) -> None:
        """Close the open block, if it has any text, and attribute it to ``owner``."""
        if not self._pieces:
            return
        text = " ".join("".join(piece for piece, _ in self._pieces).split())
        if text:
            link_chars = sum(len(piece) for piece, in_link in self._pieces if in_link)
            all_chars = sum(len(piece) for piece, _ in self._pieces)
            self.blocks.append(Block(text, str(owner.tag), link_chars / all_chars, owner, text_key(text)))
        self._pieces.clear()
