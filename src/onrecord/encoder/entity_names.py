"""Named entity recognition: decode name probabilities of words into names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onrecord.encoder.model import NAMES, Floats, NameSort
from onrecord.encoder.words import Ints, Words
from onrecord.types import Span

_POSSESSIVES = ("'s", "’s")
# Words whose possessive occurs inside names: "the People's Harbour", "Women's Institute", "King's College".
_POSSESSIVE_IN_NAMES = frozenset(["people", "women", "men", "children", "nation", "world", "king", "queen", "bishop"])


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """A name in the text, without a final possessive."""

    span: Span
    sort: NameSort


def find_names(words: Words, probabilities: Floats) -> list[NamedSpan]:
    """Return the runs of words with the same most probable sort of name, in the order of the text.

    A new name begins at a word whose first-word (B) class is more probable than its inside (I) class, at a new block,
    and after a possessive.

    *Shape:* ``probabilities`` [words, 9]: no name, then B and I of each sort in ``NAMES``.
    """
    begin, inside = probabilities[:, 1::2], probabilities[:, 2::2]
    sort_probabilities = np.column_stack([probabilities[:, 0], begin + inside])
    best_sort = sort_probabilities.argmax(1)
    name_words = np.flatnonzero(best_sort)
    column = best_sort[name_words] - 1
    begins_name = (begin[name_words, column] > inside[name_words, column]).tolist()
    names: list[NamedSpan] = []
    start = end = -1
    for word, begins in zip(name_words.tolist(), begins_name, strict=True):
        continues = (
            word == end
            and not begins
            and best_sort[word] == best_sort[start]
            and words.block[word] == words.block[start]
        )
        if not continues or _ends_with_owner(words.text[slice(*words.spans[word - 1])]):
            names += _make_name(words, best_sort, start, end)
            start = word
        end = word + 1
    return names + _make_name(words, best_sort, start, end)


def _make_name(words: Words, best_sort: Ints, start: int, end: int) -> list[NamedSpan]:
    """Return the name of the words from ``start`` to ``end``, or an empty list if ``start`` is negative."""
    if start < 0:
        return []
    return [NamedSpan(_strip_possessive(words, start, end), NAMES[int(best_sort[start]) - 1])]


def _ends_with_owner(word: str) -> bool:
    """Return true if a name ends with ``word``, a possessive, and the name of its property follows.

    "Tarn's Harbour Board" is two names.
    """
    return word.endswith(_POSSESSIVES) and word[:-2].casefold() not in _POSSESSIVE_IN_NAMES


def _strip_possessive(words: Words, start: int, end: int) -> Span:
    name_start, name_end = int(words.spans[start, 0]), int(words.spans[end - 1, 1])
    return name_start, name_end - 2 if words.text[name_start:name_end].endswith(_POSSESSIVES) else name_end
