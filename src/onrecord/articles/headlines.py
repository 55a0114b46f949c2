"""Distinguish headlines from sentences by their form."""

from __future__ import annotations

import re

MAX_HEADLINE_CHARS = 220
"""Upper limit for the length of a headline. A longer line without a full stop is a caption or a paragraph."""
# A full stop, semicolon, colon or comma at the end, or any sentence end inside closing quotation marks: "I resign!”".
# A bare "!" or "?" does not count: "Ferry to run again?" is a headline.
_SENTENCE_END = re.compile(r"[.;:,][\"'”’)\]]*$|[.!?][\"”’]$")
# A sentence ends inside the line and another begins: "It sank. The crew swam". Abbreviations have fewer than four
# letters: "Tarn vs. Elmouth".
_SENTENCE_BREAK = re.compile(r"[a-z]{4}\.[\"'”’)]* [\"'“‘A-Z]")
# Teasers break off: "And then the mayor said ..."
_ELLIPSIS_END = re.compile(r"(?:\.\.\.|…)$")


def looks_like_headline(line: str) -> bool:
    """Return true if ``line`` is short, has no sentence break and does not end as a sentence does."""
    if len(line) > MAX_HEADLINE_CHARS or _SENTENCE_BREAK.search(line):
        return False
    return bool(_ELLIPSIS_END.search(line)) or not _SENTENCE_END.search(line)


def is_title_case(line: str) -> bool:
    """Return true if at least 80% of the words of four letters or more begin with a capital.

    Shorter words are skipped because articles and prepositions stay in lower case: "Ferry to Run Between the Quays".
    """
    long_words: list[str] = re.findall(r"[^\W\d_]{4,}", line)
    return len(long_words) >= 3 and sum(word[0].isupper() for word in long_words) >= 0.8 * len(long_words)


def word_set(text: str) -> set[str]:
    """Return the words of four letters or more, or else all words: "The Bell" and "The Ferry" share none."""
    return set(re.findall(r"\w{4,}", text.casefold()) or re.findall(r"\w+", text.casefold()))


def title_overlap(words: set[str], stated_words: set[str]) -> float:
    """Return the share of common words in the shorter title; a single word ("News") agrees with no longer title."""
    if not words or not stated_words or len(words) == 1 < len(stated_words):
        return 0.0
    return len(words & stated_words) / min(len(words), len(stated_words))
