"""The cost of growth, measured on small records whose pages repeat."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from bench import growth, synthetic
from bench.repetition import MOST_TIMES, repeat
from onrecord.record import Record
from tests.conftest import MakeRecord

pytestmark = pytest.mark.both_databases


@pytest.fixture(scope="module")
def repeated(make_record: MakeRecord) -> Path | str:
    """A record of 200 statements, each on three pages."""
    location = make_record()
    assert synthetic.make(location, statements=600, distinct=200) == 600
    return location


def test_a_record_of_repeated_pages_is_whole(repeated: Path | str) -> None:
    with Record.open(repeated) as record:
        verification = record.database.verify()
        assert verification.damage == ()
        counts = record.counts()
        assert (counts["statements"], counts["pages"]) == (600, verification.pages)
        (first, *_) = record.find("the", limit=1).hits
        assert len(record.find(f'"{first.entry.quote.strip("“”,")}"', limit=100).hits) % 3 == 0
        assert record.trail(first.entry.id).pages >= 3


def test_too_many_repetitions_are_refused(repeated: Path | str) -> None:
    with Record.open(repeated) as record, pytest.raises(ValueError, match="up to 64 times, not 65"):
        repeat(record, times=MOST_TIMES + 1)


def test_each_record_is_a_column(
    repeated: Path | str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(growth, "measure_keeping", partial(growth.measure_keeping, pages=10, people=100))
    cold = ["--cold"] if isinstance(repeated, Path) else []
    growth.main([str(repeated), "--questions", "2", *cold])
    head, rule, *rows = capsys.readouterr().out.splitlines()
    assert head == "|  | 600 statements |"
    assert rule == "|---|---|"
    names = [row.split("|")[1].strip() for row in rows]
    assert {"bytes a statement", "keep a page", "find, rare kind", "find, prefix of 2", "person", "trail"} <= {*names}
    assert all("-" not in row.split("|", 2)[2] for row in rows)
    with Record.open(repeated) as record:
        assert record.counts()["statements"] == 600
