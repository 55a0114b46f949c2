"""A page as it was just read, before anything of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from onrecord.codec import to_record
from onrecord.ingest import known_pages
from onrecord.store.readings import StoredReading, everybody
from onrecord.store.schema import pages
from onrecord.store.statements import EntityRef, StoredStatement
from onrecord.store.store import Store
from onrecord.times import now
from onrecord.types import Page, Reading
from onrecord.views.article import KeptArticle
from onrecord.views.page_marks import Marked, credits_of, marks_of, mentions_of, people_of, spans, ties_of
from onrecord.views.segments import blocks
from onrecord.views.versions import Version


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A page of the record."""

    id: str
    title: str | None


def kept_copy(record: Store, page: Page) -> KeptCopy | None:
    """The page of the record that these bytes, from this address, are kept as; null where they are not."""
    with record.snapshot() as connection:
        known = known_pages.known(connection, page)
        if known is None:
            return None
        row = connection.execute(select(pages.c.public_id, pages.c.title).where(pages.c.id == known.page_id)).one()
        return KeptCopy(row.public_id, row.title)


def unkept(reading: Reading) -> KeptArticle:
    """``reading`` as the record would tell it: its people are only names, and nothing has a public id."""
    sheet = _sheet(reading)
    given = sheet.record["article"]
    said = tuple(_marked(one, sheet) for one in sheet.record["statements"])
    mentions, ties, credited = tuple(mentions_of(sheet)), tuple(ties_of(sheet)), tuple(credits_of(sheet))
    version = Version(1, sheet.fetched)
    return KeptArticle(
        page=sheet.info,
        link=sheet.link,
        bylines=tuple(given["bylines"]),
        language=given["language"],
        version=version,
        latest=True,
        versions=(version,),
        blocks=blocks(given, marks_of(said, mentions=mentions, ties=ties, credited=credited)),
        statements=said,
        mentions=mentions,
        people=tuple(people_of(sheet, said)),
        ties=ties,
        credits=credited,
        headline=(),
        changes=(),
        copies=(),
        warnings=reading.warnings,
        reader=reading.reader,
        read=sheet.read,
    )


def _sheet(reading: Reading) -> StoredReading:
    record = to_record(reading)
    page = reading.article.page
    return StoredReading(
        key=0,
        reading_id=0,
        id="",
        url=page.url or reading.article.url,
        source=page.source,
        version=1,
        versions=1,
        latest=True,
        fetched=page.fetched,
        read=now(),
        reader=reading.reader,
        record=record,
        persons={one["id"]: EntityRef(one["name"], None) for _, one in everybody(record)},
    )


def _marked(one: dict[str, Any], sheet: StoredReading) -> Marked:
    content, cue, source, evidence = (spans(one[field]) for field in ("content", "cue", "source", "speaker_evidence"))
    entry = StoredStatement(
        id="",
        **{field: one[field] for field in ("kind", "act", "place", "quote", "speaker_kind", "told", "confidence")},
        speaker=EntityRef(one["speaker_name"], None) if one["speaker_name"] else None,
        printed=" ".join(sheet.text[start:end] for start, end in source) or None,
        when=one["when"]["edtf"] if one["when"] else None,
        first=None,
        last=None,
        about=tuple(EntityRef(name, None) for name in one["about"]),
        page=sheet.info,
        headline=(),
    )
    return Marked(entry, content, cue, source, evidence, basis=one["speaker_basis"], judged=None, read=None)
