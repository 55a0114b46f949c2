"""A page as printed, with its statements, mentions, relationships and credits marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, bindparam, select

from onrecord.ingest.differences import match, words_of
from onrecord.ingest.page_statements import load_earlier
from onrecord.judge.corrections import as_read
from onrecord.judge.judgement_log import judgements_on_page
from onrecord.store.headline_quotes import headline_words
from onrecord.store.pages import StoredPage, load_pages
from onrecord.store.readings import StoredReading, load_reading
from onrecord.store.schema import CURRENT, REFUSED, statements
from onrecord.store.statements import load_statements
from onrecord.store.store import Store
from onrecord.types import Statement
from onrecord.views import stories
from onrecord.views.page_marks import (
    Credited,
    Marked,
    PageMention,
    PageTie,
    Present,
    as_printed,
    credits_of,
    mark_statement,
    marks_of,
    mentions_of,
    people_of,
    ties_of,
)
from onrecord.views.segments import TextBlock, blocks
from onrecord.views.versions import PageChange, Version, changes_of_page, versions_of

MOST_COPIES: Final = 12
"""Maximum number of near-duplicates of a page."""

_ON_PAGE = (
    select(statements.c.id, statements.c.position)
    .where(statements.c.page_id == bindparam("page"), statements.c.state.in_((CURRENT, REFUSED)))
    .order_by(statements.c.position)
)
_HEADLINE = (
    select(headline_words.c.words)
    .where(headline_words.c.page_id == bindparam("page"))
    .order_by(headline_words.c.position)
)


@dataclass(frozen=True, slots=True)
class KeptArticle:
    """A page of the record, in one of its versions."""

    page: StoredPage
    """The page as of this version."""
    link: str | None
    """Address of the page if it is on the web."""
    bylines: tuple[str, ...]
    language: str | None
    version: Version
    latest: bool
    versions: tuple[Version, ...]
    blocks: tuple[TextBlock, ...]
    """The text, block by block; segments refer to statements, mentions, ties and credits by position."""
    statements: tuple[Marked, ...]
    """Statements in text order, including those judged not to be statements."""
    mentions: tuple[PageMention, ...]
    people: tuple[Present, ...]
    """People and organisations on the page, sorted by number of statements, then of mentions."""
    ties: tuple[PageTie, ...]
    credits: tuple[Credited, ...]
    headline: tuple[str, ...]
    """Words that the headline quotes but the article does not contain."""
    changes: tuple[PageChange, ...]
    copies: tuple[StoredPage, ...]
    """Pages with nearly the same text, oldest first."""
    warnings: tuple[str, ...]
    reader: str
    read: str
    """Time of reading, ISO 8601 in UTC."""


def article(record: Store, page: str, *, version: int | None = None) -> KeptArticle:
    """The page with this public id in its latest version, or in the version with this number.

    Judgements are applied to the latest version; an earlier one is shown as read. Raises ``NotFoundError`` if there is
    no such page or version.
    """
    with record.snapshot() as connection:
        stored = load_reading(connection, page, version=version)
        statements_ = _current(connection, stored) if stored.latest else _earlier(connection, stored)
        headline = tuple(connection.execute(_HEADLINE, {"page": stored.key}).scalars()) if stored.latest else ()
        copy_keys = _copies(connection, stored)
        copies = load_pages(connection, copy_keys) if copy_keys else {}
        version_ = Version(stored.version, stored.fetched)
        versions = versions_of(connection, stored.key) if stored.versions > 1 else (version_,)
        changes = changes_of_page(connection, stored.key) if stored.versions > 1 else ()
    return kept_article(
        stored,
        statements_,
        version=version_,
        versions=versions,
        headline=headline,
        changes=changes,
        copies=tuple(copies[key] for key in copy_keys),
    )


def kept_article(
    stored: StoredReading,
    statements: Sequence[Marked],
    *,
    version: Version,
    versions: tuple[Version, ...],
    headline: tuple[str, ...] = (),
    changes: tuple[PageChange, ...] = (),
    copies: tuple[StoredPage, ...] = (),
) -> KeptArticle:
    """The page of ``stored`` with its marks, changes and copies."""
    reading = stored.reading
    mentions, ties, credited = tuple(mentions_of(stored)), tuple(ties_of(stored)), tuple(credits_of(stored))
    marks = marks_of(statements, mentions=mentions, ties=ties, credited=credited)
    return KeptArticle(
        page=stored.info,
        link=stored.link,
        bylines=reading.article.bylines,
        language=reading.article.language,
        version=version,
        latest=stored.latest,
        versions=versions,
        blocks=blocks(reading.article, marks),
        statements=tuple(statements),
        mentions=mentions,
        people=tuple(people_of(stored, statements)),
        ties=ties,
        credits=credited,
        headline=headline,
        changes=changes,
        copies=copies,
        warnings=reading.warnings,
        reader=reading.reader,
        read=stored.read,
    )


def _copies(connection: Connection, stored: StoredReading) -> list[int]:
    text = stored.text if stored.latest else None
    return stories.near_copies(connection, stored.key, text=text, most=MOST_COPIES)


def _current(connection: Connection, stored: StoredReading) -> list[Marked]:
    """The current statements of a page, with judgements applied."""
    rows = connection.execute(_ON_PAGE, {"page": stored.key}).all()
    return _marked(connection, stored, [(row.position, row.id) for row in rows])


def _earlier(connection: Connection, stored: StoredReading) -> list[Marked]:
    """The statements of an earlier version as read then, with their ids."""
    earlier = load_earlier(connection, stored.key)
    pairs = sorted(match(earlier.words, words_of(stored.reading)).items())
    marked_statements = _marked(connection, stored, [(position, earlier.rows[before].id) for position, before in pairs])
    statements = [stored.reading.statements[position] for position, _ in pairs]
    return [
        statement if statement.read else _as_printed(statement, read, stored)
        for statement, read in zip(marked_statements, statements, strict=True)
    ]


def _as_printed(marked_statement: Marked, statement: Statement, stored: StoredReading) -> Marked:
    entry, printed_entry = marked_statement.entry, as_printed(statement, stored)
    return replace(
        marked_statement,
        entry=replace(printed_entry, id=entry.id, first=entry.first, last=entry.last, headline=entry.headline),
    )


def _marked(connection: Connection, stored: StoredReading, keys: Sequence[tuple[int, int]]) -> list[Marked]:
    """The statements with these keys at these positions of the reading."""
    ids = [key for _, key in keys]
    entries = dict(zip(ids, load_statements(connection, ids), strict=True))
    judgements = judgements_on_page(connection, stored.key)
    speakers = {key: entry.speaker for key, entry in entries.items()}
    read = as_read(connection, speakers) if judgements else {}
    return [
        mark_statement(
            entries[key], stored.reading.statements[position], judged=judgements.get(key), read=read.get(key)
        )
        for position, key in keys
    ]
