"""What pages changed in what they say that people said, the latest first: an edit that nobody announced is news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh
from onrecord.room.showing import render
from onrecord.store.pages import StoredPage
from onrecord.views.versions import Changed, PageChange, Version, changed

router = APIRouter()

Kind = Literal["altered", "reattributed", "removed", "added"]


@router.get("/changes")
def show(
    request: Request,
    room: RoomOf,
    fresh: Fresh,
    kind: Annotated[tuple[Kind, ...], Query()] = (),
    after: str | None = None,
) -> HTMLResponse:
    """The page, from ``after`` on."""
    found = changed(room.record, kind=kind, limit=20, after=after)
    return render(request, "changes.html", found=found, kind=kind, groups=list(_groups(found.changes)))


def _groups(changes: Iterable[Changed]) -> Iterator[tuple[StoredPage, tuple[Version, Version], list[PageChange]]]:
    """Changes that one page made at one time, together."""
    for _, same in groupby(changes, key=lambda one: (one.page.id, one.change.from_version, one.change.to_version)):
        some = list(same)[::-1]  # the latest time comes first, and at each time what stands first on the page
        first = some[0]
        yield first.page, (first.change.from_version, first.change.to_version), [one.change for one in some]
