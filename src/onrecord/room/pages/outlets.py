"""Outlets: what each had first, whom it cites and copies, and by whom it is cited and copied; and one of them."""

from __future__ import annotations

from operator import attrgetter
from typing import Final, Literal

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from onrecord.room.context import RoomOf
from onrecord.room.counting import counting, lasting
from onrecord.room.drawings import voices
from onrecord.room.showing import query, render
from onrecord.store.codecs import fold
from onrecord.views.first_reports import LEAST_CHARACTERS
from onrecord.views.outlets import outlet

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
    if counted is None:
        return counting(request, name)
    found = outlet(room.record, name, among=counted.value)
    heard = room.overviews.heard(found.outlet.name)
    if heard is None:
        return counting(request, name)
    lasting(request, counted, heard)
    return render(
        request,
        "outlet.html",
        outlet=found.outlet,
        firsts=found.firsts,
        counted=counted,
        voices=voices.small(heard.value),
        shares=voices.shares(heard.value),
        least=LEAST_CHARACTERS,
    )
