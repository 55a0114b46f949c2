"""Wordings compared: near-identical statements, and word diffs."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from onrecord.store.codecs import words_of
from onrecord.store.sketches import STATEMENT_RUN, runs

Wording = Literal["same", "altered", "cut", "longer"]
"""A wording compared with another: the same except for punctuation and case; different; shorter; longer."""
Part = Literal["same", "gone", "new"]

_FEW: Final = 6
"""Two people may say fewer words than this independently: "we will see" is no quotation."""
_TELLING: Final = 8
"""With fewer words than this, all must match for a statement by another speaker to be the same."""
_SHARED: Final = 0.5
"""Share of the word runs of the shorter wording that the longer one must contain ..."""
_ALIKE: Final = 0.75
"""... or share of both that must be the same words in the same order."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a word diff: in both wordings, only in the first (``gone``), or only in the second (``new``)."""

    part: Part
    text: str


def nearly_same(quote: str, other_quote: str, *, same_speaker: bool) -> bool:
    """True if two quotes are the same statement, perhaps altered or shortened."""
    first, second = words_of(quote), words_of(other_quote)
    if first == second:
        return same_speaker or len(first) >= _FEW
    shortest = min(len(first), len(second))
    if shortest < _FEW:
        return False
    first_runs, second_runs = (runs(words, length=STATEMENT_RUN) for words in (first, second))
    shared = len(first_runs & second_runs) / min(len(first_runs), len(second_runs))
    if not same_speaker and shortest < _TELLING:
        return shared == 1
    return shared >= _SHARED or SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def likeness(quote: str, other_quote: str) -> float:
    """Share of words of two quotes that are the same in the same order, 0 to 1."""
    return SequenceMatcher(None, words_of(quote), words_of(other_quote), autojunk=False).ratio()


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """Compute the word diff from ``before`` to ``after``, in words as printed."""
    first, second = _printed(before), _printed(after)
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
    """Words as printed, with separate punctuation joined to the word before it."""
    words: list[str] = []
    for word in text.split():
        if words and not words_of(word):
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def wording(pieces: tuple[Piece, ...]) -> Wording:
    """Classify a word diff."""
    parts = {piece.part for piece in pieces}
    if parts <= {"same"}:
        return "same"
    if "new" not in parts:
        return "cut"
    return "longer" if "gone" not in parts else "altered"
