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
from onrecord.store.schema.feeds import hits
from onrecord.store.store import Store
from onrecord.watch.config import SavedSearch

_ADD = insert_new(hits).returning(hits.c.statement_id)
_MOST_SENT: Final = 100
"""Statements in one request to a webhook."""


@dataclass(frozen=True, slots=True)
class SearchMatch:
    """A statement that a saved search has found."""

    search: str
    statement: tabular.Row
    """Its columns, as ``export.tabular`` has them."""


def match_page(connection: Connection, searches: Iterable[SavedSearch], *, page: str, now: str) -> list[SearchMatch]:
    """Run ``searches`` on the page with this public id: the matches that were not found before, which are kept.

    The matches of a search with a webhook wait for ``deliver``; all others count as told ``now``.
    """
    page_key = connection.execute(select(pages.c.id).where(pages.c.public_id == page)).scalar_one()
    matches: list[SearchMatch] = []
    for search in searches:
        # Kept before it is told: else a statement would be told again for every new version of its page.
        told = None if search.webhook else now
        added = (
            connection.execute(_ADD, {"search": search.name, "statement_id": key, "found": now, "sent": told}).scalar()
            for key in find_on_page(connection, search.query, page_key=page_key)
        )
        matches += _load(connection, search.name, [key for key in added if key is not None])
    return matches


def deliver(record: Store, search: SavedSearch, *, settings: Settings, now: str) -> PageError | None:
    """Send the matches of ``search`` that its webhook has not taken yet: why that failed, null where it did not.

    What was not taken is sent again the next time, so the webhook may see a statement twice, and none is lost.
    """
    while search.webhook is not None:
        with record.snapshot() as connection:
            keys, matches = waiting(connection, search)
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


def waiting(connection: Connection, search: SavedSearch) -> tuple[list[int], list[SearchMatch]]:
    """A batch that the webhook of ``search`` has not taken yet: keys of statements, and the matches to send.

    There may be fewer matches than keys, since a page may no longer make a statement.
    """
    query = (
        select(hits.c.statement_id)
        .where(hits.c.search == search.name, hits.c.sent.is_(None))
        .order_by(hits.c.statement_id)
        .limit(_MOST_SENT)
    )
    keys = list(connection.execute(query).scalars())
    return keys, list(_load(connection, search.name, keys))


def mark_sent(connection: Connection, search: SavedSearch, statement_ids: Iterable[int], *, now: str) -> None:
    """Note that the webhook of ``search`` has taken these statements."""
    batch = hits.c.search == search.name, hits.c.statement_id.in_(list(statement_ids))
    connection.execute(update(hits).where(*batch).values(sent=now))


def spelling_notes(connection: Connection, searches: Iterable[SavedSearch]) -> Iterator[str]:
    """Names in ``searches`` that nobody has so far, where the record has others that are written nearly so.

    A name that is like no other is no mistake: a search may wait for somebody who was never heard.
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
    """The matches of these statements; a statement that its page no longer makes is passed over."""
    public = select(statements.c.public_id).where(statements.c.id.in_(statement_ids)).order_by(statements.c.id)
    for public_id in connection.execute(public).scalars().all():
        page = find_page_of(connection, public_id)
        if page is not None:
            yield from (SearchMatch(search, tabular.row(page.stored, statement)) for statement in page.statements)
