"""Page summaries for listings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, select

from onrecord.store.rows import AnyRow
from onrecord.store.schema import names, pages

PAGE_COLUMNS: Final = (
    pages.c.public_id.label("page_public_id"),
    pages.c.url.label("page_url"),
    pages.c.source.label("page_source"),
    pages.c.title.label("page_title"),
    select(names.c.text).where(names.c.id == pages.c.outlet_id).correlate(pages).scalar_subquery().label("page_outlet"),
    pages.c.published.label("page_published"),
    pages.c.fetched.label("page_fetched"),
)
"""Columns that ``stored_page`` expects, for queries that join ``pages``."""
_PAGES = select(pages.c.id, *PAGE_COLUMNS).where(pages.c.id.in_(bindparam("keys", expanding=True)))


@dataclass(frozen=True, slots=True)
class StoredPage:
    """Summary of a page in the record."""

    id: str
    url: str | None
    source: str
    title: str | None
    outlet: str | None
    published: str | None
    """EDTF, as the page states it."""
    fetched: str | None


def stored_page(row: AnyRow) -> StoredPage:
    """Build a ``StoredPage`` from a row that has ``PAGE_COLUMNS``."""
    return StoredPage(
        row.page_public_id,
        row.page_url,
        row.page_source,
        row.page_title,
        row.page_outlet,
        row.page_published,
        row.page_fetched,
    )


def load_pages(connection: Connection, keys: Iterable[int]) -> dict[int, StoredPage]:
    """Load the pages with these keys; returns them by key."""
    return {row.id: stored_page(row) for row in connection.execute(_PAGES, {"keys": sorted(set(keys))})}
