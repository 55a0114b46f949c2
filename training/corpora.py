"""The training example, and how the annotated statements become such examples."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.encoder import model as encoder
from onrecord.encoder.words import Block, Words, cut_words

BLOCK = re.compile(r"\S[^\n]*")
TAGS = {"content": 1, "source": 3, "cue": 5}
"""Class of a span's first word; the next number is for the rest. Class 0 is none of them. Later ones win."""
LABELS = {"content": 2, "source": 1, "cue": 3}
"""Classes of the linker: 0 is none of them."""
HELD_OUT = 20
"""One training article in so many is kept out of training, for thresholds and calibration."""
THOUGHT = re.compile(
    r"(?:think|thought|believ|want|hop(?:e|ing)|wish|expect|plan|intend|fear|feel|felt|know|knew|consider|decid|prefer|"
    r"want|desire|dream|doubt|assum|suspect|understand|understood|remember|forget|forgot|learn|realiz|realis|worr|"
    r"seem|view|opinion|belief|aim|tr(?:y|ied)|support|oppos|agree|like|love|hate)",
    re.IGNORECASE,
)


NAMES = {sort: 1 + 2 * number for number, sort in enumerate(encoder.NAMES)}
"""Class of a name's first word; the next number is for the rest. Class 0 is no name."""
UNMARKED, NOT_PERSON = -1, -2
"""Words of which a corpus says nothing, and words of which it says only that they name no person."""


@dataclass(frozen=True)
class Anaphor:
    """A pronoun or a description, and the mentions that it may stand for; words are given by index."""

    word: int
    candidates: tuple[int, ...]
    right: tuple[bool, ...]
    """None of them where it stands for nobody among the candidates."""


@dataclass(frozen=True)
class Example:
    """One annotated article.

    Shapes: ``tags`` [words]; ``weights`` [words], how much each word's tag counts; ``anchors`` holds for each statement
    that has a cue the indices of its cue's words and its labels [words]; ``names`` [words], classes of ``NAMES``, or
    ``UNMARKED``, or ``NOT_PERSON``.
    """

    id: str
    words: Words
    tags: NDArray[np.int64]
    weights: NDArray[np.float32]
    anchors: list[tuple[list[int], NDArray[np.int64]]]
    names: NDArray[np.int64]
    anaphors: list[Anaphor] = field(default_factory=list)


def data_folder() -> Path:
    """Where the corpora lie: ``ONRECORD_DATA``."""
    folder = os.environ.get("ONRECORD_DATA")
    if not folder or not Path(folder).is_dir():
        raise SystemExit(
            f"ONRECORD_DATA={folder!r}: set it to the folder that holds polnear/, celebrity/ and the rest."
        )
    return Path(folder)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def held_out(identity: str) -> bool:
    """Whether the article of this id is kept out of training."""
    return int(hashlib.sha256(identity.encode()).hexdigest(), 16) % HELD_OUT == 0


def blocks_of(text: str) -> list[Block]:
    """Each line is a block; the first is the headline."""
    return [
        Block(match.span(), "headline" if index == 0 else "body") for index, match in enumerate(BLOCK.finditer(text))
    ]


def example(article: dict[str, Any], *, tokenizer: Tokenizer, thoughts: bool) -> Example:
    """Turn an annotated article into an example. ``thoughts``: whether its annotators marked thoughts as well."""
    words = cut_words(article["text"], blocks_of(article["text"]), tokenizer=tokenizer)
    tags = np.zeros(len(words), dtype=np.int64)
    for part in TAGS:
        for statement in article["statements"]:
            for span in statement[part]:
                inside = _inside(words, [span])
                if len(inside):
                    tags[inside] = TAGS[part] + 1
                    tags[inside[0]] = TAGS[part]
    weights = np.ones(len(words), dtype=np.float32)
    if not thoughts:
        for index in np.flatnonzero(tags == 0):
            start, end = words.spans[index]
            weights[index] = 0.0 if THOUGHT.match(article["text"], start, end) else 0.5
    anchors = []
    for statement in article["statements"]:
        cue = _inside(words, statement["cue"])
        if len(cue) and statement["content"]:
            labels = np.zeros(len(words), dtype=np.int64)
            for part in TAGS:
                labels[_inside(words, statement[part])] = LABELS[part]
            anchors.append((cue.tolist(), labels))
    names = np.full(len(words), UNMARKED, dtype=np.int64)
    return Example(article["id"], words, tags, weights, anchors, names)


def unannotated(identity: str, text: str, *, tokenizer: Tokenizer) -> Example:
    """An example of a text whose statements nobody has marked. Its arrays are the example's own, to be filled."""
    words = cut_words(text, blocks_of(text), tokenizer=tokenizer)
    size = len(words)
    nothing = np.zeros(size, dtype=np.int64)
    return Example(
        identity, words, nothing, np.zeros(size, dtype=np.float32), [], np.full(size, UNMARKED, dtype=np.int64)
    )


def word_at(words: Words, offset: int) -> int:
    """The index of the word that the character at ``offset`` stands in."""
    return max(0, int(np.searchsorted(words.spans[:, 0], offset, side="right")) - 1)


def mark_names(example: Example, spans: Sequence[tuple[int, int, str]]) -> None:
    """Write ``spans`` (start, end, key of ``NAMES``) into the names of ``example``."""
    for start, end, sort in spans:
        first, last = word_at(example.words, start), word_at(example.words, end - 1)
        example.names[first : last + 1] = NAMES[sort] + 1
        example.names[first] = NAMES[sort]


def _inside(words: Words, spans: list[list[int]]) -> NDArray[np.int64]:
    middle = (words.spans[:, 0] + words.spans[:, 1] - 1) // 2
    mask = np.zeros(len(words), dtype=bool)
    for start, end in spans:
        mask |= (middle >= start) & (middle < end)
    return np.flatnonzero(mask)
