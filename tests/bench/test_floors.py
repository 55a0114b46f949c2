"""Floors are raised automatically, and lowered only by name and with a reason, which is stored."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from bench.floors import (
    PATH,
    Figure,
    Floors,
    changed_corpora,
    figures_below_floor,
    load,
    lower_floor,
    raise_floors,
    save,
)

HELD = Floors(
    at_least={"wire.quoted": 0.85, "wire.body": 0.98, "desk.cue": 0.93},
    at_most={"wire.error": 0.05},
    digests={"wire": "aa", "desk": "bb"},
)
TODAY = date(2031, 4, 2)


def quoted(value: float) -> Figure:
    return Figure("wire.quoted", value)


def error(value: float) -> Figure:
    return Figure("wire.error", value, less_is_better=True)


@pytest.mark.parametrize(
    ("figure", "falls"),
    [
        (quoted(0.86), False),
        (quoted(0.85), False),
        (quoted(0.8471), False),  # within 0.003
        (quoted(0.8469), True),
        (error(0.04), False),
        (error(0.0529), False),
        (error(0.0531), True),
        (Figure("wire.new", 0.0), False),  # it has no floor yet
        (Figure("wire.error", 0.0), False),  # more of it is better: another figure than the one with a ceiling
    ],
)
def test_fallen(figure: Figure, *, falls: bool) -> None:
    assert figures_below_floor([figure], HELD) == ([figure] if falls else [])


@pytest.mark.parametrize(
    ("figure", "floor"),
    [
        (quoted(0.87), 0.87),
        (quoted(0.84), 0.85),  # never down
        (quoted(0.849), 0.85),  # not by a hair
        (quoted(0.870049), 0.87),
        (error(0.04), 0.04),
        (error(0.06), 0.05),
        (Figure("wire.new", 0.5), 0.5),
        (Figure("wire.slips", 2, less_is_better=True), 2),
    ],
)
def test_update_raises_and_never_lowers(figure: Figure, floor: float) -> None:
    after = raise_floors([figure], HELD, digests={"wire": "aa", "stringer": "cc"})
    assert after.of(figure) == floor
    assert after.digests == {"wire": "aa", "desk": "bb", "stringer": "cc"}
    assert after.lowered == ()


def test_update_refuses_other_data() -> None:
    with pytest.raises(ValueError, match="desk: not the data on which its floors were measured"):
        raise_floors([quoted(0.9)], HELD, digests={"wire": "aa", "desk": "b0"})


@pytest.mark.parametrize(
    ("digests", "strange"),
    [({"wire": "aa"}, []), ({"wire": "ab", "desk": "bb"}, ["wire"]), ({"stringer": "cc"}, []), ({}, [])],
)
def test_other_data(digests: dict[str, str], strange: list[str]) -> None:
    assert changed_corpora(digests, HELD) == strange


@pytest.mark.parametrize("figure", [quoted(0.8), error(0.07)])
def test_lowering_is_noted(figure: Figure) -> None:
    after = lower_floor(figure.name, [figure], HELD, why=" the scorer changed ", on=TODAY)
    assert after.of(figure) == figure.value
    (note,) = after.lowered
    assert (note.name, note.before, note.after) == (figure.name, HELD.of(figure), figure.value)
    assert (note.why, note.on) == ("the scorer changed", "2031-04-02")


@pytest.mark.parametrize(
    ("name", "figure", "reason", "message"),
    [
        ("wire.quoted", quoted(0.8), " ", "expected a reason"),
        ("wire.quotde", quoted(0.8), "a slip", "'wire.quotde' was not measured. Name one that was: wire.quoted"),
        ("wire.quoted", quoted(0.85), "none", "it does not need to be lowered"),
        ("wire.quoted", quoted(0.9), "none", "it does not need to be lowered"),
        ("wire.new", Figure("wire.new", 0.1), "none", "its floor is None"),
    ],
)
def test_lowering_is_refused(name: str, figure: Figure, reason: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        lower_floor(name, [figure], HELD, why=reason, on=TODAY)


def test_a_figure_with_a_floor_cannot_go_missing() -> None:
    assert HELD.missing([quoted(0.9)]) == ["wire.body", "wire.error"]
    assert HELD.missing([]) == []


def test_saved_floors_can_be_loaded(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    assert load(path) == Floors()
    after = lower_floor("wire.quoted", [quoted(0.8)], HELD, why="the “Ledger” is gone", on=TODAY)
    save(after, path)
    assert load(path) == after
    assert list(json.loads(path.read_text(encoding="utf-8"))["at_least"]) == ["desk.cue", "wire.body", "wire.quoted"]


def test_the_floors_that_are_kept_can_be_read() -> None:
    shipped_floors = load(PATH)
    assert all(len(digest) == 64 for digest in shipped_floors.digests.values())
    assert all(
        note.why and note.name in {*shipped_floors.at_least, *shipped_floors.at_most} for note in shipped_floors.lowered
    )
