"""The search page: results with filters and facets; the same search as a file, an Atom feed or ``feeds.toml``."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from onrecord.errors import UsageError
from onrecord.room import atom_feed, downloads, search_form
from onrecord.room.dependencies import CurrentRoom, CurrentVisitor, Room
from onrecord.room.problems import as_sentence
from onrecord.room.response_cache import CACHEABLE
from onrecord.room.search_form import SearchForm
from onrecord.room.templating import encode_query, render
from onrecord.search.facets import find_and_count, loosen
from onrecord.search.find_statements import SearchPage, find
from onrecord.search.query import KINDS

router = APIRouter()

SearchParameters = Annotated[SearchForm, Query()]
_FEED_LENGTH: Final = 50


@router.get("/search", dependencies=CACHEABLE)
def show_search(request: Request, room: CurrentRoom, form: SearchParameters) -> HTMLResponse:
    """The page; for htmx, only the next results."""
    query = form.to_query()
    try:
        if "hx-request" in request.headers:
            return _render_more(request, room, form)
        results, facets = find_and_count(room.record, query, sort=form.sort, after=form.after)
    except UsageError as error:
        return render(
            request,
            "search.html",
            status=400,
            form=form,
            search=query,
            filters=search_form.list_active_filters(room.record, query, sort=form.sort),
            problem=as_sentence(error),
            kinds=KINDS,
            places=search_form.PLACE_LABELS,
        )
    filters = search_form.list_active_filters(room.record, query, sort=form.sort)
    loosenings = [] if results.hits or form.after else loosen(room.record, query)
    years = search_form.list_years(facets, query, sort=form.sort)
    return render(
        request,
        "search.html",
        form=form,
        search=query,
        filters=filters,
        problem=None,
        results=results,
        facets=facets,
        groups=search_form.list_filter_groups(facets, query, sort=form.sort),
        years=years,
        heights=search_form.chart_heights(years),
        people=() if form.after else search_form.find_named_people(room.record, query),
        alternatives=search_form.list_alternatives(room.record, loosenings, sort=form.sort),
        orders=[(order, search_form.search_address(query, sort=order)) for order in _list_orders(query.words)],
        parameters=encode_query(search_form.query_parameters(query), sort=form.sort),
        more=_next_address(form, results),
        toml=search_form.write_search_table(query, filters),
        max_downloaded=downloads.MAX_STATEMENTS,
        kinds=KINDS,
        places=search_form.PLACE_LABELS,
    )


def _render_more(request: Request, room: Room, form: SearchForm) -> HTMLResponse:
    results = find(room.record, form.to_query(), sort=form.sort, after=form.after)
    return render(request, "search_more.html", results=results, more=_next_address(form, results))


def _next_address(form: SearchForm, results: SearchPage) -> str | None:
    """The address of the next page of results; null on the last."""
    if results.next is None:
        return None
    return search_form.search_address(form.to_query(), sort=form.sort, after=results.next)


@router.get("/search/download")
def download_results(
    room: CurrentRoom,
    visitor: CurrentVisitor,
    search: SearchParameters,
    form: Literal["csv", "json", "jsonl"],
) -> Response:
    """The results as a file."""
    query = search.to_query()
    find(room.record, query, sort=search.sort, limit=1)  # an error in the query is reported before the file begins
    return StreamingResponse(
        downloads.write_results(room.record, query, sort=search.sort, form=form),
        media_type=downloads.MEDIA_TYPES[form],
        headers={"content-disposition": f'attachment; filename="statements.{form}"'},
    )


@router.get("/search/feed.atom", dependencies=CACHEABLE)
def show_search_feed(request: Request, room: CurrentRoom, form: SearchParameters) -> Response:
    """The newest results as a feed."""
    query = form.to_query()
    results = find(room.record, query, sort="newest", limit=_FEED_LENGTH)
    parameters = encode_query(search_form.query_parameters(query))
    filters = search_form.list_active_filters(room.record, query, sort=None)
    feed = atom_feed.make_feed(
        (hit.entry for hit in results.hits),
        subject=f"search?{parameters}",
        title=f"{search_form.describe_search(query, filters)} on the record",
        base=str(request.base_url).rstrip("/"),
        path="/search",
        query=parameters,
    )
    return Response(feed, media_type=atom_feed.MEDIA_TYPE)


@router.get("/search/feeds.toml")
def download_feeds_file(room: CurrentRoom, visitor: CurrentVisitor, form: SearchParameters) -> Response:
    """A ``feeds.toml`` for ``onrecord watch`` with this search and the feeds that are watched now."""
    if visitor.role != "editor":
        raise HTTPException(403, "The list of watched feeds is for editors. Copy the search from its page instead.")
    query = form.to_query()
    query.check()
    table = search_form.write_search_table(query, search_form.list_active_filters(room.record, query, sort=None))
    if not table:
        raise UsageError("A search without words and filters would match everything. Give one or more.")
    return Response(
        search_form.write_feeds_file(room.record, table),
        media_type="application/toml",
        headers={"content-disposition": 'attachment; filename="feeds.toml"'},
    )


def _list_orders(words: str) -> tuple[Literal["relevance", "newest", "oldest"], ...]:
    return ("relevance", "newest", "oldest") if words else ("newest", "oldest")
