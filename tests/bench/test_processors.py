"""Comparison of two readings of a page, and a bench without an emulator."""

from __future__ import annotations

import platform
import shutil
from typing import Any

import pytest
from rich.console import Console

from bench import processors
from bench.processors import compare

STATEMENT = {
    "kind": "direct", "act": "said", "content": [[0, 10]], "cue": [[11, 15]], "source": [[16, 20]], "told": None,
    "when": None, "about": [], "speaker_name": "Orla Tarn", "speaker_kind": "person", "confidence": 0.8,
}  # fmt: skip


def record(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"id": "page", "statements": list(statements)}


@pytest.mark.parametrize(
    ("emulated", "unmatched", "changed", "is_same"),
    [
        ([STATEMENT], 0, (), True),
        ([{**STATEMENT, "confidence": 0.809}], 0, (), True),
        ([{**STATEMENT, "confidence": 0.82}], 0, (), False),
        ([{**STATEMENT, "speaker_name": "Piet Moll"}], 0, ("speaker_name",), False),
        ([{**STATEMENT, "source": []}], 0, ("source",), False),
        ([{**STATEMENT, "content": [[0, 9]]}], 2, (), False),
        ([], 1, (), False),
    ],
    ids=["same", "near", "confidence", "speaker", "source", "content", "none"],
)
def test_readings_are_compared_statement_by_statement(
    emulated: list[dict[str, Any]], unmatched: int, changed: tuple[str, ...], is_same: bool
) -> None:
    comparison = compare(record(STATEMENT), record(*emulated))
    assert (comparison.unmatched, comparison.changed, comparison.is_same) == (unmatched, changed, is_same)


@pytest.mark.parametrize(("difference", "code"), [(0.0, 0), (0.05, 1)])
def test_pages_that_are_not_read_alike_fail(difference: float, code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(paths: object, *, emulator: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        return [record({**STATEMENT, "confidence": 0.8 + difference * bool(emulator)})]

    monkeypatch.setattr(processors, "read", read)
    monkeypatch.setattr(processors, "find_emulator", lambda processor: ["qemu", processor])
    console = Console(record=True, width=120)
    assert processors.main([], environment={}, console=console) == code
    assert "1 pages alike" in console.export_text() if not code else "0 pages alike" in console.export_text()


def test_without_an_emulator_the_bench_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    console = Console(record=True, width=200)
    assert processors.main([], environment={}, console=console) == 1
    assert "apt-get install qemu-user" in console.export_text()
