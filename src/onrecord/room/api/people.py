"""People and organisations: who is there, one of them, and what was between two."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query as Asked
from pydantic import Field

from onrecord import views
from onrecord.resolve.name_resolver import EntitySummary
from onrecord.room.api.asking import LONGEST, UNCHANGED, Name, Paged, PersonRef, Strict, section
from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh
from onrecord.views.between import Between
from onrecord.views.people import Kind, Order, People
from onrecord.views.person import Portrait
from onrecord.views.person_context import PersonContext
from onrecord.views.timeline import Timeline

router = section("people")


class PeopleAsked(Paged):
    """Which people and organisations."""

    words: str = Field(
        "", max_length=LONGEST, description="Beginnings of words of a name or an alias.", examples=["ada qu"]
    )
    order: Order = Field("heard", description="Those with the most statements first, or by name.")
    letter: str = Field("", max_length=1, description="The first letter of the name.", examples=["a"])
    kind: Kind | None = Field(None, description="Only these.")


class Begun(Strict):
    """The beginning of a name."""

    text: Name = Field(description="What has been written of it so far.", examples=["ada qu"])
    limit: int = Field(8, ge=1, le=50, description="How many are suggested.")


class YearAsked(Strict):
    """A year of a timeline."""

    year: int | None = Field(
        None, ge=1, le=9_999, description="This one by month, with its statements. All by year where not given."
    )


class Two(Paged):
    """Two people."""

    one: Name = Field(description="A name, an alias or a public id.", examples=["Ada Quill"])
    other: Name = Field(description="Another one's.", examples=["Jonas Brannigan"])


@router.get("/people", summary="List people and organisations", responses=UNCHANGED)
def people(room: RoomOf, fresh: Fresh, asked: Annotated[PeopleAsked, Asked()]) -> People:
    """Everybody in the record."""
    return views.everybody(
        room.record,
        asked.words,
        order=asked.order,
        letter=asked.letter,
        kind=asked.kind,
        limit=asked.limit,
        after=asked.after,
    )


@router.get("/suggestions", summary="Say whom somebody may mean", responses=UNCHANGED)
def suggestions(room: RoomOf, fresh: Fresh, asked: Annotated[Begun, Asked()]) -> tuple[EntitySummary, ...]:
    """People and organisations called so, the most heard first, while a name is being written."""
    return views.suggest(room.record, asked.text, limit=asked.limit)


@router.get("/people/{person}", summary="Show somebody", responses=UNCHANGED)
def person(room: RoomOf, fresh: Fresh, person: PersonRef) -> Portrait:
    """Names, roles and ages as stated with their dates, relationships over time, and how often it is heard and of whom.

    A name that stands for several is answered with 409, and their public ids.
    """
    return views.person(room.record, person)


@router.get("/people/{person}/timeline", summary="Show somebody along time", responses=UNCHANGED)
def timeline(room: RoomOf, fresh: Fresh, person: PersonRef, asked: Annotated[YearAsked, Asked()]) -> Timeline:
    """How many statements by and about a person there are in each year, or in each month of one, by kind."""
    return views.timeline(room.record, person, year=asked.year)


@router.get("/people/{person}/around", summary="Show what stands around somebody", responses=UNCHANGED)
def around(room: RoomOf, fresh: Fresh, person: PersonRef) -> PersonContext:
    """Who else is on its pages, whose pages these are, namesakes, judgements, and the pages behind its facts."""
    return views.around(room.record, person)


@router.get("/between", summary="Show what was between two people", responses=UNCHANGED)
def between(room: RoomOf, fresh: Fresh, asked: Annotated[Two, Asked()]) -> Between:
    """All that two people said about each other and what pages say that they are to each other, the oldest first."""
    return views.between(room.record, asked.one, asked.other, limit=asked.limit, after=asked.after)
