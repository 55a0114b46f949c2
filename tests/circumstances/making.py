"""Articles and statements written down in one line each.

A paragraph marks what was said with ``{}``, cues with ``<>`` and sources with ``[]``; parts of one statement carry
its number: ``{1:"It floats,"} [1:Quill] <1:told> the Bell. {1:"It flies."}``. The number may be left out where there is
one statement.
"""

from __future__ import annotations

import re

from onrecord.types import Article, Kind, Page, Span, Statement

_MARK = re.compile(r"(?P<open>[{<\[])(?:(?P<number>\d):)?|(?P<close>[}>\]])")
_ROLE = {"{": "content", "<": "cue", "[": "source"}


def make(*paragraphs: str, published: str | None = None, outlet: str | None = None) -> tuple[Article, list[Statement]]:
    """The article that ``paragraphs`` make, and the statements that they mark, in the order of their numbers."""
    text = ""
    parts: dict[str, dict[str, list[Span]]] = {}
    blocks: list[Span] = []
    for paragraph in paragraphs:
        began = len(text)
        opened: list[tuple[str, str, int]] = []
        at = 0
        for mark in _MARK.finditer(paragraph):
            text += paragraph[at : mark.start()]
            at = mark.end()
            if mark["open"]:
                opened.append((mark["number"] or "1", _ROLE[mark["open"]], len(text)))
            else:
                number, role, start = opened.pop()
                parts.setdefault(number, {}).setdefault(role, []).append((start, len(text)))
        text += paragraph[at:]
        blocks.append((began, len(text)))
        text += "\n"
    article = Article(
        id="made",
        page=Page(source="made.txt", body=text.encode(), sha256="0", content_type="text/plain"),
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
    return article, [_statement(number, parts[number], text) for number in sorted(parts)]


def _statement(number: str, spans: dict[str, list[Span]], text: str) -> Statement:
    content, cue, source = (tuple(spans.get(role, [])) for role in ("content", "cue", "source"))
    said = " ".join(text[a:b] for a, b in content)
    kind: Kind = "direct" if said[:1] in '"“' else "mixed" if '"' in said else "indirect"
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
