"""Persons by their names, with the facts that linking compares, from all pages stored so far.

Rows are loaded for the names of many pages at a time. New pages are added in memory, so that each page of a batch is
compared with the pages before it, and the next batch loads only persons that have other names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from onrecord.resolve.new_appearances import LinkedPage
from onrecord.resolve.persons import AppearanceCounts
from onrecord.resolve.profiles import (
    CoMentions,
    DatedAge,
    PageProfile,
    PersonProfile,
    RelationshipKeys,
    stable_relation,
)
from onrecord.store import schema
from onrecord.store.codecs import fold
from onrecord.store.days import earlier_day, later_day
from onrecord.store.name_keys import person_name, stored_keys, wanted_keys
from onrecord.store.new_rows import in_parts
from onrecord.store.rows import lookup
from onrecord.store.schema import CURRENT, appearances, facts, name_keys, pages, persons, relationships, totals
from onrecord.types import INVERSE_RELATIONS

_MOST_OF_A_KEY = 12
"""Maximum number of candidates with the same key, those on most pages first: "~smith" has thousands."""
_MOST_PAGES = 40
"""Number of a person's latest pages whose co-mentions are read, to limit the time of a comparison."""
# "Ada Branigan" on 2 of 300 pages is a misprint, and does not make it a name of Ada Brannigan.
_RARE_NAME_SHARE = 0.1
"""Minimum number of pages with a name of a person, as a share of those with the most frequent name."""
STATED = frozenset({"asserted", "alleged"})
"""Statuses of relationships that are compared; denied and asked ones are left out."""

_RANKED = (
    select(
        name_keys.c.key,
        persons.c.id,
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
_BY_KEY = (
    select(_RANKED.c.key, _RANKED.c.id).where(_RANKED.c.rank <= _MOST_OF_A_KEY).order_by(_RANKED.c.key, _RANKED.c.rank)
)
# A person on 50,000 pages has thousands of roles. Those that most pages state are compared, and further ones not.
_MOST_FACTS = 100
"""Maximum number of facts of each kind that are kept of a person."""
_FACTS = select(
    facts,
    func.row_number()
    .over(partition_by=(facts.c.person_id, facts.c.kind), order_by=(facts.c.times.desc(), facts.c.name_id))
    .label("rank"),
).where(facts.c.person_id.in_(bindparam("persons", expanding=True)))
_FREQUENT = _FACTS.subquery("frequent")
_PERSONS = (
    select(
        *(persons.c[name] for name in ("id", "kind", "pages", "said", "spoken_of", "day_from", "day_to")),
        _FREQUENT.c.kind.label("fact"),
        _FREQUENT.c.name_id,
        schema.names.c.text,
        _FREQUENT.c.times,
        _FREQUENT.c.day_from,
        _FREQUENT.c.day_to,
    )
    .outerjoin(_FREQUENT, (_FREQUENT.c.person_id == persons.c.id) & (_FREQUENT.c.rank <= _MOST_FACTS))
    .outerjoin(schema.names, schema.names.c.id == _FREQUENT.c.name_id)
    .where(persons.c.id.in_(bindparam("persons", expanding=True)))
)
"""Persons with their facts, one a row."""
_RECENT = (
    select(appearances.c.id, appearances.c.page_id)
    .where(appearances.c.person_id == bindparam("person"), appearances.c.state == CURRENT)
    .order_by(appearances.c.page_id.desc())
    .limit(_MOST_PAGES)
    .subquery()
)
_CO_MENTIONS = (
    select(_RECENT.c.id, _RECENT.c.page_id, pages.c.outlet_id, appearances.c.person_id)
    .join(pages, pages.c.id == _RECENT.c.page_id)
    .outerjoin(
        appearances,
        (appearances.c.page_id == _RECENT.c.page_id)
        & (appearances.c.state == CURRENT)
        & (appearances.c.kind == "person"),
    )
    .order_by(_RECENT.c.page_id.desc())
)
_FIRST = (
    select(appearances.c.person_id, func.min(appearances.c.id))
    .where(appearances.c.person_id.in_(bindparam("persons", expanding=True)))
    .group_by(appearances.c.person_id)
)
_RELATIONSHIPS_FROM, _RELATIONSHIPS_TO = (
    select(relationships.c.relation, schema.names.c.text)
    .join(schema.names, schema.names.c.id == relationships.c[f"{far_end}_name_id"])
    .where(relationships.c[f"{near_end}_id"] == bindparam("person"), relationships.c.status.in_(STATED))
    .limit(_MOST_PAGES)
    for near_end, far_end in (("from", "to"), ("to", "from"))
)
_PAGE_COUNT = select(totals.c.how_many).where(totals.c.kind == "pages")


@dataclass(slots=True)
class _Fact:
    """A name, alias, role or age of a person."""

    text: str
    times: int
    day_from: int | None
    day_to: int | None


@dataclass(slots=True)
class _Person:
    kind: str
    pages: int = 0
    is_quoted: bool = False
    day_from: int | None = None
    day_to: int | None = None
    facts: dict[tuple[str, int], _Fact] = field(default_factory=dict)
    """By kind, and the key of the words in ``names``."""
    fact_counts: Counter[str] = field(default_factory=Counter)
    """Number of ``facts`` of each kind."""
    is_on_new_page: bool = False
    profile: PersonProfile | None = None
    """Built on demand."""

    def add_fact(self, kind: str, name_id: int, fact: _Fact) -> bool:
        """Keep a new fact; false if there are too many of its kind."""
        if self.fact_counts[kind] >= _MOST_FACTS:
            return False
        self.facts[kind, name_id] = fact
        self.fact_counts[kind] += 1
        return True


@dataclass(frozen=True, slots=True)
class _Appearance:
    """An appearance with the people on its page, itself included."""

    id: int
    page_id: int
    outlet_id: int | None
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The co-mentions of a person, together and for each of its appearances."""

    co_mentions: CoMentions
    by_appearance: Mapping[int, frozenset[int]]
    """The persons on the page of each appearance."""

    def nearest_appearance(self, person_ids: Collection[int]) -> int | None:
        """The appearance with the most of these persons on its page, the earliest if tied; null if no page has any."""
        shared = {key: len(co_mentioned.intersection(person_ids)) for key, co_mentioned in self.by_appearance.items()}
        nearest = max(shared, key=lambda key: (shared[key], -key), default=None)
        return nearest if nearest is not None and shared[nearest] else None


class PersonIndex:
    """The persons that appearances are compared with, as long as nothing but added pages changes them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        """Of the current write transaction."""
        self._loaded_names: set[tuple[str, str]] = set()
        self._by_key: dict[str, list[int]] = {}
        """Persons with a name that has the key, as stored: those on most pages first, once for each such name."""
        self._on_new_pages: dict[str, Counter[int]] = defaultdict(Counter)
        """Persons on new pages by the keys of their names, with the number of these names."""
        self._persons: dict[int, _Person] = {}
        self._stored_appearances: dict[int, list[_Appearance]] = {}
        self._new_appearances: dict[int, list[_Appearance]] = defaultdict(list)
        self._new_relationships: dict[int, list[tuple[str, str]]] = defaultdict(list)
        self._stored_pages: int | None = None
        self._new_pages = 0

    def load(self, names: Iterable[tuple[str, str]]) -> None:
        """Load all persons that may have these names. Each name comes with its kind."""
        new_names = set(names) - self._loaded_names
        self._loaded_names |= new_names
        lookups = [wanted_keys(name, kind=kind) for name, kind in new_names]
        keys = {key for wanted in lookups for key in (*wanted.full, *wanted.bare) if key not in self._by_key}
        person_ids = []
        for part in in_parts(keys):
            self._by_key |= {key: [] for key in part}
            for key, person_id in self.connection.execute(_BY_KEY, {"keys": part}):
                self._by_key[key].append(person_id)
                person_ids.append(person_id)
        self._load_persons(person_ids)

    @property
    def size(self) -> int:
        """The number of persons in memory."""
        return len(self._persons)

    def settle(self) -> None:
        """Take note that the rows of all added pages are written."""
        for person_id, appearances_of in self._new_appearances.items():
            if (stored := self._stored_appearances.get(person_id)) is not None:
                self._stored_appearances[person_id] = [*reversed(appearances_of), *stored][:_MOST_PAGES]
        self._new_appearances.clear()
        self._new_relationships.clear()
        if self._stored_pages is not None:
            self._stored_pages += self._new_pages
        self._new_pages = 0

    def find_candidates(self, profile: PageProfile) -> list[int]:
        """The persons that an appearance may be, matches of full names first; its name must be loaded."""
        keys = wanted_keys(profile.name, kind=profile.kind)
        person_ids = dict.fromkeys(key for name_key in (*keys.full, *keys.bare) for key in self._with_key(name_key))
        return [person_id for person_id in person_ids if self._persons[person_id].kind == profile.kind]

    def profile(self, person_id: int) -> PersonProfile | None:
        """The profile of a person; null if no current page names it."""
        if person_id not in self._persons:
            self._load_persons([person_id])
        person = self._persons.get(person_id)
        if person is not None and person.profile is None:
            person.profile = _profile(person_id, person)
        return None if person is None else person.profile

    @property
    def pages(self) -> int:
        """The number of pages of the record."""
        if self._stored_pages is None:
            self._stored_pages = int(self.connection.execute(_PAGE_COUNT).scalar() or 0)
        return self._stored_pages + self._new_pages

    def surroundings(self, person_id: int, *, relationships: bool) -> Surroundings:
        """The co-mentions on the person's latest pages; its relationships only on request."""
        if person_id not in self._stored_appearances:
            self._stored_appearances[person_id] = self._load_appearances(person_id)
        recent = [*reversed(self._new_appearances.get(person_id, ())), *self._stored_appearances[person_id]]
        by_appearance: dict[int, frozenset[int]] = {}
        by_page: dict[int, set[int]] = defaultdict(set)
        for appearance in recent[:_MOST_PAGES]:
            if appearance.people:
                others = appearance.people - {person_id}
                by_page[appearance.page_id] |= others  # a page with nobody else counts too
                if others:
                    by_appearance[appearance.id] = others
        outlets = {appearance.outlet_id for appearance in recent[:_MOST_PAGES] if appearance.people}
        co_mentions = CoMentions(
            pages=len(by_page),
            people=Counter(key for person_ids in by_page.values() for key in person_ids),
            outlets=frozenset(outlet_id for outlet_id in outlets if outlet_id is not None),
            relationships=self._relationships_of(person_id) if relationships else frozenset(),
        )
        return Surroundings(co_mentions, by_appearance)

    def first_appearances(self, person_ids: Collection[int]) -> dict[int, int]:
        """The first stored appearance of each person."""
        first = {}
        for person_id in set(person_ids):
            if new := self._new_appearances.get(person_id):
                first[person_id] = min(appearance.id for appearance in new)
        for part in in_parts(person_ids):
            first |= lookup(self.connection, _FIRST, persons=part)
        return first

    def add_page(self, page: LinkedPage) -> None:
        """Add a page whose rows are not written yet."""
        self._new_pages += 1
        self._persons |= {person_id: _Person(kind) for person_id, kind in page.created.items()}
        for counts in page.counts:
            self._add_counts(counts, names=page.names)
        people = frozenset(key for key in page.persons.values() if self._persons[key].kind == "person")
        for appearance_id, person_id in page.persons.items():
            appearance = _Appearance(appearance_id, page.page_id, page.outlet_id, people)
            self._new_appearances[person_id].append(appearance)
        for relationship, from_id, to_id in page.relationships:
            if relationship.status in STATED:
                if from_id is not None:
                    key = stable_relation(relationship.relation), fold(relationship.to_name)
                    self._new_relationships[from_id].append(key)
                if to_id is not None:
                    key = reversed_relation(relationship.relation), fold(relationship.from_name)
                    self._new_relationships[to_id].append(key)

    def _add_counts(self, counts: AppearanceCounts, *, names: Mapping[int, str]) -> None:
        if counts.person_id not in self._persons:
            self._load_persons([counts.person_id])
        person = self._persons[counts.person_id]
        if not person.is_on_new_page:
            person.is_on_new_page = True
            for (kind, _), name in person.facts.items():
                if kind == "name":
                    self._add_name(name.text, counts.person_id)
        person.profile = None
        person.pages += counts.pages
        person.is_quoted |= counts.said + counts.spoken_of > 0
        person.day_from = earlier_day(person.day_from, counts.day_from)
        person.day_to = later_day(person.day_to, counts.day_to)
        for kind, name_id in counts.facts:
            if fact := person.facts.get((kind, name_id)):
                fact.times += 1
                fact.day_from = earlier_day(fact.day_from, counts.day_from)
                fact.day_to = later_day(fact.day_to, counts.day_to)
            else:
                is_kept = person.add_fact(kind, name_id, _Fact(names[name_id], 1, counts.day_from, counts.day_to))
                if is_kept and kind == "name":
                    self._add_name(names[name_id], counts.person_id)

    def _add_name(self, name: str, person_id: int) -> None:
        for key in stored_keys(name, kind=self._persons[person_id].kind):
            self._on_new_pages[key][person_id] += 1

    def _with_key(self, key: str) -> list[int]:
        """The persons of a key, those on most pages first."""
        changed = self._on_new_pages.get(key)
        if not changed:
            return self._by_key[key]
        # Pages are only added, so only persons on new pages can move up in the order.
        person_ids = [*(person_id for person_id in self._by_key[key] if person_id not in changed), *changed.elements()]
        person_ids.sort(key=lambda person_id: (-self._persons[person_id].pages, person_id))
        return person_ids[:_MOST_OF_A_KEY]

    def _load_persons(self, person_ids: Iterable[int]) -> None:
        for part in in_parts(person_id for person_id in person_ids if person_id not in self._persons):
            for row in self.connection.execute(_PERSONS, {"persons": part}):
                person_id, kind, page_count, said, spoken_of, day_from, day_to, fact, name_id, *values = row
                person = self._persons.get(person_id)
                if person is None:
                    person = _Person(kind, page_count, said + spoken_of > 0, day_from, day_to)
                    self._persons[person_id] = person
                if fact is not None:
                    person.add_fact(fact, name_id, _Fact(*values))

    def _load_appearances(self, person_id: int) -> list[_Appearance]:
        """The latest appearances that are stored, latest first."""
        people: dict[tuple[int, int, int | None], set[int]] = defaultdict(set)
        for appearance_id, page_id, outlet_id, other_id in self.connection.execute(_CO_MENTIONS, {"person": person_id}):
            people[appearance_id, page_id, outlet_id].update(() if other_id is None else (other_id,))
        return [_Appearance(*key, people=frozenset(others)) for key, others in people.items()]

    def _relationships_of(self, person_id: int) -> RelationshipKeys:
        parameters = {"person": person_id}
        outward = self.connection.execute(_RELATIONSHIPS_FROM, parameters)
        inward = self.connection.execute(_RELATIONSHIPS_TO, parameters)
        return frozenset(
            [
                *((stable_relation(relation), fold(name)) for relation, name in outward),
                *((reversed_relation(relation), fold(name)) for relation, name in inward),
                *self._new_relationships.get(person_id, ()),
            ]
        )


def reversed_relation(relation: str) -> str:
    """The stable relation from the other person's side: "child" for "parent"."""
    return INVERSE_RELATIONS.get(relation, stable_relation(relation))


def _profile(person_id: int, person: _Person) -> PersonProfile | None:
    by_kind: dict[str, list[Any]] = defaultdict(list)
    for (kind, _), fact in sorted(person.facts.items(), key=lambda item: (-item[1].times, item[0][1])):
        by_kind[kind].append(fact)
    if not by_kind["name"]:
        return None
    # A person with a full name is not looked up by a single name too: then every "Ada" would be Ada Brannigan.
    names = [fact for fact in by_kind["name"] if person_name(fact.text).full] or by_kind["name"]
    least = names[0].times * _RARE_NAME_SHARE
    return PersonProfile(
        person_id=person_id,
        names=tuple(fact.text for fact in names if fact.times >= least),
        aliases=tuple(fact.text for fact in by_kind["alias"] if " " in fact.text),
        roles=tuple(fact.text for fact in by_kind["role"]),
        ages=tuple(DatedAge(int(fact.text), fact.day_from, fact.day_to) for fact in by_kind["age"]),
        pages=person.pages,
        quoted=person.is_quoted,
        day_from=person.day_from,
        day_to=person.day_to,
    )
