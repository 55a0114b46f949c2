"""People and organisations: the list, one of them, and two of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query
from pydantic import Field

from onrecord.resolve.name_resolver import EntitySummary
from onrecord.room.api.shared import (
    CACHED,
    MAX_CHARACTERS,
    FilterParameters,
    Name,
    PagedParameters,
    PersonRef,
    StrictParameters,
    section,
)
from onrecord.room.dependencies import CurrentRoom
from onrecord.views import person_context
from onrecord.views.between import Between
from onrecord.views.people import Kind, Order, People, list_people, suggest
from onrecord.views.person import Portrait
from onrecord.views.person_context import PersonContext
from onrecord.views.timeline import Timeline

router = section("people")


class PeopleParameters(PagedParameters):
    """Filters and order of the list."""

    words: str = Field(
        "",
        max_length=MAX_CHARACTERS,
        description="Prefixes of the words in a name or an alias.",
        examples=["ada qu"],
    )
    order: Order = Field("heard", description="Most statements first, or by name.")
    letter: str = Field("", max_length=1, description="First letter of the name.", examples=["a"])
    kind: Kind | None = Field(None, description="People only, or organisations only.")


class SuggestionParameters(StrictParameters):
    """The beginning of a name."""

    text: Name = Field(description="The text typed so far.", examples=["ada qu"])
    limit: int = Field(8, ge=1, le=50, description="Number of suggestions.")


class TimelineParameters(FilterParameters):
    """A year of a timeline."""

    year: int | None = Field(
        None, ge=1, le=9_999, description="Show this year by month, with its statements. By default all years."
    )


class BetweenParameters(PagedParameters):
    """Two people."""

    one: Name = Field(description="Name, alias or public id of one person.", examples=["Ada Quill"])
    other: Name = Field(description="Name, alias or public id of the other.", examples=["Jonas Brannigan"])


@router.get("/people", summary="List people and organisations", **CACHED)
def people(room: CurrentRoom, parameters: Annotated[PeopleParameters, Query()]) -> People:
    """All people and organisations of the record."""
    return list_people(room.record, **dict(parameters))


@router.get("/suggestions", summary="Suggest people for a name", **CACHED)
def suggestions(room: CurrentRoom, parameters: Annotated[SuggestionParameters, Query()]) -> tuple[EntitySummary, ...]:
    """People and organisations whose names begin with the text, most statements first."""
    return suggest(room.record, parameters.text, limit=parameters.limit)


@router.get("/people/{person}", summary="Show a person or an organisation", **CACHED)
def person(room: CurrentRoom, person: PersonRef) -> Portrait:
    """Names, roles and ages with the dates on which pages state them, relationships over time, and statement counts.

    For an ambiguous name the response is 409 with the public ids of the candidates.
    """
    return room.record.person(person)


@router.get("/people/{person}/timeline", summary="Show a timeline", **CACHED)
def timeline(room: CurrentRoom, person: PersonRef, parameters: Annotated[TimelineParameters, Query()]) -> Timeline:
    """Number of statements by and about a person by year, or by month of one year, and by kind."""
    return room.record.timeline(person, year=parameters.year)


@router.get("/people/{person}/around", summary="Show the context of a person", **CACHED)
def around(room: CurrentRoom, person: PersonRef) -> PersonContext:
    """People on the same pages, outlets, namesakes, judgements, and the pages behind each fact."""
    return person_context.load_context(room.record, person)


@router.get("/between", summary="Show two people", **CACHED)
def between(room: CurrentRoom, parameters: Annotated[BetweenParameters, Query()]) -> Between:
    """Statements of two people about each other, and their relationship as pages state it, oldest first."""
    return room.record.between(parameters.one, parameters.other, limit=parameters.limit, after=parameters.after)
