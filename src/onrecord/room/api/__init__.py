"""The REST API: JSON for everything that the HTML pages show.

A route calls one function of ``search``, ``views`` or ``judge`` and returns its result. ``shared`` has the parameters
and responses that routes have in common. Names of route functions are operation ids, and so a part of the API.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.routing import BaseRoute

from onrecord.room.api import (
    adding_routes,
    check_routes,
    exclusion_routes,
    judgement_routes,
    page_routes,
    people_routes,
    press_routes,
    reading_routes,
    statement_routes,
)
from onrecord.room.api.adding_routes import PagesToAdd
from onrecord.room.api.check_routes import DraftToCheck
from onrecord.room.api.reading_routes import PageToRead
from onrecord.room.api.shared import Problem
from onrecord.version import VERSION

__all__ = ["ROUTES", "SECTIONS", "openapi"]

# Models that routes name by reference, so FastAPI does not see them.
_EXTRA_MODELS: Final[tuple[type[BaseModel], ...]] = (Problem, PageToRead, DraftToCheck, PagesToAdd)
_DESCRIPTION: Final = """The record of who said what, over HTTP. Responses are JSON; errors are
`application/problem+json`.

Lists take `limit` and `after` and return `next`, which is null on the last page. `If-None-Match` with the `ETag` of an
earlier response is answered with 304 until the record changes. Spans count Unicode code points. Dates are EDTF, as
pages state them, or ISO 8601.

On a loopback address the API needs no sign-in. On every other address send `Authorization: Bearer NAME:SECRET`, as
printed by `onrecord access add --token`.
"""
_SECTIONS: Final = {
    "statements": "Statements: search, evidence, trails and citations.",
    "people": "People and organisations, their relationships and timelines.",
    "pages": "Pages, their versions and their changes.",
    "press": "Headlines, outlets, speaker shares, and figures of the record.",
    "judging": "Judgements and the review queue.",
    "excluding": "Removed pages and hidden people.",
    "reading": "Pages that are read without being saved.",
    "checking": "Drafts, checked before they are published; nothing of them is saved.",
    "adding": "Pages that are read and saved.",
}
_SECURITY_SCHEME: Final = {
    "type": "http",
    "scheme": "bearer",
    "description": "`NAME:SECRET`. Not needed on a loopback address.",
}

SECTIONS: Final = (
    statement_routes,
    people_routes,
    page_routes,
    press_routes,
    judgement_routes,
    exclusion_routes,
    reading_routes,
    check_routes,
    adding_routes,
)

# FastAPI would prepare each route again for every router that includes it.
ROUTES: Final[tuple[BaseRoute, ...]] = tuple(route for section in SECTIONS for route in section.router.routes)


@cache
def openapi() -> dict[str, Any]:
    """The OpenAPI document of the API."""
    document = get_openapi(
        title="OnRecord",
        version=VERSION,
        summary="Who said what, in whose words, and where the page says so.",
        description=_DESCRIPTION,
        routes=ROUTES,
        tags=[{"name": name, "description": description} for name, description in _SECTIONS.items()],
    )
    components = document.setdefault("components", {})
    for model in _EXTRA_MODELS:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        components["schemas"] |= schema.pop("$defs", {}) | {model.__name__: schema}
    components["securitySchemes"] = {"secret": _SECURITY_SCHEME}
    document["security"] = [{}, {"secret": []}]
    return document
