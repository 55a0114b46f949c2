"""What a search finds as a file: CSV in the columns of ``onrecord export``, JSON as ``onrecord find`` prints it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final, Literal

from onrecord.codec import write_json
from onrecord.record import Record
from onrecord.search.find_statements import Hit, Order, SearchPage, find
from onrecord.search.query import Query

Form = Literal["csv", "json", "jsonl"]

TYPES: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json", "jsonl": "application/jsonl"}
MOST: Final = 10_000
"""Statements in a file; who wants all exports the record."""
_AT_ONCE: Final = 500

COLUMNS: Final = (
    *("statement", "kind", "act", "place", "words", "speaker", "speaker_kind", "person", "told", "said_when"),
    *("first_day", "last_day", "about", "about_persons", "confidence", "page", "title", "outlet", "published", "url"),
    *("source", "why"),
)
"""Of CSV: those of the export that a listing has, and why the statement was found."""


def written(record: Record, query: Query, *, sort: Order | None, form: Form) -> Iterator[str]:
    """The file in parts, at most ``MOST`` statements of what ``query`` finds."""
    if form == "csv":
        return _csv(record, query, sort)
    if form == "jsonl":
        return (write_json(asdict(hit)) + "\n" for found in _pages(record, query, sort) for hit in found.hits)
    return _json(record, query, sort)


def _pages(record: Record, query: Query, sort: Order | None) -> Iterator[SearchPage]:
    after: str | None = None
    for _ in range(MOST // _AT_ONCE):
        found = find(record, query, sort=sort, limit=_AT_ONCE, after=after)
        yield found
        after = found.next
        if after is None:
            return


def _json(record: Record, query: Query, sort: Order | None) -> Iterator[str]:
    between = '{"items":['
    for found in _pages(record, query, sort):
        for hit in found.hits:
            yield between + write_json(asdict(hit))
            between = ","
    opened = between if between != "," else ""
    end = write_json({"order": found.order, "next": found.next, "notes": list(found.notes)})
    yield f"{opened}],{end[1:]}\n"


def _csv(record: Record, query: Query, sort: Order | None) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for found in _pages(record, query, sort):
        for hit in found.hits:
            writer.writerow(_row(hit))
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _row(hit: Hit) -> tuple[object, ...]:
    one, page = hit.entry, hit.entry.page
    about = [who.name for who in one.about], [who.id for who in one.about if who.id]
    speaker = (one.speaker.name, one.speaker.id) if one.speaker else (None, None)
    return (
        *(one.id, one.kind, one.act, one.place, one.quote, speaker[0], one.speaker_kind, speaker[1]),
        *(one.told, one.when, one.first, one.last, *map("; ".join, about), one.confidence),
        *(page.id, page.title, page.outlet, page.published, page.url, page.source, "; ".join(hit.why)),
    )
