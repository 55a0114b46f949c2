"""Saved searches: which statements of a page that was just kept somebody waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, column, exists, func, or_, select, table, update
from sqlalchemy.exc import OperationalError

from onrecord.errors import UsageError
from onrecord.export import tabular
from onrecord.store.codecs import fold
from onrecord.store.rows import upsert
from onrecord.store.schema import CURRENT, abouts, facts, names, pages, statements
from onrecord.store.schema.watch import hits
from onrecord.store.sheets import sheet_of
from onrecord.watch.config import Search

_WORDS = table("statement_words", column("rowid"), column("statement_words"))
_ADD = upsert(hits).on_conflict_do_nothing().returning(hits.c.statement_id)
_MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that a saved search has found."""

    search: str
    statement: dict[str, Any]
    """Its columns, as ``export.tables`` has them."""


def check(connection: Connection, searches: Iterable[Search]) -> None:
    """Raise ``UsageError`` for words that full-text search cannot take."""
    for search in searches:
        if search.words is not None:
            try:
                connection.execute(select(_WORDS.c.rowid).where(_matches(search.words)).limit(1)).first()
            except OperationalError as error:
                raise UsageError(
                    f"words of the search {search.name!r} are {search.words!r}, which cannot be searched for "
                    f"({error.orig}). Put phrases and what holds signs in double quotation marks."
                ) from error


def note(connection: Connection, searches: Iterable[Search], *, page: str, at: str) -> list[Hit]:
    """Keep what ``searches`` find in the current statements of ``page``: those that were not found before.

    What has a webhook to go to is sent later; all else is told now.
    """
    found = []
    for search in searches:
        sent = None if search.webhook else at
        rows = [
            {"search": search.name, "statement_id": key, "found": at, "sent": sent}
            for key in connection.execute(_fitting(search), {"page": page}).scalars()
        ]
        fresh = [connection.execute(_ADD, row).scalar() for row in rows]
        found += list(_told(connection, search.name, [key for key in fresh if key is not None]))
    return found


def waiting(connection: Connection, search: Search) -> tuple[list[int], list[Hit]]:
    """What ``search`` has found and its webhook has not taken yet, so many at once: keys, and what there is to tell.

    There may be less to tell, since a page may no longer say what was found.
    """
    query = (
        select(hits.c.statement_id)
        .where(hits.c.search == search.name, hits.c.sent.is_(None))
        .order_by(hits.c.statement_id)
        .limit(_MOST_AT_ONCE)
    )
    keys = list(connection.execute(query).scalars())
    return keys, list(_told(connection, search.name, keys))


def sent(connection: Connection, search: Search, statement_ids: Iterable[int], *, at: str) -> None:
    """The webhook of ``search`` has taken these."""
    these = hits.c.search == search.name, hits.c.statement_id.in_(list(statement_ids))
    connection.execute(update(hits).where(*these).values(sent=at))


def _told(connection: Connection, search: str, statement_ids: list[int]) -> Iterator[Hit]:
    """What there is to tell of statements; one that its page no longer makes is told no more."""
    public = select(statements.c.public_id).where(statements.c.id.in_(statement_ids)).order_by(statements.c.id)
    for one in connection.execute(public).scalars().all():
        sheet = sheet_of(connection, one)
        for said in sheet.statements if sheet else ():
            if sheet is not None and said.id == one:
                yield Hit(search, tabular.row(sheet, said))


def _fitting(search: Search) -> Any:
    here = select(pages.c.id).where(pages.c.public_id == bindparam("page")).scalar_subquery()
    query = select(statements.c.id).where(statements.c.page_id == here, statements.c.state == CURRENT)
    if search.by is not None:
        by = _called(search.by)
        query = query.where(or_(statements.c.speaker_name_id.in_(by), statements.c.speaker_id.in_(_who(search.by))))
    if search.about is not None:
        about = or_(abouts.c.name_id.in_(_called(search.about)), abouts.c.person_id.in_(_who(search.about)))
        query = query.where(exists().where(abouts.c.statement_id == statements.c.id, about))
    if search.words is not None:
        first, last = (
            select(pick(statements.c.id)).where(statements.c.page_id == here).scalar_subquery()
            for pick in (func.min, func.max)
        )
        within = _WORDS.c.rowid.between(first, last)
        query = query.where(statements.c.id.in_(select(_WORDS.c.rowid).where(_matches(search.words), within)))
    return query.order_by(statements.c.position)


def _matches(words: str) -> ColumnElement[bool]:
    return _WORDS.c.statement_words.op("MATCH")(words)


def _called(name: str) -> Any:
    return select(names.c.id).where(names.c.folded == fold(name))


def _who(name: str) -> Any:
    told = facts.c.kind.in_(("name", "alias"))
    return select(facts.c.person_id).where(facts.c.name_id.in_(_called(name)), told)
