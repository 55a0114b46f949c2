"""What describes the API: its OpenAPI document."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from onrecord.room.api.adding import Addable
from onrecord.room.api.asking import Problem
from onrecord.room.api.reading import PageSent
from onrecord.version import VERSION

PREFIX: Final = "/api"
_UNROUTED: Final[tuple[type[BaseModel], ...]] = (Problem, PageSent, Addable)
"""Models that routes name by reference."""
_ABOUT: Final = """The record of who said what, over HTTP. Answers are JSON; problems are `application/problem+json`.

Listings take `limit` and `after`, and answer with `next`, which is null on the last page. Where the record has not
changed, `If-None-Match` with the `ETag` of the last answer is answered with 304. Spans count Unicode code points; dates
are EDTF as pages state them, or ISO 8601.

On the machine's own address the room is open. On every other, send `Authorization: Bearer NAME:SECRET`, as
`onrecord access add --token` prints it.
"""
_SECTIONS: Final = {
    "statements": "What was said, by whom, about whom, to whom.",
    "people": "Who is who, and what they are to each other.",
    "pages": "Where it stands.",
    "press": "Headlines, outlets and who is heard; what the record is.",
    "judging": "What people hold to be right.",
    "reading": "Pages read and not kept.",
    "adding": "Pages read and kept.",
}
_SECRET: Final = {
    "type": "http",
    "scheme": "bearer",
    "description": "`NAME:SECRET`. Not needed where the room is open on the machine's own address.",
}


def described(router: APIRouter) -> dict[str, Any]:
    """The OpenAPI document of the routes of ``router``."""
    found = get_openapi(
        title="OnRecord",
        version=VERSION,
        summary="Who said what, in whose words, and where the page says so.",
        description=_ABOUT,
        routes=router.routes,
        tags=[{"name": name, "description": meaning} for name, meaning in _SECTIONS.items()],
    )
    parts = found.setdefault("components", {})
    for model in _UNROUTED:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        parts["schemas"] |= schema.pop("$defs", {}) | {model.__name__: schema}
    parts["securitySchemes"] = {"secret": _SECRET}
    found["security"] = [{}, {"secret": []}]
    return found
