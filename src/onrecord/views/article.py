"""One page as it was printed: its words, and on them everything that is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, bindparam, select

from onrecord.ingest.differences import match
from onrecord.ingest.page_statements import known_statements, words_of
from onrecord.judge.corrections import as_read
from onrecord.judge.judgement_log import judgements_on_page
from onrecord.store.headline_quotes import headline_words
from onrecord.store.readings import StoredReading, load_reading
from onrecord.store.schema import CURRENT, REFUSED, statements
from onrecord.store.statements import EntityRef, StoredPage, load_pages, load_statements
from onrecord.store.store import Store
from onrecord.views import stories
from onrecord.views.page_marks import (
    Credited,
    Marked,
    Mention,
    PageTie,
    Present,
    credits_of,
    marks_of,
    mentions_of,
    people_of,
    spans,
    ties_of,
)
from onrecord.views.segments import Block, blocks
from onrecord.views.versions import PageChange, Version, changes_of_page, versions_of

MOST_COPIES: Final = 12
"""Near copies of a page that are looked for."""

_HERE = (
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
    """As this version has it."""
    link: str | None
    """The page's address where it is one of the web."""
    bylines: tuple[str, ...]
    language: str | None
    version: Version
    latest: bool
    versions: tuple[Version, ...]
    blocks: tuple[Block, ...]
    """The text, block by block; segments name statements, mentions, ties and credits by their positions here."""
    statements: tuple[Marked, ...]
    """In the order of the page, those judged to be none among them."""
    mentions: tuple[Mention, ...]
    people: tuple[Present, ...]
    """Who is on the page: who said most, then who is named most, first."""
    ties: tuple[PageTie, ...]
    credits: tuple[Credited, ...]
    headline: tuple[str, ...]
    """Words that the headline puts in quotation marks and the article does not contain."""
    changes: tuple[PageChange, ...]
    copies: tuple[StoredPage, ...]
    """Other pages with nearly this text, the oldest first."""
    warnings: tuple[str, ...]
    reader: str
    read: str
    """When it was read, ISO 8601 in UTC."""


def article(record: Store, page: str, *, version: int | None = None) -> KeptArticle:
    """The page with this public id as it is now, or in the version of that number, with all that is known of its words.

    Judgements are applied. An earlier version is told as it was read then. Raises ``NotFoundError`` where the record
    holds no such page or version.
    """
    with record.snapshot() as connection:
        sheet = load_reading(connection, page, version=version)
        said = _current(connection, sheet) if sheet.latest else _earlier(connection, sheet)
        headline = tuple(connection.execute(_HEADLINE, {"page": sheet.key}).scalars()) if sheet.latest else ()
        near = _copies(connection, sheet)
        copies = load_pages(connection, near) if near else {}
        this = Version(sheet.version, sheet.fetched)
        versions = versions_of(connection, sheet.key) if sheet.versions > 1 else (this,)
        changes = changes_of_page(connection, sheet.key) if sheet.versions > 1 else ()
    mentions = tuple(mentions_of(sheet))
    ties, credits_ = tuple(ties_of(sheet)), tuple(credits_of(sheet))
    given = sheet.record["article"]
    return KeptArticle(
        page=sheet.info,
        link=sheet.link,
        bylines=tuple(given["bylines"]),
        language=given["language"],
        version=this,
        latest=sheet.latest,
        versions=versions,
        blocks=blocks(given, marks_of(said, mentions=mentions, ties=ties, credited=credits_)),
        statements=said,
        mentions=mentions,
        people=tuple(people_of(sheet, said)),
        ties=ties,
        credits=credits_,
        headline=headline,
        changes=changes,
        copies=tuple(copies[key] for key in near),
        warnings=tuple(sheet.record["warnings"]),
        reader=sheet.reader,
        read=sheet.read,
    )


def _copies(connection: Connection, sheet: StoredReading) -> list[int]:
    text = sheet.text if sheet.latest else None
    return stories.near_copies(connection, sheet.key, text=text, most=MOST_COPIES)


def _current(connection: Connection, sheet: StoredReading) -> tuple[Marked, ...]:
    """The statements of a page as it is now, as people judged them."""
    rows = connection.execute(_HERE, {"page": sheet.key}).all()
    return _marked(connection, sheet, [(row.position, row.id) for row in rows])


def _earlier(connection: Connection, sheet: StoredReading) -> tuple[Marked, ...]:
    """The statements of an earlier version, by the ids that they have, as that version has them."""
    known = known_statements(connection, sheet.key)
    pairs = match(known.words, words_of(sheet.record))
    found = _marked(connection, sheet, [(now, known.rows[was].id) for now, was in sorted(pairs.items())])
    return tuple(one if one.read else _as_printed(one, sheet, at) for one, at in zip(found, sorted(pairs), strict=True))


def _marked(connection: Connection, sheet: StoredReading, keys: Sequence[tuple[int, int]]) -> tuple[Marked, ...]:
    ids = [key for _, key in keys]
    told = load_statements(connection, ids)
    judged = judgements_on_page(connection, sheet.key)
    speakers = {key: entry.speaker for key, entry in zip(ids, told, strict=True)}
    read = as_read(connection, speakers) if judged else {}
    found = []
    for (position, key), entry in zip(keys, told, strict=True):
        one = sheet.record["statements"][position]
        content, cue, source, evidence = (
            spans(one[field]) for field in ("content", "cue", "source", "speaker_evidence")
        )
        found.append(
            Marked(
                entry,
                content,
                cue,
                source,
                evidence,
                basis=one["speaker_basis"],
                judged=judged.get(key),
                read=read.get(key),
            )
        )
    return tuple(found)


def _as_printed(one: Marked, sheet: StoredReading, position: int) -> Marked:
    """``one`` with what the statement at this place of the reading says, in the place of what the page says now."""
    read = sheet.record["statements"][position]
    name = read["speaker_name"]
    return replace(
        one,
        entry=replace(
            one.entry,
            **{field: read[field] for field in ("kind", "act", "place", "quote", "speaker_kind", "told", "confidence")},
            speaker=None if name is None else sheet.persons.get(read["speaker"], EntityRef(name, None)),
            printed=" ".join(sheet.text[start:end] for start, end in one.source) or None,
            when=read["when"]["edtf"] if read["when"] else None,
            about=tuple(map(sheet.named, read["about"])),
            page=sheet.info,
        ),
    )
