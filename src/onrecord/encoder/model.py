"""The model at inference: three ONNX graphs, a tokenizer and settings, run by onnxruntime.

- ``encoder.onnx``: wordpieces to word vectors, tag probabilities and name probabilities
- ``linker.onnx``: word vectors to the labels of the words around a cue
- ``pairs.onnx``: word vectors to the score of an anaphor and a candidate antecedent
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any, Final, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.encoder.words import Ints, Words
from onrecord.errors import ModelError

Floats = NDArray[np.float32]
NameSort = Literal["person", "organisation", "place", "other"]
T = TypeVar("T")

WIDTH = 384
"""Size of a word vector."""
TAGS = 7
"""Number of tags: none, then B (first word) and I (further word) of content, source and cue."""
_FIRST_COLUMNS: Final = {"content": 1, "source": 3, "cue": 5}
NAMES: tuple[NameSort, ...] = ("person", "organisation", "place", "other")
"""Sorts of names. The classes of the name head are: no name, then B and I of each sort."""
# Cues per run of the linker, which bounds its memory: it expands each cue to a window of 161 words.
ANCHORS_PER_RUN = 64
# Words of a text that the linker sees at once. Of a longer text it sees the words around the cues of a run, since it
# takes time for every word that it sees.
MAX_LINKED_WORDS = 5000
CLS, SEP = 101, 102
"""Ids of the wordpieces [CLS] and [SEP], which open and close a window."""
# Wordpieces per window, without [CLS] and [SEP]. Training uses 190. Shorter windows are faster and no less accurate:
# with seven-bit weights, attribution F1 on PolNeAR dev was .761 at 126 wordpieces, .759 at 142, .757 at 190 and .745 at
# 254 (training/LOG.md).
WINDOW_LIMIT = 142
ALL = slice(None)
SETTINGS = ("version", "linker", "thresholds", "selection", "quotations", "confidence", "claim")
"""Required keys of ``model.json``."""
ADVICE = "Install OnRecord again, or export the model again if it is your own."


@dataclass(frozen=True, slots=True)
class Encoded:
    """Output of the encoder for a text."""

    states: Floats
    """Word vectors. *Shape:* [words, 384]."""
    tags: Floats
    """Probabilities of the tags. *Shape:* [words, 7]."""
    names: Floats
    """Probabilities of the name classes. *Shape:* [words, 9]."""

    def probability(self, part: str, indices: slice = ALL) -> Floats:
        """Return the probability of each word to be part of a ``content``, ``source`` or ``cue``.

        *Shape:* [words], or the length of ``indices``.
        """
        column = _FIRST_COLUMNS[part]
        probability: Floats = self.tags[indices, column] + self.tags[indices, column + 1]
        return probability

    def until(self, count: int) -> Encoded:
        """Return the output for the first ``count`` words."""
        return Encoded(self.states[:count], self.tags[:count], self.names[:count])


_FILES: Final = ("tokenizer.json", "model.json", "encoder.onnx", "linker.onnx", "pairs.onnx")


class Model:
    """The encoder, linker and pair scorer, with their tokenizer. ``timings`` sums each step's processor seconds."""

    def __init__(self, folder: Traversable, *, threads: int = 1) -> None:
        """Load the five files of ``folder``. Raises ``ModelError`` if one is missing or damaged."""
        self.tokenizer = load_file(folder / "tokenizer.json", _parse_tokenizer)
        self.settings = load_file(folder / "model.json", _parse_settings)
        self._encoder = load_file(folder / "encoder.onnx", lambda content: create_session(content, threads=threads))
        self._linker = load_file(folder / "linker.onnx", lambda content: create_session(content, threads=threads))
        self._pairs = load_file(folder / "pairs.onnx", lambda content: create_session(content, threads=threads))
        self.left: int = self.settings["linker"]["left"]
        self.right: int = self.settings["linker"]["right"]
        self.transitions: Floats = np.array(self.settings["linker"]["transitions"], dtype=np.float32)
        self.timings: dict[str, float] = defaultdict(float)

    @classmethod
    def load(cls, *, language: str = "en", threads: int = 1) -> Model:
        """Load the model that the package ships for ``language``. Raises ``ModelError`` as the constructor does."""
        return cls(files("onrecord") / "models" / language, threads=threads)

    def encode(self, words: Words) -> Encoded:
        """Run the encoder over ``words``, window by window."""
        start_time = time.process_time()
        states = np.zeros((len(words), WIDTH), dtype=np.float32)
        tags = np.zeros((len(words), TAGS), dtype=np.float32)
        names = np.zeros((len(words), 1 + 2 * len(NAMES)), dtype=np.float32)
        for start, end in pack_windows(words):
            pieces, features, first_pieces = _make_window(words, start, end)
            states[start:end], tags[start:end], names[start:end] = self._encoder.run(
                None, {"pieces": pieces, "features": features, "first": first_pieces}
            )
        self.timings["encode"] += time.process_time() - start_time
        return Encoded(states, tags, names)

    def link(self, encoded: Encoded, words: Words, anchors: Ints) -> Floats:
        """Compute the CRF emissions of none, source, content and cue for the words around each anchor.

        The window of an anchor has ``left`` words before it and ``right`` words after it.

        *Shape:* ``anchors`` [anchors], ascending word indices -> [anchors, left + 1 + right, 4].
        """
        start_time = time.process_time()
        emissions = [np.zeros((0, self.left + 1 + self.right, 4), np.float32)]
        for start in range(0, len(anchors), ANCHORS_PER_RUN):
            run = anchors[start : start + ANCHORS_PER_RUN]
            run_words = slice(0, len(words))
            if len(words) > MAX_LINKED_WORDS:
                run_words = slice(max(0, int(run[0]) - self.left), min(len(words), int(run[-1]) + self.right + 1))
            inputs = {
                "states": encoded.states[run_words],
                "block": words.block[run_words],
                "anchors": run - run_words.start,
            }
            emissions += self._linker.run(None, inputs)
        self.timings["link"] += time.process_time() - start_time
        return np.concatenate(emissions)

    def score_pairs(self, encoded: Encoded, words: Words, anaphors: Ints, candidates: Ints) -> Floats:
        """Score each pair of an anaphor and a candidate antecedent: log-odds against having no antecedent.

        *Shape:* ``anaphors`` [pairs], ``candidates`` [pairs], word indices -> [pairs].
        """
        start_time = time.process_time()
        (scores,) = self._pairs.run(
            None, {"states": encoded.states, "block": words.block, "left": anaphors, "right": candidates}
        )
        self.timings["pair"] += time.process_time() - start_time
        log_odds: Floats = scores
        return log_odds


def pack_windows(words: Words, *, limit: int = WINDOW_LIMIT, first_limit: int | None = None) -> list[tuple[int, int]]:
    """Split ``words`` into windows of at most ``limit`` wordpieces, the first one of at most ``first_limit``.

    Returns the word indices ``(start, end)`` of each window, end exclusive. A block that fits into a window is never
    split; a longer one is split where the window is full.
    """
    windows: list[tuple[int, int]] = []
    piece_offsets: list[int] = words.first_piece.tolist()
    start, room = 0, limit if first_limit is None else first_limit
    block_starts = (np.flatnonzero(np.diff(words.block)) + 1).tolist()
    for block_start, block_end in pairwise([0, *block_starts, len(words)]):
        size = piece_offsets[block_end] - piece_offsets[block_start]
        if room < size <= limit and block_start > start:
            windows.append((start, block_start))
            start, room = block_start, limit
        for word in range(block_start, block_end):
            size = piece_offsets[word + 1] - piece_offsets[word]
            if size > room and word > start:
                windows.append((start, word))
                start, room = word, limit
            room -= size
    if start < len(words):
        windows.append((start, len(words)))
    return windows


def _make_window(words: Words, start: int, end: int) -> tuple[Ints, Ints, Ints]:
    """Return the encoder's inputs for the words from ``start`` to ``end``: pieces, features, first piece of each word.

    *Shape:* [pieces], [pieces, 5], [words].
    """
    offsets = words.first_piece[start : end + 1]
    pieces = np.concatenate([[CLS], words.pieces[offsets[0] : offsets[-1]], [SEP]])
    features = np.zeros((len(pieces), words.features.shape[1]), dtype=np.int64)
    features[1:-1] = np.repeat(words.features[start:end], np.diff(offsets), axis=0)
    return pieces, features, offsets[:-1] - offsets[0] + 1


def check_files() -> None:
    """Check that the files of the shipped model are there. Raises ``ModelError`` for the first that is not."""
    folder = files("onrecord") / "models" / "en"
    for name in _FILES:
        if not (folder / name).is_file():
            raise ModelError(f"{folder / name}: this model file is missing. {ADVICE}")


def load_file(path: Traversable, parse: Callable[[bytes], T]) -> T:
    """Read the file at ``path`` and parse it. Raises ``ModelError`` if it is missing or damaged."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: this model file cannot be read ({error.strerror or error}). {ADVICE}") from error
    try:
        return parse(content)
    except Exception as error:  # onnxruntime and tokenizers have no common public base class for errors
        raise ModelError(
            f"{path}: this model file is damaged or does not fit this version ({error}). {ADVICE}"
        ) from error


def _parse_tokenizer(content: bytes) -> Tokenizer:
    tokenizer = Tokenizer.from_str(content.decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _parse_settings(content: bytes) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(content)
    missing = [name for name in SETTINGS if name not in settings]
    if missing:
        raise ValueError(f"it has no {', '.join(missing)}")
    return settings


def create_session(content: bytes, *, threads: int) -> Any:
    """Create an onnxruntime session for the ONNX graph in ``content``.

    Idle threads sleep: spinning for work, as they do by default, they cost a busy machine more than they gain.
    """
    import onnxruntime  # here, since it starts a thread; workers are forked from a process with this module

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
