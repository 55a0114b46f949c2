"""One statement as schema.org nodes in JSON-LD.

Quoted statements are ``Quotation``s, reported ones ``Claim``s. A no-response is neither: it is a ``CreativeWork`` of
that genre.
"""

from __future__ import annotations

from typing import Final

from onrecord.codec import JsonObject
from onrecord.selectors import link
from onrecord.store.entities import EntityRef
from onrecord.store.readings import StoredReading
from onrecord.store.statements import PageStatement
from onrecord.times import iso_date

CONTEXT: Final = "https://schema.org"
_TYPES: Final = {"direct": "Quotation", "mixed": "Quotation", "indirect": "Claim", "no-response": "CreativeWork"}


def document(page: StoredReading, statement: PageStatement) -> JsonObject:
    """One statement with its page, as a document of its own."""
    return {"@context": CONTEXT, **statement_node(page, statement), "isPartOf": page_node(page)}


def page_node(page: StoredReading) -> JsonObject:
    """The page as a ``NewsArticle``."""
    article = page.reading.article
    return without_nulls(
        {
            "@type": "NewsArticle",
            "@id": page.address,
            "identifier": page.id,
            "url": page.url,
            "headline": article.title,
            "publisher": article.outlet and {"@type": "Organization", "name": article.outlet},
            "author": [{"@type": "Person", "name": name} for name in article.bylines],
            "datePublished": iso_date(article.published),
            "inLanguage": article.language,
            "citation": [citation.outlet for citation in page.reading.cited],
        }
    )


def statement_node(page: StoredReading, statement: PageStatement) -> JsonObject:
    """The statement, pointing at its page and its people."""
    entry = statement.entry
    schema_type = _TYPES[entry.kind]
    speakers = [_entity_node(speaker, kind=entry.speaker_kind) for speaker in statement.speakers]
    speaker = speakers if len(speakers) > 1 else speakers[0] if speakers else None
    return without_nulls(
        {
            "@type": schema_type,
            "@id": f"urn:onrecord:statement:{entry.id}",
            "identifier": entry.id,
            "text": entry.quote,
            "genre": entry.kind if schema_type == "CreativeWork" else None,
            "spokenByCharacter": speaker if schema_type == "Quotation" else None,
            "creator": speaker,
            "audience": entry.told and {"@type": "Audience", "name": entry.told},
            "dateCreated": iso_date(entry.when),
            "about": [_entity_node(entity) for entity in statement.about],
            "isPartOf": {"@id": page.address},
            "appearance": {"@id": page.address} if schema_type == "Claim" else None,
            "url": page.url and link(page.url, page.text, statement.content),
        }
    )


def _entity_node(entity: EntityRef, *, kind: str = "person") -> JsonObject:
    if entity.id is not None:
        return {"@id": person_id(entity.id)}
    types = {"person": "Person", "organisation": "Organization"}
    return {"@type": types.get(kind, "Thing"), "name": entity.name}


def person_id(public_id: str) -> str:
    return f"urn:onrecord:person:{public_id}"


def without_nulls(node: JsonObject) -> JsonObject:
    return {name: value for name, value in node.items() if value not in (None, [])}
