"""Datasets to cite: statements and pages as Parquet, with a manifest, a datasheet and a citation file.

The same input gives the same bytes, at any time and on any machine. The version is a hash of the content.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypedDict, cast

from onrecord.archive import datasheet
from onrecord.archive.folder_status import list_shards
from onrecord.archive.folders import Folder
from onrecord.archive.shards import COLUMNS, ShardReader, ShardRow
from onrecord.errors import UsageError
from onrecord.export import tabular
from onrecord.export.tabular import Row, import_parquet, to_date, with_dates
from onrecord.store.current_pages import current_pages
from onrecord.store.days import day_range, iso_day
from onrecord.store.store import Store

FORMAT: Final = 1
_NO_YEAR: Final = "__HIVE_DEFAULT_PARTITION__"
"""The partition of statements without a day, by which DuckDB and others recognise null."""
_ROWS_WAITING: Final = 200_000
"""Statements in memory. Beyond this number, the year with most of them is written, sorted by day and outlet."""
_ROWS_IN_GROUP: Final = 20_000
_SHARD_COLUMNS: Final = ("type", "position", "page", "fetched")


class PageColumns(TypedDict):
    """The columns of ``pages.parquet``, in order."""

    page: str
    url: str | None
    title: str | None
    outlet: str | None
    published: str | None
    first_day: date | None
    last_day: date | None
    reader: str
    statements: int


_PAGE_COLUMNS: Final = tuple(PageColumns.__annotations__)


@dataclass(frozen=True, slots=True)
class DatasetPage:
    """A page of a dataset with its statements."""

    columns: PageColumns
    statements: list[Row[date]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset that was written."""

    version: str
    pages: int
    statements: int


def record_pages(store: Store) -> Iterator[DatasetPage]:
    """Yield the current pages of a record in the order of adding, without hidden people and removed pages."""
    with store.snapshot(limited=False) as connection:
        for page in current_pages(connection):
            article = page.stored.reading.article
            first, last = day_range(article.published)
            statements = [with_dates(tabular.row(page.stored, statement)) for statement in page.statements]
            columns: PageColumns = {
                "page": page.stored.id,
                "url": page.stored.url,
                "title": article.title,
                "outlet": article.outlet,
                "published": article.published,
                "first_day": to_date(iso_day(first)),
                "last_day": to_date(iso_day(last)),
                "reader": page.stored.reading.reader,
                "statements": len(statements),
            }
            yield DatasetPage(columns, statements)


def shard_pages(folder: Folder) -> Iterator[DatasetPage]:
    """Yield the pages of all shards in the order of the shards, each in the version that was fetched last.

    Raises ``UsageError`` if there are no shards, or shards of several readers.
    """
    names = list_shards(folder)
    latest: dict[str, tuple[str, int, int]] = {}
    readers: set[str] = set()
    for number, name in enumerate(names):
        with folder.local(name) as path, path.open("rb") as stream:
            shard = ShardReader(stream, name=name)
            readers.add(shard.reader)
            for row in shard.rows(("page",), columns=_SHARD_COLUMNS):
                state = row["fetched"] or "", number, row["position"]
                latest[row["page"]] = max(state, latest.get(row["page"], state))
    if len(readers) != 1:
        raise UsageError(
            f"The folder has shards of {len(readers)} readers ({', '.join(sorted(readers))}), but a dataset has one. "
            "Name a folder with the shards of one reader."
        )
    for number, name in enumerate(names):
        with folder.local(name) as path, path.open("rb") as stream:
            yield from _pages_of_shard(ShardReader(stream, name=name), number=number, latest=latest)


def _pages_of_shard(
    shard: ShardReader, *, number: int, latest: dict[str, tuple[str, int, int]]
) -> Iterator[DatasetPage]:
    latest_positions = {position for _, shard_number, position in latest.values() if shard_number == number}
    statements: dict[int, list[Row[date]]] = {}
    columns = [name for name in tabular.COLUMNS if name in COLUMNS]
    for row in shard.rows(("statement",), columns=["type", "position", *columns]):
        if row["position"] in latest_positions:
            empty: dict[str, object] = {"person": None, "about_persons": [], "link": None}
            statements.setdefault(row["position"], []).append(cast(Row[date], {**empty, **_part(row, columns)}))
    page_columns = [name for name in _PAGE_COLUMNS if name in COLUMNS]
    for row in shard.rows(("page",), columns=["type", "position", *page_columns]):
        if row["position"] in latest_positions:
            own = statements.pop(row["position"], [])
            own.sort(key=lambda statement: (statement["start"], statement["end"], statement["statement"]))
            page = {**_part(row, page_columns), "reader": shard.reader, "statements": len(own)}
            yield DatasetPage(cast(PageColumns, page), own)


def _part(row: ShardRow, columns: Iterable[str]) -> dict[str, object]:
    values = cast(Mapping[str, object], row)
    return {name: values[name] for name in columns}


def write_dataset(pages: Iterable[DatasetPage], target: Path, *, description: datasheet.DatasetDescription) -> Dataset:
    """Write ``pages`` to the new folder ``target``: the whole dataset or, after an error, nothing.

    Raises ``UsageError`` if ``target`` exists, since a dataset never changes.
    """
    if target.exists():
        raise UsageError(f"{target} exists, and a dataset is never changed. Name another folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        dataset = _DatasetWriter(part, description=description).write(pages)
        part.chmod(0o755)
        part.rename(target)
    except BaseException:
        shutil.rmtree(part)
        raise
    return dataset


class _DatasetWriter:
    """Writes one dataset."""

    def __init__(self, folder: Path, *, description: datasheet.DatasetDescription) -> None:
        self._folder = folder
        self._description = description
        self._pa, self._parquet = import_parquet("A dataset", extra="archive")
        self._statement_schema = tabular.make_schema(self._pa)
        types = dict.fromkeys(_PAGE_COLUMNS, self._pa.string())
        types |= {"first_day": self._pa.date32(), "last_day": self._pa.date32(), "statements": self._pa.int32()}
        self._page_schema = self._pa.schema(list(types.items()))
        self._writers: dict[str, Any] = {}
        self._waiting: dict[str, list[Row[date]]] = {}
        self._rows: Counter[str] = Counter()
        self._composition = datasheet.Composition()

    def write(self, pages: Iterable[DatasetPage]) -> Dataset:
        """Write the files."""
        page_rows: list[PageColumns] = []
        for page in pages:
            columns = page.columns
            self._composition.add(page.statements, reader=columns["reader"], outlet=columns["outlet"])
            page_rows.append(columns)
            for row in page.statements:
                year = _NO_YEAR if row["first_day"] is None else str(row["first_day"].year)
                self._waiting.setdefault(year, []).append(row)
            if len(page_rows) >= _ROWS_IN_GROUP:
                self._append("pages.parquet", page_rows, schema=self._page_schema)
                page_rows = []
            if sum(map(len, self._waiting.values())) > _ROWS_WAITING:
                self._write_year(max(self._waiting, key=lambda year: (len(self._waiting[year]), year)))
        self._append("pages.parquet", page_rows, schema=self._page_schema)
        for year in sorted(self._waiting):
            self._write_year(year)
        for writer in self._writers.values():
            writer.close()
        return self._write_manifest()

    def _write_year(self, year: str) -> None:
        rows = self._waiting.pop(year)
        rows.sort(key=lambda row: (str(row["first_day"]), row["outlet"] or "", row["page"], row["start"]))
        self._append(f"statements/year={year}/part-0.parquet", rows, schema=self._statement_schema)

    def _append(self, name: str, rows: Sequence[Mapping[str, object]], *, schema: Any) -> None:
        if name not in self._writers:
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writers[name] = self._parquet.ParquetWriter(path, schema, compression="zstd")
        self._rows[name] += len(rows)
        self._writers[name].write_table(self._pa.Table.from_pylist(rows, schema=schema), row_group_size=_ROWS_IN_GROUP)

    def _write_manifest(self) -> Dataset:
        files = []
        for name in sorted(self._rows):
            path = self._folder / name
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            files.append({"path": name, "rows": self._rows[name], "bytes": path.stat().st_size, "sha256": digest})
        composition = self._composition
        version = self._description.version or hashlib.sha256(json.dumps(files).encode()).hexdigest()[:12]
        manifest = {
            "format": FORMAT,
            "title": self._description.title,
            "version": version,
            "origin": self._description.origin,
            "readers": dict(sorted(composition.readers.items())),
            "pages": composition.pages,
            "statements": composition.statements,
            "files": files,
        }
        (self._folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        sheet = datasheet.write_datasheet(self._description, composition, version=version)
        (self._folder / "README.md").write_text(sheet, encoding="utf-8")
        (self._folder / "CITATION.cff").write_text(
            datasheet.write_citation(self._description, version=version), encoding="utf-8"
        )
        return Dataset(version, composition.pages, composition.statements)
