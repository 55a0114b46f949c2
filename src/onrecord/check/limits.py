"""Limits of figures compared: "at least six" and "no more than six"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from onrecord.people.lexicon import word_set
from onrecord.word_keys import WordKey, is_negation

Limit = Literal["least", "most"]

_LIMITS: Final[dict[str, Limit]] = {
    "at least": "least",
    "minimum of": "least",
    "more than": "least",
    "at most": "most",
    "maximum of": "most",
    "up to": "most",
    "less than": "most",
    "fewer than": "most",
}
"""Pairs of keys before a figure that make it a limit."""
_SINGLE: Final[dict[str, Limit]] = {"over": "least", "above": "least", "under": "most", "below": "most"}
_TURNED: Final = frozenset({"more than", "less than", "fewer than"})
"""Limits that a negation turns: "|no more than| six", "not to lose |more than| six"."""
_MOVES: Final = word_set("go goes went going gone come comes came coming rise rises rose rising put puts raise raised")
"""Words before "up to" with which it is no limit: "fares |went up to| £6"."""
_NEGATION_REACH: Final = 5


def find_other_limits(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> Iterator[tuple[WordKey, WordKey]]:
    """Find the figures that are the least on one side and the most on the other: "|at least| six" for "|up to| six"."""
    limits, page_limits = _find_limits(words), _find_limits(page_words)
    for key in limits.keys() & page_limits.keys():
        if limits[key][0] != page_limits[key][0]:
            yield limits[key][1], page_limits[key][1]


def have_same_limit(words: Sequence[WordKey], page_words: Sequence[WordKey]) -> bool:
    """True if a figure has the same limit on both sides, in other words: "at most six" and "no more than six"."""
    limits, page_limits = _find_limits(words), _find_limits(page_words)
    return any(limits[key][0] == page_limits[key][0] for key in limits.keys() & page_limits.keys())


def _find_limits(words: Sequence[WordKey]) -> dict[str, tuple[Limit, WordKey]]:
    """The figures that are limits, by their keys."""
    limits: dict[str, tuple[Limit, WordKey]] = {}
    for position, word in enumerate(words):
        if word.number is None or not position:
            continue
        before = [item.key for item in words[max(0, position - 2 - _NEGATION_REACH) : position]]
        pair = " ".join(before[-2:])
        limit = _LIMITS.get(pair) or _SINGLE.get(before[-1])
        if limit is None or (pair == "up to" and before[-3:-2] and before[-3] in _MOVES):
            continue
        if pair in _TURNED and any(map(is_negation, before[:-2])):
            limit = "least" if limit == "most" else "most"
        limits[word.key] = limit, word
    return limits
