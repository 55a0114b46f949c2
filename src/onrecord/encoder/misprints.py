"""Misprints: "calcuated" for "calculated", which is a word of the model's vocabulary, while the misprint is not."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Final

_LEAST: Final = 7
"""Letters of the longer word: with fewer, other words are as near: "trawl" and "trail"."""


def is_misprint(word: str, other_word: str) -> bool:
    """True if one of two words is the other with a letter lost, doubled or swapped with the next, and is no word.

    "Contact" for "contract" is another word, and so is a name. The first and the last letter are the same.
    """
    if not (word.isalpha() and other_word.isalpha() and word.islower() and other_word.islower()):
        return False
    if max(len(word), len(other_word)) < _LEAST or word[0] != other_word[0] or word[-1] != other_word[-1]:
        return False
    return _are_near(word, other_word) and (word in _vocabulary()) != (other_word in _vocabulary())


def _are_near(word: str, other_word: str) -> bool:
    short, long = sorted((word, other_word), key=len)
    start = next((n for n, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    if len(short) == len(long):
        return short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :] == long[start:] != ""
    return len(short) == len(long) - 1 and short[start:] == long[start + 1 :]


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """The wordpieces of the shipped model: about 30,000, most of them words."""
    tokenizer = files("onrecord").joinpath("models", "en", "tokenizer.json").read_text(encoding="utf-8")
    return frozenset(json.loads(tokenizer)["model"]["vocab"])
