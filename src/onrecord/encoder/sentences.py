"""Sentence embeddings for search by meaning: similar sentences have similar vectors. An optional extra.

The encoder of ``model`` cannot serve here: it was trained to tag words, and the mean of its word vectors retrieves
next to nothing. With headlines as queries for the statements of their articles, its mean reciprocal rank is 0.04, and
that of all-MiniLM-L6-v2 is 0.58. Hence a second model, with the weights that the encoder was initialised from.
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
from onrecord.encoder.model import WIDTH, Floats, create_session, load_file
from onrecord.errors import ModelError

VERSION: Final = "all-minilm-l6-v2.1"
"""Version of the weights and the graph. Vectors of different versions are not comparable."""
# The maximum length in the training of all-MiniLM-L6-v2, in wordpieces.
_MAX_PIECES = 256
_BATCH_SIZE = 16


class Sentences:
    """The loaded sentence model. Safe to share between threads."""

    version = VERSION

    def __init__(self, graph: Path, *, threads: int = 1) -> None:
        """Load a graph that ``minilm.write_graph`` wrote. Raises ``ModelError`` if it is missing or damaged."""
        self._session = load_file(graph, lambda content: create_session(content, threads=threads))
        self._tokenizer = Tokenizer.from_str(self._session.get_modelmeta().custom_metadata_map[TOKENIZER])
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_MAX_PIECES)

    @classmethod
    def load(cls, *, threads: int = 1, cache: Path | None = None) -> Sentences:
        """Load the graph from ``cache``, or build it from the installed weights first, which takes a few seconds.

        ``cache`` is by default the user's cache folder. Raises the errors of ``minilm.write_graph``, and
        ``ModelError`` if ``cache`` is not writable.
        """
        folder = cache or platformdirs.user_cache_path("onrecord", appauthor=False)
        graph = folder / f"{VERSION}.onnx"
        if graph.is_file():
            with suppress(ModelError):  # a damaged graph is built again
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
        """Embed ``texts``. The similarity of two texts is the dot product of their vectors.

        Equal texts have similarity 1, unrelated ones about 0. *Shape:* [texts, 384], each row of length 1.
        """
        piece_ids = [encoded_text.ids for encoded_text in self._tokenizer.encode_batch(list(texts))]
        lengths = np.array([len(ids) for ids in piece_ids], dtype=np.int32)
        vectors = np.zeros((len(piece_ids), WIDTH), dtype=np.float32)
        order = np.argsort(lengths, kind="stable")  # texts of similar length share a batch, which saves padding
        for start in range(0, len(order), _BATCH_SIZE):
            batch = order[start : start + _BATCH_SIZE]
            pieces = np.zeros((len(batch), lengths[batch[-1]]), dtype=np.int64)
            for row, index in enumerate(batch):
                pieces[row, : lengths[index]] = piece_ids[index]
            (vectors[batch],) = self._session.run(None, {"pieces": pieces, "lengths": lengths[batch]})
        return vectors
