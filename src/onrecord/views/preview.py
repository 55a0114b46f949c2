"""A page that was just read and is not stored yet."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from onrecord.ingest import known_pages
from onrecord.store.readings import StoredReading
from onrecord.store.schema import pages
from onrecord.store.store import Store
from onrecord.times import now
from onrecord.types import Page, Reading
from onrecord.views.article import KeptArticle, kept_article
from onrecord.views.page_marks import as_printed, mark_statement
from onrecord.views.versions import Version


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A page of the record."""

    id: str
    title: str | None


def kept_copy(record: Store, page: Page) -> KeptCopy | None:
    """The page of the record with these bytes from this address; null if there is none."""
    with record.snapshot() as connection:
        known_page = known_pages.find_version(connection, page)
        if known_page is None:
            return None
        row = connection.execute(select(pages.c.public_id, pages.c.title).where(pages.c.id == known_page.page_id)).one()
        return KeptCopy(row.public_id, row.title)


def unkept(reading: Reading) -> KeptArticle:
    """``reading`` in the form of a stored page; its people have names only, and nothing has a public id."""
    page = reading.article.page
    stored = StoredReading(
        key=0,
        reading_id=0,
        id="",
        url=page.url or reading.article.url,
        source=page.source,
        version=1,
        versions=1,
        latest=True,
        fetched=page.fetched,
        first_fetched=page.fetched,
        read=now(),
        reading=reading,
        appearances={},
    )
    statements = [mark_statement(as_printed(statement, stored), statement) for statement in reading.statements]
    version = Version(1, stored.fetched)
    return kept_article(stored, statements, version=version, versions=(version,))
