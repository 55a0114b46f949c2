"""The press and the record itself: headlines, outlets, who is heard, what pages changed, what the record holds."""

from __future__ import annotations

from typing import Annotated, Final, TypeVar

from fastapi import Depends, Request
from fastapi import Query as Asked
from pydantic import Field
from starlette.exceptions import HTTPException

from onrecord import views
from onrecord.room.api.asking import UNCHANGED, Name, Names, Paged, Strict, section
from onrecord.room.context import RoomOf, limited
from onrecord.room.counting import lasting
from onrecord.room.freshness import Fresh
from onrecord.room.overviews import Counted
from onrecord.views.headlines import Headlines
from onrecord.views.outlets import Outlet, OutletPortrait
from onrecord.views.overview import Overview
from onrecord.views.record_info import RecordInfo
from onrecord.views.record_info import about as what_it_says
from onrecord.views.speaker_shares import Heard

router = section("press")
_WHOLE: Final = (Depends(limited("30/minute")),)
"""For what goes through the whole record, until that is counted."""
_SECONDS: Final = 2
_Of = TypeVar("_Of")


class HeadlinesAsked(Paged):
    """Which headlines."""

    outlet: Names = Field(default=[], description="Whose. Given more than once it means either.")
    since: Name | None = Field(None, description="On a page of that day or later, EDTF.", examples=["2016"])
    until: Name | None = Field(None, description="On a page of that day or earlier, EDTF.", examples=["2025-06"])


class OutletAsked(Strict):
    """Which outlet."""

    name: Name = Field(description="Its name, as it is listed.", examples=["The Harbour Bell"])


class HeardAsked(Strict):
    """Where somebody is heard."""

    outlet: Name | None = Field(None, description="In this outlet. In all where not given.")


@router.get("/overview", summary="Show the record at a glance", responses=UNCHANGED)
def overview(room: RoomOf, fresh: Fresh) -> Overview:
    """What it holds, what is new, who is heard most, what waits for review."""
    return views.overview(room.record)


@router.get("/outlets", summary="List outlets", responses=UNCHANGED, dependencies=_WHOLE)
def outlets(room: RoomOf, request: Request) -> tuple[Outlet, ...]:
    """What each had first, whom it cites and copies, and who cites and copies it: those with most pages first."""
    return _counted(request, room.overviews.outlets())


@router.get("/outlet", summary="Show an outlet", responses=UNCHANGED, dependencies=_WHOLE)
def outlet(room: RoomOf, request: Request, asked: Annotated[OutletAsked, Asked()]) -> OutletPortrait:
    """The outlet, and the words that it had first."""
    among = _counted(request, room.overviews.outlets())
    return views.outlet(room.record, asked.name, among=among)


@router.get("/heard", summary="Say who is heard", responses=UNCHANGED, dependencies=_WHOLE)
def heard(room: RoomOf, request: Request, asked: Annotated[HeardAsked, Asked()]) -> Heard:
    """The shares of voices year by year, in all pages or in one outlet."""
    return _counted(request, room.overviews.heard(asked.outlet))


def _counted(request: Request, found: Counted[_Of] | None) -> _Of:
    """What was counted aside."""
    if found is None:
        again = {"retry-after": str(_SECONDS)}
        raise HTTPException(503, "This goes through the whole record, and is still being counted.", headers=again)
    lasting(request, found)
    return found.value


@router.get("/about", summary="Say what the record is", responses=UNCHANGED)
def about(room: RoomOf, fresh: Fresh) -> RecordInfo:
    """How much it holds, and which reader read it."""
    return what_it_says(room.record)


@router.get("/headlines", summary="List headlines that quote what their articles do not contain", responses=UNCHANGED)
def headlines(room: RoomOf, fresh: Fresh, asked: Annotated[HeadlinesAsked, Asked()]) -> Headlines:
    """The newest first."""
    return views.headlines(
        room.record,
        outlet=tuple(asked.outlet),
        since=asked.since,
        until=asked.until,
        limit=asked.limit,
        after=asked.after,
    )
