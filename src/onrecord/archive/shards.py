"""Shards: Parquet files of readings, failures and statements, to be queried or loaded into a record.

The ``type`` of a row is page, failure or statement. Pages and failures are in the order of the source, so that a shard
is written and loaded with little memory. Statements are in runs sorted by day and outlet, so that a query for a month
or an outlet skips most row groups by their statistics. docs/archives.md describes each column.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, Literal, Self, TypedDict, cast

import msgspec

from onrecord import errors
from onrecord.archive.parquet_rows import read_rows
from onrecord.archive.units import WorkUnit
from onrecord.codec import from_json, to_json, written_confidence
from onrecord.errors import PageError, UnreadableError, UsageError
from onrecord.export.tabular import import_parquet, make_schema
from onrecord.ingest.page_identity import page_key
from onrecord.ingest.page_statements import public_ids
from onrecord.store.checks import reading_problems
from onrecord.store.codecs import public_id
from onrecord.times import bounds
from onrecord.types import Reading
from onrecord.urls import web_url

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT: Final = 1
"""Version of the columns. New columns need no new version; renamed or removed ones do."""
SHARDS: Final = "shards"
"""Subfolder of the shards."""
_METADATA: Final = b"onrecord"
_PAGES_AT_ONCE: Final = 500
_STATEMENTS_IN_RUN: Final = 50_000
_STATEMENTS_IN_GROUP: Final = 10_000
_PAGE_ERRORS: Final = {
    kind.__name__: kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, PageError)
}


class _PageColumns(TypedDict, total=False):
    type: Literal["page", "statement", "failure"]
    position: int
    page: str
    source: str
    url: str | None
    title: str | None
    outlet: str | None
    published: str | None
    first_day: date | None
    last_day: date | None


class _ReadingColumns(TypedDict, total=False):
    language: str | None
    fetched: str | None
    sha256: str
    canonical: str | None
    record: str


class _FailureColumns(TypedDict, total=False):
    error: str
    problem: str
    advice: str


class _StatementColumns(TypedDict, total=False):
    statement: str
    kind: str
    act: str
    place: str
    words: str
    speaker: str | None
    speaker_kind: str
    speaks_with: list[str]
    told: str | None
    said_when: str | None
    about: list[str]
    confidence: float
    start: int
    end: int


class ShardRow(_PageColumns, _StatementColumns, _ReadingColumns, _FailureColumns, total=False):
    """A row of a shard: a page with its reading, a statement, or the failure of a page; or a few of its columns.

    Statement columns have the names of ``onrecord export``. Columns that a row lacks are null.
    """


COLUMNS: Final = tuple(ShardRow.__annotations__)
"""Columns of a shard."""

_REQUIRED: Final = {
    "page": ("position", "page", "source", "record"),
    "failure": ("position", "source", "error", "problem", "advice"),
    "statement": ("position", "page", "statement", "words", "start", "end", "confidence"),
}
"""Columns that are never null, by type of row."""


class _Metadata(msgspec.Struct):
    """The part of a shard's metadata that is read again."""

    format: int
    reader: str
    pages: int
    failures: int
    statements: int
    sources: list[str]


@dataclass(frozen=True, slots=True)
class ShardCounts:
    """The size of a shard, from its metadata."""

    pages: int = 0
    failures: int = 0
    statements: int = 0

    def __add__(self, addend: ShardCounts) -> ShardCounts:
        pages, failures = self.pages + addend.pages, self.failures + addend.failures
        return ShardCounts(pages, failures, self.statements + addend.statements)


def shard_name(unit: WorkUnit, *, reader: str) -> str:
    """The name of a unit's shard in its folder. It depends on reader and source, so that no unit is read twice."""
    return f"{SHARDS}/reader={reader_word(reader)}/{unit.name}.parquet"


def reader_word(reader: str) -> str:
    """The version of a reader as the name of a folder: ``onrecord-0.1.0-en-2026.11.30``."""
    return re.sub(r"[^A-Za-z0-9._+]+", "-", reader).strip("-")


class ShardWriter:
    """Writes a shard. Use it as a context manager, and add pages in the order of their source."""

    def __init__(self, path: Path, unit: WorkUnit, *, reader: str) -> None:
        self._pa, parquet = import_parquet("Reading archives", extra="archive")
        self._schema = make_schema(self._pa, COLUMNS)
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._unit = unit
        self._reader = reader
        self._position = 0
        self._pages: list[ShardRow] = []
        self._statements: list[ShardRow] = []
        self._run: list[pa.Table] = []
        self._counts: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._flush()
            self._write_run()
            metadata = {"format": FORMAT, "reader": self._reader, **asdict(self._unit), **asdict(self.counts)}
            self._writer.add_key_value_metadata({_METADATA: json.dumps(metadata)})
        self._writer.close()

    @property
    def counts(self) -> ShardCounts:
        """Rows added so far."""
        return ShardCounts(**self._counts)

    def add(self, outcome: Reading | PageError) -> None:
        """Add the outcome of the next page."""
        if isinstance(outcome, PageError):
            self._counts["failures"] += 1
            self._pages.append(_failure_row(outcome, position=self._position))
        else:
            statements = statement_rows(outcome, position=self._position)
            self._counts["pages"] += 1
            self._counts["statements"] += len(statements)
            self._pages.append(_page_row(outcome, position=self._position))
            self._statements += statements
        self._position += 1
        if len(self._pages) >= _PAGES_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        if self._pages:
            self._writer.write_table(self._table(self._pages))
        if self._statements:
            self._run.append(self._table(self._statements))
        self._pages, self._statements = [], []
        if sum(table.num_rows for table in self._run) >= _STATEMENTS_IN_RUN:
            self._write_run()

    def _write_run(self) -> None:
        if self._run:
            keys = ("first_day", "outlet", "position", "start", "statement")
            run = self._pa.concat_tables(self._run).sort_by([(key, "ascending") for key in keys])
            self._writer.write_table(run, row_group_size=_STATEMENTS_IN_GROUP)
            self._run = []

    def _table(self, rows: list[ShardRow]) -> pa.Table:
        return self._pa.Table.from_pylist(rows, schema=self._schema)


class ShardReader:
    """Reads a shard from a seekable stream. Raises ``UsageError`` for a file that is no shard, or a damaged one."""

    def __init__(self, stream: BinaryIO, *, name: str) -> None:
        self._name = name
        pa, parquet = import_parquet("Reading shards", extra="archive")
        self._arrow_error: type[Exception] = pa.ArrowException
        try:
            self._file = parquet.ParquetFile(stream)
            metadata = msgspec.json.decode((self._file.metadata.metadata or {})[_METADATA], type=_Metadata)
            fields = {field.name: field.type for field in self._file.schema_arrow}
        except (pa.ArrowException, OSError, KeyError, ValueError) as error:
            raise UsageError(f"{name} is not a shard of `onrecord archive read`. Move it to another folder.") from error
        if metadata.format > FORMAT:
            raise UsageError(f"{name} was written by a later version of OnRecord. Install the latest version.")
        for field in make_schema(pa, COLUMNS):
            if fields.get(field.name) != field.type:
                raise self._damage(f"its column {field.name} is missing or has values of another type")
        self.reader = metadata.reader
        self.counts = ShardCounts(metadata.pages, metadata.failures, metadata.statements)
        self.source: str | None = metadata.sources[0] if len(metadata.sources) == 1 else None
        """Its source; null if each page is a source of its own."""

    def outcomes(self, *, after: int = 0) -> Iterator[Reading | PageError]:
        """Yield the readings and failures in the order of the source, without the first ``after`` pages."""
        columns = ("type", "position", "source", *_ReadingColumns.__annotations__, *_FailureColumns.__annotations__)
        for row in self.rows(("page", "failure"), columns=columns):
            if row["position"] >= after:
                yield _read_row(row)

    def rows(self, types: Iterable[str], *, columns: Iterable[str]) -> Iterator[ShardRow]:
        """Yield the rows of these ``types`` with the given ``columns``, which must include ``type``."""
        try:
            for group in range(self._file.num_row_groups):
                if self._may_have(group, types):
                    rows = read_rows(self._file, source=self._name, group=group, columns=list(columns))
                    yield from (self._check(cast(ShardRow, row)) for row in rows if row["type"] in types)
        except UnreadableError as error:
            raise self._damage(error.problem) from error
        except (self._arrow_error, OSError, UnicodeDecodeError) as error:
            raise self._damage(str(error)) from error

    def _may_have(self, group: int, types: Iterable[str]) -> bool:
        """Return false if a row group, which has either statements or pages and failures, has none of ``types``."""
        number = self._file.schema_arrow.names.index("type")
        statistics = self._file.metadata.row_group(group).column(number).statistics
        return statistics is None or not statistics.has_min_max or bool({statistics.min, statistics.max} & set(types))

    def _check(self, row: ShardRow) -> ShardRow:
        missing = next((name for name in _REQUIRED[row["type"]] if row.get(name, name) is None), None)
        if missing:
            raise self._damage(f"a {row['type']} has no {missing}")
        return row

    def _damage(self, problem: str) -> UsageError:
        return UsageError(
            f"{self._name} is damaged: {problem}. Delete it, and run `onrecord archive read` again for its source."
        )


def statement_rows(reading: Reading, *, position: int) -> list[ShardRow]:
    """The statement rows of ``reading``, the page number ``position`` of its unit.

    The ids are those that a record would give if the page were new.
    """
    article = reading.article
    page = _page_columns(reading, position=position, kind="statement")
    quotes = {number: article.quote(statement.content) for number, statement in enumerate(reading.statements)}
    ids = public_ids(str(page["page"]), quotes)
    rows: list[ShardRow] = []
    for number, statement in enumerate(reading.statements):
        said = bounds(statement.when.edtf if statement.when else None)
        days: _PageColumns = {"first_day": said[0], "last_day": said[1]} if said else {}
        rows.append(
            {
                **page,
                **days,
                "statement": ids[number],
                "kind": statement.kind,
                "act": statement.act,
                "place": statement.place,
                "words": quotes[number],
                "speaker": statement.speaker_name,
                "speaker_kind": statement.speaker_kind,
                "speaks_with": list(statement.speakers[1:]),
                "told": statement.told,
                "said_when": statement.when.edtf if statement.when else None,
                "about": list(statement.about),
                "confidence": written_confidence(statement.confidence),
                "start": statement.content[0][0],
                "end": statement.content[-1][1],
            }
        )
    return rows


def _page_row(reading: Reading, *, position: int) -> ShardRow:
    article = reading.article
    return {
        **_page_columns(reading, position=position, kind="page"),
        "language": article.language,
        "fetched": article.page.fetched,
        "sha256": article.page.sha256,
        "canonical": article.url,
        "record": to_json(reading),
    }


def _page_columns(reading: Reading, *, position: int, kind: Literal["page", "statement"]) -> ShardRow:
    article = reading.article
    first, last = _days(article.published)
    return {
        "type": kind,
        "position": position,
        "page": public_id("page", page_key(article)),
        "source": article.page.source,
        "url": article.page.url or article.url,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published,
        "first_day": first,
        "last_day": last,
    }


def _days(edtf: str | None) -> tuple[date | None, date | None]:
    return bounds(edtf) or (None, None)


def _failure_row(error: PageError, *, position: int) -> ShardRow:
    return {
        "type": "failure",
        "position": position,
        "source": error.source,
        "error": type(error).__name__,
        "problem": error.problem,
        "advice": error.advice,
    }


def _read_row(row: ShardRow) -> Reading | PageError:
    return _read_page(row) if row["type"] == "page" else _read_failure(row)


def _read_page(row: ShardRow) -> Reading | PageError:
    """The reading in a row, or an error if it is invalid: shards may come from strangers."""
    try:
        reading = from_json(row["record"])
    except UsageError as error:
        return _invalid(row, str(error).rstrip("."))
    problem = next(reading_problems(reading), None)
    if problem is not None:
        return _invalid(row, str(problem))
    article = reading.article
    page = replace(article.page, url=web_url(article.page.url))
    return replace(reading, article=replace(article, page=page, url=web_url(row["canonical"])))


def _invalid(row: ShardRow, problem: str) -> PageError:
    return UnreadableError(
        row["source"], f"its reading in the shard is invalid: {problem}", advice="Read the archive again."
    )


def _read_failure(row: ShardRow) -> PageError:
    return _PAGE_ERRORS.get(row["error"], PageError)(row["source"], row["problem"], advice=row["advice"])
