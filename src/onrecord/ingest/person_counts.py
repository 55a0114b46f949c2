"""The names in one reading, and its contribution to the counts and facts of its people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from onrecord.ingest.page_entities import KeyedReading, PageEntities
from onrecord.ingest.page_statements import JointSpeakerRow, StatementRow, SubjectRow
from onrecord.resolve import persons
from onrecord.store.days import day_range
from onrecord.types import Entity, Reading


def names_in(reading: Reading) -> Iterator[str | None]:
    """All names in ``reading`` that are stored in ``names``."""
    yield reading.article.outlet
    for statement in reading.statements:
        yield from (statement.speaker_name, *statement.speakers, statement.told, *statement.about)
    for entity in reading.entities:
        yield from (entity.name, *(word for _, word in _facts(entity)))
    for relationship in reading.relationships:
        yield from (relationship.from_name, relationship.to_name)
    yield from (citation.outlet for citation in reading.cited)


def count_appearances(
    keyed: KeyedReading,
    entities: PageEntities,
    *,
    statements: Iterable[StatementRow],
    subjects: Iterable[SubjectRow],
    joint_speakers: Iterable[JointSpeakerRow],
) -> list[persons.AppearanceCounts]:
    """Counts and facts that the appearances on a new page add to their persons."""
    said = Counter(row["speaker_appearance_id"] for row in statements)
    said.update(row["appearance_id"] for row in joint_speakers)
    spoken_of = Counter(
        appearance for _, appearance in {(row["statement_id"], row["appearance_id"]) for row in subjects}
    )
    first, last = day_range(keyed.reading.article.published)
    counted: set[int] = set()
    shares = []
    for entity in keyed.reading.entities:
        appearance = entities.by_local_id[entity.id]
        person = entities.persons[appearance]
        facts = (("name", entity.name), *_facts(entity))
        shares.append(
            persons.AppearanceCounts(
                person,
                pages=int(person not in counted),
                said=said[appearance],
                spoken_of=spoken_of[appearance],
                day_from=first,
                day_to=last,
                facts=tuple((kind, keyed.name_keys[word]) for kind, word in facts),
            )
        )
        counted.add(person)
    return shares


def _facts(entity: Entity) -> list[tuple[str, str]]:
    """Aliases, roles and ages of ``entity`` on the page, as kinds and words, each once."""
    facts = [("alias", alias) for alias in entity.aliases]
    facts += [("role", role.text) for role in entity.roles]
    facts += [("age", str(int(age.text))) for age in entity.ages]
    return list(dict.fromkeys(facts))
