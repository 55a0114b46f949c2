"""One statement as a W3C Web Annotation of its page.

Positions count Unicode code points in the text that OnRecord cut out of the page; where that is the page itself (plain
text) they hold in it, elsewhere the quoted words with their context find the place.
"""

from __future__ import annotations

from typing import Any

from onrecord.selectors import quote_words
from onrecord.store.sheets import Said, Sheet

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def annotation(sheet: Sheet, said: Said) -> dict[str, Any]:
    """The annotation that ``said`` is of its page; by itself it needs ``CONTEXT`` as its ``@context``."""
    bodies: list[dict[str, Any]] = [
        {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": described(said)},
        {"type": "TextualBody", "purpose": "tagging", "value": said.kind},
    ]
    people = [("identifying", said.speaker), *(("linking", one) for one in said.about)]
    bodies += [
        {
            "type": "SpecificResource",
            "purpose": purpose,
            "source": {"id": f"urn:onrecord:person:{one.person}", "schema:name": one.name},
        }
        for purpose, one in people
        if one is not None and one.person is not None
    ]
    targets = [_target(sheet, span) for span in said.content]
    return {
        "id": f"urn:onrecord:statement:{said.id}",
        "type": "Annotation",
        "motivation": "describing",
        "created": sheet.read,
        "creator": {"type": "Software", "name": sheet.reading.reader},
        "body": bodies,
        "target": targets[0] if len(targets) == 1 else targets,
    }


def described(said: Said) -> str:
    """Who said it, to whom and when, in one line."""
    who = said.speaker.name if said.speaker else "Somebody"
    told = f" to {said.told}" if said.told else ""
    when = f" ({said.edtf})" if said.edtf else ""
    about = f", about {', '.join(one.name for one in said.about)}" if said.about else ""
    return f"{who}{told}{when}{about}"


def _target(sheet: Sheet, span: tuple[int, int]) -> dict[str, Any]:
    words = quote_words(sheet.text, span)
    return {
        "source": sheet.address,
        "selector": [
            {"type": "TextQuoteSelector", "exact": words.exact, "prefix": words.prefix, "suffix": words.suffix},
            {"type": "TextPositionSelector", "start": span[0], "end": span[1]},
        ],
    }
