"""One statement as schema.org nodes in JSON-LD.

A statement in the speaker's words is a ``Quotation``; what is only reported is a ``Claim``; that somebody did not
answer is neither, and a ``CreativeWork`` of that genre.
"""

from __future__ import annotations

import re
from typing import Any, Final

from onrecord.selectors import link
from onrecord.store.sheets import Named, Said, Sheet

CONTEXT: Final = "https://schema.org"
_TYPES: Final = {"direct": "Quotation", "mixed": "Quotation", "indirect": "Claim", "no-response": "CreativeWork"}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?$")


def document(sheet: Sheet, said: Said) -> dict[str, Any]:
    """One statement with its page, as a document of its own."""
    return {"@context": CONTEXT, **statement_node(sheet, said), "isPartOf": page_node(sheet)}


def page_node(sheet: Sheet) -> dict[str, Any]:
    """The page as a ``NewsArticle``."""
    article = sheet.reading.article
    return without_nulls(
        {
            "@type": "NewsArticle",
            "@id": sheet.address,
            "identifier": sheet.id,
            "url": sheet.url,
            "headline": sheet.title,
            "publisher": sheet.outlet and {"@type": "Organization", "name": sheet.outlet},
            "author": [{"@type": "Person", "name": name} for name in article.bylines],
            "datePublished": _date(sheet.published),
            "inLanguage": article.language,
            "citation": [citation.outlet for citation in sheet.reading.cited],
        }
    )


def statement_node(sheet: Sheet, said: Said) -> dict[str, Any]:
    """The statement, pointing at its page and its people."""
    kind = _TYPES[said.kind]
    speaker = said.speaker and _somebody(said.speaker, kind=said.speaker_kind)
    return without_nulls(
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


def _somebody(one: Named, *, kind: str = "person") -> dict[str, Any]:
    if one.person is not None:
        return {"@id": person_id(one.person)}
    known = {"person": "Person", "organisation": "Organization"}
    return {"@type": known.get(kind, "Thing"), "name": one.name}


def person_id(public: str) -> str:
    return f"urn:onrecord:person:{public}"


def _date(edtf: str | None) -> str | None:
    """``edtf`` where it is also a date of ISO 8601, as schema.org has it."""
    return edtf if edtf and _DATE.match(edtf) else None


def without_nulls(node: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if value not in (None, [])}
