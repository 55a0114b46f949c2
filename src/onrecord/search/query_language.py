"""The syntax of search words: ``ferry "last winter" OR (bell NOT engin*)``, parsed to a tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from onrecord.errors import UsageError
from onrecord.store.fulltext import And, Not, Or, Term, Words
from onrecord.store.terms import join_terms

_MOST_TERMS: Final = 64
_TOKEN = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))|[\"“”](?P<phrase>[^\"“”]*)[\"“”](?P<star>\*?)|(?P<word>[^\s()\"“”]+)|(?P<stray>\S))"
)
_FIRST_IDEOGRAPH: Final = "\u2e80"
"""A prefix may be a single character from here on: few words begin with "東", but a tenth of all words with "t"."""
_HELP: Final = 'Write words, "phrases" or prefixes*, combined with AND, OR and NOT.'

Kind = Literal["open", "close", "term", "AND", "OR", "NOT"]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: Kind
    text: str
    """The token as written."""
    term: Term | None = None


def parse_words(words: str) -> Words:
    """Parse ``words`` to a tree.

    All words must occur, and the words of a phrase in its order. ``divorc*`` matches every word with this prefix, which
    must have two letters or more. ``AND``, ``OR`` and ``NOT``, in capitals, and parentheses combine them: ``a b OR c
    NOT d`` means ``(a AND b) OR (c NOT d)``. Raises ``UsageError`` for invalid syntax.
    """
    tokens = list(_tokens(words))
    if sum(token.term is not None for token in tokens) > _MOST_TERMS:
        raise UsageError(f"There are more than {_MOST_TERMS} search words. Use fewer.")
    # Each is a level of recursion.
    if sum(token.kind == "open" for token in tokens) > _MOST_TERMS:
        raise UsageError(f"There are more than {_MOST_TERMS} parentheses in the search words. Use fewer.")
    return _Parser(tokens, words=words).parse()


def _tokens(words: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(words.strip()):
        text = match[0].strip()
        if match["stray"]:
            raise _error(words, "a phrase has no closing quotation mark")
        if match["open"] or match["close"]:
            yield _Token("open" if match["open"] else "close", text)
        elif text in {"AND", "OR", "NOT"}:
            yield _Token(text, text)  # type: ignore[arg-type]
        elif match.lastgroup:
            yield _Token("term", text, _term(match, words=words))


def _term(match: re.Match[str], *, words: str) -> Term:
    word = match["word"]
    text = match["phrase"] if word is None else word.rstrip("*")
    prefix = bool(match["star"]) if word is None else word != text
    terms = join_terms(text).split()
    if not terms:
        raise _error(words, f"{match[0].strip()!r} has no letter or digit")
    if prefix and len(terms[-1]) == 1 and terms[-1] < _FIRST_IDEOGRAPH:
        raise _error(words, f"{match[0].strip()!r} has a prefix of a single letter. Give at least two letters")
    return Term(text, prefix)


class _Parser:
    """A recursive-descent parser: NOT binds closest, then AND, then OR."""

    def __init__(self, tokens: list[_Token], *, words: str) -> None:
        self._tokens = tokens
        self._words = words
        self._position = 0

    def parse(self) -> Words:
        if not self._tokens:
            raise _error(self._words, "there are no words")
        tree = self._either()
        if self._position < len(self._tokens):
            raise _error(self._words, "a closing parenthesis has no opening one")
        return tree

    def _either(self) -> Words:
        parts = [self._every()]
        while self._take("OR"):
            parts.append(self._every())
        return _joined(parts, Or)

    def _every(self) -> Words:
        parts = [self._without()]
        while self._take("AND") or self._next() in {"term", "open"}:
            parts.append(self._without())
        return _joined(parts, And)

    def _without(self) -> Words:
        parts = [self._operand()]
        while self._take("NOT"):
            parts.append(self._operand())
        return _joined(parts, Not)

    def _operand(self) -> Words:
        if self._next() == "term":
            self._position += 1
            term = self._tokens[self._position - 1].term
            assert term is not None
            return term
        if self._take("open"):
            tree = self._either()
            if not self._take("close"):
                raise _error(self._words, "an opening parenthesis has no closing one")
            return tree
        raise self._missing()

    def _missing(self) -> UsageError:
        if self._next() is None:
            return _error(self._words, f"something is missing after {self._tokens[-1].text!r}")
        following = self._tokens[self._position].text
        before = self._tokens[self._position - 1].text if self._position else None
        gap = f"between {before!r} and {following!r}" if before else f"before {following!r}"
        return _error(self._words, f"something is missing {gap}")

    def _next(self) -> Kind | None:
        return self._tokens[self._position].kind if self._position < len(self._tokens) else None

    def _take(self, kind: Kind) -> bool:
        if self._next() != kind:
            return False
        self._position += 1
        return True


def _joined(parts: list[Words], operator: Callable[[tuple[Words, ...]], Words]) -> Words:
    return parts[0] if len(parts) == 1 else operator(tuple(parts))


def _error(words: str, problem: str) -> UsageError:
    return UsageError(f"The words {words!r} cannot be searched for: {problem}. {_HELP}")
