"""Every form in which the record is taken out, under its name, and writing one to where it belongs."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeAlias

from sqlalchemy import Connection

from onrecord.errors import UsageError
from onrecord.export import followthemoney, schema_org, tabular, tei, web_annotation
from onrecord.export import jsonl as whole
from onrecord.store.sheets import Sheet, sheets
from onrecord.store.store import Store
from onrecord.writing import write_json

Seen: TypeAlias = Callable[[], None]
"""Called for each page that is on its way."""


class ExportForm(StrEnum):
    """What the record can be written as."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    jsonld = "jsonld"
    annotations = "annotations"
    ftm = "ftm"
    tei = "tei"


_END: Final = "\n"
_WRITERS: Final[dict[ExportForm, Callable[[Connection, Iterable[Sheet]], Iterator[str]]]] = {
    ExportForm.jsonld: schema_org.graph_lines,
    ExportForm.annotations: lambda _, pages: web_annotation.annotation_lines(pages),
    ExportForm.ftm: followthemoney.entity_lines,
    ExportForm.tei: lambda _, pages: tei.tei_lines(pages),
}


def export_lines(record: Store, form: ExportForm, *, seen: Seen = lambda: None) -> Iterator[str]:
    """The record in ``form``, in parts to be written one after another, from one state of it. ``seen`` is told pages.

    Raises ``UsageError`` for Parquet, which is no text: use ``export_file``.
    """
    if form is ExportForm.parquet:
        raise UsageError("Parquet is not text: name a file for it with --output.")
    with record.snapshot() as connection:
        if form is ExportForm.jsonl:
            for one in whole.objects(connection):
                if one["type"] == "page":
                    seen()
                yield write_json(one) + _END
            return
        pages = _told(sheets(connection), seen)
        if form is ExportForm.csv:
            yield from tabular.csv_lines(pages)
        else:
            yield from (part + _END for part in _WRITERS[form](connection, pages))


def export_file(record: Store, form: ExportForm, path: Path, *, seen: Seen = lambda: None) -> None:
    """Write the record in ``form`` to ``path``: all of it or, where that fails, nothing. Gzipped where it ends so.

    Raises ``UsageError`` where an extra is missing, ``OSError`` where it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    part = Path(name)
    try:
        if form is ExportForm.parquet:
            with record.snapshot() as connection:
                tabular.write_parquet(_told(sheets(connection), seen), part)
        else:
            opened = gzip.open if path.suffix == ".gz" else open
            with opened(part, "wt", encoding="utf-8", newline="") as stream:
                stream.writelines(export_lines(record, form, seen=seen))
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _told(pages: Iterable[Sheet], seen: Seen) -> Iterator[Sheet]:
    for page in pages:
        seen()
        yield page
