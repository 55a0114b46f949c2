"""The REST API: JSON for everything that the HTML pages show.

A route calls one function of ``search``, ``views`` or ``judge`` and returns its result. ``shared`` has the parameters
and responses that routes have in common. Names of route functions are operation ids, and so a part of the API.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from fastapi import APIRouter

from onrecord.room.api import (
    adding_routes,
    exclusion_routes,
    judgement_routes,
    openapi_document,
    page_routes,
    people_routes,
    press_routes,
    reading_routes,
    statement_routes,
)
from onrecord.room.api.openapi_document import PREFIX

__all__ = ["PREFIX", "SECTIONS", "openapi", "router"]

SECTIONS: Final = (
    statement_routes,
    people_routes,
    page_routes,
    press_routes,
    judgement_routes,
    exclusion_routes,
    reading_routes,
    adding_routes,
)

router = APIRouter(prefix=PREFIX)
for _section in SECTIONS:
    router.include_router(_section.router)


@cache
def openapi() -> dict[str, Any]:
    """The OpenAPI document of the API."""
    return openapi_document.make_document(router)
