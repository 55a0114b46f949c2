"""Full-text search: query trees of words, matched by the FTS5 table of ``statements.terms`` or in texts at hand.

``search.query_language`` parses a query to a tree, which this module renders for FTS5. FTS5 lists all texts with a word
fast, but is slow to test a single text out of a million; a few texts are therefore matched by their terms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, Connection, bindparam, column, literal, literal_column, select, table, update

from onrecord.store.schema import statements
from onrecord.store.terms import Token, join_terms, tokenize
from onrecord.types import Span, Spans

INDEX: Final = "statement_words"
"""The full-text table of ``statements.terms``."""
_BATCH: Final = 10_000
_EVENTS: Final = ("insert", "delete", "update")
_SET_TERMS = update(statements).where(statements.c.id == bindparam("key")).values(terms=bindparam("normalised"))

statement_index = table(INDEX, column("rowid"), column("terms"), column(INDEX))
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


def create_index(connection: Connection) -> None:
    """Create the full-text table of statements, with the triggers that keep it up to date.

    ``ascii`` splits the terms at the spaces and changes none of them: it takes all other characters but letters and
    digits of ASCII, which terms do not have, for letters. Prefixes of two and three letters are indexed: "di*" would
    otherwise read every term that begins with it.
    """
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5(terms, content='statements', content_rowid='id', tokenize='ascii', "
        "prefix='2 3')"
    )
    add = f"INSERT INTO {INDEX}(rowid, terms) VALUES (new.id, new.terms);"  # noqa: S608
    drop = f"INSERT INTO {INDEX}({INDEX}, rowid, terms) VALUES ('delete', old.id, old.terms);"  # noqa: S608
    changed = "UPDATE OF terms ON statements WHEN old.terms <> new.terms"
    bodies = (("INSERT ON statements", add), ("DELETE ON statements", drop), (changed, f"{drop} {add}"))
    for name, (event, body) in zip(_EVENTS, bodies, strict=True):
        connection.exec_driver_sql(f"CREATE TRIGGER {INDEX}_{name} AFTER {event} BEGIN {body} END")


def index_anew(connection: Connection) -> None:
    """Drop the full-text table, compute the terms of all statements, and index them."""
    for name in _EVENTS:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {INDEX}_{name}")
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {INDEX}")
    rows = select(statements.c.id, statements.c.quote).order_by(statements.c.id).limit(_BATCH)
    last = 0
    while batch := connection.execute(rows.where(statements.c.id > last)).all():
        values = [{"key": key, "normalised": join_terms(quote)} for key, quote in batch]
        connection.execute(_SET_TERMS, values)
        last = batch[-1][0]
    create_index(connection)
    connection.exec_driver_sql(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")  # noqa: S608


def matches(words: Words) -> ColumnElement[bool]:
    """Condition that a row of ``statement_index`` matches ``words``."""
    return statement_index.c.statement_words.op("MATCH", is_comparison=True)(literal(_render(words)))


def relevance() -> ColumnElement[float]:
    """Rank of a row of ``statement_index`` for its query, by BM25; the best match sorts first."""
    return literal_column(f"bm25({INDEX})")


def holds(words: Words, terms: str) -> bool:
    """True if a text with these ``terms``, as ``join_terms`` returns them, matches ``words``."""
    match words:
        case Term():
            return _padded(words) in f" {terms} "
        case And():
            return all(holds(part, terms) for part in words.parts)
        case Or():
            return any(holds(part, terms) for part in words.parts)
        case Not():
            wanted, *unwanted = words.parts
            return holds(wanted, terms) and not any(holds(part, terms) for part in unwanted)


def find_words(words: Words, texts: Mapping[int, str]) -> dict[int, Spans]:
    """Find the spans of ``words`` in the texts that match; returns them by key."""
    spans: dict[int, Spans] = {}
    for key, text in texts.items():
        tokens = list(tokenize(text))
        terms = [token.term for token in tokens]
        if holds(words, " ".join(terms)):
            spans[key] = _printed_spans(sorted(set(_places(words, terms))), tokens)
    return spans


def _render(words: Words) -> str:
    """Render ``words`` as an FTS5 expression: ``(("ferri" AND "bell") NOT "engin" *)``."""
    if isinstance(words, Term):
        return f'"{join_terms(words.text)}"' + (" *" if words.prefix else "")
    operator = f" {type(words).__name__.upper()} "
    return f"({operator.join(map(_render, words.parts))})"


@lru_cache(maxsize=1_000)
def _padded(term: Term) -> str:
    """The terms of ``term`` between spaces, as they stand between those of a text; a prefix is open at its end."""
    return f" {join_terms(term.text)}" + ("" if term.prefix else " ")


def _places(words: Words, terms: Sequence[str]) -> Iterator[Span]:
    """The places of ``words`` among the ``terms`` of a text that matches them, as ranges of numbers of tokens."""
    if isinstance(words, Term):
        *before, last = join_terms(words.text).split()
        count = len(before) + 1
        for start in range(len(terms) - len(before)):
            end = terms[start + len(before)]
            if terms[start : start + len(before)] == before and (
                end == last or (words.prefix and end.startswith(last))
            ):
                yield start, start + count
        return
    for part in words.parts[:1] if isinstance(words, Not) else words.parts:
        if not isinstance(words, Or) or holds(part, " ".join(terms)):
            yield from _places(part, terms)


def _printed_spans(places: Sequence[Span], tokens: Sequence[Token]) -> Spans:
    """The spans of ``places``, which are sorted, in the text; those that share a word are one."""
    merged: list[Span] = []
    for start, end in places:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple((tokens[start].span[0], tokens[end - 1].span[1]) for start, end in merged)
