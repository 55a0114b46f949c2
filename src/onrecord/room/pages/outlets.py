"""Outlets: what each had first, whom it cites and copies, and by whom it is cited and copied; and one of them."""

from __future__ import annotations

from operator import attrgetter
from typing import Final, Literal

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from onrecord.record.finding import Outlet
from onrecord.record.finding.outlets import LEAST_CHARACTERS
from onrecord.record.forms import fold
from onrecord.room.context import RoomOf
from onrecord.room.counting import counting, lasting
from onrecord.room.drawings import voices
from onrecord.room.showing import query, render

router = APIRouter()

Order = Literal["name", "pages", "statements", "firsts", "cited", "cites", "copied", "copies"]
_SHOWN: Final = 50
_MOST_NAMED: Final = 200


@router.get("/outlets")
def show(request: Request, room: RoomOf, words: str = "", sort: Order = "pages", start: int = 0) -> HTMLResponse:
    """All outlets, or those whose name holds ``words``."""
    counted = room.overviews.outlets()
    if counted is None:
        return counting(request, "Outlets")
    lasting(request, counted)
    wanted = fold(words[:_MOST_NAMED])
    found = [one for one in counted.value if wanted in fold(one.name)]
    found.sort(key=attrgetter(sort), reverse=sort != "name")
    start = max(0, start)
    asked = {"words": words, "sort": sort if sort != "pages" else ""}
    return render(
        request,
        "outlets.html",
        counted=counted,
        found=found[start : start + _SHOWN],
        all=len(found),
        most={name: max((getattr(one, name) for one in counted.value), default=0) or 1 for name in _NUMBERS},
        asked=asked,
        sort=sort,
        words=words,
        start=start,
        more=f"/outlets?{query(asked, start=start + _SHOWN)}" if len(found) > start + _SHOWN else None,
        least=LEAST_CHARACTERS,
    )


_NUMBERS: Final = ("pages", "statements", "firsts", "cited", "cites", "copied", "copies")


@router.get("/outlet")
def one(request: Request, room: RoomOf, name: str) -> HTMLResponse:
    """One outlet."""
    counted = room.overviews.outlets()
    found = room.overviews.outlet(name, among=counted.value) if counted else None
    heard = room.overviews.heard(name) if found else None
    if counted is None or found is None or heard is None:
        return counting(request, name)
    lasting(request, counted, found, heard)
    outlet: Outlet = found.value.outlet
    return render(
        request,
        "outlet.html",
        outlet=outlet,
        firsts=found.value.firsts,
        counted=counted,
        voices=voices.small(heard.value),
        shares=voices.shares(heard.value),
        least=LEAST_CHARACTERS,
    )
