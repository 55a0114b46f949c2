"""A page of the record, as printed: its words with all that is known of them, its versions, and what they changed."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh
from onrecord.room.showing import render
from onrecord.room.typesetting import set_page
from onrecord.views.article import article
from onrecord.views.versions import compare

router = APIRouter()


@router.get("/page/{page}")
def show(request: Request, room: RoomOf, fresh: Fresh, page: str) -> HTMLResponse:
    """The page as it is now."""
    return _show(request, room, page, version=None)


@router.get("/page/{page}/versions/{number}")
def show_version(request: Request, room: RoomOf, fresh: Fresh, page: str, number: int) -> HTMLResponse:
    """The page as it was in one version."""
    return _show(request, room, page, version=number)


@router.get("/page/{page}/compare")
def show_changes(
    request: Request,
    room: RoomOf,
    fresh: Fresh,
    page: str,
    one: Annotated[int, Query(ge=1)],
    other: Annotated[int, Query(ge=1)],
) -> HTMLResponse:
    """Two versions of the page beside each other."""
    return render(request, "compare.html", compared=compare(room.record, page, one, other))


def _show(request: Request, room: RoomOf, page: str, *, version: int | None) -> HTMLResponse:
    found = article(room.record, page, version=version)
    kinds = Counter(one.entry.kind for one in found.statements if not one.refused)
    return render(request, "article.html", article=found, runs=set_page(found), kinds=kinds)
