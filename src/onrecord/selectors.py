"""Find words in a later version of their page: text quote selectors, and links that scroll to the words.

Sources: W3C Web Annotation Data Model, sections 4.2.4 and 4.2.5; WICG Scroll to Text Fragment.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote as percent_encode

from onrecord.types import Span, Spans

# RFC 3986, section 2, and marks that turn the direction of writing.
_NOT_IN_URL = re.compile('[\x00- "<>\\\\^`{|}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
# Characters of context on each side of a text quote selector. Doubled while prefix, words and suffix occur twice.
_CONTEXT: Final = 32
_MAX_CONTEXT: Final = 512
# Words up to this many characters stand in a link in full. Of longer ones it has the first and last few, as the
# specification advises: "we have mended the engine,autumn, I promise you all". One changed letter breaks a long link.
_FULL_LENGTH: Final = 200
_EDGE_WORDS: Final = 5
_MAX_CONTEXT_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class TextQuote:
    """A text quote selector: words with enough context to tell them from the same words elsewhere in the text."""

    exact: str
    prefix: str
    suffix: str


def quote_words(text: str, span: Span) -> TextQuote:
    """The text quote selector of ``span``."""
    start, end = span
    exact, length = text[start:end], _CONTEXT
    while True:
        prefix, suffix = text[max(0, start - length) : start], text[end : end + length]
        if length >= _MAX_CONTEXT or not _is_repeated(prefix + exact + suffix, text):
            return TextQuote(exact, prefix, suffix)
        length *= 2


def find_quote(quote: TextQuote, text: str) -> Span | None:
    """The span of the words of ``quote`` in ``text``; null if they are gone or ambiguous.

    Prefix and suffix must both match, or one of them if an edit has changed the other. A context that was cut off by
    the edge of the text is too short to match without the other.
    """
    contexts = [(quote.prefix, quote.suffix)]
    contexts += [(quote.prefix, "")] if len(quote.prefix) >= _CONTEXT else []
    contexts += [("", quote.suffix)] if len(quote.suffix) >= _CONTEXT else []
    for prefix, suffix in contexts:
        words = f"{prefix}{quote.exact}{suffix}"
        position = text.find(words)
        if position >= 0:
            start = position + len(prefix)
            return None if _is_repeated(words, text) else (start, start + len(quote.exact))
    return None


def link(url: str, text: str, spans: Spans) -> str:
    """``url`` with a text fragment, so that browsers scroll to the words of ``spans`` in the article's ``text``.

    Words that occur more than once get context. Quotation marks around the words are left out, since pages print them
    in many ways. An existing fragment of ``url`` is dropped, and characters that no address may hold are encoded, since
    some would end the address in Markdown, BibTeX and wikis.
    """
    words = _split_words(text)
    directives = [directive for span in spans if (directive := _directive(words, span)) is not None]
    bare = _NOT_IN_URL.sub(lambda character: percent_encode(character[0]), url.partition("#")[0])
    return f"{bare}#:~:text={'&text='.join(directives)}" if directives else bare


@dataclass(frozen=True, slots=True)
class _Words:
    """A text split into words. Positions count words."""

    text: str
    spans: Spans
    forms: tuple[str, ...]
    """Each word as browsers compare it: without case and accents."""
    positions: Mapping[str, Sequence[int]]
    """By form."""

    def inside(self, span: Span) -> tuple[int, int] | None:
        """First and last word in ``span``."""
        first = bisect_left(self.spans, (span[0], 0))
        last = bisect_right(self.spans, span[1], key=lambda word: word[1]) - 1
        return (first, last) if first <= last else None

    def printed(self, first: int, last: int) -> str:
        return " ".join(self.text[self.spans[first][0] : self.spans[last][1]].split())

    def occurrences(self, first: int, last: int) -> Iterator[int]:
        """Every position at which the words from ``first`` to ``last`` occur."""
        run = self.forms[first : last + 1]
        return (place for place in self.positions[run[0]] if self.forms[place : place + len(run)] == run)

    def line_end(self, position: int, *, step: int) -> int:
        """Last word on the line of ``position``, in the direction of ``step``."""
        while 0 <= position + step < len(self.spans):
            earlier, later = sorted((position, position + step))
            if "\n" in self.text[self.spans[earlier][1] : self.spans[later][0]]:
                break
            position += step
        return position


@lru_cache(maxsize=4)
def _split_words(text: str) -> _Words:
    matches = list(_WORD.finditer(text))
    forms = tuple(_fold(match[0]) for match in matches)
    positions: dict[str, list[int]] = defaultdict(list)
    for position, form in enumerate(forms):
        positions[form].append(position)
    return _Words(text, tuple(match.span() for match in matches), forms, positions)


def _directive(words: _Words, span: Span) -> str | None:
    """The text directive of ``span``; null if there is no word in it."""
    inside = words.inside(span)
    if inside is None:
        return None
    first, last = inside
    exact = words.printed(first, last)
    one_line = "\n" not in words.text[words.spans[first][1] : words.spans[last][0]]
    if one_line and (len(exact) <= _FULL_LENGTH or last - first < 2 * _EDGE_WORDS):
        return _with_context(words, first, last, encoded(exact))
    head = min(first + _EDGE_WORDS - 1, words.line_end(first, step=1))
    tail = max(last - _EDGE_WORDS + 1, words.line_end(last, step=-1))
    edges = f"{encoded(words.printed(first, head))},{encoded(words.printed(tail, last))}"
    return _with_context(words, first, head, edges, end=last)


def _with_context(words: _Words, first: int, last: int, directive: str, *, end: int | None = None) -> str:
    """``directive`` with enough words before and after to distinguish it from other occurrences of its first words."""
    end = last if end is None else end
    before = after = ""
    for count in range(_MAX_CONTEXT_WORDS + 1):
        start, stop = max(0, first - count), min(len(words.spans) - 1, end + count)
        # Browsers search for context within a block of the page, and each line of the text is a block.
        start = max(start, words.line_end(first - 1, step=-1)) if start < first else first
        stop = min(stop, words.line_end(end + 1, step=1)) if stop > end else end
        before = f"{encoded(words.printed(start, first - 1))}-," if start < first else ""
        after = f",-{encoded(words.printed(end + 1, stop))}" if stop > end else ""
        occurrences = set(words.occurrences(start, last))
        if end == last:
            context = words.forms[start : stop + 1]
            occurrences = {place for place in occurrences if words.forms[place : place + len(context)] == context}
        if len(occurrences) <= 1:
            break
    return before + directive + (after if end == last else "")


def encoded(words: str) -> str:
    """``words`` percent-encoded for a text directive, in which dashes, commas and ampersands have a meaning."""
    return percent_encode(words, safe="").replace("-", "%2D")


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _is_repeated(part: str, text: str) -> bool:
    first = text.find(part)
    return first >= 0 and text.find(part, first + 1) >= 0
