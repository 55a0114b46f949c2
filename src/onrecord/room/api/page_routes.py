"""Pages, their versions, and their changes."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.responses import JSONResponse

from onrecord.codec import to_record
from onrecord.room.api.shared import (
    CACHED,
    MAX_VERSION,
    PagedParameters,
    PageId,
    Record,
    StrictParameters,
    section,
)
from onrecord.room.dependencies import CurrentRoom
from onrecord.store.schema.values import ChangeKind
from onrecord.views.article import KeptArticle
from onrecord.views.versions import Changes, Comparison

router = section("pages")


class VersionParameters(StrictParameters):
    """A version of a page."""

    version: int | None = Field(
        None, ge=1, le=MAX_VERSION, description="Number of the version, from 1. By default the latest."
    )


class ComparisonParameters(StrictParameters):
    """Two versions of a page."""

    one: int = Field(ge=1, le=MAX_VERSION, description="Number of the earlier version.", examples=[1])
    other: int = Field(ge=1, le=MAX_VERSION, description="Number of the later version.", examples=[2])


class ChangeParameters(PagedParameters):
    """Kinds of changes."""

    kind: list[ChangeKind] = Field(
        default=[],
        max_length=5,
        description="Kind of change. Given more than once, any of them. By default all but `reread`, which lists "
        "statements that were read differently although the page did not change their words.",
    )


@router.get("/pages/{page}", summary="Get a page in the record format", response_model=Record, **CACHED)
def page(room: CurrentRoom, page: PageId, parameters: Annotated[VersionParameters, Query()]) -> JSONResponse:
    """Article, statements, people and relationships as the page was read, without later judgements."""
    return JSONResponse(to_record(room.record.reading(page, version=parameters.version)))


@router.get("/pages/{page}/article", summary="Show a page with its marks", **CACHED)
def article(room: CurrentRoom, page: PageId, parameters: Annotated[VersionParameters, Query()]) -> KeptArticle:
    """The text block by block, with its statements as judged, mentions, relationships, changes and copies."""
    return room.record.article(page, version=parameters.version)


@router.get("/pages/{page}/comparison", summary="Compare two versions of a page", **CACHED)
def compare(room: CurrentRoom, page: PageId, parameters: Annotated[ComparisonParameters, Query()]) -> Comparison:
    """The changes in its statements, and the text paragraph by paragraph."""
    return room.record.compare(page, parameters.one, parameters.other)


@router.get("/changes", summary="List changes of pages", **CACHED)
def changes(room: CurrentRoom, parameters: Annotated[ChangeParameters, Query()]) -> Changes:
    """Changes that pages made to their statements, latest first."""
    return room.record.changed(kind=parameters.kind, limit=parameters.limit, after=parameters.after)
