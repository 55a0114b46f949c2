"""Pages of a few lines, with the statements that a careful person finds in them."""

from __future__ import annotations

import re
from hashlib import sha256

from onrecord.people import Found, find_people
from onrecord.types import Article, Furniture, Kind, Page, Span, Spans, Statement

Said = tuple[str, str, str]
"""Content, source and cue as they stand in the text; each found behind the content, source or cue before it."""


def article_of(text: str, *, titles: int = 0, beside: int = 0, outlet: str | None = None) -> Article:
    """An article whose every line is a paragraph but the first ``titles``, headlines, and the last ``beside``."""
    lines: list[Span] = []
    at = 0
    for line in text.split("\n"):
        if line:
            lines.append((at, at + len(line)))
        at += len(line) + 1
    last = len(lines) - beside
    return Article(
        id="page",
        page=Page(
            source="page.txt", body=text.encode(), sha256=sha256(text.encode()).hexdigest(), content_type="text/plain"
        ),
        text=text,
        title=None,
        titles=tuple(lines[:titles]),
        outlet=outlet,
        bylines=(),
        published=None,
        language="en",
        paragraphs=tuple(lines[titles:last]),
        furniture=tuple(Furniture("related", span) for span in lines[last:]),
    )


def statements_of(text: str, said: list[Said]) -> list[Statement]:
    """A statement for each of ``said``; a source or cue that is not there is the empty string."""
    found = []
    reached = 0
    for number, (content, source, cue) in enumerate(said, start=1):
        start = text.index(content, reached)
        where = start, start + len(content)
        turn = cue == ":" and source.isupper()
        kind: Kind = "direct" if content[0] in "“\"'" or turn else "mixed" if "“" in content else "indirect"
        found.append(
            Statement(
                id=f"s{number}",
                kind=kind,
                act="said",
                place="body",
                content=(where,),
                cue=_nearest(text, cue, where),
                source=_nearest(text, source, where),
                speaker_name=None,
                speaker_kind="unknown",
                confidence=1.0,
            )
        )
        reached = where[0]
    return found


def _nearest(text: str, words: str, content: Span) -> Spans:
    """Where ``words`` stand nearest to ``content`` and outside it, if they do."""
    if not words:
        return ()
    places = [
        match.start()
        for match in re.finditer(
            rf"(?<![\w]){re.escape(words)}(?!\w)" if words[0].isalpha() else re.escape(words), text
        )
    ]
    outside = [at for at in places if at >= content[1] or at + len(words) <= content[0]] or places
    best = min(outside, key=lambda at: min(abs(at - content[1]), abs(content[0] - at - len(words))))
    return ((best, best + len(words)),)


def read(text: str, said: list[Said] | None = None, *, titles: int = 0, beside: int = 0) -> Found:
    """Who is on the page and who speaks."""
    return find_people(article_of(text, titles=titles, beside=beside), statements_of(text, said or []))


def names(text: str, *, titles: int = 0) -> list[str]:
    """The names of the people on the page."""
    return [person.name for person in read(text, titles=titles).people]
