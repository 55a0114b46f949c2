"""Headlines, outlets, speaker shares, and figures of the record."""

from __future__ import annotations

from typing import Annotated, Final, TypeVar

from fastapi import Depends, Query, Request
from pydantic import Field
from starlette.exceptions import HTTPException

from onrecord.room.api.shared import (
    CACHED,
    UNCHANGED,
    FilterParameters,
    FilterText,
    FilterTexts,
    Name,
    PagedParameters,
    StrictParameters,
    section,
)
from onrecord.room.dependencies import CurrentRoom, rate_limit
from onrecord.room.overviews import ComputedOverview, mark_cacheable_if_current
from onrecord.views import outlets as press
from onrecord.views import record_info
from onrecord.views.headlines import Headlines
from onrecord.views.outlets import Outlet, OutletPortrait
from onrecord.views.overview import Overview
from onrecord.views.record_info import RecordInfo
from onrecord.views.speaker_shares import SpeakerShares

router = section("press")
# Each new outlet name starts a computation over the whole record.
_OVERVIEW_LIMIT: Final = (Depends(rate_limit("30/minute")),)
_RETRY_SECONDS: Final = 2
_Value = TypeVar("_Value")


class HeadlineParameters(PagedParameters):
    """Outlets and period."""

    outlet: FilterTexts = Field(default=[], description="Name of an outlet. Given more than once, any of them.")
    since: FilterText | None = Field(None, description="First day of publication, EDTF.", examples=["2016"])
    until: FilterText | None = Field(None, description="Last day of publication, EDTF.", examples=["2025-06"])


class OutletParameters(StrictParameters):
    """An outlet."""

    name: Name = Field(description="Its name as in the list.", examples=["The Harbour Bell"])


class SpeakerShareParameters(FilterParameters):
    """The pages to count."""

    outlet: FilterText | None = Field(None, description="Name of an outlet. By default all outlets.")


@router.get("/overview", summary="Show the record at a glance", **CACHED)
def overview(room: CurrentRoom) -> Overview:
    """Size of the record, new pages, main speakers, and numbers of items that wait for review."""
    return room.record.overview()


@router.get("/outlets", summary="List outlets", responses=UNCHANGED, dependencies=_OVERVIEW_LIMIT)
def outlets(room: CurrentRoom, request: Request) -> tuple[Outlet, ...]:
    """Outlets, most pages first.

    Each has the words that it had first, the outlets that it credits and copies, and those that credit and copy it.
    """
    return _require(request, room.overviews.outlets())


@router.get("/outlet", summary="Show an outlet", responses=UNCHANGED, dependencies=_OVERVIEW_LIMIT)
def outlet(room: CurrentRoom, request: Request, parameters: Annotated[OutletParameters, Query()]) -> OutletPortrait:
    """The outlet, and the words that it had first."""
    return press.outlet(room.record, parameters.name, among=_require(request, room.overviews.outlets()))


@router.get("/heard", summary="Show speaker shares", responses=UNCHANGED, dependencies=_OVERVIEW_LIMIT)
def heard(room: CurrentRoom, request: Request, parameters: Annotated[SpeakerShareParameters, Query()]) -> SpeakerShares:
    """The share of each speaker in the statements of each year, in all outlets or in one."""
    return _require(request, room.overviews.speaker_shares(parameters.outlet))


def _require(request: Request, computed: ComputedOverview[_Value] | None) -> _Value:
    """The value of an overview; 503 with ``Retry-After`` while it is being computed."""
    if computed is None:
        raise HTTPException(
            503,
            f"This overview of the whole record is being computed. Try again in {_RETRY_SECONDS} seconds.",
            headers={"retry-after": str(_RETRY_SECONDS)},
        )
    mark_cacheable_if_current(request, computed)
    return computed.value


@router.get("/about", summary="Show the size and the readers of the record", **CACHED)
def about(room: CurrentRoom) -> RecordInfo:
    """Number of pages and statements, and the versions of the reader that read them."""
    return record_info.describe_record(room.record)


@router.get("/headlines", summary="List headlines with words that their articles lack", **CACHED)
def headlines(room: CurrentRoom, parameters: Annotated[HeadlineParameters, Query()]) -> Headlines:
    """Headlines that quote words that their articles do not contain, newest first."""
    return room.record.headlines(**dict(parameters))
