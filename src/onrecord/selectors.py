"""Words found again on their page: by what stands around them, by their place, and by a link that scrolls to them.

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
from urllib.parse import quote

from onrecord.types import Span, Spans

_AROUND: Final = 32
_MOST_AROUND: Final = 512
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
_WHOLE: Final = 200
"""Characters up to which a link holds the words whole; of longer ones it holds the first and the last."""
_EDGE_WORDS: Final = 5
_MOST_CONTEXT_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words and what stands before and after them: enough to tell them from the same words elsewhere in the text."""

    exact: str
    prefix: str
    suffix: str


def quoted(text: str, span: Span) -> Quoted:
    """The words of ``span`` with their surroundings."""
    start, end = span
    exact, around = text[start:end], _AROUND
    while True:
        prefix, suffix = text[max(0, start - around) : start], text[end : end + around]
        if around >= _MOST_AROUND or _times(prefix + exact + suffix, text) < 2:
            return Quoted(exact, prefix, suffix)
        around *= 2


def link(url: str, text: str, spans: Spans) -> str:
    """``url`` so that a browser scrolls to the words of ``spans`` and marks them; ``text`` is the article's.

    Words that stand more than once are told by those around them. Marks around the words are left out, since pages
    print them in many ways. A link that has a fragment of its own loses it.
    """
    words = _words(text)
    terms = [found for span in spans if (found := _term(words, span)) is not None]
    bare = url.partition("#")[0]
    return f"{bare}#:~:text={'&text='.join(terms)}" if terms else bare


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text."""

    text: str
    spans: Spans
    """Of each word."""
    forms: tuple[str, ...]
    """Each word as browsers compare it: without case and accents."""
    where: Mapping[str, Sequence[int]]
    """The words of each form."""

    def inside(self, span: Span) -> tuple[int, int] | None:
        """The first and the last word in ``span``."""
        first = bisect_left(self.spans, (span[0], 0))
        last = bisect_right(self.spans, span[1], key=lambda one: one[1]) - 1
        return (first, last) if first <= last else None

    def printed(self, first: int, last: int) -> str:
        return " ".join(self.text[self.spans[first][0] : self.spans[last][1]].split())

    def places(self, first: int, last: int) -> Iterator[int]:
        """Every word from which the same words run as from ``first`` to ``last``."""
        run = self.forms[first : last + 1]
        return (at for at in self.where[run[0]] if self.forms[at : at + len(run)] == run)

    def block(self, at: int, *, step: int) -> int:
        """The furthest word from ``at`` in the direction of ``step`` that is in the same line."""
        while 0 <= at + step < len(self.spans):
            one, other = sorted((at, at + step))
            if "\n" in self.text[self.spans[one][1] : self.spans[other][0]]:
                break
            at += step
        return at


@lru_cache(maxsize=4)
def _words(text: str) -> _Words:
    found = list(_WORD.finditer(text))
    forms = tuple(_plain(match[0]) for match in found)
    where: dict[str, list[int]] = defaultdict(list)
    for at, form in enumerate(forms):
        where[form].append(at)
    return _Words(text, tuple(match.span() for match in found), forms, where)


def _term(words: _Words, span: Span) -> str | None:
    found = words.inside(span)
    if found is None:
        return None
    first, last = found
    whole = words.printed(first, last)
    broken = "\n" in words.text[words.spans[first][1] : words.spans[last][0]]
    if not broken and (len(whole) <= _WHOLE or last - first < 2 * _EDGE_WORDS):
        return _with_context(words, first, last, encoded(whole))
    head = min(first + _EDGE_WORDS - 1, words.block(first, step=1))
    tail = max(last - _EDGE_WORDS + 1, words.block(last, step=-1))
    edges = f"{encoded(words.printed(first, head))},{encoded(words.printed(tail, last))}"
    return _with_context(words, first, head, edges, end=last)


def _with_context(words: _Words, first: int, last: int, term: str, *, end: int | None = None) -> str:
    """``term`` with as many words before and after as tell it from the other places where its first words stand."""
    end = last if end is None else end
    before = after = ""
    for count in range(_MOST_CONTEXT_WORDS + 1):
        left, right = max(0, first - count), min(len(words.spans) - 1, end + count)
        # What a context holds has to stand in one block of the page: a line of the text is one.
        left = max(left, words.block(first - 1, step=-1)) if left < first else first
        right = min(right, words.block(end + 1, step=1)) if right > end else end
        before = f"{encoded(words.printed(left, first - 1))}-," if left < first else ""
        after = f",-{encoded(words.printed(end + 1, right))}" if right > end else ""
        same = set(words.places(left, last))
        if end == last:
            same = {at for at in same if words.forms[at : at + right - left + 1] == words.forms[left : right + 1]}
        if len(same) <= 1:
            break
    return before + term + (after if end == last else "")


def encoded(words: str) -> str:
    """``words`` percent-encoded for a text directive, in which dashes, commas and ampersands have a meaning."""
    return quote(words, safe="").replace("-", "%2D")


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(one for one in decomposed if not unicodedata.combining(one))


def _times(part: str, text: str) -> int:
    first = text.find(part)
    return 0 if first < 0 else 1 + (text.find(part, first + 1) >= 0)
