"""Judgements: the log, new ones, taking them back; and what to look at first."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path
from fastapi import Query as Asked
from pydantic import Field

from onrecord.judge import decisions
from onrecord.judge.judgement_log import Author, Judgement
from onrecord.judge.review_queue import PairsToReview, StatementsToReview, list_pairs, list_statements
from onrecord.room.api.asking import LONGEST, UNCHANGED, Name, Paged, Reason, Strict, section
from onrecord.room.context import EditorOf, RoomOf
from onrecord.room.freshness import Fresh
from onrecord.views.log_entries import Log, log

router = section("judging")

JudgementId = Annotated[
    str, Path(max_length=LONGEST, description="Public id of a judgement.", examples=["m5n4b3v2c6x7z2a3"])
]
_WHY = Field(None, description="The reason, for who comes later.")
_WHO = "A public id or a name; either with `@` and the id of a page on which it stands."


class OfStatement(Strict):
    """The statement is its speaker's, or is not, or is no statement at all."""

    verdict: Literal["right", "wrong", "not-statement"]
    statement: Name = Field(description="Its public id.", examples=["k3v7qx2mnb5d4e6f"])
    why: Reason | None = _WHY


class OfSpeaker(Strict):
    """The statement is somebody else's."""

    verdict: Literal["speaker"]
    statement: Name = Field(description="Its public id.", examples=["k3v7qx2mnb5d4e6f"])
    speaker: Name = Field(description=f"Whose it is. {_WHO}", examples=["Orla Kimura"])
    why: Reason | None = _WHY


class OfPeople(Strict):
    """Two are one, or are two, or nobody can tell."""

    verdict: Literal["same", "different", "unsure"]
    one: Name = Field(description=_WHO, examples=["Ada Quill"])
    other: Name = Field(description=_WHO, examples=["Ada Quill-Tarn"])
    why: Reason | None = _WHY


class OfItem(Strict):
    """Somebody is this Wikidata item."""

    verdict: Literal["wikidata"]
    person: Name = Field(description=_WHO, examples=["Ada Quill"])
    item: Annotated[str, Field(pattern=r"^Q[1-9][0-9]{0,17}$", description="Such as Q42.", examples=["Q42"])]
    why: Reason | None = _WHY


Verdict = Annotated[OfStatement | OfSpeaker | OfPeople | OfItem, Field(discriminator="verdict")]


class Withdraw(Strict):
    """Why a judgement is taken back."""

    why: Reason | None = _WHY


@router.get("/judgements", summary="List judgements", responses=UNCHANGED)
def judgements(room: RoomOf, fresh: Fresh, asked: Annotated[Paged, Asked()]) -> Log:
    """The log of what people judged, the newest first: withdrawn ones and withdrawals too, and what became of each."""
    return log(room.record, limit=asked.limit, after=asked.after)


@router.post("/judgements", status_code=201, summary="Judge")
def judge(room: RoomOf, editor: EditorOf, verdict: Verdict) -> Judgement:
    """Say who said it, that it is no statement, who is who, or which Wikidata item somebody is.

    A judgement goes before what programs hold, stands when pages are read again, and can be withdrawn.
    """
    by = Author(editor.name, verdict.why)
    if isinstance(verdict, OfPeople):
        return decisions.judge_people(room.record, verdict.one, verdict.other, verdict=verdict.verdict, by=by)
    if isinstance(verdict, OfItem):
        return decisions.set_wikidata(room.record, verdict.person, verdict.item, by=by)
    speaker = verdict.speaker if isinstance(verdict, OfSpeaker) else None
    return decisions.judge_statement(room.record, verdict.statement, verdict=verdict.verdict, speaker=speaker, by=by)


@router.post("/judgements/{judgement}/withdraw", status_code=201, summary="Take a judgement back")
def withdraw(room: RoomOf, editor: EditorOf, judgement: JudgementId, given: Withdraw) -> Judgement:
    """The record is as if it had not been made. The log keeps both."""
    return decisions.withdraw(room.record, judgement, by=Author(editor.name, given.why))


@router.get("/review/statements", summary="List doubtful statements", responses=UNCHANGED)
def review_statements(room: RoomOf, fresh: Fresh, asked: Annotated[Paged, Asked()]) -> StatementsToReview:
    """Statements that may be none, or another's, and that nobody has judged: the least certain first."""
    return list_statements(room.record, limit=asked.limit, after=asked.after)


@router.get("/review/people", summary="List people who may be one", responses=UNCHANGED)
def review_people(room: RoomOf, fresh: Fresh, asked: Annotated[Paged, Asked()]) -> PairsToReview:
    """Pairs of people who may be one, and of whom nobody has judged it: the least certain first."""
    return list_pairs(room.record, limit=asked.limit, after=asked.after)
