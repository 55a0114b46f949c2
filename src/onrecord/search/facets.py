"""What a search finds, counted by who said it, about whom, to whom, where, how and when; and what keeps one empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, FromClause, Select, bindparam, func, literal, select, union_all

from onrecord.resolve.labels import people_named, texts_named
from onrecord.search import query as asking
from onrecord.search.find_statements import Found, Order, find_asked
from onrecord.search.query import Asked, Query, held
from onrecord.search.sample import Sample, sample
from onrecord.store.schema import abouts, pages, persons, statements
from onrecord.store.statements import EntityRef
from onrecord.store.store import Store

_SHOWN: Final = 8
_YEARS: Final = 40
_YEAR: Final = 10_000

Rows = Select[*tuple[Any, ...]]
Counts = dict[str, list[tuple[Any, int]]]
"""Values and how often, by facet."""


def _each() -> Any:
    """The counts of every facet among the statements whose keys ``keys`` is a list of, in JSON."""
    keys = func.json_each(bindparam("keys")).table_valued("value", name="keys")
    found = (
        select(
            statements.c.id,
            statements.c.speaker_id,
            statements.c.told_id,
            statements.c.kind,
            statements.c.place,
            (statements.c.day_from // _YEAR).label("year"),
            pages.c.outlet_id,
        )
        .select_from(keys)
        .join(statements, statements.c.id == held(keys.c.value))
        .join(pages, pages.c.id == held(statements.c.page_id))
        .cte("found")
        .prefix_with("MATERIALIZED")
    )
    # From the side of what was found: SQLite would else read through all of ``abouts`` to make a filter for it.
    about = found.outerjoin(abouts, abouts.c.statement_id == held(found.c.id))
    once = select(abouts.c.person_id, found.c.id).select_from(about).distinct().subquery("once")
    return union_all(
        _most("by", found.c.speaker_id, found),
        _most("about", once.c.person_id, once),
        _most("told", found.c.told_id, found),
        _most("outlet", found.c.outlet_id, found),
        _most("kind", found.c.kind, found),
        _most("place", found.c.place, found),
        _most("year", found.c.year, found, most=_YEARS),
    )


def _most(name: str, value: ColumnElement[Any], found: FromClause, *, most: int = _SHOWN) -> Rows:
    """The most frequent values; one of them may be null."""
    rows = select(literal(name), value.label("value"), func.count().label("times")).select_from(found)
    rows = rows.group_by(value).order_by(func.count().desc(), value).limit(most + 1)
    return select(rows.subquery())


_EACH = _each()


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a filter can be set to, and how many of the counted statements have it."""

    name: str
    id: str | None
    """The public id, where it is somebody of whom it is known who that is."""
    times: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What a search finds, by the values that narrow it: the most frequent ones first, the years in their order."""

    by: tuple[Value, ...]
    about: tuple[Value, ...]
    told: tuple[Value, ...]
    outlet: tuple[Value, ...]
    kind: tuple[Value, ...]
    place: tuple[Value, ...]
    year: tuple[Value, ...]
    counted: int
    """The statements that were counted."""
    exact: bool
    """Whether these are all that the search finds; otherwise they are the first of them, mostly the newest."""
    total: int
    """How many statements the search finds; where ``total_exact`` is false at least so many."""
    total_exact: bool


@dataclass(frozen=True, slots=True)
class Loosening:
    """A part of a search without which it would find something, or which alone would."""

    field: str
    """The field of ``Query``."""
    value: str | None
    """What it asked for; null where that is no name, word or date."""
    alone: bool
    """Whether nothing but this part is asked for; else everything but it."""
    query: Query
    """The search as it would be."""
    found: int
    exact: bool
    """Whether it finds just so many, or may find more."""


def facets(record: Store, query: Query) -> Facets:
    """Counts of what ``query`` finds, over at most ``sample.MOST`` statements.

    Raises ``UsageError`` for a query that makes no sense.
    """
    with record.snapshot() as connection:
        return _facets(connection, asking.look_up(connection, query))


def find_and_count(
    record: Store, query: Query, *, sort: Order | None = None, limit: int = 20, after: str | None = None
) -> tuple[Found, Facets]:
    """What ``find`` and ``facets`` return, looked up once and of one state of the record."""
    with record.snapshot() as connection:
        asked = asking.look_up(connection, query)
        return find_asked(connection, asked, sort=sort, limit=limit, after=after), _facets(connection, asked)


def _facets(connection: Connection, asked: Asked) -> Facets:
    some = sample(connection, asked)
    counts = _counts(connection, some)
    total = some.found if some.whole else _total(connection, asked)
    people = people_named(connection, _keys(counts, "by", "about"))
    texts = texts_named(connection, _keys(counts, "told", "outlet"))
    return Facets(
        by=_values(counts["by"], people),
        about=_values(counts["about"], people),
        told=_values(counts["told"], texts),
        outlet=_values(counts["outlet"], texts),
        kind=_plain(counts["kind"]),
        place=_plain(counts["place"]),
        year=_plain(sorted(counts["year"])),
        counted=some.found,
        exact=some.whole,
        total=some.found if total is None else total,
        total_exact=total is not None,
    )


def loosen(record: Store, query: Query) -> tuple[Loosening, ...]:
    """What of ``query`` could be left out so that it finds something, or else which parts of it find something alone.

    What would find the most comes first.

    Raises ``UsageError`` for a query that makes no sense.
    """
    with record.snapshot() as connection:
        for alone in (False, True):
            found = []
            for field, value, left in _alone(query) if alone else _without(query):
                some = sample(connection, asking.look_up(connection, left))
                if some.found:
                    found.append(Loosening(field, value, alone, left, found=some.found, exact=some.whole))
            if found:
                return tuple(sorted(found, key=lambda one: -one.found))
    return ()


def _without(query: Query) -> list[tuple[str, str | None, Query]]:
    """``query`` without each of its parts: the field, what it asked for, and what is left; never nothing at all."""
    parts: list[tuple[str, str | None, Query, bool]] = [
        ("words", query.words, replace(query, words=""), bool(query.words.strip())),
        ("by", _either(query.by), replace(query, by=()), bool(query.by)),
        *(
            ("about", name, replace(query, about=query.about[:at] + query.about[at + 1 :]), True)
            for at, name in enumerate(query.about)
        ),
        ("told", _either(query.told), replace(query, told=()), bool(query.told)),
        ("outlet", _either(query.outlet), replace(query, outlet=()), bool(query.outlet)),
        ("kind", _either(query.kind), replace(query, kind=()), bool(query.kind)),
        ("place", _either(query.place), replace(query, place=()), bool(query.place)),
        ("since", query.since, replace(query, since=None), query.since is not None),
        ("until", query.until, replace(query, until=None), query.until is not None),
        ("said", None, replace(query, said=False), query.said),
    ]
    return [(field, value, left) for field, value, left, given in parts if given and left != Query()]


def _alone(query: Query) -> list[tuple[str, str | None, Query]]:
    """Each part of ``query`` that finds little enough to be of use: the field, what it asks for, a search for that."""
    parts = [
        ("words", query.words, Query(query.words), bool(query.words.strip())),
        ("by", _either(query.by), Query(by=query.by), bool(query.by)),
        *(("about", name, Query(about=(name,)), True) for name in query.about),
        ("told", _either(query.told), Query(told=query.told), bool(query.told)),
        ("outlet", _either(query.outlet), Query(outlet=query.outlet), bool(query.outlet)),
    ]
    return [(field, value, left) for field, value, left, given in parts if given and left != query]


def _either(values: tuple[str, ...]) -> str:
    return " or ".join(values)


def _counts(connection: Connection, some: Sample) -> Counts:
    counts: Counts = {name: [] for name in ("by", "about", "told", "outlet", "kind", "place", "year")}
    for name, value, times in connection.execute(_EACH, {"keys": some.keys}):
        if value is not None:
            counts[name].append((value, times))
    return counts


def _total(connection: Connection, asked: Asked) -> int | None:
    """How many statements there are where that is kept count of; null where it is not."""
    query = asked.query
    if query == Query():
        return asking.how_many(connection)
    for whom, kept in ((asked.by, persons.c.said), (asked.about, persons.c.spoken_of)):
        keys = [key for one in whom for key in one.persons]
        if len(whom) == len(keys) == 1 and query in (Query(by=query.by), Query(about=query.about)):
            return int(connection.execute(select(kept).where(persons.c.id == keys[0])).scalar_one())
    return None


def _keys(counts: Counts, *facets: str) -> list[int]:
    return [key for one in facets for key, _ in counts[one]]


def _values(counts: Sequence[tuple[Any, int]], called: dict[int, EntityRef]) -> tuple[Value, ...]:
    return tuple(Value(called[key].name, called[key].id, times) for key, times in counts[:_SHOWN])


def _plain(counts: Sequence[tuple[Any, int]]) -> tuple[Value, ...]:
    return tuple(Value(str(value), None, times) for value, times in counts)
