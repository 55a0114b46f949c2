"""What all routes of the API share: how pages are asked for, how a problem is told, what a route may answer."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, with_config

from onrecord.codec import ReadingRecord
from onrecord.store.pagination import MOST

LONGEST: Final = 500
"""Characters of a name, an id or a reason."""
MOST_GIVEN: Final = 20
"""Values that one filter takes."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
Names = Annotated[list[Name], Field(max_length=MOST_GIVEN)]
Reason = Annotated[str, StringConstraints(max_length=2_000)]

StatementId = Annotated[
    str, Path(max_length=LONGEST, description="Public id of a statement.", examples=["k3v7qx2mnb5d4e6f"])
]
PageId = Annotated[str, Path(max_length=LONGEST, description="Public id of a page.", examples=["a2b3c4d5e6f7g2h3"])]
PersonRef = Annotated[
    str,
    Path(
        max_length=LONGEST,
        description="A person's or an organisation's public id, name or alias.",
        examples=["Ada Quill"],
    ),
]


Record: Final = with_config(ConfigDict(extra="allow", use_attribute_docstrings=True))(ReadingRecord)
"""The record format as an answer: fields that an older or a newer reader wrote are given as they are."""


class Strict(BaseModel):
    """What is asked for. A misspelt name is told, not passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Paged(Strict):
    """A page of a listing."""

    limit: int = Field(20, ge=1, le=MOST, description="How many are listed.")
    after: str | None = Field(
        None, max_length=LONGEST, description="What comes after: the `next` of the page before, and the same search."
    )


class Problem(BaseModel):
    """What went wrong, as RFC 9457 has it."""

    type: Literal["about:blank"] = Field(description="Always this: `status` says what kind of problem it is.")
    title: str = Field(description="The name of the status.", examples=["Not Found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(
        description="What was wrong, with the value.", examples=["the record holds no page 'a2b3'. Take the id ..."]
    )
    advice: str | None = Field(description="What to do next, where `detail` does not say it.")
    candidates: list[str] | None = Field(
        None, description="Public ids of those whom an ambiguous name stands for; with status 409 alone."
    )


PROBLEM: Final = {
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_REFUSED: Final = {
    "description": "400: it makes no sense. 401, 403: you may not. 404: there is no such thing. 409: the name stands "
    "for several. 413, 415, 422: it cannot be taken as it is. 429: too often; `Retry-After` says for how long.",
    **PROBLEM,
}
_FAILED: Final = {"description": "The record cannot be read or written now.", **PROBLEM}
ANSWERS: Final[dict[int | str, dict[str, Any]]] = {"4XX": _REFUSED, 503: _FAILED}
"""What every route may answer beside what it is for."""
UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "Nothing has changed since the answer whose `ETag` was sent as `If-None-Match`."}
}
"""What a route may answer whose answer depends on the record alone."""


def named_for_its_function(route: APIRoute) -> str:
    """The operation's id: stable as long as the function keeps its name."""
    return route.name


def section(name: str) -> APIRouter:
    """A router for a part of the API, all of whose routes answer in the same ways."""
    return APIRouter(tags=[name], responses=ANSWERS, generate_unique_id_function=named_for_its_function)
