"""Judgements: the log, new judgements and withdrawals, and the review queue."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Path, Query
from pydantic import Field

from onrecord.ingest import corrected_pages
from onrecord.judge import decisions
from onrecord.judge.judgement_log import Author, Judgement
from onrecord.review.review_items import ContradictionsToReview, PairsToReview, StatementsToReview
from onrecord.review.review_lists import list_contradictions, list_pairs, list_statements
from onrecord.room.api.shared import (
    CACHED,
    MAX_CHARACTERS,
    Name,
    PagedParameters,
    Reason,
    StrictParameters,
    section,
)
from onrecord.room.dependencies import CurrentEditor, CurrentRoom
from onrecord.store.schema.values import FactKind
from onrecord.views.log_entries import Log, log

router = section("judging")

JudgementId = Annotated[
    str, Path(max_length=MAX_CHARACTERS, description="Public id of a judgement.", examples=["m5n4b3v2c6x7z2a3"])
]
_WHY = Field(None, description="The reason.")
_PERSON = "A public id or a name; `@` and the id of a page choose the appearance on that page."


class StatementVerdict(StrictParameters):
    """The speaker is right, the speaker is wrong, or the words are not a statement."""

    verdict: Literal["right", "wrong", "not-statement"]
    statement: Name = Field(description="Public id of the statement.", examples=["k3v7qx2mnb5d4e6f"])
    why: Reason | None = _WHY


class SpeakerVerdict(StrictParameters):
    """The speaker is somebody else."""

    verdict: Literal["speaker"]
    statement: Name = Field(description="Public id of the statement.", examples=["k3v7qx2mnb5d4e6f"])
    speaker: Name = Field(description=f"The speaker. {_PERSON}", examples=["Orla Kimura"])
    why: Reason | None = _WHY


class IdentityVerdict(StrictParameters):
    """Two people are the same, are different, or it cannot be decided."""

    verdict: Literal["same", "different", "unsure"]
    one: Name = Field(description=_PERSON, examples=["Ada Quill"])
    other: Name = Field(description=_PERSON, examples=["Ada Quill-Tarn"])
    why: Reason | None = _WHY


class WikidataVerdict(StrictParameters):
    """A person is a Wikidata item."""

    verdict: Literal["wikidata"]
    person: Name = Field(description=_PERSON, examples=["Ada Quill"])
    item: Annotated[
        str, Field(pattern=r"^Q[1-9][0-9]{0,17}$", description="Id of the item, such as Q42.", examples=["Q42"])
    ]
    why: Reason | None = _WHY


class FactVerdict(StrictParameters):
    """A fact is wrong. Give the right value if there is one."""

    verdict: Literal["fact"]
    kind: FactKind = Field(description="The fact.", examples=["role"])
    subject: Name = Field(
        description="The public id of a statement or a page, or a person: an id or a name.", examples=["Ada Quill"]
    )
    was: Name | None = Field(None, description="The wrong value, as read.", examples=["ferry captain"])
    value: Name | None = Field(None, description="The right value; by default there is none.", examples=["pilot"])
    other: Name | None = Field(None, description="The other person of a relationship.")
    why: Reason | None = _WHY


class MissedStatement(StrictParameters):
    """A statement that the program missed on a page."""

    verdict: Literal["missed"]
    page: Name = Field(description="Public id of the page.", examples=["a2b3c4d5e6f7g2h3"])
    words: Annotated[str, Field(min_length=1, max_length=2_000, description="The words, as the page prints them.")]
    speaker: Name | None = Field(None, description="The speaker's name.", examples=["Orla Kimura"])
    prefix: Annotated[str, Field(max_length=1_000)] = Field("", description="Characters before words that occur twice.")
    suffix: Annotated[str, Field(max_length=1_000)] = Field("", description="Characters after words that occur twice.")
    why: Reason | None = _WHY


Verdict = Annotated[
    StatementVerdict | SpeakerVerdict | IdentityVerdict | WikidataVerdict | FactVerdict | MissedStatement,
    Field(discriminator="verdict"),
]


class WithdrawalReason(StrictParameters):
    """The reason for a withdrawal."""

    why: Reason | None = _WHY


@router.get("/judgements", summary="List judgements", **CACHED)
def judgements(room: CurrentRoom, parameters: Annotated[PagedParameters, Query()]) -> Log:
    """The log of judgements, newest first, with withdrawn judgements and the effect of each."""
    return log(room.record, limit=parameters.limit, after=parameters.after)


@router.post("/judgements", status_code=201, summary="Judge a statement or a person")
def judge(room: CurrentRoom, editor: CurrentEditor, verdict: Verdict) -> Judgement:
    """Log a judgement of a statement, its speaker, another fact, two people, or a person's Wikidata item.

    A fact of a person is judged on every page that states it; the response is the first of these judgements.

    A judgement overrides the program, stays in force when pages are read again, and can be withdrawn.
    """
    by = Author(editor.name, verdict.why)
    if isinstance(verdict, IdentityVerdict):
        return decisions.judge_people(room.record, verdict.one, verdict.other, verdict=verdict.verdict, by=by)
    if isinstance(verdict, WikidataVerdict):
        return decisions.set_wikidata(room.record, verdict.person, verdict.item, by=by)
    if isinstance(verdict, FactVerdict):
        return corrected_pages.judge_fact(
            room.record, verdict.kind, verdict.subject, was=verdict.was, value=verdict.value, other=verdict.other, by=by
        )[0]
    if isinstance(verdict, MissedStatement):
        return corrected_pages.judge_missed(
            room.record,
            verdict.page,
            verdict.words,
            speaker=verdict.speaker,
            prefix=verdict.prefix,
            suffix=verdict.suffix,
            by=by,
        )
    speaker = verdict.speaker if isinstance(verdict, SpeakerVerdict) else None
    return decisions.judge_statement(room.record, verdict.statement, verdict=verdict.verdict, speaker=speaker, by=by)


@router.post("/judgements/{judgement}/withdraw", status_code=201, summary="Withdraw a judgement")
def withdraw(
    room: CurrentRoom, editor: CurrentEditor, judgement: JudgementId, withdrawal: WithdrawalReason
) -> Judgement:
    """Undo the effect of a judgement. The log keeps both."""
    return corrected_pages.withdraw(room.record, judgement, by=Author(editor.name, withdrawal.why))


@router.get("/review/statements", summary="List statements to review", **CACHED)
def review_statements(room: CurrentRoom, parameters: Annotated[PagedParameters, Query()]) -> StatementsToReview:
    """Statements of low confidence without a judgement, least certain first."""
    return list_statements(room.record, limit=parameters.limit, after=parameters.after)


@router.get("/review/contradictions", summary="List contradictions to review", **CACHED)
def review_contradictions(room: CurrentRoom, parameters: Annotated[PagedParameters, Query()]) -> ContradictionsToReview:
    """Relationships of two people, and ages of one person, that pages assert and that cannot both be true."""
    return list_contradictions(room.record, limit=parameters.limit, after=parameters.after)


@router.get("/review/people", summary="List pairs of people to review", **CACHED)
def review_people(room: CurrentRoom, parameters: Annotated[PagedParameters, Query()]) -> PairsToReview:
    """Pairs of people who may be the same person, without a judgement, least certain first."""
    return list_pairs(room.record, limit=parameters.limit, after=parameters.after)
