"""The exported graphs: integers that cannot saturate, and the numbers that training simulated.

Run in the environment that `make train` makes: python -m pytest training
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper

from onrecord.encoder.model import create_session
from training import export, quantise
from training import network as network_module
from training.network import SIZES, Network
from training.restore import restore

WORDS = 40


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(7)
    network = Network(SIZES[:3])
    for parameter in network.parameters():  # biases and transitions are initialised to zero, which would hide a mix-up
        if parameter.dim() == 1:
            torch.nn.init.normal_(parameter, std=0.1)
    torch.nn.init.normal_(network.linker.transitions)
    return network.eval()


@pytest.fixture(scope="module")
def folder(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    export.export(network, folder)
    return folder


def integers(path: Path) -> dict[str, np.ndarray]:
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in onnx.load(path).graph.initializer}
    return {name: values for name, values in arrays.items() if values.dtype == np.int8}


@pytest.mark.parametrize("graph", ["encoder", "linker", "pairs"])
def test_two_products_fit_in_16_bits(folder: Path, graph: str) -> None:
    nodes = onnx.load(folder / f"{graph}.onnx").graph.node
    arrays = integers(folder / f"{graph}.onnx")
    products = [node for node in nodes if node.op_type == "MatMulInteger"]
    assert products
    assert all(2 * 255 * int(np.abs(arrays[node.input[1]]).max()) <= np.iinfo(np.int16).max for node in products)


def test_no_product_with_weights_is_left_in_32_bits(folder: Path) -> None:
    for path in folder.glob("*.onnx"):
        graph = onnx.load(path).graph
        weights = {tensor.name for tensor in graph.initializer}
        assert not [node for node in graph.node if node.op_type in ("Conv", "Gemm")]
        assert not [node for node in graph.node if node.op_type == "MatMul" and weights & {*node.input}]


def test_restored_network_exports_the_same_integers(folder: Path, network: Network, tmp_path: Path) -> None:
    restored = restore(folder)
    export.export(restored, tmp_path)
    for path in sorted(folder.glob("*.onnx")):
        again = integers(tmp_path / path.name)
        assert again.keys() == integers(path).keys()
        assert all(np.array_equal(values, again[name]) for name, values in integers(path).items())
    for name, weight in network.state_dict().items():
        rows = np.unique(network_module.distance_buckets()) if name == "linker.distance.weight" else slice(None)
        close = torch.isclose(restored.state_dict()[name], weight, atol=float(weight.abs().max()) / 60)
        assert close[rows].all(), name


def test_graphs_compute_what_training_simulates(folder: Path, network: Network) -> None:
    generator = np.random.default_rng(3)
    states = generator.normal(size=(WORDS, 384)).astype(np.float32)
    block = np.repeat(np.arange(4), WORDS // 4)
    anchors, candidates = np.array([0, 11, 39]), np.array([5, 30, 2])
    quantise.set_rounding(network, on=True)
    with torch.no_grad():
        inputs = torch.from_numpy(states), torch.from_numpy(block), torch.from_numpy(anchors)
        emissions, _ = network.linker(*inputs)
        scores = network.pairs(*inputs, torch.from_numpy(candidates))
    quantise.set_rounding(network, on=False)
    feed = {"states": states, "block": block}
    (linked,) = run(folder / "linker.onnx", feed | {"anchors": anchors})
    (paired,) = run(folder / "pairs.onnx", feed | {"left": anchors, "right": candidates})
    assert np.abs(linked - emissions.numpy()).max() < 0.02 * np.abs(linked).max()
    assert np.abs(paired - scores.numpy()).max() < 0.02


def test_attention_adds_up_to_the_same_as_softmax() -> None:
    qkv = torch.randn(WORDS, 3 * 384)
    padded = network_module.Layout(torch.ones(1, WORDS, dtype=torch.bool), torch.arange(WORDS))
    in_window = network_module._attend(qkv, None, heads=12)
    assert torch.allclose(in_window, network_module._attend(qkv, padded, heads=12), atol=1e-5)


def run(path: Path, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
    return create_session(path.read_bytes(), threads=1).run(None, feed)
