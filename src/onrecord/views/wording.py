"""Words compared with words: whether they are the same statement, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from onrecord.store.sketches import STATEMENT_RUN, runs, words_of

Wording = Literal["same", "altered", "cut", "longer"]
"""Against the words that they are compared with: the same but for marks and case; other words; fewer; more."""
Part = Literal["same", "gone", "new"]

_FEW: Final = 6
"""Fewer words than these may be said by two."""
_TELLING: Final = 8
"""Fewer than these are only the words of another, in another mouth, where all of them are."""
_SHARED: Final = 0.5
"""How many of the shorter one's runs of words the longer must have."""
_ALIKE: Final = 0.75
"""Or how much of both must be the same words in the same order."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two wordings: in both, only in the first (``gone``), or only in the second (``new``)."""

    part: Part
    text: str


def nearly_same(one: str, other: str, *, same_speaker: bool) -> bool:
    """Whether the two are one statement, perhaps altered or cut."""
    first, second = words_of(one), words_of(other)
    if first == second:
        return same_speaker or len(first) >= _FEW
    shortest = min(len(first), len(second))
    if shortest < _FEW:
        return False
    left, right = (runs(words, length=STATEMENT_RUN) for words in (first, second))
    shared = len(left & right) / min(len(left), len(right))
    if not same_speaker and shortest < _TELLING:
        return shared == 1
    return shared >= _SHARED or SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def likeness(one: str, other: str) -> float:
    """How much of both is the same words in the same order, from 0 to 1."""
    return SequenceMatcher(None, words_of(one), words_of(other), autojunk=False).ratio()


def differences(one: str, other: str) -> tuple[Piece, ...]:
    """``one`` and ``other`` as the words that they share and those that only one of them has, as printed."""
    first, second = _printed(one), _printed(other)
    keys = [["".join(words_of(word)) for word in words] for words in (first, second)]
    pieces: list[Piece] = []
    for operation, a, b, c, d in SequenceMatcher(None, keys[0], keys[1], autojunk=False).get_opcodes():
        if operation == "equal":
            pieces.append(Piece("same", " ".join(second[c:d])))
            continue
        pieces += [Piece("gone", " ".join(first[a:b]))] if a < b else []
        pieces += [Piece("new", " ".join(second[c:d]))] if c < d else []
    return tuple(pieces)


def _printed(text: str) -> list[str]:
    """The words as printed; a mark that stands alone goes with the word before it."""
    words: list[str] = []
    for word in text.split():
        if words and not words_of(word):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def wording(pieces: tuple[Piece, ...]) -> Wording:
    """What ``differences`` come to."""
    parts = {piece.part for piece in pieces}
    if parts <= {"same"}:
        return "same"
    if "new" not in parts:
        return "cut"
    return "longer" if "gone" not in parts else "altered"
