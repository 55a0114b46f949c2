"""Near-duplicate detection with MinHash: statements in nearly the same words, and pages with nearly the same text.

A sketch holds MinHash values of shingles (runs of words); the share of equal values estimates the Jaccard similarity
of two sets of shingles. A statement matches on any single value, so it is found even if half of it was cut. A text
matches on a whole band of values (LSH), so only if nearly all of it is the same. Results are candidates: callers must
compare their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

from rensa import RMinHash
from sqlalchemy import Column, Connection, ForeignKey, Integer, Select, Table, bindparam, func, select

from onrecord.store.codecs import unpack_text, words_of
from onrecord.store.dialect import insert_new
from onrecord.store.rows import AnyRow
from onrecord.store.schema import metadata, statements, texts

STATEMENT_RUN: Final = 3
"""Words in a shingle of a statement."""
TEXT_RUN: Final = 5
"""Words in a shingle of a text."""
_SEED: Final = 20_261
_STATEMENT_VALUES: Final = 8
_BANDS: Final = 8
_ROWS: Final = 4
"""Values in a band: texts with similarity s share one of 8 bands of 4 with probability 1 - (1 - s^4)^8."""
_HALF: Final = 1 << 31
"""Offset subtracted from unsigned 32-bit values to make them signed, which SQLite stores in four bytes."""
_MOST_CANDIDATES: Final = 400
_BATCH: Final = 2_000

statement_sketches = Table(
    "statement_sketches",
    metadata,
    Column("value", Integer, primary_key=True),
    Column("statement_id", Integer, ForeignKey(statements.c.id), primary_key=True),
    sqlite_with_rowid=False,
)
"""MinHash values of each statement, for finding statements that share some."""

text_sketches = Table(
    "text_sketches",
    metadata,
    Column("band", Integer, primary_key=True),
    Column("text_id", Integer, ForeignKey(texts.c.id), primary_key=True),
    sqlite_with_rowid=False,
)
"""LSH bands of each article text, for finding near-duplicates."""

_ADD_STATEMENTS = insert_new(statement_sketches)
_ADD_TEXTS = insert_new(text_sketches)
_NEAR_STATEMENTS = (
    select(statement_sketches.c.statement_id)
    .where(statement_sketches.c.value.in_(bindparam("values", expanding=True)))
    .group_by(statement_sketches.c.statement_id)
    .order_by(func.count().desc(), statement_sketches.c.statement_id)
    .limit(_MOST_CANDIDATES)
)
_NEAR_TEXTS = (
    select(text_sketches.c.text_id)
    .where(text_sketches.c.band.in_(bindparam("bands", expanding=True)))
    .group_by(text_sketches.c.text_id)
    .order_by(func.count().desc(), text_sketches.c.text_id)
    .limit(_MOST_CANDIDATES)
)


def runs(words: Sequence[str], *, length: int) -> set[str]:
    """Return the shingles of ``length`` words; all words as one if there are fewer."""
    return set(_list_runs(words, length=length))


def statement_values(quote: str) -> list[int]:
    """Return the MinHash values of a statement; none if it is too short to be distinctive."""
    words = words_of(quote)
    if len(words) < STATEMENT_RUN:
        return []
    return sorted(set(_smallest(_list_runs(words, length=STATEMENT_RUN), count=_STATEMENT_VALUES)))


def text_bands(text: str) -> list[int]:
    """Return the LSH bands of an article text."""
    words = words_of(text)
    if len(words) < TEXT_RUN:
        return []
    values = _smallest(_list_runs(words, length=TEXT_RUN), count=_BANDS * _ROWS)
    return sorted({_band(band, values[band * _ROWS : (band + 1) * _ROWS]) for band in range(_BANDS)})


def statement_rows(quotes: Mapping[int, str]) -> list[dict[str, int]]:
    """The sketches of statements; ``quotes`` maps keys of statements to their words."""
    return [{"value": value, "statement_id": key} for key, quote in quotes.items() for value in statement_values(quote)]


def text_rows(text_id: int, *, text: str) -> list[dict[str, int]]:
    """The sketch of a text."""
    return [{"band": band, "text_id": text_id} for band in text_bands(text)]


def add_statements(connection: Connection, quotes: Mapping[int, str]) -> None:
    """Write the sketches of statements; ``quotes`` maps keys of statements to their words."""
    if rows := statement_rows(quotes):
        connection.execute(_ADD_STATEMENTS, rows)


def add_text(connection: Connection, text_id: int, *, text: str) -> None:
    """Write the sketch of a text."""
    if rows := text_rows(text_id, text=text):
        connection.execute(_ADD_TEXTS, rows)


def near_statements(connection: Connection, quote: str) -> list[int]:
    """Return keys of statements that may share words with ``quote``, most similar first."""
    return list(connection.execute(_NEAR_STATEMENTS, {"values": statement_values(quote)}).scalars())


def near_texts(connection: Connection, text: str) -> list[int]:
    """Return keys of texts that may be near-duplicates of ``text``, most similar first."""
    return list(connection.execute(_NEAR_TEXTS, {"bands": text_bands(text)}).scalars())


def in_turn(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[AnyRow]:
    """Yield the rows of ``query`` in batches by its first column, a key, so that rows may be added meanwhile."""
    (key, *_), last = query.selected_columns, -1
    while rows := connection.execute(query.where(key > last).order_by(key).limit(_BATCH)).all():
        yield from rows
        last = rows[-1][0]


def sketch_all(connection: Connection) -> None:
    """Write all sketches, for a record that predates them."""
    for row in in_turn(connection, select(statements.c.id, statements.c.quote)):
        add_statements(connection, {row.id: row.quote})
    for row in in_turn(connection, select(texts.c.id, texts.c.body)):
        add_text(connection, row.id, text=unpack_text(row.body))


def _list_runs(words: Sequence[str], *, length: int) -> list[str]:
    if len(words) <= length:
        return [" ".join(words)] if words else []
    # Slices of the joined words take half the time of joining each run.
    joined, starts, start = " ".join(words), [0], 0
    for word in words:
        start += len(word) + 1
        starts.append(start)
    return [joined[start : end - 1] for start, end in zip(starts, starts[length:], strict=False)]


def _smallest(shingles: list[str], *, count: int) -> list[int]:
    sketch = RMinHash(num_perm=count, seed=_SEED)
    sketch.update(shingles)
    return [value - _HALF for value in sketch.digest()]


def _band(number: int, values: Sequence[int]) -> int:
    content = ",".join(map(str, (number, *values))).encode()
    return int.from_bytes(blake2b(content, digest_size=4).digest(), "big", signed=True)
