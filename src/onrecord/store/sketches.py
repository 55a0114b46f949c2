"""Near-copies: statements in nearly the same words, pages with nearly the same text, without comparing all with all.

MinHash over runs of words: of two sets of runs the smallest value in some order is as often the same as they have runs
in common. A statement keeps a few such values and is found by any of them, so also where half of it was cut. A text
keeps them in bands and is found by a whole band, so only where nearly all is the same. What is found are candidates:
whoever asks compares their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final

from rensa import RMinHash
from sqlalchemy import Column, Connection, ForeignKey, Integer, Select, Table, bindparam, func, select

from onrecord.store.codecs import fold, unpack_text
from onrecord.store.dialect import insert_new
from onrecord.store.rows import AnyRow
from onrecord.store.schema import metadata, statements, texts

STATEMENT_RUN: Final = 3
"""Words in a run of a statement."""
TEXT_RUN: Final = 5
"""Words in a run of a text."""
_SEED: Final = 20_261
_STATEMENT_VALUES: Final = 8
_BANDS: Final = 8
_ROWS: Final = 4
"""Values in a band: two texts that share s of their runs share one of 8 bands of 4 with 1 - (1 - s^4)^8."""
_HALF: Final = 1 << 31
"""Taken from a 32-bit value, it makes one that SQLite keeps in four bytes."""
_MOST_CANDIDATES: Final = 400
_BATCH: Final = 2_000
_WORD = re.compile(r"\w+")
_PLAIN = {**dict.fromkeys(map(ord, "“”„«»–—…\u00a0"), " "), **dict.fromkeys(map(ord, "‘’"), "'")}
"""Marks in plainer forms: most English texts have nothing else that is not ASCII, and folding is quick without."""

statement_sketches = Table(
    "statement_sketches",
    metadata,
    Column("value", Integer, primary_key=True),
    Column("statement_id", Integer, ForeignKey(statements.c.id), primary_key=True),
    sqlite_with_rowid=False,
)
"""The smallest values of each statement's runs of words, to find those that share some."""

text_sketches = Table(
    "text_sketches",
    metadata,
    Column("band", Integer, primary_key=True),
    Column("text_id", Integer, ForeignKey(texts.c.id), primary_key=True),
    sqlite_with_rowid=False,
)
"""The bands of each article's text, to find its near-copies."""

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


def words_of(text: str) -> list[str]:
    """The words of ``text`` as they are compared: no case, accents or marks."""
    return _WORD.findall(fold(text.translate(_PLAIN)))


def runs(words: Sequence[str], *, length: int) -> set[str]:
    """Every run of so many words; the whole where there are fewer."""
    if not words:
        return set()
    return {" ".join(words[start : start + length]) for start in range(max(1, len(words) - length + 1))}


def statement_values(quote: str) -> list[int]:
    """The values by which a statement in these words is found; none where its words are too few to tell it."""
    words = words_of(quote)
    if len(words) < STATEMENT_RUN:
        return []
    return sorted(set(_smallest(runs(words, length=STATEMENT_RUN), count=_STATEMENT_VALUES)))


def text_bands(text: str) -> list[int]:
    """The bands by which an article with this text is found."""
    words = words_of(text)
    if len(words) < TEXT_RUN:
        return []
    values = _smallest(runs(words, length=TEXT_RUN), count=_BANDS * _ROWS)
    return sorted({_band(band, values[band * _ROWS : (band + 1) * _ROWS]) for band in range(_BANDS)})


def add_statements(connection: Connection, quotes: Mapping[int, str]) -> None:
    """Make statements findable by their words; ``quotes`` are these by the statements' keys."""
    rows = [{"value": value, "statement_id": key} for key, quote in quotes.items() for value in statement_values(quote)]
    if rows:
        connection.execute(_ADD_STATEMENTS, rows)


def add_text(connection: Connection, text_id: int, *, text: str) -> None:
    """Make a text findable by what it has in common with others."""
    rows = [{"band": band, "text_id": text_id} for band in text_bands(text)]
    if rows:
        connection.execute(_ADD_TEXTS, rows)


def near_statements(connection: Connection, quote: str) -> list[int]:
    """Keys of statements that may have some of their words in common with ``quote``, the likeliest first."""
    return list(connection.execute(_NEAR_STATEMENTS, {"values": statement_values(quote)}).scalars())


def near_texts(connection: Connection, text: str) -> list[int]:
    """Keys of texts that may be nearly ``text``, the likeliest first."""
    return list(connection.execute(_NEAR_TEXTS, {"bands": text_bands(text)}).scalars())


def in_turn(connection: Connection, query: Select[*tuple[Any, ...]]) -> Iterator[AnyRow]:
    """The rows of ``query``, whose first column is a key, so many at a time, so that rows may be added meanwhile."""
    (key, *_), last = query.selected_columns, -1
    while rows := connection.execute(query.where(key > last).order_by(key).limit(_BATCH)).all():
        yield from rows
        last = rows[-1][0]


def sketch_all(connection: Connection) -> None:
    """Make everything findable that was kept before there were sketches."""
    for row in in_turn(connection, select(statements.c.id, statements.c.quote)):
        add_statements(connection, {row.id: row.quote})
    for row in in_turn(connection, select(texts.c.id, texts.c.body)):
        add_text(connection, row.id, text=unpack_text(row.body))


def _smallest(of: Iterable[str], *, count: int) -> list[int]:
    sketch = RMinHash(num_perm=count, seed=_SEED)
    sketch.update(list(of))
    return [value - _HALF for value in sketch.digest()]


def _band(number: int, values: Sequence[int]) -> int:
    content = ",".join(map(str, (number, *values))).encode()
    return int.from_bytes(blake2b(content, digest_size=4).digest(), "big", signed=True)
