"""What a user writes to look for words, as an expression of FTS5 that can hold nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from onrecord.errors import UsageError

_MOST_TERMS = 64
_TOKEN = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))|[\"“”](?P<phrase>[^\"“”]*)[\"“”](?P<star>\*?)|(?P<word>[^\s()\"“”]+)|(?P<stray>\S))"
)
_HELP = 'Write words, "a phrase", the beginning of a word with * after it, and between them AND, OR or NOT.'

Kind = Literal["open", "close", "term", "AND", "OR", "NOT"]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Kind
    text: str
    """For a term its FTS5 expression, else as it was written."""


def expression(words: str) -> str:
    """``words`` as an expression of FTS5.

    Words one after another must all be there, a phrase as it stands; ``divorc*`` is every word that begins so; ``AND``,
    ``OR`` and ``NOT``, in capitals, and brackets do what they say. Raises ``UsageError`` for what makes no sense.
    """
    tokens = list(_tokens(words))
    if sum(token.kind == "term" for token in tokens) > _MOST_TERMS:
        raise UsageError(f"there are more than {_MOST_TERMS} words to look for. Look for fewer.")
    return _Parser(tokens, words=words).parse()


def _tokens(words: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(words.strip()):
        kind = match.lastgroup
        if match["stray"]:
            raise _wrong(words, "a quotation mark opens a phrase that nothing closes")
        if match["open"] or match["close"]:
            yield _Token("open" if match["open"] else "close", match[0].strip())
        elif match["word"] in {"AND", "OR", "NOT"}:
            yield _Token(match["word"], match["word"])  # type: ignore[arg-type]
        elif kind:
            yield _Token("term", _term(match, words=words))


def _term(match: re.Match[str], *, words: str) -> str:
    word = match["word"]
    text = match["phrase"] if word is None else word.rstrip("*")
    begins = bool(match["star"]) if word is None else word != text
    if not any(character.isalnum() for character in text):
        raise _wrong(words, f"{match[0].strip()!r} holds no letter or digit to look for")
    # Within quotation marks nothing is special to FTS5, and none are left in the text.
    return f'"{text}"' + (" *" if begins else "")


class _Parser:
    """``a b OR c NOT d`` is ``((a AND b) OR (c NOT d))``: NOT binds closest, OR least."""

    def __init__(self, tokens: list[_Token], *, words: str) -> None:
        self._tokens = tokens
        self._words = words
        self._at = 0

    def parse(self) -> str:
        if not self._tokens:
            raise _wrong(self._words, "it holds no words")
        found = self._either()
        if self._at < len(self._tokens):
            raise _wrong(self._words, "a bracket closes that nothing opened")
        return found

    def _either(self) -> str:
        found = [self._all()]
        while self._take("OR"):
            found.append(self._all())
        return _joined(found, "OR")

    def _all(self) -> str:
        found = [self._without()]
        while self._take("AND") or self._next() in {"term", "open"}:
            found.append(self._without())
        return _joined(found, "AND")

    def _without(self) -> str:
        found = [self._one()]
        while self._take("NOT"):
            found.append(self._one())
        return _joined(found, "NOT")

    def _one(self) -> str:
        if self._next() == "term":
            self._at += 1
            return self._tokens[self._at - 1].text
        if self._take("open"):
            found = self._either()
            if not self._take("close"):
                raise _wrong(self._words, "a bracket opens that nothing closes")
            return found
        raise self._missing()

    def _missing(self) -> UsageError:
        if self._next() is None:
            return _wrong(self._words, f"after {self._tokens[-1].text!r} something is missing")
        here = self._tokens[self._at].text
        before = self._tokens[self._at - 1].text if self._at else None
        where = f"between {before!r} and {here!r}" if before else f"before {here!r}"
        return _wrong(self._words, f"{where} something is missing")

    def _next(self) -> Kind | None:
        return self._tokens[self._at].kind if self._at < len(self._tokens) else None

    def _take(self, kind: Kind) -> bool:
        if self._next() != kind:
            return False
        self._at += 1
        return True


def _joined(parts: list[str], operator: str) -> str:
    return parts[0] if len(parts) == 1 else f"({f' {operator} '.join(parts)})"


def _wrong(words: str, problem: str) -> UsageError:
    return UsageError(f"the words {words!r} cannot be looked for: {problem}. {_HELP}")
