"""The front page: one box to search in, what is new, who is heard, what the record holds and what waits for review."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from onrecord.judge.review_queue import MOST_COUNTED
from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh
from onrecord.room.showing import render
from onrecord.views.overview import overview

router = APIRouter()


@router.get("/")
def show(request: Request, room: RoomOf, fresh: Fresh) -> HTMLResponse:
    """The page."""
    found = overview(room.record)
    most = max((who.said for who in found.heard), default=1)
    return render(request, "home.html", overview=found, most=most, most_waiting=MOST_COUNTED)
