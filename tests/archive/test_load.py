"""``onrecord archive load``: each shard is loaded exactly once, with the same result as `onrecord add` of its pages."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from sqlalchemy import select

from onrecord.archive import load
from onrecord.archive.folder_status import list_failures
from onrecord.archive.folders import LocalFolder
from onrecord.archive.load import load_shards
from onrecord.archive.read_unit import read_unit
from onrecord.archive.units import find_units, write_plan
from onrecord.ingest import new_pages, page_entities
from onrecord.ingest.page_entities import KeyedReading
from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.store import schema
from onrecord.store.schema import loads
from tests.archive.making import page_html, warc_records, write_json_lines, write_warc
from tests.conftest import MakeRecord
from tests.pages import test_warc

pytestmark = pytest.mark.both_databases

TIMES = {"at", "first", "last", "loaded"}
"""Columns with the time of the work."""

TIME = "2031-04-02T08:00:00Z"

Run = Callable[..., tuple[int, str, str]]
CopyShards = Callable[..., LocalFolder]


def make_shards(folder: Path, *sources: Path, reader: Reader) -> LocalFolder:
    units = list(find_units(list(map(str, sources)), settings=reader.settings))
    write_plan(LocalFolder(folder), units)
    for unit in reversed(units):  # a later source may be done first
        read_unit(unit, folder=str(folder), reader=reader, settings=reader.settings)
    return LocalFolder(folder)


def content(record: Record) -> dict[str, list[dict[str, Any]]]:
    """All rows but those about loads, without times."""
    with record.snapshot() as connection:
        return {
            name: [
                {column: value for column, value in row._mapping.items() if column not in TIMES}
                for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for name, table in schema.metadata.tables.items()
            if name not in {"loads", "meta"}
        }


def outcome_counts(batches: Iterator[load.LoadedBatch]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for batch in batches:
        counts.update(batch.outcomes)
    return counts


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two archives and a folder of pages, with repeated and broken ones among them."""
    folder = tmp_path_factory.mktemp("sources")
    (folder / "single").mkdir()
    for number in range(20, 24):
        (folder / "single" / f"{number}.html").write_bytes(page_html(number))
    (folder / "single" / "empty.html").write_bytes(b"")
    changed = test_warc.record("page-3", page_html(3, words='"It will sail again before the winter," Quill said.'))
    return [
        write_warc(folder / "z.warc.gz", [*warc_records(range(12)), test_warc.record("empty", b"<p></p>"), changed]),
        write_json_lines(folder / "a.jsonl", [*range(10, 16), 15]),
        folder / "single",
    ]


@pytest.fixture(scope="module")
def three_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three pages."""
    return write_warc(tmp_path_factory.mktemp("three") / "z.warc.gz", warc_records(range(3)))


@pytest.fixture(scope="module")
def copy_shards(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> CopyShards:
    """Puts the shards of sources, which are made once, into a folder."""

    @cache
    def make_once(*sources: Path) -> Path:
        folder = tmp_path_factory.mktemp("shards")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("onrecord.pages.recognise.now", lambda: TIME)
            make_shards(folder, *sources, reader=reader)
        return folder

    def copy(folder: Path, *sources: Path) -> LocalFolder:
        shutil.copytree(make_once(*sources), folder)
        return LocalFolder(folder)

    return copy


def test_a_load_is_what_add_makes_of_the_same_pages(
    tmp_path: Path,
    sources: list[Path],
    copy_shards: CopyShards,
    reader: Reader,
    record: Record,
    make_record: MakeRecord,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(load, "_BATCH", 5)
    # Files and lines without a time of fetching get the time of opening.
    for module in ("onrecord.pages.recognise", "onrecord.ingest.keep"):
        monkeypatch.setattr(f"{module}.now", lambda: TIME)
    folder = copy_shards(tmp_path / "out", *sources)
    assert outcome_counts(load_shards(record, folder)) == {"new": 20, "changed": 1, "known": 3, "failed": 2}
    with Record.open(make_record()) as added:
        added.add(*sources, reader=reader)
        expected = content(added)
    loaded = content(record)
    for table, rows in expected.items():
        assert loaded[table] == rows, table
    assert len(loaded["statements"]) > 40
    # Once more: nothing changes.
    assert outcome_counts(load_shards(record, folder)) == {}
    assert content(record) == loaded


def test_a_stopped_load_resumes_after_its_last_batch(
    tmp_path: Path, sources: list[Path], copy_shards: CopyShards, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "_BATCH", 4)
    folder = copy_shards(tmp_path / "out", sources[0])
    pages = iter(range(6))

    def interrupt(keyed: KeyedReading) -> list[page_entities.CitationRow]:
        if next(pages, None) is None:
            raise KeyboardInterrupt
        return page_entities.citation_rows(keyed)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(new_pages, "citation_rows", interrupt)
        with pytest.raises(KeyboardInterrupt):
            list(load_shards(record, folder))
    with record.snapshot() as connection:
        assert [(row.pages, row.complete) for row in connection.execute(select(loads))] == [(4, 0)]
    assert record.counts()["pages"] == 4
    assert outcome_counts(load_shards(record, folder)) == {"new": 8, "changed": 1, "failed": 1}
    with record.snapshot() as connection:
        assert [(row.pages, row.complete) for row in connection.execute(select(loads))] == [(14, 1)]
    assert record.counts()["statements"] == 25


def test_a_page_on_which_onrecord_fails_costs_that_page(
    tmp_path: Path, sources: list[Path], copy_shards: CopyShards, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_shards(tmp_path / "out", sources[0])

    def fail(keyed: KeyedReading) -> list[page_entities.CitationRow]:
        if keyed.reading.article.title == "Ferry report 5":
            raise ZeroDivisionError("division by zero")
        return page_entities.citation_rows(keyed)

    monkeypatch.setattr(new_pages, "citation_rows", fail)
    assert outcome_counts(load_shards(record, folder)) == {"new": 11, "changed": 1, "failed": 2}
    assert not record.find("boat 5").hits
    assert record.find("boat 6").hits


def test_shards_that_are_made_meanwhile_are_loaded_next_time(
    tmp_path: Path, sources: list[Path], copy_shards: CopyShards, reader: Reader, record: Record
) -> None:
    first = copy_shards(tmp_path / "out", sources[0])
    batches = load_shards(record, first)
    next(batches)
    folder = make_shards(tmp_path / "out", *sources[:2], reader=reader)
    list(batches)
    assert outcome_counts(load_shards(record, folder)) == {"new": 4, "known": 3}


def test_removed_pages_stay_out_and_other_readers_wait(
    tmp_path: Path, sources: list[Path], reader: Reader, record: Record
) -> None:
    record.add(sources[1], reader=reader)
    record.remove("https://press.example/page-10", who="mara", why="asked to")
    newer = Reader(statements=reader._statements, settings=reader.settings)
    newer.version = "onrecord 9, quotation-marks 2"
    folder = make_shards(tmp_path / "out", sources[1], reader=newer)
    assert outcome_counts(load_shards(record, folder)) == {"removed": 1, "reread": 5, "known": 1}
    assert {hit.entry.page.title for hit in record.find().hits} == {
        f"Ferry report {number}" for number in range(11, 16)
    }
    assert record.reading(record.find().hits[0].entry.page.id).reader == reader.version


def test_the_command_says_what_it_loaded(
    tmp_path: Path, sources: list[Path], copy_shards: CopyShards, make_record: MakeRecord, run: Run
) -> None:
    copy_shards(tmp_path / "out", *sources)
    arguments = ("archive", "load", tmp_path / "out", "--record", make_record())
    code, output, errors = run(*arguments)
    assert (code, output) == (
        0,
        "24 pages: 20 new, 1 changed, 3 already in the record; 43 statements in new and changed pages.\n",
    )
    command = f"onrecord archive status {tmp_path / 'out'} --failures"
    assert errors == f"2 pages could not be loaded; `{command}` lists those that could not be read.\n"
    assert run(*arguments) == (0, "0 pages.\n", "")
    code, _, errors = run("archive", "load", tmp_path / "none", "--record", tmp_path / "record.sqlite")
    assert (code, "has no shards. Make some with" in errors) == (2, True)


@pytest.mark.parametrize(
    ("old", "new", "failed"),
    [
        ('"statements": [', '"statements": [{"content": "x"}, ', 1),
        ('{"', "{", 1),
        ('"content": [[', '"content": [[9000000, 9000001], [', 1),
        ('"url": "https://press.example/', '"url": "javascript:', 0),
    ],
)
def test_a_page_of_a_shard_that_is_not_valid_costs_that_page(
    tmp_path: Path, three_pages: Path, copy_shards: CopyShards, record: Record, old: str, new: str, failed: int
) -> None:
    folder = copy_shards(tmp_path / "out", three_pages)
    (path,) = (tmp_path / "out").rglob("*.parquet")
    metadata = pyarrow.parquet.read_metadata(path).metadata
    table = pyarrow.parquet.read_table(path, partitioning=None)
    values = table.column("record").to_pylist()
    place = next(number for number, value in enumerate(values) if value)
    assert old in values[place]
    values[place] = values[place].replace(old, new, 1)
    table = table.set_column(table.schema.get_field_index("record"), "record", pyarrow.array(values, pyarrow.string()))
    with pyarrow.parquet.ParquetWriter(path, table.schema) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({key: value for key, value in metadata.items() if key == b"onrecord"})
    assert outcome_counts(load_shards(record, folder))["failed"] == failed
    assert ["in the shard is invalid" in error.problem for error in list_failures(folder)] == [True] * failed
    assert record.counts()["pages"] == 3 - failed
    assert "javascript:" not in "".join(record.export_lines("jsonl"))
