"""Full-text search: query trees of words, matched by the FTS5 table of ``statements.terms`` or in texts at hand.

``search.query_language`` parses a query to a tree, which this module renders for FTS5. FTS5 quickly lists all texts
with a word, but is slow to test a single text out of a million; so a few texts are matched by their terms instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Float, Integer, bindparam, column, literal, select, table, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from onrecord.store.schema import statements
from onrecord.store.terms import Token, join_terms, tokenize
from onrecord.types import Span, Spans

INDEX: Final = "statement_words"
"""The full-text table of ``statements.terms``."""
LONGEST_WORD: Final = 500
"""Maximum number of characters of a term in PostgreSQL, which allows 2,046 bytes."""
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

        The tokeniser ``ascii`` splits the terms at spaces and leaves them unchanged: it treats every non-ASCII
        character as
    a letter, and terms have no other ASCII characters than letters and digits. Prefixes of two and three letters are
    indexed, since "di*" would otherwise read every term that begins with it.
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


class _Match(FunctionElement[Any]):
    """A condition or a rank of ``statement_index``, by a query in the languages of SQLite and PostgreSQL."""

    inherit_cache = True

    def __init__(self, words: Words) -> None:
        super().__init__(literal(_render(words)), literal(_render_tsquery(words)))


class _Matches(_Match):
    name = "matches"
    inherit_cache = True
    type = Integer()  # SQLite would compare a boolean with 1


class _Relevance(_Match):
    name = "relevance"
    inherit_cache = True
    type = Float()


def matches(words: Words) -> ColumnElement[bool]:
    """Condition that a row of ``statement_index`` matches ``words``."""
    return _Matches(words)


def relevance(words: Words) -> ColumnElement[float]:
    """Rank of a row of ``statement_index`` that matches ``words``; the best match sorts first.

    SQLite ranks by BM25. PostgreSQL does not know in how many texts a word occurs; it ranks by the number of
    occurrences and by how close together the words are.
    """
    return _Relevance(words)


@compiles(_Matches, "sqlite")
def _match_in_sqlite(element: _Match, compiler: Any, **kw: Any) -> str:
    return f"{INDEX} MATCH {compiler.process(next(iter(element.clauses)), **kw)}"


@compiles(_Matches, "postgresql")
def _match_in_postgres(element: _Match, compiler: Any, **kw: Any) -> str:
    return f"{INDEX}.words @@ {_tsquery(element, compiler, **kw)}"


@compiles(_Relevance, "sqlite")
def _rank_in_sqlite(element: _Match, compiler: Any, **kw: Any) -> str:
    return f"bm25({INDEX})"


@compiles(_Relevance, "postgresql")
def _rank_in_postgres(element: _Match, compiler: Any, **kw: Any) -> str:
    # 1: divide by the logarithm of the number of words, since a word matters more in a short statement.
    return f"-ts_rank_cd({INDEX}.words, {_tsquery(element, compiler, **kw)}, 1)"


def _tsquery(element: _Match, compiler: Any, **kw: Any) -> str:
    return f"CAST({compiler.process(list(element.clauses)[1], **kw)} AS tsquery)"


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
            wanted_part, *unwanted = words.parts
            return holds(wanted_part, terms) and not any(holds(part, terms) for part in unwanted)


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


def _render_tsquery(words: Words) -> str:
    """Render ``words`` as a tsquery: ``(('ferri' & 'bell') & !'engin':*)``."""
    match words:
        case Term():
            terms = [f"'{term[:LONGEST_WORD]}'" for term in join_terms(words.text).split()]
            return f"({' <-> '.join(terms)}{':*' if words.prefix else ''})"
        case Not():
            wanted_part, *unwanted = map(_render_tsquery, words.parts)
            return f"({' & !'.join([wanted_part, *unwanted])})"
        case And() | Or():
            operator = " & " if isinstance(words, And) else " | "
            return f"({operator.join(map(_render_tsquery, words.parts))})"


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
