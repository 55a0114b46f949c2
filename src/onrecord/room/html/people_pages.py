"""People: the list, suggestions for a name, one person, and the record of two people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Final, Literal
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from onrecord.errors import AmbiguousNameError
from onrecord.judge.decisions import PeopleVerdict, judge_people, set_wikidata, withdraw
from onrecord.judge.judgement_log import Author
from onrecord.room import atom_feed
from onrecord.room.charts.relationship_chart import draw_relationships, group_relatives, relation_of_other
from onrecord.room.charts.timeline_chart import draw_timeline
from onrecord.room.dependencies import CurrentAuthor, CurrentEditor, CurrentRoom, Room
from onrecord.room.response_cache import CACHEABLE
from onrecord.room.templating import encode_query, query_of, render
from onrecord.search.find_statements import SearchPage, find
from onrecord.search.query import Query
from onrecord.views.between import Moment, between
from onrecord.views.people import NameMatches, list_people, match_name, suggest
from onrecord.views.person import person
from onrecord.views.person_context import profile

router = APIRouter()

Tab = Literal["said", "about", "told"]
_STATEMENTS_PER_PAGE: Final = 20
# Number of statements by the person in the feed; there are as many about the person.
_FEED_LENGTH: Final = 25


@router.get("/people", dependencies=CACHEABLE)
def show_people(
    request: Request,
    room: CurrentRoom,
    words: str = "",
    order: Literal["heard", "name"] = "heard",
    letter: str = "",
    kind: Literal["", "person", "organisation"] = "",
    after: str = "",
) -> HTMLResponse:
    """People and organisations by number of statements or by name."""
    page = list_people(room.record, words, order=order, letter=letter, kind=kind or None, after=after)
    parameters = {"words": words, "order": order if order == "name" else "", "letter": letter, "kind": kind}
    max_statements = max((row.said + row.spoken_of for row in page.people), default=0)
    return render(request, "people.html", page=page, parameters=parameters, max_statements=max_statements)


@router.get("/people/suggest", dependencies=CACHEABLE)
def suggest_people(request: Request, room: CurrentRoom) -> HTMLResponse:
    """Options for an input that takes a name. Its text is the only parameter, whatever the input is called."""
    text = next(iter(request.query_params.values()), "")
    return render(request, "suggestions.html", people=suggest(room.record, text))


@router.get("/person/{name}", dependencies=CACHEABLE)
def show_person(
    request: Request,
    room: CurrentRoom,
    name: str,
    tab: Tab = "said",
    year: int | None = None,
    told: str = "",
    after: str = "",
) -> Response:
    """A person; for an ambiguous name, the people to choose from."""
    try:
        view = profile(room.record, name, year=year)
    except AmbiguousNameError:
        matches = match_name(room.record, name)
        choices = [(candidate, f"/person/{candidate.id}") for candidate in matches.people]
        return render(
            request,
            "choose_person.html",
            status=300,
            name=name,
            choices=choices,
            outlets=matches.first_outlets,
            total=matches.total,
        )
    portrait = view.portrait
    person_id = portrait.who.id
    if person_id != name:
        return RedirectResponse(f"/person/{person_id}{query_of(request)}", status_code=307)
    if tab == "told" and not told and portrait.told:
        told = portrait.told[0].who.name
    relatives = group_relatives(portrait.ties)
    return render(
        request,
        "person.html",
        portrait=portrait,
        around=view.around,
        timeline=view.time,
        timeline_chart=draw_timeline(view.time),
        relatives=relatives,
        relationship_chart=draw_relationships(relatives),
        relation_of_other=relation_of_other,
        initials=_initials(portrait.who.name),
        statements=_find_statements(room, person_id, tab=tab, year=year, told=told, after=after),
        years=[row.year for row in portrait.years],
        parameters={"tab": "" if tab == "said" else tab, "year": year, "told": told if tab == "told" else ""},
        tab=tab,
        told=told,
    )


@router.get("/person/{name}/feed.atom", dependencies=CACHEABLE)
def show_person_feed(request: Request, room: CurrentRoom, name: str) -> Response:
    """The latest statements by and about a person, as a feed."""
    entity = person(room.record, name).who
    statements = [
        hit.entry
        for query in (Query(by=(entity.id,)), Query(about=(entity.id,)))
        for hit in find(room.record, query, limit=_FEED_LENGTH).hits
    ]
    feed = atom_feed.make_feed(
        {statement.id: statement for statement in statements}.values(),
        subject=f"person/{entity.id}",
        title=f"{entity.name} on the record",
        base=str(request.base_url).rstrip("/"),
        path=f"/person/{entity.id}",
    )
    return Response(feed, media_type=atom_feed.MEDIA_TYPE)


@router.post("/person/{name}/judge")
def judge_identity(
    request: Request,
    room: CurrentRoom,
    author: CurrentAuthor,
    name: str,
    other: Annotated[str, Form(min_length=1, max_length=500)],
    verdict: Annotated[PeopleVerdict, Form()],
) -> Response:
    """Log that a person and ``other`` are the same, different or undecided; ask who an ambiguous ``other`` is."""
    matches = match_name(room.record, other)
    choices = [candidate for candidate in matches.people if candidate.id != name] or list(matches.people)
    if len(choices) > 1:
        entity = person(room.record, name).who
        return render(
            request,
            "choose_other.html",
            person=entity,
            choices=choices,
            outlets=matches.first_outlets,
            name=other,
            verdict=verdict,
            why=author.why or "",
        )
    reference = choices[0].id if choices else other
    judge_people(room.record, name, reference, verdict=verdict, by=author)
    return _redirect_to_identity(name)


@router.post("/person/{name}/wikidata")
def judge_wikidata(
    room: CurrentRoom, author: CurrentAuthor, name: str, item: Annotated[str, Form(max_length=40)]
) -> Response:
    """Log the Wikidata item of a person."""
    set_wikidata(room.record, name, item.strip(), by=author)
    return _redirect_to_identity(name)


@router.post("/person/{name}/withdraw")
def withdraw_identity(
    room: CurrentRoom, editor: CurrentEditor, name: str, judgement: Annotated[str, Form(max_length=40)]
) -> Response:
    """Withdraw a judgement of a person's identity."""
    withdraw(room.record, judgement, by=Author(editor.name))
    return _redirect_to_identity(name)


@router.get("/between", dependencies=CACHEABLE)
def ask_for_two_people(request: Request, room: CurrentRoom, a: str = "", b: str = "") -> Response:
    """The form; a redirect if both names are unambiguous."""
    if not (a.strip() and b.strip()):
        return render(request, "between_form.html", a=a, b=b, sides=[], same=False)
    first, second = match_name(room.record, a), match_name(room.record, b)
    if len(first.people) == len(second.people) == 1 and first.people[0].id != second.people[0].id:
        return RedirectResponse(_between_address(first.people[0].id, second.people[0].id), status_code=303)
    return _choose_two_people(request, first, second)


@router.get("/between/{a}/{b}", dependencies=CACHEABLE)
def show_between(request: Request, room: CurrentRoom, a: str, b: str, after: str = "") -> Response:
    """Statements and relationships between two people; for an ambiguous name, the people to choose from."""
    try:
        view = between(room.record, a, b, after=after)
    except AmbiguousNameError:
        return _choose_two_people(request, match_name(room.record, a), match_name(room.record, b))
    address = _between_address(view.one.id, view.other.id)
    if (view.one.id, view.other.id) != (a, b):
        return RedirectResponse(f"{address}{query_of(request)}", status_code=307)
    return render(
        request,
        "between.html",
        between=view,
        address=address,
        groups=group_moments(view.moments),
        first_page=not after,
    )


@dataclass(frozen=True, slots=True)
class MomentGroup:
    """A statement, or the pages in a row that state the same relationship in the same year."""

    year: str | None
    """Set on the first group of each year; ``-`` for groups without a date."""
    moments: tuple[Moment, ...]


def group_moments(moments: Sequence[Moment]) -> list[MomentGroup]:
    """``moments`` in groups, in their order."""
    groups = []
    previous_year: str | None = None
    for _, numbered in groupby(enumerate(moments), key=_group_key):
        group = tuple(moment for _, moment in numbered)
        year = group[0].day[:4] if group[0].day else "-"
        groups.append(MomentGroup(year if year != previous_year else None, group))
        previous_year = year
    return groups


def _group_key(numbered: tuple[int, Moment]) -> object:
    number, moment = numbered
    if moment.tie is None:
        return number
    return moment.day and moment.day[:4], moment.tie.relation, moment.tie.status


def _choose_two_people(request: Request, first: NameMatches, second: NameMatches) -> HTMLResponse:
    """The form with the candidates of each name; a choice for one side keeps the other side."""
    first_ref, second_ref = (meant.people[0].id if len(meant.people) == 1 else meant.name for meant in (first, second))
    first_choices = [
        (candidate, f"/between?{encode_query({'a': candidate.id, 'b': second_ref})}") for candidate in first.people
    ]
    second_choices = [
        (candidate, f"/between?{encode_query({'a': first_ref, 'b': candidate.id})}") for candidate in second.people
    ]
    sides = [(first.name, first_choices, first.near), (second.name, second_choices, second.near)]
    same = len(first.people) == len(second.people) == 1
    return render(
        request,
        "between_form.html",
        a=first.name,
        b=second.name,
        sides=[] if same else sides,
        outlets={**first.first_outlets, **second.first_outlets},
        same=same,
    )


def _between_address(first: str, second: str) -> str:
    return f"/between/{quote(first, safe='')}/{quote(second, safe='')}"


def _find_statements(
    room: Room, person_id: str, *, tab: Tab, year: int | None, told: str, after: str
) -> SearchPage | None:
    """The statements of a tab; null for the tab "told" if there are none."""
    if tab == "told" and not told:
        return None
    period = None if year is None else f"{year:04}"
    query = Query(
        by=() if tab == "about" else (person_id,),
        about=(person_id,) if tab == "about" else (),
        told=(told,) if tab == "told" else (),
        since=period,
        until=period,
    )
    return find(room.record, query, limit=_STATEMENTS_PER_PAGE, after=after)


def _initials(name: str) -> str:
    """``AQ`` for Ada Quill; one letter for a single word."""
    words = [word for word in name.split() if word[0].isalnum()] or [name[:1]]
    return "".join(word[0].upper() for word in dict.fromkeys((words[0], words[-1])))


def _redirect_to_identity(name: str) -> Response:
    return RedirectResponse(f"/person/{quote(name, safe='')}#who", status_code=303)
