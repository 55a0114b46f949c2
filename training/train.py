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
from tokenizers import Tokenizer
from torch import Tensor

from training.batches import batches, load_examples, load_others
from training.corpora import Example
from training.losses import loss_of
from training.network import Network, load_pretrained
from training.weights import START, TOKENIZER

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
    began, seen, sums = time.time(), 0, np.zeros(4)
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
            means = dict(zip(("tags", "links", "names", "who"), (sums / 50).round(4).tolist(), strict=True))
            print(
                f"{time.strftime('%H:%M:%S')} epoch {epoch} step {step}/{steps} {means} {speed:.0f} pieces/s",
                flush=True,
            )
            sums[:] = 0
        if rank == 0:
            _keep(plan, network, optimizer, average, (step, steps))


def _keep(plan: Plan, network: Network, optimizer: Any, average: dict[str, Tensor], at: tuple[int, int]) -> None:
    """Write what there is to go on from now and then, and the average of halfway to be joined with that of the end."""
    step, steps = at
    if step % 300 == 0 or step == steps:
        _save(plan, network, optimizer, average, step)
    if step == steps // 2:
        torch.save({"layers": plan.layers, "average": average}, plan.out / "halfway.pt")


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
