"""Searches as addresses hold them: what is asked for, how to change one part of it, and how to keep it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from onrecord.record import Record
from onrecord.resolve.name_resolver import EntitySummary, find_people
from onrecord.room import showing
from onrecord.search.facets import Facets, FacetValue, Loosening
from onrecord.search.find_statements import Order
from onrecord.search.query import FIELDS, KINDS, PLACES, Query

_LONGEST: Final = 500
_MOST_GIVEN: Final = 20
_MOST_YEARS: Final = 60
_MOST_MEANT: Final = 3

_Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=_LONGEST)]
_Words = Annotated[list[_Word], Field(max_length=_MOST_GIVEN)]

PLACE_NAMES: Final[Mapping[str, str]] = {
    "headline": "in headlines",
    "body": "in articles",
    "furniture": "beside articles",
}
"""Where on a page statements stand, as it is called."""
LABELS: Final[Mapping[str, str]] = {
    "words": "words",
    "by": "by",
    "about": "about",
    "told": "told to",
    "outlet": "outlet",
    "kind": "kind",
    "place": "place",
    "since": "since",
    "until": "until",
    "said": "only said",
}
"""What the parts of a search are called."""


_NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": showing.KINDS,
    "place": PLACE_NAMES,
    "said": {"1": "only what was said"},
}


class SearchForm(BaseModel):
    """A search, as an address holds it. What is empty is not asked for."""

    model_config = ConfigDict(frozen=True)

    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = ""
    by: _Words = []
    about: _Words = []
    told: _Words = []
    outlet: _Words = []
    kind: _Words = []
    place: _Words = []
    since: _Word = ""
    until: _Word = ""
    said: bool = False
    sort: Order | None = None
    after: str = Field("", max_length=_LONGEST)

    def query(self) -> Query:
        """As the record is asked."""
        filters = self.model_dump(include=set(FIELDS))
        return Query.from_mapping(
            {
                name: [text for text in value if text] if isinstance(value, list) else value or None
                for name, value in filters.items()
            }
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a search."""

    field: str
    label: str
    value: str
    """As the address has it."""
    name: str
    """As people have it."""
    without: str
    """The address of the search without it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that the search can be narrowed to, or is."""

    name: str
    times: int | None
    """How many of the counted statements have it; null where that was not counted."""
    share: int
    """Of the most frequent one, in percent."""
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The choices of one kind."""

    title: str
    choices: tuple[Choice, ...]


def address(query: Query, *, sort: Order | None = None, **more: str) -> str:
    """The address of a search."""
    asked = showing.query(parameters(query), sort=sort, **more)
    return f"/search?{asked}" if asked else "/search"


def parameters(query: Query) -> dict[str, Any]:
    """What an address holds of a search."""
    given = {name: getattr(query, name) for name in LABELS}
    given["said"] = "1" if query.said else ""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items() if value}


def parts(record: Record, query: Query, *, sort: Order | None) -> tuple[Part, ...]:
    """Everything but the words that a search asks for."""
    return tuple(_parts(record, query, sort))


def _parts(record: Record, query: Query, sort: Order | None) -> Iterator[Part]:
    for field, given in parameters(query).items():
        if field == "words":
            continue
        for value in given if isinstance(given, list) else [given]:
            left = [one for one in given if one != value] if isinstance(given, list) else None
            changed = showing.query({**parameters(query), field: left}, sort=sort)
            name = called(record, field, value)
            yield Part(field, LABELS[field], value, name, f"/search?{changed}")


def called(record: Record, field: str, value: str) -> str:
    """What the ``value`` of a part of a search is called."""
    if field in {"by", "about"}:
        people = find_people(record, value)
        return people[0].name if len(people) == 1 else value
    return _NAMES.get(field, {}).get(value, value)


def groups(found: Facets, query: Query, *, sort: Order | None) -> tuple[Group, ...]:
    """What a search can be narrowed to; groups in which there is nothing to choose are left out."""
    narrowed = _Narrowing(query, sort)
    made = (
        Group("Said by", narrowed.people("by", found.by)),
        Group("About", narrowed.people("about", found.about)),
        Group("Told to", narrowed.people("told", found.told)),
        Group("Outlet", narrowed.people("outlet", found.outlet)),
        Group("Kind", narrowed.of("kind", KINDS, found.kind, showing.KINDS)),
        Group("Place", narrowed.of("place", PLACES, found.place, PLACE_NAMES)),
    )
    return tuple(one for one in made if one.choices)


def years(found: Facets, query: Query, *, sort: Order | None) -> tuple[Choice, ...]:
    """The years in which statements were found, in order, each to narrow the search to."""
    most = max((one.times for one in found.year), default=1)
    choices = []
    for one in found.year:
        chosen = query.since == query.until == one.name
        period = None if chosen else one.name
        where = showing.query({**parameters(query), "since": period, "until": period}, sort=sort)
        choices.append(Choice(one.name, one.times, _share(one.times, most), f"/search?{where}", chosen))
    return tuple(choices)


def course(years: Sequence[Choice]) -> tuple[int, ...]:
    """The heights, in percent, of a picture of ``years``: one for each from the first to the last, at most 60."""
    if not years:
        return ()
    heights = {int(one.name): max(1, one.share) for one in years}
    last = max(heights)
    first = max(min(heights), last - _MOST_YEARS + 1)
    return tuple(heights.get(year, 0) for year in range(first, last + 1))


def advice(record: Record, loosenings: Sequence[Loosening], *, sort: Order | None) -> list[tuple[str, str, Loosening]]:
    """What to leave out of a search that finds nothing: in words, and the address of what is left."""
    told = []
    for one in loosenings:
        values = (one.value or "").split(" or ") if one.field in {"by", "kind", "place"} else [one.value or ""]
        name = " or ".join(called(record, one.field, value) for value in values)
        label = LABELS[one.field]
        told.append((label if one.value is None else f"{label} “{name}”", address(one.query, sort=sort), one))
    return told


class _Narrowing:
    """A search made narrower by one value, or wider where it has that value already."""

    def __init__(self, query: Query, sort: Order | None) -> None:
        self._given = parameters(query)
        self._sort = sort

    def people(self, field: str, values: Sequence[FacetValue]) -> tuple[Choice, ...]:
        most = max((one.times for one in values), default=1)
        return tuple(self._choice(field, one.id or one.name, one.name, one.times, most) for one in values)

    def of(
        self, field: str, every: Sequence[str], values: Sequence[FacetValue], names: Mapping[str, str]
    ) -> tuple[Choice, ...]:
        """All values that there are of ``field``; none where there is no choice."""
        times = {one.name: one.times for one in values}
        if len(times) < 2 and not self._given.get(field):
            return ()
        most = max(times.values(), default=1)
        return tuple(self._choice(field, one, names[one], times.get(one), most) for one in every)

    def _choice(self, field: str, value: str, name: str, times: int | None, most: int) -> Choice:
        given: list[str] = self._given.get(field, [])
        chosen = value in given or name in given
        left = [one for one in given if one not in (value, name)] if chosen else [*given, value]
        where = showing.query({**self._given, field: left}, sort=self._sort)
        return Choice(name, times, _share(times or 0, most), f"/search?{where}", chosen)


def meant(record: Record, query: Query) -> tuple[EntitySummary, ...]:
    """Whom the words of a search may name, where it asks for nothing else."""
    words = query.words.strip()
    if not words or query != Query(query.words):
        return ()
    return tuple(find_people(record, words.strip('"“”'))[:_MOST_MEANT])


def _share(times: int, most: int) -> int:
    return round(100 * times / max(1, most))


def in_words(query: Query, parts: Sequence[Part]) -> str:
    """A search, and its parts beside the words, as a line: ``divorce, by Ada Quill, since 2016``."""
    told = [query.words] if query.words else []
    told += [one.name if one.field == "said" else f"{one.label} {one.name}" for one in parts]
    return ", ".join(told) or "everything"
