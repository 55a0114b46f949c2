"""One row per statement, in plain columns: CSV, and Parquet for analysis."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Generic, TypedDict, TypeVar, cast

from onrecord.errors import install_command, missing_extra
from onrecord.invisible import text_cell
from onrecord.selectors import link
from onrecord.store.current_pages import CurrentPage
from onrecord.store.readings import StoredReading
from onrecord.store.statements import PageStatement

if TYPE_CHECKING:
    import pyarrow as pa


Day = TypeVar("Day")


class Row(TypedDict, Generic[Day]):
    """A statement in the columns of the export, in order; docs/export.md describes each.

    Days are text such as 2025-02-26, or dates in Parquet.
    """

    statement: str
    kind: str
    act: str
    place: str
    words: str
    speaker: str | None
    speaker_kind: str
    person: str | None
    speaks_with: list[str]
    told: str | None
    said_when: str | None
    first_day: Day | None
    last_day: Day | None
    about: list[str]
    about_persons: list[str]
    confidence: float
    page: str
    title: str | None
    outlet: str | None
    published: str | None
    url: str | None
    link: str | None
    source: str
    start: int
    end: int


COLUMNS: Final = tuple(Row.__annotations__)
_LISTS: Final = ("speaks_with", "about", "about_persons")
_BETWEEN = "; "
_ROW_GROUP = 20_000


def rows(pages: Iterable[CurrentPage]) -> Iterator[Row[str]]:
    """The columns of every statement."""
    return (row(page.stored, statement) for page in pages for statement in page.statements)


def row(page: StoredReading, statement: PageStatement) -> Row[str]:
    """The columns of one statement."""
    entry, speaker, article = statement.entry, statement.speaker, page.reading.article
    return {
        "statement": entry.id,
        "kind": entry.kind,
        "act": entry.act,
        "place": entry.place,
        "words": entry.quote,
        "speaker": speaker.name if speaker else None,
        "speaker_kind": entry.speaker_kind,
        "person": speaker.id if speaker else None,
        "speaks_with": [entity.name for entity in entry.speaks_with],
        "told": entry.told,
        "said_when": entry.when,
        "first_day": entry.first,
        "last_day": entry.last,
        "about": [entity.name for entity in statement.about],
        "about_persons": [entity.id for entity in statement.about if entity.id],
        "confidence": entry.confidence,
        "page": page.id,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published,
        "url": page.url,
        "link": link(page.url, page.text, statement.content) if page.url else None,
        "source": page.source,
        "start": statement.content[0][0],
        "end": statement.content[-1][1],
    }


def csv_lines(pages: Iterable[CurrentPage]) -> Iterator[str]:
    """CSV as in RFC 4180, with a header; a list is one cell, separated by semicolons, and no cell is a formula. Each
    part ends with a line end."""
    line = io.StringIO()
    writer = csv.DictWriter(line, fieldnames=COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for columns in rows(pages):
        writer.writerow({name: _cell(value) for name, value in columns.items()})
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _cell(value: object) -> object:
    text = _BETWEEN.join(value) if isinstance(value, list) else value
    return text_cell(text) if isinstance(text, str) else text


def write_parquet(pages: Iterable[CurrentPage], path: Path) -> None:
    """Write the rows to ``path`` as compressed Parquet, in batches. Raises ``UsageError`` if pyarrow is not
    installed."""
    pa, parquet = import_parquet("Parquet", extra="parquet")
    schema = make_schema(pa)
    remaining = rows(pages)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while group := list(islice(remaining, _ROW_GROUP)):
            writer.write_table(pa.Table.from_pylist(list(map(with_dates, group)), schema=schema))


def import_parquet(feature: str, *, extra: str) -> tuple[Any, Any]:
    """pyarrow and its module ``parquet``. If missing, raises ``UsageError``: ``feature`` needs ``extra``."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise missing_extra(feature, missing="the package pyarrow", command=install_command(extra)) from error
    return pa, parquet


def with_dates(columns: Row[str]) -> Row[date]:
    """The same columns with days as dates."""
    days = {"first_day": to_date(columns["first_day"]), "last_day": to_date(columns["last_day"])}
    return cast(Row[date], {**columns, **days})


def to_date(day: str | None) -> date | None:
    """A day such as 2025-02-26."""
    return date.fromisoformat(day) if day else None


def make_schema(pa: Any, columns: Iterable[str] = COLUMNS) -> pa.Schema:
    """These columns of an export or a shard with their types: text, where there is no other."""
    types = {"first_day": pa.date32(), "last_day": pa.date32(), "confidence": pa.float64()}
    types |= dict.fromkeys(("position", "start", "end"), pa.int32()) | dict.fromkeys(_LISTS, pa.list_(pa.string()))
    return pa.schema([(name, types.get(name, pa.string())) for name in columns])
