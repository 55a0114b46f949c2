"""schema.org in JSON-LD: quotations, claims, news articles and the people in them, as one graph.

A statement in the speaker's words is a ``Quotation``; what is only reported is a ``Claim``; that somebody did not
answer is neither, and a ``CreativeWork`` of that genre. Of relationships only those that pages assert are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import Connection

from onrecord.record.export.selectors import link
from onrecord.record.export.sheets import Named, Said, Sheet
from onrecord.record.export.somebody import Somebody, everybody
from onrecord.writing import write_json

CONTEXT: Final = "https://schema.org"
_WIKIDATA: Final = "http://www.wikidata.org/entity/"
_TYPES: Final = {"direct": "Quotation", "mixed": "Quotation", "indirect": "Claim", "no-response": "CreativeWork"}
_KIN: Final = {"spouse": "spouse", "parent": "children", "child": "parent", "sibling": "sibling"}
"""What the second of two people is to the first, in schema.org's terms: of a parent the other is among the children."""
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")


def graph_lines(connection: Connection, sheets: Iterable[Sheet]) -> Iterator[str]:
    """The lines of one JSON-LD document with the whole record."""
    yield f'{{"@context":"{CONTEXT}","@graph":['
    before = ""
    for node in _nodes(connection, sheets):
        yield before + write_json(node)
        before = ","
    yield "]}"


def document(sheet: Sheet, said: Said) -> dict[str, Any]:
    """One statement with its page, as a document of its own."""
    return {"@context": CONTEXT, **statement_node(sheet, said), "isPartOf": page_node(sheet)}


def page_node(sheet: Sheet) -> dict[str, Any]:
    """The page as a ``NewsArticle``."""
    article = sheet.record["article"]
    return _given(
        {
            "@type": "NewsArticle",
            "@id": sheet.address,
            "identifier": sheet.id,
            "url": sheet.url,
            "headline": sheet.title,
            "publisher": sheet.outlet and {"@type": "Organization", "name": sheet.outlet},
            "author": [{"@type": "Person", "name": name} for name in article["bylines"]],
            "datePublished": _date(sheet.published),
            "inLanguage": article["language"],
            "citation": [one["outlet"] for one in sheet.record["cited"]],
        }
    )


def statement_node(sheet: Sheet, said: Said) -> dict[str, Any]:
    """The statement, pointing at its page and its people."""
    kind = _TYPES[said.kind]
    speaker = said.speaker and _somebody(said.speaker, kind=said.speaker_kind)
    return _given(
        {
            "@type": kind,
            "@id": f"urn:onrecord:statement:{said.id}",
            "identifier": said.id,
            "text": said.quote,
            "genre": said.kind if kind == "CreativeWork" else None,
            "spokenByCharacter": speaker if kind == "Quotation" else None,
            "creator": speaker,
            "audience": said.told and {"@type": "Audience", "name": said.told},
            "dateCreated": _date(said.edtf),
            "about": [_somebody(one) for one in said.about],
            "isPartOf": {"@id": sheet.address},
            "appearance": {"@id": sheet.address} if kind == "Claim" else None,
            "url": sheet.url and link(sheet.url, sheet.text, said.content),
        }
    )


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
            if (other := {"@id": _person(tie.to)}) not in others:
                others.append(other)
    return _given(
        {
            "@type": "Organization" if one.kind == "organisation" else "Person",
            "@id": _person(one.id),
            "name": one.name,
            "sameAs": one.wikidata and _WIKIDATA + one.wikidata,
            "alternateName": one.called("alias"),
            "jobTitle": one.called("role") if one.kind == "person" else None,
            **ties,
        }
    )


def _somebody(one: Named, *, kind: str = "person") -> dict[str, Any]:
    if one.person is not None:
        return {"@id": _person(one.person)}
    known = {"person": "Person", "organisation": "Organization"}
    return {"@type": known.get(kind, "Thing"), "name": one.name}


def _person(public: str) -> str:
    return f"urn:onrecord:person:{public}"


def _date(edtf: str | None) -> str | None:
    """``edtf`` where it is also a date of ISO 8601, as schema.org has it."""
    return edtf if edtf and _DATE.match(edtf) else None


def _given(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value not in (None, [])}
