"""The search page's form: the query in its address, filters to remove, choices to add, and ``feeds.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sqlalchemy import select

from onrecord.codec import write_json
from onrecord.record import Record
from onrecord.resolve.name_resolver import EntitySummary, find_people
from onrecord.room.templating import KIND_LABELS, encode_query
from onrecord.search.facets import Facets, FacetValue, Loosening
from onrecord.search.find_statements import Order
from onrecord.search.query import FIELDS, KINDS, PLACES, Query, drop_empty
from onrecord.store.schema.feeds import feeds

_MAX_CHARACTERS: Final = 500
# Each value of a filter is a lookup of its own: ?by=x&by=x&... must not tie up the record.
_MAX_VALUES: Final = 20
# Bars for more years would be thinner than 5 pixels.
_MAX_CHART_YEARS: Final = 60
# A common name must not push the results off the screen.
_MAX_NAMESAKES: Final = 3

_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=_MAX_CHARACTERS)]
_Texts = Annotated[list[_Text], Field(max_length=_MAX_VALUES)]

PLACE_LABELS: Final[Mapping[str, str]] = {
    "headline": "in headlines",
    "body": "in articles",
    "furniture": "outside articles",
}
FIELD_LABELS: Final[Mapping[str, str]] = {
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
_VALUE_LABELS: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": KIND_LABELS,
    "place": PLACE_LABELS,
    "said": {"1": "only what was said"},
}
_NO_FEEDS: Final = "# Add the feeds to watch here, a [[feed]] for each.\n"


class SearchForm(BaseModel):
    """The parameters of the search page's address. Empty ones are ignored."""

    model_config = ConfigDict(frozen=True)

    words: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)] = ""
    by: _Texts = []
    about: _Texts = []
    told: _Texts = []
    outlet: _Texts = []
    kind: _Texts = []
    place: _Texts = []
    since: _Text = ""
    until: _Text = ""
    said: bool = False
    sort: Order | None = None
    after: str = Field("", max_length=_MAX_CHARACTERS)

    _drop_empty = model_validator(mode="before")(drop_empty)

    def to_query(self) -> Query:
        """The query."""
        return Query.from_mapping(self.model_dump(include=set(FIELDS)))


@dataclass(frozen=True, slots=True)
class ActiveFilter:
    """A filter of the search."""

    field: str
    field_label: str
    value: str
    """The value in the address."""
    value_label: str
    """The value to show: the name of a person whose id is in the address."""
    address_without: str
    """The address of the search without this filter."""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A value that narrows the search, or an active filter to remove."""

    label: str
    times: int | None
    """Number of counted statements with it; null if it was not counted."""
    share: int
    """Percent of the most frequent value of the group."""
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """The choices of one field."""

    title: str
    choices: tuple[FilterChoice, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A search with fewer filters that has results."""

    label: str
    """The filter that is dropped, or the only remaining one: ``by “Ada Quill”``."""
    address: str
    loosening: Loosening


def search_address(query: Query, *, sort: Order | None = None, **parameters: str) -> str:
    """The address of the search page for ``query``."""
    encoded = encode_query(query_parameters(query), sort=sort, **parameters)
    return f"/search?{encoded}" if encoded else "/search"


def query_parameters(query: Query) -> dict[str, Any]:
    """The parameters of the search page's address."""
    values = {name: getattr(query, name) for name in FIELD_LABELS}
    values["said"] = "1" if query.said else ""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}


def list_active_filters(record: Record, query: Query, *, sort: Order | None) -> tuple[ActiveFilter, ...]:
    """All filters of ``query`` except its words."""
    parameters = query_parameters(query)
    filters = []
    for field, values in parameters.items():
        if field == "words":
            continue
        for value in values if isinstance(values, list) else [values]:
            rest = [remaining for remaining in values if remaining != value] if isinstance(values, list) else None
            address = encode_query({**parameters, field: rest}, sort=sort)
            label = _label_value(record, field, value)
            filters.append(ActiveFilter(field, FIELD_LABELS[field], value, label, f"/search?{address}"))
    return tuple(filters)


def _label_value(record: Record, field: str, value: str) -> str:
    if field in {"by", "about"}:
        people = find_people(record, value)
        return people[0].name if len(people) == 1 else value
    return _VALUE_LABELS.get(field, {}).get(value, value)


def list_filter_groups(facets: Facets, query: Query, *, sort: Order | None) -> tuple[FilterGroup, ...]:
    """The choices of each field; a field with a single value is left out."""
    choices = _ChoiceMaker(query, sort)
    groups = (
        FilterGroup("Said by", choices.list_found("by", facets.by)),
        FilterGroup("About", choices.list_found("about", facets.about)),
        FilterGroup("Told to", choices.list_found("told", facets.told)),
        FilterGroup("Outlet", choices.list_found("outlet", facets.outlet)),
        FilterGroup("Kind", choices.list_all("kind", KINDS, facets.kind, KIND_LABELS)),
        FilterGroup("Place", choices.list_all("place", PLACES, facets.place, PLACE_LABELS)),
    )
    return tuple(group for group in groups if group.choices)


def list_years(facets: Facets, query: Query, *, sort: Order | None) -> tuple[FilterChoice, ...]:
    """The years of the results in order, each as a choice."""
    max_times = max((value.times for value in facets.year), default=1)
    choices = []
    for value in facets.year:
        chosen = query.since == query.until == value.name
        year = None if chosen else value.name
        address = encode_query({**query_parameters(query), "since": year, "until": year}, sort=sort)
        choices.append(
            FilterChoice(value.name, value.times, _percent(value.times, max_times), f"/search?{address}", chosen)
        )
    return tuple(choices)


def chart_heights(years: Sequence[FilterChoice]) -> tuple[int, ...]:
    """Heights, in percent, of a bar chart of ``years`` with its gaps: one for each of the last 60 years at most."""
    if not years:
        return ()
    heights = {int(choice.label): max(1, choice.share) for choice in years}
    last = max(heights)
    first = max(min(heights), last - _MAX_CHART_YEARS + 1)
    return tuple(heights.get(year, 0) for year in range(first, last + 1))


def list_alternatives(
    record: Record, loosenings: Sequence[Loosening], *, sort: Order | None
) -> tuple[Alternative, ...]:
    """Searches with fewer filters, for a search without results."""
    alternatives = []
    for loosening in loosenings:
        value, label = loosening.value, FIELD_LABELS[loosening.field]
        if value is not None:
            values = value.split(" or ") if loosening.field in {"by", "kind", "place"} else [value]
            names = " or ".join(_label_value(record, loosening.field, part) for part in values)
            label = f"{label} “{names}”"
        alternatives.append(Alternative(label, search_address(loosening.query, sort=sort), loosening))
    return tuple(alternatives)


class _ChoiceMaker:
    """Makes choices for a query: each adds its value to the query, or removes it if the query has it."""

    def __init__(self, query: Query, sort: Order | None) -> None:
        self._parameters = query_parameters(query)
        self._sort = sort

    def list_found(self, field: str, values: Sequence[FacetValue]) -> tuple[FilterChoice, ...]:
        """The values of ``field`` in the results."""
        max_times = max((value.times for value in values), default=1)
        return tuple(
            self._make_choice(field, value.id or value.name, value.name, value.times, max_times) for value in values
        )

    def list_all(
        self, field: str, options: Sequence[str], values: Sequence[FacetValue], labels: Mapping[str, str]
    ) -> tuple[FilterChoice, ...]:
        """All ``options`` of ``field``; none if all results have the same value."""
        times = {value.name: value.times for value in values}
        if len(times) < 2 and not self._parameters.get(field):
            return ()
        max_times = max(times.values(), default=1)
        return tuple(
            self._make_choice(field, option, labels[option], times.get(option), max_times) for option in options
        )

    def _make_choice(self, field: str, value: str, label: str, times: int | None, max_times: int) -> FilterChoice:
        values: list[str] = self._parameters.get(field, [])
        chosen = value in values or label in values
        changed = [remaining for remaining in values if remaining not in (value, label)] if chosen else [*values, value]
        address = encode_query({**self._parameters, field: changed}, sort=self._sort)
        return FilterChoice(label, times, _percent(times or 0, max_times), f"/search?{address}", chosen)


def find_named_people(record: Record, query: Query) -> tuple[EntitySummary, ...]:
    """People whose names are the words of a ``query`` without filters: "Ada Quill" may mean her statements."""
    words = query.words.strip()
    if not words or query != Query(query.words):
        return ()
    return tuple(find_people(record, words.strip('"“”'))[:_MAX_NAMESAKES])


def _percent(times: int, max_times: int) -> int:
    return round(100 * times / max(1, max_times))


def describe_search(query: Query, filters: Sequence[ActiveFilter]) -> str:
    """``divorce, by Ada Quill, since 2016``."""
    parts = [query.words] if query.words else []
    parts += [
        active.value_label if active.field == "said" else f"{active.field_label} {active.value_label}"
        for active in filters
    ]
    return ", ".join(parts) or "everything"


def write_search_table(query: Query, filters: Sequence[ActiveFilter]) -> str:
    """``query`` as a table of ``feeds.toml``; empty for a search for everything.

    Ids have a comment: ``by = "5tzq3v7w2ex4kd6a"  # Ada Quill``.
    """
    if query == Query():
        return ""
    lines = ["[[search]]", f"name = {write_json(describe_search(query, filters))}"]
    for field, value in query.to_mapping().items():
        labels = [
            active.value_label for active in filters if active.field == field and active.value_label != active.value
        ]
        comment = f"  # {write_json(', '.join(labels))[1:-1]}" if labels and field in {"by", "about"} else ""
        # JSON writes texts, lists and truth values as TOML does, and escapes line breaks.
        lines.append(f"{field} = {write_json(value)}{comment}")
    return "\n".join(lines) + "\n"


def write_feeds_file(record: Record, search_table: str) -> str:
    """A ``feeds.toml`` with the feeds that are watched now, and ``search_table``."""
    with record.snapshot() as connection:
        urls = list(connection.execute(select(feeds.c.url).order_by(feeds.c.url)).scalars())
    feed_tables = "\n".join(f"[[feed]]\nurl = {write_json(url)}\n" for url in urls) or _NO_FEEDS
    return f"{feed_tables}\n{search_table}"
