"""Person: somebody as the record has it, along time and among others; the feed of it; who it is and is not."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.errors import AmbiguousNameError
from onrecord.judge.decisions import PeopleVerdict, judge_people, set_wikidata, withdraw
from onrecord.judge.judgement_log import Author
from onrecord.room import feeds
from onrecord.room.context import EditorOf, Room, RoomOf
from onrecord.room.drawings import relations, timelines
from onrecord.room.freshness import Fresh
from onrecord.room.showing import render
from onrecord.search.find_statements import SearchPage, find
from onrecord.search.query import Query
from onrecord.views.people import meaning
from onrecord.views.person import person
from onrecord.views.person_profile import profile

router = APIRouter()

Tab = Literal["said", "about", "told"]
_SHOWN = 20
_IN_FEED = 25


@router.get("/person/{name}")
def show(
    request: Request,
    room: RoomOf,
    fresh: Fresh,
    name: str,
    tab: Tab = "said",
    year: int | None = None,
    told: str = "",
    after: str = "",
) -> Response:
    """The page; where several have the name, whom to choose from."""
    try:
        whole = profile(room.record, name, year=year)
    except AmbiguousNameError:
        return _choose(request, room, name)
    portrait = whole.portrait
    key = portrait.who.id
    if key != name:
        asked = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/person/{key}{asked}", status_code=307)
    if tab == "told" and not told and portrait.told:
        told = portrait.told[0].who.name
    people = relations.relatives(portrait.ties)
    return render(
        request,
        "person.html",
        portrait=portrait,
        around=whole.around,
        time=whole.time,
        drawing=timelines.draw(whole.time),
        relatives=people,
        fan=relations.fan(people),
        initials=_initials(portrait.who.name),
        what_they_are=relations.what_they_are,
        found=_statements(room, key, tab=tab, year=year, told=told, after=after),
        years=[one.year for one in portrait.years],
        asked={"tab": "" if tab == "said" else tab, "year": year, "told": told if tab == "told" else ""},
        tab=tab,
        told=told,
    )


@router.get("/person/{name}/feed.atom")
def feed(request: Request, room: RoomOf, fresh: Fresh, name: str) -> Response:
    """The latest that was said by and about somebody."""
    who = person(room.record, name).who
    listed = [
        hit.entry
        for asked in (Query(by=(who.id,)), Query(about=(who.id,)))
        for hit in find(room.record, asked, limit=_IN_FEED).hits
    ]
    made = feeds.feed(
        {one.id: one for one in listed}.values(),
        of=f"person/{who.id}",
        title=f"{who.name} on the record",
        base=str(request.base_url).rstrip("/"),
        path=f"/person/{who.id}",
    )
    return Response(made, media_type=feeds.TYPE)


@router.post("/person/{name}/judge")
def judge(
    request: Request,
    room: RoomOf,
    editor: EditorOf,
    name: str,
    other: Annotated[str, Form(min_length=1, max_length=500)],
    verdict: Annotated[PeopleVerdict, Form()],
    why: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Log whether somebody and another are one; where several have the other's name, ask which."""
    meant = meaning(room.record, other)
    others = [one for one in meant.people if one.id != name] or list(meant.people)
    if len(others) > 1:
        who = person(room.record, name).who
        return render(request, "which.html", who=who, others=others, name=other, verdict=verdict, why=why)
    second = others[0].id if others else other
    judge_people(room.record, name, second, verdict=verdict, by=Author(editor.name, why.strip() or None))
    return _back(name)


@router.post("/person/{name}/wikidata")
def identify(
    room: RoomOf,
    editor: EditorOf,
    name: str,
    item: Annotated[str, Form(max_length=40)],
    why: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Log which Wikidata item somebody is."""
    set_wikidata(room.record, name, item.strip(), by=Author(editor.name, why.strip() or None))
    return _back(name)


@router.post("/person/{name}/withdraw")
def take_back(room: RoomOf, editor: EditorOf, name: str, judgement: Annotated[str, Form(max_length=40)]) -> Response:
    """Take back a judgement of who somebody is."""
    withdraw(room.record, judgement, by=Author(editor.name))
    return _back(name)


def _statements(room: Room, key: str, *, tab: Tab, year: int | None, told: str, after: str) -> SearchPage | None:
    """The statements of a tab; null where nobody was told anything."""
    if tab == "told" and not told:
        return None
    period = None if year is None else f"{year:04}"
    asked = Query(
        by=() if tab == "about" else (key,),
        about=(key,) if tab == "about" else (),
        told=(told,) if tab == "told" else (),
        since=period,
        until=period,
    )
    return find(room.record, asked, limit=_SHOWN, after=after or None)


def _initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()] or [name[:1]]
    return "".join(word[0].upper() for word in dict.fromkeys((words[0], words[-1])))


def _back(name: str) -> Response:
    return RedirectResponse(f"/person/{quote(name, safe='')}#who", status_code=303)


def _choose(request: Request, room: Room, name: str) -> HTMLResponse:
    people = meaning(room.record, name).people
    return render(request, "choose.html", status=300, name=name, choices=[(one, f"/person/{one.id}") for one in people])
