"""The benchmark of linking: its pairs contain no text, and its score counts links correctly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.identity import PAIRS, Pair, Persons, keep_pages, main, pairs, score
from onrecord.record import Record
from onrecord.settings import Settings
from tests import double

PAGES = {
    "a": "Ada Brannigan met Tom Okafor on the quay on Thursday, as gulls circled overhead and the board looked on.",
    "b": "Ada Brannigan left again on Friday, said people who were there, and the ferry left with her for Elmouth.",
    "c": "The senator Ada Brannigan spoke in the capital, and nobody there had ever heard of the ferry at Elmouth.",
}


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """Three pages, read by rules and linked."""
    files = []
    for name, text in PAGES.items():
        files.append(tmp_path / f"{name}.txt")
        files[-1].write_text(f"Boats\n\n{text}\n\n{text}\n", encoding="utf-8")
    with Record.open(tmp_path / "record.sqlite") as opened:
        keep_pages(opened, double.load(Settings()), files)
        yield opened


def mention(page: str, words: str) -> tuple[str, int, int]:
    start = f"Boats\n\n{PAGES[page]}".index(words)
    return page, start, start + len(words)


def test_the_judged_pairs_are_ids_and_offsets_only() -> None:
    judged_pairs = pairs()
    assert len(judged_pairs) >= 200
    assert sum(not pair.same for pair in judged_pairs) >= 60
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        assert len(line) < 120
    for pair in judged_pairs:
        assert pair.left[0] != pair.right[0]
        for name, start, end in (pair.left, pair.right):
            assert isinstance(name, str)
            assert 0 <= start < end <= start + 60


def test_the_score_counts_pairs(record: Record) -> None:
    ada, again, senator = (mention(page, "Ada Brannigan") for page in "abc")
    tom = mention("a", "Tom Okafor")
    judged_pairs = [
        Pair(ada, again, True, "same"),
        Pair(ada, senator, True, "same"),
        Pair(ada, again, False, "same"),
        Pair(tom, senator, False, "none"),
        Pair(ada, ("b", 0, 5), True, "same"),
        Pair(ada, ("nowhere", 0, 5), True, "same"),
    ]
    linked = Persons(record).at(ada) == Persons(record).at(senator)
    scored, differences = score(judged_pairs, Persons(record))
    assert (scored.right, scored.wrong, scored.missed) == ((2, 1, 2) if linked else (1, 1, 3))
    assert scored.precision == pytest.approx(scored.right / (scored.right + 1))
    assert scored.recall == pytest.approx(scored.right / 4)
    assert len(differences) == 1 + scored.missed
    assert any("not found by the reader" in line for line in differences)


def test_it_measures_a_record_that_is_there(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--record", str(record.path), "--misses"]) == 0
    output = capsys.readouterr().out
    assert output.splitlines()[0].split() == ["identity.precision", "0.000"]
    assert "missed" in output
