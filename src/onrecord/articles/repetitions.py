"""Find the blocks of an article that repeat its words: pull quotes, and summaries."""

from __future__ import annotations

import re
from collections import Counter

from onrecord.articles.blocks import HEADING_TAGS, Block, Layout, text_key
from onrecord.articles.body import ArticleRange
from onrecord.articles.headlines import looks_like_headline

# Pages have a few pull quotes, each of a few sentences; the rest of a page of quotations is not looked at.
_MAX_PULL_QUOTES = 30
_MAX_PULL_QUOTE_CHARS = 400
# A block quotation of fewer words may be an answer: "No."
_MIN_PULLED_WORDS = 3
# Without quotation marks: a shorter line may be a heading or a name.
_MIN_EXCERPT_WORDS = 5
_WHOLE_QUOTATION = re.compile(r"[“‘\"'](?:\S+ ){2,}\S*[”’\"']$")
_OPENING_MARKS = frozenset('“"❝«')
_SENTENCE_MARK = re.compile(r"[.!?]+")
# Shorter paragraphs may be said twice: "“I do not remember,” she said."
_MIN_REPEATED_CHARS = 60


def find_pull_quotes(layout: Layout, selection: ArticleRange) -> set[int]:
    """Return the blocks that repeat words of a paragraph, for the eye: “You can’t be sad and dig”.

    They are block quotations, or have quotation marks around them, a large mark above, or no end of a sentence.
    """
    blocks = [(index, layout.blocks[index]) for index in selection.indexes if not selection.kinds[index]]
    blocks = [(index, block) for index, block in blocks if not (block.is_heading or block.tag in HEADING_TAGS)]
    quotations = [
        (index, block)
        for index, block in blocks
        if (block.quotation and len(block.text.split()) >= _MIN_PULLED_WORDS)
        or _is_excerpt(block.text)
        or (index > 0 and layout.blocks[index - 1].text in _OPENING_MARKS)
    ]
    keys = [block.key for _, block in blocks if not block.quotation]
    text, counts = "\n".join(keys), Counter(keys)
    return {
        index
        for index, block in quotations[:_MAX_PULL_QUOTES]
        if len(block.key) <= _MAX_PULL_QUOTE_CHARS
        and all(text.count(key) > counts[block.key] for key in _sentence_keys(block))
    }


def _sentence_keys(block: Block) -> list[str]:
    """Return the text keys of the sentences of ``block``, which a paragraph may have apart, with "she says" between."""
    sentences = _SENTENCE_MARK.split(block.text)
    keys = [text_key(sentence) for sentence in sentences if len(sentence.split()) >= _MIN_PULLED_WORDS]
    return keys if len(keys) > 1 else [block.key]


def _is_excerpt(text: str) -> bool:
    """Return true if ``text`` may be words that a page repeats in large letters."""
    has_words = looks_like_headline(text) and len(text.split()) >= _MIN_EXCERPT_WORDS
    return has_words or _WHOLE_QUOTATION.match(text) is not None


def find_repetitions(layout: Layout, selection: ArticleRange) -> set[int]:
    """Return the long blocks that the article has again further down: a summary that repeats its second paragraph."""
    repetitions: set[int] = set()
    keys_below: set[str] = set()
    for index in reversed(selection.indexes):
        key = layout.blocks[index].key
        if selection.kinds[index] is None and len(key) >= _MIN_REPEATED_CHARS:
            if key in keys_below:
                repetitions.add(index)
            keys_below.add(key)
    return repetitions
