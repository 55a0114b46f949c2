"""``POST /api/read``: read a page and return its record without saving it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Annotated, Final

from fastapi import Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from onrecord.codec import to_record
from onrecord.errors import PageError, UnreadableError, UsageError
from onrecord.pages import open_pages, recognise
from onrecord.pages.find import STDIN
from onrecord.room.api.shared import Name, Record, StrictParameters, section
from onrecord.room.dependencies import CurrentRoom, rate_limit, slow_route
from onrecord.room.middleware import body_too_large
from onrecord.room.uploads import check_links
from onrecord.settings import Settings
from onrecord.times import bounds
from onrecord.types import Page

router = section("reading")

# Reading keeps a processor busy for up to a second, and whoever can reach the room may call it.
RATE: Final = "30/minute"
JSON: Final = "application/json"
FORM_TYPES: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_WEB_ADDRESS: Final = r"^[hH][tT][tT][pP][sS]?://\S+$"
_PUBLISHED: Final = "Date of publication in EDTF, if the page does not state it."

Address = Annotated[str, Field(max_length=4_000, pattern=_WEB_ADDRESS, examples=["https://bell.example/ferry"])]


class PageToRead(StrictParameters):
    """A page to read: its address, to fetch it, or its HTML or text with its address."""

    url: Address | None = None
    html: str | None = Field(None, min_length=1, examples=["<html><h1>Ferry to run again</h1><p>...</p></html>"])
    text: str | None = Field(None, min_length=1, examples=["“It runs,” Ada Quill told The Elmouth Bell."])
    published: Name | None = Field(None, description=_PUBLISHED, examples=["2031-04-02"])


class PageBodyParameters(StrictParameters):
    """Address and date of a page that is the request's body."""

    url: Address | None = Field(None, description="Address of the page. It is not fetched.")
    published: Name | None = Field(None, description=_PUBLISHED, examples=["2031-04-02"])


@dataclass(frozen=True, slots=True)
class RequestBody:
    """The body of a request, with its content type."""

    media_type: str
    encoding: str | None
    content: bytes


def media_type_of(request: Request) -> str:
    """The media type that ``request`` declares."""
    return _content_type(request).get_content_type()


async def read_body(request: Request) -> RequestBody:
    """The whole body of ``request``."""
    content_type = _content_type(request)
    return RequestBody(content_type.get_content_type(), content_type.get_content_charset(), await request.body())


def _content_type(request: Request) -> Message:
    message = Message()
    message["content-type"] = request.headers.get("content-type", "application/octet-stream")
    return message


@router.post(
    "/read",
    summary="Read a page",
    response_model=Record,
    dependencies=[Depends(rate_limit(RATE))],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/PageToRead"}},
                recognise.HTML: {"schema": {"type": "string", "minLength": 1}},
                recognise.PLAIN: {"schema": {"type": "string", "minLength": 1}},
            },
        }
    },
)
@slow_route
def read(
    room: CurrentRoom,
    parameters: Annotated[PageBodyParameters, Query()],
    body: Annotated[RequestBody, Depends(read_body)],
) -> JSONResponse:
    """The reading of a page in the record format. Nothing is saved.

    Send JSON, or the page itself with its content type. An address is fetched under the rules of `onrecord read`:
    robots.txt is obeyed, and private addresses are refused.
    """
    if body.media_type in FORM_TYPES:
        raise HTTPException(415, "The body is a form. Send JSON, or the page itself with its content type.")
    if body.media_type == JSON:
        try:
            described = PageToRead.model_validate_json(body.content)
        except ValidationError as error:
            raise body_error(error) from error
        page = open_described_page(described, settings=room.settings)
    else:
        page = _make_page(body, url=parameters.url, published=parameters.published, limit=room.settings.max_page_bytes)
    return JSONResponse(to_record(room.pool.read(page)))


def open_described_page(described: PageToRead, *, settings: Settings) -> Page:
    """The page in ``described``, or at its address."""
    if described.html is None and described.text is None:
        if described.url is None:
            raise UsageError("There is nothing to read. Give one of url, html and text.")
        if described.published is not None:
            raise UsageError("published cannot be set for a page that is fetched: the page states it. Leave it out.")
        (address,) = check_links([described.url])
        return _take_single_page(open_pages(address, settings=settings), source=address)
    if described.html is not None and described.text is not None:
        raise UsageError("Both html and text were given. Give one of them.")
    media_type, words = (
        (recognise.PLAIN, described.text) if described.html is None else (recognise.HTML, described.html)
    )
    page_body = RequestBody(media_type, "utf-8", (words or "").encode("utf-8", "replace"))
    return _make_page(page_body, url=described.url, published=described.published, limit=settings.max_page_bytes)


def _make_page(body: RequestBody, *, url: str | None, published: str | None, limit: int) -> Page:
    if published is not None and bounds(published) is None:
        raise UsageError(f"published is {published!r}. Expected a date such as 2025-02-26: correct it or leave it out.")
    if len(body.content) > limit:
        raise body_too_large(limit)
    return recognise.make_page(
        url or STDIN,
        body.content,
        media_type=body.media_type,
        encoding=body.encoding,
        url=url,
        published=published,
    )


def _take_single_page(pages: Iterator[Page | PageError], *, source: str) -> Page:
    page = next(pages, None)
    if page is None:
        raise UnreadableError(source, "it has no page", advice="Give the address of a single page.")
    if isinstance(page, PageError):
        raise page
    if next(pages, None) is not None:
        raise UnreadableError(source, "it has several pages", advice="Add them with POST /api/add.")
    return page


def body_error(error: ValidationError) -> RequestValidationError:
    """``error`` of a JSON body in FastAPI's form, which is answered with 422."""
    return RequestValidationError(
        [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors(include_url=False)]
    )
