"""The cost of growth, measured on small records whose pages repeat."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import growth, synthetic
from bench.repetition import MOST_TIMES, repeat
from onrecord.record import Record
from onrecord.store.verify import verify_file


@pytest.fixture(scope="module")
def repeated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record of 200 statements, each on three pages."""
    path = tmp_path_factory.mktemp("repeated") / "record.sqlite"
    assert synthetic.make(path, statements=600, distinct=200) == 600
    return path


def test_a_record_of_repeated_pages_is_whole(repeated: Path) -> None:
    verification = verify_file(repeated)
    assert verification.damage == ()
    with Record.open(repeated) as record:
        counts = record.counts()
        assert (counts["statements"], counts["pages"]) == (600, verification.pages)
        (first, *_) = record.find("the", limit=1).hits
        assert len(record.find(f'"{first.entry.quote.strip("“”,")}"', limit=100).hits) % 3 == 0
        assert record.trail(first.entry.id).pages >= 3


def test_too_many_repetitions_are_refused(repeated: Path) -> None:
    with Record.open(repeated) as record, pytest.raises(ValueError, match="up to 64 times, not 65"):
        repeat(record, times=MOST_TIMES + 1)


def test_each_record_is_a_column(repeated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    growth.main([str(repeated), str(repeated), "--questions", "2", "--cold"])
    head, rule, *rows = capsys.readouterr().out.splitlines()
    assert head == "|  | 600 statements | 600 statements |"
    assert rule == "|---|---|---|"
    names = [row.split("|")[1].strip() for row in rows]
    assert {"bytes a statement", "keep a page", "find, rare kind", "find, prefix of 2", "person", "trail"} <= {*names}
    assert all("-" not in row.split("|", 2)[2] for row in rows)
    with Record.open(repeated) as record:
        assert record.counts()["statements"] == 600
