"""Make the layers of a network smaller: remove attention heads and inner units that the others can stand in for.

    python -m training.prune build/model/start.pt --heads 9 --inner 896 --out build/model/pruned.pt

Of each layer, the products after attention and after the inner units are fitted anew, by least squares over training
articles, to what they computed with all heads and units. What is removed is what costs this fit least: of heads by
trying each, of units by the optimal brain surgeon (Hassibi and Stork 1993). ``training.train --teacher`` then trains
the smaller network to compute what the larger one did.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from training.batches import WINDOW, load_examples
from training.corpora import Example
from training.losses import encode
from training.network import HEAD_WIDTH, Network, load_averaged
from training.quantise import set_rounding
from training.weights import load_tokenizer

PIECES = 40_000
"""Wordpieces of the articles that the products are fitted on: 26 for each unit of a layer."""
DAMPING = 1e-3
"""Added to the squares of the inputs, relative to their mean, so that the fit is stable."""


def prune(network: Network, chunks: Sequence[Example], *, heads: int, inner: int) -> Network:
    """Reduce each layer of ``network`` to ``heads`` heads and ``inner`` units, from the lowest up.

    Each fit sees what the smaller layers below it compute.
    """
    for number, layer in enumerate(network.encoder.layers):
        squares = _squares_of_inputs(network, layer.out, chunks)
        units = keep_heads(layer.out, squares, count=heads)
        error = fit(layer.out, squares, units)
        width = layer.out.in_features
        _keep_outputs(layer.qkv, [part * width + unit for part in range(3) for unit in units])
        _keep_inputs(layer.out, units)
        layer.heads = heads
        print(f"layer {number}: {heads} heads compute all but {error:.1%} of what they did", flush=True)
        squares = _squares_of_inputs(network, layer.down, chunks)
        units = keep_units(layer.down, squares, count=inner)
        error = fit(layer.down, squares, units)
        _keep_outputs(layer.up, units)
        _keep_inputs(layer.down, units)
        print(f"layer {number}: {inner} units compute all but {error:.1%} of what they did", flush=True)
    return Network.load(network.state_dict())


@torch.no_grad()
def _squares_of_inputs(network: Network, product: nn.Linear, chunks: Sequence[Example]) -> Tensor:
    """Sums of the products of the inputs of ``product`` with each other, a constant input of 1 included.

    *Shape:* [inputs + 1, inputs + 1].
    """
    size = product.in_features + 1
    squares = torch.zeros(size, size, dtype=torch.float64)

    def add(_module: nn.Module, inputs: tuple[Tensor]) -> None:
        values = nn.functional.pad(inputs[0], (0, 1), value=1.0).double()
        squares.addmm_(values.T, values)

    hook = product.register_forward_pre_hook(add)
    for chunk in chunks:
        encode(network, [(chunk, WINDOW)])
    hook.remove()
    return squares


def keep_heads(product: nn.Linear, squares: Tensor, *, count: int) -> list[int]:
    """Choose the inputs of ``product`` that belong to the ``count`` heads to keep, dropping head after head."""
    kept_heads = list(range(product.in_features // HEAD_WIDTH))
    while len(kept_heads) > count:
        smaller = [[head for head in kept_heads if head != dropped] for dropped in kept_heads]
        kept_heads = min(smaller, key=lambda heads: solve(product, squares, _inputs(heads))[1])
    return _inputs(kept_heads)


def _inputs(heads: Iterable[int]) -> list[int]:
    return [HEAD_WIDTH * head + column for head in heads for column in range(HEAD_WIDTH)]


def keep_units(product: nn.Linear, squares: Tensor, *, count: int) -> list[int]:
    """Choose the ``count`` inputs of ``product`` to keep, by removing the one that costs least, again and again.

    Removing input q changes the outputs by at least w_q^2 / H_qq, where H is the inverse of ``squares``; the weights of
    the others are corrected for it, and H too.
    """
    inverse = torch.linalg.inv(_damped(squares))
    weights = _weights_of(product)
    alive = torch.ones(len(weights), dtype=torch.bool)
    for _ in range(product.in_features - count):
        costs = weights.square().sum(1) / inverse.diagonal()
        costs[~alive] = torch.inf
        costs[-1] = torch.inf  # the bias stays
        unit = int(costs.argmin())
        column = inverse[:, unit] / inverse[unit, unit]
        weights -= torch.outer(column, weights[unit].clone())
        inverse -= torch.outer(column, inverse[unit].clone())
        alive[unit] = False
        inverse[unit, unit] = 1.0  # never chosen again
    return alive[:-1].nonzero().flatten().tolist()


def fit(product: nn.Linear, squares: Tensor, kept_inputs: Sequence[int]) -> float:
    """Set the weights of the kept inputs of ``product`` so that they stand in for all; return the share of the
    variance of the outputs that is lost."""
    weights, error = solve(product, squares, kept_inputs)
    with torch.no_grad():
        product.weight[:, list(kept_inputs)] = weights[:-1].T.float()
        product.bias.copy_(weights[-1])
    return error


def solve(product: nn.Linear, squares: Tensor, kept_inputs: Sequence[int]) -> tuple[Tensor, float]:
    """The weights of the kept inputs and the bias that come closest to ``product``, and the lost share of variance.

    *Shape:* weights [kept + 1, outputs].
    """
    damped, full = _damped(squares), _weights_of(product)
    rows = torch.tensor([*kept_inputs, len(full) - 1])
    weights = torch.linalg.solve(damped[rows][:, rows], damped[rows] @ full)
    difference = full.clone()
    difference[rows] -= weights
    mean = squares[-1] @ full
    variance = (full * (squares @ full)).sum() - mean.square().sum() / squares[-1, -1]
    return weights, float((difference * (squares @ difference)).sum() / variance)


def _damped(squares: Tensor) -> Tensor:
    return squares + DAMPING * squares.diagonal().mean() * torch.eye(len(squares), dtype=squares.dtype)


def _weights_of(product: nn.Linear) -> Tensor:
    """*Shape:* [inputs + 1, outputs], the bias last."""
    return torch.cat([product.weight.detach().T, product.bias.detach()[None]]).double()


def _keep_inputs(product: nn.Linear, indices: list[int]) -> None:
    product.weight = nn.Parameter(product.weight.detach()[:, indices].clone())
    product.in_features = len(indices)


def _keep_outputs(product: nn.Linear, indices: list[int]) -> None:
    product.weight = nn.Parameter(product.weight.detach()[indices].clone())
    product.bias = nn.Parameter(product.bias.detach()[indices].clone())
    product.out_features = len(indices)


def sample(chunks: list[list[Example]], *, pieces: int = PIECES) -> list[Example]:
    """Choose chunks with about so many wordpieces in all, the same in every run."""
    chosen: list[Example] = []
    for versions in random.Random(1).sample(chunks, len(chunks)):
        if sum(len(chunk.words.pieces) for chunk in chosen) >= pieces:
            break
        chosen.append(versions[0])
    return chosen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path, help="weights to start from, as training.restore writes them")
    parser.add_argument("--heads", type=int, required=True, help="attention heads that each layer keeps")
    parser.add_argument("--inner", type=int, required=True, help="inner units that each layer keeps")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    network = load_averaged([options.checkpoint])
    set_rounding(network, on=True)
    chunks = sample(load_examples(load_tokenizer()))
    torch.save({"average": prune(network, chunks, heads=options.heads, inner=options.inner).state_dict()}, options.out)


if __name__ == "__main__":
    main()
