"""Fine-tune the encoder and its heads on the corpora. Resumable; needs no accelerator.

    python -m training.train --out build/model --epochs 9

On a machine without an accelerator two processes of one thread each share every step.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from onrecord.statements.windows import pack
from onrecord.statements.words import Ints, Words
from training.batches import WINDOW, batches, load_examples, load_others
from training.corpora import NAMES, NOT_PERSON, UNMARKED, Example
from training.network import LEFT, RIGHT, Layout, Network, constrain, crf_loss, load_pretrained
from training.weights import START, TOKENIZER

CLS, SEP, MASK = 101, 102, 103
MASKED = 0.03
TAG_WEIGHT, LINK_WEIGHT, NAME_WEIGHT, WHO_WEIGHT, KIN_WEIGHT = 6.0, 0.3, 6.0, 0.5, 0.5
LEAST_TAGGED = 500
"""Words that a step's tag loss is at least spread over: a few annotated ones among many others are not to count more."""
AVERAGE = 0.998


@dataclass(frozen=True)
class Plan:
    out: Path
    epochs: float
    workers: int
    layers: int
    seed: int
    start: Path | None = None
    rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.9


def loss_of(network: Network, batch: list[tuple[Example, int]], *, noise: random.Random) -> tuple[Tensor, list[float]]:
    """Loss of a batch, and the means that it is made of: tags, links, names, antecedents, kinship."""
    device = network.tags.weight.device
    states = _encode(network, batch, noise=noise)
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
        emissions, wanted = (torch.cat(parts) for parts in zip(*links, strict=True))
        link_loss = crf_loss(emissions, wanted, network.linker.transitions).mean()
    dropped = [network.dropout(state) for state in states]
    name_loss = _name_loss(network, batch, torch.cat(dropped))
    who_loss, kin_loss = _pair_losses(network, batch, dropped)
    parts = [tag_loss, link_loss, name_loss, who_loss, kin_loss]
    weighted = zip((TAG_WEIGHT, LINK_WEIGHT, NAME_WEIGHT, WHO_WEIGHT, KIN_WEIGHT), parts, strict=True)
    total = torch.stack([weight * part for weight, part in weighted]).sum()
    return total, [float(part.detach()) for part in parts]


def _name_loss(network: Network, batch: list[tuple[Example, int]], states: Tensor) -> Tensor:
    wanted = torch.from_numpy(np.concatenate([chunk.names for chunk, _ in batch])).to(states.device)
    logs = network.names(states).log_softmax(-1)
    marked = F.nll_loss(logs, wanted.clamp(min=0), reduction="none")
    person = torch.logsumexp(logs[:, NAMES["person"] : NAMES["person"] + 2], -1)
    others = -torch.log1p(-person.exp().clamp(max=1 - 1e-4))
    loss = torch.where(wanted >= 0, marked, torch.where(wanted == NOT_PERSON, others, 0.0))
    return loss.sum() / (wanted != UNMARKED).sum().clamp(min=LEAST_TAGGED)


def _pair_losses(network: Network, batch: list[tuple[Example, int]], states: list[Tensor]) -> tuple[Tensor, Tensor]:
    """Of antecedents: that one of the right candidates, or nobody where there is none, is chosen. Of kinship: that
    an allowed relation is."""
    zero = states[0].new_zeros(())
    who, kin = [], []
    for (chunk, _), state in zip(batch, states, strict=True):
        anaphors = [one for one in chunk.anaphors if one.candidates]
        left = [one.word for one in anaphors for _ in one.candidates] + [pair.left for pair in chunk.pairs]
        right = [word for one in anaphors for word in one.candidates] + [pair.right for pair in chunk.pairs]
        if not left:
            continue
        block = torch.from_numpy(chunk.words.block).to(state.device)
        index = [torch.tensor(words, device=state.device) for words in (left, right)]
        scores, relations = network.pairs(state, block, *index)
        at = 0
        for one in anaphors:
            mine = torch.cat([zero[None], scores[at : at + len(one.candidates)]])
            able = torch.tensor([not any(one.right), *one.right], device=state.device)
            who.append(torch.logsumexp(mine, 0) - torch.logsumexp(mine[able], 0))
            at += len(one.candidates)
        for pair, logs in zip(chunk.pairs, relations[at:].log_softmax(-1), strict=True):
            kin.append(-torch.logsumexp(logs[torch.tensor(sorted(pair.allowed), device=state.device)], 0))
    return torch.stack(who).mean() if who else zero, torch.stack(kin).mean() if kin else zero


def _encode(network: Network, batch: list[tuple[Example, int]], *, noise: random.Random) -> list[Tensor]:
    """States of each chunk's words, [words, 384] each."""
    rows: list[tuple[int, Words, tuple[int, int]]] = []
    for index, (chunk, first) in enumerate(batch):
        rows.extend((index, chunk.words, window) for window in pack(chunk.words, limit=WINDOW, first=first))
    pieces: list[Ints] = []
    features: list[Ints] = []
    heads: list[list[Ints]] = [[] for _ in batch]
    kept: list[Ints] = []
    at = kept_at = 0
    for index, words, (start, end) in rows:
        span = words.first[start : end + 1]
        pieces.append(np.concatenate([[CLS], words.pieces[span[0] : span[-1]], [SEP]]))
        features.append(np.pad(np.repeat(words.features[start:end], np.diff(span), axis=0), ((1, 1), (0, 0))))
        kept.append(np.concatenate([[at], at + 1 + span[:-1] - span[0], [at + len(pieces[-1]) - 1]]))
        heads[index].append(kept_at + np.arange(1, len(kept[-1]) - 1))
        at += len(pieces[-1])
        kept_at += len(kept[-1])
    flat = np.concatenate(pieces)
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
        tensor(np.concatenate(kept)),
        (layout([len(row) for row in pieces]), layout([len(row) for row in kept])),
    )
    return [states[tensor(np.concatenate(positions))] for positions in heads]


def _link(network: Network, chunk: Example, state: Tensor, *, noise: random.Random) -> tuple[Tensor, Tensor]:
    """Emissions around one word of each cue of ``chunk``, and the labels wanted there."""
    device = state.device
    anchors = torch.tensor([noise.choice(cue) for cue, _ in chunk.anchors], device=device)
    emissions, inside = network.linker(state, torch.from_numpy(chunk.words.block).to(device), anchors)
    labels = torch.from_numpy(np.stack([labels for _, labels in chunk.anchors])).to(device)
    at = (anchors[:, None] + torch.arange(-LEFT, RIGHT + 1, device=device)).clamp(0, len(chunk.words) - 1)
    return constrain(emissions, inside), labels.gather(1, at) * inside


def parameter_groups(network: Network, plan: Plan) -> list[dict[str, Any]]:
    network.encoder.word.weight.requires_grad_(False)
    groups: list[dict[str, Any]] = []
    encoder = network.encoder
    depth = len(encoder.layers)
    low = plan.rate * plan.decay**depth
    groups.append({"params": [encoder.position.weight, *encoder.norm.parameters()], "lr": low})
    for index, layer in enumerate(encoder.layers):
        groups.append({"params": list(layer.parameters()), "lr": plan.rate * plan.decay ** (depth - 1 - index)})
    heads = [*encoder.extra.parameters(), *network.tags.parameters(), *network.linker.parameters()]
    groups.append({"params": heads, "lr": plan.head_rate})
    groups.append({"params": [*network.names.parameters(), *network.pairs.parameters()], "lr": 1e-3})
    for group in groups:
        group["initial"] = group["lr"]
    return groups


def _schedule(progress: float) -> float:
    return min(progress / 0.06, (1 - progress) / 0.94, 1.0)


def run(rank: int, plan: Plan, shared: Tensor | None, barrier: Any) -> None:
    """Train as one of ``plan.workers`` processes. ``shared`` [workers, parameters] is where gradients are added up."""
    if not torch.cuda.is_available():
        torch.set_num_threads(1 if plan.workers > 1 else os.cpu_count() or 1)
        if plan.workers > 1:
            os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[rank]})
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(plan.seed)
    network = Network(layers=plan.layers)
    load_pretrained(network, START)
    if plan.start:
        network.load_state_dict(torch.load(plan.start, map_location="cpu", weights_only=True)["average"], strict=False)
    network.to(device)
    optimizer = torch.optim.AdamW(parameter_groups(network, plan), weight_decay=0.01)
    trained = [parameter for parameter in network.parameters() if parameter.requires_grad]
    average = {name: value.detach().clone() for name, value in network.state_dict().items()}
    tokenizer = Tokenizer.from_file(str(TOKENIZER))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    chunks, others = load_examples(tokenizer), load_others(tokenizer)
    first = batches(chunks, others, workers=plan.workers, seed=plan.seed, epoch=0)
    steps = int(plan.epochs * (len(first) // plan.workers))
    step = _resume(plan, network, optimizer, average)
    if rank == 0:
        pieces = sum(len(chunk.words.pieces) for step_ in first for chunk, _ in step_)
        print(f"{len(chunks)} chunks of statements, { {name: len(c) for name, c in others.items()} }, "
              f"{pieces} pieces an epoch, {steps} steps", flush=True)  # fmt: skip
    torch.manual_seed(plan.seed + 1000 * rank + step)
    began, seen, sums = time.time(), 0, np.zeros(5)
    for epoch, batch in _stream(chunks, others, plan=plan, rank=rank, step=step):
        if step >= steps:
            break
        rate = _schedule(step / steps)
        for group in optimizer.param_groups:
            group["lr"] = group["initial"] * rate
        loss, parts = loss_of(network, batch, noise=random.Random(f"{plan.seed}/{step}/{rank}"))
        optimizer.zero_grad()
        loss.backward()
        _share(trained, rank=rank, shared=shared, barrier=barrier)
        torch.nn.utils.clip_grad_norm_(trained, 2.0)
        optimizer.step()
        step += 1
        _update(average, network, min(AVERAGE, step / (step + 10)))
        seen += sum(len(chunk.words.pieces) for chunk, _ in batch)
        sums += parts
        if rank == 0 and step % 50 == 0:
            speed = seen * plan.workers / (time.time() - began)
            means = dict(zip(("tags", "links", "names", "who", "kin"), (sums / 50).round(4).tolist(), strict=True))
            print(
                f"{time.strftime('%H:%M:%S')} epoch {epoch} step {step}/{steps} {means} {speed:.0f} pieces/s",
                flush=True,
            )
            sums[:] = 0
        if rank == 0 and (step % 300 == 0 or step == steps):
            _save(plan, network, optimizer, average, step)


def _stream(
    chunks: list[list[Example]], others: dict[str, list[Example]], *, plan: Plan, rank: int, step: int
) -> Iterator[tuple[int, list[tuple[Example, int]]]]:
    """The batches of this process, from ``step`` on, without end."""
    epoch, skip = 0, step
    while True:
        mine = batches(chunks, others, workers=plan.workers, seed=plan.seed, epoch=epoch)[rank :: plan.workers]
        for batch in mine[skip:]:
            yield epoch, batch
        skip = max(0, skip - len(mine))
        epoch += 1


def _share(trained: list[Tensor], *, rank: int, shared: Tensor | None, barrier: Any) -> None:
    """Make every process's gradients the mean over the processes."""
    if shared is None:
        return
    shared[rank].copy_(torch.cat([_gradient(parameter).flatten() for parameter in trained]))
    barrier.wait()
    mean = shared.mean(0)
    barrier.wait()
    at = 0
    for parameter in trained:
        size = parameter.numel()
        parameter.grad = mean[at : at + size].view_as(parameter)
        at += size


def _gradient(parameter: Tensor) -> Tensor:
    return parameter.grad if parameter.grad is not None else torch.zeros_like(parameter)


@torch.no_grad()
def _update(average: dict[str, Tensor], network: Network, keep: float) -> None:
    for name, value in network.state_dict().items():
        if name != "encoder.word.weight":
            average[name].lerp_(value, 1 - keep)


def _save(plan: Plan, network: Network, optimizer: Any, average: dict[str, Tensor], step: int) -> None:
    part = plan.out / "checkpoint.part"
    torch.save({"step": step, "layers": plan.layers, "network": network.state_dict(), "average": average,
                "optimizer": optimizer.state_dict()}, part)  # fmt: skip
    part.replace(plan.out / "checkpoint.pt")


def _resume(plan: Plan, network: Network, optimizer: Any, average: dict[str, Tensor]) -> int:
    path = plan.out / "checkpoint.pt"
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    network.load_state_dict(state["network"])
    optimizer.load_state_dict(state["optimizer"])
    average.update(state["average"])
    return int(state["step"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for checkpoints; a run goes on from what is there"
    )
    parser.add_argument("--epochs", type=float, default=9)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--workers", type=int, default=1 if torch.cuda.is_available() else 2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from, with a schedule of its own")
    parser.add_argument("--rate", type=float, default=2e-4, help="of the uppermost layer of the encoder")
    given = parser.parse_args()
    rates = {"rate": given.rate, "head_rate": 5 * given.rate}
    plan = Plan(given.out, given.epochs, given.workers, given.layers, given.seed, given.start, **rates)
    plan.out.mkdir(parents=True, exist_ok=True)
    if plan.workers == 1:
        run(0, plan, None, None)
        return
    network = Network(layers=plan.layers)
    parameter_groups(network, plan)
    size = sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)
    context = torch.multiprocessing.get_context("spawn")
    shared = torch.zeros(plan.workers, size).share_memory_()
    torch.multiprocessing.spawn(run, (plan, shared, context.Barrier(plan.workers)), nprocs=plan.workers)


if __name__ == "__main__":
    main()
