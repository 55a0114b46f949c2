"""``POST /api/add``: pages taken to be read and kept, in the background; and how far that is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from tempfile import SpooledTemporaryFile
from typing import Annotated, BinaryIO, Final, cast

from fastapi import Depends, Path, Request
from fastapi import Query as Asked
from pydantic import Field, ValidationError
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from onrecord.errors import UsageError
from onrecord.room.api.asking import LONGEST, Strict, section
from onrecord.room.api.reading import FORMS, JSON, Address, PageSent, body_of, media_type, unfit
from onrecord.room.context import EditorOf, Room, RoomOf, VisitorOf, limited
from onrecord.room.outcomes import Job
from onrecord.room.sending import MOST_SOURCES, Pasted, Sent, receive

router = section("adding")

RATE: Final = "20/minute"
_IN_MEMORY: Final = 1_000_000
"""Bytes of a file that is sent; beyond them it is put on disk."""

JobId = Annotated[str, Path(max_length=LONGEST, description="Id of a job.", examples=["9f8e7d6c5b4a3210"])]


class Addable(Strict):
    """Addresses to fetch, and pages to take as they are."""

    links: list[Address] = Field(
        default=[],
        max_length=MOST_SOURCES,
        description="Pages, feeds, sitemaps, web archives.",
        examples=[["https://bell.example/ferry"]],
    )
    pages: list[PageSent] = Field(
        default=[], max_length=MOST_SOURCES, description="Pages, each with html or text, and the url that it is from."
    )


class FileAsked(Strict):
    """What is known of a file that is sent as the body itself."""

    name: str = Field(
        "",
        max_length=LONGEST,
        description="Its name, whose ending tells a web archive or JSON Lines.",
        examples=["crawl.warc.gz"],
    )


class Onwards(Strict):
    """From where on to tell."""

    after: int = Field(0, ge=0, le=2**53, description="Id of the last event that came; `Last-Event-ID` goes before it.")


async def sent_of(request: Request, asked: Annotated[FileAsked, Asked()]) -> Sent:
    """What ``request`` carries to be added."""
    kind = media_type(request)
    if kind in FORMS:
        raise HTTPException(415, "This is a form. Send JSON, or a page or an archive itself.")
    if kind == JSON:
        return await run_in_threadpool(_described, (await body_of(request)).content)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        async for chunk in request.stream():
            await run_in_threadpool(file.write, chunk)
        if not file.tell():
            raise UsageError("nothing was sent. Send JSON with links or pages, or a page or an archive itself")
        file.seek(0)
        return await run_in_threadpool(receive, files=[(asked.name, cast(BinaryIO, file))])


@router.post(
    "/add",
    status_code=202,
    summary="Add pages",
    dependencies=[Depends(limited(RATE))],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                JSON: {"schema": {"$ref": "#/components/schemas/Addable"}},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary", "minLength": 1}},
            },
        }
    },
)
def add(room: RoomOf, editor: EditorOf, sent: Annotated[Sent, Depends(sent_of)]) -> Job:
    """Read pages and keep them, in the background: new ones, and changed ones as new versions of themselves.

    Send JSON, or a page or an archive itself. Everything that `onrecord add` takes is taken, under the same rules.
    """
    return room.jobs.start(sent, who=editor.name)


@router.get("/jobs", summary="List jobs")
def jobs(room: RoomOf, visitor: VisitorOf) -> list[Job]:
    """What is being added and what was, since the room was opened: the newest first, without what came of each page."""
    return room.jobs.listed()


@router.get("/jobs/{job}", summary="Show a job")
def job(room: RoomOf, visitor: VisitorOf, job: JobId) -> Job:
    """How far it has come, and what came of each page."""
    return room.jobs.job(job)


@router.post("/jobs/{job}/stop", summary="Stop a job")
def stop(room: RoomOf, editor: EditorOf, job: JobId) -> Job:
    """Open nothing more of it. What it has kept stays."""
    return room.jobs.stop(job)


@router.get(
    "/jobs/{job}/events",
    summary="Watch a job",
    response_class=EventSourceResponse,
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}},
)
async def watch(
    request: Request, room: RoomOf, visitor: VisitorOf, job: JobId, asked: Annotated[Onwards, Asked()]
) -> EventSourceResponse:
    """Server-sent events, until it is over: each holds the job as it stands, and what came of pages since the last."""
    room.jobs.job(job)
    last = request.headers.get("last-event-id", "")
    after = int(last) if last.isdecimal() and len(last) < len(str(2**53)) else asked.after
    return EventSourceResponse(_events(room, job, after=after))


async def _events(room: Room, job: str, *, after: int) -> AsyncIterator[ServerSentEvent]:
    async for event in room.jobs.events(job, after=after):
        kind = "over" if event.job.over else "progress"
        yield ServerSentEvent(json.dumps(asdict(event.job)), event=kind, id=str(event.id), sep="\n")


def _described(content: bytes) -> Sent:
    try:
        given = Addable.model_validate_json(content)
    except ValidationError as error:
        raise unfit(error) from error
    pages = []
    for one in given.pages:
        if (one.html is None) == (one.text is None):
            raise UsageError("a page has to have one of html and text. What is to be fetched goes into links")
        form, words = ("html", one.html) if one.text is None else ("text", one.text)
        pages.append(Pasted(words or "", form, url=one.url, published=one.published))  # type: ignore[arg-type]
    return receive(links=given.links, pasted=pages)
