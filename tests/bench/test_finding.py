"""Latency of searches, measured on a small synthetic record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import finding, synthetic
from onrecord.record import Record


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of a few hundred statements."""
    path = tmp_path_factory.mktemp("made") / "record.sqlite"
    synthetic.make(path, statements=300)
    # Of tables as small as these SQLite would know that reading them whole is as quick.
    with Record.open(path) as record, record.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    return path


def test_every_kind_of_question_is_measured(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert finding.main([str(made), "--questions", "3", "--json"]) == 0
    speeds = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {"person", "between", "trail"} < {one["question"] for one in speeds}
    assert sum(one["question"].startswith("find") for one in speeds) >= 5
    for one in speeds:
        assert one["statements"] == 300
        assert 0 < one["median"] <= one["slowest"]


def test_no_question_reads_a_whole_table(made: Path) -> None:
    lines = list(finding.plans(str(made)))
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
