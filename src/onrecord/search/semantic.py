"""Semantic search: statements similar in meaning to some words, with all filters of ``find``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from onrecord.errors import UsageError
from onrecord.search.filters import Filter, conditions, count_filters
from onrecord.search.find_statements import Hit, SearchPage, name_notes, reasons
from onrecord.search.query import Query
from onrecord.search.statement_vectors import MOST_COMPARED, StatementVectors
from onrecord.search.vector_files import SCALE, Nearest
from onrecord.store.pagination import Keyset
from onrecord.store.schema import pages, statement_subjects, statements
from onrecord.store.statements import load_statements
from onrecord.store.store import Store

FEW: Final = 5_000
"""If filters leave at most this many statements, all of them are compared."""
_FIRST_BATCH: Final = 200
_NEXT_BATCHES: Final = 1_000

Rows = Select[*tuple[Any, ...]]
Near = tuple[int, int]
"""The similarity of a statement, and its key."""


def find_similar(
    record: Store, query: Query, *, vectors: StatementVectors, limit: int = 20, after: str | None = None
) -> SearchPage:
    """Find the statements most similar in meaning to ``query.words`` that meet the other filters of ``query``.

    Only statements with a vector in ``vectors`` are compared; a note says if others are missing. ``after`` is ``next``
    of the page before. Raises ``UsageError`` for an invalid query or cursor.
    """
    listing = ("likeness", query, vectors.embedder.version)
    keyset = Keyset.read(after, listing=listing, shape=(int, int), limit=limit)
    if not query.words.strip():
        raise UsageError("A search by meaning needs words. Describe what you are looking for.")
    with record.snapshot() as connection:
        return _Search(connection, query, vectors=vectors).run(keyset)


class _Search:
    def __init__(self, connection: Connection, query: Query, *, vectors: StatementVectors) -> None:
        self._connection = connection
        self._query = query
        self._vectors = vectors
        # The words are a sentence here: brackets and AND have no special meaning.
        self._counted = count_filters(connection, replace(query, words=""))
        self._conditions = conditions(self._counted.resolved)
        self._notes = name_notes(connection, self._counted)

    def run(self, keyset: Keyset) -> SearchPage:
        few = self._few()
        nearest = self._vectors.nearest(self._query.words, keys=few)
        if few is None and len(nearest.keys) == MOST_COMPARED:
            self._notes.append(
                f"Many statements are close in meaning: only the closest {MOST_COMPARED:,} were compared."
            )
        if self._vectors.count_missing():
            self._notes.append("Statements added since the last indexing by meaning are left out.")
        fitting = self._fitting(_after(nearest, keyset.start), few)
        page = keyset.page(list(islice(fitting, keyset.fetch)), key=tuple)
        return SearchPage(tuple(self._hits(page.items)), order="likeness", next=page.next, notes=tuple(self._notes))

    def _few(self) -> dict[int, int] | None:
        """All statements that meet the filters, with the hashes of their words; null if there are too many.

        A few are all compared. Otherwise the filters are applied to the most similar statements.
        """
        filters = [narrow for narrow in self._counted.filters if narrow.lead is not None and narrow.count <= FEW]
        if not filters:
            return None
        lead = min(filters, key=lambda narrow: narrow.count)
        rows = _led(select(statements.c.id, statements.c.words_hash), lead)
        hashes = self._connection.execute(rows.where(*self._conditions).limit(FEW + 1)).all()
        return None if len(hashes) > FEW else {row[0]: row[1] for row in hashes}

    def _fitting(self, nearest: Nearest, few: Mapping[int, int] | None) -> Iterator[Near]:
        """The most similar statements that meet the filters, best first.

        A vector belongs to the words that the statement had: if these have changed, it is computed again.
        """
        keys, scores, hashes = (values.tolist() for values in (nearest.keys, nearest.scores, nearest.hashes))
        start, size = 0, _FIRST_BATCH
        while start < len(keys):
            batch = slice(start, start + size)
            current = self._hashes(keys[batch]) if few is None else few
            stale = [key for key, old in zip(keys[batch], hashes[batch], strict=True) if current.get(key, old) != old]
            if stale:
                self._vectors.forget(stale)
            yield from (
                (score, key)
                for score, key, old in zip(scores[batch], keys[batch], hashes[batch], strict=True)
                if current.get(key) == old
            )
            start, size = start + size, _NEXT_BATCHES

    def _hashes(self, keys: Sequence[int]) -> dict[int, int]:
        """Hashes of the words of those of ``keys`` that meet the filters."""
        rows = select(statements.c.id, statements.c.words_hash).where(statements.c.id.in_(keys), *self._conditions)
        return {row[0]: row[1] for row in self._connection.execute(rows)}

    def _hits(self, page: Sequence[Near]) -> Iterator[Hit]:
        entries = load_statements(self._connection, [key for _, key in page])
        for (score, _), entry in zip(page, entries, strict=True):
            likeness = f"{score / SCALE**2:.2f}".removeprefix("0")
            yield Hit(entry, (), (f"close in meaning {likeness}", *reasons(entry, (), query=self._query)))


def _after(nearest: Nearest, start: Sequence[Any] | None) -> Nearest:
    """The statements after ``start``, a score and a key."""
    if start is None:
        return nearest
    score, key = start
    rest = (nearest.scores < score) | ((nearest.scores == score) & (nearest.keys > key))
    return Nearest(nearest.keys[rest], nearest.scores[rest], nearest.hashes[rest])


def _led(rows: Rows, lead: Filter) -> Rows:
    """``rows`` of statements, read along ``lead``."""
    assert lead.lead is not None
    if lead.source is statement_subjects:
        return rows.where(statements.c.id.in_(select(statement_subjects.c.statement_id).where(lead.lead)))
    if lead.source is pages:
        return rows.where(statements.c.page_id.in_(select(pages.c.id).where(lead.lead)))
    return rows.where(lead.lead)
