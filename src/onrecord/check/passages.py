"""Passages of a page that a draft may quote: its statements, its other quotations, and its paragraphs.

Parts of a statement with only its cue between them are one passage, as are the paragraphs of a continued quotation.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from onrecord.check.checked_pages import CheckedPage
from onrecord.encoder.quotations import MARKS, Quotation
from onrecord.spans import covered_length, merge_spans
from onrecord.types import Span, Statement
from onrecord.word_keys import WordKey

_HYPHENS: Final = frozenset("-‐‑")
PassageKind = Literal["statement", "quotation", "text"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a page that belong together: a statement, a quotation that is not a statement, or a block of text."""

    kind: PassageKind
    words: tuple[WordKey, ...]
    quoted: tuple[bool, ...]
    """Of each word: true in quotation marks, or in a document's own text."""
    statements: tuple[int, ...] = ()
    """Positions of its statements in the reading."""
    keys: frozenset[str] = frozenset()

    def span(self, first: int, last: int) -> Span:
        """The span of the words from ``first`` up to ``last``, exclusive."""
        return self.words[first].span[0], self.words[last - 1].span[1]


def find_passages(page: CheckedPage) -> list[Passage]:
    """Return the passages of ``page``: statements, then other quotations, then blocks."""
    return [passage for passage in _PassageFinder(page).find() if passage.words]


def make_passage(
    page: CheckedPage, kind: PassageKind, spans: Iterable[Span], *, statements: Sequence[int] = ()
) -> Passage:
    """Return the words of ``page`` in ``spans`` as a passage."""
    positions = [position for span in spans for position in page.positions(span)]
    words = tuple(page.words[position] for position in positions)
    quoted = tuple(page.quoted[position] for position in positions)
    return Passage(kind, words, quoted, tuple(statements), frozenset(_index_keys(words, page.article.text)))


def _index_keys(words: Sequence[WordKey], text: str) -> Iterator[str]:
    """The keys of ``words``, and of those that a hyphen joins: "hardliner" is looked up for "hard-liner"."""
    for number, word in enumerate(words):
        yield word.key
        if number and text[words[number - 1].span[1] : word.span[0]] in _HYPHENS:
            yield words[number - 1].key + word.key


def widen_to_sentences(page: CheckedPage, passage: Passage) -> Passage:
    """Return ``passage`` with all words of its sentences, since names are as often outside the content as inside."""
    if not passage.statements:
        return passage
    spans: list[Span] = []
    for number in passage.statements:
        spans += [page.sentence(span) for span in page.reading.statements[number].content]
    start, end = passage.span(0, len(passage.words))
    merged = [span for span in merge_spans(spans) if span[0] < end and start < span[1]]
    return make_passage(page, passage.kind, merged, statements=passage.statements)


def _span_of(quotation: Quotation) -> Span:
    return quotation.span


class _PassageFinder:
    """Finds the passages of one page."""

    def __init__(self, page: CheckedPage) -> None:
        self._page = page

    def find(self) -> Iterator[Passage]:
        """Find statements, then other quotations, then blocks."""
        yield from self._statements()
        yield from self._quotations()
        yield from self._texts()

    def _statements(self) -> Iterator[Passage]:
        for group in self._groups():
            content = sorted(span for number in group for span in self._page.reading.statements[number].content)
            content += self._continuations(content[-1][1])
            for part in self._split_paragraphs(content):
                yield make_passage(self._page, "statement", part, statements=group)

    def _continuations(self, end: int) -> list[Span]:
        """The paragraphs that continue a quotation left open at ``end``, whatever speaker the reader found for them."""
        ending = self._page.quotations_at((end - 1, end)) or self._page.quotations_at((end - 2, end))
        spans: list[Span] = []
        if not ending or ending[0].closed:
            return spans
        last = ending[0]
        for quotation in self._page.quotations[bisect_right(self._page.quotations, last.span, key=_span_of) :]:
            if self._page.article.text[last.span[1] : quotation.span[0]].strip() or self._is_cued(quotation):
                break
            spans.append(quotation.inner)
            last = quotation
            if last.closed:
                break
        return spans

    def _is_cued(self, quotation: Quotation) -> bool:
        """True if a statement in ``quotation`` has a cue outside it."""
        statements = [self._page.reading.statements[number] for number in self._page.statements_at(quotation.inner)]
        return any(not covered_length(cue, [quotation.inner]) for statement in statements for cue in statement.cue)

    def _split_paragraphs(self, content: Sequence[Span]) -> list[list[Span]]:
        """Split a statement after a quotation that is closed at the end of a paragraph: the next paragraph is a new
        one."""
        parts: list[list[Span]] = []
        for span in content:
            if parts and "\n" in self._page.article.text[parts[-1][-1][1] : span[0]] and self._is_closed(parts[-1][-1]):
                parts.append([span])
            elif parts:
                parts[-1].append(span)
            else:
                parts.append([span])
        return parts

    def _is_closed(self, span: Span) -> bool:
        return any(
            quotation.closed and quotation.span[1] <= span[1] + 1 for quotation in self._page.quotations_at(span)
        )

    def _groups(self) -> list[list[int]]:
        """Group statements that are joined by a quotation over several paragraphs."""
        groups: list[list[int]] = []
        for number in sorted(self._page.facts, key=lambda number: self._page.reading.statements[number].content):
            statement = self._page.reading.statements[number]
            if groups and self._goes_on(self._page.reading.statements[groups[-1][-1]], statement):
                groups[-1].append(number)
            else:
                groups.append([number])
        return groups

    def _goes_on(self, earlier: Statement, later: Statement) -> bool:
        """True if ``later`` begins the paragraph after a quotation of ``earlier`` that is left open."""
        end, start = earlier.content[-1][1], later.content[0][0]
        text = self._page.article.text
        if (later.cue and later.cue[0][0] < start) or start < end or text[end:start].strip():
            return False
        is_open = any(item.span[1] == end and not item.closed for item in self._page.quotations_at((end - 1, end)))
        return is_open and text[start : start + 1] in MARKS and "\n" in text[end:start]

    def _quotations(self) -> Iterator[Passage]:
        """Quotations outside all statements; one that continues over several paragraphs is a single passage."""
        group: list[Span] = []
        is_open = False
        for quotation in self._page.quotations:
            if self._page.statements_at(quotation.inner):
                continue
            if group and not (is_open and not self._page.article.text[group[-1][1] : quotation.span[0]].strip()):
                yield make_passage(self._page, "quotation", group)
                group = []
            group.append(quotation.inner)
            is_open = not quotation.closed
        if group:
            yield make_passage(self._page, "quotation", group)

    def _texts(self) -> Iterator[Passage]:
        for block in self._page.blocks:
            yield make_passage(self._page, "text", [block])
