"""``onrecord dataset``: the same input gives the same bytes; hidden people and removed pages stay out."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from onrecord.archive import write_dataset
from onrecord.archive.read_unit import read_unit
from onrecord.archive.units import find_units
from onrecord.export import tabular
from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.settings import Settings
from onrecord.store.current_pages import current_pages
from tests.archive.making import warc_records, write_json_lines, write_warc
from tests.conftest import MakeRecord
from tests.kept_record import JONAS, WINTER, pages
from tests.statement_pages import keep_all

Run = Callable[..., tuple[int, str, str]]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(folder: Path, pattern: str = "statements/*/*.parquet") -> list[dict[str, Any]]:
    return [row for path in sorted(folder.glob(pattern)) for row in parquet.ParquetFile(path).read().to_pylist()]


def test_a_dataset_of_a_record(tmp_path: Path, kept_file: Path, run: Run) -> None:
    record, target = shutil.copy(kept_file, tmp_path), tmp_path / "dataset"
    arguments = ("--title", "Words of the harbour", "--author", "Ada Quill")
    code, output, _ = run("dataset", record, "--to", target, *arguments)
    manifest = json.loads((target / "manifest.json").read_text())
    assert (code, output) == (
        0,
        "{0} is version {version}: {statements} statements on {pages} pages.\n".format(target, **manifest),
    )
    assert {file["path"]: file["sha256"] for file in manifest["files"]} == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in contents(target).items()
        if name.endswith(".parquet")
    }
    assert "statements/year=2016/part-0.parquet" in contents(target)
    written = rows(target)
    with Record.open(record) as opened, opened.snapshot() as connection:
        expected = list(tabular.rows(current_pages(connection)))
    assert len(written) == len(expected) == manifest["statements"]
    assert {row["statement"]: row["person"] for row in written} == {row["statement"]: row["person"] for row in expected}
    assert set(written[0]) == set(tabular.COLUMNS)
    assert len(rows(target, "pages.parquet")) == manifest["pages"]
    # Once more, and from a copy elsewhere: the same bytes.
    run("dataset", record, "--to", tmp_path / "again", *arguments)
    assert contents(tmp_path / "again") == contents(target)
    code, _, errors = run("dataset", record, "--to", target)
    assert (code, "a dataset is never changed. Name another folder." in errors) == (2, True)


def test_the_datasheet_has_accuracy_by_kind_and_the_citation_its_fields(
    tmp_path: Path, kept_file: Path, run: Run
) -> None:
    run(
        "dataset",
        kept_file,
        "--to",
        tmp_path / "out",
        "--title",
        'The "harbour"',
        "--author",
        "Ada Quill",
        "--version",
        2,
    )
    sheet = (tmp_path / "out" / "README.md").read_text()
    card = (Path(write_dataset.__file__).parents[1] / "models" / "en" / "README.md").read_text()
    assert '# The "harbour"\n\nVersion 2: ' in sheet
    for line in card.partition("## Scores")[2].partition("##")[0].splitlines():
        assert line in sheet
    assert "US political news" in sheet.partition("## Known errors and biases")[2]
    # The readings of this record are those of no model.
    assert "Some pages were read by another version, whose scores may differ." in sheet
    citation = (tmp_path / "out" / "CITATION.cff").read_text()
    assert 'type: dataset\ntitle: "The \\"harbour\\""\nversion: "2"\nauthors:\n  - name: "Ada Quill"\n' in citation


@pytest.mark.both_databases
def test_hidden_people_and_removed_pages_do_not_come_out(tmp_path: Path, make_record: MakeRecord, run: Run) -> None:
    location = make_record("kept", lambda record: keep_all(record, *pages()))
    assert run("dataset", location, "--to", tmp_path / "before")[0] == 0
    with Record.open(location) as record:
        record.hide(JONAS, who="mara", why="asked to")
        page = record.find("great relationship").hits[0].entry.page.id
        record.remove(page, who="mara", why="asked to")
    assert run("dataset", location, "--to", tmp_path / "after")[0] == 0
    by = [{row["speaker"] for row in rows(tmp_path / name)} for name in ("before", "after")]
    assert (JONAS in by[0], JONAS in by[1]) == (True, False)
    text = repr(rows(tmp_path / "after")) + repr(rows(tmp_path / "after", "pages.parquet"))
    assert JONAS not in text
    assert page not in text
    assert WINTER in text  # others said it too


def test_a_dataset_of_shards_has_each_page_once_in_its_latest_version(
    tmp_path: Path, reader: Reader, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_dataset, "_ROWS_WAITING", 7)
    monkeypatch.setattr(write_dataset, "_ROWS_IN_GROUP", 5)
    later = [
        record.replace(b"2024-05-03T10", b"2025-05-03T10").replace(b"is mended", b"is lost")
        for record in warc_records([3])
    ]
    sources = [
        write_warc(tmp_path / "a.warc.gz", later),
        write_warc(tmp_path / "b.warc.gz", warc_records(range(12))),
        write_json_lines(tmp_path / "c.jsonl", range(12, 14)),
    ]
    for unit in find_units([str(source) for source in sources], settings=Settings()):
        read_unit(unit, folder=str(tmp_path / "shards"), reader=reader, settings=Settings())
    code, output, _ = run("dataset", tmp_path / "shards", "--to", tmp_path / "out")
    assert (code, output.endswith(": 28 statements on 14 pages.\n")) == (0, True)
    written = rows(tmp_path / "out")
    assert [row["words"] for row in written if "boat 3 " in row["words"]] == [
        '"The engine of boat 3 is lost and the crew is glad,"'
    ]
    assert len({row["statement"] for row in written}) == 28
    assert {path.parent.name for path in (tmp_path / "out").glob("statements/*/*")} == {
        f"year={year}" for year in (2021, 2022, 2023)
    }
    run("dataset", tmp_path / "shards", "--to", tmp_path / "again")
    assert contents(tmp_path / "again") == contents(tmp_path / "out")
    newer = Reader(statements=reader._statements, settings=reader.settings)
    newer.version = "onrecord 9, quotation-marks 2"
    (unit,) = find_units([str(sources[0])], settings=Settings())
    read_unit(unit, folder=str(tmp_path / "shards"), reader=newer, settings=Settings())
    code, _, errors = run("dataset", tmp_path / "shards", "--to", tmp_path / "both")
    assert (code, "has shards of 2 readers" in errors) == (2, True)
    assert not (tmp_path / "both").exists()
