"""Statements: search, facets, one statement, its trail and its citations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query as QueryParameters
from pydantic import Field

from onrecord import search
from onrecord.cite import citation
from onrecord.cite.citation import CiteForm
from onrecord.cite.cited_statement import CitedStatement, cited_statement
from onrecord.room.api.shared import (
    CACHED,
    FilterParameters,
    FilterText,
    FilterTexts,
    PagedParameters,
    StatementId,
    StrictParameters,
    section,
)
from onrecord.room.dependencies import CurrentRoom
from onrecord.search.facets import Facets, Loosening
from onrecord.search.find_statements import Order, SearchPage
from onrecord.search.query import FIELDS, Query
from onrecord.types import Kind, Place
from onrecord.views.trail import Trail

router = section("statements")

_ANY = "Given more than once, any of them."
_DATE = "A year, a month, a day, or another EDTF date."


class StatementFilters(FilterParameters):
    """Filters. A statement must match all of them."""

    words: str = Field(
        "",
        max_length=2_000,
        description='Words in any form, `"a phrase"`, `prefix*`, combined with AND, OR, NOT and parentheses.',
        examples=['harbour "last winter" NOT ferr*'],
    )
    by: FilterTexts = Field(default=[], description=f"Speaker: a name, an alias, a description or a public id. {_ANY}")
    about: FilterTexts = Field(
        default=[],
        description="Person or organisation that it is about. Given more than once, all of them must match.",
    )
    told: FilterTexts = Field(default=[], description=f"Addressee: a person, an outlet or an occasion. {_ANY}")
    outlet: FilterTexts = Field(default=[], description=f"Outlet that publishes the page. {_ANY}")
    kind: list[Kind] = Field(default=[], max_length=4, description=f"Kind of statement. {_ANY}")
    place: list[Place] = Field(default=[], max_length=3, description=f"Place on the page. {_ANY}")
    since: FilterText | None = Field(None, description=f"Said on this date or later. {_DATE}", examples=["2016"])
    until: FilterText | None = Field(None, description=f"Said on this date or earlier. {_DATE}", examples=["2025-06"])
    said: bool = Field(False, description="Leave out thoughts and intentions.")

    def to_query(self) -> Query:
        """The query."""
        return Query.from_mapping(self.model_dump(include=set(FIELDS)))


class FindParameters(StatementFilters, PagedParameters):
    """Filters, order and page."""

    sort: Order | None = Field(None, description="By default `relevance` for a search with words, else `newest`.")


class CitationParameters(StrictParameters):
    """The form of a citation."""

    form: CiteForm = Field(CiteForm.plain, description="Form of the citation.")


@dataclass(frozen=True, slots=True)
class CitationText:
    """A citation of a statement."""

    statement: str
    """Public id of the statement."""
    form: CiteForm
    text: str
    """The citation, with a link that scrolls to the words if the page is on the web."""


@router.get("/statements", summary="Find statements", **CACHED)
def find(room: CurrentRoom, parameters: Annotated[FindParameters, QueryParameters()]) -> SearchPage:
    """Statements by words, speaker, subject, addressee, outlet, place and date.

    With words, the most relevant statements come first; without words, or with very frequent ones, the newest.
    """
    return search.find(
        room.record, parameters.to_query(), sort=parameters.sort, limit=parameters.limit, after=parameters.after
    )


@router.get("/facets", summary="Count the results of a search", **CACHED)
def facets(room: CurrentRoom, parameters: Annotated[StatementFilters, QueryParameters()]) -> Facets:
    """Number of results by speaker, subject, addressee, outlet, kind, place and year."""
    return search.facets(room.record, parameters.to_query())


@router.get("/loosenings", summary="Suggest searches with fewer filters", **CACHED)
def loosenings(room: CurrentRoom, parameters: Annotated[StatementFilters, QueryParameters()]) -> tuple[Loosening, ...]:
    """For a search without results: the same search without one of its filters, most results first."""
    return search.loosen(room.record, parameters.to_query())


@router.get("/statements/{statement}", summary="Show a statement", **CACHED)
def statement(room: CurrentRoom, statement: StatementId) -> CitedStatement:
    """Words, speaker with the evidence for it, addressee, time, and judgements.

    A statement that was removed from its page is shown with its last words and marked as removed.
    """
    return cited_statement(room.record, statement)


@router.get("/statements/{statement}/trail", summary="Follow words from page to page", **CACHED)
def trail(
    room: CurrentRoom, statement: StatementId, parameters: Annotated[PagedParameters, QueryParameters()]
) -> Trail:
    """All pages that have the words of the statement, earliest first.

    It shows the first page, copies and credits, and pages that reword, shorten or reattribute the words.
    """
    return room.record.trail(statement, limit=parameters.limit, after=parameters.after)


@router.get("/statements/{statement}/citation", summary="Cite a statement", **CACHED)
def cite(
    room: CurrentRoom, statement: StatementId, parameters: Annotated[CitationParameters, QueryParameters()]
) -> CitationText:
    """A citation as plain text, Markdown, BibTeX, wiki markup, schema.org JSON-LD or a Web Annotation."""
    with room.record.snapshot() as connection:
        text = citation.cite(connection, statement, form=parameters.form)
    return CitationText(statement, parameters.form, text)
