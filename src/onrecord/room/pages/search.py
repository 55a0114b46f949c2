"""Search: what is found, page after page, and what narrows it; the same as a file, as a feed and as a watch."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Request
from fastapi import Query as Given
from starlette.responses import HTMLResponse, Response, StreamingResponse

from onrecord.errors import UsageError
from onrecord.room import downloads, feeds, searching, watching
from onrecord.room.context import Room, RoomOf, VisitorOf
from onrecord.room.freshness import Fresh
from onrecord.room.searching import SearchForm
from onrecord.room.showing import query as encoded
from onrecord.room.showing import render
from onrecord.search.facets import find_and_count, loosen
from onrecord.search.find_statements import SearchPage, find
from onrecord.search.query import KINDS

router = APIRouter()

Search = Annotated[SearchForm, Given()]
_IN_FEED = 50


@router.get("/search")
def show(request: Request, room: RoomOf, fresh: Fresh, asked: Search) -> HTMLResponse:
    """The page; where it goes on in a browser that shows the beginning already, the rest alone."""
    query = asked.query()
    try:
        if "hx-request" in request.headers:
            return _more(request, room, asked)
        found, counted = find_and_count(room.record, query, sort=asked.sort, after=asked.after or None)
    except UsageError as error:
        return render(
            request,
            "search.html",
            status=400,
            asked=asked,
            search=query,
            parts=searching.parts(room.record, query, sort=asked.sort),
            problem=str(error),
            kinds=KINDS,
            places=searching.PLACE_NAMES,
        )
    parts = searching.parts(room.record, query, sort=asked.sort)
    loosened = [] if found.hits or asked.after else loosen(room.record, query)
    years = searching.years(counted, query, sort=asked.sort)
    return render(
        request,
        "search.html",
        asked=asked,
        search=query,
        parts=parts,
        problem=None,
        found=found,
        facets=counted,
        groups=searching.groups(counted, query, sort=asked.sort),
        years=years,
        course=searching.course(years),
        meant=() if asked.after else searching.meant(room.record, query),
        advice=searching.advice(room.record, loosened, sort=asked.sort),
        orders=[(order, searching.address(query, sort=order)) for order in _orders(query.words)],
        given=encoded(searching.parameters(query), sort=asked.sort),
        more=_further(asked, found),
        toml=watching.search_table(query, parts),
        most=downloads.MOST,
        kinds=KINDS,
        places=searching.PLACE_NAMES,
    )


def _more(request: Request, room: Room, asked: SearchForm) -> HTMLResponse:
    found = find(room.record, asked.query(), sort=asked.sort, after=asked.after or None)
    return render(request, "search_more.html", found=found, more=_further(asked, found))


def _further(asked: SearchForm, found: SearchPage) -> str | None:
    """The address at which it goes on; null where it does not."""
    return searching.address(asked.query(), sort=asked.sort, after=found.next) if found.next else None


@router.get("/search/download")
def download(room: RoomOf, visitor: VisitorOf, asked: Search, form: Literal["csv", "json", "jsonl"]) -> Response:
    """What is found, as a file."""
    find(room.record, asked.query(), sort=asked.sort, limit=1)  # what is wrong with it is told before the file begins
    return StreamingResponse(
        downloads.written(room.record, asked.query(), sort=asked.sort, form=form),
        media_type=downloads.TYPES[form],
        headers={"content-disposition": f'attachment; filename="statements.{form}"'},
    )


@router.get("/search/feed.atom")
def feed(request: Request, room: RoomOf, fresh: Fresh, asked: Search) -> Response:
    """The newest of what is found, as a feed."""
    query = asked.query()
    found = find(room.record, query, sort="newest", limit=_IN_FEED)
    given = encoded(searching.parameters(query))
    made = feeds.feed(
        (hit.entry for hit in found.hits),
        of=f"search?{given}",
        title=f"{searching.in_words(query, searching.parts(room.record, query, sort=None))} on the record",
        base=str(request.base_url).rstrip("/"),
        path="/search",
        asked=given,
    )
    return Response(made, media_type=feeds.TYPE)


@router.get("/search/feeds.toml")
def watch(room: RoomOf, visitor: VisitorOf, asked: Search) -> Response:
    """A file for ``onrecord watch``: the feeds that are watched so far, and this search."""
    if visitor.role != "editor":
        raise HTTPException(403, "What is watched is for editors to see. Copy the search itself from its page.")
    query = asked.query()
    query.check()
    toml = watching.search_table(query, searching.parts(room.record, query, sort=None))
    if not toml:
        raise UsageError("a search without words and filters would find everything. Give one or more.")
    return Response(
        watching.feeds_toml(room.record, toml),
        media_type="application/toml",
        headers={"content-disposition": 'attachment; filename="feeds.toml"'},
    )


def _orders(words: str) -> tuple[Literal["relevance", "newest", "oldest"], ...]:
    return ("relevance", "newest", "oldest") if words else ("newest", "oldest")
