"""Articles with their versions, and statements with their evidence, trail and judgements."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse

from onrecord.cite.cited_statement import cited_statement
from onrecord.errors import NotFoundError
from onrecord.ingest.corrected_pages import withdraw
from onrecord.judge import decisions
from onrecord.room.api.shared import MAX_VERSION
from onrecord.room.dependencies import CurrentAuthor, CurrentRoom, Room
from onrecord.room.page_markup import mark_up_article, mark_up_blocks
from onrecord.room.response_cache import CACHEABLE
from onrecord.room.templating import render
from onrecord.views.article import article
from onrecord.views.statement import statement
from onrecord.views.trail import trail
from onrecord.views.versions import compare

router = APIRouter()

Verdict = Literal["right", "wrong", "speaker", "not-statement"]
# A wire story is copied by dozens of outlets within a day.
_TRAIL_LENGTH = 50


@router.get("/page/{page}", dependencies=CACHEABLE)
def show_article(request: Request, room: CurrentRoom, page: str) -> HTMLResponse:
    """The latest version of a page, with its statements marked."""
    return _render_article(request, room, page, version=None)


@router.get("/page/{page}/versions/{number}", dependencies=CACHEABLE)
def show_version(
    request: Request, room: CurrentRoom, page: str, number: Annotated[int, Path(ge=1, le=MAX_VERSION)]
) -> HTMLResponse:
    """An earlier version of a page."""
    return _render_article(request, room, page, version=number)


@router.get("/page/{page}/compare", dependencies=CACHEABLE)
def compare_versions(
    request: Request,
    room: CurrentRoom,
    page: str,
    one: Annotated[int, Query(ge=1, le=MAX_VERSION)],
    other: Annotated[int, Query(ge=1, le=MAX_VERSION)],
) -> HTMLResponse:
    """Two versions of a page, paragraph by paragraph."""
    return render(request, "compare.html", comparison=compare(room.record, page, one, other))


@router.get("/statement/{public_id}", dependencies=CACHEABLE)
def show_statement(request: Request, room: CurrentRoom, public_id: str) -> HTMLResponse:
    """A statement, even if it was removed from its page."""
    cited = cited_statement(room.record, public_id)
    return render(request, "statement.html", kept=cited, context=mark_up_blocks(cited.context))


@router.get("/statement/{public_id}/trail", dependencies=CACHEABLE)
def show_trail(request: Request, room: CurrentRoom, public_id: str, after: str | None = None) -> HTMLResponse:
    """All pages that have the words of a statement."""
    steps = trail(room.record, public_id, limit=_TRAIL_LENGTH, after=after)
    statements = {carrier.entry.page.id: carrier.entry for carrier in steps.carriers}
    return render(request, "trail.html", trail=steps, statements_by_page=statements)


@router.get("/statement/{public_id}/original")
def go_to_original(room: CurrentRoom, public_id: str) -> RedirectResponse:
    """A redirect to the words on their page on the web."""
    link = statement(room.record, public_id).link
    if link is None:
        raise NotFoundError("The page of this statement is not on the web: it was read from a file.")
    return RedirectResponse(link, status_code=303)


@router.post("/statement/{public_id}/judge")
def judge_statement(
    room: CurrentRoom,
    author: CurrentAuthor,
    public_id: str,
    verdict: Annotated[Verdict, Form()],
    speaker: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """Log a judgement of a statement."""
    decisions.judge_statement(
        room.record,
        public_id,
        verdict=verdict,
        speaker=(speaker.strip() or None) if verdict == "speaker" else None,
        by=author,
    )
    return RedirectResponse(f"/statement/{public_id}#judged", status_code=303)


@router.post("/statement/{public_id}/withdraw")
def withdraw_judgement(
    room: CurrentRoom, author: CurrentAuthor, public_id: str, judgement: Annotated[str, Form()]
) -> RedirectResponse:
    """Withdraw a judgement of a statement."""
    withdraw(room.record, judgement, by=author)
    return RedirectResponse(f"/statement/{public_id}#judged", status_code=303)


def _render_article(request: Request, room: Room, page: str, *, version: int | None) -> HTMLResponse:
    view = article(room.record, page, version=version)
    kinds = Counter(statement.entry.kind for statement in view.statements if not statement.refused)
    return render(request, "article.html", article=view, runs=mark_up_article(view), kinds=kinds)
