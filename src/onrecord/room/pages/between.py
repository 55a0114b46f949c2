"""Between: what two said of each other, and how pages described what they are to each other, along one time line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.errors import AmbiguousNameError
from onrecord.room.context import RoomOf
from onrecord.room.freshness import Fresh
from onrecord.room.showing import query, render
from onrecord.views.between import Moment, between
from onrecord.views.people import NameMatches, meaning

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Step:
    """A step along the line: one statement, or pages one after another that state the same relationship."""

    year: str | None
    """Of the first of a year, that year; ``-`` where it has no date."""
    moments: tuple[Moment, ...]


def steps(moments: Sequence[Moment]) -> list[Step]:
    """``moments`` as steps."""
    made = []
    year: str | None = None
    for _, some in groupby(enumerate(moments), key=_same):
        group = tuple(moment for _, moment in some)
        here = group[0].day[:4] if group[0].day else "-"
        made.append(Step(here if here != year else None, group))
        year = here
    return made


def _same(numbered: tuple[int, Moment]) -> object:
    number, moment = numbered
    if moment.tie is None:
        return number
    return moment.day and moment.day[:4], moment.tie.relation, moment.tie.status


@router.get("/between")
def ask(request: Request, room: RoomOf, fresh: Fresh, a: str = "", b: str = "") -> Response:
    """The form; where both names stand for one each, on to the two."""
    if not (a.strip() and b.strip()):
        return render(request, "between_ask.html", a=a, b=b, sides=[], same=False)
    one, other = meaning(room.record, a), meaning(room.record, b)
    if len(one.people) == len(other.people) == 1 and one.people[0].id != other.people[0].id:
        return RedirectResponse(_address(one.people[0].id, other.people[0].id), status_code=303)
    return _ask_which(request, one, other)


@router.get("/between/{a}/{b}")
def show(request: Request, room: RoomOf, fresh: Fresh, a: str, b: str, after: str = "") -> Response:
    """The page; where a name stands for several, whom to choose from."""
    try:
        found = between(room.record, a, b, after=after or None)
    except AmbiguousNameError:
        return _ask_which(request, meaning(room.record, a), meaning(room.record, b))
    address = _address(found.one.id, found.other.id)
    if (found.one.id, found.other.id) != (a, b):
        asked = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{address}{asked}", status_code=307)
    return render(
        request, "between.html", found=found, address=address, steps=steps(found.moments), first_page=not after
    )


def _ask_which(request: Request, one: NameMatches, other: NameMatches) -> HTMLResponse:
    """The form with whom each name may stand for; choosing one keeps what is known of the other."""
    known = [meant.people[0].id if len(meant.people) == 1 else meant.name for meant in (one, other)]
    sides = [
        (one.name, [(who, f"/between?{query({'a': who.id, 'b': known[1]})}") for who in one.people], one.near),
        (other.name, [(who, f"/between?{query({'a': known[0], 'b': who.id})}") for who in other.people], other.near),
    ]
    same = len(one.people) == len(other.people) == 1
    return render(request, "between_ask.html", a=one.name, b=other.name, sides=[] if same else sides, same=same)


def _address(one: str, other: str) -> str:
    return f"/between/{quote(one, safe='')}/{quote(other, safe='')}"
