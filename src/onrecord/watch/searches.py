"""Saved searches: run on each new page, and their matches sent to webhooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, select, update

from onrecord.codec import write_json
from onrecord.errors import PageError
from onrecord.export import tabular
from onrecord.pages import web
from onrecord.resolve.name_resolver import Among, describe_unknown, resolve_name, suggest_names
from onrecord.search import find_on_page
from onrecord.settings import Settings
from onrecord.store.current_pages import find_page_of
from onrecord.store.dialect import insert_new
from onrecord.store.schema import pages, statements
from onrecord.store.schema.feeds import search_hits
from onrecord.store.store import Store
from onrecord.watch.config import SavedSearch

_ADD = insert_new(search_hits).returning(search_hits.c.statement_id)
_MOST_SENT: Final = 100
"""Statements in one request to a webhook."""


@dataclass(frozen=True, slots=True)
class SearchMatch:
    """A match of a saved search: one statement."""

    search: str
    statement: tabular.Row[str]
    """Its columns as in ``export.tabular``."""


def match_page(connection: Connection, searches: Iterable[SavedSearch], *, page: str, now: str) -> list[SearchMatch]:
    """Run ``searches`` on the page with this public id; store and return new matches.

    Matches of a search with a webhook wait for ``deliver``; all others count as sent ``now``.
    """
    page_key = connection.execute(select(pages.c.id).where(pages.c.public_id == page)).scalar_one()
    matches: list[SearchMatch] = []
    for search in searches:
        # Stored before it is reported; otherwise a statement would be reported again for every new version of its page.
        told = None if search.webhook else now
        added = (
            connection.execute(_ADD, {"search": search.name, "statement_id": key, "found": now, "sent": told}).scalar()
            for key in find_on_page(connection, search.query, page_key=page_key)
        )
        matches += _load(connection, search.name, [key for key in added if key is not None])
    return matches


def deliver(record: Store, search: SavedSearch, *, settings: Settings, now: str) -> PageError | None:
    """Send pending matches of ``search`` to its webhook; return the reason if that fails, else null.

    Matches that were not confirmed are sent again the next time, so the webhook may receive a statement twice but never
    misses one.
    """
    while search.webhook is not None:
        with record.snapshot() as connection:
            keys, matches = pending_matches(connection, search)
        if not keys:
            break
        try:
            if matches:
                body = write_json(_payload(search, matches)).encode()
                web.post(search.webhook, body=body, content_type="application/json", settings=settings)
        except PageError as error:
            return error
        with record.transaction() as connection:
            mark_sent(connection, search, keys, now=now)
    return None


def pending_matches(connection: Connection, search: SavedSearch) -> tuple[list[int], list[SearchMatch]]:
    """A batch of pending matches of ``search``: keys of statements, and the matches to send.

    There may be fewer matches than keys, since a page may no longer make a statement.
    """
    query = (
        select(search_hits.c.statement_id)
        .where(search_hits.c.search == search.name, search_hits.c.sent.is_(None))
        .order_by(search_hits.c.statement_id)
        .limit(_MOST_SENT)
    )
    keys = list(connection.execute(query).scalars())
    return keys, list(_load(connection, search.name, keys))


def mark_sent(connection: Connection, search: SavedSearch, statement_ids: Iterable[int], *, now: str) -> None:
    """Mark these statements as confirmed by the webhook of ``search``."""
    batch = search_hits.c.search == search.name, search_hits.c.statement_id.in_(list(statement_ids))
    connection.execute(update(search_hits).where(*batch).values(sent=now))


def spelling_notes(connection: Connection, searches: Iterable[SavedSearch]) -> Iterator[str]:
    """Notes on unknown names in ``searches`` for which the record has similar names.

    An unknown name without similar ones is no mistake: the search may wait for a first statement.
    """
    for search in searches:
        query = search.query
        by_kind: tuple[tuple[Among, tuple[str, ...]], ...] = (
            ("people", (*query.by, *query.about)),
            ("told", query.told),
            ("outlets", query.outlet),
        )
        for among, names in by_kind:
            for name in names:
                resolved = resolve_name(connection, name)
                if not resolved.persons and not resolved.names and suggest_names(connection, name, among=among):
                    yield f"Search {search.name!r}: {describe_unknown(connection, name, among=among)}"


def _payload(search: SavedSearch, matches: Iterable[SearchMatch]) -> dict[str, object]:
    filters = {"words": None, "by": None, "about": None, **search.query.to_mapping()}
    return {"search": {"name": search.name, **filters}, "statements": [match.statement for match in matches]}


def _load(connection: Connection, search: str, statement_ids: list[int]) -> Iterator[SearchMatch]:
    """Load the matches of these statements, without those that their pages no longer make."""
    public = select(statements.c.public_id).where(statements.c.id.in_(statement_ids)).order_by(statements.c.id)
    for public_id in connection.execute(public).scalars().all():
        page = find_page_of(connection, public_id)
        if page is not None:
            yield from (SearchMatch(search, tabular.row(page.stored, statement)) for statement in page.statements)
