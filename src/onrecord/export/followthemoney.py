"""FollowTheMoney entities, one per line, for Aleph, OpenSanctions and other investigation tools.

    Person, Organization    a person or organisation across pages
    Family                  an asserted relationship between two people, with the dates of the pages that state it
    Article                 a page
    Mention                 an appearance on a page, resolved to its person or organisation
    Note, Documentation     a statement linked to its speaker and subjects; its link to the page

Denied, asked and alleged relationships are left out, and so are relationships and ages that contradict each other.
Unnamed relatives and ages are listed in the person's notes.
The export does not need the FollowTheMoney library; the tests validate it with that library.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from sqlalchemy import Connection, and_, case, or_, select

from onrecord.cite.web_annotation import describe
from onrecord.codec import JsonObject, write_json
from onrecord.selectors import link
from onrecord.store.codecs import public_id
from onrecord.store.current_pages import CurrentPage
from onrecord.store.readings import StoredReading
from onrecord.store.rows import AnyRow
from onrecord.store.schema import pages, persons, relationships
from onrecord.store.statements import PageStatement
from onrecord.times import iso_date
from onrecord.views.entities import EntityProfile, find_doubtful, list_entities

_MUTUAL: Final = ("spouse", "ex-spouse", "partner", "ex-partner", "sibling")
_LANGUAGES: Final = {"en": "eng"}
"""FollowTheMoney's codes of the languages that are read."""
_LONGEST_NAME: Final = 380
_SCHEMA: Final = {"person": "Person", "organisation": "Organization"}


def entity_lines(connection: Connection, pages: Iterable[CurrentPage]) -> Iterator[str]:
    """All entities of the record, each once."""
    for page in pages:
        yield from map(write_json, _of_page(page))
    yield from (write_json(_of_entity(entity)) for entity in list_entities(connection))
    yield from map(write_json, _families(connection))


def _of_page(page: CurrentPage) -> Iterator[JsonObject]:
    stored, article = page.stored, page.stored.reading.article
    yield _entity(
        "Article",
        _page(stored.id),
        title=[article.title],
        name=[_short(article.title)],
        author=article.bylines,
        publisher=[article.outlet],
        publishedAt=[iso_date(article.published)],
        retrievedAt=[stored.first_fetched],
        sourceUrl=[stored.url],
        language=[_LANGUAGES.get(article.language or "")],
        mimeType=[article.page.content_type],
        bodyText=[article.text],
    )
    for entity in stored.reading.entities:
        person = stored.persons[entity.id].id
        if person is not None:
            yield _entity(
                "Mention",
                f"onrecord-mention-{stored.id}-{entity.id}",
                document=[_page(stored.id)],
                name=[_short(name) for name in (entity.name, *entity.aliases)],
                resolved=[_person(person)],
                detectedSchema=[_SCHEMA[entity.kind]],
            )
    for statement in page.statements:
        yield from _of_statement(stored, statement)


def _of_statement(page: StoredReading, statement: PageStatement) -> Iterator[JsonObject]:
    entry, article = statement.entry, page.reading.article
    people = [*statement.speakers, *statement.about]
    address = link(page.url, page.text, statement.content) if page.url else None
    yield _entity(
        "Note",
        f"onrecord-statement-{entry.id}",
        name=[_short(f"{describe(statement)}: {entry.quote}")],
        description=[entry.quote],
        summary=[f"{entry.kind}, {entry.act}; {describe(statement)}"],
        entity=[_person(entity.id) for entity in people if entity.id],
        namesMentioned=[_short(entity.name) for entity in people],
        keywords=[entry.kind],
        publisher=[article.outlet],
        sourceUrl=[address],
    )
    yield _entity(
        "Documentation",
        f"onrecord-source-{entry.id}",
        document=[_page(page.id)],
        entity=[f"onrecord-statement-{entry.id}"],
        role=[entry.kind],
        date=[iso_date(entry.when) or iso_date(article.published)],
        sourceUrl=[address],
        publisher=[article.outlet],
    )


def _of_entity(entity: EntityProfile) -> JsonObject:
    notes = [f"Aged {age.text}{_as_of(age.first)}" for age in entity.ages]
    notes += [f"{tie.relation} of {tie.to.name}{_as_of(tie.published)}" for tie in entity.ties if tie.to.id is None]
    return _entity(
        _SCHEMA[entity.kind],
        _person(entity.id),
        name=[_short(entity.name)],
        alias=(_short(alias.text) for alias in entity.aliases),
        position=[role.text for role in entity.roles] if entity.kind == "person" else [],
        wikidataId=[entity.wikidata],
        notes=notes,
    )


_FROM, _TO = persons.alias("one"), persons.alias("other")
_SWAPPED = or_(
    relationships.c.relation == "child",
    and_(relationships.c.relation.in_(_MUTUAL), relationships.c.from_id > relationships.c.to_id),
)
_LEFT = case((_SWAPPED, _TO.c.public_id), else_=_FROM.c.public_id).label("left")
_RIGHT = case((_SWAPPED, _FROM.c.public_id), else_=_TO.c.public_id).label("right")
_RELATION = case((relationships.c.relation == "child", "parent"), else_=relationships.c.relation).label("relation")
_TIES = (
    select(
        *(_LEFT, _RIGHT, _RELATION, relationships.c.from_id, relationships.c.to_id, relationships.c.evidence),
        *(pages.c.public_id, pages.c.published, pages.c.url),
    )
    .join(_FROM, _FROM.c.id == relationships.c.from_id)
    .join(_TO, _TO.c.id == relationships.c.to_id)
    .join(pages, pages.c.id == relationships.c.page_id)
    .where(relationships.c.status == "asserted", _FROM.c.kind == "person", _TO.c.kind == "person")
    .order_by(_LEFT, _RIGHT, _RELATION, relationships.c.id)
)


def _families(connection: Connection) -> Iterator[JsonObject]:
    """Yield ``Family`` entities. For ``a parent of b``, FollowTheMoney has b as the person and a as the relative."""
    couples = find_doubtful(connection).couples
    rows = connection.execute(_TIES.execution_options(yield_per=500))
    for (relative, person, relation), group in groupby(rows, key=lambda row: (row.left, row.right, row.relation)):
        ties: list[AnyRow] = [row for row in group if (row.from_id, row.to_id) not in couples]
        if not ties:
            continue
        yield _entity(
            "Family",
            f"onrecord-family-{public_id('family', relative, relation, person)}",
            person=[_person(person)],
            relative=[_person(relative)],
            relationship=[relation],
            date=[iso_date(row.published) for row in ties],
            summary=[row.evidence for row in ties],
            sourceUrl=[row.url for row in ties],
            proof=[_page(row.public_id) for row in ties],
        )


def _entity(schema: str, key: str, **properties: Iterable[str | None]) -> JsonObject:
    filled = {name: sorted({value for value in values if value}) for name, values in properties.items()}
    return {"id": key, "schema": schema, "properties": {name: values for name, values in filled.items() if values}}


def _page(public: str) -> str:
    return f"onrecord-page-{public}"


def _person(public: str) -> str:
    return f"onrecord-person-{public}"


def _short(name: str | None) -> str | None:
    """``name`` on one line, cut to the maximum length of names."""
    return " ".join(name.split())[:_LONGEST_NAME] if name else None


def _as_of(published: str | None) -> str:
    return f" (as of {published})" if published else ""
