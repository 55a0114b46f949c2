"""The press and the record itself: headlines, outlets, who is heard, what pages changed, what the record holds."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Asked
from pydantic import Field

from onrecord.record import finding
from onrecord.record.finding import Headlines
from onrecord.record.finding.about import About
from onrecord.record.finding.about import about as what_it_says
from onrecord.room.api.asking import UNCHANGED, Name, Names, Paged, section
from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh

router = section("press")


class HeadlinesAsked(Paged):
    """Which headlines."""

    outlet: Names = Field(default=[], description="Whose. Given more than once it means either.")
    since: Name | None = Field(None, description="On a page of that day or later, EDTF.", examples=["2016"])
    until: Name | None = Field(None, description="On a page of that day or earlier, EDTF.", examples=["2025-06"])


@router.get("/about", summary="Say what the record is", responses=UNCHANGED)
def about(room: RoomOf, fresh: Fresh) -> About:
    """How much it holds, and which reader read it."""
    return what_it_says(room.record)


@router.get("/headlines", summary="List headlines that quote what their articles do not contain", responses=UNCHANGED)
def headlines(room: RoomOf, fresh: Fresh, asked: Annotated[HeadlinesAsked, Asked()]) -> Headlines:
    """The newest first."""
    return finding.headlines(
        room.record,
        outlet=tuple(asked.outlet),
        since=asked.since,
        until=asked.until,
        limit=asked.limit,
        after=asked.after,
    )
