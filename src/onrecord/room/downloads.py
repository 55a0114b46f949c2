"""Search results as a file: CSV with the columns of ``onrecord export``, JSON in the shape of ``onrecord find``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final, Literal

from onrecord.codec import write_json
from onrecord.invisible import text_cell
from onrecord.record import Record
from onrecord.search.find_statements import Hit, Order, SearchPage, find
from onrecord.search.query import Query

DownloadFormat = Literal["csv", "json", "jsonl"]

MEDIA_TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json", "jsonl": "application/jsonl"}
# Statements in one file. ``onrecord export`` writes all.
MAX_STATEMENTS: Final = 10_000
# Statements that are in memory at one time.
_BATCH_SIZE: Final = 500

# The columns of the export that a search result has, and the reasons for the match.
CSV_COLUMNS: Final = (
    *("statement", "kind", "act", "place", "words", "speaker", "speaker_kind", "person", "speaks_with"),
    *("told", "said_when"),
    *("first_day", "last_day", "about", "about_persons", "confidence", "page", "title", "outlet", "published", "url"),
    *("source", "why"),
)


def write_results(record: Record, query: Query, *, sort: Order | None, form: DownloadFormat) -> Iterator[str]:
    """The file in chunks, with the first ``MAX_STATEMENTS`` results of ``query``."""
    if form == "csv":
        return _write_csv(record, query, sort)
    if form == "jsonl":
        return (write_json(asdict(hit)) + "\n" for batch in _find_batches(record, query, sort) for hit in batch.hits)
    return _write_json(record, query, sort)


def _find_batches(record: Record, query: Query, sort: Order | None) -> Iterator[SearchPage]:
    after: str | None = None
    for _ in range(MAX_STATEMENTS // _BATCH_SIZE):
        batch = find(record, query, sort=sort, limit=_BATCH_SIZE, after=after)
        yield batch
        after = batch.next
        if after is None:
            return


def _write_json(record: Record, query: Query, sort: Order | None) -> Iterator[str]:
    separator = '{"items":['
    for batch in _find_batches(record, query, sort):
        for hit in batch.hits:
            yield separator + write_json(asdict(hit))
            separator = ","
    opening = separator if separator != "," else ""
    rest = write_json({"order": batch.order, "next": batch.next, "notes": list(batch.notes)})
    yield f"{opening}],{rest[1:]}\n"


def _write_csv(record: Record, query: Query, sort: Order | None) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for batch in _find_batches(record, query, sort):
        for hit in batch.hits:
            writer.writerow(text_cell(cell) if isinstance(cell, str) else cell for cell in _make_row(hit))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _make_row(hit: Hit) -> tuple[object, ...]:
    statement, page = hit.entry, hit.entry.page
    about = [entity.name for entity in statement.about], [entity.id for entity in statement.about if entity.id]
    speaker = (statement.speaker.name, statement.speaker.id) if statement.speaker else (None, None)
    return (
        *(statement.id, statement.kind, statement.act, statement.place, statement.quote),
        *(speaker[0], statement.speaker_kind, speaker[1], "; ".join(entity.name for entity in statement.speaks_with)),
        *(statement.told, statement.when),
        *(statement.first, statement.last, *map("; ".join, about), statement.confidence),
        *(page.id, page.title, page.outlet, page.published, page.url, page.source, "; ".join(hit.why)),
    )
