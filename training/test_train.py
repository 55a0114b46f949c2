"""A run that is interrupted and resumed gives the same weights as an uninterrupted run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from onrecord.encoder.model import Model
from training import train
from training.corpora import Anaphor, Example, example, mark_names
from training.losses import DIFFERENCES, LOSSES
from training.network import SIZES, Network

STEPS = 6


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> train.Plan:
    """A plan of ``STEPS`` steps on one invented article, with a checkpoint after each."""
    article = invented()
    monkeypatch.setattr(train, "load_examples", lambda tokenizer: [[article], [article]])
    monkeypatch.setattr(train, "load_name_corpora", lambda tokenizer: {})
    monkeypatch.setattr(train, "SAVE_STEPS", 1)
    monkeypatch.setattr("training.batches.STEP", len(article.words.pieces))
    torch.manual_seed(5)
    torch.save({"average": Network(SIZES[:3]).state_dict()}, tmp_path / "start.pt")
    return train.Plan(tmp_path / "whole", epochs=STEPS / 2, start=tmp_path / "start.pt", rate=1e-3)


def invented() -> Example:
    text = "Harbour news\nMara Tolven said the bridge would open.\nShe was glad."
    statement = {"content": [[30, 53]], "source": [[13, 24]], "cue": [[25, 29]]}
    article = example(
        {"id": "a", "text": text, "statements": [statement]}, tokenizer=Model.load().tokenizer, thoughts=True
    )
    article.names[:] = 0
    mark_names(article, [(13, 24, "person")])
    article.anaphors.append(Anaphor(12, (3, 7), (True, False)))
    return article


def run(plan: train.Plan, *, stop_after: int = STEPS) -> dict[str, torch.Tensor]:
    plan.out.mkdir(exist_ok=True)
    worker = train.Worker(0, plan, None, None)
    step = worker.step

    def stopping(batch: train.Batch, *, done: float) -> list[float]:
        if worker.progress.steps == stop_after:
            raise KeyboardInterrupt
        return step(batch, done=done)

    worker.step = stopping  # type: ignore[method-assign]
    worker.train()
    return worker.network.state_dict()


def test_resumed_run_equals_the_whole_run(plan: train.Plan) -> None:
    uninterrupted = run(plan)
    stopped = replace(plan, out=plan.out.parent / "stopped")
    with pytest.raises(KeyboardInterrupt):
        run(stopped, stop_after=STEPS // 2)
    resumed = run(stopped)
    assert all(torch.equal(weight, resumed[name]) for name, weight in uninterrupted.items())
    assert {path.name for path in plan.out.iterdir()} == {"checkpoint.pt", "halfway.pt"}


def test_time_ends_a_run_as_steps_do() -> None:
    plan = train.Plan(Path(), epochs=1, minutes=10)
    assert train.Progress(steps=10, seconds=60).share(plan, steps=100) == pytest.approx(0.1)
    assert train.Progress(steps=10, seconds=300).share(plan, steps=100) == pytest.approx(0.5)
    assert train.Progress(steps=10, seconds=900).share(plan, steps=100) == 1


def test_losses_fall(plan: train.Plan) -> None:
    worker = train.Worker(0, plan, None, None)
    batch = [(invented(), 20)]
    losses = [np.dot(worker.step(batch, done=0.5), list(LOSSES.values())) for _ in range(STEPS)]
    assert losses[-1] < losses[0]


def test_a_network_comes_to_compute_what_its_teacher_does(plan: train.Plan) -> None:
    torch.manual_seed(6)
    torch.save({"average": Network(SIZES[:3]).state_dict()}, plan.out.parent / "teacher.pt")
    worker = train.Worker(0, replace(plan, teacher=plan.out.parent / "teacher.pt"), None, None)
    linker = worker.network.linker.token.weight.clone()
    batch = [(invented(), 20)]
    losses = [np.dot(worker.step(batch, done=0.5), list(DIFFERENCES.values())) for _ in range(STEPS)]
    assert losses[-1] < losses[0]
    assert torch.equal(worker.network.linker.token.weight, linker)
