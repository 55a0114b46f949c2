"""A row a statement, in plain columns: CSV for everybody, Parquet for those with much to count."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.errors import install_command, missing_extra
from onrecord.selectors import link
from onrecord.store.days import iso_day
from onrecord.store.sheets import Said, Sheet

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = (
    *("statement", "kind", "act", "place", "words", "speaker", "speaker_kind", "person", "told", "said_when"),
    *("first_day", "last_day", "about", "about_persons", "confidence", "page", "title", "outlet", "published", "url"),
    *("link", "source", "start", "end"),
)
"""In the order in which they stand; docs/export.md describes each."""
_LISTS = {"about", "about_persons"}
_BETWEEN = "; "
_ROW_GROUP = 20_000


def rows(sheets: Iterable[Sheet]) -> Iterator[dict[str, Any]]:
    """The columns of every statement; lists are lists, and days are text such as 2025-02-26."""
    return (row(sheet, said) for sheet in sheets for said in sheet.statements)


def row(sheet: Sheet, said: Said) -> dict[str, Any]:
    """The columns of one statement."""
    values = (
        *(said.id, said.kind, said.act, said.place, said.quote, said.speaker and said.speaker.name),
        *(said.speaker_kind, said.speaker and said.speaker.person, said.told, said.edtf),
        *(iso_day(said.day_from), iso_day(said.day_to), [one.name for one in said.about]),
        *([one.person for one in said.about if one.person], said.confidence),
        *(sheet.id, sheet.title, sheet.outlet, sheet.published, sheet.url),
        *(sheet.url and link(sheet.url, sheet.text, said.content), sheet.source),
        *(said.content[0][0], said.content[-1][1]),
    )
    return dict(zip(COLUMNS, values, strict=True))


def csv_lines(sheets: Iterable[Sheet]) -> Iterator[str]:
    """CSV as RFC 4180 has it, its names first; a list is one cell, with semicolons. Each part ends as a row does."""
    line = io.StringIO()
    writer = csv.DictWriter(line, fieldnames=COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for found in rows(sheets):
        writer.writerow(found | {name: _BETWEEN.join(found[name]) for name in _LISTS})
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def write_parquet(sheets: Iterable[Sheet], path: Path) -> None:
    """Write the rows to ``path`` as Parquet, compressed, so many at a time.

    Raises ``UsageError`` where pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise missing_extra("Parquet", missing="the package pyarrow", command=install_command("parquet")) from error
    schema = _schema(pa)
    found = rows(sheets)
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while lot := list(islice(found, _ROW_GROUP)):
            for one in lot:
                one |= {name: one[name] and date.fromisoformat(one[name]) for name in ("first_day", "last_day")}
            writer.write_table(pa.Table.from_pylist(lot, schema=schema))


def _schema(pa: Any) -> pa.Schema:
    types = dict.fromkeys(COLUMNS, pa.string())
    types |= {"first_day": pa.date32(), "last_day": pa.date32(), "confidence": pa.float64()}
    types |= {"start": pa.int32(), "end": pa.int32()} | dict.fromkeys(_LISTS, pa.list_(pa.string()))
    return pa.schema(list(types.items()))
