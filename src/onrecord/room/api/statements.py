"""Statements: found, counted, one with all that is known of it, its trail, its citations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query as Asked
from pydantic import Field

from onrecord import search, views
from onrecord.cite.citation import CiteForm
from onrecord.cite.citation import cite as citation
from onrecord.cite.cited_statement import CitedStatement, cited_statement
from onrecord.room.api.asking import UNCHANGED, Name, Names, Paged, StatementId, Strict, section
from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh
from onrecord.search.facets import Facets, Loosening
from onrecord.search.find_statements import Order, SearchPage
from onrecord.search.query import FIELDS, Query
from onrecord.types import Kind, Place
from onrecord.views.trail import Trail

router = section("statements")

_EITHER = "Given more than once it means either."
_DATE = "A year, a month, a day, or another date in EDTF."


class Filters(Strict):
    """What to find: all of it must be true of a statement."""

    words: str = Field(
        "",
        max_length=2_000,
        description='Words in any form, `"a phrase"`, `begin*`, and AND, OR, NOT, brackets between them.',
        examples=['harbour "last winter" NOT ferr*'],
    )
    by: Names = Field(default=[], description=f"Who said it: a name, an alias, a description, a public id. {_EITHER}")
    about: Names = Field(default=[], description="Whom it is about. Given more than once it means all of them.")
    told: Names = Field(default=[], description=f"To whom or where it was said. {_EITHER}")
    outlet: Names = Field(default=[], description=f"Whose page it is. {_EITHER}")
    kind: list[Kind] = Field(default=[], max_length=4, description=f"How the words are given. {_EITHER}")
    place: list[Place] = Field(default=[], max_length=3, description=f"Where on the page they stand. {_EITHER}")
    since: Name | None = Field(None, description=f"Said in it or later. {_DATE}", examples=["2016"])
    until: Name | None = Field(None, description=f"Said in it or earlier. {_DATE}", examples=["2025-06"])
    said: bool = Field(False, description="Only what was said or written: no thoughts and intentions.")

    def query(self) -> Query:
        """As the record is asked."""
        return Query.from_mapping(self.model_dump(include=set(FIELDS)))


class Find(Filters, Paged):
    """What to find, and which page of it."""

    sort: Order | None = Field(
        None, description="Where not given: those that fit best where there are words, else the newest first."
    )


class CiteAsked(Strict):
    """How to cite."""

    form: CiteForm = Field(CiteForm.plain, description="How the citation is written.")


@dataclass(frozen=True, slots=True)
class Cited:
    """A statement, cited."""

    statement: str
    """Its public id."""
    form: CiteForm
    text: str
    """The citation, with a link that scrolls to the words where the page is on the web."""


@router.get("/statements", summary="Find statements", responses=UNCHANGED)
def find(room: RoomOf, fresh: Fresh, asked: Annotated[Find, Asked()]) -> SearchPage:
    """Statements by their words and by who said them about whom, to whom, where and when.

    With words, those first in which they weigh most; without, or where very many hold them, the newest.
    """
    return search.find(room.record, asked.query(), sort=asked.sort, limit=asked.limit, after=asked.after)


@router.get("/facets", summary="Count what a search finds", responses=UNCHANGED)
def facets(room: RoomOf, fresh: Fresh, asked: Annotated[Filters, Asked()]) -> Facets:
    """How many statements there are of each speaker, outlet, kind, place, year and so on, to narrow a search by."""
    return search.facets(room.record, asked.query())


@router.get("/loosenings", summary="Say what of a search could be left out", responses=UNCHANGED)
def loosenings(room: RoomOf, fresh: Fresh, asked: Annotated[Filters, Asked()]) -> tuple[Loosening, ...]:
    """Where a search finds nothing: what it would find without one of its parts, first what would find the most."""
    return search.loosen(room.record, asked.query())


@router.get("/statements/{statement}", summary="Show a statement", responses=UNCHANGED)
def statement(room: RoomOf, fresh: Fresh, statement: StatementId) -> CitedStatement:
    """The words, who said them and how that is known, to whom and when, and what was judged of it.

    One that its page no longer makes is shown as it was, and says so.
    """
    return cited_statement(room.record, statement)


@router.get("/statements/{statement}/trail", summary="Follow words from page to page", responses=UNCHANGED)
def trail(room: RoomOf, fresh: Fresh, statement: StatementId, asked: Annotated[Paged, Asked()]) -> Trail:
    """Every page that carries the statement's words, the earliest first.

    Who had them first, who copied or cites whom, and where they were altered, cut or put in another mouth.
    """
    return views.trail(room.record, statement, limit=asked.limit, after=asked.after)


@router.get("/statements/{statement}/citation", summary="Cite a statement", responses=UNCHANGED)
def cite(room: RoomOf, fresh: Fresh, statement: StatementId, asked: Annotated[CiteAsked, Asked()]) -> Cited:
    """A citation: plain, Markdown, BibTeX, wiki, schema.org JSON-LD or a Web Annotation."""
    with room.record.snapshot() as connection:
        return Cited(statement, asked.form, citation(connection, statement, form=asked.form))
