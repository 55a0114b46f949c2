"""Damage in a record: finds it anywhere in its file, from SQLite pages to the contents of readings.

Uses the ``sqlite3`` module directly, to read text that is not valid UTF-8, and reads the whole record once.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final

from sqlalchemy import Table, create_engine

from onrecord.errors import OnRecordError
from onrecord.store.checks import reading_problems, row_problems
from onrecord.store.codecs import compact, sha256, unpack_reading, unpack_text, words_hash
from onrecord.store.fulltext import INDEX
from onrecord.store.migrations import migrate
from onrecord.store.schema import metadata
from onrecord.store.sketches import statement_values, text_bands
from onrecord.store.terms import join_terms
from onrecord.types import Reading

VECTORS: Final = "vectors"
"""The part of a record that is in files next to it."""
MOST_DAMAGE: Final = 20
"""Maximum number of problems listed for each part; a half-overwritten file has thousands."""
_REFERENCES: Final = (
    ("pages", "version_id", "versions"),
    ("pages", "reading_id", "readings"),
    ("persons", "merged_into", "persons"),
    ("statements_as_read", "speaker_id", "persons"),
    ("statements_as_read", "speaker_appearance_id", "appearances"),
    ("statements_as_read", "speaker_name_id", "names"),
)
"""References without a foreign key, which SQLite does not check: table, column, referenced table."""
_READINGS = """
    SELECT r.id, v.number, r.record, t.body, t.sha256, t.characters FROM readings r
    LEFT JOIN versions v ON v.id = r.version_id LEFT JOIN texts t ON t.id = r.text_id
    WHERE r.version_id IN (SELECT id FROM versions WHERE page_id = ?)"""
_COPY = "SELECT 1 FROM copies JOIN versions ON id = version_id WHERE sha256 = ? AND page_id = ?"
_STATEMENTS = """
    SELECT reading_id, position, public_id, kind, act, place, quote, words_hash, spans, terms FROM statements
    WHERE page_id = ?"""
_SKETCHES: Final[tuple[tuple[str, str, str, str, Callable[..., Sequence[int]]], ...]] = (
    (*("statement_sketches", "value", "statement_id"), "SELECT id, quote FROM statements", statement_values),
    (*("text_sketches", "band", "text_id"), "SELECT id, body FROM texts", lambda body: text_bands(unpack_text(body))),
)
"""Tables of sketches: name, columns of value and key, query for the texts, and the function that sketches a text."""
SQLITE_PRIMARY: Final = 0xFF
"""Mask of the primary code in an extended error code."""
Check = Callable[[Any], Iterator["Damage"]]
"""A check of an open record: of a ``sqlite3.Connection``, or of an object that executes the same queries."""
_HINDERED: Final = frozenset({sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
"""Error codes that are no sign of damage."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One problem in a damaged record."""

    part: str
    """``file``, ``tables``, ``rows``, ``readings``, ``search index``, ``sketches`` or ``vectors``."""
    problem: str
    """A clause without a full stop."""
    page: str | None = None
    """Public id of the affected page; null if the damage is not limited to one page."""

    def __str__(self) -> str:
        return f"{self.part}: {self.problem}"


def list_damage(damage: Iterable[Damage]) -> tuple[tuple[Damage, ...], int]:
    """The first ``MOST_DAMAGE`` problems of each part, and the number of problems that are not listed."""
    counts: Counter[str] = Counter()
    listed = []
    for problem in damage:
        counts[problem.part] += 1
        if counts[problem.part] <= MOST_DAMAGE:
            listed.append(problem)
    return tuple(listed), counts.total() - len(listed)


def find_damage(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Yield the damage in the open record, without changing it.

    The search index is checked only if ``connection`` is writable. Raises ``sqlite3.OperationalError`` if another
    program has locked the record or the connection is interrupted; all other errors are damage.
    """
    connection.text_factory = decode_or_keep
    checks: tuple[tuple[str, Check], ...] = (
        ("tables", _check_objects),
        ("rows", _check_foreign_keys),
        *ROW_CHECKS,
        ("file", _check_file),
        ("search index", _check_search_index),
    )
    for part, check in checks:
        try:
            yield from check(connection)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & SQLITE_PRIMARY in _HINDERED:
                raise
            yield Damage(part, str(error))


def _check_objects(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Find missing tables, columns, indexes, triggers and views."""
    present = set(connection.execute("SELECT type, name FROM sqlite_master"))
    yield from (Damage("tables", f"the {kind} {name} is missing") for kind, name in sorted(_objects() - present))
    for table in metadata.sorted_tables:
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}
        missing = sorted(column.name for column in table.c if columns and column.name not in columns)
        yield from (Damage("tables", f"the column {table.name}.{name} is missing") for name in missing)


def _check_foreign_keys(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Find references to missing rows."""
    for table, key, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield Damage("rows", f"{table}, row {key}: it refers to a missing row of {parent}")


def _check_rows(connection: sqlite3.Connection, *, table: Table) -> Iterator[Damage]:
    """Find values that are not allowed in their columns."""
    columns = [column.name for column in table.c]
    key = [column.name for column in table.primary_key]
    owner = "id" if table.name == "pages" else "page_id" if "page_id" in columns else "NULL"
    query = f"""SELECT (SELECT public_id FROM pages WHERE id = t.{owner}), {", ".join(columns)}
        FROM {table.name} t""".replace("t.NULL", "NULL")  # noqa: S608
    for page, *values in connection.execute(query):
        row = dict(zip(columns, values, strict=True))
        for problem in row_problems(table, row):
            place = ", ".join(f"{name} {row[name]!r}" for name in key)
            yield Damage("rows", f"{table.name}, {place}: {problem}", page if isinstance(page, str) else None)


def _check_references(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Find references without a foreign key to missing rows."""
    for table, column, parent in _REFERENCES:
        query = f"""SELECT {column} FROM {table}
            WHERE {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {parent})"""  # noqa: S608
        for (key,) in connection.execute(query):
            yield Damage("rows", f"{table}.{column}: it refers to row {key!r} of {parent}, which is missing")


def _check_readings(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Find unreadable or inconsistent readings and texts, and statements that differ from their reading."""
    pages = connection.execute("SELECT id, public_id FROM pages ORDER BY id").fetchall()
    for page_id, page in pages:
        readings: dict[int, Reading] = {}
        for row in connection.execute(_READINGS, (page_id,)):
            place = f"page {page}, version {row[1]}"
            try:
                readings[row[0]] = reading = _unpack(*row[2:])
                problem = next(map(str, reading_problems(reading)), None)
                sha256_of_page = bytes.fromhex(reading.article.page.sha256)
                if connection.execute(_COPY, (sha256_of_page, page_id)).fetchone() is None:
                    problem = problem or "the hash of the page's bytes is not among those of its copies"
            except (ValueError, TypeError, zlib.error, OnRecordError) as error:
                problem = f"the reading cannot be decoded ({error})"
            if problem:
                yield Damage("readings", f"{place}: {problem}", page)
        for row in connection.execute(_STATEMENTS, (page_id,)):
            reading_id, position, public_id, *columns = row
            if reading_id in readings and columns != _statement_columns(readings[reading_id], position):
                yield Damage("rows", f"statement {public_id}: its columns differ from the reading of its page", page)


def _unpack(record: bytes, body: bytes, digest: bytes, characters: int) -> Reading:
    """Unpack the reading in a row. Raises ``ValueError`` if its text does not match the stored hash or length."""
    text = unpack_text(body)
    if sha256(text) != digest or len(text) != characters:
        raise ValueError("the article's text does not have the stored hash and length")
    return unpack_reading(record, text=text)


def _statement_columns(reading: Reading, position: int) -> list[object] | None:
    """Columns of ``_STATEMENTS``, computed from the reading; null if it has no statement at ``position``."""
    if not isinstance(position, int) or not 0 <= position < len(reading.statements):
        return None
    statement = reading.statements[position]
    quote = reading.article.quote(statement.content)
    spans = compact([statement.content, statement.cue, statement.source])
    return [statement.kind, statement.act, statement.place, quote, words_hash(quote), spans, join_terms(quote)]


def _check_file(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Run SQLite's own integrity check of the file."""
    for (message,) in connection.execute(f"PRAGMA integrity_check({MOST_DAMAGE})"):
        if message != "ok":
            yield Damage("file", " ".join(str(message).split()))


def _check_search_index(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Find a full-text index that differs from its table."""
    connection.execute("BEGIN")
    try:
        # Rank 1 compares the index with the table (https://sqlite.org/fts5.html#the_integrity_check_command).
        connection.execute(f"INSERT INTO {INDEX}({INDEX}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & SQLITE_PRIMARY != sqlite3.SQLITE_READONLY:
            raise
    finally:
        connection.execute("ROLLBACK")
    yield from ()


def _check_sketches(connection: sqlite3.Connection) -> Iterator[Damage]:
    """Find missing sketches, and count sketches without a text."""
    for name, column, key, query, compute in _SKETCHES:
        expected = 0
        for row, content in connection.execute(query):
            try:
                values = compute(content)
            except (zlib.error, ValueError, TypeError):
                continue  # it has been reported as unreadable
            expected += len(values)
            marks = ", ".join("?" * len(values))
            lookup = f"SELECT count(DISTINCT {column}) FROM {name} WHERE {key} = ? AND {column} IN ({marks})"  # noqa: S608
            if values and connection.execute(lookup, (row, *values)).fetchone()[0] < len(set(values)):
                yield Damage("sketches", f"{name}: the sketch of row {row} is incomplete")
        (count,) = connection.execute(f"SELECT count(*) FROM {name}").fetchone()  # noqa: S608
        if count > expected:
            yield Damage("sketches", f"{name}: {count - expected} of {count} values belong to no text in the record")


ROW_CHECKS: Final[tuple[tuple[str, Check], ...]] = (
    *(("rows", partial(_check_rows, table=table)) for table in metadata.sorted_tables),
    ("rows", _check_references),
    ("readings", _check_readings),
    ("sketches", _check_sketches),
)
"""Checks of the rows of a record in any database, each with its part of the record."""


def decode_or_keep(text: bytes) -> str | bytes:
    """Decode UTF-8; invalid bytes are returned as they are, for ``row_problems`` to report."""
    try:
        return text.decode()
    except UnicodeDecodeError:
        return text


@cache
def _objects() -> frozenset[tuple[str, str]]:
    """Kind and name of every object in the schema of a new record."""
    with create_engine("sqlite://").connect() as connection:
        migrate(connection, done=0)
        rows = connection.exec_driver_sql("SELECT type, name FROM sqlite_master").all()
    return frozenset((kind, name) for kind, name in rows)
