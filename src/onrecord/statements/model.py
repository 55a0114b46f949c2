"""The shipped model: reads words, scores cues, sources and contents. onnxruntime only."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.errors import ModelError
from onrecord.statements.windows import pack
from onrecord.statements.words import Ints, Words

Floats = NDArray[np.float32]

WIDTH = 384
TAGS = 7
"""None, then first and further words of content, source and cue."""
ANCHORS_AT_ONCE = 64
CLS, SEP = 101, 102


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder makes of a text.

    Shapes: ``states`` [words, 384]; ``tags`` [words, 7], probabilities; both zero where a word was not read.
    """

    states: Floats
    tags: Floats

    def probability(self, part: str) -> Floats:
        """How likely each word is to be in a ``content``, ``source`` or ``cue``. Shape [words]."""
        column = {"content": 1, "source": 3, "cue": 5}[part]
        probability: Floats = self.tags[:, column] + self.tags[:, column + 1]
        return probability


class Model:
    """The encoder, the linker and their tokenizer. ``timings`` adds up seconds by stage."""

    def __init__(self, folder: Traversable, *, threads: int = 1) -> None:
        self.tokenizer = _tokenizer(folder)
        self._encoder = _session(folder / "encoder.onnx", threads=threads)
        self._linker = _session(folder / "linker.onnx", threads=threads)
        self.settings: dict[str, Any] = json.loads(_bytes(folder / "model.json"))
        self.left: int = self.settings["linker"]["left"]
        self.right: int = self.settings["linker"]["right"]
        self.transitions: Floats = np.array(self.settings["linker"]["transitions"], dtype=np.float32)
        self.timings: dict[str, float] = defaultdict(float)

    @classmethod
    def load(cls, *, language: str = "en", threads: int = 1) -> Model:
        """The model that the package ships for ``language``. Raises ``ModelError`` where its files are missing."""
        return cls(files("onrecord") / "models" / language, threads=threads)

    def encode(self, words: Words, *, wanted: list[bool] | None = None) -> Encoded:
        """Read ``words`` in windows; blocks that are not ``wanted`` are passed over."""
        began = time.perf_counter()
        states = np.zeros((len(words), WIDTH), dtype=np.float32)
        tags = np.zeros((len(words), TAGS), dtype=np.float32)
        for window in pack(words, wanted=wanted):
            index = np.array(window)
            pieces, features, first = _window(words, index)
            states[index], tags[index] = self._encoder.run(
                None, {"pieces": pieces, "features": features, "first": first}
            )
        self.timings["encode"] += time.perf_counter() - began
        return Encoded(states, tags)

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


def _window(words: Words, index: Ints) -> tuple[Ints, Ints, Ints]:
    """Pieces [pieces], features [pieces, 5] and first [words] of the window that holds the words of ``index``."""
    sizes = words.first[index + 1] - words.first[index]
    first = np.concatenate([[0], np.cumsum(sizes)])
    at = np.repeat(words.first[index] - first[:-1], sizes) + np.arange(first[-1])
    pieces = np.concatenate([[CLS], words.pieces[at], [SEP]])
    features = np.zeros((len(pieces), words.features.shape[1]), dtype=np.int64)
    features[1:-1] = np.repeat(words.features[index], sizes, axis=0)
    return pieces, features, first[:-1] + 1


def _tokenizer(folder: Traversable) -> Tokenizer:
    tokenizer = Tokenizer.from_str(_bytes(folder / "tokenizer.json").decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _session(path: Traversable, *, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(_bytes(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors share no public base
        raise ModelError(f"{path}: onnxruntime cannot load it ({error}). Install the package again.") from error


def _bytes(path: Traversable) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: a file of the model is missing ({error}). Install the package again.") from error
