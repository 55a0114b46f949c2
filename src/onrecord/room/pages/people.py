"""People: everybody in the record, and whom somebody may mean who has begun to write a name."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh
from onrecord.room.showing import render
from onrecord.views.people import everybody, suggest

router = APIRouter()


@router.get("/people")
def show(
    request: Request,
    room: RoomOf,
    fresh: Fresh,
    words: str = "",
    order: Literal["heard", "name"] = "heard",
    letter: str = "",
    kind: Literal["", "person", "organisation"] = "",
    after: str = "",
) -> HTMLResponse:
    """The page."""
    found = everybody(room.record, words, order=order, letter=letter, kind=kind or None, after=after or None)
    asked = {"words": words, "order": order if order == "name" else "", "letter": letter, "kind": kind}
    most = max((one.said + one.spoken_of for one in found.people), default=0)
    return render(request, "people.html", found=found, asked=asked, most=most)


@router.get("/people/suggest")
def suggested(request: Request, room: RoomOf, fresh: Fresh) -> HTMLResponse:
    """Options for a box in which a name is written: what is written is the only value, whatever the box is called."""
    text = next(iter(request.query_params.values()), "")
    return render(request, "suggestions.html", people=suggest(room.record, text))
