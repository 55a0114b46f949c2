"""The front page, information about the record, and the documentation of the API."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.responses import HTMLResponse, JSONResponse

from onrecord.room.api import openapi
from onrecord.room.api.reference import list_sections
from onrecord.room.dependencies import CurrentRoom
from onrecord.room.response_cache import CACHEABLE
from onrecord.room.templating import render
from onrecord.views.overview import overview
from onrecord.views.record_info import describe_record

router = APIRouter()


@router.get("/", dependencies=CACHEABLE)
def show_front_page(request: Request, room: CurrentRoom) -> HTMLResponse:
    """The front page: search, new pages, main speakers, and the size of the record."""
    summary = overview(room.record)
    max_said = max((person.said for person in summary.heard), default=1)
    return render(request, "home.html", overview=summary, most=max_said)


@router.get("/about", dependencies=CACHEABLE)
def show_about(request: Request, room: CurrentRoom) -> HTMLResponse:
    """Size and readers of the record, the model card and the licences."""
    return render(request, "about.html", about=describe_record(room.record), card=_render_model_card())


@router.get("/api/docs")
def show_api_docs(request: Request) -> HTMLResponse:
    """The documentation of the API."""
    return render(
        request, "api_docs.html", sections=list_sections(openapi()), document=openapi(), inline=_render_inline
    )


@router.get("/api/openapi.json")
def get_openapi() -> JSONResponse:
    """The OpenAPI document."""
    return JSONResponse(openapi())


@cache
def _render_model_card() -> Markup:
    """The model card as HTML, without its title and with headings one level lower, to go under those of the page."""
    text = files("onrecord").joinpath("models", "en", "README.md").read_text(encoding="utf-8")
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(text.partition("\n")[2])
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    return Markup(markdown.renderer.render(tokens, markdown.options, {}))  # noqa: S704 - ships with the package


def _render_inline(text: str) -> Markup:
    """A description in the OpenAPI document as HTML."""
    return Markup(MarkdownIt("commonmark", {"html": False}).renderInline(text))  # noqa: S704 - ships with the package
