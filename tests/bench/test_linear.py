"""Texts of one kind and the table of their CPU times, with a small reader instead of the model."""

from __future__ import annotations

import json

import pytest

from bench import linear
from bench.linear import KINDS, STAGES, measure, ordinary_text, text_of_kind
from bench.pace import TimesItself
from onrecord.statements import StatementReader


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_of_one_kind_has_its_length_and_is_the_same_each_time(kind: str) -> None:
    text = text_of_kind(kind, 30_000)
    assert len(text) == 30_000
    assert text == text_of_kind(kind, 30_000)
    assert text.startswith(ordinary_text(20_000))
    assert not text.startswith(ordinary_text(25_000))


def test_ordinary_text_goes_on_over_and_over() -> None:
    assert len(ordinary_text(200_000)) == 200_000
    assert ordinary_text(200_000)[:50_000] == ordinary_text(50_000)


def test_every_stage_is_timed(finder: TimesItself) -> None:
    seconds = measure(ordinary_text(3_000), finder)
    assert tuple(seconds) == STAGES
    assert all(taken >= 0 for taken in seconds.values())


@pytest.mark.parametrize(
    ("growth", "cost", "code"), [(1.2, 1.4, 0), (1.4, 1.4, 1), (1.2, 1.6, 1)], ids=["linear", "growing", "slow kind"]
)
def test_growth_or_cost_over_its_bar_fails(
    growth: float,
    cost: float,
    code: int,
    finder: TimesItself,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def seconds(text: str, reader: TimesItself) -> dict[str, float]:
        slow = growth if len(text) == 9_000 else cost if not ordinary_text(25_000).startswith(text[:25_000]) else 1.0
        return dict.fromkeys(STAGES, slow * len(text.split()))

    monkeypatch.setattr(linear, "measure", seconds)
    monkeypatch.setattr(StatementReader, "load", lambda *, threads: finder)
    options = ["--lengths", "3000", "9000", "--kinds", "ages", "--length", "25000", "--json"]
    words = len(text_of_kind("ages", 25_000).split()) / len(ordinary_text(25_000).split())
    monkeypatch.setattr(linear, "MAX_COST", 1.5 * words)
    assert linear.main(options) == code
    shown = json.loads(capsys.readouterr().out)
    assert shown["microseconds_a_word"]["9000"]["people"] == pytest.approx(1e6 * growth)
    assert set(shown["seconds"]) == {"ordinary text", "ages"}
