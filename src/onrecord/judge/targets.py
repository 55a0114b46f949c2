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

from onrecord.codec import ReadingRecord
from onrecord.store import schema
from onrecord.store.codecs import fold, unpack_record, unpack_text
from onrecord.store.schema import CURRENT, appearances, pages, readings, statements, texts

_CONTEXT = 32

Anchor = Mapping[str, Any]

_PAGE = select(pages.c.id, pages.c.reading_id).where(pages.c.public_id == bindparam("page"))
_READING = (
    select(readings.c.record, texts.c.body)
    .join(texts, texts.c.id == readings.c.text_id)
    .where(readings.c.id == bindparam("reading"))
)
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


def of_appearance(connection: Connection, appearance_id: int) -> dict[str, Any]:
    """An anchor of the person or organisation of this appearance, at the words of its page that name it first."""
    one = connection.execute(_APPEARANCE, {"appearance": appearance_id}).one()
    anchor = {"page": one.page, "kind": one.kind, "name": one.name, "nth": one.nth}
    record = _record(connection, one.reading_id)
    text = record["article"]["text"]
    spans: list[list[int]] = next((each["mentions"] for each in _everybody(record) if each["id"] == one.local_id), [])
    if one.state != CURRENT or not spans:
        return anchor
    named = [span for span in spans if fold(text[slice(*span)]) == fold(one.name)]
    longest = max(spans, key=lambda span: (text[span[0]].isupper(), span[1] - span[0], -span[0]))
    return anchor | quote(text, named[0] if named else longest)


def of_statement(connection: Connection, public_id: str) -> dict[str, Any]:
    """An anchor of this statement, at the words of its first part."""
    found = select(statements.c.quote, statements.c.spans, statements.c.reading_id, pages.c.public_id.label("page"))
    one = connection.execute(
        found.join(pages, pages.c.id == statements.c.page_id).where(statements.c.public_id == public_id)
    ).one()
    return {"page": one.page, "statement": public_id, "quote": one.quote}


def quote(text: str, span: tuple[int, int] | list[int]) -> dict[str, Any]:
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
    record = _record(connection, page.reading_id)
    people = [one for one in _everybody(record) if one["kind"] == anchor["kind"]]
    if "exact" not in anchor:
        there = [one for one in people if one["name"] == anchor["name"]]
        there = there[anchor["nth"] : anchor["nth"] + 1]
    else:
        span = locate(anchor, record["article"]["text"])
        if span is None:
            return Bearing(page.id, orphaned=f"the words “{anchor['exact']}” are gone from the page")
        there = [one for one in people if any(start < span[1] and span[0] < end for start, end in one["mentions"])]
    if len(there) != 1:
        return Bearing(page.id, orphaned=f"the latest reading finds nobody, or more than one, at “{anchor['name']}”")
    given = {"page": page.id, "local": there[0]["id"]}
    found = connection.execute(_BY_LOCAL_ID, given).scalar()
    return Bearing(page.id, appearance_id=found, orphaned=None if found else "the page is being read")


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


def _record(connection: Connection, reading_id: int) -> ReadingRecord:
    row = connection.execute(_READING, {"reading": reading_id}).one()
    return unpack_record(row.record, text=unpack_text(row.body))


def _everybody(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    people = [{**one, "kind": "person"} for one in record["people"]]
    return people + [{**one, "kind": "organisation"} for one in record["organisations"]]
