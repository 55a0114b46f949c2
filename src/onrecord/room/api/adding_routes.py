"""``POST /api/add``: add pages to the record with a background job, and watch it."""

from __future__ import annotations

import json
from dataclasses import asdict
from tempfile import SpooledTemporaryFile
from typing import Annotated, BinaryIO, Final, cast

from fastapi import Depends, Path, Query, Request
from pydantic import Field, ValidationError
from sse_starlette import EventSourceResponse
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from onrecord.errors import UsageError
from onrecord.room.api.reading_routes import (
    FORM_TYPES,
    JSON,
    Address,
    PageToRead,
    body_error,
    media_type_of,
    read_body,
)
from onrecord.room.api.shared import MAX_CHARACTERS, StrictParameters, section
from onrecord.room.dependencies import CurrentEditor, CurrentRoom, CurrentVisitor, rate_limit
from onrecord.room.job_status import Job
from onrecord.room.jobs import MAX_EVENT_ID, stream_events
from onrecord.room.uploads import MAX_SOURCES, PastedPage, Upload, receive_upload

router = section("adding")

# A single request may carry thousands of links, so a program that sends more should bundle them.
RATE: Final = "20/minute"
# A larger file goes to disk while it arrives.
_MAX_BYTES_IN_MEMORY: Final = 1_000_000

JobId = Annotated[str, Path(max_length=MAX_CHARACTERS, description="Id of a job.", examples=["9f8e7d6c5b4a3210"])]


class PagesToAdd(StrictParameters):
    """Addresses to fetch, and pages to take as they are."""

    links: list[Address] = Field(
        default=[],
        max_length=MAX_SOURCES,
        description="Addresses of pages, feeds, sitemaps and web archives.",
        examples=[["https://bell.example/ferry"]],
    )
    pages: list[PageToRead] = Field(
        default=[],
        max_length=MAX_SOURCES,
        description="Pages, each with its html or text, and its url.",
    )


class FileParameters(StrictParameters):
    """The name of a file that is the request's body."""

    name: str = Field(
        "",
        max_length=MAX_CHARACTERS,
        description="Name of the file. Its suffix marks a web archive or JSON Lines.",
        examples=["crawl.warc.gz"],
    )


class EventParameters(StrictParameters):
    """The event to resume after."""

    after: int = Field(
        0,
        ge=0,
        le=MAX_EVENT_ID,
        description="Id of the last event that was received; the header `Last-Event-ID` takes precedence.",
    )


async def receive_body(request: Request, parameters: Annotated[FileParameters, Query()]) -> Upload:
    """The body of ``request`` as an upload."""
    media_type = media_type_of(request)
    if media_type in FORM_TYPES:
        raise HTTPException(415, "The body is a form. Send JSON, or a page or an archive itself.")
    if media_type == JSON:
        return await run_in_threadpool(_receive_json, (await read_body(request)).content)
    with SpooledTemporaryFile(max_size=_MAX_BYTES_IN_MEMORY) as file:
        async for chunk in request.stream():
            await run_in_threadpool(file.write, chunk)
        if not file.tell():
            raise UsageError("The body is empty. Send JSON with links or pages, or a page or an archive itself.")
        file.seek(0)
        return await run_in_threadpool(receive_upload, files=[(parameters.name, cast(BinaryIO, file))])


def _receive_json(content: bytes) -> Upload:
    try:
        described = PagesToAdd.model_validate_json(content)
    except ValidationError as error:
        raise body_error(error) from error
    pasted = []
    for page in described.pages:
        if page.html is not None and page.text is None:
            pasted.append(PastedPage(page.html, "html", url=page.url, published=page.published))
        elif page.text is not None and page.html is None:
            pasted.append(PastedPage(page.text, "text", url=page.url, published=page.published))
        else:
            raise UsageError("A page needs either html or text. Put an address to fetch into links.")
    return receive_upload(links=described.links, pasted=pasted)


@router.post(
    "/add",
    status_code=202,
    summary="Add pages",
    dependencies=[Depends(rate_limit(RATE))],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/PagesToAdd"}},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary", "minLength": 1}},
            },
        }
    },
)
def add(room: CurrentRoom, editor: CurrentEditor, upload: Annotated[Upload, Depends(receive_body)]) -> Job:
    """Start a job that reads pages and saves them: new ones, and new versions of changed ones.

    Send JSON, or a page or an archive itself. Every source that `onrecord add` takes is accepted, under the same rules.
    """
    return room.jobs.start(upload, editor=editor.name)


@router.get("/jobs", summary="List jobs")
def jobs(room: CurrentRoom, visitor: CurrentVisitor) -> list[Job]:
    """Jobs since the room was opened, newest first, without the outcome of each page."""
    return room.jobs.list_jobs()


@router.get("/jobs/{job}", summary="Show a job")
def job(room: CurrentRoom, visitor: CurrentVisitor, job: JobId) -> Job:
    """The progress of a job, and the outcome of each page."""
    return room.jobs.find(job)


@router.post("/jobs/{job}/stop", summary="Stop a job")
def stop(room: CurrentRoom, editor: CurrentEditor, job: JobId) -> Job:
    """Stop the job after the current page. Pages that it has saved are kept."""
    return room.jobs.stop(job)


@router.get(
    "/jobs/{job}/events",
    summary="Watch a job",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def watch(
    request: Request,
    room: CurrentRoom,
    visitor: CurrentVisitor,
    job: JobId,
    parameters: Annotated[EventParameters, Query()],
) -> EventSourceResponse:
    """Server-sent events until the job is over, each with its progress and the outcomes since the last event."""
    return stream_events(
        room.jobs, job, request=request, after=parameters.after, render=lambda part: json.dumps(asdict(part))
    )
