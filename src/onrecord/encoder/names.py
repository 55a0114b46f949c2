"""The names that the model sees: runs of words of one sort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onrecord.encoder.model import NAMES, Floats, NameSort
from onrecord.encoder.words import Ints, Words
from onrecord.types import Span

_POSSESSIVES = ("'s", "’s")
_GROUPS = frozenset(["people", "women", "men", "children", "nation", "world", "king", "queen", "bishop"])
"""Whose possessive stands inside names: "the People's Harbour"."""


@dataclass(frozen=True, slots=True)
class Name:
    """Words that name something."""

    span: Span
    sort: NameSort


def find_names(words: Words, probabilities: Floats) -> list[Name]:
    """The runs of words whose likeliest class is one sort of name. Shape: ``probabilities`` [words, 9]."""
    first, further = probabilities[:, 1::2], probabilities[:, 2::2]
    sorts = np.column_stack([probabilities[:, 0], first + further])
    best = sorts.argmax(1)
    named = np.flatnonzero(best)
    column = best[named] - 1
    opens = (first[named, column] > further[named, column]).tolist()
    found: list[Name] = []
    start = end = -1
    for at, begins in zip(named.tolist(), opens, strict=True):
        goes_on = at == end and not begins and best[at] == best[start] and words.block[at] == words.block[start]
        if not goes_on or _owns(words.text[slice(*words.spans[at - 1])]):
            found += _name(words, best, start, end)
            start = at
        end = at + 1
    return found + _name(words, best, start, end)


def _name(words: Words, best: Ints, start: int, end: int) -> list[Name]:
    """The name of the words from ``start`` to ``end``, if there are any."""
    if start < 0:
        return []
    return [Name(_without_possessive(words, start, end), NAMES[int(best[start]) - 1])]


def _owns(word: str) -> bool:
    """Whether a name ends with ``word``, a possessive, and what it has follows: "the Quay's Harbour Board"."""
    return word.endswith(_POSSESSIVES) and word[:-2].casefold() not in _GROUPS


def _without_possessive(words: Words, start: int, end: int) -> Span:
    begins, ends = int(words.spans[start, 0]), int(words.spans[end - 1, 1])
    return begins, ends - 2 if words.text[begins:ends].endswith(_POSSESSIVES) else ends
