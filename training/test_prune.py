"""Pruned layers compute what they did, where heads and units repeat each other.

Run in the environment that `make train` makes: python -m pytest training
"""

from __future__ import annotations

import pytest
import torch

from training.batches import WINDOW
from training.losses import encode
from training.network import HEAD_WIDTH, SIZES, LayerSize, Network
from training.prune import prune
from training.test_train import invented

HEADS, UNITS = 6, 700


@pytest.fixture
def network() -> Network:
    """A network of two layers whose last heads and units repeat the first ones."""
    torch.manual_seed(3)
    network = Network(SIZES[:2]).eval()
    width = SIZES[0].heads * HEAD_WIDTH
    smaller_width = HEADS * HEAD_WIDTH
    with torch.no_grad():
        for layer in network.encoder.layers:
            for weights in (layer.qkv.weight, layer.qkv.bias):
                for start in range(0, 3 * width, width):
                    weights[start + smaller_width : start + width] = weights[start : start + width - smaller_width]
            for weights in (layer.up.weight, layer.up.bias):
                weights[UNITS : 2 * UNITS] = weights[:UNITS]
                weights[2 * UNITS :] = weights[: SIZES[0].inner - 2 * UNITS]
    return network


def test_repeated_heads_and_units_are_not_missed(network: Network) -> None:
    chunk = invented()
    with torch.no_grad():
        (expected,) = encode(network, [(chunk, WINDOW)])
        pruned = prune(network, [chunk] * 20, heads=HEADS, inner=UNITS)
        (states,) = encode(pruned.eval(), [(chunk, WINDOW)])
    assert [layer.qkv.out_features for layer in pruned.encoder.layers] == [3 * HEADS * HEAD_WIDTH] * 2
    assert [layer.down.in_features for layer in pruned.encoder.layers] == [UNITS] * 2
    assert torch.allclose(states, expected, atol=0.05)


def test_a_network_has_the_size_of_its_weights() -> None:
    network = Network([LayerSize(heads=5, inner=100), LayerSize(heads=12, inner=64)])
    again = Network.load(network.state_dict())
    assert [layer.down.in_features for layer in again.encoder.layers] == [100, 64]
    assert all(torch.equal(weight, again.state_dict()[name]) for name, weight in network.state_dict().items())
    weights = dict(network.state_dict())
    del weights["tags.bias"]
    with pytest.raises(KeyError, match=r"tags\.bias"):
        Network.load(weights)
