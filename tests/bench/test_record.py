"""The synthetic record, and the benchmark of adding pages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bench import record as keeping
from bench import synthetic
from bench.invented import World
from onrecord.codec import to_record
from onrecord.ingest.keep import keep
from onrecord.record import Record
from onrecord.record_format import ReadingRecord
from onrecord.store.schema import metadata, persons, statements
from onrecord.store.verify import verify_file
from tests import double


@pytest.fixture(scope="module")
def record_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "record.sqlite"
    synthetic.make(path, statements=400)
    return path


@pytest.fixture(autouse=True)
def _few_openings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "OPENINGS", 3)


def test_a_made_up_record_has_what_was_asked_for(record_path: Path) -> None:
    with Record.open(record_path) as record:
        counts = record.counts()
        with record.snapshot() as connection:
            people = connection.execute(select(func.count()).select_from(persons)).scalar_one()
            repeated = connection.execute(
                select(func.count()).select_from(select(statements.c.words_hash).distinct().subquery())
            ).scalar_one()
            said = connection.execute(select(func.sum(persons.c.said))).scalar_one()
    assert counts["statements"] == said == 400
    assert 40 <= counts["pages"] <= 90
    assert people <= 20
    assert repeated < 400


def test_batches_write_the_rows_that_keep_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic, "_BATCH", 20)
    monkeypatch.setattr("onrecord.ingest.keep.now", lambda: "2026-01-01T00:00:00Z")
    synthetic.make(tmp_path / "batches.sqlite", statements=200)
    readings = synthetic.Inventor(World(people=10, seed=1), statements=200, seed=2).readings()
    linking = synthetic.Linking()
    with Record.open(tmp_path / "kept.sqlite") as record, record.writer() as writer:
        for reading in readings:
            keep(writer, reading, linker=linking)
    rows: list[dict[str, list[str]]] = []
    for name in ("batches", "kept"):
        with Record.open(tmp_path / f"{name}.sqlite") as record, record.snapshot() as connection:
            tables = [table for table in metadata.sorted_tables if table.name != "meta"]
            rows.append({table.name: sorted(map(repr, connection.execute(select(table)))) for table in tables})
        assert not verify_file(tmp_path / f"{name}.sqlite").damage
    for table, expected in rows[1].items():
        assert rows[0][table] == expected, table
    assert {table for table, expected in rows[1].items() if expected} >= FILLED


FILLED = {
    *("names", "texts", "pages", "versions", "copies", "addresses", "readings", "persons", "appearances", "statements"),
    *("statement_subjects", "statement_sketches", "text_sketches", "facts", "links", "relationships", "totals"),
}


def test_the_same_numbers_make_the_same_readings() -> None:
    def invent() -> list[ReadingRecord]:
        inventor = synthetic.Inventor(World(people=10, seed=3), statements=60, seed=4)
        return [to_record(reading) for reading in inventor.readings()]

    assert invent() == invent()


def test_it_is_not_made_over_what_is_there(record_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        synthetic.main([str(record_path)])
    assert "is there already" in capsys.readouterr().err


def test_costs_are_measured(tmp_path: Path, record_path: Path) -> None:
    folder = str(keeping.pages_folder({}))
    costs = keeping.measure_adding([folder], folder=tmp_path, load=double.load, rounds=1)
    assert costs.pages == 16
    assert costs.faster > 0
    assert costs.share == costs.read / costs.add
    kept = keeping.measure_record(record_path)
    assert kept.statements == 400
    assert 500 < kept.bytes_a_statement < 5_000


def test_the_figures_are_shown(
    record_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("onrecord.reading.Reader.load", double.load)
    assert keeping.main(["--record", str(record_path), "--pages", "3", "--json"], environment={}) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["adding"]["pages"] == 5  # three files, of which one is a web archive of three pages
    assert shown["record"]["statements"] == 400
