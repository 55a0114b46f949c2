"""Who is heard: the shares of voices over time, in the record and in each outlet."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from onrecord.room.context import RoomOf
from onrecord.room.counting import counting, lasting
from onrecord.room.drawings import voices
from onrecord.room.showing import render

router = APIRouter()

_OUTLETS = 40


@router.get("/heard")
def show(request: Request, room: RoomOf, outlet: str = "") -> HTMLResponse:
    """The page, of all pages or of one outlet's."""
    counted = room.overviews.heard(outlet or None)
    outlets = room.overviews.outlets() if counted else None
    if counted is None or outlets is None:
        return counting(request, "Who is heard")
    lasting(request, counted, outlets)
    heard = counted.value
    return render(
        request,
        "heard.html",
        outlet=outlet,
        heard=heard,
        counted=counted,
        outlets=[one.name for one in outlets.value[:_OUTLETS]],
        voices=voices.small(heard),
        shares=voices.shares(heard),
        years=voices.labels(heard),
    )
