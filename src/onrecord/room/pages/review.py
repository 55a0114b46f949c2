"""Review: what the record is least sure of, one after another, judged by buttons or single keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, get_args

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse

from onrecord.errors import UsageError
from onrecord.judge import decisions
from onrecord.judge.decisions import OfPeople, OfStatement
from onrecord.judge.judgement_log import Author
from onrecord.judge.review_queue import DoubtfulPair, Place
from onrecord.room.context import EditorOf, Room, RoomOf, VisitorOf
from onrecord.room.showing import render
from onrecord.room.sittings import Sitting
from onrecord.room.typesetting import Part, set_blocks
from onrecord.views.people import suggest
from onrecord.views.review_question import MOST_LEFT, What, left, next_question

router = APIRouter()

Verdict = Literal[OfStatement, OfPeople, "skip", "undo"]
_OF_PEOPLE: Final[dict[str, OfPeople]] = {one: one for one in get_args(OfPeople)}
_OF_STATEMENTS: Final[dict[str, OfStatement]] = {one: one for one in get_args(OfStatement)}
_BEFORE: Final = 1
_AFTER: Final = 4
"""Parts of the page that stand open before and after the words."""
_TOLD = {
    "right": "Judged right.",
    "wrong": "Judged wrong.",
    "not-statement": "Judged to be no statement.",
    "same": "Judged to be one person.",
    "different": "Judged to be two people.",
    "unsure": "Noted that nobody can tell.",
    "skip": "Skipped: it does not come back in this sitting.",
}


@router.get("/review")
def show(request: Request, room: RoomOf, visitor: VisitorOf, sitting: str | None = None) -> HTMLResponse:
    """What is to be judged next."""
    here = room.sittings.find(sitting, who=visitor.name)
    question = next_question(room.record, here.start, wanted=here.wanted)
    many = left(room.record, here.start)
    return render(
        request,
        "review.html",
        sitting=here,
        question=question,
        opened=_opened(set_blocks(question.blocks)) if question else None,
        left=many,
        more=many >= MOST_LEFT,
    )


@router.get("/review/names")
def names(request: Request, room: RoomOf, visitor: VisitorOf, speaker: str = "") -> HTMLResponse:
    """Whom somebody may mean who has begun to write a name, as options of a list."""
    return render(request, "names.html", people=suggest(room.record, speaker, limit=8))


@router.post("/review")
def judge(
    room: RoomOf,
    editor: EditorOf,
    verdict: Annotated[Verdict, Form()],
    sitting: Annotated[str, Form()] = "",
    what: Annotated[What, Form()] = "statement",
    certainty: Annotated[float, Form()] = 0.0,
    key: Annotated[int, Form()] = 0,
    speaker: Annotated[str, Form(max_length=200)] = "",
) -> RedirectResponse:
    """Judge what was asked, skip it, or undo what was done last."""
    here = room.sittings.find(sitting, who=editor.name)
    try:
        if verdict == "undo":
            _undo(room, here)
        elif not here.passed(what, (certainty, key)):
            _judge(room, here, what, (certainty, key), verdict=verdict, speaker=speaker.strip())
    except UsageError as error:
        here.told, here.wrong = f"{str(error)[:1].upper()}{str(error)[1:]}.", True
    room.sittings.keep(here)
    return RedirectResponse(f"/review?sitting={here.id}", status_code=303)


def _undo(room: Room, sitting: Sitting) -> None:
    step = sitting.go_back()
    if step is None:
        raise UsageError("there is nothing to undo in this sitting")
    if step.judgement is not None:
        decisions.withdraw(room.record, step.judgement, by=Author(sitting.who, "undone"))


def _judge(room: Room, sitting: Sitting, what: What, place: Place, *, verdict: Verdict, speaker: str) -> None:
    question = next_question(room.record, sitting.start, wanted=(what, place))
    if question is None or (question.what, question.place[1]) != (what, place[1]):
        raise UsageError("that one was judged meanwhile. Here is the next")
    told = _TOLD.get(verdict, f"Judged to be by {speaker}.")
    if verdict == "skip":
        sitting.go_on(what, place, judgement=None, told=told)
        return
    one, record = question.one, room.record
    if isinstance(one, DoubtfulPair):
        if verdict not in _OF_PEOPLE:
            raise UsageError(f"{verdict!r} is no answer to whether two are one person")
        made = decisions.judge_link(record, one.left, one.right, verdict=_OF_PEOPLE[verdict], by=Author(sitting.who))
    else:
        if verdict not in _OF_STATEMENTS:
            raise UsageError(f"{verdict!r} is no answer to who said something")
        if verdict == "speaker" and not speaker:
            raise UsageError("say who said it: give a name, or take one of those that are offered")
        given = speaker if verdict == "speaker" else None
        made = decisions.judge_statement(
            record, one.id, verdict=_OF_STATEMENTS[verdict], by=Author(sitting.who), speaker=given
        )
    sitting.go_on(what, place, judgement=made.id, told=told)


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
