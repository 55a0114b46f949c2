"""Tokenisation: an article as words, with the sentence, the block and the quotation state of each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from onrecord.people.lexicon import PRONOUN_GENDER, Gender, fold
from onrecord.types import Article, Span

_WORD = re.compile(
    # Alternatives, in order of preference: most words, to be fast; abbreviated titles with their full stop ("Sen."),
    # acronyms and initials ("U.S.", "J.K."), a middle initial ("Orla B. Tarn", but not "wrote on X. Tarn"), the
    # possessive ("’s"), words with inner apostrophes, hyphens or a domain ending ("O’Malley", "TarnNews.com"), a Dutch
    # article ("Piet van ’t Hof"), numbers ("71-year-old"), and any other character. "RenÃ©e" is UTF-8 read as Latin-1.
    r"[a-z]++(?= )"
    r"|(?:Mr|Mrs|Ms|Dr|Prof|Gov|Sen|Sens|Rep|Reps|Gen|Lt|Col|Maj|Capt|Sgt|Det|Rev|Hon|Jr|Sr|St|Cmdr|Adm|Amb|Atty)\."
    r"|Dato['’](?= )"
    r"|(?:[^\W\d_]\.){2,}|(?!(?<=\bon )X)[A-Z]\.(?=\s?[A-Z“\"(])|['’]s\b"
    r"|[^\W\d_]\w*(?:['’](?!s\b)\w+|[-&]\w+|(?<=Ã)[\x80-\xbf]\w*|\.(?:com|org|net|co|gov|tv)\b)*"
    r"|['’]t(?= [A-Z])|\d+(?:[,.:/]\d+)*\w*(?:-\w+)*|\S"
)
_ENDS = frozenset([".", "!", "?", "…"])
OPENING_QUOTES = frozenset(['"', "“", "'", "‘"])
CLOSING_QUOTES = frozenset(['"', "”", "’", "'"])
_CLOSING = CLOSING_QUOTES | {")"}
_LAST_MARKS = _ENDS | _CLOSING
_MAX_CLOSING = 8
"""Most closing marks between a full stop and the next sentence."""
_OPENING = OPENING_QUOTES | {"(", ":", "—", "–", "•"}
_INSIDE = {"“": True, "”": False, "„": True}
_DOUBLE_MARKS = frozenset(['"', *_INSIDE])
_ACRONYMS_LIKE_WORDS = frozenset(["WHO"])
"""Acronyms that are not folded, because they would be pronouns."""


class Word(NamedTuple):
    """A word or a punctuation mark. It is a tuple for speed, since an article has a thousand of them."""

    start: int
    end: int
    text: str
    folded: str
    sentence: int
    """Index of its sentence, counted over the whole article."""
    block: int
    """Index of its block in ``View.blocks``: a title, a paragraph or a piece of furniture."""
    opens: bool
    """True if its capital is no evidence of a name, because it opens a sentence or a quotation."""
    quoted: bool
    """True inside double quotation marks, straight or curly."""
    capital: bool
    """True if it begins with a capital."""

    @property
    def span(self) -> Span:
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the article: a title, a paragraph or a piece of furniture."""

    span: Span
    role: str
    """``headline``, ``body`` or ``furniture``."""
    headline_style: bool
    """True if capitals are no evidence of a name: title case, or capitals throughout."""


class View:
    """The tokenised article that the rules work on."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.text = article.text
        self.words: list[Word] = []
        self.blocks: list[Part] = []
        sentence = 0
        parts = [(span, "headline") for span in article.titles] + [(span, "body") for span in article.paragraphs]
        for span, role in sorted(parts + [(piece.span, "furniture") for piece in article.furniture]):
            words = _tokenise_block(self.text, span, block=len(self.blocks), sentence=sentence)
            if words:
                self.blocks.append(Part(span, role, _is_headline_style(words, role)))
                self.words += words
                sentence = words[-1].sentence + 1
        self._starts = [word.start for word in self.words]

    @cached_property
    def lowercased(self) -> frozenset[str]:
        """Words, folded, that the article prints in lower case at least once."""
        return frozenset(word.folded for word in self.words if word.text[0].islower())

    @cached_property
    def counts(self) -> Counter[str]:
        """Occurrences of each word, folded."""
        return Counter(word.folded for word in self.words)

    @cached_property
    def capitalised(self) -> frozenset[str]:
        """Words, folded, that running text, and not only a headline, prints with a capital in mid-sentence."""
        plain = {index for index, part in enumerate(self.blocks) if not part.headline_style}
        return frozenset(word.folded for word in self.words if not word.opens and word.capital and word.block in plain)

    def gap(self, index: int) -> str:
        """The characters between word ``index`` and the next, at most two of them."""
        end = self.words[index].end
        following = self._starts[index + 1] if index + 1 < len(self._starts) else len(self.text)
        return self.text[end : min(following, end + 2)]

    def phrase(self, span: Span) -> str:
        """The text at ``span`` on one line."""
        return " ".join(self.text[slice(*span)].split())

    def gender_of_pronoun(self, span: Span) -> Gender:
        """The gender of the "he" or "she" at ``span``."""
        return PRONOUN_GENDER[fold(self.text[slice(*span)])]

    def span(self, run: Sequence[int]) -> Span:
        """Span of the words of ``run``, which has at least one."""
        return self.words[run[0]].start, self.words[run[-1]].end

    def form(self, run: Iterable[int]) -> tuple[str, ...]:
        """The words of ``run``, folded."""
        return tuple([self.words[index].folded for index in run])

    def folded(self, index: int) -> str:
        """Word ``index``, folded; empty before the first word of the page and after the last."""
        return self.words[index].folded if 0 <= index < len(self.words) else ""

    def word_at(self, offset: int) -> Word:
        """The first word that begins at or after ``offset``; the last word for an offset inside it."""
        return self.words[min(bisect_left(self._starts, offset), len(self.words) - 1)]

    def block_of(self, word: Word) -> Part:
        """The block that ``word`` is in."""
        return self.blocks[word.block]

    def block_at(self, span: Span) -> Part:
        """The block that the words at ``span`` begin in."""
        return self.blocks[self.word_at(span[0]).block]

    def index(self, offset: int) -> int:
        """Index of the first word that begins at or after ``offset``."""
        return bisect_left(self._starts, offset)

    def inside(self, span: Span) -> range:
        """Indices of the words that begin inside ``span``."""
        start = bisect_left(self._starts, span[0])
        return range(start, bisect_left(self._starts, span[1], start))

    def indices(self, spans: Iterable[Span]) -> list[int]:
        """Indices of the words that begin inside any of ``spans``."""
        return [index for span in spans for index in self.inside(span)]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        """Index of the first word of each sentence, and the number of words at the end."""
        sentences = [word.sentence for word in self.words]
        return [*(i for i, sentence in enumerate(sentences) if i == 0 or sentence != sentences[i - 1]), len(sentences)]

    def sentence_of(self, index: int) -> range:
        """Indices of the words of the sentence that holds word ``index``."""
        sentence = self.words[index].sentence
        return range(self._sentence_starts[sentence], self._sentence_starts[sentence + 1])

    def just_before(self, index: int, limit: int) -> range:
        """Indices of the ``limit`` words before word ``index``, as far as they are in its sentence."""
        return range(max(self.sentence_of(index).start, index - limit), index)

    def following(self, index: int, limit: int) -> range:
        """Indices of the ``limit`` words from word ``index`` on, as far as there are any."""
        return range(index, min(index + limit, len(self.words)))

    @cached_property
    def pronouns(self) -> dict[bool, list[int]]:
        """Indices of the words "he", "she" and their forms: those inside quotation marks, and those outside."""
        pronouns = [index for index, word in enumerate(self.words) if word.folded in PRONOUN_GENDER]
        return {quoted: [index for index in pronouns if self.words[index].quoted == quoted] for quoted in (True, False)}


def _tokenise_block(text: str, span: Span, *, block: int, sentence: int) -> list[Word]:
    """The words of the block at ``span``. ``block`` is its index, ``sentence`` that of its first sentence."""
    words: list[Word] = []
    quoted, is_low, begins, before = False, False, True, ""
    # "WHO said it was late", the World Health Organization, but not in "WHO SAID SO?".
    acronyms = frozenset() if text[slice(*span)].isupper() else _ACRONYMS_LIKE_WORDS
    for match in _WORD.finditer(text, *span):
        word, (start, end) = match[0], match.span()
        if words:
            begins = before in _LAST_MARKS and not word[0].islower() and _begins_sentence(words, text)
            sentence += begins
        # Straight marks open and close in turn. A quotation that is left open ends with its block.
        if word in _DOUBLE_MARKS:
            quoted = _INSIDE.get(word, not quoted) and not (is_low and word == "“")  # „Go“
            is_low = word == "„"
        opens = begins or (before in _OPENING and _is_opening(words[-1], text, quoted=quoted))
        before = word
        folded = word if word in acronyms else fold(word)
        words.append(Word(start, end, word, folded, sentence, block, opens, quoted, word[0].isupper()))
    return words


def _begins_sentence(words: Sequence[Word], text: str) -> bool:
    """True if the next word, which is not in lower case, begins a sentence after ``words``."""
    last = words[-1]
    if text[last.end : last.end + 1].strip():
        return False
    index = len(words) - 1
    # The full stop may be inside closing marks: “It is late.” She left.
    while index and words[index].text in _CLOSING and len(words) - index < _MAX_CLOSING:
        index -= 1
    return words[index].text in _ENDS


def _is_opening(mark: Word, text: str, *, quoted: bool) -> bool:
    """True if a capital after the opening mark ``mark`` is no evidence of a name."""
    if mark.text == '"':
        return quoted
    # An apostrophe opens a quotation only after a space: “Orla said 'It is late'”, not “the Tarns' House”.
    if mark.text == "'":
        return not text[max(0, mark.start - 1) : mark.start].strip()
    return True


def _is_headline_style(words: Sequence[Word], role: str) -> bool:
    """True if the block is set as headlines are."""
    # A paragraph that ends like a sentence is running text, unless it is in capitals throughout or a question in title
    # case: "Did Orla Tarn Just Endorse Quill?"
    is_sentence = role == "body" and words[-1].text in _LAST_MARKS
    is_exempt = words[-1].text in {"?", "!"} or all(word.text.isupper() for word in words if word.text.isalpha())
    if is_sentence and not is_exempt:
        return False
    # A block is in title case if at least three quarters of its words of four letters or more are capitalised. "Orla
    # Tarn Returns With a Song from Home" has six of seven: some styles leave longer prepositions in lower case. A block
    # with fewer than three such words is not judged.
    long = [word for word in words if len(word.text) > 3 and word.text[0].isalpha()]
    return len(long) > 2 and sum(word.capital for word in long) >= (1 if is_sentence else 0.75) * len(long)


def follows(view: View, index: int) -> bool:
    """True if only a space separates word ``index`` from the one before it, in the same block."""
    gap = view.gap(index - 1)
    return not gap.strip(" \xa0") and view.words[index].block == view.words[index - 1].block
