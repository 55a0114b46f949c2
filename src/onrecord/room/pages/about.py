"""About this record: what it holds, what read it, how good that is and what it gets wrong, and whose work it is."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.responses import HTMLResponse

from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh
from onrecord.room.showing import render
from onrecord.views.record_info import about

router = APIRouter()


@router.get("/about")
def show(request: Request, room: RoomOf, fresh: Fresh) -> HTMLResponse:
    """The page."""
    return render(request, "about.html", about=about(room.record), card=_card())


@cache
def _card() -> Markup:
    """The model's card, its headings put under those of the page."""
    text = files("onrecord").joinpath("models", "en", "README.md").read_text(encoding="utf-8")
    made = MarkdownIt("commonmark").enable("table")
    tokens = made.parse(text.partition("\n")[2])
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    return Markup(made.renderer.render(tokens, made.options, {}))  # noqa: S704 - the package's own words
