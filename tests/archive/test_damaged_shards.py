"""Damaged shards: every command that reads them names the shard, and what is wrong with it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import compute, parquet

from onrecord.archive.read_unit import read_unit
from onrecord.archive.shards import ShardReader
from onrecord.archive.units import PLANS, find_units
from onrecord.errors import UsageError
from onrecord.reading import Reader
from tests.archive.making import page_html, warc_records, write_warc

Run = Callable[..., tuple[int, str, str]]
Change = Callable[[pa.Table], pa.Table]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Path:
    """A folder with a shard of two pages and a failure."""
    folder = tmp_path_factory.mktemp("whole")
    records = [*warc_records(range(2)), *warc_records([2])]
    archive = write_warc(folder / "z.warc.gz", [*records[:2], records[2].replace(page_html(2), b"%PDF-" * 200)])
    (unit,) = find_units([str(archive)], settings=reader.settings)
    read_unit(unit, folder=str(folder / "out"), reader=reader, settings=reader.settings)
    return folder / "out"


@pytest.fixture
def shard(folder: Path, tmp_path: Path) -> Path:
    """The shard in a copy of that folder."""
    (path,) = shutil.copytree(folder, tmp_path / "out").rglob("*.parquet")
    return path


def rewrite(path: Path, change: Change, *, metadata: bytes | None = None, statistics: bool = True) -> None:
    kept: Mapping[bytes, bytes] = parquet.read_metadata(path).metadata
    table = change(parquet.read_table(path, partitioning=None))
    with parquet.ParquetWriter(path, table.schema, write_statistics=statistics) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({b"onrecord": kept[b"onrecord"] if metadata is None else metadata})


def read_everything(path: Path) -> int:
    with path.open("rb") as stream:
        shard = ShardReader(stream, name=path.name)
        statements = list(shard.rows(("statement",), columns=("type", "position", "words", "start", "end")))
        return len(list(shard.outcomes())) + len(statements)


def without(name: str) -> Change:
    return lambda table: table.drop_columns([name])


def empty(name: str) -> Change:
    return lambda table: table.set_column(
        table.column_names.index(name), name, pa.nulls(len(table), table.schema.field(name).type)
    )


def retyped(name: str) -> Change:
    return lambda table: table.set_column(table.column_names.index(name), name, pa.array([[5]] * len(table)))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        *((without(name), f"its column {name} is missing") for name in ("type", "record", "words", "first_day")),
        *((retyped(name), f"its column {name} is missing or has values of") for name in ("position", "about")),
        *((empty(name), f"has no {name}") for name in ("position", "source", "words", "start", "problem")),
    ],
)
def test_columns_that_are_not_a_shards_are_named(shard: Path, change: Change, problem: str) -> None:
    rewrite(shard, change)
    with pytest.raises(UsageError, match=problem):
        read_everything(shard)


@pytest.mark.parametrize(
    "metadata", [b"", b"\xff", b"[]", b"5", b"{}", b'{"format": "1"}', b'{"format": 1, "sources": 5}']
)
def test_metadata_that_is_not_a_shards_is_refused(shard: Path, metadata: bytes) -> None:
    rewrite(shard, lambda table: table, metadata=metadata)
    with pytest.raises(UsageError, match="is not a shard"):
        read_everything(shard)


def test_a_shard_without_statistics_is_read(shard: Path) -> None:
    before = read_everything(shard)
    rewrite(shard, lambda table: table, statistics=False)
    assert read_everything(shard) == before


def test_a_value_that_every_row_has_takes_the_memory_of_few(shard: Path) -> None:
    def repeat(table: pa.Table) -> pa.Table:
        row = table.filter(compute.equal(table["type"], "page")).slice(0, 1)
        record = pa.array([" " * 2_500_000] * 80)
        return pa.concat_tables([row] * 80).set_column(table.column_names.index("record"), "record", record)

    rewrite(shard, repeat)
    before = pa.total_allocated_bytes()
    with shard.open("rb") as stream:
        rows = ShardReader(stream, name=shard.name).rows(("page",), columns=("type", "record"))
        allocated = [pa.total_allocated_bytes() - before for _ in rows]
    assert len(allocated) == 80
    assert max(allocated) < 160_000_000


def test_changed_bytes_are_read_or_refused(shard: Path) -> None:
    content, source = shard.read_bytes(), random.Random(4)
    problems: list[str] = []
    for number in range(60):
        damaged = bytearray(content)
        for _ in range(source.choice((1, 8, 40))):
            damaged[source.randrange(len(damaged))] ^= 1 << source.randrange(8)
        shard.write_bytes(damaged if number % 3 else content[: source.randrange(len(content))])
        try:
            read_everything(shard)
        except UsageError as error:
            problems.append(str(error))
    assert len(problems) > 20
    assert all(shard.name in problem for problem in problems)


@pytest.mark.parametrize("arguments", [("archive", "load"), ("archive", "status"), ("dataset",)], ids=" ".join)
def test_commands_say_which_shard_is_damaged(shard: Path, tmp_path: Path, arguments: tuple[str, ...], run: Run) -> None:
    rewrite(shard, without("record"))
    options = {"load": ("--record", tmp_path / "r.sqlite"), "dataset": ("--to", tmp_path / "set")}.get(
        arguments[-1], ()
    )
    code, _, errors = run(*arguments, tmp_path / "out", *options)
    assert (code, "Traceback" in errors) == (2, False)
    assert f"{shard.name} is damaged: its column record is missing" in errors


@pytest.mark.parametrize("arguments", [("archive", "load"), ("archive", "status"), ("dataset",)], ids=" ".join)
@pytest.mark.parametrize(
    "content", [b"", b'{"units": [', b"\xff", b"[]", b'{"units": [5]}', b'{"units":' + b"[" * 100_000]
)
def test_commands_say_which_plan_is_damaged(
    shard: Path, tmp_path: Path, arguments: tuple[str, ...], content: bytes, run: Run
) -> None:
    out = tmp_path / "out"
    (out / PLANS).mkdir(exist_ok=True)
    (out / PLANS / "00001.json").write_bytes(content)
    options = {"load": ("--record", tmp_path / "r.sqlite"), "dataset": ("--to", tmp_path / "set")}
    code, _, errors = run(*arguments, out, *options.get(arguments[-1], ()))
    assert code == 2
    assert f"{PLANS}/00001.json: this plan of a run is damaged" in errors
