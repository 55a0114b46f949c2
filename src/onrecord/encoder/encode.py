"""Encode an article: tokenise it into words and run the encoder over them once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from onrecord.encoder.entity_names import NamedSpan, find_names
from onrecord.encoder.model import Encoded, Floats, Model
from onrecord.encoder.words import InputBlock, Words, cut_words
from onrecord.types import Article, Span

CountReadable = Callable[[Words, Floats], int]
"""Counts the words to read, at least one, from the words and the probability of each to be part of a cue."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """The words of an article with the encoder's output, and the model for scores on demand."""

    words: Words
    encoded: Encoded
    model: Model
    is_cut: bool = False
    """True if the text has too many statements, and its end was left out."""
    doubts: list[str] = field(default_factory=list)
    """Warnings of the stage that finds the statements."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """A warning if paragraphs were left out, one if the end was, and the ``doubts`` about statements."""
        warnings = []
        if count := self.words.dense_blocks:
            paragraphs = f"{count:,} paragraphs" if count > 1 else "A paragraph"
            warnings.append(f"{paragraphs} with too many signs to be prose: nothing was read there.")
        if self.is_cut:
            end = int(self.words.spans[-1, 1])
            warnings.append(f"The text has too many statements to be prose: none were read after character {end:,}.")
        return (*warnings, *self.doubts)

    def names(self) -> list[NamedSpan]:
        """Return the names in the text, in order, each with its most probable class."""
        return find_names(self.words, self.encoded.names)

    def antecedents(self, anaphor: Span, candidates: Sequence[Span]) -> Floats:
        """Score each candidate antecedent of ``anaphor``: log-odds of the pair against no antecedent.

        A mention is represented by its last word: "singer" for "the 29-year-old singer".

        *Shape:* ``candidates`` [pairs] -> [pairs].
        """
        words = self.words
        anaphors = np.full(len(candidates), words.last_before(anaphor[1]), dtype=np.int64)
        last_words = np.array([words.last_before(end) for _, end in candidates], dtype=np.int64)
        return self.model.score_pairs(self.encoded, words, anaphors, last_words)


def encode(article: Article, *, model: Model, count_readable: CountReadable | None = None) -> Encoding:
    """Tokenise ``article`` and run the encoder over it, or over as many words as ``count_readable`` returns.

    It is called before the model, which takes most of the time, without cues, and again with the cues.
    """
    start_time = time.process_time()
    words = cut_words(article.text, blocks_of(article), tokenizer=model.tokenizer)
    model.timings["tokenise"] += time.process_time() - start_time
    count = count_readable(words, np.zeros(len(words), np.float32)) if count_readable else len(words)
    is_cut = count < len(words)
    words = words.until(count) if is_cut else words
    encoded = model.encode(words)
    count = count_readable(words, encoded.probability("cue")) if count_readable else len(words)
    if count < len(words):
        return Encoding(words.until(count), encoded.until(count), model, is_cut=True)
    return Encoding(words, encoded, model, is_cut)


def blocks_of(article: Article) -> list[InputBlock]:
    """Return the titles, paragraphs and furniture of ``article`` as blocks, in the order of the text.

    A related headline is a headline, so that the model does not read it as the start of a paragraph.
    """
    blocks = [InputBlock(span, "headline") for span in article.titles]
    blocks += [InputBlock(span) for span in article.paragraphs]
    blocks += [InputBlock(part.span, "headline" if part.kind == "related" else "body") for part in article.furniture]
    return sorted(blocks, key=lambda block: block.span)
