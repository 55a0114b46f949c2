"""The context of a person: co-mentions, outlets, namesakes, judgements, and the pages behind its facts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, union

from onrecord.judge.judgement_log import Judgement, judgements_of_person
from onrecord.resolve.name_resolver import EntitySummary, resolve_person, summaries_by_key
from onrecord.resolve.persons import FACTS
from onrecord.store.entities import EntityRef
from onrecord.store.pages import PAGE_COLUMNS, StoredPage, stored_page
from onrecord.store.rows import AnyRow
from onrecord.store.schema import CURRENT, appearances, facts, names, pages, persons
from onrecord.store.store import Store
from onrecord.views.person import EntityCount, Portrait, count_entities, portrait_of
from onrecord.views.timeline import Timeline, check_year, timeline_of

_MOST: Final = 12
_PAGES: Final = 200
"""Co-mentions and outlets are counted on at most this many of a person's latest pages."""
_FIRST_PAGES: Final = 40
_MOST_DAYS: Final = 24
_KINDS: Final = ("age", "alias", "role")

_MINE = (appearances.c.person_id == bindparam("key"), appearances.c.state == CURRENT)
_LATEST = select(appearances.c.page_id).where(*_MINE).order_by(appearances.c.page_id.desc()).limit(_PAGES).subquery()
_BESIDE = (
    select(appearances.c.person_id, func.count(appearances.c.page_id.distinct()).label("times"))
    .join(_LATEST, _LATEST.c.page_id == appearances.c.page_id)
    .where(appearances.c.state == CURRENT, appearances.c.kind == "person", appearances.c.person_id != bindparam("key"))
    .group_by(appearances.c.person_id)
    .order_by(func.count(appearances.c.page_id.distinct()).desc(), appearances.c.person_id)
    .limit(_MOST)
)
_OUTLETS = (
    select(names.c.text, func.count(_LATEST.c.page_id.distinct()).label("times"))
    .select_from(_LATEST)
    .join(pages, pages.c.id == _LATEST.c.page_id)
    .join(names, names.c.id == pages.c.outlet_id)
    .group_by(names.c.text)
    .order_by(func.count(_LATEST.c.page_id.distinct()).desc(), names.c.text)
    .limit(_MOST)
)
_OWN_NAME = (
    select(names.c.folded)
    .join(persons, persons.c.name_id == names.c.id)
    .where(persons.c.id == bindparam("key"))
    .scalar_subquery()
)
_NAMESAKES = (
    select(persons.c.id, persons.c.said)
    .distinct()
    .join(facts, facts.c.person_id == persons.c.id)
    .join(names, names.c.id == facts.c.name_id)
    .where(
        names.c.folded == _OWN_NAME,
        facts.c.kind == "name",
        persons.c.id != bindparam("key"),
        persons.c.merged_into.is_(None),
        persons.c.pages > 0,
    )
    .order_by(persons.c.said.desc(), persons.c.id)
    .limit(_MOST)
)
_DAYS = select(pages.c.id).where(pages.c.day_from.in_(bindparam("days", expanding=True)))
_SEEN = select(appearances.c.id).where(*_MINE).order_by(appearances.c.page_id).limit(_FIRST_PAGES).subquery()
_STATED = union(select(_SEEN.c.id), select(appearances.c.id).where(*_MINE, appearances.c.page_id.in_(_DAYS))).subquery()
_SAYING = (
    select(
        appearances.c.aliases,
        appearances.c.roles,
        appearances.c.ages,
        pages.c.day_from,
        *PAGE_COLUMNS,
    )
    .join(_STATED, _STATED.c.id == appearances.c.id)
    .join(pages, pages.c.id == appearances.c.page_id)
    .order_by(pages.c.day_from.is_(None), pages.c.day_from, pages.c.id)
)
_FACT_DAYS = (
    select(facts.c.day_from)
    .where(facts.c.person_id == bindparam("key"), facts.c.kind.in_(_KINDS), facts.c.day_from.is_not(None))
    .group_by(facts.c.day_from)
    .order_by(func.max(facts.c.times).desc(), facts.c.day_from)
    .limit(_MOST_DAYS)
)


@dataclass(frozen=True, slots=True)
class Called:
    """A role, an age or an alias, with the first page that gives it."""

    kind: str
    """``role``, ``age`` or ``alias``."""
    text: str
    page: StoredPage


@dataclass(frozen=True, slots=True)
class PersonContext:
    """The context of a person in the record."""

    beside: tuple[EntityCount, ...]
    """Other people on its latest 200 pages, with the number of shared pages."""
    outlets: tuple[EntityCount, ...]
    """The outlets of these pages."""
    namesakes: tuple[EntitySummary, ...]
    """Other people with the same name."""
    judgements: tuple[Judgement, ...]
    """Judgements about its identity, newest first, withdrawn ones left out."""
    stated: tuple[Called, ...]
    """Pages behind its roles, ages and aliases, if they can be found without reading all of its pages."""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person with context and timeline, from one state of the record."""

    portrait: Portrait
    around: PersonContext
    time: Timeline


def profile(record: Store, name: str, *, year: int | None = None) -> PersonPage:
    """Return the person with this name, alias or public id, with the timeline of ``year`` or of all years.

    Raises ``AmbiguousNameError`` if several have the name, ``NotFoundError`` if nobody has.
    """
    check_year(year)
    with record.snapshot() as connection:
        key = resolve_person(connection, name)
        return PersonPage(
            portrait_of(connection, key), around_of(connection, key), timeline_of(connection, key, year=year)
        )


def load_context(record: Store, name: str) -> PersonContext:
    """Return the context of the person with this name, alias or public id.

    Raises ``AmbiguousNameError`` if several have the name, ``NotFoundError`` if nobody has.
    """
    with record.snapshot() as connection:
        return around_of(connection, resolve_person(connection, name))


def around_of(connection: Connection, key: int) -> PersonContext:
    """Return the context of the person with this key."""
    parameters = {"key": key}
    namesakes = list(connection.execute(_NAMESAKES, parameters).scalars())
    summaries = summaries_by_key(connection, namesakes) if namesakes else {}
    return PersonContext(
        beside=count_entities(connection, connection.execute(_BESIDE, parameters).all()),
        outlets=tuple(
            EntityCount(EntityRef(row.text, None), row.times) for row in connection.execute(_OUTLETS, parameters)
        ),
        namesakes=tuple(summaries[namesake] for namesake in namesakes),
        judgements=tuple(judgements_of_person(connection, key)),
        stated=tuple(_stated(connection, key)),
    )


def _stated(connection: Connection, key: int) -> list[Called]:
    """Find the first page of each fact, among the pages that were added first and the pages of the facts' days."""
    days = list(connection.execute(_FACT_DAYS, {"key": key}).scalars())
    first_pages: dict[tuple[str, str], Called] = {}
    for row in connection.execute(_SAYING, {"key": key, "days": days}):
        page = stored_page(row)
        for kind, text in _words(row):
            first_pages.setdefault((kind, text), Called(kind, text, page))
    return list(first_pages.values())


def _words(row: AnyRow) -> Iterable[tuple[str, str]]:
    return ((kind, str(word)) for kind, column in FACTS for word in json.loads(getattr(row, column)))
