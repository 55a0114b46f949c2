"""Latency of searches, measured on a small synthetic record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import finding, synthetic
from onrecord.record import Record


@pytest.fixture(scope="module")
def record_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of a few hundred statements."""
    path = tmp_path_factory.mktemp("made") / "record.sqlite"
    synthetic.make(path, statements=300)
    # Of tables as small as these SQLite would know that reading them whole is as quick.
    with Record.open(path) as record, record.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    return path


def test_every_kind_of_question_is_measured(record_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert finding.main([str(record_path), "--questions", "3", "--json"]) == 0
    speeds = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"person", "between", "trail"} < {speed["question"] for speed in speeds}
    assert sum(speed["question"].startswith("find") for speed in speeds) >= 5
    for speed in speeds:
        assert speed["statements"] == 300
        assert 0 < speed["median"] <= speed["slowest"]


def test_no_question_reads_a_whole_table(record_path: Path) -> None:
    lines = list(finding.plans(str(record_path)))
    scans = [line.strip() for line in lines if "SCAN" in line and "VIRTUAL TABLE" not in line]
    small = (
        "SCAN CONSTANT",
        "SCAN anon",
        "SCAN (subquery",
        "SCAN totals",
        "SCAN hidden_persons",
        "SCAN by_person",
        "SCAN people",
        "SCAN looked_at",
    )
    assert sorted({scan for scan in scans if not scan.startswith(small)}) == []
    assert any("INDEX statements_speaker" in line for line in lines)
