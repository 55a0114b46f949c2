"""The shipped model: reads words; scores cues, sources and contents, names, and pairs of mentions. onnxruntime only."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.encoder.windows import pack
from onrecord.encoder.words import Ints, Words
from onrecord.errors import ModelError

Floats = NDArray[np.float32]
NameSort = Literal["person", "organisation", "place", "other"]
T = TypeVar("T")

WIDTH = 384
TAGS = 7
"""None, then first and further words of content, source and cue."""
NAMES: tuple[NameSort, ...] = ("person", "organisation", "place", "other")
"""The sorts of names, each with a class for its first and one for its further words, behind a class for no name."""
ANCHORS_AT_ONCE = 64
CLS, SEP = 101, 102
ALL = slice(None)
SETTINGS = ("version", "linker", "thresholds", "selection", "quotations", "confidence", "speaker")
"""What ``model.json`` must hold."""
ADVICE = "Install the package again, or where the model is your own, export it again."


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder makes of a text.

    Shapes: ``states`` [words, 384]; ``tags`` [words, 7] and ``names`` [words, 9], probabilities.
    """

    states: Floats
    tags: Floats
    names: Floats

    def probability(self, part: str, at: slice = ALL) -> Floats:
        """How likely each word ``at`` is to be in a ``content``, ``source`` or ``cue``. Shape [words]."""
        column = {"content": 1, "source": 3, "cue": 5}[part]
        probability: Floats = self.tags[at, column] + self.tags[at, column + 1]
        return probability


class Model:
    """The encoder, what scores its words, and their tokenizer. ``timings`` adds up seconds by step."""

    def __init__(self, folder: Traversable, *, threads: int = 1) -> None:
        """Load the five files in ``folder``. Raises ``ModelError`` where one is missing or damaged."""
        self.tokenizer = load_file(folder / "tokenizer.json", _tokenizer)
        self.settings = load_file(folder / "model.json", _settings)
        self._encoder = load_file(folder / "encoder.onnx", lambda content: session(content, threads=threads))
        self._linker = load_file(folder / "linker.onnx", lambda content: session(content, threads=threads))
        self._pairs = load_file(folder / "pairs.onnx", lambda content: session(content, threads=threads))
        self.left: int = self.settings["linker"]["left"]
        self.right: int = self.settings["linker"]["right"]
        self.transitions: Floats = np.array(self.settings["linker"]["transitions"], dtype=np.float32)
        self.timings: dict[str, float] = defaultdict(float)

    @classmethod
    def load(cls, *, language: str = "en", threads: int = 1) -> Model:
        """The model that the package ships for ``language``. Raises as the constructor does."""
        return cls(files("onrecord") / "models" / language, threads=threads)

    def encode(self, words: Words) -> Encoded:
        """Read ``words`` in windows."""
        began = time.perf_counter()
        states = np.zeros((len(words), WIDTH), dtype=np.float32)
        tags = np.zeros((len(words), TAGS), dtype=np.float32)
        names = np.zeros((len(words), 1 + 2 * len(NAMES)), dtype=np.float32)
        for start, end in pack(words):
            pieces, features, first = _window(words, start, end)
            states[start:end], tags[start:end], names[start:end] = self._encoder.run(
                None, {"pieces": pieces, "features": features, "first": first}
            )
        self.timings["encode"] += time.perf_counter() - began
        return Encoded(states, tags, names)

    def link(self, encoded: Encoded, words: Words, anchors: Ints) -> Floats:
        """Score none, source, content and cue for the words around each anchor.

        Shapes: ``anchors`` [anchors], indices of words -> [anchors, left + 1 + right, 4].
        """
        began = time.perf_counter()
        emissions = [
            self._linker.run(
                None,
                {"states": encoded.states, "block": words.block, "anchors": anchors[at : at + ANCHORS_AT_ONCE]},
            )[0]
            for at in range(0, len(anchors), ANCHORS_AT_ONCE)
        ]
        self.timings["link"] += time.perf_counter() - began
        return np.concatenate(emissions) if emissions else np.zeros((0, self.left + 1 + self.right, 4), np.float32)

    def score_pairs(self, encoded: Encoded, words: Words, left: Ints, right: Ints) -> Floats:
        """Score whether each mention on the left stands for the one on its right.

        Shapes: ``left``, ``right`` [pairs], indices of words -> [pairs], log-odds against standing for nobody.
        """
        began = time.perf_counter()
        (scores,) = self._pairs.run(
            None, {"states": encoded.states, "block": words.block, "left": left, "right": right}
        )
        self.timings["pair"] += time.perf_counter() - began
        found: Floats = scores
        return found


def _window(words: Words, start: int, end: int) -> tuple[Ints, Ints, Ints]:
    """Pieces [pieces], features [pieces, 5] and first [words] of the window of the words from ``start`` to ``end``."""
    first = words.first[start : end + 1]
    pieces = np.concatenate([[CLS], words.pieces[first[0] : first[-1]], [SEP]])
    features = np.zeros((len(pieces), words.features.shape[1]), dtype=np.int64)
    features[1:-1] = np.repeat(words.features[start:end], np.diff(first), axis=0)
    return pieces, features, first[:-1] - first[0] + 1


def load_file(path: Traversable, make: Callable[[bytes], T]) -> T:
    """What ``make`` makes of the file at ``path``. Raises ``ModelError`` where it is missing or damaged."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"{path}: this file of the model cannot be read ({error.strerror or error}). {ADVICE}"
        ) from error
    try:
        return make(content)
    except Exception as error:  # the errors of onnxruntime and tokenizers share no public base
        raise ModelError(
            f"{path}: this file of the model is damaged or does not fit this version ({error}). {ADVICE}"
        ) from error


def _tokenizer(content: bytes) -> Tokenizer:
    tokenizer = Tokenizer.from_str(content.decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _settings(content: bytes) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(content)
    missing = [name for name in SETTINGS if name not in settings]
    if missing:
        raise ValueError(f"it lacks {', '.join(missing)}")
    return settings


def session(content: bytes, *, threads: int) -> Any:
    """What runs the graph in ``content``."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
