"""People and organisations: who is there, one of them, and what was between two."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Asked
from pydantic import Field

from onrecord.record import finding
from onrecord.record.finding import Between, Portrait
from onrecord.room.api.asking import UNCHANGED, Name, Paged, PersonRef, section
from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh

router = section("people")


class Two(Paged):
    """Two people."""

    one: Name = Field(description="A name, an alias or a public id.", examples=["Ada Quill"])
    other: Name = Field(description="Another one's.", examples=["Jonas Brannigan"])


@router.get("/people/{person}", summary="Show somebody", responses=UNCHANGED)
def person(room: RoomOf, fresh: Fresh, person: PersonRef) -> Portrait:
    """Names, roles and ages as stated with their dates, relationships over time, and how often it is heard and of whom.

    A name that stands for several is answered with 409, and their public ids.
    """
    return finding.person(room.record, person)


@router.get("/between", summary="Show what was between two people", responses=UNCHANGED)
def between(room: RoomOf, fresh: Fresh, asked: Annotated[Two, Asked()]) -> Between:
    """All that two people said about each other and what pages say that they are to each other, the oldest first."""
    return finding.between(room.record, asked.one, asked.other, limit=asked.limit, after=asked.after)
