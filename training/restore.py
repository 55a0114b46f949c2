"""Restore the network in torch from an exported model, so that training can continue from the shipped weights.

    python -m training.restore src/onrecord/models/en --out build/model/start.pt

Weights come back as the numbers that the exported graphs multiply by, so a restored network that is exported again has
the same integers.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from training.network import Network, distance_buckets

GRAPHS = ("encoder", "linker", "pairs")
CONVOLUTION = re.compile(r"^(linker\.convolutions\.\d+)")
"""Graphs do not tell that a convolution is computed as a product."""
Arrays = dict[str, NDArray[Any]]


def restore(folder: Path) -> Network:
    """Restore the network that was exported to ``folder``. Raises ``ValueError`` if its graphs lack a weight."""
    weights: Arrays = {}
    for name in GRAPHS:
        weights |= read_weights(onnx.load(folder / f"{name}.onnx").graph)
    settings = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    weights["linker.transitions"] = np.array(settings["linker"]["transitions"])
    arrays = {name: values for name, values in weights.items() if values.dtype.kind == "f"}
    try:
        return Network.load({name: torch.tensor(values, dtype=torch.float32) for name, values in arrays.items()}).eval()
    except KeyError as error:
        raise ValueError(f"{folder}: its graphs lack the weights {error.args[0]}.") from error


def read_weights(graph: onnx.GraphProto) -> Arrays:
    """The weights in ``graph`` by their names in the network."""
    constants = {constant.name: numpy_helper.to_array(constant) for constant in graph.initializer}
    products = {node.input[1]: _linear_layer(graph, node) for node in graph.node if node.op_type == "MatMulInteger"}
    weights: Arrays = {}
    for constant, values in constants.items():
        if constant in products:
            weights[f"{products[constant]}.weight"] = _dequantise(constants, constant).T
        elif values.dtype in (np.int8, np.uint8) and values.ndim == 2:
            weights[constant.removesuffix("_quantized")] = _dequantise(constants, constant)
        elif values.shape[:1] == distance_buckets().shape:  # one row for each offset, since the offsets are fixed
            weights["linker.distance.weight"] = _rows_of_buckets(values)
        elif values.ndim == 3:  # models before December 2026 have a real convolution: [out, in, width]
            weights[constant] = values.transpose(0, 2, 1).reshape(len(values), -1)
        else:
            weights[constant] = values
    return {CONVOLUTION.sub(r"\1.product", name): values for name, values in weights.items()}


def _linear_layer(graph: onnx.GraphProto, product: onnx.NodeProto) -> str:
    """The name of the linear layer of ``product``, from the name of the bias added to it."""
    node = product
    while node.op_type != "Add":
        node = next(after for after in graph.node if node.output[0] in after.input)
    return next(name for name in node.input if name.endswith(".bias")).removesuffix(".bias")


def _dequantise(constants: Arrays, name: str) -> NDArray[np.float32]:
    base = name.removesuffix("_quantized")
    if base != name:  # names by onnxruntime.quantization
        scale, zero = constants[f"{base}_scale"], constants[f"{base}_zero_point"].astype(np.float32)
    else:
        scale, zero = constants[f"{name.removesuffix('.weight')}.scale"], np.float32(0)
    return (constants[name].astype(np.float32) - zero) * scale


def _rows_of_buckets(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """*Shape:* rows [offsets, width] -> [buckets, width]; buckets without an offset stay zero."""
    table = np.zeros((Network().linker.distance.num_embeddings, rows.shape[1]), dtype=np.float32)
    table[distance_buckets()] = rows
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="folder of an exported model")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write, for training.train --start")
    options = parser.parse_args()
    network = restore(options.model)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"average": network.state_dict()}, options.out)


if __name__ == "__main__":
    main()
