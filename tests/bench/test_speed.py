"""Measuring time and memory, with a small reader instead of the model."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from rich.console import Console

from bench import memory, pace, speed
from bench.memory import Flatness
from bench.pace import Pace, TimesItself, Variant
from onrecord.errors import ModelError, PageError
from onrecord.statements import StatementReader

TEXT = "Bridge opens\n\n" + '"It is open," said Pellworth on the bridge, and then he went home to his dinner. ' * 3

REST = {"people": 0.0, "circumstances": 0.0, "write": 0.1}


def pace_of(*, statements: float, encode: float, link: float) -> Pace:
    parts = {"statements: encode": encode, "statements: link": link}
    return Pace(pages=4, words=1000, seconds={"load": 0.1, "cut": 0.3, "statements": statements, **REST, **parts})


FAST, SLOW = pace_of(statements=0.5, encode=0.3, link=0.1), pace_of(statements=1.5, encode=0.9, link=0.3)


@pytest.fixture
def variant(finder: TimesItself) -> Variant:
    return Variant(name="small", statements=finder)


def test_rates() -> None:
    assert FAST.pages_a_second == pytest.approx(4)
    assert FAST.words_a_second == pytest.approx(1000)
    assert FAST.words_a_second_in("statements") == pytest.approx(2000)
    assert FAST.words_a_second_in(*pace.MODEL) == pytest.approx(2500)
    assert FAST.milliseconds_a_page("statements: encode") == pytest.approx(75)
    assert FAST.rates()["model_words_a_second"] == 2500


def test_a_round_counts_pages_words_and_the_parts_of_a_stage(
    variant: Variant, page: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "process_time", count().__next__)  # a second passes between two readings of the clock
    path = page(TEXT)
    result = pace.one_round(variant, [path, path])
    assert (result.pages, result.words) == (2, 2 * len(TEXT.split()))
    parts = {"statements: encode": 1.0, "statements: link": 0.0}
    assert result.seconds == dict.fromkeys(pace.STAGES, 2.0) | parts
    again = pace.one_round(variant, [path])
    assert again.seconds == dict.fromkeys(pace.STAGES, 1.0) | parts | {"statements: encode": 0.5}


def test_rounds_are_taken_in_turns_and_give_medians(
    variant: Variant, page: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[str] = []
    spent = iter([9.0, 9.0, 1.0, 4.0, 5.0, 6.0, 2.0, 5.0])

    def one_round(variant: Variant, paths: list[Path]) -> Pace:
        turns.append(variant.name)
        return Pace(pages=1, words=10, seconds=dict.fromkeys(pace.STAGES, next(spent)))

    monkeypatch.setattr(pace, "one_round", one_round)
    second = Variant(name="other", statements=variant.statements)
    result = pace.measure([variant, second], [page(TEXT)], rounds=3)
    assert turns == ["small", "other"] * 4
    assert [result[name].seconds["cut"] for name in ("small", "other")] == [2.0, 5.0]  # the first round is not counted


def test_a_page_that_cannot_be_read_is_no_pace(variant: Variant, page: Callable[[str], Path]) -> None:
    with pytest.raises(PageError, match="empty"):
        pace.one_round(variant, [page("")])
    with pytest.raises(ValueError, match="0 rounds"):
        pace.measure([variant], [], rounds=0)


def test_memory_is_looked_at_every_so_often(variant: Variant, page: Callable[[str], Path]) -> None:
    path = page(TEXT)
    result = memory.flatness(variant, [path, path, path], pages=20, every=6)
    assert [read for read, _ in result.resident] == [6, 12, 18, 21]
    assert all(0 < size < 1.1 * result.peak for _, size in result.resident)  # the kernel counts the two apart
    with pytest.raises(ValueError, match="5 pages from 0 files"):
        memory.flatness(variant, [], pages=5)


def test_growth_leaves_the_warm_up_out() -> None:
    megabyte = 1_000_000
    resident = ((50, 10 * megabyte), (100, 80 * megabyte), (500, 82 * megabyte), (1000, 83 * megabyte))
    result = Flatness(pages=1000, resident=resident, peak=90 * megabyte)
    assert result.growth == 3 * megabyte
    assert result.summary() == "Memory: peak 90.0 MB; 3.0 MB growth from the first 10% to the end of 1,000 pages."


def test_memory_that_is_held_is_seen() -> None:
    before = memory.resident_bytes()
    memory_block = bytearray(b"x" * 40_000_000)
    assert memory.resident_bytes() - before > 30_000_000
    assert memory.peak_bytes() >= before
    del memory_block


def test_samples_are_always_read_and_real_pages_where_they_are() -> None:
    sets, missing = speed.page_sets({})
    assert list(sets) == ["samples"]
    assert {path.suffix for path in sets["samples"]} == {".html", ".txt", ".gz"}
    assert "ONRECORD_DATA is not set" in missing


def test_table_shows_variants_side_by_side() -> None:
    console = Console(file=io.StringIO(), width=160)
    console.print(speed.table("samples", {"as shipped": FAST, "other": SLOW}))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    rows = {
        cells[1].strip(): [cell.strip() for cell in cells[2:4]] for line in lines if len(cells := line.split("│")) > 3
    }
    assert rows["words a second"] == ["1,000", "500"]
    assert rows["words a second, statements alone"] == ["2,000", "667"]
    assert rows["words a second, model alone"] == ["2,500", "833"]
    assert rows["pace against the first"] == ["1.00", "0.50"]
    assert rows["statements: encode, ms a page"] == ["75.00", "225.00"]
    assert rows["statements: link, ms a page"] == ["25.00", "75.00"]


@pytest.fixture
def not_pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves the process that runs the tests on its processors."""
    monkeypatch.setattr(speed, "pin", lambda: None)


@pytest.mark.usefixtures("not_pinned")
def test_models_are_compared_with_the_shipped_one(
    variant: Variant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    measured: list[tuple[str, Path | None]] = []

    def load(name: str, *, folder: Path | None = None) -> Variant:
        measured.append((name, folder))
        return Variant(name=name, statements=variant.statements)

    sets, missing = speed.page_sets({})
    few = {name: paths[:3] for name, paths in sets.items()}
    monkeypatch.setattr(speed, "page_sets", lambda environment: (few, missing))
    monkeypatch.setattr(Variant, "load", load)
    against = ["--against", "build/one", "--against", "build/two", "--against", "build/one"]
    assert speed.main(["--rounds", "1", "--pages", "0", "--json", *against], environment={}) == 0
    assert measured == [("as shipped", None), ("build/one", Path("build/one")), ("build/two", Path("build/two"))]
    figures = json.loads(capsys.readouterr().out)
    assert list(figures["pace"]["samples"]) == ["as shipped", "build/one", "build/two"]
    assert all(rates["model_words_a_second"] > 0 for rates in figures["pace"]["samples"].values())


@pytest.mark.usefixtures("not_pinned")
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_folder_without_a_model_is_one_clear_line(
    finder: TimesItself,
    form: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(StatementReader, "load", lambda *, threads: finder)
    assert speed.main(["--against", str(tmp_path / "none"), *form], environment={}) == 1
    output = capsys.readouterr()
    said, silent = (output.err, output.out) if form else (output.out, output.err)
    assert silent == ""
    assert said.count("\n") == 1
    assert said.startswith(f"Speed: not measured. {tmp_path / 'none' / 'tokenizer.json'}: ")


@pytest.mark.usefixtures("not_pinned")
def test_a_package_without_its_model_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*, threads: int) -> StatementReader:
        raise ModelError("models/en: there is no encoder.onnx. Install the package again.")

    monkeypatch.setattr(StatementReader, "load", fail)
    assert speed.main([], environment={}) == 1
    expected = "Speed: not measured. models/en: there is no encoder.onnx. Install the package again.\n"
    assert capsys.readouterr().out == expected


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system does not pin processes")
def test_pinning_holds_to_one_processor() -> None:
    before = os.sched_getaffinity(0)
    try:
        assert speed.pin() == max(before)
        assert os.sched_getaffinity(0) == {max(before)}
    finally:
        os.sched_setaffinity(0, before)
