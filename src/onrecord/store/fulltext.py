"""Full-text search: query trees of words, and the FTS5 tables that match them.

``search.query_language`` parses a query to a tree, which this module renders for FTS5: as an SQL condition, or to match
a few texts on their own. FTS5 lists all texts with a word fast, but is slow to test a single text out of a million; a
few texts are therefore matched in a table in memory with the same tokenizer.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Connection, column, literal, literal_column, table

from onrecord.types import Spans

TOKENIZER: Final = "porter unicode61 remove_diacritics 2"
"""Tokenizer that drops endings, case and accents: "divorced" matches "divorce", "cafe" matches "Café"."""
INDEXED: Final = {"statement_words": ("statements", "quote"), "page_words": ("pages", "title")}
"""The full-text tables, each with the table and the column that it indexes."""
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")
_HIGHLIGHT = f"SELECT rowid, highlight(few, 0, '{_OPEN}', '{_CLOSE}') FROM few WHERE few MATCH ?"  # noqa: S608

statement_index = table("statement_words", column("rowid"), column("quote"), column("statement_words"))
"""The full-text index of statements, to join by ``statement_key``."""
statement_key: ColumnElement[int] = statement_index.c.rowid
"""Key of the statement in a row of ``statement_index``."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or a phrase of consecutive words."""

    text: str
    prefix: bool = False
    """True if the last word is a prefix: ``divorc*``."""


@dataclass(frozen=True, slots=True)
class And:
    """Matches texts that match all parts."""

    parts: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Matches texts that match at least one part."""

    parts: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Matches texts that match the first part and none of the others."""

    parts: tuple[Words, ...]


Words = Term | And | Or | Not


def create_indexes(connection: Connection) -> None:
    """Create the full-text tables of statements and headlines, and the triggers that keep them up to date."""
    for name, (indexed, text) in INDEXED.items():
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({text}, content='{indexed}', content_rowid='id', "
            f"tokenize='{TOKENIZER}')"
        )
        into = f"INSERT INTO {name}"
        add = f"{into}(rowid, {text}) VALUES (new.id, new.{text});"
        drop = f"{into}({name}, rowid, {text}) VALUES ('delete', old.id, old.{text});"
        for event, body in (("INSERT", add), ("DELETE", drop), (f"UPDATE OF {text}", drop + " " + add)):
            trigger = f"{name}_{event.split()[0].lower()}"
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {trigger} AFTER {event} ON {indexed} BEGIN {body} END"
            )


def matches(words: Words) -> ColumnElement[bool]:
    """Condition that a row of ``statement_index`` matches ``words``."""
    return statement_index.c.statement_words.op("MATCH", is_comparison=True)(literal(_render(words)))


def relevance() -> ColumnElement[float]:
    """Rank of a row of ``statement_index`` for its query, by BM25; the best match sorts first."""
    return literal_column("bm25(statement_words)")


def find_words(words: Words, texts: Mapping[int, str]) -> dict[int, Spans]:
    """Find the spans of ``words`` in the texts that match; returns them by key."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE few USING fts5(text, tokenize='{TOKENIZER}')")
        rows = [(key, _MARKS.sub(" ", text)) for key, text in texts.items()]
        connection.executemany("INSERT INTO few(rowid, text) VALUES (?, ?)", rows)
        return {key: _marked_spans(text) for key, text in connection.execute(_HIGHLIGHT, [_render(words)])}


def _render(words: Words) -> str:
    """Render ``words`` as an FTS5 expression: ``(("ferry" AND "bell") NOT "engin" *)``."""
    if isinstance(words, Term):
        # FTS5 takes quoted words literally; an unquoted ``ex-wife`` would refer to a column "wife".
        return '"' + words.text.replace('"', '""') + '"' + (" *" if words.prefix else "")
    operator = f" {type(words).__name__.upper()} "
    return f"({operator.join(map(_render, words.parts))})"


def _marked_spans(text: str) -> Spans:
    """Return the spans between the marks, as offsets in ``text`` without marks."""
    offsets = [mark.start() - number for number, mark in enumerate(_MARKS.finditer(text))]
    return tuple(zip(offsets[::2], offsets[1::2], strict=True))
