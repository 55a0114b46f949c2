"""Read an article with the model, once for all that is asked of it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from onrecord.encoder.model import Encoded, Floats, Model
from onrecord.encoder.names import Name, find_names
from onrecord.encoder.words import Block, Words, cut_words
from onrecord.types import Article, Span


@dataclass(frozen=True, slots=True)
class Encoding:
    """What the model makes of one article, and what it says when asked of the article's names and mentions."""

    words: Words
    encoded: Encoded
    model: Model

    def names(self) -> list[Name]:
        """The names that the words spell, likeliest class by class, in order."""
        return find_names(self.words, self.encoded.names)

    def antecedents(self, anaphors: Sequence[Span], candidates: Sequence[Span]) -> Floats:
        """Whether each of ``anaphors`` stands for the candidate beside it: log-odds against standing for nobody.

        Mentions are looked at by their last word.
        """
        ends = (np.array([end - 1 for _, end in spans], dtype=np.int64) for spans in (anaphors, candidates))
        at = [np.maximum(np.searchsorted(self.words.spans[:, 0], end, side="right") - 1, 0) for end in ends]
        return self.model.score_pairs(self.encoded, self.words, *at)


def encode(article: Article, *, model: Model) -> Encoding:
    """Cut ``article`` into words and read them."""
    began = time.perf_counter()
    words = cut_words(article.text, blocks_of(article), tokenizer=model.tokenizer)
    model.timings["tokenise"] += time.perf_counter() - began
    return Encoding(words, model.encode(words), model)


def blocks_of(article: Article) -> list[Block]:
    """Titles, paragraphs and furniture of ``article``, in the order of the text."""
    blocks = [Block(span, "headline") for span in article.titles]
    blocks += [Block(span) for span in article.paragraphs]
    blocks += [Block(part.span, "headline" if part.kind == "related" else "body") for part in article.furniture]
    return sorted(blocks, key=lambda block: block.span)
