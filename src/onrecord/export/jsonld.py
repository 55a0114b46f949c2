"""schema.org in JSON-LD: quotations, claims, news articles and the people in them, as one graph.

A statement in the speaker's words is a ``Quotation``; what is only reported is a ``Claim``; that somebody did not
answer is neither, and a ``CreativeWork`` of that genre. Of relationships only those that pages assert are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Connection

from onrecord.cite.schema_org import CONTEXT, page_node, person_id, statement_node, without_nulls
from onrecord.codec import write_json
from onrecord.store.sheets import Sheet
from onrecord.views.entities import Somebody, everybody

_WIKIDATA: Final = "http://www.wikidata.org/entity/"
_KIN: Final = {"spouse": "spouse", "parent": "children", "child": "parent", "sibling": "sibling"}
"""What the second of two people is to the first, in schema.org's terms: of a parent the other is among the children."""


def graph_lines(connection: Connection, sheets: Iterable[Sheet]) -> Iterator[str]:
    """The lines of one JSON-LD document with the whole record."""
    yield f'{{"@context":"{CONTEXT}","@graph":['
    before = ""
    for node in _nodes(connection, sheets):
        yield before + write_json(node)
        before = ","
    yield "]}"


def _nodes(connection: Connection, sheets: Iterable[Sheet]) -> Iterator[dict[str, Any]]:
    for sheet in sheets:
        yield page_node(sheet)
        yield from (statement_node(sheet, said) for said in sheet.statements)
    yield from map(person_node, everybody(connection))


def person_node(one: Somebody) -> dict[str, Any]:
    """Somebody, with the others to whom pages tie them."""
    ties: dict[str, list[dict[str, str]]] = {}
    for tie in one.ties:
        if tie.to is not None:
            others = ties.setdefault(_KIN.get(tie.relation, "relatedTo"), [])
            if (other := {"@id": person_id(tie.to)}) not in others:
                others.append(other)
    return without_nulls(
        {
            "@type": "Organization" if one.kind == "organisation" else "Person",
            "@id": person_id(one.id),
            "name": one.name,
            "sameAs": one.wikidata and _WIKIDATA + one.wikidata,
            "alternateName": one.called("alias"),
            "jobTitle": one.called("role") if one.kind == "person" else None,
            **ties,
        }
    )
