"""An article cut into words, with the sentence and paragraph of each and whether it stands in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from onrecord.people.lexicon import fold
from onrecord.types import Article, Span

_WORD = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|Gov|Sen|Sens|Rep|Reps|Gen|Lt|Col|Maj|Capt|Sgt|Det|Rev|Hon|Jr|Sr|St|Cmdr|Adm|Amb|Atty)\."
    r"|(?:[^\W\d_]\.){2,}|[A-Z]\.(?=\s?[A-Z“\"(])|['’]s\b"
    r"|[^\W\d_]\w*(?:['’](?!s\b)\w+|[-&]\w+|\.(?:com|org|net|co|gov|tv)\b)*|\d+(?:[,.:/]\d+)*\w*(?:-\w+)*|\S"
)
_ENDS = frozenset([".", "!", "?", "…"])
_CLOSING = frozenset(['"', "”", "’", ")", "'"])
_OPENING = frozenset(['"', "'", "“", "‘", "(", ":", "—", "–", "•"])
_INSIDE = {"“": True, "”": False}


class Word(NamedTuple):
    """One word or mark. A tuple, since an article has a thousand of them."""

    start: int
    end: int
    text: str
    folded: str
    sentence: int
    """Number of its sentence, counted over the article."""
    block: int
    """Number of its block: a title, a paragraph, or a piece of furniture."""
    opens: bool
    """Whether its capital says nothing, since it opens a sentence or a quotation."""
    quoted: bool

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


@dataclass(frozen=True, slots=True)
class Part:
    """A title, a paragraph or a piece of furniture."""

    span: Span
    role: str
    """``headline``, ``body`` or ``furniture``."""
    headline_style: bool
    """Whether it is printed as headlines are: most words with a capital, or all in capitals."""


class View:
    """What the rules look at instead of bare text."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = article.text
        self.words: list[Word] = []
        self.blocks: list[Part] = []
        sentence = 0
        for span, role in _parts(article):
            words = _cut(self.text, span, block=len(self.blocks), sentence=sentence)
            if words:
                self.blocks.append(Part(span, role, _is_styled(words, role)))
                self.words += words
                sentence = words[-1].sentence + 1
        self._starts = [word.start for word in self.words]

    @cached_property
    def lowercased(self) -> frozenset[str]:
        """Words that the article prints with a small letter, folded."""
        return frozenset(word.folded for word in self.words if word.text[0].islower())

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """Words that the article's plain parts print with a capital where nothing but a name asks for one, folded."""
        plain = {number for number, part in enumerate(self.blocks) if not part.headline_style}
        return frozenset(word.folded for word in self.words if word.block in plain and word.capital and not word.opens)

    @cached_property
    def gaps(self) -> list[str]:
        """What stands between each word and the next, at most two characters of it."""
        ends = [*self._starts[1:], len(self.text)]
        return [self.text[word.end : min(end, word.end + 2)] for word, end in zip(self.words, ends, strict=True)]

    def index(self, at: int) -> int:
        """Number of the first word that begins at or after character ``at``."""
        return bisect_left(self._starts, at)

    def inside(self, span: Span) -> range:
        """Numbers of the words that begin in ``span``."""
        return range(self.index(span[0]), self.index(span[1]))

    def sentence_of(self, number: int) -> range:
        """Numbers of the words of the sentence that word ``number`` stands in."""
        sentence = self.words[number].sentence
        first = last = number
        while first and self.words[first - 1].sentence == sentence:
            first -= 1
        while last + 1 < len(self.words) and self.words[last + 1].sentence == sentence:
            last += 1
        return range(first, last + 1)


def _parts(article: Article) -> list[tuple[Span, str]]:
    parts = [(span, "headline") for span in article.titles] + [(span, "body") for span in article.paragraphs]
    return sorted(parts + [(piece.span, "furniture") for piece in article.furniture])


def _cut(text: str, span: Span, *, block: int, sentence: int) -> list[Word]:
    words: list[Word] = []
    quoted = False
    for match in _WORD.finditer(text, *span):
        word, (start, end) = match[0], match.span()
        begins = not words or (not word[0].islower() and _begins(words, text))
        sentence += bool(words) and begins
        if word in _INSIDE or word == '"':
            quoted = _INSIDE.get(word, not quoted)
        opens = begins or (words[-1].text in _OPENING and _opens(words[-1], text, quoted=quoted))
        words.append(Word(start, end, word, fold(word), sentence, block, opens, quoted))
    return words


def _begins(words: Sequence[Word], text: str) -> bool:
    """Whether what comes after ``words``, with no small letter, begins a sentence."""
    before = words[-1]
    if text[before.end : before.end + 1].strip():
        return False
    at = len(words) - 1
    while at and words[at].text in _CLOSING:
        at -= 1
    return words[at].text in _ENDS


def _opens(before: Word, text: str, *, quoted: bool) -> bool:
    """Whether a capital after ``before``, one of the marks that may open something, says nothing."""
    if before.text == '"':
        return quoted
    if before.text == "'":
        return not text[max(0, before.start - 1) : before.start].strip()
    return True


def _is_styled(words: Sequence[Word], role: str) -> bool:
    if (
        role == "body"
        and words[-1].text in _ENDS | _CLOSING
        and not all(w.text.isupper() for w in words if w.text.isalpha())
    ):
        return False
    long = [word for word in words if len(word.text) > 3 and word.text[0].isalpha()]
    return len(long) > 2 and sum(word.capital for word in long) >= 0.75 * len(long)


def follows(view: View, at: int) -> bool:
    """Whether word ``at`` follows the one before it after nothing but a space, in one block."""
    gap = view.gaps[at - 1]
    return not gap.strip(" \xa0") and "\n" not in gap and view.words[at].block == view.words[at - 1].block
