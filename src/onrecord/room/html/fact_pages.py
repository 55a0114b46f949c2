"""Forms of editors: correct a fact, and add a missed statement."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse

from onrecord.ingest.corrected_pages import judge_fact, judge_missed
from onrecord.room.dependencies import CurrentAuthor, CurrentRoom
from onrecord.store.schema.values import FactKind

router = APIRouter()

Text = Annotated[str, Form(max_length=2000)]
_PLACES = ("/statement/", "/page/", "/person/", "/review?")


@router.post("/facts")
def judge(
    room: CurrentRoom,
    author: CurrentAuthor,
    kind: Annotated[FactKind, Form()],
    subject: Annotated[str, Form(max_length=300)],
    back: Annotated[str, Form(max_length=300)],
    was: Text = "",
    value: Text = "",
    other: Text = "",
) -> RedirectResponse:
    """Judge that a fact is wrong, with the right value if there is one."""
    judge_fact(room.record, kind, subject, was=was or None, value=value or None, other=other or None, by=author)
    # Only to pages of this room: an address with two slashes at the start would lead to another site.
    return RedirectResponse(back if back.startswith(_PLACES) else "/judgements", status_code=303)


@router.post("/page/{page}/missed")
def add_missed(
    room: CurrentRoom, author: CurrentAuthor, page: str, words: Text, speaker: Text = ""
) -> RedirectResponse:
    """Add a statement that was missed on a page."""
    judge_missed(room.record, page, words, speaker=speaker or None, by=author)
    return RedirectResponse(f"/page/{page}#missed", status_code=303)
