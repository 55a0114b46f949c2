"""What a judgement points at: words on a page, found again in whatever reading of it comes later.

An anchor is JSON: the page, the name of who is meant, and the words by a W3C text quote: the exact characters with
those before and after them. It is never moved to words that merely look alike: what is not found again, or is found
twice, is orphaned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from onrecord.store import schema
from onrecord.store.codecs import fold
from onrecord.store.readings import reading_by_key
from onrecord.store.schema import CURRENT, appearances, pages, statements
from onrecord.types import Span

_CONTEXT = 32

Anchor = Mapping[str, Any]
Targets = Mapping[str, Anchor]
"""Anchors by side: left and right, or statement and speaker."""

_PAGE = select(pages.c.id, pages.c.reading_id).where(pages.c.public_id == bindparam("page"))
_APPEARANCE = (
    select(appearances, pages.c.public_id.label("page"), pages.c.reading_id, schema.names.c.text.label("name"))
    .join(pages, pages.c.id == appearances.c.page_id)
    .join(schema.names, schema.names.c.id == appearances.c.name_id)
    .where(appearances.c.id == bindparam("appearance"))
)
_BY_LOCAL_ID = select(appearances.c.id).where(
    appearances.c.page_id == bindparam("page"),
    appearances.c.local_id == bindparam("local"),
    appearances.c.state == CURRENT,
)
_STATEMENT = select(statements.c.id, statements.c.page_id, statements.c.state).where(
    statements.c.public_id == bindparam("statement")
)


@dataclass(frozen=True, slots=True)
class Bearing:
    """What an anchor comes to in the current readings."""

    page_id: int | None
    appearance_id: int | None = None
    statement_id: int | None = None
    orphaned: str | None = None
    """Why it comes to nothing; null where it does not."""


def of_appearance(connection: Connection, appearance_id: int) -> Anchor:
    """An anchor of the person or organisation of this appearance, at the words of its page that name it first."""
    row = connection.execute(_APPEARANCE, {"appearance": appearance_id}).one()
    anchor = {"page": row.page, "kind": row.kind, "name": row.name, "nth": row.nth}
    reading = reading_by_key(connection, row.reading_id)
    spans = next((entity.mentions for entity in reading.entities if entity.id == row.local_id), ())
    if row.state != CURRENT or not spans:
        return anchor
    text = reading.article.text
    name_spans = [span for span in spans if fold(reading.article.words(span)) == fold(row.name)]
    longest = max(spans, key=lambda span: (text[span[0]].isupper(), span[1] - span[0], -span[0]))
    return {**anchor, **quote(text, name_spans[0] if name_spans else longest)}


def of_statement(connection: Connection, public_id: str) -> dict[str, str]:
    """An anchor of this statement, at the words of its first part."""
    found = select(statements.c.quote, statements.c.spans, statements.c.reading_id, pages.c.public_id.label("page"))
    one = connection.execute(
        found.join(pages, pages.c.id == statements.c.page_id).where(statements.c.public_id == public_id)
    ).one()
    return {"page": one.page, "statement": public_id, "quote": one.quote}


def quote(text: str, span: Span) -> Anchor:
    """The words at ``span`` of ``text`` with those before and after, and where they begin."""
    start, end = span
    return {
        "exact": text[start:end],
        "prefix": text[max(0, start - _CONTEXT) : start],
        "suffix": text[end : end + _CONTEXT],
        "start": start,
    }


def locate(anchor: Anchor, text: str) -> tuple[int, int] | None:
    """Where the words of ``anchor`` stand in ``text``; null where they do not, or where more than one place may be it.

    The words before and after them are there too; at least on one side, where the other was edited.
    """
    exact, prefix, suffix = anchor["exact"], anchor["prefix"], anchor["suffix"]
    tries = [(prefix, suffix)]
    tries += [one for one, words in (((prefix, ""), prefix), (("", suffix), suffix)) if len(words) == _CONTEXT]
    for before, after in tries:
        whole = f"{before}{exact}{after}"
        first = text.find(whole)
        if first >= 0:
            if text.find(whole, first + 1) >= 0:
                return None
            start = first + len(before)
            return start, start + len(exact)
    return None


def find_appearance(connection: Connection, anchor: Anchor) -> Bearing:
    """Who stands at the words of ``anchor`` by the current reading of its page."""
    page = connection.execute(_PAGE, {"page": anchor["page"]}).first()
    if page is None:
        return Bearing(None, orphaned="the page is not in the record")
    reading = reading_by_key(connection, page.reading_id)
    entities = [entity for entity in reading.entities if entity.kind == anchor["kind"]]
    if "exact" not in anchor:
        entities = [entity for entity in entities if entity.name == anchor["name"]]
        entities = entities[anchor["nth"] : anchor["nth"] + 1]
    else:
        span = locate(anchor, reading.article.text)
        if span is None:
            return Bearing(page.id, orphaned=f"the words “{anchor['exact']}” are gone from the page")
        entities = [
            entity for entity in entities if any(start < span[1] and span[0] < end for start, end in entity.mentions)
        ]
    if len(entities) != 1:
        return Bearing(page.id, orphaned=f"the latest reading finds nobody, or more than one, at “{anchor['name']}”")
    appearance = connection.execute(_BY_LOCAL_ID, {"page": page.id, "local": entities[0].id}).scalar()
    return Bearing(page.id, appearance_id=appearance, orphaned=None if appearance else "the page is being read")


def find_statement(connection: Connection, anchor: Anchor) -> Bearing:
    """The statement of ``anchor``, if the page still makes it and the latest reading finds it."""
    one = connection.execute(_STATEMENT, {"statement": anchor["statement"]}).first()
    if one is None:
        return Bearing(None, orphaned="the statement is not in the record")
    if one.state in {schema.CURRENT, schema.REFUSED}:
        return Bearing(one.page_id, statement_id=one.id)
    gone = "the words are gone from the page"
    unread = "the latest reading finds no such statement in the page"
    return Bearing(one.page_id, orphaned=gone if one.state == schema.REMOVED else unread)
