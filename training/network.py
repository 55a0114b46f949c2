"""The network in torch: a short MiniLM, a tag head, and a linker that labels the words around a cue.

Only training uses this; the shipped model is its export.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from onrecord.encoder.words import FEATURES
from training.quantise import Convolution, Linear

WIDTH, HEAD_WIDTH = 384, 32
PIECE_LAYERS = 2
"""Number of layers that see all pieces of a word; the layers above see its first piece only."""
LINK_WIDTH = 96
LEFT, RIGHT = 64, 96
"""Number of words before and after the cue that the linker sees."""
TAG_CLASSES, LABEL_CLASSES, NAME_CLASSES = 7, 4, 9
PAIR_WIDTH = 128
PAIR_DISTANCES = 32
CUE = 3
DISTANCES = 48


class LayerSize(NamedTuple):
    """The number of attention heads of a layer, and of units between its two products."""

    heads: int = 12
    inner: int = 1536


SIZES = (LayerSize(),) * 4
"""The layers taken from all-MiniLM-L6-v2. ``training.prune`` makes them smaller."""


class Layout(NamedTuple):
    """Positions of the pieces of several windows, one after the other, in a padded array.

    *Shape:* mask [windows, length], true where there is a piece; index [pieces], into the flattened array.
    """

    mask: Tensor
    index: Tensor


Layouts = tuple[Layout | None, Layout | None]
"""Layouts of all pieces and of the kept pieces; None for a single window."""


class Layer(nn.Module):
    def __init__(self, size: LayerSize) -> None:
        super().__init__()
        self.heads = size.heads
        self.qkv = Linear(WIDTH, 3 * HEAD_WIDTH * size.heads)
        self.out = Linear(HEAD_WIDTH * size.heads, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = Linear(WIDTH, size.inner)
        self.down = Linear(size.inner, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, states: Tensor, layout: Layout | None) -> Tensor:
        """*Shape:* states [pieces, 384], of a single window if ``layout`` is None."""
        mixed = _attend(self.qkv(states), layout, heads=self.heads)
        states = self.norm1(states + self.out(mixed))
        return self.norm2(states + self.down(F.gelu(self.up(states))))


def _attend(qkv: Tensor, layout: Layout | None, *, heads: int) -> Tensor:
    """*Shape:* qkv [pieces, 3 * width] -> [pieces, width]. Windows are padded to one length here only.

    Sizes are constants, so that the exported graph does not compute them.
    """
    width = heads * HEAD_WIDTH
    if layout is None:  # written out, so that the exported graph has no masking
        query, key, value = qkv.view(-1, 3, heads, HEAD_WIDTH).permute(1, 2, 0, 3)
        # onnxruntime's Softmax adds in an order that depends on the register width of the processor; a separate sum
        # does not. Scores stay far within the range of exp.
        odds = ((query * HEAD_WIDTH**-0.5) @ key.transpose(-1, -2)).clamp(-60.0, 60.0).exp()
        return ((odds @ value) / odds.sum(-1, keepdim=True)).transpose(0, 1).reshape(-1, width)
    rows, length = layout.mask.shape
    padded = qkv.new_zeros(rows * length, 3 * width).index_copy(0, layout.index, qkv)
    query, key, value = padded.view(rows, length, 3, heads, HEAD_WIDTH).permute(2, 0, 3, 1, 4).flatten(1, 2)
    # Written out: on processors, scaled_dot_product_attention takes several times as long for such short windows.
    beyond = torch.where(layout.mask, 0.0, -1e4).repeat_interleave(heads, 0)[:, None]
    odds = torch.baddbmm(beyond, query, key.mT, alpha=HEAD_WIDTH**-0.5).softmax(-1)
    mixed = (odds @ value).view(rows, heads, length, HEAD_WIDTH)
    return mixed.transpose(1, 2).reshape(rows * length, width)[layout.index]


class Encoder(nn.Module):
    def __init__(self, vocabulary: int = 30522, positions: int = 512, sizes: Sequence[LayerSize] = SIZES) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, WIDTH)
        self.position = nn.Embedding(positions, WIDTH)
        self.extra = nn.ModuleList(nn.Embedding(size, WIDTH) for size in FEATURES.values())
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size) for size in sizes)
        for table in self.extra:
            nn.init.normal_(table.weight, std=0.01)

    def forward(
        self, pieces: Tensor, features: Tensor, positions: Tensor, kept_pieces: Tensor, layouts: Layouts
    ) -> Tensor:
        """The upper layers see the first piece of each word only.

        *Shape:* pieces [pieces]; features [pieces, 5]; positions [pieces], in their window; kept_pieces [kept], those
        that the upper layers see: each word's first piece and the two that delimit each window -> [kept, 384].
        """
        states = self.word(pieces) + self.position(positions)
        for column, table in enumerate(self.extra):
            states = states + table(features[:, column])
        states = self.norm(states)
        for index, layer in enumerate(self.layers):
            if index == PIECE_LAYERS:
                states = states[kept_pieces]
            states = layer(states, layouts[index >= PIECE_LAYERS])
        return states


class Linker(nn.Module):
    """Scores the labels {none, source, content, cue} of the words around each anchor (a word of a cue)."""

    def __init__(self) -> None:
        super().__init__()
        self.token = Linear(WIDTH, LINK_WIDTH)
        self.anchor = Linear(WIDTH, LINK_WIDTH)
        self.gate = Linear(WIDTH, LINK_WIDTH)
        self.distance = nn.Embedding(DISTANCES, LINK_WIDTH)
        self.relation = nn.Embedding(3, LINK_WIDTH)
        self.norm = nn.LayerNorm(LINK_WIDTH)
        self.convolutions = nn.ModuleList(Convolution(LINK_WIDTH, dilation=dilation) for dilation in (1, 3))
        self.label = Linear(LINK_WIDTH, LABEL_CLASSES)
        self.dropout = nn.Dropout(0.1)
        self.transitions = nn.Parameter(torch.zeros(LABEL_CLASSES, LABEL_CLASSES))
        self.register_buffer("offsets", torch.arange(-LEFT, RIGHT + 1), persistent=False)
        self.register_buffer("buckets", torch.from_numpy(distance_buckets()), persistent=False)

    def forward(self, states: Tensor, block: Tensor, anchors: Tensor) -> tuple[Tensor, Tensor]:
        """Emissions, and a mask of the places inside the text.

        *Shape:* states [words, 384]; block [words]; anchors [anchors] -> [anchors, 161, 4], [anchors, 161].
        """
        positions = anchors[:, None] + self.offsets
        inside = (positions >= 0) & (positions < states.shape[0])
        positions = positions.clamp(min=0).minimum(torch.zeros_like(positions) + states.shape[0] - 1)
        token = self.token(states)[positions]
        hidden = token + token * torch.tanh(self.gate(states))[anchors][:, None] + self.anchor(states)[anchors][:, None]
        hidden = hidden + self.distance(self.buckets)
        hidden = hidden + self.relation((block[positions] - block[anchors][:, None]).clamp(-1, 1) + 1)
        hidden = self.dropout(F.gelu(self.norm(hidden)))
        for convolution in self.convolutions:
            hidden = hidden + self.dropout(F.gelu(convolution(hidden)))
        return self.label(hidden), inside


class Pairs(nn.Module):
    """Scores pairs of mentions: does the left one refer to the right one?"""

    def __init__(self) -> None:
        super().__init__()
        self.left = Linear(WIDTH, PAIR_WIDTH)
        self.right = Linear(WIDTH, PAIR_WIDTH)
        self.distance = nn.Embedding(PAIR_DISTANCES, PAIR_WIDTH)
        self.relation = nn.Embedding(3, PAIR_WIDTH)
        self.norm = nn.LayerNorm(PAIR_WIDTH)
        self.hidden = Linear(PAIR_WIDTH, PAIR_WIDTH)
        self.antecedent = Linear(PAIR_WIDTH, 1)
        self.dropout = nn.Dropout(0.1)

    def forward(self, states: Tensor, block: Tensor, left: Tensor, right: Tensor) -> Tensor:
        """*Shape:* states [words, 384]; block [words]; left and right [pairs], words -> [pairs]."""
        if self.training:  # each word once, since there are many more pairs than words
            left_states, right_states = self.left(states)[left], self.right(states)[right]
        else:
            left_states, right_states = self.left(states[left]), self.right(states[right])
        offset = right - left
        size = offset.abs().float()
        bucket = torch.where(size <= 5, size, (5 + 1.75 * torch.log2(size.clamp(min=5.0) / 5)).round()).clamp(max=15)
        bucket = bucket.long() + (offset > 0).long() * (PAIR_DISTANCES // 2)
        apart = (block[right] - block[left]).clamp(-1, 1) + 1
        hidden = (
            left_states
            + right_states
            + left_states * torch.tanh(right_states)
            + self.distance(bucket)
            + self.relation(apart)
        )
        hidden = self.dropout(F.gelu(self.norm(hidden)))
        hidden = hidden + self.dropout(F.gelu(self.hidden(hidden)))
        score: Tensor = self.antecedent(hidden).squeeze(-1)
        return score


class Network(nn.Module):
    def __init__(self, sizes: Sequence[LayerSize] = SIZES) -> None:
        super().__init__()
        self.encoder = Encoder(sizes=sizes)
        self.tags = Linear(WIDTH, TAG_CLASSES)
        self.names = Linear(WIDTH, NAME_CLASSES)
        self.pairs = Pairs()
        self.linker = Linker()
        self.dropout = nn.Dropout(0.1)

    @classmethod
    def load(cls, weights: Mapping[str, Tensor]) -> Network:
        """Make a network of the size of ``weights``, with these weights. Raises ``KeyError`` for missing ones."""
        sizes: list[LayerSize] = []
        while (out := weights.get(f"encoder.layers.{len(sizes)}.out.weight")) is not None:
            inner = weights[f"encoder.layers.{len(sizes)}.up.weight"].shape[0]
            sizes.append(LayerSize(heads=out.shape[1] // HEAD_WIDTH, inner=inner))
        network = cls(sizes)
        needed = network.state_dict().keys()
        if missing := sorted(needed - weights.keys()):
            raise KeyError(", ".join(missing))
        network.load_state_dict({name: weights[name] for name in needed})
        return network


def distance_buckets() -> np.ndarray:
    """The bucket of each offset in [-LEFT, RIGHT]: exact near the anchor, wider further away."""
    offsets = np.arange(-LEFT, RIGHT + 1)
    size = np.abs(offsets)
    bucket = np.where(size <= 10, size, 10 + np.round(4.2 * np.log2(np.maximum(size, 10) / 10)).astype(int))
    half = DISTANCES // 2
    return np.where(
        offsets < 0, half - 1 - np.minimum(bucket - 1, half - 1), half + np.minimum(bucket, half - 1)
    ).astype(np.int64)


def constrain(emissions: Tensor, inside: Tensor) -> Tensor:
    """Fix the label of the anchor, and label words beyond the text as none."""
    forbidden = emissions.new_full((LABEL_CLASSES,), -1e4)
    cue = forbidden.index_fill(0, torch.tensor(CUE, device=emissions.device), 0.0)
    none = forbidden.index_fill(0, torch.tensor(0, device=emissions.device), 0.0)
    emissions = torch.where(inside[..., None], emissions, none)
    anchor = (torch.arange(emissions.shape[1], device=emissions.device) == LEFT)[None, :, None]
    return torch.where(anchor, emissions + cue, emissions)


def crf_loss(emissions: Tensor, labels: Tensor, transitions: Tensor) -> Tensor:
    """Negative log likelihood of each path. *Shape:* emissions [anchors, n, 4]; labels [anchors, n] -> [anchors]."""
    score = emissions.gather(2, labels[..., None]).sum((1, 2)) + transitions[labels[:, :-1], labels[:, 1:]].sum(1)
    forward = emissions[:, 0]
    for step in range(1, emissions.shape[1]):
        forward = torch.logsumexp(forward[:, :, None] + transitions, 1) + emissions[:, step]
    return torch.logsumexp(forward, 1) - score


def load_averaged(checkpoints: Sequence[Path]) -> Network:
    """Load the network of ``checkpoints`` in evaluation mode, with the mean of their averaged weights."""
    weights = [torch.load(path, map_location="cpu", weights_only=True)["average"] for path in checkpoints]
    return Network.load({name: torch.stack([weight[name] for weight in weights]).mean(0) for name in weights[0]}).eval()


def load_pretrained(network: Network, path: Path) -> None:
    """Copy the weights of a BERT checkpoint into the encoder."""
    from safetensors.torch import load_file

    weights = load_file(path)
    encoder = network.encoder
    with torch.no_grad():
        encoder.word.weight.copy_(weights["embeddings.word_embeddings.weight"])
        encoder.position.weight.copy_(weights["embeddings.position_embeddings.weight"])
        encoder.position.weight += weights["embeddings.token_type_embeddings.weight"][0]
        encoder.norm.weight.copy_(weights["embeddings.LayerNorm.weight"])
        encoder.norm.bias.copy_(weights["embeddings.LayerNorm.bias"])
        for index, layer in enumerate(encoder.layers):
            name = f"encoder.layer.{index}."
            for kind in ("weight", "bias"):
                parts = [weights[f"{name}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
                getattr(layer.qkv, kind).copy_(torch.cat(parts))
                for ours, weight_name in (
                    (layer.out, "attention.output.dense"),
                    (layer.norm1, "attention.output.LayerNorm"),
                    (layer.up, "intermediate.dense"),
                    (layer.down, "output.dense"),
                    (layer.norm2, "output.LayerNorm"),
                ):
                    getattr(ours, kind).copy_(weights[f"{name}{weight_name}.{kind}"])
