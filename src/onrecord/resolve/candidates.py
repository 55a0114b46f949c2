"""New appearances as linking compares them: their profiles by the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, bindparam, select

from onrecord.people.lexicon import Gender
from onrecord.resolve.new_appearances import NewAppearances
from onrecord.resolve.person_index import STATED, reversed_relation
from onrecord.resolve.profiles import DatedAge, PageProfile, stable_relation
from onrecord.resolve.roles import gender_of
from onrecord.store.codecs import fold
from onrecord.store.days import day_range
from onrecord.store.readings import current_readings
from onrecord.store.rows import lookup
from onrecord.store.schema import CURRENT, appearances, pages
from onrecord.types import Article, Entity, Reading

_PRONOUN_MARGIN = 2
"""The pronouns of one gender must be more than twice as many: "she" in an article on a man is often his wife."""
_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_PERSONS_ON_PAGE = select(appearances.c.person_id).where(
    appearances.c.page_id == bindparam("page"), appearances.c.state == CURRENT, appearances.c.person_id.is_not(None)
)
_OUTLET = select(pages.c.outlet_id).where(pages.c.id == bindparam("page"))
_CURRENT_IDS = select(appearances.c.local_id, appearances.c.id).where(
    appearances.c.id.in_(bindparam("appearances", expanding=True)), appearances.c.state == CURRENT
)


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
            outlet_id=new.outlet_id,
            relationships=frozenset(relationship_keys[entity.name]),
            mentions=len(entity.mentions),
        )
        for entity in new.reading.entities
        if entity.id in new.ids
    }


def reload_appearances(connection: Connection, undecided: Mapping[int, Iterable[int]]) -> Iterator[NewAppearances]:
    """The appearances by their pages that are still current, to be linked as if they were new.

    Each page is loaded as it is when it comes to its turn.
    """
    readings = current_readings(connection, list(undecided))
    for page_id, appearance_ids in undecided.items():
        ids = lookup(connection, _CURRENT_IDS, appearances=sorted(appearance_ids))
        if ids:
            person_ids = frozenset(connection.execute(_PERSONS_ON_PAGE, {"page": page_id}).scalars())
            outlet_id = connection.execute(_OUTLET, {"page": page_id}).scalar()
            yield NewAppearances(page_id, readings[page_id], ids, outlet_id, person_ids)


def _relationships_on_page(reading: Reading) -> dict[str, set[tuple[str, str]]]:
    """Relationships on the page by the names of both people."""
    keys: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for relationship in reading.relationships:
        if relationship.count is None and relationship.status in STATED:
            from_name, to_name = relationship.from_name, relationship.to_name
            keys[from_name].add((stable_relation(relationship.relation), fold(to_name)))
            keys[to_name].add((reversed_relation(relationship.relation), fold(from_name)))
    return keys


def _gender(entity: Entity, *, article: Article) -> Gender | None:
    words = [article.words(span).casefold() for span in entity.mentions]
    he, she = (sum(word in pronouns for word in words) for pronouns in (_HE, _SHE))
    if max(he, she) > _PRONOUN_MARGIN * min(he, she):
        return "male" if he > she else "female"
    return gender_of("", [role.text for role in entity.roles])
