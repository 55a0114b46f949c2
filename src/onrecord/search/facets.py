"""Facets: counts of what a search finds, by the values that narrow it; and how to loosen one that finds nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, Select, func, literal, select, union_all

from onrecord.search.filters import CountedQuery, count_filters, count_statements
from onrecord.search.find_statements import Order, SearchPage, find_counted
from onrecord.search.query import FIELDS, Query
from onrecord.search.sample import Sample, draw_sample
from onrecord.store.days import year_of
from onrecord.store.dialect import key_table, materialized, without_index
from onrecord.store.entities import EntityRef, load_entities, load_names
from onrecord.store.schema import abouts, pages, persons, statements
from onrecord.store.store import Store

_SHOWN: Final = 8
_YEARS: Final = 40
_ANYTHING: Final = Query()
_FACETS: Final = ("by", "about", "told", "outlet", "kind", "place", "year")
_LEADING: Final = ("words", "by", "about", "told", "outlet")
"""Filters that find little enough to be of use alone."""

Rows = Select[*tuple[Any, ...]]
Counts = dict[str, list[tuple[Any, int]]]
"""Values and how often, by facet."""


def _count_sample() -> Any:
    """The counts of every facet over the statements in the parameter ``keys``."""
    keys = key_table("keys")
    sampled = materialized(
        select(
            statements.c.id,
            statements.c.speaker_id,
            statements.c.told_id,
            statements.c.kind,
            statements.c.place,
            year_of(statements.c.day_from).label("year"),
            pages.c.outlet_id,
        )
        .select_from(keys)
        .join(statements, statements.c.id == without_index(keys.c.value))
        .join(pages, pages.c.id == without_index(statements.c.page_id))
        .cte("sampled")
    )
    # From the side of the sample: SQLite would else read through all of ``abouts`` to make a filter for it.
    mentions = sampled.outerjoin(abouts, abouts.c.statement_id == without_index(sampled.c.id))
    mentioned = select(abouts.c.person_id, sampled.c.id).select_from(mentions).distinct().subquery("once")
    return union_all(
        _most_frequent("by", sampled.c.speaker_id, sampled),
        _most_frequent("about", mentioned.c.person_id, mentioned),
        _most_frequent("told", sampled.c.told_id, sampled),
        _most_frequent("outlet", sampled.c.outlet_id, sampled),
        _most_frequent("kind", sampled.c.kind, sampled),
        _most_frequent("place", sampled.c.place, sampled),
        _most_frequent("year", sampled.c.year, sampled, most=_YEARS),
    )


def _most_frequent(name: str, value: ColumnElement[Any], source: FromClause, *, most: int = _SHOWN) -> Rows:
    """The ``most`` frequent values, and one more, since one of them may be null."""
    rows = select(literal(name), value.label("value"), func.count().label("times")).select_from(source)
    rows = rows.group_by(value).order_by(func.count().desc(), value).limit(most + 1)
    return select(rows.subquery())


_COUNTS = _count_sample()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value that a filter can be set to, and how many of the counted statements have it."""

    name: str
    id: str | None
    """The public id of a person or an organisation that is known."""
    times: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of what a search finds, by the values that narrow it: the most frequent first, years in their order."""

    by: tuple[FacetValue, ...]
    about: tuple[FacetValue, ...]
    told: tuple[FacetValue, ...]
    outlet: tuple[FacetValue, ...]
    kind: tuple[FacetValue, ...]
    place: tuple[FacetValue, ...]
    year: tuple[FacetValue, ...]
    counted: int
    """The statements that were counted."""
    exact: bool
    """True where these are all that the search finds; otherwise they are the first of them, mostly the newest."""
    total: int
    """How many statements the search finds; where ``total_exact`` is false at least so many."""
    total_exact: bool


@dataclass(frozen=True, slots=True)
class Loosening:
    """A part of a search without which it would find something, or which alone would."""

    field: str
    """The filter's name in ``Query``."""
    value: str | None
    """The filter's value; null for ``said``, which has none."""
    alone: bool
    """True for a search for this part alone, false for one for everything but it."""
    query: Query
    """The search as it would be."""
    found: int
    exact: bool
    """False where it may find more than ``found``."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A filter of a query, or one name of ``about``; a search for it alone, and one for the rest."""

    field: str
    value: str | None
    alone: Query
    rest: Query


def facets(record: Store, query: Query) -> Facets:
    """Counts of what ``query`` finds, over at most ``sample.MOST`` statements.

    Raises ``UsageError`` for a query that makes no sense.
    """
    with record.snapshot() as connection:
        return _facets(connection, count_filters(connection, query))


def find_and_count(
    record: Store, query: Query, *, sort: Order | None = None, limit: int = 20, after: str | None = None
) -> tuple[SearchPage, Facets]:
    """``find`` and ``facets`` of one state of the record, for which names are looked up once."""
    with record.snapshot() as connection:
        counted = count_filters(connection, query)
        results = find_counted(connection, counted, sort=sort, limit=limit, after=after)
        return results, _facets(connection, counted)


def loosen(record: Store, query: Query) -> tuple[Loosening, ...]:
    """Parts without which ``query`` finds something, or else parts that find something alone; the best first.

    Raises ``UsageError`` for a query that makes no sense.
    """
    with record.snapshot() as connection:
        for alone in (False, True):
            loosenings = []
            for part in _parts(query):
                looser = part.alone if alone else part.rest
                if looser in (query, _ANYTHING) or (alone and part.field not in _LEADING):
                    continue
                sample = draw_sample(connection, count_filters(connection, looser))
                if sample.size:
                    loosening = Loosening(part.field, part.value, alone, looser, sample.size, exact=sample.complete)
                    loosenings.append(loosening)
            if loosenings:
                return tuple(sorted(loosenings, key=lambda loosening: -loosening.found))
    return ()


def _facets(connection: Connection, counted: CountedQuery) -> Facets:
    sample = draw_sample(connection, counted)
    counts = _counts(connection, sample)
    total = sample.size if sample.complete else _total(connection, counted)
    people = load_entities(connection, _keys(counts, "by", "about"))
    texts = load_names(connection, _keys(counts, "told", "outlet"))
    return Facets(
        by=_labelled(counts["by"], people),
        about=_labelled(counts["about"], people),
        told=_labelled(counts["told"], texts),
        outlet=_labelled(counts["outlet"], texts),
        kind=_plain(counts["kind"]),
        place=_plain(counts["place"]),
        year=_plain(sorted(counts["year"])),
        counted=sample.size,
        exact=sample.complete,
        total=sample.size if total is None else total,
        total_exact=total is not None,
    )


def _parts(query: Query) -> Iterator[_Part]:
    """The parts of ``query``: each filter that is set, and of ``about`` each name."""
    for name in FIELDS:
        value = getattr(query, name)
        if name == "about":
            for person in value:
                about = tuple(name for name in value if name != person)
                yield _Part("about", person, Query(about=(person,)), rest=replace(query, about=about))
        elif value and not (isinstance(value, str) and not value.strip()):
            text = " or ".join(value) if isinstance(value, tuple) else value if isinstance(value, str) else None
            alone, rest = replace(_ANYTHING, **{name: value}), replace(query, **{name: getattr(_ANYTHING, name)})
            yield _Part(name, text, alone, rest=rest)


def _counts(connection: Connection, sample: Sample) -> Counts:
    counts: Counts = {name: [] for name in _FACETS}
    for name, value, times in connection.execute(_COUNTS, {"keys": sample.keys}):
        if value is not None:
            counts[name].append((value, times))
    return counts


def _total(connection: Connection, counted: CountedQuery) -> int | None:
    """The number of statements where the record keeps it: of all, by one person, about one person; else null."""
    query, resolved = counted.resolved.query, counted.resolved
    if query == _ANYTHING:
        return count_statements(connection)
    # A search for one speaker alone finds as many statements as the person's row counts; others nobody has counted.
    for names, count in ((resolved.by, persons.c.said), (resolved.about, persons.c.spoken_of)):
        keys = [key for name in names for key in name.persons]
        if len(names) == len(keys) == 1 and query in (Query(by=query.by), Query(about=query.about)):
            return int(connection.execute(select(count).where(persons.c.id == keys[0])).scalar_one())
    return None


def _keys(counts: Counts, *names: str) -> list[int]:
    return [key for name in names for key, _ in counts[name]]


def _labelled(counts: Sequence[tuple[int, int]], labels: dict[int, EntityRef]) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(labels[key].name, labels[key].id, times) for key, times in counts[:_SHOWN])


def _plain(counts: Sequence[tuple[Any, int]]) -> tuple[FacetValue, ...]:
    return tuple(FacetValue(str(value), None, times) for value, times in counts)
