"""The API: what the room's pages show, for programs. Each route calls one function and answers with what that returns.

``asking`` has what all routes share, ``document`` describes them, and each other module has the routes of one section.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter

from onrecord.room.api import adding, document, judging, pages, people, press, reading, statements
from onrecord.room.api.document import PREFIX

__all__ = ["PREFIX", "SECTIONS", "openapi", "router"]

SECTIONS = (statements, people, pages, press, judging, reading, adding)

router = APIRouter(prefix=PREFIX)
for _section in SECTIONS:
    router.include_router(_section.router)


@cache
def openapi() -> dict[str, Any]:
    """The OpenAPI document of the API."""
    return document.described(router)
