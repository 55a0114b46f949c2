"""Pages: the record format, as a page was read."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Asked
from pydantic import Field
from starlette.responses import JSONResponse

from onrecord.room.api.asking import UNCHANGED, PageId, Strict, section
from onrecord.room.api.recordformat import PageRecord
from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh

router = section("pages")


class VersionAsked(Strict):
    """Which version of a page."""

    version: int | None = Field(None, ge=1, le=1_000_000, description="Its number, from 1. The latest where not given.")


@router.get("/pages/{page}", summary="Give a page in the record format", responses=UNCHANGED, response_model=PageRecord)
def page(room: RoomOf, fresh: Fresh, page: PageId, asked: Annotated[VersionAsked, Asked()]) -> JSONResponse:
    """Article, statements, people and relationships as the page was read, whatever was judged of them since."""
    return JSONResponse(room.record.reading(page, version=asked.version))
