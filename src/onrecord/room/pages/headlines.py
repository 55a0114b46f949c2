"""Headlines that quote what their articles do not have."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi import Query as Given
from starlette.responses import HTMLResponse

from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh
from onrecord.room.showing import query, render
from onrecord.views.headlines import headlines

router = APIRouter()

Text = Annotated[str, Given(max_length=500)]


@router.get("/headlines")
def show(
    request: Request,
    room: RoomOf,
    fresh: Fresh,
    outlet: Text = "",
    since: Text = "",
    until: Text = "",
    after: Text = "",
) -> HTMLResponse:
    """The page."""
    outlet, since, until = outlet.strip(), since.strip(), until.strip()
    found = headlines(
        room.record,
        outlet=(outlet,) if outlet else (),
        since=since or None,
        until=until or None,
        after=after or None,
    )
    asked = {"outlet": outlet, "since": since, "until": until}
    more = f"/headlines?{query(asked, after=found.next)}" if found.next else None
    return render(request, "headlines.html", found=found.headlines, asked=asked, more=more, later=bool(after))
