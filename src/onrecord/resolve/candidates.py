"""Blocking: find the candidate persons of an appearance by name keys, and load the facts to compare them by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from onrecord.people.lexicon import Gender
from onrecord.resolve.new_appearances import NewAppearances
from onrecord.resolve.profiles import (
    CoMentions,
    DatedAge,
    PageProfile,
    PersonProfile,
    RelationshipKeys,
    stable_relation,
)
from onrecord.resolve.roles import gender_of
from onrecord.store import schema
from onrecord.store.codecs import fold
from onrecord.store.days import day_range
from onrecord.store.dialect import insert_new
from onrecord.store.name_keys import person_name, stored_keys, wanted_keys
from onrecord.store.readings import current_readings
from onrecord.store.rows import AnyRow, lookup
from onrecord.store.schema import CURRENT, appearances, facts, name_keys, pages, persons, relationships
from onrecord.types import INVERSE_RELATIONS, Article, Entity, Reading

_MOST_OF_A_KEY = 12
"""Maximum number of candidates with the same key, those on most pages first: "~smith" has thousands."""
_MOST_PAGES = 40
"""Number of a person's latest pages whose co-mentions are read, which bounds the time of a comparison."""
# "Ada Branigan" on 2 of 300 pages is a misprint, and does not make it a name of Ada Brannigan.
_RARE_NAME_SHARE = 0.1
"""Minimum number of pages with a name of a person, as a share of those with the most frequent name."""
_PRONOUN_MARGIN = 2
"""The pronouns of one gender must be more than twice as many: "she" in an article on a man is often his wife."""
_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_STATED = frozenset({"asserted", "alleged"})
"""Statuses of relationships that are compared; denied and asked ones are left out."""

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
_BY_KEY = select(_RANKED.c.key, _RANKED.c.kind, _RANKED.c.id).where(_RANKED.c.rank <= _MOST_OF_A_KEY)
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
    .limit(_MOST_PAGES)
    .subquery()
)
_CO_MENTIONS = (
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
_RELATIONSHIPS_FROM, _RELATIONSHIPS_TO = (
    select(relationships.c.relation, schema.names.c.text)
    .join(schema.names, schema.names.c.id == relationships.c[f"{far_end}_name_id"])
    .where(relationships.c[f"{near_end}_id"] == bindparam("person"), relationships.c.status.in_(_STATED))
    .limit(_MOST_PAGES)
    for near_end, far_end in (("from", "to"), ("to", "from"))
)
_CURRENT_IDS = select(appearances.c.local_id, appearances.c.id).where(
    appearances.c.id.in_(bindparam("appearances", expanding=True)), appearances.c.state == CURRENT
)


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


def write_name_keys(connection: Connection, profiles: Iterable[PageProfile], *, keys: Mapping[str, int]) -> None:
    """Write the blocking keys of these names, whose keys in ``names`` are ``keys``."""
    rows = [
        {"key": key, "name_id": keys[profile.name]}
        for profile in profiles
        for key in stored_keys(profile.name, kind=profile.kind)
    ]
    if rows:
        connection.execute(_ADD_KEYS, rows)


def page_profiles(new: NewAppearances) -> dict[int, PageProfile]:
    """The profiles of new appearances, by their keys, in the order of the page."""
    article = new.reading.article
    first, last = day_range(article.published)
    relationship_keys = _relationships_on_page(new.reading)
    return {
        new.ids[entity.id]: PageProfile(
            name=entity.name,
            kind=entity.kind,
            roles=tuple(role.text for role in entity.roles),
            ages=tuple(DatedAge(int(age.text), first, last) for age in entity.ages),
            gender=_gender(entity, article=article),
            day=first,
            relationships=frozenset(relationship_keys[entity.name]),
            mentions=len(entity.mentions),
        )
        for entity in new.reading.entities
        if entity.id in new.ids
    }


def find_candidates(connection: Connection, profiles: Mapping[int, PageProfile]) -> dict[int, list[int]]:
    """Find the candidate persons of each appearance, matches of full names first."""
    blocking_keys = {
        appearance_id: wanted_keys(profile.name, kind=profile.kind) for appearance_id, profile in profiles.items()
    }
    all_keys = sorted({key for keys in blocking_keys.values() for key in (*keys.full, *keys.bare)})
    persons_of: dict[tuple[str, str], list[int]] = defaultdict(list)
    if all_keys:
        for key, kind, person_id in connection.execute(_BY_KEY, {"keys": all_keys}):
            persons_of[key, kind].append(person_id)
    candidates = {}
    for appearance_id, keys in blocking_keys.items():
        kind = profiles[appearance_id].kind
        person_ids = (key for name_key in (*keys.full, *keys.bare) for key in persons_of.get((name_key, kind), ()))
        candidates[appearance_id] = list(dict.fromkeys(person_ids))
    return candidates


def load_profiles(connection: Connection, person_ids: Iterable[int]) -> dict[int, PersonProfile]:
    """The profiles of these persons, by their keys; without those that no current page names."""
    parameters = {"persons": sorted(set(person_ids))}
    if not parameters["persons"]:
        return {}
    facts_of: dict[tuple[int, str], list[AnyRow]] = defaultdict(list)
    for row in connection.execute(_FACTS, parameters):
        facts_of[row.person_id, row.kind].append(row)
    return {
        row.id: _profile(row, {kind: facts_of[row.id, kind] for kind in ("name", "alias", "role", "age")})
        for row in connection.execute(_PERSONS, parameters)
        if facts_of[row.id, "name"]
    }


def _profile(row: AnyRow, facts_by_kind: Mapping[str, list[AnyRow]]) -> PersonProfile:
    # A person with a full name is not looked up by a single name too: then every "Ada" would be Ada Brannigan.
    names = [fact for fact in facts_by_kind["name"] if person_name(fact.text).full] or facts_by_kind["name"]
    least = names[0].times * _RARE_NAME_SHARE
    return PersonProfile(
        person_id=row.id,
        names=tuple(fact.text for fact in names if fact.times >= least),
        aliases=tuple(fact.text for fact in facts_by_kind["alias"] if " " in fact.text),
        roles=tuple(fact.text for fact in facts_by_kind["role"]),
        ages=tuple(DatedAge(int(fact.text), fact.day_from, fact.day_to) for fact in facts_by_kind["age"]),
        pages=row.pages,
        quoted=row.said + row.spoken_of > 0,
        day_from=row.day_from,
        day_to=row.day_to,
    )


def load_surroundings(connection: Connection, person_id: int, *, relationships: bool) -> Surroundings:
    """The co-mentions on the person's latest pages; its relationships only on request."""
    by_appearance: dict[int, set[int]] = defaultdict(set)
    by_page: dict[int, set[int]] = defaultdict(set)
    outlets = set()
    for appearance_id, page_id, outlet_id, co_mentioned_id in connection.execute(_CO_MENTIONS, {"person": person_id}):
        outlets.add(outlet_id)
        by_page[page_id]  # a page with nobody else counts too
        if co_mentioned_id not in {None, person_id}:
            by_appearance[appearance_id].add(co_mentioned_id)
            by_page[page_id].add(co_mentioned_id)
    co_mentions = CoMentions(
        pages=len(by_page),
        people=Counter(key for person_ids in by_page.values() for key in person_ids),
        outlets=frozenset(outlets - {None}),
        relationships=_relationships_of(connection, person_id) if relationships else frozenset(),
    )
    return Surroundings(co_mentions, {key: frozenset(person_ids) for key, person_ids in by_appearance.items()})


def first_appearances(connection: Connection, person_ids: Iterable[int]) -> dict[int, int]:
    """The appearance of each person that was kept first."""
    keys = sorted(set(person_ids))
    return lookup(connection, _FIRST, persons=keys) if keys else {}


def reload_appearances(connection: Connection, page_id: int, appearance_ids: Iterable[int]) -> NewAppearances:
    """The appearances that are still current, to be linked as if they were new."""
    ids = lookup(connection, _CURRENT_IDS, appearances=sorted(appearance_ids))
    return NewAppearances(page_id, current_readings(connection, [page_id])[page_id], ids)


def _relationships_of(connection: Connection, person_id: int) -> RelationshipKeys:
    parameters = {"person": person_id}
    outward = connection.execute(_RELATIONSHIPS_FROM, parameters)
    inward = connection.execute(_RELATIONSHIPS_TO, parameters)
    return frozenset(
        [
            *((stable_relation(relation), fold(name)) for relation, name in outward),
            *((_reversed_relation(relation), fold(name)) for relation, name in inward),
        ]
    )


def _relationships_on_page(reading: Reading) -> dict[str, set[tuple[str, str]]]:
    """Relationships on the page by the names of both people."""
    keys: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for relationship in reading.relationships:
        if relationship.count is None and relationship.status in _STATED:
            from_name, to_name = relationship.from_name, relationship.to_name
            keys[from_name].add((stable_relation(relationship.relation), fold(to_name)))
            keys[to_name].add((_reversed_relation(relationship.relation), fold(from_name)))
    return keys


def _reversed_relation(relation: str) -> str:
    """The stable relation from the other person's side: "child" for "parent"."""
    return INVERSE_RELATIONS.get(relation, stable_relation(relation))


def _gender(entity: Entity, *, article: Article) -> Gender | None:
    counts = Counter(article.words(span).casefold() for span in entity.mentions)
    he, she = (sum(counts[pronoun] for pronoun in pronouns) for pronouns in (_HE, _SHE))
    if max(he, she) > _PRONOUN_MARGIN * min(he, she):
        return "male" if he > she else "female"
    return gender_of("", [role.text for role in entity.roles])
