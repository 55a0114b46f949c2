"""Choose the headline of an HTML page among its headings and the titles that its metadata gives."""

from __future__ import annotations

import re
from itertools import islice

from onrecord.articles.blocks import Layout, text_key
from onrecord.articles.headlines import title_overlap, word_set
from onrecord.articles.markup import INVISIBLE
from onrecord.articles.metadata import Metadata, without_outlet

# An h1 and the page's stated title must share at least this share of the words of the shorter one. They differ because
# sites add their name to the stated title ("Ferry to run again, says harbour board | Elmouth Courier") or shorten it.
_MIN_TITLE_OVERLAP = 0.5
# "Elmouth Sport" is a section, "Gulls steal chips" a headline.
_MIN_HEADLINE_WORDS = 3
# "Ferry to run again « Elmouth Courier", "Elmouth Courier: Ferry to run again"
_TITLE_DIVIDERS = re.compile(r" (?:[|–—•·»«~-]|::) |: ")
_MAX_TITLE_DIVIDERS = 5
_HEADING_TAGS = frozenset({"h1", "h2", "h3"})


def choose_title(metadata: Metadata, layout: Layout) -> tuple[str | None, int | None, tuple[str, ...]]:
    """Return the headline as printed, the index of its block, and a warning if it differs from the metadata.

    It is an ``h1`` that agrees with a title of the metadata. ``title`` and JSON-LD have priority over titles for
    sharing, which may be teasers. If none agrees it is the text that a title gives, if the page shows it, or else an
    ``h1`` in the form of a headline. A title that stands in the metadata only has no block, and nobody is quoted in it.
    """
    blocks = layout.blocks
    visible = _find_visible_blocks(layout)
    headings = [index for index in visible if blocks[index].tag == "h1"]
    stated_titles = [title for title in (metadata.page_title, metadata.headline, *metadata.titles) if title]
    heading_words = [(word_set(blocks[index].text), -index) for index in headings]
    part_index = _find_part_of_title(metadata.page_title, layout, visible)
    part = blocks[part_index].text if part_index is not None else ""
    for stated_title in stated_titles:
        stated_words = word_set(without_outlet(stated_title, metadata.publishers))
        overlaps = [(title_overlap(words, stated_words), negative_index) for words, negative_index in heading_words]
        overlap, negative_index = max(overlaps, default=(0.0, 0))
        if overlap >= _MIN_TITLE_OVERLAP and len(blocks[-negative_index].text) >= len(part):
            return blocks[-negative_index].text, -negative_index, ()
    if part_index is not None:
        return part, part_index, ()
    titles = (*metadata.titles, metadata.headline, metadata.page_title)
    title = next((without_outlet(title, metadata.publishers) for title in titles if title), None)
    key = text_key(title or "")
    index = next((index for index in visible if blocks[index].key == key), None)
    if title and index is not None:
        return title, index, ()
    names = set(map(text_key, metadata.publishers))
    for index in headings:
        is_headline = len(blocks[index].text.split()) >= _MIN_HEADLINE_WORDS and blocks[index].key not in names
        if title is None or is_headline:
            warning = f"The headline on the page differs from the one in its metadata: {title}" if title else ""
            return blocks[index].text, index, (warning,) if warning else ()
    return title, None, ("The headline is in the page’s metadata only; the page does not show it.",) if title else ()


def _find_part_of_title(page_title: str | None, layout: Layout, visible: list[int]) -> int | None:
    """Return the index of the block that the page's title consists of, apart from the outlet's name and a section.

    It may be no ``h1``, which has the outlet's name on many pages: "Elmouth Courier: Ferry to run again".
    """
    title = page_title or ""
    dividers = [*islice(_TITLE_DIVIDERS.finditer(title), _MAX_TITLE_DIVIDERS)]
    parts = [title, *(title[: mark.start()] for mark in dividers), *(title[mark.end() :] for mark in dividers)]
    keys = {text_key(part): len(part) for part in parts if len(part.split()) >= _MIN_HEADLINE_WORDS}
    candidates = [index for index in visible if layout.blocks[index].key in keys] if keys else []
    # A heading before a breadcrumb, the longest part before the name of an outlet of three words.
    return max(
        candidates,
        key=lambda index: (keys[layout.blocks[index].key], layout.blocks[index].tag in _HEADING_TAGS, -index),
        default=None,
    )


def _find_visible_blocks(layout: Layout) -> list[int]:
    """Return the indexes of the blocks that browsers show; all of them on a page that a script would show."""
    is_visible: list[bool] = []
    for box in layout.boxes:
        is_visible.append(box.markup is not INVISIBLE and (box.parent < 0 or is_visible[box.parent]))
    visible = [index for index, block in enumerate(layout.blocks) if is_visible[block.box]]
    shown_chars = sum(len(layout.blocks[index].text) for index in visible)
    is_shown = 2 * shown_chars >= sum(len(block.text) for block in layout.blocks)
    return visible if is_shown else [*range(len(layout.blocks))]
