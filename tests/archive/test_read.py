"""``onrecord archive read`` and ``status``: shards hold the readings, and stopped or repeated runs change nothing."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from onrecord.archive import parquet_rows, shards
from onrecord.archive.read_unit import read_unit
from onrecord.archive.unit_pages import unit_pages
from onrecord.archive.units import WorkUnit, find_units
from onrecord.errors import FetchError, OverBudgetError, UnreadableError
from onrecord.export.tabular import make_schema
from onrecord.reading import Reader
from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.settings import Settings
from onrecord.types import Reading
from tests import faulty_reader
from tests.archive.making import outcomes, page_html, shard_files, warc_records, write_json_lines, write_warc
from tests.cli.command_server import Command
from tests.pages import test_warc

POISON = "Somebody has painted the word SPIN on the wall of the boathouse by the harbour, the board announced."
Run = Callable[..., tuple[int, str, str]]


def read_source(source: Path, folder: Path, *, reader: Reader | ReaderPool) -> shards.ShardCounts:
    (unit,) = find_units([str(source)], settings=reader.settings)
    counts = read_unit(unit, folder=str(folder), reader=reader, settings=reader.settings).counts
    assert counts is not None
    return counts


def test_a_shard_holds_the_readings_of_its_source_in_order(tmp_path: Path, reader: Reader) -> None:
    source = write_warc(tmp_path / "crawl.warc.gz", [*warc_records(range(6)), test_warc.record("empty", b"<p></p>")])
    counts = read_source(source, tmp_path / "out", reader=reader)
    assert counts == shards.ShardCounts(pages=6, failures=1, statements=12)
    expected = list(reader.read_source(str(source)))
    *readings, failure = outcomes(tmp_path / "out", "crawl")
    assert isinstance(failure, UnreadableError)
    assert str(failure) == str(expected.pop())
    for reading, own in zip(readings, expected, strict=True):
        assert isinstance(reading, Reading)
        assert isinstance(own, Reading)
        page = replace(own.article.page, body=b"", encoding=None)
        assert reading == replace(own, article=replace(own.article, page=page))


def test_statements_are_rows_sorted_by_day_and_outlet(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "_PAGES_AT_ONCE", 10)
    monkeypatch.setattr(shards, "_STATEMENTS_IN_RUN", 60)
    monkeypatch.setattr(shards, "_STATEMENTS_IN_GROUP", 20)
    source = write_warc(tmp_path / "crawl.warc.gz", warc_records(range(50)))
    assert read_source(source, tmp_path / "out", reader=reader).statements == 100
    (path,) = (tmp_path / "out").glob("shards/**/*.parquet")
    table = parquet.read_table(path)
    rows = [row for row in table.to_pylist() if row["type"] == "statement"]
    runs = [[(row["first_day"], row["outlet"]) for row in run] for run in (rows[:60], rows[60:])]
    assert runs == [sorted(run) for run in runs]
    assert table.schema.equals(make_schema(pa, shards.COLUMNS))
    assert {row["speaker"] for row in rows if row["words"].startswith('"The engine of boat 1 ')} == {"Okafor"}
    # All row groups are in order, and each is of pages or of statements.
    assert [
        outcome.article.title for outcome in outcomes(tmp_path / "out", "crawl") if isinstance(outcome, Reading)
    ] == [f"Ferry report {number}" for number in range(50)]


def test_ids_are_those_of_a_record(tmp_path: Path, reader: Reader, record: Record) -> None:
    source = write_json_lines(tmp_path / "pages.jsonl", range(4))
    read_source(source, tmp_path / "out", reader=reader)
    (path,) = (tmp_path / "out").glob("shards/**/*.parquet")
    ids = {row["statement"] for row in parquet.read_table(path).to_pylist() if row["type"] == "statement"}
    record.add(source, reader=reader)
    assert {hit.entry.id for hit in record.find().hits} == ids


def test_a_poisonous_page_costs_one_page(tmp_path: Path) -> None:
    pages = [
        test_warc.record(f"page-{number}", page_html(number, words=POISON if number == 2 else ""))
        for number in range(5)
    ]
    source = write_warc(tmp_path / "crawl.warc.gz", pages)
    settings = Settings(max_reading_seconds=1)
    with ReaderPool(settings, processes=1, load=faulty_reader.load) as pool:
        counts = read_source(source, tmp_path / "out", reader=pool)
    assert (counts.pages, counts.failures) == (4, 1)
    assert [type(outcome) for outcome in outcomes(tmp_path / "out", "crawl")] == [
        *(Reading, Reading, OverBudgetError, Reading, Reading)
    ]


def test_parquet_with_other_types_and_large_rows(tmp_path: Path, reader: Reader) -> None:
    page = page_html(1)
    parquet.write_table(pa.table({"html": [page, b"<p>caf\xe9</p>", None]}), tmp_path / "bytes.parquet")
    assert read_source(tmp_path / "bytes.parquet", tmp_path / "out", reader=reader).pages == 1
    reading, *failures = outcomes(tmp_path / "out", "bytes")
    assert isinstance(reading, Reading)
    assert reading.article.page.sha256 == hashlib.sha256(page).hexdigest()
    assert "bytes.parquet:2: html is not UTF-8." in str(failures[0])
    parquet.write_table(pa.table({"text": [["It runs."]]}), tmp_path / "lists.parquet")
    assert read_source(tmp_path / "lists.parquet", tmp_path / "out", reader=reader).failures == 1
    assert "lists.parquet:1: text is a list, not text." in str(outcomes(tmp_path / "out", "lists")[0])
    # A file of some kilobytes with 40 rows of 6 MB.
    rows = pa.array(["It runs. " * 600_000] * 40)
    parquet.write_table(pa.table({"text": rows}), tmp_path / "large.parquet", compression="zstd")
    before = pa.total_allocated_bytes()
    unit = WorkUnit((str(tmp_path / "large.parquet"),), None)
    allocated = [pa.total_allocated_bytes() - before for _ in unit_pages(unit, settings=Settings())]
    assert len(allocated) == 40
    assert max(allocated) < 160_000_000


def test_parquet_that_grows_without_end_is_refused(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = pa.array(["It runs. " * 600_000])
    path = tmp_path / "bomb.parquet"
    parquet.write_table(pa.table({"text": rows}), path, compression="zstd", use_dictionary=False)
    assert read_source(path, tmp_path / "out", reader=reader).pages == 1
    monkeypatch.setattr(parquet_rows, "GROWTH_COUNTS_FROM", 1_000_000)
    assert read_source(path, tmp_path / "again", reader=reader).failures == 1
    assert "its column text grows more than 200 times" in str(outcomes(tmp_path / "again", "bomb")[0])


@pytest.mark.parametrize(
    ("column", "problem"),
    [([["x"] * 50_000], "its column text grows more than 200 times"), ([None] * 50_000, "it has 50,000 rows in ")],
)
def test_parquet_with_far_too_many_equal_values_is_refused(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch, column: list[object], problem: str
) -> None:
    monkeypatch.setattr(parquet_rows, "GROWTH_COUNTS_FROM", 1_000_000)
    path = tmp_path / "bomb.parquet"
    parquet.write_table(pa.table({"text": column}), path, compression="zstd")
    assert path.stat().st_size < 1_000
    assert read_source(path, tmp_path / "out", reader=reader).failures == 1
    assert problem in str(outcomes(tmp_path / "out", "bomb")[0])


def test_parquet_with_url_and_html(tmp_path: Path, reader: Reader) -> None:
    rows = [{"url": f"https://press.example/{number}", "html": page_html(number).decode()} for number in range(3)]
    parquet.write_table(
        pa.Table.from_pylist([*rows, {"url": "https://press.example/none"}]), tmp_path / "pages.parquet"
    )
    counts = read_source(tmp_path / "pages.parquet", tmp_path / "out", reader=reader)
    assert (counts.pages, counts.failures) == (3, 1)
    *readings, failure = outcomes(tmp_path / "out", "pages")
    assert str(failure).startswith(f"{tmp_path}/pages.parquet:4: it must have either html or text")
    assert [reading.article.page.url for reading in readings if isinstance(reading, Reading)] == [
        row["url"] for row in rows
    ]
    parquet.write_table(pa.table({"words": ["x"]}), tmp_path / "other.parquet")
    assert read_source(tmp_path / "other.parquet", tmp_path / "out", reader=reader).failures == 1
    assert "no column html or text" in str(outcomes(tmp_path / "out", "other")[0])


def test_runs_again_change_nothing_and_changed_sources_are_read(tmp_path: Path, run: Run) -> None:
    source, out = write_warc(tmp_path / "crawl.warc.gz", warc_records(range(3))), tmp_path / "out"
    arguments = ("archive", "read", source, "--to", out, "--processes", 1)
    assert run(*arguments)[:2] == (0, f"{out} has 1 shard: 3 pages with 6 statements.\n")
    before = shard_files(out)
    assert run(*arguments)[1] == f"{out} has 1 shard, 1 of them from earlier runs: 3 pages with 6 statements.\n"
    assert shard_files(out) == before
    write_warc(source, warc_records(range(4)))
    assert run(*arguments)[1] == f"{out} has 1 shard: 4 pages with 8 statements.\n"
    assert shard_files(out).items() > before.items()


def test_a_killed_run_resumes_to_the_same_shards(tmp_path: Path, run: Run, start: Callable[..., Command]) -> None:
    sources = [
        write_warc(tmp_path / f"{part}.warc.gz", warc_records(range(part * 10, part * 10 + 10))) for part in range(6)
    ]
    killed, undisturbed = tmp_path / "killed", tmp_path / "undisturbed"
    process = start("archive", "read", *sources, "--to", killed, "--processes", 1, stderr=subprocess.DEVNULL)
    while len(shard_files(killed)) < 2:
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert run("archive", "read", *sources, "--to", killed, "--processes", 1)[0] == 0
    assert run("archive", "read", *sources, "--to", undisturbed, "--processes", 2)[0] == 0
    assert shard_files(killed) == shard_files(undisturbed)
    assert len(shard_files(killed)) == 6


def test_a_source_that_cannot_be_read_is_reported_and_tried_again(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.archive.read_unit._PAUSE_SECONDS", 0)
    source, out = write_warc(tmp_path / "crawl.warc.gz", warc_records(range(2))), tmp_path / "out"
    arguments = ("archive", "read", tmp_path / "later.warc.gz", source, "--to", out, "--processes", 1)
    code, output, errors = run(*arguments)
    assert (code, output) == (1, f"{out} has 1 shard: 2 pages with 4 statements.\n")
    assert errors.startswith("1 source could not be read. Run the command again to try them again:\n")
    assert "later.warc.gz: there is no such file. Check the name." in errors
    status = run("archive", "status", out)[1]
    assert status == (
        "1 shard by onrecord 0.1.0, quotation-marks 1: 2 pages with 4 statements. "
        f"1 source still to be read, the next is {tmp_path}/later.warc.gz.\n"
    )
    write_warc(tmp_path / "later.warc.gz", [*warc_records([5]), test_warc.record("empty", b"<p></p>")])
    assert run(*arguments)[0] == 0
    assert run("archive", "status", out)[1].endswith(": 3 pages with 6 statements and 1 that could not be read.\n")
    assert "no article was found" in run("archive", "status", out, "--failures")[1]


def test_nothing_to_do_is_an_error_that_says_what_to_do(tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("x")
    for arguments, problem in (
        (("read", "--to", tmp_path), "Give a source, or a list of sources with --from."),
        (("read", "x.warc", "--to", tmp_path / "file"), "is a file, not a folder for shards."),
        (("status", tmp_path), "has no shards. Make some with `onrecord archive read`."),
    ):
        code, _, errors = run("archive", *arguments)
        assert code == 2
        assert problem in errors


def test_another_parquet_file_is_no_shard(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "shards" / "mine.parquet"
    path.parent.mkdir()
    parquet.write_table(pa.table({"words": ["x"]}), path)
    code, _, errors = run("archive", "status", tmp_path)
    assert (code, "is not a shard" in errors) == (2, True)


def test_a_missing_file_among_pages_costs_that_page(tmp_path: Path, reader: Reader) -> None:
    for number in range(3):
        (tmp_path / f"{number}.html").write_bytes(page_html(number))
    (unit,) = find_units([str(tmp_path)], settings=Settings())
    (tmp_path / "1.html").unlink()
    counts = read_unit(unit, folder=str(tmp_path / "out"), reader=reader, settings=Settings()).counts
    assert counts == shards.ShardCounts(pages=2, failures=1, statements=4)
    assert isinstance(outcomes(tmp_path / "out", "0")[1], FetchError)
