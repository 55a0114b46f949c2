"""Outlets, speaker shares, headlines with words that their articles lack, and changes of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from onrecord.room.charts.share_charts import draw_shares, draw_speakers, drawn_period
from onrecord.room.dependencies import CurrentRoom
from onrecord.room.overviews import mark_cacheable_if_current, render_pending
from onrecord.room.response_cache import CACHEABLE
from onrecord.room.templating import encode_query, render
from onrecord.store.codecs import fold
from onrecord.store.pages import StoredPage
from onrecord.store.schema.values import ChangeKind
from onrecord.views.first_reports import LEAST_CHARACTERS
from onrecord.views.headlines import headlines
from onrecord.views.outlets import outlet
from onrecord.views.versions import Changed, PageChange, Version, list_changes

router = APIRouter()

OutletOrder = Literal["name", "pages", "statements", "firsts", "cited", "cites", "copied", "copies"]
ShortText = Annotated[str, Query(max_length=500)]
_OUTLETS_PER_PAGE: Final = 50
_CHANGES_PER_PAGE: Final = 20
# The outlets with the most pages; any other name can be typed.
_SUGGESTED_OUTLETS: Final = 40
# Folding case and accents of a longer text would take time for nothing: no outlet has such a name.
_MAX_NAME_CHARACTERS: Final = 200
_COLUMNS: Final = ("pages", "statements", "firsts", "cited", "cites", "copied", "copies")


@router.get("/outlets")
def show_outlets(
    request: Request, room: CurrentRoom, words: str = "", sort: OutletOrder = "pages", start: int = 0
) -> HTMLResponse:
    """All outlets, or those whose name contains ``words``."""
    overview = room.overviews.outlets()
    if overview is None:
        return render_pending(request, "Outlets")
    mark_cacheable_if_current(request, overview)
    folded_words = fold(words[:_MAX_NAME_CHARACTERS])
    matches = [candidate for candidate in overview.value if folded_words in fold(candidate.name)]
    matches.sort(key=attrgetter(sort), reverse=sort != "name")
    start = max(0, start)
    end = start + _OUTLETS_PER_PAGE
    parameters = {"words": words, "sort": sort if sort != "pages" else ""}
    return render(
        request,
        "outlets.html",
        overview=overview,
        outlets=matches[start:end],
        match_count=len(matches),
        maximum={name: max((getattr(row, name) for row in overview.value), default=0) or 1 for name in _COLUMNS},
        parameters=parameters,
        sort=sort,
        words=words,
        start=start,
        more=f"/outlets?{encode_query(parameters, start=end)}" if len(matches) > end else None,
        least_characters=LEAST_CHARACTERS,
    )


@router.get("/outlet")
def show_outlet(request: Request, room: CurrentRoom, name: str) -> HTMLResponse:
    """An outlet: words that it had first, outlets that it credits, and its speaker shares."""
    overview = room.overviews.outlets()
    if overview is None:
        return render_pending(request, name)
    portrait = outlet(room.record, name, among=overview.value)
    shares = room.overviews.speaker_shares(portrait.outlet.name)
    if shares is None:
        return render_pending(request, name)
    mark_cacheable_if_current(request, overview, shares)
    return render(
        request,
        "outlet.html",
        outlet=portrait.outlet,
        firsts=portrait.firsts,
        overview=overview,
        speakers=draw_speakers(shares.value),
        shares=draw_shares(shares.value),
        least_characters=LEAST_CHARACTERS,
    )


@router.get("/heard")
def show_speaker_shares(request: Request, room: CurrentRoom, outlet: str = "") -> HTMLResponse:
    """The speaker shares of all pages, or of one outlet."""
    shares = room.overviews.speaker_shares(outlet.strip() or None)
    outlets = room.overviews.outlets() if shares else None
    if shares is None or outlets is None:
        return render_pending(request, "Who is quoted")
    mark_cacheable_if_current(request, shares, outlets)
    return render(
        request,
        "speaker_shares.html",
        outlet=outlet,
        shares_by_year=shares.value,
        overview=shares,
        outlets=[row.name for row in outlets.value[:_SUGGESTED_OUTLETS]],
        speakers=draw_speakers(shares.value),
        shares=draw_shares(shares.value),
        years=drawn_period(shares.value),
    )


@router.get("/headlines", dependencies=CACHEABLE)
def show_headlines(
    request: Request,
    room: CurrentRoom,
    outlet: ShortText = "",
    since: ShortText = "",
    until: ShortText = "",
    after: ShortText = "",
) -> HTMLResponse:
    """Headlines that quote words that their articles do not contain."""
    parameters = {"outlet": outlet.strip(), "since": since.strip(), "until": until.strip()}
    page = headlines(
        room.record,
        outlet=parameters["outlet"],
        since=parameters["since"],
        until=parameters["until"],
        after=after,
    )
    more = f"/headlines?{encode_query(parameters, after=page.next)}" if page.next else None
    return render(
        request, "headlines.html", headlines=page.headlines, parameters=parameters, more=more, first_page=not after
    )


@router.get("/changes", dependencies=CACHEABLE)
def show_changes(
    request: Request,
    room: CurrentRoom,
    kind: Annotated[tuple[ChangeKind, ...], Query()] = (),
    after: str | None = None,
) -> HTMLResponse:
    """Changes that pages made to their statements, latest first."""
    page = list_changes(room.record, kind=kind, limit=_CHANGES_PER_PAGE, after=after)
    return render(request, "changes.html", page=page, kind=kind, groups=list(_group_changes(page.changes)))


def _group_changes(
    changes: Iterable[Changed],
) -> Iterator[tuple[StoredPage, tuple[Version, Version], list[PageChange]]]:
    """Changes by page and pair of versions."""
    for _, group in groupby(changes, key=lambda row: (row.page.id, row.change.from_version, row.change.to_version)):
        rows = list(group)[::-1]  # listed backwards in time, they are also backwards within the page
        first = rows[0]
        yield first.page, (first.change.from_version, first.change.to_version), [row.change for row in rows]
