"""Classify whole lines as page furniture: bylines, datelines, captions, related headlines, sign-up prompts.

A rule must match the whole line. A paragraph that mentions a newsletter or a photographer belongs to the article.
"""

from __future__ import annotations

import re

from onrecord.articles.bylines import parse_byline
from onrecord.articles.dates import is_dateline
from onrecord.articles.rules import RELATED_HEADING, RULES
from onrecord.types import FurnitureKind

SEPARATOR = re.compile(r"[\W_]{1,80}")


def classify_line(line: str) -> FurnitureKind | None:
    """Return the kind of furniture of ``line``, a whole line or paragraph; null if it may be article text."""
    line = " ".join(line.split())
    if RELATED_HEADING.fullmatch(line):
        return "related"
    if is_dateline(line):
        return "dateline"
    if parse_byline(line):
        return "byline"
    length, lowered = len(line), line.lower()
    for kind, max_chars, pattern, needles in RULES:
        if length > max_chars or (needles and not any(needle in lowered for needle in needles)):
            continue
        if pattern.fullmatch(line):
            return kind
    return None


def is_separator(line: str) -> bool:
    """Return true for a line of dashes, stars or underscores, or a lone bullet."""
    return SEPARATOR.fullmatch(line.strip()) is not None
