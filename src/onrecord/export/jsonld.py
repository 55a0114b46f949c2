"""schema.org in JSON-LD: quotations, claims, news articles and the people in them, as one graph.

Quoted statements are ``Quotation``s, and reported ones ``Claim``s. A no-response is a ``CreativeWork`` of that genre.
Only asserted relationships that no other page contradicts are included.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import Connection

from onrecord.cite.schema_org import CONTEXT, page_node, person_id, statement_node, without_nulls
from onrecord.codec import JsonObject, write_json
from onrecord.store.current_pages import CurrentPage
from onrecord.views.entities import EntityProfile, list_entities

_WIKIDATA: Final = "http://www.wikidata.org/entity/"
_KIN: Final = {"spouse": "spouse", "parent": "children", "child": "parent", "sibling": "sibling"}
"""The relation of the second person to the first in schema.org's terms: for a parent, the other is one of the
children."""


def graph_lines(connection: Connection, pages: Iterable[CurrentPage]) -> Iterator[str]:
    """The lines of one JSON-LD document with the whole record."""
    return document_lines(f'{{"@context":"{CONTEXT}","@graph":[', _nodes(connection, pages))


def document_lines(opening: str, nodes: Iterable[JsonObject]) -> Iterator[str]:
    """The lines of a JSON object that begins with ``opening`` and ends with a list of ``nodes``."""
    yield opening
    before = ""
    for node in nodes:
        yield before + write_json(node)
        before = ","
    yield "]}"


def _nodes(connection: Connection, pages: Iterable[CurrentPage]) -> Iterator[JsonObject]:
    for page in pages:
        yield page_node(page.stored)
        yield from (statement_node(page.stored, statement) for statement in page.statements)
    yield from map(person_node, list_entities(connection))


def person_node(entity: EntityProfile) -> JsonObject:
    """A person or an organisation, with its relationships."""
    ties: dict[str, list[JsonObject]] = {}
    for tie in entity.ties:
        if tie.to.id is not None:
            related = ties.setdefault(_KIN.get(tie.relation, "relatedTo"), [])
            if (node := {"@id": person_id(tie.to.id)}) not in related:
                related.append(dict(node))
    return without_nulls(
        {
            "@type": "Organization" if entity.kind == "organisation" else "Person",
            "@id": person_id(entity.id),
            "name": entity.name,
            "sameAs": entity.wikidata and _WIKIDATA + entity.wikidata,
            "alternateName": [alias.text for alias in entity.aliases],
            "jobTitle": [role.text for role in entity.roles] if entity.kind == "person" else None,
            **ties,
        }
    )
