"""Add: a link, a pasted page or files are read, and shown before they are kept; many at once are added as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.errors import PageError, UsageError
from onrecord.ingest import failures
from onrecord.ingest.failures import Failure
from onrecord.room.context import EditorOf, Room, RoomOf, VisitorOf, limited, patient
from onrecord.room.drafts import Many, first_look
from onrecord.room.outcomes import Event
from onrecord.room.sending import Pasted, Sent, links_in, receive, shown
from onrecord.room.showing import fragment, render
from onrecord.room.typesetting import set_page
from onrecord.settings import Settings
from onrecord.views.preview import KeptCopy, unkept

router = APIRouter()

MOST_FAILURES: Final = 100
"""Failures that are listed; all are tried again."""
_JOBS_SHOWN: Final = 8
_READ = Depends(limited("30/minute"))
_START = Depends(limited("20/minute"))


@router.get("/add")
def show(request: Request, room: RoomOf, visitor: VisitorOf, known: str | None = None) -> HTMLResponse:
    """What can be added, what is under way, and what failed."""
    return _page(request, room, known=known)


@router.post("/add/read", dependencies=[_READ])
@patient
def read(
    request: Request,
    room: RoomOf,
    editor: EditorOf,
    links: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
    form: Annotated[Literal["text", "html"], Form()] = "text",
    url: Annotated[str, Form(max_length=2000)] = "",
    published: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Read one page and show what it says; many links become a job."""
    given = {"links": links, "words": words, "form": form, "url": url, "published": published}
    try:
        if not links.strip() and not words.strip():
            raise UsageError("there is nothing to read. Give a link, or paste a page")
        pasted = [Pasted(words, form, url.strip() or None, published.strip() or None)] if words.strip() else []
        sent = receive(links=links_in(links), pasted=pasted)
        return _go(room, sent, who=editor.name)
    except (PageError, UsageError) as error:
        return _page(request, room, given=given, wrong=error, status=422)


@router.post("/add/files", dependencies=[_READ])
@patient
def send(
    request: Request, room: RoomOf, editor: EditorOf, files: Annotated[list[UploadFile] | None, File()] = None
) -> Response:
    """Read the file that was sent and show what it says; many files, or many pages in one, become a job."""
    try:
        sent = receive(files=[(one.filename, one.file) for one in files or () if one.filename])
        return _go(room, sent, who=editor.name)
    except (PageError, UsageError) as error:
        return _page(request, room, wrong=error, status=422)


@router.post("/add/retry", dependencies=[_START])
def retry(room: RoomOf, editor: EditorOf, source: Annotated[str, Form()] = "") -> RedirectResponse:
    """Try again to add what failed: all of it, or what comes from one ``source``."""
    known = dict.fromkeys(one.source for one in _failures(room))
    chosen = tuple(one for one in known if source in {"", one})
    if not chosen:
        raise UsageError("nothing of that failed, or it does no more. See /add")
    # Sources of the command line among them may be files of this machine: they are opened as it opened them.
    job = room.jobs.start(Sent(chosen), who=editor.name)
    return RedirectResponse(f"/add/jobs/{job.id}", status_code=303)


@router.get("/add/readings/{draft}")
def show_reading(request: Request, room: RoomOf, editor: EditorOf, draft: str) -> HTMLResponse:
    """What a page says that is not kept yet."""
    found = unkept(room.drafts.draft(draft, who=editor.name).reading)
    kinds = Counter(one.entry.kind for one in found.statements)
    return render(
        request,
        "reading.html",
        draft=draft,
        article=found,
        source=shown(found.page.source),
        runs=set_page(found),
        kinds=kinds,
    )


@router.post("/add/readings/{draft}/keep")
def keep(room: RoomOf, editor: EditorOf, draft: str) -> RedirectResponse:
    """Keep what was shown."""
    kept = room.drafts.keep(draft, who=editor.name, record=room.record)
    return RedirectResponse(f"/page/{kept.page}", status_code=303)


@router.post("/add/readings/{draft}/discard")
def discard(room: RoomOf, editor: EditorOf, draft: str) -> RedirectResponse:
    """Keep nothing of what was shown."""
    room.drafts.discard(draft, who=editor.name)
    return RedirectResponse("/add", status_code=303)


@router.get("/add/jobs/{job}")
def show_job(request: Request, room: RoomOf, editor: EditorOf, job: str) -> HTMLResponse:
    """How far a job has come, and what came of each page."""
    return render(request, "job.html", job=room.jobs.job(job))


@router.post("/add/jobs/{job}/stop")
def stop(room: RoomOf, editor: EditorOf, job: str) -> RedirectResponse:
    """Let a job open nothing more."""
    room.jobs.stop(job)
    return RedirectResponse(f"/add/jobs/{job}", status_code=303)


@router.get("/add/jobs/{job}/events")
async def listen(request: Request, room: RoomOf, editor: EditorOf, job: str, after: int = 0) -> EventSourceResponse:
    """The same as it happens, as pieces of that page."""
    room.jobs.job(job)
    last = request.headers.get("last-event-id", "")
    return EventSourceResponse(_pieces(room, job, after=int(last) if last.isdecimal() else after))


async def _pieces(room: Room, job: str, *, after: int) -> AsyncIterator[ServerSentEvent]:
    async for event in room.jobs.events(job, after=after):
        yield _piece(event)


def _piece(event: Event) -> ServerSentEvent:
    html = fragment("job_parts.html", job=event.job)
    return ServerSentEvent(html, event="over" if event.job.over else "progress", id=str(event.id), sep="\n")


def _go(room: Room, sent: Sent, *, who: str) -> RedirectResponse:
    """To what the one page says or, where there are many, to the job that adds them."""
    if sent.many == 1:
        kept = False
        source, file = next(iter(sent.files.items()), (next(iter(sent.links), ""), None))
        try:
            address = _look(room, source, file, who=who)
            kept = address is None
        finally:
            if not kept:
                sent.discard()
        if address is not None:
            return RedirectResponse(address, status_code=303)
    job = room.jobs.start(sent, who=who)
    return RedirectResponse(f"/add/jobs/{job.id}", status_code=303)


def _look(room: Room, source: str, file: Path | None, *, who: str) -> str | None:
    """Where what the one page of ``source`` says is shown; null where it holds many."""
    found = first_look(
        source,
        file=file,
        record=room.record,
        load_reader=room.load_reader,
        settings=room.settings,
        pace=room.jobs.pace,
    )
    if isinstance(found, Many):
        return None
    if isinstance(found, KeptCopy):
        return f"/add?known={found.id}"
    return f"/add/readings/{room.drafts.hold(found, who=who).id}"


def _page(
    request: Request,
    room: Room,
    *,
    given: dict[str, str] | None = None,
    known: str | None = None,
    wrong: PageError | UsageError | None = None,
    status: int = 200,
) -> HTMLResponse:
    told = None
    if wrong is not None:
        told = (
            (f"{shown(wrong.source)}: {wrong.problem}.", wrong.advice)
            if isinstance(wrong, PageError)
            else (_sentence(wrong), None)
        )
    copy = room.record.reading(known).article.title if known else None
    failed = _failures(room)
    return render(
        request,
        "add.html",
        status=status,
        given=given or dict.fromkeys(("links", "words", "url", "published"), "") | {"form": "text"},
        known=known,
        title=copy,
        wrong=told,
        jobs=room.jobs.listed()[:_JOBS_SHOWN],
        failed=failed[:MOST_FAILURES],
        many=len(failed),
        limits=_limits(room.settings),
    )


def _sentence(error: Exception) -> str:
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}" + ("" if words.endswith(".") else ".")


def _limits(settings: Settings) -> tuple[str, str]:
    """The most bytes of a page, and of all that is sent at once, as people say it."""
    page, upload = (
        f"{most / 1_000_000:,.0f} MB" if most >= 1_000_000 else f"{most / 1_000:,.0f} kB"
        for most in (settings.max_page_bytes, settings.max_upload_bytes)
    )
    return page, upload


def _failures(room: Room) -> list[Failure]:
    with room.record.snapshot() as connection:
        return failures.listed(connection)
