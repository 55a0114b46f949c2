"""The review queue, one item after another, and the log of judgements."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, StreamingResponse

from onrecord.errors import UsageError
from onrecord.ingest.corrected_pages import withdraw
from onrecord.judge import training_data
from onrecord.review.review_items import QueuePlace
from onrecord.review.review_keys import REVIEW_ACTIONS, REVIEW_KEYS, Action, ItemKind
from onrecord.room.dependencies import CurrentAuthor, CurrentEditor, CurrentRoom, CurrentVisitor, Room
from onrecord.room.page_markup import MarkedBlock, mark_up_blocks
from onrecord.room.problems import as_sentence
from onrecord.room.response_cache import CACHEABLE
from onrecord.room.templating import render
from onrecord.views.log_entries import log
from onrecord.views.people import suggest
from onrecord.views.review_context import review_context

router = APIRouter()

Subject = Literal["statements", "people", "facts"]

_BLOCKS_BEFORE: Final = 1
# Blocks that are open around the statement: the previous one often names "her", and the next say "she added".
_BLOCKS_AFTER: Final = 4
# More options would cover the form on a phone.
_SUGGESTED_NAMES: Final = 8
_KEYS: Final = {key.action: key for key in REVIEW_KEYS if key.action != "quit"}


@router.get("/review")
def show_review(
    request: Request, room: CurrentRoom, visitor: CurrentVisitor, sitting: str | None = None
) -> HTMLResponse:
    """The item to judge next."""
    session = room.review_sessions.find(sitting, reviewer=visitor.name)
    queued, waiting = session.review.look(room.record)
    context = review_context(room.record, queued) if queued else None
    return render(
        request,
        "review.html",
        session=session,
        queued=queued,
        context=context,
        excerpt=_excerpt_page(mark_up_blocks(context.blocks)) if context else None,
        waiting=waiting,
        keys=_KEYS,
    )


@router.get("/review/names")
def suggest_speakers(request: Request, room: CurrentRoom, visitor: CurrentVisitor, speaker: str = "") -> HTMLResponse:
    """Options for the input that takes a speaker."""
    return render(request, "suggestions.html", people=suggest(room.record, speaker, limit=_SUGGESTED_NAMES))


@router.post("/review")
def judge_item(
    room: CurrentRoom,
    editor: CurrentEditor,
    verdict: Annotated[Action, Form()],
    sitting: Annotated[str, Form()] = "",
    kind: Annotated[ItemKind, Form()] = "statement",
    certainty: Annotated[float, Form()] = 0.0,
    key: Annotated[int, Form()] = 0,
    speaker: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """Judge the item, skip it, or undo the last step."""
    session = room.review_sessions.find(sitting, reviewer=editor.name)
    review, place, name = session.review, QueuePlace(kind, certainty, key), speaker.strip()
    try:
        if verdict == "undo":
            review.undo(room.record)
        elif not review.is_last(place):
            review.answer(room.record, place, verdict, speaker=name)
        session.report(REVIEW_ACTIONS[verdict].done.format(speaker=name))
    except UsageError as error:
        session.report(as_sentence(error), failed=True)
    room.review_sessions.save(session)
    return RedirectResponse(f"/review?sitting={session.id}", status_code=303)


@router.get("/judgements", dependencies=CACHEABLE)
def show_judgements(request: Request, room: CurrentRoom, after: str | None = None) -> HTMLResponse:
    """The log of judgements, newest first."""
    return render(request, "judgements.html", log=log(room.record, after=after))


@router.post("/judgements/withdraw")
def withdraw_judgement(room: CurrentRoom, author: CurrentAuthor, judgement: Annotated[str, Form()]) -> RedirectResponse:
    """Withdraw a judgement. The log keeps both."""
    withdraw(room.record, judgement, by=author)
    return RedirectResponse("/judgements", status_code=303)


@router.get("/judgements/{subject}.jsonl")
def export_judgements(room: CurrentRoom, subject: Subject) -> StreamingResponse:
    """Judgements as training data."""
    return StreamingResponse(
        _write_training_data(room, subject),
        media_type="application/x-ndjson",
        headers={"content-disposition": f'attachment; filename="judged-{subject}.jsonl"'},
    )


def _write_training_data(room: Room, subject: Subject) -> Iterator[str]:
    list_rows = training_data.WRITERS[subject]
    with room.record.snapshot() as connection:
        for row in list_rows(connection):
            yield json.dumps(row, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class PageExcerpt:
    """A page with the blocks around the statement open, and blocks further away collapsed."""

    before: tuple[MarkedBlock, ...]
    near: tuple[MarkedBlock, ...]
    after: tuple[MarkedBlock, ...]


def _excerpt_page(blocks: Sequence[MarkedBlock]) -> PageExcerpt:
    with_marks = [number for number, block in enumerate(blocks) if any(span.classes for span in block.spans)]
    if not with_marks:
        return PageExcerpt((), tuple(blocks), ())
    first, last = max(0, with_marks[0] - _BLOCKS_BEFORE), with_marks[-1] + 1 + _BLOCKS_AFTER
    return PageExcerpt(tuple(blocks[:first]), tuple(blocks[first:last]), tuple(blocks[last:]))
