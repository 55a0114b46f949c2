"""Output and exit code of ``python -m bench.quality``."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from bench import floors, quality
from bench.corpora import Corpora
from bench.floors import Figure, Floors
from onrecord.errors import ModelError
from onrecord.reading import Reader

HELD = Floors(at_least={"wire.quoted": 0.85}, at_most={"wire.error": 0.05}, digests={"wire": "aa"})


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=200)


def shown(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("environment", "reason"),
    [({}, "ONRECORD_DATA is not set"), ({"ONRECORD_DATA": "/no/such/place"}, "the folder does not exist")],
)
def test_without_corpora_it_says_so_and_writes_nothing(
    tmp_path: Path, console: Console, environment: dict[str, str], reason: str
) -> None:
    path = tmp_path / "floors.json"
    assert quality.main(["--update"], environment=environment, path=path, console=console) == 0
    assert "not measured" in shown(console)
    assert reason in shown(console)
    assert not path.exists()


@pytest.mark.parametrize("arguments", [["--lower", "wire.quoted"], ["--why", "a slip"]])
def test_a_floor_is_not_lowered_without_a_reason(console: Console, arguments: list[str]) -> None:
    assert quality.main(arguments, environment={}, console=console) == 2
    assert "go together" in shown(console)


@pytest.mark.parametrize(
    ("figures", "digest", "ends", "says"),
    [
        ([Figure("wire.quoted", 0.86), Figure("wire.error", 0.04, less_is_better=True)], "aa", 0, ""),
        ([Figure("wire.quoted", 0.8475), Figure("wire.error", 0.0525, less_is_better=True)], "aa", 0, ""),
        (
            [Figure("wire.quoted", 0.84), Figure("wire.error", 0.04, less_is_better=True)],
            "aa",
            1,
            "wire.quoted is 0.8400",
        ),
        (
            [Figure("wire.quoted", 0.86), Figure("wire.error", 0.06, less_is_better=True)],
            "aa",
            1,
            "wire.error is 0.0600",
        ),
        ([Figure("wire.quoted", 0.86)], "aa", 1, "wire.error has a floor but was not measured"),
        ([Figure("desk.quoted", 0.1)], "aa", 0, ""),
        ([Figure("wire.quoted", 0.9), Figure("wire.error", 0.0, less_is_better=True)], "ab", 1, "wire: not the data"),
    ],
)
def test_verdict(console: Console, figures: list[Figure], digest: str, ends: int, says: str) -> None:
    assert quality.verdict(figures, HELD, digests={"wire": digest}, console=console) == ends
    assert says in shown(console)
    assert bool(shown(console)) is bool(ends)


def test_table_shows_each_figure_beside_its_floor(console: Console) -> None:
    figures = [
        Figure("wire.quoted", 0.8),
        Figure("wire.error", 0.04, less_is_better=True),
        Figure("desk.slips", 2, less_is_better=True),
    ]
    console.print(quality.table(figures, HELD))
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in shown(console).splitlines() if "│" in line]
    assert rows == [
        ["wire", "quoted", "0.8000", "0.8500", "below"],
        ["", "error", "0.0400", "≤ 0.0500", "holds"],
        ["desk", "slips", "2", "", "no floor yet"],
    ]


def test_settling_writes_what_was_asked_for(tmp_path: Path, console: Console) -> None:
    path = tmp_path / "floors.json"
    figures = [Figure("wire.quoted", 0.8), Figure("wire.error", 0.01, less_is_better=True)]
    options = quality.parser().parse_args(["--update"])
    assert quality.settle(options, figures, HELD, digests={"wire": "aa"}, path=path, console=console) == 1
    assert floors.load(path).at_least == {"wire.quoted": 0.85}
    assert floors.load(path).at_most == {"wire.error": 0.01}
    options = quality.parser().parse_args(["--lower", "wire.quoted", "--why", "fewer words"])
    assert quality.settle(options, figures, HELD, digests={"wire": "aa"}, path=path, console=console) == 0
    assert floors.load(path).at_least == {"wire.quoted": 0.8}
    assert [note.why for note in floors.load(path).lowered] == ["fewer words"]


def test_settling_refuses_other_data(tmp_path: Path, console: Console) -> None:
    path = tmp_path / "floors.json"
    options = quality.parser().parse_args(["--update"])
    assert quality.settle(options, [], HELD, digests={"wire": "ab"}, path=path, console=console) == 2
    assert "not the data" in shown(console)
    assert not path.exists()


def test_a_package_without_its_model_is_one_clear_line(
    console: Console, corpora: Corpora, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Reader:
        raise ModelError("models/en: there is no encoder.onnx. Install the package again.")

    monkeypatch.setattr(Reader, "load", fail)
    assert quality.main([], environment={"ONRECORD_DATA": str(corpora.data)}, console=console) == 1
    assert shown(console) == "Quality: not measured. models/en: there is no encoder.onnx. Install the package again.\n"


def test_the_whole_of_it(
    tmp_path: Path, console: Console, corpora: Corpora, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reader, "load", lambda: reader)
    path, environment = tmp_path / "floors.json", {"ONRECORD_DATA": str(corpora.data)}

    def run(*arguments: str) -> int:
        return quality.main(arguments, environment=environment, path=path, console=console)

    assert run() == 0
    assert not path.exists()
    assert run("--update", "--misses", "1") == 0
    assert "polnear: a.1: 'the ferryman'" in shown(console)
    changed_floors = floors.load(path)
    assert changed_floors.at_least["polnear.attribution"] == 0.2
    assert changed_floors.at_most["seed.scare quotes taken"] == 1
    assert set(changed_floors.digests) == {"polnear", "pages", "celebrity", "outlets", "trust", "seed"}
    floors.save(changed_floors.with_floor(Figure("polnear.attribution", 0.21)), path)
    assert run() == 1
    assert run("--lower", "polnear.attribution", "--why", "two gold statements are two") == 0
    assert floors.load(path).at_least["polnear.attribution"] == 0.2
    (corpora.seed / "page.txt").write_text("It is open now, said Pellworth at the bridge.", encoding="utf-8")
    assert run() == 1
    assert "seed: not the data" in shown(console)
