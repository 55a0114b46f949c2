"""Export checkpoints to ONNX, with weights of seven bits, as the package ships them.

python -m training.export build/model/halfway.pt build/model/checkpoint.pt --out src/onrecord/models/en
"""

from __future__ import annotations

import argparse
import copy
import json
import shutil
import warnings
from datetime import date
from pathlib import Path

import torch
from torch import Tensor, nn

from onrecord.people.coreference import confidence as claims
from onrecord.statements.confidence import FEATURES
from training.network import LEFT, RIGHT, Network, load_averaged
from training.quantise import to_integers
from training.weights import TOKENIZER

OPSET = 17
UNCALIBRATED = {
    "thresholds": {"edge": 0.25, "peak": 0.2},
    "selection": {"weights": [0.0] * len(FEATURES), "least": 0.0},
    "quotations": {"alone": 0.5, "filling": 0.2},
    "confidence": [0.0] * len(FEATURES),
    "claim": {group: [0.0] * len(claims.FEATURES) for group in ("quoted", "reported")},
}
"""Placeholders for the values that ``training.calibrate`` and ``training.speakers`` fit."""


class _Encoding(nn.Module):
    """One window: pieces [pieces], features [pieces, 5], first [words] -> states [words, 384], tags [words, 7], names
    [words, 9]."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder, self.tags, self.names = network.encoder, network.tags, network.names

    def forward(self, pieces: Tensor, features: Tensor, first: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        positions = torch.arange(pieces.shape[0])
        word_positions = torch.cat([positions[:1], first, positions[-1:]])
        states = self.encoder(pieces, features, positions, word_positions, (None, None))[1:-1]
        return states, self.tags(states).softmax(-1), self.names(states).softmax(-1)


class _Linking(nn.Module):
    """States [words, 384], block [words], anchors [anchors] -> emissions [anchors, 161, 4]."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.linker = network.linker

    def forward(self, states: Tensor, block: Tensor, anchors: Tensor) -> Tensor:
        return self.linker(states, block, anchors)[0]


class _Pairing(nn.Module):
    """States [words, 384], block [words], left and right [pairs] -> antecedent [pairs]."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.pairs = network.pairs

    def forward(self, states: Tensor, block: Tensor, left: Tensor, right: Tensor) -> Tensor:
        score: Tensor = self.pairs(states, block, left, right)
        return score


def export(network: Network, out: Path, *, quantised: bool = True) -> None:
    """Write ``encoder.onnx``, ``linker.onnx``, ``pairs.onnx``, ``tokenizer.json`` and ``model.json`` to ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    network = copy.deepcopy(network)
    if quantised:
        to_integers(network)
    zeros = torch.zeros
    encoding = (zeros(9, dtype=torch.long), zeros(9, 5, dtype=torch.long), torch.tensor([1, 3, 4]))
    linking = (zeros(7, 384), zeros(7, dtype=torch.long), torch.tensor([1, 2]))
    axes = {"pieces": "pieces", "features": "pieces", "first": "words", "states": "words", "tags": "words"} | {
        "names": "words"
    }
    _write(_Encoding(network), encoding, out / "encoder.onnx", axes=axes)
    axes = {"states": "words", "block": "words", "anchors": "anchors", "emissions": "anchors"}
    _write(_Linking(network), linking, out / "linker.onnx", axes=axes)
    pairing = (zeros(7, 384), zeros(7, dtype=torch.long), torch.tensor([1, 2]), torch.tensor([3, 4]))
    axes = {"states": "words", "block": "words", "left": "pairs", "right": "pairs", "antecedent": "pairs"}
    _write(_Pairing(network), pairing, out / "pairs.onnx", axes=axes)
    shutil.copy(TOKENIZER, out / "tokenizer.json")
    settings = {
        "version": f"en-{date.today():%Y.%m.%d}",
        "linker": {"left": LEFT, "right": RIGHT, "transitions": network.linker.transitions.tolist()},
        **UNCALIBRATED,
    }
    (out / "model.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def _write(module: nn.Module, example: tuple[Tensor, ...], path: Path, *, axes: dict[str, str]) -> None:
    names = list(axes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            example,
            str(path),
            input_names=names[: len(example)],
            output_names=names[len(example) :],
            dynamic_axes={name: {0: axis} for name, axis in axes.items()},
            opset_version=OPSET,
            dynamo=False,
            autograd_inlining=False,  # autograd functions are exported by their symbolic method
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+", help="one, or several of one run, which are averaged")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--full-precision", action="store_true", help="leave the weights as 32-bit numbers")
    options = parser.parse_args()
    export(load_averaged(options.checkpoints), options.out, quantised=not options.full_precision)
    for path in sorted(options.out.glob("*.onnx")):
        print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
