"""Removed pages and hidden people: the log, and the forms of editors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse

from onrecord.room.dependencies import CurrentEditor, CurrentRoom, slow_route
from onrecord.room.response_cache import CACHEABLE
from onrecord.room.templating import render

router = APIRouter()

Reason = Annotated[str, Form(max_length=2000)]


@router.get("/exclusions", dependencies=CACHEABLE)
def show_exclusions(request: Request, room: CurrentRoom) -> HTMLResponse:
    """The log of removed pages and hidden people, newest first."""
    return render(request, "exclusions.html", entries=room.record.exclusions())


@router.post("/page/{page}/remove")
@slow_route
def remove_page(
    room: CurrentRoom, editor: CurrentEditor, page: str, why: Reason, copies: Annotated[bool, Form()] = False
) -> RedirectResponse:
    """Erase a page from the record."""
    room.record.remove(page, who=editor.name, why=why, copies=copies)
    return RedirectResponse("/exclusions", status_code=303)


@router.post("/page/{page}/allow")
def allow_page(room: CurrentRoom, editor: CurrentEditor, page: str, why: Reason) -> RedirectResponse:
    """Let a removed page be added again."""
    room.record.allow(page, who=editor.name, why=why)
    return RedirectResponse("/exclusions", status_code=303)


@router.post("/person/{person}/hide")
def hide_person(room: CurrentRoom, editor: CurrentEditor, person: str, why: Reason) -> RedirectResponse:
    """Hide a person."""
    room.record.hide(person, who=editor.name, why=why)
    return RedirectResponse("/exclusions", status_code=303)


@router.post("/person/{person}/unhide")
def unhide_person(room: CurrentRoom, editor: CurrentEditor, person: str, why: Reason) -> RedirectResponse:
    """Show a hidden person again."""
    room.record.unhide(person, who=editor.name, why=why)
    return RedirectResponse(f"/person/{person}", status_code=303)
