"""The queries of docs/archives.md, run by DuckDB on shards and on a dataset."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from onrecord.archive.datasheet import DatasetDescription
from onrecord.archive.folders import LocalFolder
from onrecord.archive.read_unit import read_unit
from onrecord.archive.units import find_units
from onrecord.archive.write_dataset import shard_pages, write_dataset
from onrecord.reading import Reader
from onrecord.settings import Settings
from tests.archive.making import OUTLETS, warc_records, write_json_lines, write_warc
from tests.pages import test_warc

DOCUMENT = Path(__file__).parents[2] / "docs" / "archives.md"
QUERIES = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Path:
    """A folder with shards of 36 pages in ``shards``, and a dataset of them in ``dataset``."""
    folder = tmp_path_factory.mktemp("archive")
    sources = [
        write_warc(folder / "a.warc.gz", [*warc_records(range(20)), test_warc.record("empty", b"<p></p>")]),
        write_json_lines(folder / "b.jsonl", range(20, 36)),
    ]
    for unit in find_units(list(map(str, sources)), settings=Settings()):
        read_unit(unit, folder=str(folder / "shards"), reader=reader, settings=Settings())
    pages = shard_pages(LocalFolder(folder / "shards"))
    write_dataset(pages, folder / "dataset", description=DatasetDescription("shards", "Ferries"))
    return folder


def answer(query: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    monkeypatch.chdir(folder)
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


def test_the_most_quoted_of_each_outlet_and_year(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Page n is in outlet n % 3 and year 2021 + n % 3, and quotes speaker n % 4 twice: six times each, so by name.
    assert answer(QUERIES[0], folder, monkeypatch) == [
        (outlet, year, "Brannigan", 6) for outlet, year in sorted(zip(OUTLETS, (2021, 2022, 2023), strict=True))
    ]


def test_speakers_on_a_topic_are_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = answer(QUERIES[1], folder, monkeypatch)
    assert [row[:3] for row in rows] == [(name, 9, 3) for name in ("Brannigan", "Okafor", "Quill", "Tolliver")]


def test_reasons_why_pages_could_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer(QUERIES[2], folder, monkeypatch) == [("UnreadableError", "no article was found in it", 1)]


def test_the_years_of_a_dataset(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer(QUERIES[3], folder, monkeypatch) == [(2021, 24), (2022, 24), (2023, 24)]
    assert len(QUERIES) == 4


def test_every_column_is_documented(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = answer("DESCRIBE FROM 'shards/shards/*/*.parquet'", folder, monkeypatch)
    table = DOCUMENT.read_text(encoding="utf-8").partition("| column | rows | |")[2].partition("\n\n")[0]
    documented = re.findall(r"`(\w+)`", "\n".join(line.split("|")[1] for line in table.splitlines()[2:]))
    assert sorted(documented) == sorted(str(name) for name, *_ in columns if name != "reader")
