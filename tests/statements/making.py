"""Drafts from sentences with marks around their parts."""

from __future__ import annotations

from onrecord.statements.drafts import Draft
from onrecord.types import Span, Spans


def parse(sentence: str) -> tuple[str, Draft]:
    """Return the text of ``sentence`` and its draft: content in ``{}``, cue in ``<>``, source in ``[]``."""
    text, start = "", 0
    spans: dict[str, list[Span]] = {"}": [], ">": [], "]": []}
    for character in sentence:
        if character in "{<[":
            start = len(text)
        elif character in spans:
            spans[character].append((start, len(text)))
        else:
            text += character
    content, cue, source = (tuple(parts) for parts in spans.values())
    return text, Draft(content, cue, source, "cue")


def words_of(text: str, spans: Spans | list[Span]) -> list[str]:
    return [text[start:end] for start, end in spans]
