"""Training examples: from articles with annotated statements to arrays of tags, labels and names."""

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
from onrecord.encoder.words import InputBlock, Words, cut_words

BLOCK = re.compile(r"\S[^\n]*")
# Tag of a span's first word (B); the next number is that of its other words (I). 0 is no tag. Where spans overlap, the
# later key wins: the cue "said" stays a cue inside another statement's content.
TAGS = {"content": 1, "source": 3, "cue": 5}
# Labels of the linker, as in ``onrecord.statements.paths``. 0 is no label.
LABELS = {"content": 2, "source": 1, "cue": 3}
# One article in so many of a corpus is held out of training, for thresholds and calibration. The shipped weights, which
# training continues from, have seen the other 19 of 20 of PolNeAR and most of the celebrity pages. None of those can be
# held out any more: attribution is .89 on articles that were trained on, .76 on others. Outlets are new.
HELD_OUT = {"polnear": 20, "celebrity": 20, "outlets": 6}
# Stems of cues of thoughts. The celebrity annotators left thoughts out, so an untagged "believes" there is no negative
# example.
THOUGHT = re.compile(
    r"(?:think|thought|believ|want|hop(?:e|ing)|wish|expect|plan|intend|fear|feel|felt|know|knew|consider|decid|prefer|"
    r"want|desire|dream|doubt|assum|suspect|understand|understood|remember|forget|forgot|learn|realiz|realis|worr|"
    r"seem|view|opinion|belief|aim|tr(?:y|ied)|support|oppos|agree|like|love|hate)",
    re.IGNORECASE,
)


# Class of a name's first word (B); the next number is that of its other words (I). 0 is no name.
NAMES = {sort: 1 + 2 * number for number, sort in enumerate(encoder.NAMES)}
# Pseudo-classes: no annotation for the word (no loss), and "not a person" (loss only on the person classes).
UNMARKED, NOT_PERSON = -1, -2


@dataclass(frozen=True)
class Anaphor:
    """A pronoun or description with its candidate antecedents. Words are given by index."""

    word: int
    candidates: tuple[int, ...]
    right: tuple[bool, ...]
    """True for each candidate of the same entity; all false if the antecedent is not among them."""


@dataclass(frozen=True)
class Example:
    """An annotated article, or a part of one."""

    id: str
    words: Words
    tags: NDArray[np.int64]
    """*Shape:* [words]."""
    weights: NDArray[np.float32]
    """Weight of each word in the tag loss. *Shape:* [words]."""
    anchors: list[tuple[list[int], NDArray[np.int64]]]
    """For each statement with a cue: the word indices of the cue, and the linker's labels. *Shape:* labels [words]."""
    names: NDArray[np.int64]
    """Classes of ``NAMES``, ``UNMARKED`` or ``NOT_PERSON``. *Shape:* [words]."""
    anaphors: list[Anaphor] = field(default_factory=list)


def data_folder() -> Path:
    """Return the folder of the corpora, which the variable ``ONRECORD_DATA`` names."""
    folder = os.environ.get("ONRECORD_DATA")
    if not folder or not Path(folder).is_dir():
        raise SystemExit(
            f"ONRECORD_DATA={folder!r} is not a folder. Set it to the folder with polnear/, celebrity/ and the others."
        )
    return Path(folder)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Iterate over the objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def held_out(identity: str, corpus: str) -> bool:
    """Return true if the article with this id is held out of training. Decided by a hash, so it never changes."""
    return int(hashlib.sha256(identity.encode()).hexdigest(), 16) % HELD_OUT[corpus] == 0


def blocks_of(text: str) -> list[InputBlock]:
    """Return the lines of ``text`` as blocks. The first one is the headline."""
    return [
        InputBlock(match.span(), "headline" if index == 0 else "body")
        for index, match in enumerate(BLOCK.finditer(text))
    ]


def example(article: dict[str, Any], *, tokenizer: Tokenizer, thoughts: bool) -> Example:
    """Turn an annotated article into an example.

    Without ``thoughts``, its annotators left thoughts out: an untagged word then has half weight, and none if it may be
    the cue of a thought.
    """
    words = cut_words(article["text"], blocks_of(article["text"]), tokenizer=tokenizer)
    tags = np.zeros(len(words), dtype=np.int64)
    for part in TAGS:
        for statement in article["statements"]:
            for span in statement[part]:
                indices = _words_in(words, [span])
                if len(indices):
                    tags[indices] = TAGS[part] + 1
                    tags[indices[0]] = TAGS[part]
    weights = np.ones(len(words), dtype=np.float32)
    if not thoughts:
        for index in np.flatnonzero(tags == 0):
            start, end = words.spans[index]
            weights[index] = 0.0 if THOUGHT.match(article["text"], start, end) else 0.5
    anchors = []
    for statement in article["statements"]:
        cue = _words_in(words, statement["cue"])
        if len(cue) and statement["content"]:
            labels = np.zeros(len(words), dtype=np.int64)
            for part in TAGS:
                labels[_words_in(words, statement[part])] = LABELS[part]
            anchors.append((cue.tolist(), labels))
    names = np.full(len(words), UNMARKED, dtype=np.int64)
    return Example(article["id"], words, tags, weights, anchors, names)


def unannotated(identity: str, text: str, *, tokenizer: Tokenizer) -> Example:
    """Make an example without annotations, for the caller to fill in."""
    words = cut_words(text, blocks_of(text), tokenizer=tokenizer)
    tags = np.zeros(len(words), dtype=np.int64)
    weights = np.zeros(len(words), dtype=np.float32)
    return Example(identity, words, tags, weights, [], np.full(len(words), UNMARKED, dtype=np.int64))


def word_at(words: Words, offset: int) -> int:
    """Return the index of the word at ``offset``, a character of the text."""
    return max(0, int(np.searchsorted(words.spans[:, 0], offset, side="right")) - 1)


def mark_names(example: Example, spans: Sequence[tuple[int, int, str]]) -> None:
    """Set the classes of ``spans`` (start, end, key of ``NAMES``) in the names of ``example``."""
    for start, end, sort in spans:
        first, last = word_at(example.words, start), word_at(example.words, end - 1)
        example.names[first : last + 1] = NAMES[sort] + 1
        example.names[first] = NAMES[sort]


def _words_in(words: Words, spans: list[list[int]]) -> NDArray[np.int64]:
    """Return the indices of the words whose centre lies in one of ``spans``."""
    centres = (words.spans[:, 0] + words.spans[:, 1] - 1) // 2
    is_inside = np.zeros(len(words), dtype=bool)
    for start, end in spans:
        is_inside |= (centres >= start) & (centres < end)
    return np.flatnonzero(is_inside)
