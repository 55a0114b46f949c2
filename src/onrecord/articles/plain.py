"""The parts of a page of plain text. The text itself is never touched: all that is made here is spans over it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from onrecord.articles.dates import edtf, find_date
from onrecord.articles.furniture import by_names, is_separator, kind_of
from onrecord.articles.headlines import LONGEST, headline_like, in_title_case
from onrecord.articles.outlets import outlet_in
from onrecord.articles.rules import COMMENTS_HEADING, RELATED_HEADING
from onrecord.errors import UnreadableError
from onrecord.types import Article, Furniture, FurnitureKind, Page, Span

_LINE = re.compile(r"[^\r\n]+")
_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")
_WIDEST_WRAPPED = 120
_SLACK = 4
_LEAST_WRAPS = 2
_WRAPPED_SHARE = 0.5
_RAGGED = 0.75
_SENTENCE_END = re.compile(r"[.!?:][\"'”’)]*$")
_LONGEST_STOPPED_TITLE = 120
_MOST_TITLES = 4
_SPEAKER_LABEL = re.compile(r"[A-Z][A-Z .,'’()-]{1,40}:\s")
_BULLET = re.compile(r"[-–—*•·‣▪►>»]\s+\S")
_LEAST_RELATED_WORDS = 4
_LEAST_TAIL = 3
_LEAST_LABELS = 3
_TOP_PARAGRAPHS = 2
_MOST_LEADING = 8


@dataclass(slots=True)
class _Line:
    """A line, or a paragraph that was wrapped into several, and what it was found to be."""

    span: Span
    words: str
    kind: FurnitureKind | None = None
    title: bool = False
    separator: bool = False

    @property
    def is_body(self) -> bool:
        return not (self.kind or self.title)


def cut(page: Page, text: str, *, name: str) -> Article:
    """The article in ``text``, all the characters of ``page``.

    Raises ``UnreadableError`` where no line of it reads like prose.
    """
    lines = _lines(text)
    for line in lines:
        line.separator = is_separator(line.words)
        line.kind = "other" if line.separator else kind_of(line.words)
    outlet = _mark_outlet(lines)
    _mark_titles(lines)
    _mark_comments(lines)
    _mark_related(lines)
    if not any(line.is_body for line in lines):
        raise UnreadableError(
            page.source, "no article was found in it", advice="Give a page with paragraphs of an article on it."
        )
    titles = tuple(line.span for line in lines if line.title)
    return Article(
        id=name,
        page=page,
        text=text,
        title=" ".join(text[slice(*titles[0])].split()) if titles else None,
        titles=titles,
        outlet=outlet,
        bylines=_bylines(lines),
        published=_published(lines),
        language=None,
        paragraphs=tuple(line.span for line in lines if line.is_body),
        furniture=tuple(Furniture(line.kind, line.span) for line in lines if line.kind),
    )


def _lines(text: str) -> list[_Line]:
    spans = [_stripped(text, match.span()) for match in _LINE.finditer(text)]
    spans = [span for span in spans if span[0] < span[1]]
    width = _width(text, spans)
    if width:
        spans = _unwrapped(text, spans, width=width)
    return [_Line(span, " ".join(text[slice(*span)].split())) for span in spans]


def _stripped(text: str, span: Span) -> Span:
    words = text[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip())
    return start, max(start, span[0] + len(words.rstrip()))


def _adjoining(text: str, spans: list[Span]) -> Iterator[tuple[Span, Span, bool]]:
    """Neighbouring lines, and whether no blank line stands between them."""
    for before, after in pairwise(spans):
        yield before, after, not _BLANK_LINE.search(text[before[1] : after[0]])


def _width(text: str, spans: list[Span]) -> int | None:
    """The width in characters to which lines were broken; null where each line is a paragraph of its own.

    They were broken if most lines that another follows had no room for the first word of that one.
    """
    width = max((end - start for start, end in spans), default=0)
    pairs = [(before, after) for before, after, adjoins in _adjoining(text, spans) if adjoins]
    full = sum(_is_full(text, before, after, width=width) for before, after in pairs)
    wrapped = width <= _WIDEST_WRAPPED and len(pairs) >= _LEAST_WRAPS and full >= _WRAPPED_SHARE * len(pairs)
    return width if wrapped else None


def _is_full(text: str, before: Span, after: Span, *, width: int) -> bool:
    word = text[after[0] : after[0] + width + 1].split(maxsplit=1)[0]
    return before[1] - before[0] + 1 + len(word) > width - _SLACK


def _unwrapped(text: str, spans: list[Span], *, width: int) -> list[Span]:
    joined = [spans[0]]
    for before, after, adjoins in _adjoining(text, spans):
        divided = is_separator(text[slice(*before)]) or is_separator(text[slice(*after)])
        goes_on = before[1] - before[0] > _RAGGED * width and not _SENTENCE_END.search(text[slice(*before)])
        if adjoins and not divided and (goes_on or _is_full(text, before, after, width=width)):
            joined[-1] = (joined[-1][0], after[1])
        else:
            joined.append(after)
    return joined


def _may_be_title(candidates: list[_Line], number: int) -> bool:
    """Whether the leading line ``candidates[number]`` is a headline.

    The first is believed more readily: it may end in a full stop if it is written as headlines are, or if what
    follows says the same again, as a lead does. Any further one could as well be a short first paragraph, so an
    exclamation or a question is not enough.
    """
    words = candidates[number].words
    if number:
        asks = words.rstrip("\"'”’").endswith(("!", "?", "...", "…"))
        return headline_like(words) and (not asks or in_title_case(words))
    if headline_like(words):
        return True
    after = " ".join(line.words for line in candidates[1:4])
    return len(words) <= LONGEST and (in_title_case(words.replace(". ", " ")) or _is_said_again(words, after))


def _is_said_again(headline: str, after: str) -> bool:
    stems, later = ({word[:5] for word in re.findall(r"[^\W\d_]{4,}", text.lower())} for text in (headline, after))
    return len(headline) <= _LONGEST_STOPPED_TITLE and len(stems & later) >= max(3, 0.6 * len(stems))


def _mark_outlet(lines: list[_Line]) -> str | None:
    """The outlet that one of the leading lines names. The first line is the headline, whatever it looks like."""
    for line in lines[1:_MOST_LEADING]:
        if line.kind is None and not headline_like(line.words):
            return None
        outlet = outlet_in(line.words)
        if outlet and line.kind in {None, "dateline"}:
            line.kind = "dateline" if find_date(line.words) else "other"
            return outlet
    return None


def _mark_titles(lines: list[_Line]) -> None:
    """The leading lines that read like headlines, where prose follows them."""
    transcript = sum(bool(_SPEAKER_LABEL.match(line.words)) for line in lines) >= _LEAST_LABELS
    candidates = [line for line in lines if not line.kind]
    titles = 0
    for number, line in enumerate(candidates[:_MOST_TITLES]):
        if (transcript and _SPEAKER_LABEL.match(line.words)) or not _may_be_title(candidates, number):
            break
        titles += 1
    if any(not headline_like(line.words) for line in candidates[titles:]):
        for line in candidates[:titles]:
            line.title = True


def _mark_comments(lines: list[_Line]) -> None:
    """Readers' comments run from their heading to the end of the page."""
    body_seen = False
    for number, line in enumerate(lines):
        if body_seen and line.kind == "comments" and COMMENTS_HEADING.fullmatch(line.words):
            for later in lines[number:]:
                later.kind = "comments"
            return
        body_seen = body_seen or line.is_body


def _mark_related(lines: list[_Line]) -> None:
    """Lists of other pages' headlines: under a heading, each behind a divider or a bullet, or closing the page."""
    after_body = under_heading = False
    for line in lines:
        if line.is_body and under_heading and _related_like(line.words):
            line.kind = "related"
        elif line.is_body:
            after_body, under_heading = True, False
        elif after_body and line.kind == "related" and RELATED_HEADING.fullmatch(line.words):
            under_heading = True
    tail = _tail(lines)
    items = [line for line in tail if line.is_body]
    if len(items) >= _LEAST_TAIL and all(_related_like(line.words) and line.words[-1].isalnum() for line in items):
        _set_related(items)
    else:
        _set_related(_listed(tail))


def _set_related(items: Iterable[_Line]) -> None:
    for line in items:
        line.kind = "related"


def _listed(tail: list[_Line]) -> list[_Line]:
    """The items of the list that closes ``tail``: each has a divider before it, or all have bullets."""
    divided, bulleted = [], []
    for before, line in reversed(list(pairwise(tail))):
        if line.is_body and not before.separator:
            break
        if line.is_body:
            divided.append(line)
    for line in reversed(tail):
        if line.is_body and not _BULLET.match(line.words):
            break
        if line.is_body:
            bulleted.append(line)
    return divided or (bulleted if len(bulleted) > 1 else [])


def _related_like(words: str) -> bool:
    return headline_like(words) and len(words.split()) >= _LEAST_RELATED_WORDS


def _tail(lines: list[_Line]) -> list[_Line]:
    """The lines that close the page and are furniture or could be other pages' headlines, after the last prose."""
    start = len(lines)
    while start and not lines[start - 1].title and (lines[start - 1].kind or headline_like(lines[start - 1].words)):
        start -= 1
    return lines[start:]


def _top(lines: list[_Line]) -> list[_Line]:
    """The lines down to the first paragraphs, where a page says who wrote it and when."""
    seen = 0
    for number, line in enumerate(lines):
        seen += line.is_body
        if seen > _TOP_PARAGRAPHS:
            return lines[:number]
    return lines


def _bylines(lines: list[_Line]) -> tuple[str, ...]:
    names = (name for line in _top(lines) if line.kind == "byline" for name in by_names(line.words))
    return tuple(dict.fromkeys(names))


def _published(lines: list[_Line]) -> str | None:
    """The first date that a dateline at the top gives, one that says "published" before one that says "updated"."""
    stated = [line.words for line in _top(lines) if line.kind == "dateline"]
    stated.sort(key=lambda words: bool(re.search(r"updated|modified", words, re.IGNORECASE)))
    dates = (edtf(match) for words in stated if (match := find_date(words)))
    return next((found for found in dates if found), None)
