"""Facets: counts of search results by value. For a search without results: the same search with fewer filters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Text,
    cast,
    func,
    literal,
    null,
    select,
    union,
    union_all,
)

from onrecord.search.filters import CountedQuery, count_filters, count_statements
from onrecord.search.find_statements import Order, SearchPage, find_counted
from onrecord.search.query import FIELDS, Query
from onrecord.search.sample import Sample, draw_sample
from onrecord.store.days import year_of
from onrecord.store.dialect import key_table, materialized, without_index
from onrecord.store.entities import EntityRef, load_entities, load_names
from onrecord.store.schema import joint_speakers, pages, persons, statement_subjects, statements
from onrecord.store.store import Store

_SHOWN: Final = 8
_YEARS: Final = 40
_ANYTHING: Final = Query()
_FACETS: Final = ("by", "about", "told", "outlet", "kind", "place", "year")
_LEADING: Final = ("words", "by", "about", "told", "outlet")
"""Filters that are selective enough to be offered on their own."""

Rows = Select[*tuple[Any, ...]]
Counts = dict[str, list[tuple[Any, int]]]
"""Values with their counts, by facet."""


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
    # Starting from the sample: otherwise SQLite would scan all subjects to build a filter.
    mentions = sampled.outerjoin(statement_subjects, statement_subjects.c.statement_id == without_index(sampled.c.id))
    mentioned = select(statement_subjects.c.person_id, sampled.c.id).select_from(mentions).distinct().subquery("once")
    together = sampled.join(joint_speakers, joint_speakers.c.statement_id == without_index(sampled.c.id))
    spoken = union(
        select(sampled.c.speaker_id, sampled.c.id),
        select(joint_speakers.c.person_id, sampled.c.id).select_from(together),
    ).subquery("spoken")
    return union_all(
        _most_frequent("by", spoken.c.speaker_id, spoken),
        _most_frequent("about", mentioned.c.person_id, mentioned),
        _most_frequent("told", sampled.c.told_id, sampled),
        _most_frequent("outlet", sampled.c.outlet_id, sampled),
        _most_frequent("kind", sampled.c.kind, sampled),
        _most_frequent("place", sampled.c.place, sampled),
        _most_frequent("year", sampled.c.year, sampled, most=_YEARS),
    )


def _most_frequent(name: str, value: ColumnElement[Any], source: FromClause, *, most: int = _SHOWN) -> Rows:
    """The ``most`` frequent values, and one more, since one of them may be null.

    Numbers and texts are in separate columns, since the columns of a union have one type.
    """
    is_number = isinstance(value.type, Integer)
    number, words = (value, cast(null(), Text)) if is_number else (cast(null(), Integer), value)
    rows = select(literal(name), number.label("number"), words.label("words"), func.count().label("times"))
    rows = rows.select_from(source)
    rows = rows.group_by(value).order_by(func.count().desc(), value).limit(most + 1)
    return select(rows.subquery())


_COUNTS = _count_sample()


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value for a filter, and the number of counted statements that have it."""

    name: str
    id: str | None
    """Public id of the person or organisation; null if unknown."""
    times: int


@dataclass(frozen=True, slots=True)
class Facets:
    """Counts of the results of a search by value, the most frequent first; years in order."""

    by: tuple[FacetValue, ...]
    about: tuple[FacetValue, ...]
    told: tuple[FacetValue, ...]
    outlet: tuple[FacetValue, ...]
    kind: tuple[FacetValue, ...]
    place: tuple[FacetValue, ...]
    year: tuple[FacetValue, ...]
    counted: int
    """Number of statements that were counted."""
    exact: bool
    """True if these are all results; otherwise they are the first ones, mostly the newest."""
    total: int
    """Number of results; a lower bound if ``total_exact`` is false."""
    total_exact: bool


@dataclass(frozen=True, slots=True)
class Loosening:
    """A suggestion for a search without results: to leave out a part of it, or to search for this part only."""

    field: str
    """The filter's name in ``Query``."""
    value: str | None
    """The filter's value; null for ``said``, which has none."""
    alone: bool
    """True for a search for this part only, false for a search without it."""
    query: Query
    """The changed search."""
    found: int
    exact: bool
    """False if there may be more results than ``found``."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A filter of a query, or one name of ``about``, with a search for it only and a search for the rest."""

    field: str
    value: str | None
    alone: Query
    rest: Query


def facets(record: Store, query: Query) -> Facets:
    """Count the results of ``query`` by facet, over at most ``sample.MOST`` statements.

    Raises ``UsageError`` for an invalid query.
    """
    with record.snapshot() as connection:
        return _facets(connection, count_filters(connection, query))


def find_and_count(
    record: Store, query: Query, *, sort: Order | None = None, after: str | None = None
) -> tuple[SearchPage, Facets]:
    """``find`` and ``facets`` on one state of the record, with a single lookup of names."""
    with record.snapshot() as connection:
        counted = count_filters(connection, query)
        results = find_counted(connection, counted, sort=sort, after=after)
        return results, _facets(connection, counted)


def loosen(record: Store, query: Query) -> tuple[Loosening, ...]:
    """Parts without which ``query`` has results, or else parts that have results on their own; most results first.

    Raises ``UsageError`` for an invalid query.
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
    """The parts of ``query``: each filter, and each name of ``about``."""
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
    for name, number, words, times in connection.execute(_COUNTS, {"keys": sample.keys}):
        value = words if number is None else number
        if value is not None:
            counts[name].append((value, times))
    return counts


def _total(connection: Connection, counted: CountedQuery) -> int | None:
    """Number of results if the record stores it: all statements, or those by or about one person; else null."""
    query, resolved = counted.resolved.query, counted.resolved
    if query == _ANYTHING:
        return count_statements(connection)
    # The row of a person has the number of results for one speaker alone; other numbers are not stored.
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
