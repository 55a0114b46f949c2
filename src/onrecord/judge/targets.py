"""Judgement targets: the words that a judgement points at, located again in each later reading of the page.

A target is JSON: the page, the person's name, and a W3C text quote selector of the words. It is never moved to similar
words: if the exact words are gone or ambiguous, the target is orphaned.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from onrecord.selectors import TextQuote, find_quote, quote_words
from onrecord.spans import overlaps_any
from onrecord.store import schema
from onrecord.store.codecs import fold
from onrecord.store.readings import reading_by_key
from onrecord.store.schema import CURRENT, appearances, pages, statements
from onrecord.store.schema.values import AppearanceTarget, FactTarget, StatementTarget
from onrecord.types import Entity, Reading, Span

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
_STATEMENT = (
    select(statements.c.id, statements.c.page_id, statements.c.state, statements.c.quote, pages.c.public_id)
    .join(pages, pages.c.id == statements.c.page_id)
    .where(statements.c.public_id == bindparam("statement"))
)


@dataclass(frozen=True, slots=True)
class LocatedTarget:
    """A target in the current reading of its page."""

    page_id: int | None
    appearance_id: int | None = None
    statement_id: int | None = None
    orphaned: str | None = None
    """The reason why the target was not found; null if it was."""


def appearance_target(connection: Connection, appearance_id: int) -> AppearanceTarget:
    """The target of an appearance: the first mention that is its full name, or else the longest mention."""
    row = connection.execute(_APPEARANCE, {"appearance": appearance_id}).one()
    target: AppearanceTarget = {"page": row.page, "kind": row.kind, "name": row.name, "nth": row.nth}
    reading = reading_by_key(connection, row.reading_id)
    mentions = next((entity.mentions for entity in reading.entities if entity.id == row.local_id), ())
    if row.state != CURRENT or not mentions:
        return target
    text = reading.article.text
    names = [span for span in mentions if fold(reading.article.words(span)) == fold(row.name)]
    # A part of the name, such as "Okafor", is preferred to "she" or "the minister".
    longest = max(mentions, key=lambda span: (text[span[0]].isupper(), span[1] - span[0], -span[0]))
    span = names[0] if names else longest
    quote = quote_words(text, span)
    return {**target, "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix, "start": span[0]}


def statement_target(connection: Connection, public_id: str) -> StatementTarget:
    """The target of the statement with this public id."""
    row = connection.execute(_STATEMENT, {"statement": public_id}).one()
    return {"page": row.public_id, "statement": public_id, "quote": row.quote}


def locate_words(target: AppearanceTarget, text: str) -> Span | None:
    """The span of the target's words in ``text``; null if it has none, or if they are gone or ambiguous."""
    if "exact" not in target:
        return None
    return find_quote(TextQuote(target["exact"], target["prefix"], target["suffix"]), text)


def find_entity(target: AppearanceTarget, reading: Reading) -> Entity | str:
    """The person or organisation of ``reading`` at the target's words, or the reason why there is none."""
    entities = [entity for entity in reading.entities if entity.kind == target["kind"]]
    if "exact" not in target:
        entities = [entity for entity in entities if entity.name == target["name"]]
        entities = entities[target["nth"] : target["nth"] + 1]
    else:
        span = locate_words(target, reading.article.text)
        if span is None:
            return f"the words “{target['exact']}” are gone from the page"
        entities = [entity for entity in entities if overlaps_any(span, entity.mentions)]
    if len(entities) != 1:
        return f"the latest reading finds nobody, or more than one person, at “{target['name']}”"
    return entities[0]


def locate_fact(connection: Connection, target: FactTarget) -> LocatedTarget:
    """Find the page of a fact and, if it has one, its statement. ``correct_reading`` looks for the fact itself."""
    page = connection.execute(_PAGE, {"page": target["page"]}).first()
    if page is None:
        return LocatedTarget(None, orphaned="the page is not in the record")
    statement = connection.execute(_STATEMENT, {"statement": target.get("statement")}).first()
    return LocatedTarget(page.id, statement_id=statement.id if statement else None)


def locate_appearance(connection: Connection, target: AppearanceTarget) -> LocatedTarget:
    """Find the appearance at the target's words in the current reading of its page."""
    page = connection.execute(_PAGE, {"page": target["page"]}).first()
    if page is None:
        return LocatedTarget(None, orphaned="the page is not in the record")
    entity = find_entity(target, reading_by_key(connection, page.reading_id))
    if isinstance(entity, str):
        return LocatedTarget(page.id, orphaned=entity)
    appearance_id = connection.execute(_BY_LOCAL_ID, {"page": page.id, "local": entity.id}).scalar()
    return LocatedTarget(page.id, appearance_id, orphaned=None if appearance_id else "the page is being read")


def locate_statement(connection: Connection, target: StatementTarget) -> LocatedTarget:
    """Find the statement at the target, if its page still makes it and the latest reading contains it."""
    row = connection.execute(_STATEMENT, {"statement": target["statement"]}).first()
    if row is None:
        return LocatedTarget(None, orphaned="the statement is not in the record")
    if row.state in {schema.CURRENT, schema.REFUSED}:
        return LocatedTarget(row.page_id, statement_id=row.id)
    if row.state == schema.REMOVED:
        return LocatedTarget(row.page_id, orphaned="the words are gone from the page")
    return LocatedTarget(row.page_id, orphaned="the latest reading finds no such statement on the page")
