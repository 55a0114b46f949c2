"""Seven-bit weights and eight-bit activations: simulated while training, integers in the exported graphs.

Processors without VNNI multiply unsigned by signed bytes, add two such products in 16 bits and saturate there. With
weights in [-63, 63] two products stay below 2 * 255 * 63 = 32,130, so sums are exact and the same on every processor.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

WEIGHT_STEPS = 63
ACTIVATION_STEPS = 255
TABLE_STEPS = 127
"""Embeddings are looked up, not multiplied, so they keep eight bits."""


class Linear(nn.Linear):
    """A linear layer that can round its weights and inputs to what the exported graph multiplies."""

    rounding = False

    def forward(self, states: Tensor) -> Tensor:
        if not self.rounding:
            return super().forward(states)
        return F.linear(round_activations(states), round_weights(self.weight), self.bias)


class Convolution(nn.Module):
    """A convolution over words, five wide, as one product: shifted copies of its input side by side."""

    WIDTH = 5

    def __init__(self, width: int, *, dilation: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.product = Linear(self.WIDTH * width, width)

    def forward(self, states: Tensor) -> Tensor:
        """*Shape:* states [rows, words, width] -> [rows, words, width]."""
        return self.product(unfold(states, dilation=self.dilation))


def unfold(states: Tensor, *, dilation: int) -> Tensor:
    """Put each word next to its neighbours. *Shape:* states [rows, words, width] -> [rows, words, 5 * width]."""
    reach = Convolution.WIDTH // 2 * dilation
    padded = F.pad(states, (0, 0, reach, reach))
    starts = range(0, 2 * reach + 1, dilation)
    return torch.cat([padded[:, start : start + states.shape[1]] for start in starts], -1)


def set_rounding(network: nn.Module, *, on: bool) -> None:
    """Switch the simulated rounding of all linear layers in ``network`` on or off."""
    for module in network.modules():
        if isinstance(module, Linear):
            module.rounding = on


def weight_scale(weight: Tensor, steps: int) -> Tensor:
    """The size of one step in each row of ``weight``. *Shape:* [rows, columns] -> [rows, 1]."""
    return weight.detach().abs().amax(1, keepdim=True).clamp(min=1e-8) / steps


def round_weights(weight: Tensor) -> Tensor:
    """``weight`` rounded to steps of its row; gradients pass through unchanged."""
    rounded: Tensor = _Rounding.apply(weight, weight_scale(weight, WEIGHT_STEPS), -WEIGHT_STEPS, WEIGHT_STEPS)
    return rounded


def round_activations(states: Tensor) -> Tensor:
    """``states`` rounded as by ONNX's DynamicQuantizeLinear; gradients pass through unchanged."""
    low, high = states.detach().aminmax()
    low, high = low.clamp(max=0.0), high.clamp(min=0.0)
    scale = ((high - low) / ACTIVATION_STEPS).clamp(min=1e-8)
    zero = float((-low / scale).round())
    rounded: Tensor = _Rounding.apply(states, scale, -zero, ACTIVATION_STEPS - zero)
    return rounded


class _Rounding(torch.autograd.Function):
    """Rounding to whole steps of ``scale`` between a lowest and a highest number of steps."""

    @staticmethod
    def forward(_context: Any, values: Tensor, scale: Tensor, lowest: float, highest: float) -> Tensor:
        return (values / scale).round_().clamp_(lowest, highest).mul_(scale)

    @staticmethod
    def backward(_context: Any, gradient: Tensor) -> tuple[Tensor, None, None, None]:  # type: ignore[override]
        return gradient, None, None, None


class IntegerLinear(nn.Module):
    """A ``Linear`` for export. *Shape:* weight [columns, rows], int8; scale [rows]."""

    def __init__(self, linear: nn.Linear, *, dilation: int = 0) -> None:
        super().__init__()
        scale = weight_scale(linear.weight, WEIGHT_STEPS)
        self.dilation = dilation
        self.register_buffer("weight", (linear.weight.detach() / scale).round().to(torch.int8).T.contiguous())
        self.register_buffer("scale", scale.squeeze(1))
        self.bias = linear.bias

    def forward(self, states: Tensor) -> Tensor:
        product: Tensor = _Product.apply(states, self.weight, self.scale, self.dilation)
        return product + self.bias


class IntegerEmbedding(nn.Module):
    """An embedding for export. *Shape:* weight [rows, width], int8; scale [rows, 1]."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        scale = weight_scale(embedding.weight, TABLE_STEPS)
        self.register_buffer("weight", (embedding.weight.detach() / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, rows: Tensor) -> Tensor:
        return self.weight[rows].float() * self.scale[rows]


class _Product(torch.autograd.Function):
    """An integer product, written in the only form that onnxruntime fuses into one operator."""

    @staticmethod
    def forward(context: Any, states: Tensor, weight: Tensor, scale: Tensor, dilation: int) -> Tensor:
        states = round_activations(states)
        if dilation:
            states = unfold(states, dilation=dilation)
        return states @ (weight.float() * scale)

    @staticmethod
    def symbolic(graph: Any, states: Any, weight: Any, scale: Any, dilation: int) -> Any:
        rounded, step, zero = graph.op("DynamicQuantizeLinear", states, outputs=3)
        if dilation:  # shifts bytes instead of floats: a quarter of the memory traffic
            rounded = _unfold(graph, rounded, zero, dilation=dilation)
        product = graph.op("Cast", graph.op("MatMulInteger", rounded, weight, zero), to_i=1)
        return graph.op("Mul", product, graph.op("Mul", step, scale))


def _unfold(graph: Any, states: Any, zero: Any, *, dilation: int) -> Any:
    def constant(*values: int) -> Any:
        return graph.op("Constant", value_t=torch.tensor(values))

    reach = Convolution.WIDTH // 2 * dilation
    padded = graph.op("Pad", states, constant(0, reach, 0, 0, reach, 0), zero)
    last = 2 * reach
    parts = [
        graph.op("Slice", padded, constant(start), constant(start - last if start < last else 2**31), constant(1))
        for start in range(0, last + 1, dilation)
    ]
    return graph.op("Concat", *parts, axis_i=2)


def to_integers(module: nn.Module) -> nn.Module:
    """Replace the linear layers, convolutions and large embeddings of ``module`` by their integer forms for export."""
    for name, child in module.named_children():
        if isinstance(child, Convolution):
            setattr(module, name, IntegerLinear(child.product, dilation=child.dilation))
        elif isinstance(child, nn.Linear):
            setattr(module, name, IntegerLinear(child))
        elif isinstance(child, nn.Embedding) and child.num_embeddings >= LARGE:
            setattr(module, name, IntegerEmbedding(child))
        else:
            to_integers(child)
    return module


LARGE = 256
"""Number of rows from which an embedding is stored in eight bits."""
