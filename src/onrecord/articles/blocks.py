"""The text of a page's markup as a flat row of blocks, each a paragraph, heading or list item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element as Element

_OWN_BLOCK = frozenset(
    re.findall(
        r"\S+",
        """p head quote list item table row ab code div section article main header footer aside nav figure
        figcaption
    blockquote ul ol li dl dt dd tr h1 h2 h3 h4 h5 h6 pre form fieldset address body center details summary hr""",
    )
)
_BREAK = frozenset({"lb", "br"})
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "select", "textarea", "button"})
_LINK = frozenset({"ref", "a"})


@dataclass(frozen=True, slots=True)
class Block:
    """One stretch of text that stands on its own."""

    text: str
    """The words as shown, white space run together."""
    tag: str
    """The name of the innermost element that makes it a block of its own."""
    link_share: float
    """How much of it is the text of links, from 0 to 1."""
    element: Element
    key: str
    """``key`` of the text."""


def key(text: str) -> str:
    """``text`` by its letters and digits alone, to tell whether two blocks are the same."""
    return "".join(filter(str.isalnum, text.casefold()))


def blocks(root: Element) -> Iterator[Block]:
    """The blocks under ``root`` in the order of the page. Works on trafilatura's trees and on HTML."""
    maker = _Maker()
    maker.walk(root, owner=root, linked=False)
    maker.flush(root)
    return iter(maker.made)


class _Maker:
    def __init__(self) -> None:
        self.made: list[Block] = []
        self._parts: list[tuple[str, bool]] = []

    def walk(self, element: Element, *, owner: Element, linked: bool) -> None:
        parts = self._parts
        if element.text:
            parts.append((element.text, linked))
        for child in element:
            tag = child.tag
            if isinstance(tag, str) and tag not in _UNSEEN:
                if tag in _BREAK:
                    self.flush(owner)
                elif tag in _OWN_BLOCK:
                    self.flush(owner)
                    self.walk(child, owner=child, linked=linked)
                    self.flush(child)
                elif tag == "cell" or tag in {"td", "th"}:
                    if parts:
                        parts.append((" | ", linked))
                    self.walk(child, owner=owner, linked=linked)
                else:
                    self.walk(child, owner=owner, linked=linked or tag in _LINK)
            if child.tail:
                parts.append((child.tail, linked))

    def flush(self, owner: Element) -> None:
        if not self._parts:
            return
        text = " ".join("".join(part for part, _ in self._parts).split())
        if text:
            linked = sum(len(part) for part, in_link in self._parts if in_link)
            whole = sum(len(part) for part, _ in self._parts)
            self.made.append(Block(text, str(owner.tag), linked / whole, owner, key(text)))
        self._parts.clear()
