"""A reading in the record format: what ``onrecord read --format json`` and ``jsonl`` print.

docs/record-format.md describes each field. Every field is always there; what is not known is null or empty.
"""

from __future__ import annotations

import json
import re
from typing import Any

from onrecord.types import Article, Organisation, Person, Reading, Relationship, Spans, Statement, When

GAP = " … "
"""Stands between the parts of a quotation that its cue interrupts."""

# JSON allows these as they are, but terminals obey the first and many programs end a line at the others.
_UNSAFE_RAW = re.compile("[\x7f-\x9f\u2028\u2029]")


def to_record(reading: Reading) -> dict[str, Any]:
    """The record of ``reading`` as plain lists, dictionaries, strings and numbers."""
    article = reading.article
    page = article.page
    return {
        "id": article.id,
        "page": {
            "source": page.source,
            "url": page.url,
            "content_type": page.content_type,
            "sha256": page.sha256,
            "fetched": page.fetched,
        },
        "article": _article(article),
        "statements": [_statement(statement, article) for statement in reading.statements],
        "people": [_person(person) for person in reading.people],
        "organisations": [_named(organisation) for organisation in reading.organisations],
        "relationships": [_relationship(one) for one in reading.relationships],
        "cited": [
            {"outlet": one.outlet, "when": _when(one.when), "evidence": list(one.evidence)} for one in reading.cited
        ],
        "warnings": list(reading.warnings),
        "reader": reading.reader,
    }


def to_json(reading: Reading, *, indent: int | None = None) -> str:
    """The record of ``reading`` as JSON: on one line, or spread over lines by ``indent`` spaces a level."""
    return write_json(to_record(reading), indent=indent)


def write_json(value: object, *, indent: int | None = None) -> str:
    """``value`` as JSON: on one line, or spread over lines by ``indent`` spaces a level.

    Characters beyond ASCII stand as they are, except those that a terminal or a reader of lines would take for
    commands.
    """
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _UNSAFE_RAW.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def quote(statement: Statement, article: Article) -> str:
    """The words of ``statement`` as printed, its parts in order with ``GAP`` between them."""
    return GAP.join(article.words(span) for span in statement.content)


def _article(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "titles": _lists(article.titles),
        "outlet": article.outlet,
        "bylines": list(article.bylines),
        "published": article.published,
        "language": article.language,
        "text": article.text,
        "paragraphs": _lists(article.paragraphs),
        "furniture": [
            {"kind": piece.kind, "span": list(piece.span), "text": article.words(piece.span)}
            for piece in article.furniture
        ],
    }


def _statement(statement: Statement, article: Article) -> dict[str, Any]:
    return {
        "id": statement.id,
        "kind": statement.kind,
        "act": statement.act,
        "place": statement.place,
        "content": _lists(statement.content),
        "cue": _lists(statement.cue),
        "source": _lists(statement.source),
        "quote": quote(statement, article),
        "speaker": statement.speaker,
        "speaker_name": statement.speaker_name,
        "speaker_kind": statement.speaker_kind,
        "speaker_basis": statement.speaker_basis,
        "speaker_evidence": _lists(statement.speaker_evidence),
        "told": statement.told,
        "when": _when(statement.when),
        "about": list(statement.about),
        "confidence": round(statement.confidence, 4),
    }


def _when(when: When | None) -> dict[str, Any] | None:
    return None if when is None else {"text": when.text, "edtf": when.edtf, "span": list(when.span)}


def _named(somebody: Person | Organisation) -> dict[str, Any]:
    return {
        "id": somebody.id,
        "name": somebody.name,
        "aliases": list(somebody.aliases),
        "mentions": _lists(somebody.mentions),
    }


def _person(person: Person) -> dict[str, Any]:
    return _named(person) | {
        "roles": [role.text for role in person.roles],
        "role_spans": _lists(tuple(role.span for role in person.roles)),
        "ages": [{"value": int(age.text), "span": list(age.span)} for age in person.ages],
    }


def _relationship(one: Relationship) -> dict[str, Any]:
    return {
        "from": one.from_name,
        "relation": one.relation,
        "to": one.to_name,
        "count": one.count,
        "status": one.status,
        "evidence": list(one.evidence),
        "confidence": round(one.confidence, 4),
    }


def _lists(spans: Spans) -> list[list[int]]:
    return [list(span) for span in spans]
