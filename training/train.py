"""Fine-tune the encoder and its heads on the corpora. An interrupted run resumes from its last checkpoint.

    python -m training.train --out build/model --start build/model/start.pt --epochs 4 --minutes 120

It needs no accelerator: by default two processes of one thread each share every step.
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
from torch import Tensor

from training.batches import batches, load_examples, load_name_corpora
from training.corpora import Example
from training.losses import DIFFERENCES, LOSSES, likeness_of, loss_of
from training.network import Network, load_averaged, load_pretrained
from training.quantise import set_rounding
from training.weights import START, load_tokenizer

AVERAGE = 0.998
"""Decay of the averaged weights in each step."""
WARM_UP = 0.06
"""Share of a run in which the learning rate rises."""
SAVE_STEPS = 100
"""Steps between checkpoints: two to five minutes on two cores."""
LOG_STEPS = 50

Batch = list[tuple[Example, int]]


@dataclass(frozen=True, slots=True)
class Plan:
    """A training run: it ends after ``epochs`` or ``minutes``, whichever comes first; learning rates are scheduled for
    that."""

    out: Path
    epochs: float
    minutes: float = float("inf")
    workers: int = 1
    seed: int = 1
    start: Path | None = None
    teacher: Path | None = None
    """A checkpoint whose network is imitated, instead of learning from labels. Only the encoder learns: the heads fit
    its word vectors already."""
    rate: float = 2e-4
    """Learning rate of the top layer of the encoder; each layer below has ``decay`` times the rate of the layer above.
    """
    decay: float = 0.9
    rounding_from: float = 0.4
    """Share of the run after which weights and activations are rounded as in the exported graphs."""


@dataclass(slots=True)
class Progress:
    """Steps and seconds of a run, over all its starts."""

    steps: int = 0
    seconds: float = 0.0

    def share(self, plan: Plan, *, steps: int) -> float:
        """Completed share of ``plan`` if it has ``steps`` in all, 0 to 1."""
        return min(1.0, max(self.steps / steps, self.seconds / 60 / plan.minutes))


class Worker:
    """One process of a run. ``shared`` [workers, parameters + 1] sums gradients and seconds."""

    def __init__(self, rank: int, plan: Plan, shared: Tensor | None, barrier: Any) -> None:
        self.rank, self.plan, self.shared, self.barrier = rank, plan, shared, barrier
        torch.manual_seed(plan.seed)
        self.network = start_network(plan)
        self.teacher = load_teacher(plan)
        self.losses = DIFFERENCES if self.teacher else LOSSES
        self.network.to("cuda" if torch.cuda.is_available() else "cpu")
        self.optimizer = torch.optim.AdamW(parameter_groups(self.network, plan), weight_decay=0.01)
        self.trained = [parameter for parameter in self.network.parameters() if parameter.requires_grad]
        self.average = {name: value.detach().clone() for name, value in self.network.state_dict().items()}
        self.progress = Progress()

    def train(self) -> None:
        """Train from the last checkpoint, if there is one, to the end of the plan."""
        plan, progress = self.plan, self.progress
        tokenizer = load_tokenizer()
        chunks, name_corpora = load_examples(tokenizer), load_name_corpora(tokenizer)
        first = batches(chunks, name_corpora, workers=plan.workers, seed=plan.seed, epoch=0)
        steps = int(plan.epochs * (len(first) // plan.workers))
        self.resume()
        self.tell(f"{sum(size_of(batch) for batch in first)} pieces an epoch, {steps} steps, at {progress.steps}")
        sums, pieces, began = np.zeros(len(self.losses)), 0, time.monotonic()
        for batch in _stream(chunks, name_corpora, plan=plan, rank=self.rank, step=progress.steps):
            done = progress.share(plan, steps=steps)
            if done >= 1:
                break
            sums += self.step(batch, done=done)
            pieces += size_of(batch) * plan.workers
            if progress.steps % LOG_STEPS == 0:
                means = " ".join(f"{name} {mean:.4f}" for name, mean in zip(self.losses, sums / LOG_STEPS, strict=True))
                speed = pieces / (time.monotonic() - began)
                self.tell(f"step {progress.steps}, {done:.0%}: {means}; {speed:.0f} pieces a second")
                sums[:] = 0
            self.keep(done, progress.share(plan, steps=steps))

    def step(self, batch: Batch, *, done: float) -> list[float]:
        """Train on ``batch`` and those of the other processes; return the losses."""
        began = time.monotonic()
        set_rounding(self.network, on=done >= self.plan.rounding_from)
        for group in self.optimizer.param_groups:
            group["lr"] = group["initial"] * _schedule(done)
        noise = random.Random(f"{self.plan.seed}/{self.progress.steps}/{self.rank}")
        torch.manual_seed(noise.getrandbits(32))  # seeds dropout, so that a resumed run equals an uninterrupted one
        if self.teacher:
            loss, parts = likeness_of(self.network, self.teacher, batch)
        else:
            loss, parts = loss_of(self.network, batch, noise=noise)
        self.optimizer.zero_grad()
        loss.backward()
        self.share(seconds=self.progress.seconds + time.monotonic() - began)
        torch.nn.utils.clip_grad_norm_(self.trained, 2.0)
        self.optimizer.step()
        self.progress.steps += 1
        self.update_average(min(AVERAGE, self.progress.steps / (self.progress.steps + 10)))
        return parts

    def share(self, *, seconds: float) -> None:
        """Average gradients and seconds over all processes."""
        self.progress.seconds = seconds
        if self.shared is None:
            return
        flat = [*(_gradient(parameter).flatten() for parameter in self.trained), torch.tensor([seconds])]
        self.shared[self.rank].copy_(torch.cat(flat))
        self.barrier.wait()
        mean = self.shared.mean(0)
        self.barrier.wait()
        offset = 0
        for parameter in self.trained:
            size = parameter.numel()
            parameter.grad = mean[offset : offset + size].view_as(parameter)
            offset += size
        self.progress.seconds = float(mean[offset])

    @torch.no_grad()
    def update_average(self, decay: float) -> None:
        for name, value in self.network.state_dict().items():
            if name != "encoder.word.weight":  # not trained
                self.average[name].lerp_(value, 1 - decay)

    def keep(self, before: float, after: float) -> None:
        """Write checkpoints at intervals and at the end, and halfway through the averaged weights that the export
        joins."""
        if self.rank:
            return
        if self.progress.steps % SAVE_STEPS == 0 or after >= 1:
            self.save()
        if before < 0.5 <= after:
            torch.save({"average": self.average}, self.plan.out / "halfway.pt")

    def save(self) -> None:
        part = self.plan.out / "checkpoint.part"
        state = {
            "steps": self.progress.steps,
            "seconds": self.progress.seconds,
            "network": self.network.state_dict(),
            "average": self.average,
            "optimizer": self.optimizer.state_dict(),
        }
        torch.save(state, part)
        part.replace(self.plan.out / "checkpoint.pt")

    def resume(self) -> None:
        path = self.plan.out / "checkpoint.pt"
        if path.exists():
            state = torch.load(path, weights_only=True)
            self.network.load_state_dict(state["network"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.average.update(state["average"])
            self.progress.steps, self.progress.seconds = state["steps"], state["seconds"]

    def tell(self, line: str) -> None:
        if self.rank == 0:
            print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


def start_network(plan: Plan) -> Network:
    """The network that ``plan`` starts from."""
    if plan.start:
        return load_averaged([plan.start]).train()
    network = Network()
    load_pretrained(network, START)
    return network


def load_teacher(plan: Plan) -> Network | None:
    """The network that ``plan`` imitates, if any, rounded as in the exported graphs."""
    if not plan.teacher:
        return None
    teacher = load_averaged([plan.teacher])
    set_rounding(teacher, on=True)
    return teacher.requires_grad_(False)


def parameter_groups(network: Network, plan: Plan) -> list[dict[str, Any]]:
    network.encoder.word.weight.requires_grad_(False)
    if plan.teacher:
        for head in (network.tags, network.names, network.linker, network.pairs):
            head.requires_grad_(False).eval()
    groups: list[dict[str, Any]] = []
    encoder = network.encoder
    depth = len(encoder.layers)
    low = plan.rate * plan.decay**depth
    groups.append({"params": [encoder.position.weight, *encoder.norm.parameters()], "lr": low})
    for index, layer in enumerate(encoder.layers):
        groups.append({"params": list(layer.parameters()), "lr": plan.rate * plan.decay ** (depth - 1 - index)})
    heads = [network.tags, network.names, network.linker, encoder.extra]
    groups.append({"params": [weight for head in heads for weight in head.parameters()], "lr": 5 * plan.rate})
    groups.append({"params": list(network.pairs.parameters()), "lr": 1e-3})
    for group in groups:
        group["initial"] = group["lr"]
    return groups


def size_of(batch: Batch) -> int:
    """Number of wordpieces in ``batch``."""
    return sum(len(chunk.words.pieces) for chunk, _ in batch)


def _schedule(done: float) -> float:
    return min(done / WARM_UP, (1 - done) / (1 - WARM_UP), 1.0)


def _stream(
    chunks: list[list[Example]], name_corpora: dict[str, list[Example]], *, plan: Plan, rank: int, step: int
) -> Iterator[Batch]:
    """Iterate over the batches of this process from ``step`` on, endlessly."""
    epoch, skip = 0, step
    while True:
        own_batches = batches(chunks, name_corpora, workers=plan.workers, seed=plan.seed, epoch=epoch)[
            rank :: plan.workers
        ]
        yield from own_batches[skip:]
        skip = max(0, skip - len(own_batches))
        epoch += 1


def _gradient(parameter: Tensor) -> Tensor:
    return parameter.grad if parameter.grad is not None else torch.zeros_like(parameter)


def run(rank: int, plan: Plan, shared: Tensor | None, barrier: Any) -> None:
    """Train as one of ``plan.workers`` processes, each on its own core."""
    if not torch.cuda.is_available():
        torch.set_num_threads(1)
        torch.set_float32_matmul_precision("medium")  # products in bfloat16 where the processor has them
        if plan.workers > 1:
            os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[rank]})
    Worker(rank, plan, shared, barrier).train()


def read_plan() -> Plan:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints; a run goes on from its last")
    parser.add_argument("--start", type=Path, help="a checkpoint to start from, instead of all-MiniLM-L6-v2")
    parser.add_argument("--teacher", type=Path, help="a checkpoint to imitate, instead of learning from labels")
    parser.add_argument("--epochs", type=float, default=9)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="end after so many, if not earlier")
    parser.add_argument("--workers", type=int, default=1 if torch.cuda.is_available() else min(2, os.cpu_count() or 1))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=2e-4, help="learning rate of the encoder's uppermost layer")
    parser.add_argument("--rounding-from", type=float, default=0.4, help="share of the run before rounding begins")
    return Plan(**vars(parser.parse_args()))


def main() -> None:
    plan = read_plan()
    plan.out.mkdir(parents=True, exist_ok=True)
    if plan.workers == 1:
        run(0, plan, None, None)
        return
    network = start_network(plan)
    parameter_groups(network, plan)
    size = sum(parameter.numel() for parameter in network.parameters() if parameter.requires_grad)
    context = torch.multiprocessing.get_context("spawn")
    shared = torch.zeros(plan.workers, size + 1).share_memory_()
    torch.multiprocessing.spawn(run, (plan, shared, context.Barrier(plan.workers)), nprocs=plan.workers)


if __name__ == "__main__":
    main()
