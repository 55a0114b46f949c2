"""A statement: the words, who, how we know, their way from page to page, how to cite them, and putting them right."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse

from onrecord.cite.cited_statement import cited_statement
from onrecord.errors import NotFoundError
from onrecord.judge import decisions
from onrecord.judge.judgement_log import Author
from onrecord.room.context import EditorOf, RoomOf
from onrecord.room.freshness import Fresh
from onrecord.room.showing import render
from onrecord.room.typesetting import set_blocks
from onrecord.views.statement import statement
from onrecord.views.trail import trail

router = APIRouter()

Verdict = Literal["right", "wrong", "speaker", "not-statement"]


@router.get("/statement/{public_id}")
def show(request: Request, room: RoomOf, fresh: Fresh, public_id: str) -> HTMLResponse:
    """The statement, whether or not its page still makes it."""
    found = cited_statement(room.record, public_id)
    return render(request, "statement.html", told=found, context=set_blocks(found.context))


@router.get("/statement/{public_id}/trail")
def show_trail(request: Request, room: RoomOf, fresh: Fresh, public_id: str, after: str | None = None) -> HTMLResponse:
    """Every page that carries the words."""
    found = trail(room.record, public_id, limit=50, after=after)
    return render(request, "trail.html", trail=found, pages={one.entry.page.id: one.entry for one in found.carriers})


@router.get("/statement/{public_id}/original")
def go_to_original(room: RoomOf, public_id: str) -> RedirectResponse:
    """To the words on their own page, out of this room."""
    link = statement(room.record, public_id).link
    if link is None:
        raise NotFoundError("this statement's page is not on the web: it was read from a file.")
    return RedirectResponse(link, status_code=303)


@router.post("/statement/{public_id}/judge")
def judge(
    room: RoomOf,
    editor: EditorOf,
    public_id: str,
    verdict: Annotated[Verdict, Form()],
    speaker: Annotated[str, Form(max_length=200)] = "",
    why: Annotated[str, Form(max_length=2000)] = "",
) -> RedirectResponse:
    """Log what an editor holds of the statement."""
    decisions.judge_statement(
        room.record,
        public_id,
        verdict=verdict,
        speaker=(speaker.strip() or None) if verdict == "speaker" else None,
        by=Author(editor.name, why.strip() or None),
    )
    return RedirectResponse(f"/statement/{public_id}#judged", status_code=303)


@router.post("/statement/{public_id}/withdraw")
def withdraw(
    room: RoomOf,
    editor: EditorOf,
    public_id: str,
    judgement: Annotated[str, Form()],
    why: Annotated[str, Form(max_length=2000)] = "",
) -> RedirectResponse:
    """Take a judgement back; the log keeps both."""
    decisions.withdraw(room.record, judgement, by=Author(editor.name, why.strip() or None))
    return RedirectResponse(f"/statement/{public_id}#judged", status_code=303)
