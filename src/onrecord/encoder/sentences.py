"""Sentences as vectors: those that mean much the same lie close to each other. onnxruntime only, as an extra.

The encoder that reads pages is no use for this: it was trained to tag words, and the mean of what it makes of them
finds next to nothing (headlines asked for their articles' statements: mean reciprocal rank 0.04, and 0.58 by these
weights). So it is done with the weights that it started from.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import numpy as np
import platformdirs
from tokenizers import Tokenizer

from onrecord.encoder.minilm import TOKENIZER, write_graph
from onrecord.encoder.model import WIDTH, Floats, load_file, session
from onrecord.errors import ModelError

VERSION: Final = "all-minilm-l6-v2.1"
"""Of the weights and of how the graph is made of them: vectors of another version cannot be compared."""
_MOST_PIECES = 256
"""As long as the sentences that the weights were trained on could be."""
_AT_ONCE = 16


class Sentences:
    """The sentence weights, loaded. May be shared by threads."""

    version = VERSION

    def __init__(self, graph: Path, *, threads: int = 1) -> None:
        """Load what ``minilm.write_graph`` wrote. Raises ``ModelError`` where it is missing or damaged."""
        self._session = load_file(graph, lambda content: session(content, threads=threads))
        self._tokenizer = Tokenizer.from_str(self._session.get_modelmeta().custom_metadata_map[TOKENIZER])
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MOST_PIECES)

    @classmethod
    def load(cls, *, threads: int = 1, cache: Path | None = None) -> Sentences:
        """The installed weights. The graph made of them is kept in ``cache``, by default the user's folder for such.

        Making it takes a few seconds, once. Raises as ``minilm.write_graph`` does, and ``ModelError`` where there is
        no writing in ``cache``.
        """
        folder = cache or platformdirs.user_cache_path("onrecord", appauthor=False)
        graph = folder / f"{VERSION}.onnx"
        if graph.is_file():
            with suppress(ModelError):  # a damaged one is made again
                return cls(graph, threads=threads)
        try:
            write_graph(graph)
        except OSError as error:
            raise ModelError(
                f"{graph}: the sentence weights cannot be kept there ({error.strerror or error}). "
                "Make the folder one that you may write to, or set XDG_CACHE_HOME to another."
            ) from error
        return cls(graph, threads=threads)

    def embed(self, texts: Sequence[str]) -> Floats:
        """Vectors of ``texts``, whose product is how close two are in meaning: 1 for the same, about 0 for unlike.

        *Shape:* [texts, 384], each of length 1.
        """
        encoded = [one.ids for one in self._tokenizer.encode_batch(list(texts))]
        lengths = np.array([len(ids) for ids in encoded], dtype=np.int32)
        vectors = np.zeros((len(encoded), WIDTH), dtype=np.float32)
        order = np.argsort(lengths, kind="stable")  # so that little is padded
        for start in range(0, len(order), _AT_ONCE):
            some = order[start : start + _AT_ONCE]
            pieces = np.zeros((len(some), lengths[some[-1]]), dtype=np.int64)
            for row, at in enumerate(some):
                pieces[row, : lengths[at]] = encoded[at]
            (vectors[some],) = self._session.run(None, {"pieces": pieces, "lengths": lengths[some]})
        return vectors
