"""``POST /api/read``: a page taken, and what it says given back. Nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi import Query as Asked
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from onrecord.codec import to_record
from onrecord.errors import PageError, UnreadableError, UsageError
from onrecord.pages import open_pages, recognise
from onrecord.pages.find import STDIN
from onrecord.room.api.asking import Name, Record, Strict, section
from onrecord.room.context import RoomOf, limited, patient
from onrecord.room.sending import checked
from onrecord.settings import Settings
from onrecord.times import bounds
from onrecord.types import Page

router = section("reading")

RATE: Final = "30/minute"
JSON: Final = "application/json"
FORMS: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_WEB: Final = r"^[hH][tT][tT][pP][sS]?://\S+$"
_DAY: Final = "When it was published, EDTF, where the page does not say."

Address = Annotated[str, Field(max_length=4_000, pattern=_WEB, examples=["https://bell.example/ferry"])]


class PageSent(Strict):
    """A page to read: an address to fetch, or its HTML or text, with the address that it is from."""

    url: Address | None = None
    html: str | None = Field(None, min_length=1, examples=["<html><h1>Ferry to run again</h1><p>...</p></html>"])
    text: str | None = Field(None, min_length=1, examples=["“It runs,” Ada Quill told The Elmouth Bell."])
    published: Name | None = Field(None, description=_DAY, examples=["2031-04-02"])


class UploadAsked(Strict):
    """What is known of a page that is sent as the body itself."""

    url: Address | None = Field(None, description="The address that it is from. It is not fetched.")
    published: Name | None = Field(None, description=_DAY, examples=["2031-04-02"])


@dataclass(frozen=True, slots=True)
class Body:
    """What was sent."""

    media_type: str
    encoding: str | None
    content: bytes


def media_type(request: Request) -> str:
    """What ``request`` says that it carries."""
    return _told(request).get_content_type()


async def body_of(request: Request) -> Body:
    """What ``request`` carries, and what it says that is."""
    told = _told(request)
    return Body(told.get_content_type(), told.get_content_charset(), await request.body())


def _told(request: Request) -> Message:
    told = Message()
    told["content-type"] = request.headers.get("content-type", "application/octet-stream")
    return told


@router.post(
    "/read",
    summary="Read a page",
    response_model=Record,
    dependencies=[Depends(limited(RATE))],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/PageSent"}},
                recognise.HTML: {"schema": {"type": "string", "minLength": 1}},
                recognise.PLAIN: {"schema": {"type": "string", "minLength": 1}},
            },
        }
    },
)
@patient
def read(room: RoomOf, asked: Annotated[UploadAsked, Asked()], body: Annotated[Body, Depends(body_of)]) -> JSONResponse:
    """What a page says, in the record format. It is read and given back, and nothing of it is kept.

    Send JSON, or the page itself with its content type. An address is fetched under the rules of `onrecord read`:
    robots.txt is obeyed, and private addresses are not asked.
    """
    if body.media_type in FORMS:
        raise HTTPException(415, "This is a form. Send JSON, or the page itself with its content type.")
    if body.media_type == JSON:
        page = _described(body, settings=room.settings)
    else:
        page = _page(body, url=asked.url, published=asked.published, limit=room.settings.max_page_bytes)
    return JSONResponse(to_record(room.load_reader().read(page)))


def _described(body: Body, *, settings: Settings) -> Page:
    """The page of a JSON object, or at the address that it gives."""
    try:
        sent = PageSent.model_validate_json(body.content)
    except ValidationError as error:
        raise unfit(error) from error
    if sent.html is None and sent.text is None:
        if sent.url is None:
            raise UsageError("there is nothing to read: give one of url, html and text")
        if sent.published is not None:
            raise UsageError("published: a page that is fetched says itself when it was published. Leave it out")
        (address,) = checked([sent.url])
        return _only(open_pages(address, settings=settings), source=address)
    if sent.html is not None and sent.text is not None:
        raise UsageError("html and text: give one of the two")
    media_type, words = (recognise.PLAIN, sent.text) if sent.html is None else (recognise.HTML, sent.html)
    body = Body(media_type, "utf-8", (words or "").encode("utf-8", "replace"))
    return _page(body, url=sent.url, published=sent.published, limit=settings.max_page_bytes)


def _page(body: Body, *, url: str | None, published: str | None, limit: int) -> Page:
    if published is not None and bounds(published) is None:
        raise UsageError(f"published {published!r} is no date. Give one such as 2025-02-26, or leave it out")
    if len(body.content) > limit:
        raise HTTPException(413, f"This is more than {limit:,} bytes.")
    return recognise.make_page(
        url or STDIN,
        body.content,
        media_type=body.media_type,
        encoding=body.encoding,
        url=url,
        published=published,
    )


def _only(pages: Iterator[Page | PageError], *, source: str) -> Page:
    page = next(pages, None)
    if page is None:
        raise UnreadableError(source, "it holds no page", advice="Give the address of one.")
    if isinstance(page, PageError):
        raise page
    if next(pages, None) is not None:
        raise UnreadableError(source, "it holds more than one page", advice="Add it with POST /api/add.")
    return page


def unfit(error: ValidationError) -> RequestValidationError:
    """What is wrong with the JSON that was sent, as FastAPI says it."""
    return RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)])
