"""The training losses of a batch: tags, links, names and antecedents."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from onrecord.encoder.model import pack_windows
from onrecord.encoder.words import Ints, Words
from training.batches import WINDOW
from training.corpora import NAMES, NOT_PERSON, UNMARKED, Example
from training.network import LEFT, RIGHT, Layout, Network, constrain, crf_loss

CLS, SEP, MASK = 101, 102, 103
MASKED = 0.03
LOSSES = {"tags": 6.0, "links": 0.3, "names": 6.0, "antecedents": 1.0}
"""The losses and their weights."""
DIFFERENCES = {"states": 1.0, "tags": 1.0, "names": 1.0, "links": 0.03, "antecedents": 0.3}
"""The differences from a teacher and their weights."""
LEAST_TAGGED = 500
"""Least number of words by which a step's tag loss is divided, so that a few annotated words do not weigh more."""


def loss_of(network: Network, batch: list[tuple[Example, int]], *, noise: random.Random) -> tuple[Tensor, list[float]]:
    """Loss of a batch, and its components in the order of ``LOSSES``."""
    device = network.tags.weight.device
    states = encode(network, batch, noise=noise)
    tags = torch.from_numpy(np.concatenate([chunk.tags for chunk, _ in batch])).to(device)
    weights = torch.from_numpy(np.concatenate([chunk.weights for chunk, _ in batch])).to(device)
    logits = network.tags(network.dropout(torch.cat(states)))
    tag_loss = (F.cross_entropy(logits, tags, reduction="none") * weights).sum() / weights.sum().clamp(min=LEAST_TAGGED)
    links = [
        _link(network, chunk, network.dropout(state), noise=noise)
        for (chunk, _), state in zip(batch, states, strict=True)
        if chunk.anchors
    ]
    link_loss = tag_loss.new_zeros(())
    if links:
        emissions, labels = (torch.cat(parts) for parts in zip(*links, strict=True))
        link_loss = crf_loss(emissions, labels, network.linker.transitions).mean()
    dropped = [network.dropout(state) for state in states]
    name_loss = _name_loss(network, batch, torch.cat(dropped))
    parts = [tag_loss, link_loss, name_loss, _antecedent_loss(network, batch, dropped)]
    total = torch.stack([weight * part for weight, part in zip(LOSSES.values(), parts, strict=True)]).sum()
    return total, [float(part.detach()) for part in parts]


def _name_loss(network: Network, batch: list[tuple[Example, int]], states: Tensor) -> Tensor:
    classes = torch.from_numpy(np.concatenate([chunk.names for chunk, _ in batch])).to(states.device)
    logs = network.names(states).log_softmax(-1)
    named_loss = F.nll_loss(logs, classes.clamp(min=0), reduction="none")
    person = torch.logsumexp(logs[:, NAMES["person"] : NAMES["person"] + 2], -1)
    other_loss = -torch.log1p(-person.exp().clamp(max=1 - 1e-4))
    loss = torch.where(classes >= 0, named_loss, torch.where(classes == NOT_PERSON, other_loss, 0.0))
    return loss.sum() / (classes != UNMARKED).sum().clamp(min=LEAST_TAGGED)


def _antecedent_loss(network: Network, batch: list[tuple[Example, int]], states: list[Tensor]) -> Tensor:
    """Negative log likelihood of choosing a right candidate, or none where no candidate is right; mean over a batch."""
    losses = []
    for (chunk, _), state in zip(batch, states, strict=True):
        anaphors = [anaphor for anaphor in chunk.anaphors if anaphor.candidates]
        for anaphor, odds in zip(anaphors, _antecedent_odds(network, chunk, state), strict=True):
            able = torch.tensor([not any(anaphor.right), *anaphor.right], device=state.device)
            losses.append(torch.logsumexp(odds, 0) - torch.logsumexp(odds[able], 0))
    return torch.stack(losses).mean() if losses else states[0].new_zeros(())


def _antecedent_odds(network: Network, chunk: Example, state: Tensor) -> list[Tensor]:
    """Log odds of "none", which are zero, and of each candidate, for each anaphor that has candidates.

    *Shape:* state [words, 384]; each [1 + candidates].
    """
    anaphors = [anaphor for anaphor in chunk.anaphors if anaphor.candidates]
    if not anaphors:
        return []
    counts = [len(anaphor.candidates) for anaphor in anaphors]
    left = torch.tensor([anaphor.word for anaphor in anaphors], device=state.device)
    right = torch.tensor([word for anaphor in anaphors for word in anaphor.candidates], device=state.device)
    block = torch.from_numpy(chunk.words.block).to(state.device)
    repeated = left.repeat_interleave(torch.tensor(counts, device=state.device))
    return [F.pad(scores, (1, 0)) for scores in network.pairs(state, block, repeated, right).split(counts)]


def likeness_of(network: Network, teacher: Network, batch: list[tuple[Example, int]]) -> tuple[Tensor, list[float]]:
    """Loss of a batch by its difference from ``teacher``, and its components in the order of ``DIFFERENCES``.

    The word vectors are compared, relative to their variance, and so is what the heads compute from them: the
    probabilities of tags, names, labels around cues, and antecedents. Which words are cues and anaphors is all that is
    taken from labels. No pieces are masked, since the network is to compute what its teacher computes.
    """
    states = encode(network, batch)
    with torch.no_grad():
        expected_states = encode(teacher, batch)
        expected = _predict(teacher, batch, expected_states)
    goal = torch.cat(expected_states)
    parts = [F.mse_loss(torch.cat(states), goal) / goal.var()]
    for logs, expected_logs in zip(_predict(network, batch, states), expected, strict=True):
        divergences = [
            F.kl_div(log, expected_log, reduction="none", log_target=True).flatten(1).sum(1)
            for log, expected_log in zip(logs, expected_logs, strict=True)
        ]
        parts.append(torch.cat(divergences).mean() if divergences else goal.new_zeros(()))
    total = torch.stack([weight * part for weight, part in zip(DIFFERENCES.values(), parts, strict=True)]).sum()
    return total, [float(part.detach()) for part in parts]


def _predict(network: Network, batch: list[tuple[Example, int]], states: list[Tensor]) -> list[list[Tensor]]:
    """Logarithms of the probabilities of tags, names, labels around cues, and antecedents: arrays of rows for each.

    *Shape:* [words, classes] for tags and names, [cues, 161, 4] for labels, [1, 1 + candidates] for antecedents.
    """
    all_states = torch.cat(states)
    links, antecedents = [], []
    for (chunk, _), state in zip(batch, states, strict=True):
        if chunk.anchors:
            anchors = torch.tensor([cue[0] for cue, _ in chunk.anchors], device=state.device)
            emissions, inside = network.linker(state, torch.from_numpy(chunk.words.block).to(state.device), anchors)
            links.append(constrain(emissions, inside).log_softmax(-1))
        antecedents += [odds.log_softmax(0)[None] for odds in _antecedent_odds(network, chunk, state)]
    return [[network.tags(all_states).log_softmax(-1)], [network.names(all_states).log_softmax(-1)], links, antecedents]


def encode(network: Network, batch: list[tuple[Example, int]], *, noise: random.Random | None = None) -> list[Tensor]:
    """Encode each chunk, with 3% of the pieces masked if ``noise`` is given. *Shape:* [words, 384] each."""
    rows: list[tuple[int, Words, tuple[int, int]]] = []
    for index, (chunk, first) in enumerate(batch):
        rows.extend(
            (index, chunk.words, window) for window in pack_windows(chunk.words, limit=WINDOW, first_limit=first)
        )
    pieces: list[Ints] = []
    features: list[Ints] = []
    heads: list[list[Ints]] = [[] for _ in batch]
    kept_pieces: list[Ints] = []
    piece_offset = word_offset = 0
    for index, words, (start, end) in rows:
        span = words.first_piece[start : end + 1]
        pieces.append(np.concatenate([[CLS], words.pieces[span[0] : span[-1]], [SEP]]))
        features.append(np.pad(np.repeat(words.features[start:end], np.diff(span), axis=0), ((1, 1), (0, 0))))
        kept_pieces.append(
            np.concatenate(
                [[piece_offset], piece_offset + 1 + span[:-1] - span[0], [piece_offset + len(pieces[-1]) - 1]]
            )
        )
        heads[index].append(word_offset + np.arange(1, len(kept_pieces[-1]) - 1))
        piece_offset += len(pieces[-1])
        word_offset += len(kept_pieces[-1])
    flat = np.concatenate(pieces)
    if noise:
        hidden = np.random.default_rng(noise.getrandbits(32)).random(len(flat)) < MASKED
        flat[hidden & (flat != CLS) & (flat != SEP)] = MASK

    def tensor(array: NDArray[Any]) -> Tensor:
        return torch.from_numpy(array).to(network.tags.weight.device)

    def layout(sizes: list[int]) -> Layout:
        mask = np.arange(max(sizes)) < np.array(sizes)[:, None]
        return Layout(tensor(mask), tensor(np.flatnonzero(mask)))

    states = network.encoder(
        tensor(flat),
        tensor(np.concatenate(features)),
        tensor(np.concatenate([np.arange(len(row)) for row in pieces])),
        tensor(np.concatenate(kept_pieces)),
        (layout([len(row) for row in pieces]), layout([len(row) for row in kept_pieces])),
    )
    return [states[tensor(np.concatenate(positions))] for positions in heads]


def _link(network: Network, chunk: Example, state: Tensor, *, noise: random.Random) -> tuple[Tensor, Tensor]:
    """Emissions around one word of each cue of ``chunk``, and the gold labels."""
    device = state.device
    anchors = torch.tensor([noise.choice(cue) for cue, _ in chunk.anchors], device=device)
    emissions, inside = network.linker(state, torch.from_numpy(chunk.words.block).to(device), anchors)
    labels = torch.from_numpy(np.stack([labels for _, labels in chunk.anchors])).to(device)
    positions = (anchors[:, None] + torch.arange(-LEFT, RIGHT + 1, device=device)).clamp(0, len(chunk.words) - 1)
    return constrain(emissions, inside), labels.gather(1, positions) * inside
