"""Parameters, error responses and router settings that the routes of the API share."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator, with_config

from onrecord.record_format import ReadingRecord
from onrecord.room.response_cache import CACHEABLE
from onrecord.search.query import drop_empty
from onrecord.store.pagination import MOST

_PREFIX: Final = "/api"
# Characters of a name or an id.
MAX_CHARACTERS: Final = 500
# Values of one filter.
MAX_VALUES: Final = 20
# Of a page's versions; SQLite takes no integer over 2**63.
MAX_VERSION: Final = 1_000_000

Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_CHARACTERS)]
FilterText = Annotated[str, StringConstraints(max_length=MAX_CHARACTERS)]
FilterTexts = Annotated[list[FilterText], Field(max_length=MAX_VALUES)]
Reason = Annotated[str, StringConstraints(max_length=2_000)]

StatementId = Annotated[
    str, Path(max_length=MAX_CHARACTERS, description="Public id of a statement.", examples=["k3v7qx2mnb5d4e6f"])
]
PageId = Annotated[
    str, Path(max_length=MAX_CHARACTERS, description="Public id of a page.", examples=["a2b3c4d5e6f7g2h3"])
]
PersonRef = Annotated[
    str,
    Path(
        max_length=MAX_CHARACTERS,
        description="Public id, name or alias of a person or an organisation.",
        examples=["Ada Quill"],
    ),
]


# A schema with descriptions takes 0.1 s to build, and only the OpenAPI document needs it: ``defer_build``.
Record: Final = with_config(ConfigDict(extra="allow", use_attribute_docstrings=True, defer_build=True))(ReadingRecord)
"""The record format as a response, with the fields of older and newer readers as they are."""


class StrictParameters(BaseModel):
    """Parameters that refuse unknown names: to ignore ``?untill=2016`` would give wrong results."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FilterParameters(StrictParameters):
    """Filters of a listing or a search. An empty one is the same as none."""

    _drop_empty = model_validator(mode="before")(drop_empty)


class PagedParameters(FilterParameters):
    """Keyset pagination."""

    limit: int = Field(20, ge=1, le=MOST, description="Number of results on a page.")
    after: str | None = Field(
        None,
        max_length=MAX_CHARACTERS,
        description="Cursor of the next page: `next` of the previous page, with the same parameters.",
    )


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: Literal["about:blank"] = Field(description="Always `about:blank`; `status` tells kinds of problems apart.")
    title: str = Field(description="The name of the status.", examples=["Not Found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(
        description="The problem, with the value that caused it.",
        examples=["The record has no page 'a2b3'. Copy the id ..."],
    )
    advice: str | None = Field(description="What to do next, if `detail` does not say it.")
    candidates: list[str] | None = Field(
        None, description="Public ids of the people with an ambiguous name; only with status 409."
    )


_PROBLEM_CONTENT: Final = {
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_CLIENT_ERROR: Final = {
    "description": "400: the parameters are invalid. 401, 403: not allowed. 404: not found. 409: the name is "
    "ambiguous. 413, 415, 422: the body cannot be used. 429: too many requests; `Retry-After` says how long to wait.",
    **_PROBLEM_CONTENT,
}
_UNAVAILABLE: Final = {
    "description": "The record cannot be read or written at the moment, or too many pages are waiting to be read.",
    **_PROBLEM_CONTENT,
}
_ERRORS: Final[dict[int | str, dict[str, Any]]] = {"4XX": _CLIENT_ERROR, 503: _UNAVAILABLE}
UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "Unchanged since the response whose `ETag` was sent as `If-None-Match`."}
}
# Settings of a route whose response depends on nothing but the record.
CACHED: Final[dict[str, Any]] = {"responses": UNCHANGED, "dependencies": CACHEABLE}


def _operation_id(route: APIRoute) -> str:
    return route.name


def section(name: str) -> APIRouter:
    """A router for one section of the API."""
    return APIRouter(prefix=_PREFIX, tags=[name], responses=_ERRORS, generate_unique_id_function=_operation_id)
