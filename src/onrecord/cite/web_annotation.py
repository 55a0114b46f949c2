"""One statement as a W3C Web Annotation of its page.

Positions count Unicode code points in the extracted text. For plain text that is the page itself; on other pages the
quoted words and their context identify the place.
"""

from __future__ import annotations

from onrecord.channel_words import addressed
from onrecord.codec import JsonObject
from onrecord.selectors import quote_words
from onrecord.store.readings import StoredReading
from onrecord.store.statements import PageStatement
from onrecord.types import Span

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def annotation(page: StoredReading, statement: PageStatement) -> JsonObject:
    """``statement`` as an annotation of its page; by itself it needs ``CONTEXT`` as its ``@context``."""
    entry = statement.entry
    bodies: list[JsonObject] = [
        {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": describe(statement)},
        {"type": "TextualBody", "purpose": "tagging", "value": entry.kind},
    ]
    people = [("identifying", entity) for entity in statement.speakers]
    people += [("linking", entity) for entity in statement.about]
    bodies += [
        {
            "type": "SpecificResource",
            "purpose": purpose,
            "source": {"id": f"urn:onrecord:person:{entity.id}", "schema:name": entity.name},
        }
        for purpose, entity in people
        if entity.id is not None
    ]
    targets = [_target(page, span) for span in statement.content]
    return {
        "id": f"urn:onrecord:statement:{entry.id}",
        "type": "Annotation",
        "motivation": "describing",
        "created": page.read,
        "creator": {"type": "Software", "name": page.reading.reader},
        "body": bodies,
        "target": targets[0] if len(targets) == 1 else targets,
    }


def describe(statement: PageStatement) -> str:
    """Speaker, addressee, time and subjects in one line."""
    entry = statement.entry
    speaker = " and ".join(entity.name for entity in statement.speakers) or "Somebody"
    told = f" {addressed(entry.told)}" if entry.told else ""
    when = f" ({entry.when})" if entry.when else ""
    about = f", about {', '.join(entity.name for entity in statement.about)}" if statement.about else ""
    return f"{speaker}{told}{when}{about}"


def _target(page: StoredReading, span: Span) -> JsonObject:
    words = quote_words(page.text, span)
    return {
        "source": page.address,
        "selector": [
            {"type": "TextQuoteSelector", "exact": words.exact, "prefix": words.prefix, "suffix": words.suffix},
            {"type": "TextPositionSelector", "start": span[0], "end": span[1]},
        ],
    }
