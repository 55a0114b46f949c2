"""Choose the blocks of a page that are its article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.articles.blocks import Block, Layout
from onrecord.articles.bylines import parse_byline
from onrecord.articles.dates import find_date, is_dated_label, is_dateline
from onrecord.articles.markup import ASIDE, FIRM_KINDS, Markup, MarkupKind
from onrecord.articles.rules import POST_SIGNATURE

# Shorter blocks are mostly labels and buttons ("Read the full story"), so they do not count as prose.
_MIN_PROSE_CHARS = 60
# A block with a larger share of link text is navigation ("Elmouth | Sport | Weather"), not prose.
_MAX_LINK_SHARE = 0.5
# Markup that announces furniture is ignored if it contains more of the page's prose than this: sites give their
# paragraphs classes such as "paywall", and whole pages "has-sidebar".
_MAX_FURNITURE_SHARE = 0.4
# A longer "caption" contains paragraphs next to a picture. A shorter one is accepted on a page with many.
_MAX_CAPTION_CHARS = 700
# A longer block quotation is no post, though one may stand in it: old pages indent whole articles so.
_MAX_POST_CHARS = 1_000
# A longer "dateline" is the first paragraph, which begins with one.
_MAX_DATELINE_CHARS = 150
_SURE_KINDS = FIRM_KINDS | {"caption", "credit"}
# Readers write more than the author: a box of comments is believed, however much it holds, below an article of at least
# this length. Above it, "comments" may be a class of the box with the article: <div class="has-comments">.
_MIN_CHARS_ABOVE_COMMENTS = 400
_COMMENT_WORDS = re.compile(r"comments?|disqus|livefyre")
# Links make up much of a box of related stories. A "widget" with more prose and fewer links belongs to the article, and
# so does one without a link or a heading: <p class="teaser">.
_MAX_TEASER_CHARS = 200
_MIN_RELATED_LINK_SHARE = 0.15
# A "widget" with this share of link text is one even on a page with an article in widgets.
_MIN_TEASERS_LINK_SHARE = 0.3
# A box with a larger share of the page's prose is not a part of the article but all of it: <div class="has-sidebar">.
_MAX_PART_SHARE = 0.5
# The innermost box with this share of the prose is the article. A smaller share would lose parts of long articles,
# which are often split into several boxes with advertisements between them.
_MIN_ARTICLE_SHARE = 0.8
# An <article> or <main> with this share of the prose is the article, whatever surrounds it.
_MIN_MAIN_SHARE = 0.5
_MAIN_TAGS = frozenset({"article", "main"})
# A longer text between the headline and the article is a box, such as the claim of a fact check.
_MAX_STANDFIRST_CHARS = 500
_HEADING = re.compile(r"h[1-6]")
# <h1>Gulls steal chips</h1><p>By Ada Quill</p><p>3 May 2024</p>
_HEADLINE_TAGS = frozenset({"h1", "h2"})
_MAX_LINES_BELOW_HEADLINE = 3
# A paragraph is no article: an interview has one long paragraph before its short answers.
_PARAGRAPH_TAGS = frozenset({"p", "li"})


@dataclass(frozen=True, slots=True)
class ArticleRange:
    """The range of a page that holds its article, and the furniture that markup announces."""

    kinds: list[MarkupKind | None]
    """Kind of furniture for each block of the layout, by the outermost box around it that announces one."""
    roots: list[int]
    """For each block of the layout, the index of that box; 0 for none."""
    indexes: list[int]
    """Indexes of the blocks from the headline to the end of the article, furniture included."""


def select_body(layout: Layout, *, title_index: int | None) -> ArticleRange:
    """Find the box that holds the article. ``title_index`` is the index of the headline's block, if it is printed."""
    prose = [_prose_length(block) for block in layout.blocks]
    headings = _box_totals(layout, [int(block.is_heading) for block in layout.blocks])
    link_shares = _link_shares(layout)
    kinds, roots = _box_kinds(layout, prose, headings, link_shares, title_index=title_index)
    block_kinds = [kinds[block.box] for block in layout.blocks]
    lengths = [0 if kind else length for kind, length in zip(block_kinds, prose, strict=True)]
    if not any(lengths):
        # A page of captions, such as a picture gallery.
        lengths, block_kinds = prose, [kind if kind in FIRM_KINDS else None for kind in block_kinds]
    start = title_index or 0
    if sum(lengths[:start]) > sum(lengths[start:]):
        start, title_index = 0, None
    totals = _box_totals(layout, [0] * start + lengths[start:])
    continued = _find_continued_boxes(layout, totals, headings, link_shares, start=start)
    article_box = _find_article_box(layout, totals, continued, title_index=title_index)
    inside = [False] * len(layout.boxes)
    inside[article_box] = True
    for index in range(article_box + 1, len(layout.boxes)):
        inside[index] = inside[layout.boxes[index].parent]
    indexes = [index for index in range(start, len(layout.blocks)) if inside[layout.blocks[index].box]]
    if indexes and title_index is not None:
        # The standfirst is between the headline and the box of the article.
        before = range(start, indexes[0])
        indexes = [*(index for index in before if len(layout.blocks[index].text) <= _MAX_STANDFIRST_CHARS), *indexes]
        indexes = indexes[: _find_next_article(layout, indexes, prose, tag=layout.blocks[title_index].tag)]
    return ArticleRange(block_kinds, [roots[block.box] for block in layout.blocks], indexes)


def _find_next_article(layout: Layout, indexes: list[int], prose: list[int], *, tag: str) -> int:
    """Return the position in ``indexes`` of the headline of the next article on the page; their number if none.

    It has the ``tag`` of the first headline and an author or a day of its own.
    """
    has_prose = False
    for position, index in enumerate(indexes if tag in _HEADLINE_TAGS else ()):
        if has_prose and layout.blocks[index].tag == tag:
            lines = indexes[position + 1 : position + 1 + _MAX_LINES_BELOW_HEADLINE]
            if any(_is_dated_or_signed(layout.blocks[line].text, tag=tag) for line in lines):
                return position
        has_prose |= prose[index] > 0
    return len(indexes)


def _is_dated_or_signed(text: str, *, tag: str) -> bool:
    """Return true for a byline or, below an ``h1``, a dateline: below an ``h2`` it may be the day of an event."""
    is_dated = tag == "h1" and find_date(text) is not None and (is_dateline(text) or is_dated_label(text))
    return is_dated or bool(parse_byline(text))


def _prose_length(block: Block) -> int:
    is_prose = len(block.text) >= _MIN_PROSE_CHARS and block.link_share < _MAX_LINK_SHARE
    return len(block.text) if is_prose and not _HEADING.fullmatch(block.tag) else 0


def _box_totals(layout: Layout, lengths: list[int]) -> list[int]:
    """Sum ``lengths``, one for each block, over each box with its contents."""
    totals = [0] * len(layout.boxes)
    for block, length in zip(layout.blocks, lengths, strict=True):
        totals[block.box] += length
    for index in range(len(totals) - 1, 0, -1):
        totals[layout.boxes[index].parent] += totals[index]
    return totals


def _box_kinds(
    layout: Layout, prose: list[int], headings: list[int], link_shares: list[float], *, title_index: int | None
) -> tuple[list[MarkupKind | None], list[int]]:
    """Return the kind of furniture of each box, and the outermost box around it with plausible markup."""
    totals = _box_totals(layout, prose)
    trusted = set(_boxes_around(layout, title_index))
    threads = _find_threads(layout, prose, title_index=title_index, trusted=trusted)
    limit = _MAX_FURNITURE_SHARE * max(totals[0] - _firm_total(layout, totals, threads), 0)
    markups = _plausible_markups(layout, totals, threads, headings, link_shares=link_shares, limit=limit)
    shares = _word_shares(layout, totals, markups)
    # <div class="card"><h1>: its parts are no cards.
    words_above_headline = {markup.word for index in trusted if (markup := layout.boxes[index].markup)}
    signed = {block.quotation for block in layout.blocks if block.quotation and POST_SIGNATURE.search(block.text)}
    kinds: list[MarkupKind | None] = []
    roots: list[int] = []
    for index, (box, markup) in enumerate(zip(layout.boxes, markups, strict=True)):
        kind, root = (kinds[box.parent], roots[box.parent]) if box.parent >= 0 else (None, 0)
        if kind is None and index in signed and totals[index] <= _MAX_POST_CHARS:
            kind, root = "post", index
        elif (
            kind is None
            and markup
            and index not in trusted
            and (
                index in threads
                or markup.kind in _SURE_KINDS
                or (shares[markup.word] <= limit and markup.word not in words_above_headline)
                or (markup.kind == "related" and link_shares[index] >= _MIN_TEASERS_LINK_SHARE)
            )
        ):
            kind, root = markup.kind, index
        kinds.append(kind)
        roots.append(root)
    return kinds, roots


def _find_threads(layout: Layout, prose: list[int], *, title_index: int | None, trusted: set[int]) -> set[int]:
    """Return the boxes of readers' comments below the article."""
    candidates = [
        index
        for index, box in enumerate(layout.boxes)
        if box.markup and box.markup.kind == "comments" and _COMMENT_WORDS.fullmatch(box.markup.word)
    ][::-1]
    threads: set[int] = set()
    chars_above = 0
    for block_index in range(title_index or 0, len(layout.blocks)):
        if not candidates:
            break
        # Boxes are in the order of their first blocks, so that this block is the first in the box, or comes after it.
        while candidates and candidates[-1] <= layout.blocks[block_index].box:
            index = candidates.pop()
            if chars_above >= _MIN_CHARS_ABOVE_COMMENTS and index not in trusted:
                threads.add(index)
        chars_above += prose[block_index]
    return threads


def _firm_total(layout: Layout, totals: list[int], threads: set[int]) -> int:
    """Return the prose in boxes of the firm kinds and of readers' comments."""
    is_firm: list[bool] = []
    total = 0
    for index, (box, length) in enumerate(zip(layout.boxes, totals, strict=True)):
        is_inside = box.parent >= 0 and is_firm[box.parent]
        is_firm.append(is_inside or index in threads or (box.markup is not None and box.markup.kind in FIRM_KINDS))
        total += length if is_firm[-1] and not is_inside else 0
    return total


def _link_shares(layout: Layout) -> list[float]:
    """Return the share of link text in each box."""
    all_chars = _box_totals(layout, [len(block.text) for block in layout.blocks])
    link_chars = _box_totals(layout, [round(len(block.text) * block.link_share) for block in layout.blocks])
    return [links / max(chars, 1) for links, chars in zip(link_chars, all_chars, strict=True)]


def _plausible_markups(
    layout: Layout, totals: list[int], threads: set[int], headings: list[int], *, link_shares: list[float], limit: float
) -> list[Markup | None]:
    """Return the markup of each box if its contents can be the furniture that it announces, else null."""
    markups: list[Markup | None] = []
    for index, box in enumerate(layout.boxes):
        kind = box.markup.kind if box.markup else None
        max_chars = _MAX_CAPTION_CHARS if kind in _SURE_KINDS else limit
        is_plausible = kind in FIRM_KINDS or index in threads or totals[index] <= max_chars
        # <p class="dateline">ELMOUTH, March 4 -- The ferry is late, the harbour board said on Monday ...
        is_dateline = box.markup is not None and kind == "byline" and box.markup.word.startswith("date")
        is_plausible &= not (is_dateline and totals[index] > _MAX_DATELINE_CHARS)
        is_text_alone = not link_shares[index] and not headings[index]
        if kind == "related" and totals[index] > (0 if is_text_alone else _MAX_TEASER_CHARS):
            is_plausible = is_plausible and link_shares[index] >= _MIN_RELATED_LINK_SHARE
        is_aside = kind == "related" and box.tag == "aside" and totals[index] <= limit
        markups.append(box.markup if is_plausible else ASIDE if is_aside else None)
    return markups


def _word_shares(layout: Layout, totals: list[int], markups: list[Markup | None]) -> Counter[str]:
    """Sum the prose of boxes by the word that announces furniture.

    A word counts once along a branch: <div class="widget"><p class="widget">. Parts of an article that are too long
    for furniture count too, so that its short parts have no such kind either: <div class="widget"><h2>.
    """
    shares: Counter[str] = Counter()
    words_above: list[frozenset[str]] = []
    for box, markup, total in zip(layout.boxes, markups, totals, strict=True):
        words = words_above[box.parent] if box.parent >= 0 else frozenset()
        is_part = box.markup is not None and box.markup.kind == "related" and total <= _MAX_PART_SHARE * totals[0]
        markup = box.markup if is_part else markup
        if markup and markup.word not in words:
            shares[markup.word] += total
            words |= {markup.word}
        words_above.append(words)
    return shares


def _boxes_around(layout: Layout, index: int | None) -> Iterator[int]:
    """Yield the boxes around the block at ``index``, the innermost first."""
    box = layout.blocks[index].box if index is not None else -1
    while box >= 0:
        yield box
        box = layout.boxes[box].parent


def _find_article_box(layout: Layout, totals: list[int], continued: set[int], *, title_index: int | None) -> int:
    """Return the index of the innermost box that holds most of the prose, and that none of the rest continues."""
    around_headline = {*_boxes_around(layout, title_index)}
    # Below the headline of a live report each entry is an <article>.
    templates = Counter(
        (box.parent, box.class_names) for box in layout.boxes if box.tag == "article" and box.class_names
    )
    chosen = 0
    for index, box in enumerate(layout.boxes):
        is_entry = title_index is not None and index not in around_headline and box.tag == "article"
        is_entry = is_entry and templates[box.parent, box.class_names] > 1
        if box.tag in _MAIN_TAGS and not is_entry and totals[index] >= _MIN_MAIN_SHARE * totals[0] > 0:
            chosen = index
    for index in range(chosen + 1, len(totals)):
        box = layout.boxes[index]
        if (
            box.parent == chosen
            and box.tag not in _PARAGRAPH_TAGS
            and totals[index] >= _MIN_ARTICLE_SHARE * totals[chosen] > 0
            and index not in continued
        ):
            chosen = index
    return chosen


def _find_continued_boxes(
    layout: Layout, totals: list[int], headings: list[int], link_shares: list[float], *, start: int
) -> set[int]:
    """Return the boxes that a later box of the same classes continues, with prose and without a heading or links.

    The last paragraphs of an article may stand below a picture: <div class="text">, <figure>, <div class="text">. The
    box of the headline, the block at ``start``, is no such part.
    """
    around_headline = {*_boxes_around(layout, start if layout.blocks else None)}
    continued: set[int] = set()
    later_parts: set[tuple[int, str, str]] = set()
    for index in range(len(layout.boxes) - 1, 0, -1):
        box = layout.boxes[index]
        if totals[index] and box.class_names and index not in around_headline:
            template = box.parent, box.tag, box.class_names
            if template in later_parts:
                continued.add(index)
            if not headings[index] and not link_shares[index]:
                later_parts.add(template)
    return continued
