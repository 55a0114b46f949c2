"""Pages: as they were read, as they are known now, in their versions, and what changed."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import Query as Asked
from pydantic import Field
from starlette.responses import JSONResponse

from onrecord import views
from onrecord.codec import to_record
from onrecord.room.api.asking import UNCHANGED, Paged, PageId, Record, Strict, section
from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh
from onrecord.views.article import KeptArticle
from onrecord.views.versions import Changes, Comparison

router = section("pages")
_MOST: Final = 1_000_000


class VersionAsked(Strict):
    """Which version of a page."""

    version: int | None = Field(None, ge=1, le=_MOST, description="Its number, from 1. The latest where not given.")


class VersionsAsked(Strict):
    """Two versions of a page."""

    one: int = Field(ge=1, le=_MOST, description="The number of the earlier.", examples=[1])
    other: int = Field(ge=1, le=_MOST, description="The number of the later.", examples=[2])


class ChangesAsked(Paged):
    """Which changes."""

    kind: list[Literal["added", "removed", "altered", "reattributed"]] = Field(
        default=[], max_length=4, description="What became of the statement. Given more than once it means either."
    )


@router.get("/pages/{page}", summary="Give a page in the record format", responses=UNCHANGED, response_model=Record)
def page(room: RoomOf, fresh: Fresh, page: PageId, asked: Annotated[VersionAsked, Asked()]) -> JSONResponse:
    """Article, statements, people and relationships as the page was read, whatever was judged of them since."""
    return JSONResponse(to_record(room.record.reading(page, version=asked.version)))


@router.get("/pages/{page}/article", summary="Show a page with all that is known of its words", responses=UNCHANGED)
def article(room: RoomOf, fresh: Fresh, page: PageId, asked: Annotated[VersionAsked, Asked()]) -> KeptArticle:
    """The text, block by block, with its statements as judged, mentions, relationships, changes and copies."""
    return views.article(room.record, page, version=asked.version)


@router.get("/pages/{page}/comparison", summary="Compare two versions of a page", responses=UNCHANGED)
def compare(room: RoomOf, fresh: Fresh, page: PageId, asked: Annotated[VersionsAsked, Asked()]) -> Comparison:
    """What became of the statements, and the text paragraph by paragraph."""
    return views.compare(room.record, page, asked.one, asked.other)


@router.get("/changes", summary="List what pages changed in their statements", responses=UNCHANGED)
def changes(room: RoomOf, fresh: Fresh, asked: Annotated[ChangesAsked, Asked()]) -> Changes:
    """The latest first."""
    return views.changed(room.record, kind=tuple(asked.kind), limit=asked.limit, after=asked.after)
