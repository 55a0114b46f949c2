"""Short pages of invented text, with the statements that an annotator would mark on them."""

from __future__ import annotations

import re
from hashlib import sha256

from onrecord.people.find import Found, find_people
from onrecord.types import Article, Furniture, Kind, Page, Span, Spans, Statement

Said = tuple[str, str, str]
"""Content, source and cue as printed. Each is searched for after the previous content, source or cue."""
SpeakerCase = tuple[str, str, list[Said], list[tuple[str | None, str]]]
"""Name of the case, text, statements as marked, and the name and the kind of the speaker of each."""

BOTH = "Orla Tarn met Piet Brandvold on the quay.\n"
"""A sentence that names a woman and a man."""
SAID: list[Said] = [("“It is late,”", "Tarn", "said")]


def article_of(text: str, *, titles: int = 0, related: int = 0, outlet: str | None = None) -> Article:
    """An article with a paragraph for each line. The first ``titles`` lines are headlines; the last ``related`` are
    related headlines."""
    lines: list[Span] = []
    offset = 0
    for line in text.split("\n"):
        if line:
            lines.append((offset, offset + len(line)))
        offset += len(line) + 1
    last = len(lines) - related
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
    """A statement for each of ``said``. An empty string stands for a missing source or cue."""
    statements = []
    search_from = 0
    for number, (content, source, cue) in enumerate(said, start=1):
        start = text.index(content, search_from)
        content_span = start, start + len(content)
        turn = cue == ":" and source.isupper()
        kind: Kind = "direct" if content[0] in "“\"'" or turn else "mixed" if "“" in content else "indirect"
        statements.append(
            Statement(
                id=f"s{number}",
                kind=kind,
                act="said",
                place="body",
                content=(content_span,),
                cue=_nearest(text, cue, content_span),
                source=_nearest(text, source, content_span),
                speaker_name=None,
                speaker_kind="unknown",
                confidence=1.0,
            )
        )
        search_from = content_span[0]
    return statements


def _nearest(text: str, words: str, content: Span) -> Spans:
    """The occurrence of ``words`` that is nearest to ``content`` and outside it, if there is one."""
    if not words:
        return ()
    starts = [
        match.start()
        for match in re.finditer(
            rf"(?<![\w]){re.escape(words)}(?!\w)" if words[0].isalpha() else re.escape(words), text
        )
    ]
    outside = [start for start in starts if start >= content[1] or start + len(words) <= content[0]] or starts
    best = min(outside, key=lambda start: min(abs(start - content[1]), abs(content[0] - start - len(words))))
    return ((best, best + len(words)),)


def read(text: str, said: list[Said] | None = None, *, titles: int = 0, related: int = 0) -> Found:
    """The result of the stage for a page of ``text``."""
    return find_people(article_of(text, titles=titles, related=related), statements_of(text, said or []))


def speakers_of(case: SpeakerCase) -> list[tuple[str | None, str]]:
    """The name and the kind of the speaker of each statement of ``case``."""
    return [(statement.speaker_name, statement.speaker_kind) for statement in read(*case[1:3]).statements]


def names(text: str, *, titles: int = 0) -> list[str]:
    """The names of the people on the page."""
    return [person.name for person in read(text, titles=titles).people]
