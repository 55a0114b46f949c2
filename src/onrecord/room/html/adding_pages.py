"""The Add page: a single page is read and previewed before it is saved; several are added by a background job."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, File, Form, Query, Request, UploadFile
from sse_starlette import EventSourceResponse
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.errors import PageError, UsageError
from onrecord.ingest import failures
from onrecord.ingest.corrected_pages import judge_fact
from onrecord.ingest.failures import Failure
from onrecord.judge.judgement_log import Author
from onrecord.room.dependencies import CurrentEditor, CurrentRoom, CurrentVisitor, Room, rate_limit, slow_route
from onrecord.room.jobs import stream_events
from onrecord.room.page_markup import mark_up_article
from onrecord.room.previews import read_single_page
from onrecord.room.templating import render, render_fragment
from onrecord.room.uploads import PastedPage, Upload, describe_error, parse_links, receive_upload, source_label
from onrecord.store.schema.values import FactKind
from onrecord.times import is_edtf
from onrecord.views.preview import KeptCopy, unkept

router = APIRouter()

# Number of failed pages that are listed. "Try again" tries all of them.
MAX_FAILURES: Final = 100
# Number of recent jobs that are listed. Older ones can still be opened at their addresses.
_JOBS_SHOWN: Final = 8
# Reading keeps a processor busy for up to a second. Somebody who pastes pages by hand needs fewer than 30 a minute.
# Scripts should send many pages as one job.
_READ_LIMIT: Final = Depends(rate_limit("30/minute"))
_JOB_LIMIT: Final = Depends(rate_limit("20/minute"))


@dataclass(frozen=True, slots=True)
class AddForm:
    """The content of the form, shown again after an error."""

    links: str = ""
    words: str = ""
    form: Literal["text", "html"] = "text"
    url: str = ""
    published: str = ""


@router.get("/add")
def show_add_page(
    request: Request,
    room: CurrentRoom,
    visitor: CurrentVisitor,
    known_page: Annotated[str | None, Query(alias="known")] = None,
) -> HTMLResponse:
    """The forms, recent jobs and failed pages; ``known_page`` is the id of a page that was already in the record."""
    return _render_add_page(request, room, known_page=known_page)


@router.post("/add/read", dependencies=[_READ_LIMIT])
@slow_route
def read_links_or_text(
    request: Request,
    room: CurrentRoom,
    editor: CurrentEditor,
    links: Annotated[str, Form()] = "",
    words: Annotated[str, Form()] = "",
    form: Annotated[Literal["text", "html"], Form()] = "text",
    url: Annotated[str, Form(max_length=2000)] = "",
    published: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Read one link or pasted page and preview it; start a job for several links."""
    try:
        if not links.strip() and not words.strip():
            raise UsageError("There is nothing to read. Give a link, or paste a page.")
        pasted = [PastedPage(words, form, url.strip() or None, published.strip() or None)] if words.strip() else []
        return _preview_or_start(room, receive_upload(links=parse_links(links), pasted=pasted), editor=editor.name)
    except (PageError, UsageError) as error:
        content = AddForm(links, words, form, url, published)
        return _render_add_page(request, room, content=content, error=error, status=422)


@router.post("/add/files", dependencies=[_READ_LIMIT])
@slow_route
def read_files(
    request: Request,
    room: CurrentRoom,
    editor: CurrentEditor,
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Read one file and preview it; start a job for several files, or a file with several pages."""
    try:
        upload = receive_upload(files=[(file.filename, file.file) for file in files or () if file.filename])
        return _preview_or_start(room, upload, editor=editor.name)
    except (PageError, UsageError) as error:
        return _render_add_page(request, room, error=error, status=422)


@router.post("/add/retry", dependencies=[_JOB_LIMIT])
def retry_failures(room: CurrentRoom, editor: CurrentEditor, source: Annotated[str, Form()] = "") -> RedirectResponse:
    """Start a job that tries failed sources again: all of them, or ``source``."""
    failed_sources = dict.fromkeys(failure.source for failure in _list_failures(room))
    sources = tuple(failed for failed in failed_sources if source in {"", failed})
    if not sources:
        raise UsageError("This source is no longer in the list of failed pages. See /add for the list.")
    # Failures of the command line may be paths of this machine. Only sources that failed before are opened here.
    job = room.jobs.start(Upload(sources), editor=editor.name)
    return RedirectResponse(f"/add/jobs/{job.id}", status_code=303)


@router.get("/add/readings/{draft}")
def show_preview(request: Request, room: CurrentRoom, editor: CurrentEditor, draft: str) -> HTMLResponse:
    """A page with its statements and people, before it is saved."""
    article = unkept(room.previews.find(draft, editor=editor.name).reading)
    kinds = Counter(statement.entry.kind for statement in article.statements)
    return render(
        request,
        "preview.html",
        preview_id=draft,
        article=article,
        source=source_label(article.page.source),
        runs=mark_up_article(article),
        kinds=kinds,
    )


@router.post("/add/readings/{draft}/keep")
def save_preview(
    room: CurrentRoom,
    editor: CurrentEditor,
    draft: str,
    outlet: Annotated[str, Form(max_length=200)] = "",
    published: Annotated[str, Form(max_length=40)] = "",
) -> RedirectResponse:
    """Save the page to the record, with the editor's outlet and date if the page states none."""
    entered: dict[FactKind, str] = {"outlet": outlet.strip(), "published": published.strip()}
    if entered["published"] and not is_edtf(entered["published"]):
        raise UsageError(f"{published!r} is not a date. Give a date such as 2025-02-26, 2025-02 or 2016.")
    saved = room.previews.save(draft, editor=editor.name, record=room.record)
    for kind, value in entered.items():
        if value:
            judge_fact(room.record, kind, saved.page, value=value, by=Author(editor.name, "given when it was added"))
    return RedirectResponse(f"/page/{saved.page}", status_code=303)


@router.post("/add/readings/{draft}/discard")
def discard_preview(room: CurrentRoom, editor: CurrentEditor, draft: str) -> RedirectResponse:
    """Drop the page without saving it."""
    room.previews.discard(draft, editor=editor.name)
    return RedirectResponse("/add", status_code=303)


@router.get("/add/jobs/{job}")
def show_job(request: Request, room: CurrentRoom, editor: CurrentEditor, job: str) -> HTMLResponse:
    """The progress of a job, and the outcome of each page."""
    return render(request, "job.html", job=room.jobs.find(job))


@router.post("/add/jobs/{job}/stop")
def stop_job(room: CurrentRoom, editor: CurrentEditor, job: str) -> RedirectResponse:
    """Stop a job after its current page."""
    room.jobs.stop(job)
    return RedirectResponse(f"/add/jobs/{job}", status_code=303)


@router.get("/add/jobs/{job}/events")
async def stream_job(
    request: Request, room: CurrentRoom, editor: CurrentEditor, job: str, after: int = 0
) -> EventSourceResponse:
    """Server-sent events with parts of the job's page."""
    return stream_events(
        room.jobs, job, request=request, after=after, render=lambda part: render_fragment("job_parts.html", job=part)
    )


def _preview_or_start(room: Room, upload: Upload, *, editor: str) -> RedirectResponse:
    """A redirect to the preview of a single page, else to the job that adds the upload."""
    if upload.source_count == 1:
        multiple_pages = False
        source, file = next(iter(upload.files.items()), (next(iter(upload.links), ""), None))
        try:
            address = _preview(room, source, file, editor=editor)
            multiple_pages = address is None
        finally:
            if not multiple_pages:
                upload.discard()
        if address is not None:
            return RedirectResponse(address, status_code=303)
    job = room.jobs.start(upload, editor=editor)
    return RedirectResponse(f"/add/jobs/{job.id}", status_code=303)


def _preview(room: Room, source: str, file: Path | None, *, editor: str) -> str | None:
    """The address of the preview, or of the same page in the record; null if ``source`` has several pages."""
    reading = read_single_page(
        source,
        file=file,
        record=room.record,
        reader=room.pool,
        settings=room.settings,
        throttle=room.jobs.throttle,
    )
    if reading is None:
        return None
    if isinstance(reading, KeptCopy):
        return f"/add?known={reading.id}"
    return f"/add/readings/{room.previews.add(reading, editor=editor).id}"


def _render_add_page(
    request: Request,
    room: Room,
    *,
    content: AddForm | None = None,
    known_page: str | None = None,
    error: PageError | UsageError | None = None,
    status: int = 200,
) -> HTMLResponse:
    failed = _list_failures(room)
    return render(
        request,
        "add.html",
        status=status,
        form=asdict(content or AddForm()),
        known_page=known_page,
        title=room.record.reading(known_page).article.title if known_page else None,
        problem=None if error is None else describe_error(error),
        jobs=room.jobs.list_jobs()[:_JOBS_SHOWN],
        failed=failed[:MAX_FAILURES],
        failure_count=len(failed),
        page_limit=_format_bytes(room.settings.max_page_bytes),
        upload_limit=_format_bytes(room.settings.max_upload_bytes),
    )


def _format_bytes(size: int) -> str:
    """10,000,000 as ``10 MB``."""
    return f"{size / 1_000_000:,.0f} MB" if size >= 1_000_000 else f"{size / 1_000:,.0f} kB"


def _list_failures(room: Room) -> list[Failure]:
    with room.record.snapshot() as connection:
        return failures.list_failures(connection)
