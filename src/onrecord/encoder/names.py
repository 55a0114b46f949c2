"""The names that the model sees: runs of words of one sort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onrecord.encoder.model import NAMES, Floats, NameSort
from onrecord.encoder.words import Words
from onrecord.types import Span

_POSSESSIVES = ("'s", "’s")
_GROUPS = frozenset(["people", "women", "men", "children", "nation", "world", "king", "queen", "bishop"])
"""Whose possessive stands inside names: "the People's Harbour"."""


@dataclass(frozen=True, slots=True)
class Name:
    """Words that name something, and how likely each word of them is to, on average."""

    span: Span
    sort: NameSort
    probability: float


def find_names(words: Words, probabilities: Floats) -> list[Name]:
    """The runs of words whose likeliest class is one sort of name. Shape: ``probabilities`` [words, 9]."""
    first, further = probabilities[:, 1::2], probabilities[:, 2::2]
    sorts = np.column_stack([probabilities[:, 0], first + further])
    best = sorts.argmax(1)
    found: list[Name] = []
    start = 0
    for at in range(1, len(words) + 1):
        same = at < len(words) and best[at] == best[start] and words.block[at] == words.block[start]
        if same and best[at]:
            begins = first[at, best[at] - 1] > further[at, best[at] - 1]
            same = not begins and not _owns(words.text[slice(*words.spans[at - 1])])
        if not same:
            if best[start]:
                span = _without_possessive(words, start, at)
                found.append(Name(span, NAMES[best[start] - 1], float(sorts[start:at, best[start]].mean())))
            start = at
    return found if len(words) else []


def _owns(word: str) -> bool:
    """Whether a name ends with ``word``, a possessive, and what it has follows: "the Quay's Harbour Board"."""
    return word.endswith(_POSSESSIVES) and word[:-2].casefold() not in _GROUPS


def _without_possessive(words: Words, start: int, end: int) -> Span:
    begins, ends = int(words.spans[start, 0]), int(words.spans[end - 1, 1])
    return begins, ends - 2 if words.text[begins:ends].endswith(_POSSESSIVES) else ends
