"""A notation for articles with statements, for tests.

A paragraph marks content with ``{}``, cue with ``<>`` and source with ``[]``. The parts of a statement have its number:
``{1:"It floats,"} [1:Quill] <1:told> the Bell. {1:"It flies."}``. Without a number a part belongs to statement 1.
"""

from __future__ import annotations

import re

from onrecord.types import Article, Kind, Page, Span, Statement

_MARK = re.compile(r"(?P<open>[{<\[])(?:(?P<number>\d):)?|(?P<close>[}>\]])")
_ROLE = {"{": "content", "<": "cue", "[": "source"}


def parse(*paragraphs: str, published: str | None = None, outlet: str | None = None) -> tuple[Article, list[Statement]]:
    """Return the article of ``paragraphs`` and its statements, in the order of their numbers."""
    text = ""
    parts: dict[str, dict[str, list[Span]]] = {}
    blocks: list[Span] = []
    for paragraph in paragraphs:
        block_start = len(text)
        open_parts: list[tuple[str, str, int]] = []
        position = 0
        for mark in _MARK.finditer(paragraph):
            text += paragraph[position : mark.start()]
            position = mark.end()
            if mark["open"]:
                open_parts.append((mark["number"] or "1", _ROLE[mark["open"]], len(text)))
            else:
                number, role, start = open_parts.pop()
                parts.setdefault(number, {}).setdefault(role, []).append((start, len(text)))
        text += paragraph[position:]
        blocks.append((block_start, len(text)))
        text += "\n"
    article = Article(
        id="boat",
        page=Page(source="boat.txt", body=text.encode(), sha256="0", content_type="text/plain"),
        text=text,
        title=None,
        titles=(),
        outlet=outlet,
        bylines=(),
        published=published,
        language="en",
        paragraphs=tuple(blocks),
        furniture=(),
    )
    return article, [_make_statement(number, parts[number], text) for number in sorted(parts)]


def _make_statement(number: str, spans: dict[str, list[Span]], text: str) -> Statement:
    content, cue, source = (tuple(spans.get(role, [])) for role in ("content", "cue", "source"))
    words = " ".join(text[a:b] for a, b in content)
    kind: Kind = "direct" if words[:1] in '"“' else "mixed" if '"' in words else "indirect"
    return Statement(
        id=f"s{number}",
        kind=kind,
        act="said",
        place="body",
        content=content,
        cue=cue,
        source=source,
        speaker_name=" ".join(text[a:b] for a, b in source) or None,
        speaker_kind="person" if source else "unknown",
        confidence=0.9,
    )
