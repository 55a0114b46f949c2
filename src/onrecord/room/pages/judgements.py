"""The log of judgements: all that people judged, the newest first, and as training data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, StreamingResponse

from onrecord.judge import decisions, training_data
from onrecord.judge.judgement_log import Author
from onrecord.room.context import EditorOf, Room, RoomOf
from onrecord.room.freshness import Fresh
from onrecord.room.showing import render
from onrecord.views.log_entries import log

router = APIRouter()


@router.get("/judgements")
def show(request: Request, room: RoomOf, fresh: Fresh, after: str | None = None) -> HTMLResponse:
    """A page of the log."""
    return render(request, "judgements.html", log=log(room.record, after=after))


@router.post("/judgements/withdraw")
def withdraw(
    room: RoomOf,
    editor: EditorOf,
    judgement: Annotated[str, Form()],
    why: Annotated[str, Form(max_length=2000)] = "",
) -> RedirectResponse:
    """Take a judgement back; the log keeps both."""
    decisions.withdraw(room.record, judgement, by=Author(editor.name, why.strip() or None))
    return RedirectResponse("/judgements", status_code=303)


@router.get("/judgements/{what}.jsonl")
def export(room: RoomOf, what: Literal["statements", "people"]) -> StreamingResponse:
    """What was judged, in the form of the corpora that models are trained on."""
    return StreamingResponse(
        _lines(room, what),
        media_type="application/x-ndjson",
        headers={"content-disposition": f'attachment; filename="judged-{what}.jsonl"'},
    )


def _lines(room: Room, what: Literal["statements", "people"]) -> Iterator[str]:
    rows = training_data.judged_statements if what == "statements" else training_data.judged_pairs
    with room.record.snapshot() as connection:
        for row in rows(connection):
            yield json.dumps(row, ensure_ascii=False) + "\n"
