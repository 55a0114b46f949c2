"""Finding statements by what they mean, however it is put: the nearest first, with all the filters of ``find``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Select, select

from onrecord.errors import UsageError
from onrecord.search import query as asking
from onrecord.search.find_statements import Found, Hit, notes, why
from onrecord.search.query import Filter, Query, held
from onrecord.search.statement_vectors import LOOKED_AT, Meaning
from onrecord.search.vector_files import SCALE, Nearest
from onrecord.store.pagination import check_limit, cursor, place
from onrecord.store.schema import abouts, pages, statements
from onrecord.store.statements import load_statements
from onrecord.store.store import Store

FEW: Final = 5_000
"""Where a filter leaves no more than so many statements, all of these are compared in meaning."""
_FIRST_LOOK: Final = 200
_NEXT_LOOKS: Final = 1_000

Rows = Select[*tuple[Any, ...]]
Near = tuple[int, int]
"""How near a statement is, and its key."""


def find_alike(record: Store, query: Query, *, meaning: Meaning, limit: int = 20, after: str | None = None) -> Found:
    """The statements whose meaning comes nearest to that of ``query.words`` and that meet the rest of ``query``.

    Looks at those that ``meaning`` has vectors of; a note says so where others wait. ``after`` is the cursor that the
    page before ended with. Raises ``UsageError`` for a query or a cursor that makes no sense.
    """
    check_limit(limit)
    if not query.words.strip():
        raise UsageError("there are no words whose meaning could be looked for. Give some, as you would say it.")
    with record.snapshot() as connection:
        return _Search(connection, query, meaning=meaning, limit=limit).run(after)


class _Search:
    def __init__(self, connection: Connection, query: Query, *, meaning: Meaning, limit: int) -> None:
        self._connection = connection
        self._query = query
        self._meaning = meaning
        self._limit = limit
        self._asked = asking.look_up(connection, replace(query, words=""))  # they are no expression, but meant
        self._where = [*asking.plain(query), *(one.condition for one in self._asked.filters)]
        self._notes = list(notes(connection, self._asked))

    def run(self, after: str | None) -> Found:
        listing = ("likeness", self._query, self._meaning.embedder.version)
        start = [int(one or 0) for one in place(after, listing=listing, shape=(int, int))] if after else None
        few = self._few()
        nearest = self._meaning.nearest(self._query.words, keys=few)
        if few is None and len(nearest.keys) == LOOKED_AT:
            self._notes.append(f"Very many statements come near in meaning: the nearest {LOOKED_AT:,} were looked at.")
        if self._meaning.waiting():
            self._notes.append("Statements that were added since their meaning was last looked at are left out.")
        rows = list(islice(self._walk(_after(nearest, start), few), self._limit + 1))
        page = rows[: self._limit]
        goes_on = cursor(*page[-1], listing=listing) if len(rows) > self._limit else None
        return Found(tuple(self._hits(page)), order="likeness", next=goes_on, notes=tuple(self._notes))

    def _few(self) -> dict[int, int] | None:
        """All that meets the filters, the hashes of its words by its keys; null where that is too much.

        Of a few all are compared in meaning; else the filters are held against what is near in meaning.
        """
        led = [one for one in self._asked.filters if one.lead is not None and one.count <= FEW]
        if not led:
            return None
        rows = _walked(select(statements.c.id, statements.c.words_hash), min(led, key=lambda one: one.count))
        rows = rows.where(*self._where, *asking.period(self._query, held(statements.c.day_from)))
        found = self._connection.execute(rows.limit(FEW + 1)).all()
        return None if len(found) > FEW else {row[0]: row[1] for row in found}

    def _walk(self, nearest: Nearest, few: Mapping[int, int] | None) -> Iterator[Near]:
        """What is near and meets the filters, the nearest first."""
        keys, scores, hashes = (values.tolist() for values in (nearest.keys, nearest.scores, nearest.hashes))
        at, size = 0, _FIRST_LOOK
        while at < len(keys):
            some = slice(at, at + size)
            there = self._meeting(keys[some]) if few is None else few
            strange = [key for key, was in zip(keys[some], hashes[some], strict=True) if there.get(key, was) != was]
            if strange:
                self._meaning.forget(strange)
            yield from (
                (score, key)
                for score, key, was in zip(scores[some], keys[some], hashes[some], strict=True)
                if there.get(key) == was
            )
            at, size = at + size, _NEXT_LOOKS

    def _meeting(self, keys: Sequence[int]) -> dict[int, int]:
        """Those of ``keys`` that meet the filters, with the hashes of their words."""
        rows = select(statements.c.id, statements.c.words_hash).where(statements.c.id.in_(keys), *self._where)
        rows = rows.where(*asking.period(self._query, held(statements.c.day_from)))
        return {row[0]: row[1] for row in self._connection.execute(rows)}

    def _hits(self, page: Sequence[Near]) -> Iterator[Hit]:
        listed = load_statements(self._connection, [key for _, key in page])
        for (score, _), entry in zip(page, listed, strict=True):
            likeness = f"{score / SCALE**2:.2f}".removeprefix("0")
            yield Hit(entry, (), (f"close in meaning {likeness}", *why(entry, (), asked=self._asked)))


def _after(nearest: Nearest, start: Sequence[int] | None) -> Nearest:
    """What comes after ``start``, how near something is and its key."""
    if start is None:
        return nearest
    score, key = start
    rest = (nearest.scores < score) | ((nearest.scores == score) & (nearest.keys > key))
    return Nearest(nearest.keys[rest], nearest.scores[rest], nearest.hashes[rest])


def _walked(rows: Rows, lead: Filter) -> Rows:
    """``rows`` of statements walked through by what ``lead`` leads to."""
    assert lead.lead is not None
    if lead.through is abouts:
        return rows.where(statements.c.id.in_(select(abouts.c.statement_id).where(lead.lead)))
    if lead.through is pages:
        return rows.where(statements.c.page_id.in_(select(pages.c.id).where(lead.lead)))
    return rows.where(lead.lead)
