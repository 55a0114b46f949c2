"""Telling a headline from a sentence by its looks."""

from __future__ import annotations

import re

LONGEST = 220
"""No headline is longer than this, in characters."""
_SENTENCE_END = re.compile(r"[.;:,][\"'”’)\]]*$|[.!?][\"”’]$")
_SENTENCE_BREAK = re.compile(r"[a-z]{4,}\.[\"'”’)]* [\"'“‘A-Z]")
_ELLIPSIS_END = re.compile(r"(?:\.\.\.|…)$")


def headline_like(words: str) -> bool:
    """Whether a line reads like a headline: short, and not ended as a sentence is."""
    if len(words) > LONGEST or _SENTENCE_BREAK.search(words):
        return False
    return bool(_ELLIPSIS_END.search(words)) or not _SENTENCE_END.search(words)


def in_title_case(words: str) -> bool:
    """Whether nearly all longer words of a line begin with a capital letter."""
    longer: list[str] = re.findall(r"[^\W\d_]{4,}", words)
    return len(longer) >= 3 and sum(word[0].isupper() for word in longer) >= 0.8 * len(longer)
