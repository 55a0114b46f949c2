"""The Check page: a draft with the verdicts on its quotations in the margin. The draft is not stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from starlette.responses import HTMLResponse, Response

from onrecord.check.checking import check_against
from onrecord.check.draft_formats import DraftFormat, recognise_format
from onrecord.check.read_draft import read_brief_draft
from onrecord.check.report import CheckRecord
from onrecord.codec import write_json
from onrecord.errors import PageError, UsageError
from onrecord.pages import open_pages
from onrecord.pages.find import STDIN
from onrecord.room.api.check_routes import MAX_PAGES
from onrecord.room.dependencies import CurrentRoom, CurrentVisitor, Room, rate_limit, slow_route
from onrecord.room.templating import render
from onrecord.room.uploads import describe_error, parse_links
from onrecord.spans import SpanIndex
from onrecord.types import Reading

router = APIRouter()

_CHECK_LIMIT: Final = Depends(rate_limit("30/minute"))


@dataclass(frozen=True, slots=True)
class DraftSegment:
    """A part of a paragraph of a draft: words of a statement, or words between statements."""

    text: str
    number: int | None
    """Number of the statement, from 1; null for words between statements."""
    is_start: bool
    """True where the statement begins."""


@dataclass(frozen=True, slots=True)
class DraftParagraph:
    """A paragraph of a draft with the statements that begin in it."""

    segments: tuple[DraftSegment, ...]
    numbers: tuple[int, ...]


@router.get("/check")
def show_form(request: Request, visitor: CurrentVisitor) -> HTMLResponse:
    """The form for a draft and the pages to check it against."""
    return _render_form(request)


@router.post("/check", dependencies=[_CHECK_LIMIT])
@slow_route
def check_draft(
    request: Request,
    room: CurrentRoom,
    visitor: CurrentVisitor,
    words: Annotated[str, Form()] = "",
    against: Annotated[str, Form()] = "",
    output: Annotated[Literal["page", "json"], Form()] = "page",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """The report on a pasted draft or an uploaded file, as a page or as JSON to keep."""
    try:
        report = _check(room, words, against=against, file=file if file and file.filename else None)
    except (PageError, UsageError) as error:
        return _render_form(request, words=words, against=against, problem=describe_error(error), status=422)
    if output == "json":
        headers = {"content-disposition": 'attachment; filename="draft-check.json"'}
        return Response(write_json(report, indent=2), media_type="application/json", headers=headers)
    return render(
        request,
        "check_report.html",
        report=report,
        paragraphs=list(_paragraphs(report)),
        against=against,
        name=_name(file),
    )


def _check(room: Room, words: str, *, against: str, file: UploadFile | None) -> CheckRecord:
    source, form, body = STDIN, None, words.encode("utf-8", "replace")
    if file is not None:
        source = PurePath(file.filename or "").name
        body = file.file.read(room.settings.max_page_bytes + 1)
        if len(body) > room.settings.max_page_bytes:
            raise UsageError(f"{source} is larger than {room.settings.max_page_bytes:,} bytes. Leave out its pictures.")
        form = recognise_format(source, body)
    if not body.strip():
        raise UsageError("There is no draft. Paste one, or choose a file.")
    links = parse_links(against)
    if len(links) > MAX_PAGES:
        raise UsageError(f"{len(links)} pages are too many to check against at once. Give at most {MAX_PAGES}.")
    draft_form: DraftFormat = form or "markdown"
    draft = read_brief_draft(source, body, form=draft_form, reader=room.pool, settings=room.settings)
    if links:
        return check_against(draft, [_read_page(room, link) for link in links]).to_record()
    return room.record.check(draft).to_record()


def _read_page(room: Room, link: str) -> Reading:
    page = next(open_pages(link, settings=room.settings), None)
    if page is None:
        raise UsageError(f"There is no page at {link}. Give the address of a single page.")
    if isinstance(page, PageError):
        raise page
    return room.pool.read(page)


def _name(file: UploadFile | None) -> str | None:
    return PurePath(file.filename).name if file and file.filename else None


def _render_form(
    request: Request, *, words: str = "", against: str = "", problem: str | None = None, status: int = 200
) -> HTMLResponse:
    return render(request, "check.html", status=status, words=words, against=against, problem=problem)


def _paragraphs(report: CheckRecord) -> Iterator[DraftParagraph]:
    """The paragraphs of the draft, cut at the beginnings and ends of its statements."""
    text, position = report["text"], 0
    parts = [
        (span[0], span[1], number, span[0] == statement["content"][0][0])
        for number, statement in enumerate(report["statements"], start=1)
        for span in statement["content"]
    ]
    parts_in_text = SpanIndex((start, end) for start, end, *_ in parts)
    for line in text.splitlines(keepends=True):
        span = (position, position + len(line.rstrip()))
        position += len(line)
        if span[0] < span[1]:
            segments = tuple(_segments(text, span, sorted(parts[n] for n in parts_in_text.overlapping(span))))
            numbers = dict.fromkeys(item.number for item in segments if item.number is not None and item.is_start)
            yield DraftParagraph(segments, tuple(numbers))


def _segments(text: str, span: tuple[int, int], parts: Iterable[tuple[int, int, int, bool]]) -> Iterator[DraftSegment]:
    """The segments of a paragraph; ``parts`` are the spans of statements in it."""
    position, end = span
    for first, last, number, is_start in parts:
        if last <= position:
            continue
        if first > position:
            yield DraftSegment(text[position:first], None, False)
        start = max(first, position)
        yield DraftSegment(text[start : min(last, end)], number, is_start and start == first)
        position = min(last, end)
    if position < end:
        yield DraftSegment(text[position:end], None, False)
