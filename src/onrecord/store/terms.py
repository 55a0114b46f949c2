"""Terms of full-text search: text as tokens without case, accents and English endings, the same for every database.

The terms of a statement are stored in ``statements.terms``, which databases index word by word without changing them;
the words of a query are turned to terms likewise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import local
from typing import Final

import Stemmer

from onrecord.store.codecs import LOWER, plain
from onrecord.types import Span

_TOKEN = re.compile("[^\\W_]+(?:[\u0300-\u036f]+[^\\W_]*)*")
"""Letters and digits, with accents that are characters of their own: "Tarn’s", "ex-wife" and "U.S." are two tokens."""
_ACCENT = re.compile("[\u0300-\u036f]")
_SHORTEST_STEMMED: Final = 3
"""Characters of the shortest word that loses its ending: "us" is not "use"."""
_CACHED: Final = 2**16
"""Number of words in the cache; English news has some 50,000 different ones."""


class _Stemmers(local):
    """A stemmer for each thread, since a stemmer is not safe to share.

    The algorithm is Porter's of 1980, as in FTS5, not its successor "english". FTS5 gives one stem to 6,618 pairs among
    16,052 words of celebrity news; "english" separates 107 of these pairs, and joins 377 more, such as "1990" and
    "1990s", or "clear" and "clearly". Porter's algorithm is also frozen, so stored terms stay valid.
    """

    def __init__(self) -> None:
        self.stemmer = Stemmer.Stemmer("porter", 0)


_STEMMERS = _Stemmers()


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text."""

    term: str
    span: Span


def tokenize(text: str) -> Iterator[Token]:
    """The words of ``text``, in order."""
    return (Token(_term(match[0]), match.span()) for match in _TOKEN.finditer(text))


def join_terms(text: str) -> str:
    """The terms of ``text``, in order and separated by spaces, as stored; empty without a letter or digit."""
    text = plain(text)
    if text.isascii():
        words = text.encode().translate(LOWER).replace(b"_", b" ").decode().split()
    else:
        words = _TOKEN.findall(text)
    return " ".join(map(_term, words))


@lru_cache(maxsize=_CACHED)
def _term(word: str) -> str:
    folded = word.lower() if word.isascii() else _fold(word)
    if len(folded) < _SHORTEST_STEMMED:
        return folded
    # Porter's own amendments, which FTS5 has and "porter" has not: "possibly" is "possible", and "apology", as well as
    # "psychology", has the stem of "apologize" and "psychological".
    if folded.endswith("bly") and len(folded) > len("ably"):
        folded = f"{folded[:-1]}e"
    elif folded.endswith(("logy", "logies")):
        folded = folded[: folded.rindex("log") + len("log")]
    term: str = _STEMMERS.stemmer.stemWord(folded)
    return term


def _fold(word: str) -> str:
    """Drop case and accents: "Café" and "CAFE" are "cafe", "Straße" is "strasse"."""
    # Composed again, "が" and "서" are letters.
    return unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", word).casefold()))
