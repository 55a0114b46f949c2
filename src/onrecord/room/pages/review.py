"""Review: the least certain items one after another, judged by buttons or single keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse

from onrecord.errors import UsageError
from onrecord.judge.review_keys import REVIEW_ACTIONS, REVIEW_KEYS, Action, ItemKind
from onrecord.judge.review_queue import QueuePlace
from onrecord.room.context import EditorOf, RoomOf, VisitorOf
from onrecord.room.showing import render
from onrecord.room.typesetting import Part, set_blocks
from onrecord.views.people import suggest
from onrecord.views.review_context import review_context

router = APIRouter()

_BEFORE: Final = 1
_AFTER: Final = 4
"""Parts of the page that stand open before and after the words."""
_KEYS: Final = {key.action: key for key in REVIEW_KEYS if key.action != "quit"}


@router.get("/review")
def show(request: Request, room: RoomOf, visitor: VisitorOf, sitting: str | None = None) -> HTMLResponse:
    """The item to judge next."""
    current = room.sittings.find(sitting, who=visitor.name)
    queued = current.review.next_item(room.record)
    context = review_context(room.record, queued) if queued else None
    return render(
        request,
        "review.html",
        sitting=current,
        queued=queued,
        context=context,
        opened=_opened(set_blocks(context.blocks)) if context else None,
        waiting=current.review.waiting(room.record),
        keys=_KEYS,
    )


@router.get("/review/names")
def names(request: Request, room: RoomOf, visitor: VisitorOf, speaker: str = "") -> HTMLResponse:
    """Names that begin like ``speaker``, as options of a list."""
    return render(request, "names.html", people=suggest(room.record, speaker, limit=8))


@router.post("/review")
def judge(
    room: RoomOf,
    editor: EditorOf,
    verdict: Annotated[Action, Form()],
    sitting: Annotated[str, Form()] = "",
    kind: Annotated[ItemKind, Form()] = "statement",
    certainty: Annotated[float, Form()] = 0.0,
    key: Annotated[int, Form()] = 0,
    speaker: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """Judge the item, skip it, or undo the last step."""
    current = room.sittings.find(sitting, who=editor.name)
    review, place, name = current.review, QueuePlace(kind, certainty, key), speaker.strip()
    try:
        if verdict == "undo":
            review.undo(room.record)
        elif not review.is_last(place):
            review.answer(room.record, place, verdict, speaker=name)
        current.report(REVIEW_ACTIONS[verdict].done.format(speaker=name))
    except UsageError as error:
        current.report(str(error), failed=True)
    room.sittings.keep(current)
    return RedirectResponse(f"/review?sitting={current.id}", status_code=303)


@dataclass(frozen=True, slots=True)
class Opened:
    """A page opened at the words that are asked about: what stands far from them is folded away."""

    before: tuple[Part, ...]
    near: tuple[Part, ...]
    after: tuple[Part, ...]


def _opened(parts: Sequence[Part]) -> Opened:
    marked = [at for at, part in enumerate(parts) if any(piece.classes for piece in part.pieces)]
    if not marked:
        return Opened((), tuple(parts), ())
    first, last = max(0, marked[0] - _BEFORE), marked[-1] + 1 + _AFTER
    return Opened(tuple(parts[:first]), tuple(parts[first:last]), tuple(parts[last:]))
