"""The API, described: a page for people, and the OpenAPI document for programs."""

from __future__ import annotations

from fastapi import APIRouter, Request
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.responses import HTMLResponse, JSONResponse

from onrecord.room.api import openapi
from onrecord.room.api.reference import sections
from onrecord.room.showing import render

router = APIRouter()


@router.get("/api/docs")
def show(request: Request) -> HTMLResponse:
    """The page."""
    return render(request, "docs.html", sections=sections(openapi()), document=openapi(), words=_words)


@router.get("/api/openapi.json")
def document() -> JSONResponse:
    """The document."""
    return JSONResponse(openapi())


def _words(text: str) -> Markup:
    """What the API says of itself, with its names set as such."""
    return Markup(MarkdownIt("commonmark", {"html": False}).renderInline(text))  # noqa: S704 - the package's own words
