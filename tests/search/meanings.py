"""A stand-in for the sentence model: words have one of a few meanings, or their own."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from onrecord.search.vector_files import WIDTH, Floats

ALIKE = (
    ("divorce", "divorced", "married", "marriage", "split", "separation"),
    ("ferry", "boat", "ship", "crossing"),
    ("winter", "cold", "frost"),
    ("money", "broke", "rent", "debts"),
)
_LIKE = {word: words[0] for words in ALIKE for word in words}


class Meanings:
    """Embeds a text as the sum of the meanings of its words. ``seen`` counts the texts."""

    def __init__(self, version: str = "stand-in.1") -> None:
        self.version = version
        self.seen = 0

    def embed(self, texts: Sequence[str]) -> Floats:
        """*Shape:* [texts, 384], each of length 1."""
        self.seen += len(texts)
        return np.stack([_vector(text) for text in texts])


def _vector(text: str) -> Floats:
    meant = [_LIKE[word] for word in re.findall(r"\w+", text.casefold()) if word in _LIKE]
    total = np.zeros(WIDTH, np.float32)
    for word in meant or [text]:
        source = np.random.default_rng(int.from_bytes(word.encode(), "big") % 2**32)
        total += source.standard_normal(WIDTH, dtype=np.float32)
    normalised: Floats = total / np.linalg.norm(total)
    return normalised
