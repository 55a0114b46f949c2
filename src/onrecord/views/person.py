"""A person or organisation: names, roles, ages, relationships, and statements by and about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import eq
from typing import Any, Final

from sqlalchemy import CompoundSelect, Connection, Select, bindparam, column, func, select, union_all

from onrecord.resolve.contradictions import find_contradictions
from onrecord.resolve.name_resolver import EntitySummary, resolve_person, summarise_people
from onrecord.store.days import iso_day, year_of
from onrecord.store.entities import EntityRef, load_entities, load_names
from onrecord.store.rows import AnyRow
from onrecord.store.said_by import statements_by, subjects_by
from onrecord.store.schema import facts, joint_speakers, names, persons, statement_subjects, statements
from onrecord.store.statements import StoredStatement, load_statements
from onrecord.store.store import Store
from onrecord.views.relationships import Tie, ties_of

_MOST: Final = 20
"""Names, roles, addressees and subjects that are listed; ``find`` lists the rest."""
_MOST_TIES: Final = 50

_FACTS = (
    select(facts, names.c.text)
    .join(names, names.c.id == facts.c.name_id)
    .where(facts.c.person_id == bindparam("key"))
    .order_by(facts.c.kind, facts.c.times.desc(), names.c.text)
)
_IS_PERSON = partial(eq, bindparam("key"))
_BY = statements_by(_IS_PERSON, statements.c.id, statements.c.day_from, statements.c.told_id).subquery("by_person")
_SAID = select(year_of(_BY.c.day_from).label("year"), _BY.c.told_id, func.count().label("times")).group_by(
    column("year"), _BY.c.told_id
)
_DATED = select(_BY.c.id).where(_BY.c.day_from.is_not(None)).limit(1)
_ENDS = (
    _DATED.order_by(_BY.c.day_from, _BY.c.id),
    _DATED.order_by(_BY.c.day_from.desc(), _BY.c.id.desc()),
)
_OF_YEARS = (
    select(
        year_of(statement_subjects.c.day_from).label("year"),
        func.count(statement_subjects.c.statement_id.distinct()).label("times"),
    )
    .where(statement_subjects.c.person_id == bindparam("key"))
    .group_by(column("year"))
)


def _most_frequent(people: CompoundSelect[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The most frequent of ``people``, keys of persons, with their numbers."""
    person = people.subquery("people").c[0]
    rows = select(person, func.count().label("times")).where(person.is_not(None)).group_by(person)
    return rows.order_by(func.count().desc(), person).limit(_MOST)


_SPEAKS_OF = _most_frequent(subjects_by(_IS_PERSON, statement_subjects.c.person_id))
_OF_PERSON = statement_subjects.c.person_id == bindparam("key")
_SPOKEN_OF_BY = _most_frequent(
    union_all(
        select(statement_subjects.c.speaker_id).where(_OF_PERSON),
        select(joint_speakers.c.person_id)
        .join(statement_subjects, statement_subjects.c.statement_id == joint_speakers.c.statement_id)
        .where(_OF_PERSON),
    )
)
_WIKIDATA = select(persons.c.wikidata).where(persons.c.id == bindparam("key"))


@dataclass(frozen=True, slots=True)
class Fact:
    """A name, a role or an age that pages give a person."""

    text: str
    times: int
    """Number of appearances with it."""
    first: str | None
    """First and last day of these pages, ISO 8601."""
    last: str | None
    contradicted_by: tuple[str, ...] = ()
    """Other ages on pages that cannot be true if this one is."""


@dataclass(frozen=True, slots=True)
class EntityCount:
    """A person, organisation or other name, with a number of statements or pages."""

    who: EntityRef
    times: int


@dataclass(frozen=True, slots=True)
class Year:
    """Numbers of statements by and about a person in one year."""

    year: int
    by: int
    about: int


@dataclass(frozen=True, slots=True)
class Portrait:
    """A person or organisation across pages."""

    who: EntitySummary
    wikidata: str | None
    names: tuple[Fact, ...]
    aliases: tuple[Fact, ...]
    roles: tuple[Fact, ...]
    ages: tuple[Fact, ...]
    ties: tuple[Tie, ...]
    """Relationships that pages state, in the order of time; the 50 most frequent if there are more."""
    told: tuple[EntityCount, ...]
    """Addressees and occasions, the most frequent first."""
    speaks_of: tuple[EntityCount, ...]
    """Subjects of its statements."""
    spoken_of_by: tuple[EntityCount, ...]
    """Speakers of statements about it."""
    first: StoredStatement | None
    """First and latest dated statement by it."""
    latest: StoredStatement | None
    years: tuple[Year, ...]
    """Years with a statement, in order."""


def person(record: Store, name: str) -> Portrait:
    """Return the person or organisation with this name, alias or public id.

    Raises ``AmbiguousNameError`` if several have the name, ``NotFoundError`` if nobody has.
    """
    with record.snapshot() as connection:
        return portrait_of(connection, resolve_person(connection, name))


def portrait_of(connection: Connection, key: int) -> Portrait:
    """Return the person or organisation with this key."""
    parameters = {"key": key}
    facts_by_kind: dict[str, list[Fact]] = {}
    for row in connection.execute(_FACTS, parameters):
        facts_by_kind.setdefault(row.kind, []).append(fact_of(row))
    statement_counts = connection.execute(_SAID, parameters).all()
    ends = [statement for query in _ENDS for statement in connection.execute(query, parameters).scalars()]
    first, latest = load_statements(connection, ends) if ends else (None, None)
    return Portrait(
        who=summarise_people(connection, [key])[0],
        wikidata=connection.execute(_WIKIDATA, parameters).scalar(),
        names=tuple(facts_by_kind.get("name", ())),
        aliases=tuple(facts_by_kind.get("alias", ())),
        roles=tuple(facts_by_kind.get("role", ())),
        ages=_mark_ages(connection, key, facts_by_kind.get("age", ())),
        ties=tuple(ties_of(connection, key, most=_MOST_TIES)),
        told=_told(connection, statement_counts),
        speaks_of=count_entities(connection, connection.execute(_SPEAKS_OF, parameters).all()),
        spoken_of_by=count_entities(connection, connection.execute(_SPOKEN_OF_BY, parameters).all()),
        first=first,
        latest=latest,
        years=_years(statement_counts, connection.execute(_OF_YEARS, parameters).all()),
    )


def _mark_ages(connection: Connection, key: int, ages: Sequence[Fact]) -> tuple[Fact, ...]:
    """The ages in the order of time, each with the ages that contradict it."""
    contradicted_by: dict[str, list[str]] = {}
    for contradiction in find_contradictions(connection, [key]):
        if contradiction.kind == "age":
            (first,), (second,) = contradiction.stronger.values, contradiction.weaker.values
            contradicted_by.setdefault(first, []).append(second)
            contradicted_by.setdefault(second, []).append(first)
    checked_ages = (
        replace(age, contradicted_by=tuple(dict.fromkeys(contradicted_by.get(age.text, ())))) for age in ages
    )
    return tuple(sorted(checked_ages, key=lambda age: (age.first or "", age.text)))


def fact_of(row: AnyRow) -> Fact:
    """The fact in a row of ``facts`` with the text of its name."""
    return Fact(row.text, times=row.times, first=iso_day(row.day_from), last=iso_day(row.day_to))


def _told(connection: Connection, statement_counts: Sequence[AnyRow]) -> tuple[EntityCount, ...]:
    counts = _counts((row.told_id, row.times) for row in statement_counts)
    most = sorted(counts, key=lambda name: (-counts[name], name))[:_MOST]
    channels = load_names(connection, most)
    return tuple(EntityCount(channels[key], counts[key]) for key in most)


def count_entities(connection: Connection, rows: Sequence[AnyRow]) -> tuple[EntityCount, ...]:
    """Turn rows of a person's key and a number into counts of entities."""
    entities = load_entities(connection, (key for key, _ in rows))
    return tuple(EntityCount(entities[key], times) for key, times in rows)


def _years(by_person: Sequence[AnyRow], about_person: Sequence[AnyRow]) -> tuple[Year, ...]:
    by, about = (_counts((row.year, row.times) for row in rows) for rows in (by_person, about_person))
    return tuple(Year(year, by.get(year, 0), about.get(year, 0)) for year in sorted({*by, *about}))


def _counts(pairs: Iterable[tuple[int | None, int]]) -> dict[int, int]:
    """Sum the second values by the first, null ones left out."""
    counts: dict[int, int] = {}
    for key, times in pairs:
        if key is not None:
            counts[key] = counts.get(key, 0) + times
    return counts
