"""Who a newcomer may be: looked up by name, and what the record holds of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from onrecord.people.lexicon import Gender
from onrecord.resolve.newcomers import Newcomers
from onrecord.resolve.profiles import Age, Company, Profile, Sighting, Ties, kin
from onrecord.resolve.scoring import gender_of
from onrecord.store import schema
from onrecord.store.codecs import fold, unpack_record, unpack_text
from onrecord.store.days import day_range
from onrecord.store.dialect import insert_new
from onrecord.store.name_keys import person_name, stored_keys, wanted_keys
from onrecord.store.readings import everybody
from onrecord.store.rows import AnyRow, lookup
from onrecord.store.schema import CURRENT, appearances, facts, name_keys, pages, persons, readings, relationships, texts

_MOST_OF_A_KEY = 12
"""How many bearers of one key are looked at, those of most pages first."""
_PAGES_LOOKED_AT = 40
_SELDOM = 0.1
"""A name that is used so seldom beside the most frequent one may well be a slip, and nobody is known by it."""
_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_CERTAIN_TIES = frozenset({"asserted", "alleged"})

_ADD_KEYS = insert_new(name_keys)
_RANKED = (
    select(
        name_keys.c.key,
        persons.c.id,
        persons.c.kind,
        func.row_number()
        .over(partition_by=name_keys.c.key, order_by=(persons.c.pages.desc(), persons.c.id))
        .label("rank"),
    )
    .select_from(name_keys)
    .join(facts, (facts.c.name_id == name_keys.c.name_id) & (facts.c.kind == "name"))
    .join(persons, persons.c.id == facts.c.person_id)
    .where(name_keys.c.key.in_(bindparam("keys", expanding=True)))
    .subquery()
)
_BEARERS = select(_RANKED.c.key, _RANKED.c.kind, _RANKED.c.id).where(_RANKED.c.rank <= _MOST_OF_A_KEY)
_FACTS = (
    select(facts.c.person_id, facts.c.kind, schema.names.c.text, facts.c.times, facts.c.day_from, facts.c.day_to)
    .join(schema.names, schema.names.c.id == facts.c.name_id)
    .where(facts.c.person_id.in_(bindparam("persons", expanding=True)))
    .order_by(facts.c.person_id, facts.c.times.desc(), facts.c.name_id)
)
_PERSONS = select(*(persons.c[name] for name in ("id", "pages", "said", "spoken_of", "day_from", "day_to"))).where(
    persons.c.id.in_(bindparam("persons", expanding=True))
)
_RECENT = (
    select(appearances.c.id, appearances.c.page_id)
    .where(appearances.c.person_id == bindparam("person"), appearances.c.state == CURRENT)
    .order_by(appearances.c.page_id.desc())
    .limit(_PAGES_LOOKED_AT)
    .subquery()
)
_BESIDE = (
    select(_RECENT.c.id, _RECENT.c.page_id, pages.c.outlet_id, appearances.c.person_id)
    .join(pages, pages.c.id == _RECENT.c.page_id)
    .join(appearances, appearances.c.page_id == _RECENT.c.page_id)
    .where(appearances.c.state == CURRENT, appearances.c.kind == "person")
)
_FIRST = (
    select(appearances.c.person_id, func.min(appearances.c.id))
    .where(appearances.c.person_id.in_(bindparam("persons", expanding=True)))
    .group_by(appearances.c.person_id)
)
_FROM, _TO = (
    select(relationships.c.relation, schema.names.c.text)
    .join(schema.names, schema.names.c.id == relationships.c[f"{there}_name_id"])
    .where(relationships.c[f"{here}_id"] == bindparam("person"), relationships.c.status.in_(_CERTAIN_TIES))
    .limit(_PAGES_LOOKED_AT)
    for here, there in (("from", "to"), ("to", "from"))
)
_READING = (
    select(readings.c.record, texts.c.body)
    .join(texts, texts.c.id == readings.c.text_id)
    .join(pages, pages.c.reading_id == readings.c.id)
    .where(pages.c.id == bindparam("page"))
)
_SHOWN = select(appearances.c.local_id, appearances.c.id).where(
    appearances.c.id.in_(bindparam("some", expanding=True)), appearances.c.state == CURRENT
)
_TURNED = {"parent": "child", "child": "parent"}


@dataclass(frozen=True, slots=True)
class Around:
    """With whom a person stands, and on which of its appearances with whom."""

    company: Company
    on: Mapping[int, frozenset[int]]
    """Who stands beside each appearance."""

    def likest(self, people: Collection[int]) -> int | None:
        """The appearance that shares most of ``people``, the earliest of several; null where none does."""
        shared = {one: len(beside.intersection(people)) for one, beside in self.on.items()}
        best = max(shared, key=lambda one: (shared[one], -one), default=None)
        return best if best is not None and shared[best] else None


def keep_keys(connection: Connection, people: Iterable[Sighting], *, keys: Mapping[str, int]) -> None:
    """Let ``people`` be found by their names, of which ``keys`` are the keys in ``names``."""
    rows = [{"key": key, "name_id": keys[one.name]} for one in people for key in stored_keys(one.name, kind=one.kind)]
    if rows:
        connection.execute(_ADD_KEYS, rows)


def sightings(newcomers: Newcomers) -> dict[int, Sighting]:
    """What the page shows of each newcomer, by the keys of their appearances, in the order of the page."""
    record = newcomers.record
    first, last = day_range(record["article"]["published"])
    ties = _ties_on_page(newcomers)
    found = {}
    for kind, one in everybody(record):
        appearance = newcomers.ids.get(one["id"])
        if appearance is not None:
            found[appearance] = Sighting(
                name=one["name"],
                kind=kind,
                roles=tuple(one.get("roles", ())),
                ages=tuple(Age(age["value"], first, last) for age in one.get("ages", ())),
                gender=_gender(one, text=record["article"]["text"]),
                day=first,
                ties=frozenset(ties[one["name"]]),
                mentions=len(one["mentions"]),
            )
    return found


def bearers(connection: Connection, people: Mapping[int, Sighting]) -> dict[int, list[int]]:
    """Persons who may be called as each of ``people`` is, those of whole names first."""
    wanted = {key: wanted_keys(one.name, kind=one.kind) for key, one in people.items()}
    keys = sorted({key for one in wanted.values() for key in (*one.full, *one.bare)})
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    if keys:
        for key, kind, person in connection.execute(_BEARERS, {"keys": keys}):
            found[key, kind].append(person)
    return {
        appearance: list(
            dict.fromkeys(
                person for key in (*one.full, *one.bare) for person in found.get((key, people[appearance].kind), ())
            )
        )
        for appearance, one in wanted.items()
    }


def profiles(connection: Connection, person_ids: Iterable[int]) -> dict[int, Profile]:
    """What the record holds of these persons."""
    given = {"persons": sorted(set(person_ids))}
    if not given["persons"]:
        return {}
    told: dict[tuple[int, str], list[AnyRow]] = defaultdict(list)
    for row in connection.execute(_FACTS, given):
        told[row.person_id, row.kind].append(row)
    return {
        row.id: _profile(row, {kind: told[row.id, kind] for kind in ("name", "alias", "role", "age")})
        for row in connection.execute(_PERSONS, given)
        if told[row.id, "name"]
    }


def _profile(row: AnyRow, told: Mapping[str, list[AnyRow]]) -> Profile:
    # Somebody known by a whole name is not also "called so alone" by a part of it.
    names = [one for one in told["name"] if person_name(one.text).full] or told["name"]
    often = names[0].times * _SELDOM
    return Profile(
        person_id=row.id,
        names=tuple(one.text for one in names if one.times >= often),
        also=tuple(one.text for one in told["alias"] if " " in one.text),
        roles=tuple(one.text for one in told["role"]),
        ages=tuple(Age(int(one.text), one.day_from, one.day_to) for one in told["age"]),
        pages=row.pages,
        quoted=row.said + row.spoken_of > 0,
        day_from=row.day_from,
        day_to=row.day_to,
    )


def around(connection: Connection, person_id: int, *, ties: bool) -> Around:
    """With whom the person stands on the latest pages; with ``ties`` also to whom it is related."""
    on: dict[int, set[int]] = defaultdict(set)
    beside: dict[int, set[int]] = defaultdict(set)
    outlets = set()
    for appearance, page, outlet, other in connection.execute(_BESIDE, {"person": person_id}):
        outlets.add(outlet)
        beside[page]  # a page with nobody else counts too
        if other not in {None, person_id}:
            on[appearance].add(other)
            beside[page].add(other)
    counted = Counter(other for others in beside.values() for other in others)
    known = _ties(connection, person_id) if ties else frozenset()
    company = Company(len(beside), counted, frozenset(outlets - {None}), known)
    return Around(company, {one: frozenset(others) for one, others in on.items()})


def first_appearances(connection: Connection, person_ids: Iterable[int]) -> dict[int, int]:
    """The appearance of each person that was kept first."""
    wanted = sorted(set(person_ids))
    return lookup(connection, _FIRST, persons=wanted) if wanted else {}


def _ties(connection: Connection, person_id: int) -> Ties:
    there = ((kin(relation), fold(name)) for relation, name in connection.execute(_FROM, {"person": person_id}))
    here = ((_turned(relation), fold(name)) for relation, name in connection.execute(_TO, {"person": person_id}))
    return frozenset((*there, *here))


def _ties_on_page(newcomers: Newcomers) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in newcomers.record["relationships"]:
        if one["count"] is None and one["status"] in _CERTAIN_TIES:
            found[one["from"]].add((kin(one["relation"]), fold(one["to"])))
            found[one["to"]].add((_turned(one["relation"]), fold(one["from"])))
    return found


def _turned(relation: str) -> str:
    """The same relation, from the other side."""
    return _TURNED.get(relation, kin(relation))


def _gender(one: Mapping[str, Any], *, text: str) -> Gender | None:
    words = Counter(text[start:end].casefold() for start, end in one["mentions"])
    he, she = (sum(words[word] for word in pronouns) for pronouns in (_HE, _SHE))
    if max(he, she) > 2 * min(he, she):
        return "male" if he > she else "female"
    return gender_of("", one.get("roles", ()))


def newcomers_again(connection: Connection, page_id: int, some: Iterable[int]) -> Newcomers:
    """Those of the appearances ``some`` of a page that are current, as if they were new."""
    row = connection.execute(_READING, {"page": page_id}).one()
    shown = lookup(connection, _SHOWN, some=sorted(some))
    return Newcomers(page_id, unpack_record(row.record, text=unpack_text(row.body)), shown)
