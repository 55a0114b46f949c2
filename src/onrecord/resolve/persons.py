"""Persons: people and organisations across pages, created, given appearances, and counted.

Clusters decide which appearances are one person; this module writes that decision to the tables that searches read. A
person consists of the appearances that refer to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import eq
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, bindparam, case, delete, func, select, update

from onrecord.store import schema
from onrecord.store.codecs import public_id
from onrecord.store.dialect import insert_or_update
from onrecord.store.name_table import Writer
from onrecord.store.rows import AnyRow
from onrecord.store.said_by import statements_by
from onrecord.store.schema import (
    CURRENT,
    appearances,
    facts,
    joint_speakers,
    pages,
    persons,
    relationships,
    statement_subjects,
    statements,
)

FACTS = (("alias", "aliases"), ("role", "roles"), ("age", "ages"))
"""Kinds of facts with the columns of ``appearances`` that hold them; the name is a fact too."""


@dataclass(frozen=True, slots=True)
class Founder:
    """The appearance that founds a person and determines its public id."""

    page: str
    """Public id of the page."""
    kind: str
    name: str
    name_id: int
    nth: int


@dataclass(frozen=True, slots=True)
class AppearanceCounts:
    """The part of a person's counts and facts that comes from one appearance."""

    person_id: int
    pages: int
    said: int
    spoken_of: int
    day_from: int | None
    day_to: int | None
    facts: tuple[tuple[str, int], ...]
    """Kinds of facts with the keys of their words in ``names``."""


def load_founders(connection: Connection, appearance_ids: Iterable[int]) -> dict[int, Founder]:
    """These appearances as founders, by their keys."""
    rows = connection.execute(
        select(
            appearances.c.id,
            pages.c.public_id,
            appearances.c.kind,
            schema.names.c.text,
            appearances.c.name_id,
            appearances.c.nth,
        )
        .join(pages, pages.c.id == appearances.c.page_id)
        .join(schema.names, schema.names.c.id == appearances.c.name_id)
        .where(appearances.c.id.in_(list(appearance_ids)))
    )
    return {row[0]: Founder(*row[1:]) for row in rows}


def create_persons(connection: Connection, founders: Mapping[int, Founder]) -> dict[int, int]:
    """Create a person for each founder; return persons by the founders' keys.

    The public id is derived from the founder, so it is the same whenever the record is rebuilt, and a person that was
    merged into another gets its old id back.
    """
    if not founders:
        return {}
    public_ids = {
        key: public_id("person", founder.page, founder.kind, founder.name, founder.nth)
        for key, founder in founders.items()
    }
    values = [
        {"public_id": public_ids[key], "kind": founder.kind, "name_id": founder.name_id}
        for key, founder in founders.items()
    ]
    person_ids = {row.public_id: row.id for row in connection.execute(_CREATE, values)}
    return {key: person_ids[public] for key, public in public_ids.items()}


def move_appearance(writer: Writer, appearance_id: int, *, person_id: int) -> None:
    """Assign the appearance to this person, with all statements by and about it on its page.

    A person that loses its last appearance is merged: its public id leads to the person that took the appearance.
    """
    connection = writer.connection
    appearance = connection.execute(select(appearances).where(appearances.c.id == appearance_id)).one()
    former_id = appearance.person_id
    if former_id == person_id:
        return
    connection.execute(update(appearances).where(appearances.c.id == appearance_id).values(person_id=person_id))
    _move_statements(connection, appearance_id, page_id=appearance.page_id, person_id=person_id)
    if appearance.state == CURRENT:
        add_counts(connection, [_count_appearance(writer, appearance_id)])
    if former_id is not None:
        recount(writer, [former_id])
        remaining = select(appearances.c.id).where(appearances.c.person_id == former_id).limit(1)
        if connection.execute(remaining).first() is None:
            connection.execute(update(persons).where(persons.c.id == former_id).values(merged_into=person_id))


def add_counts(connection: Connection, counts: Iterable[AppearanceCounts]) -> None:
    """Add ``counts`` to the counts and facts of their persons."""
    all_counts = list(counts)
    if not all_counts:
        return
    connection.execute(
        _ADD_COUNTS,
        [
            {
                "b_id": count.person_id,
                "b_pages": count.pages,
                "b_said": count.said,
                "b_of": count.spoken_of,
                "b_from": count.day_from,
                "b_to": count.day_to,
            }
            for count in all_counts
        ],
    )
    connection.execute(
        _ADD_FACTS,
        [
            {
                "person_id": count.person_id,
                "kind": kind,
                "name_id": name_id,
                "times": 1,
                "day_from": count.day_from,
                "day_to": count.day_to,
            }
            for count in all_counts
            for kind, name_id in count.facts
        ],
    )


def recount(writer: Writer, person_ids: Iterable[int]) -> None:
    """Recount the current appearances, statements and facts of these persons."""
    connection = writer.connection
    for person_id in sorted(set(person_ids)):
        connection.execute(delete(facts).where(facts.c.person_id == person_id))
        zero = {"pages": 0, "said": 0, "spoken_of": 0, "day_from": None, "day_to": None}
        connection.execute(update(persons).where(persons.c.id == person_id).values(zero))
        rows = _current_appearances(connection, appearances.c.person_id == person_id)
        said = select(func.count()).select_from(statements_by(partial(eq, person_id), statements.c.id).subquery())
        spoken_of = select(func.count(statement_subjects.c.statement_id.distinct())).where(
            statement_subjects.c.person_id == person_id
        )
        # First the facts and days of each appearance, then the counts, which are of pages and not of appearances.
        facts_of_rows = [_facts_of(writer, row) for row in rows]
        add_counts(
            connection,
            [
                AppearanceCounts(person_id, 0, 0, 0, row.day_from, row.day_to, facts=row_facts)
                for row, row_facts in zip(rows, facts_of_rows, strict=True)
            ],
        )
        counts = {
            "pages": len({row.page_id for row in rows}),
            "said": said.scalar_subquery(),
            "spoken_of": spoken_of.scalar_subquery(),
        }
        connection.execute(update(persons).where(persons.c.id == person_id).values(counts))


def _facts_of(writer: Writer, row: AnyRow) -> tuple[tuple[str, int], ...]:
    """The facts of the appearance in ``row``, as kinds and keys of words."""
    words = [(kind, str(word)) for kind, column in FACTS for word in dict.fromkeys(json.loads(getattr(row, column)))]
    keys = writer.name_keys(word for _, word in words)
    return (("name", row.name_id), *((kind, keys[word]) for kind, word in words))


def _count_appearance(writer: Writer, appearance_id: int) -> AppearanceCounts:
    connection = writer.connection
    (row,) = _current_appearances(connection, appearances.c.id == appearance_id)
    on_page = statements.c.page_id == row.page_id, statements.c.state == CURRENT
    is_joint = joint_speakers.c.appearance_id == appearance_id
    said = select(func.count()).where(
        *on_page,
        (statements.c.speaker_appearance_id == appearance_id)
        | statements.c.id.in_(select(joint_speakers.c.statement_id).where(is_joint)),
    )
    spoken_of = select(func.count(statement_subjects.c.statement_id.distinct())).join(statements)
    spoken_of = spoken_of.where(*on_page, statement_subjects.c.appearance_id == appearance_id)
    # A page counts once for a person, even if it has the person under two names.
    others_on_page = select(appearances.c.id).where(
        appearances.c.page_id == row.page_id,
        appearances.c.state == CURRENT,
        appearances.c.person_id == row.person_id,
        appearances.c.id != appearance_id,
    )
    return AppearanceCounts(
        person_id=row.person_id,
        pages=int(connection.execute(others_on_page).first() is None),
        said=connection.execute(said).scalar_one(),
        spoken_of=connection.execute(spoken_of).scalar_one(),
        day_from=row.day_from,
        day_to=row.day_to,
        facts=_facts_of(writer, row),
    )


def _current_appearances(connection: Connection, condition: ColumnElement[bool]) -> list[AnyRow]:
    return list(
        connection.execute(
            select(appearances, pages.c.day_from, pages.c.day_to)
            .join(pages, pages.c.id == appearances.c.page_id)
            .where(condition, appearances.c.state == CURRENT)
        )
    )


def _move_statements(connection: Connection, appearance_id: int, *, page_id: int, person_id: int) -> None:
    """Assign all statements by and about the appearance on its page to this person."""
    on_page = select(statements.c.id).where(statements.c.page_id == page_id)
    is_speaker = statements.c.speaker_appearance_id == appearance_id
    connection.execute(
        update(statement_subjects)
        .where(statement_subjects.c.statement_id.in_(on_page.where(is_speaker)))
        .values(speaker_id=person_id)
    )
    connection.execute(
        update(statements).where(statements.c.page_id == page_id, is_speaker).values(speaker_id=person_id)
    )
    for table in (statement_subjects, joint_speakers):
        of_appearance = table.c.statement_id.in_(on_page), table.c.appearance_id == appearance_id
        connection.execute(update(table).where(*of_appearance).values(person_id=person_id))
    for end in ("from", "to"):
        column = relationships.c[f"{end}_appearance_id"]
        connection.execute(
            update(relationships)
            .where(relationships.c.page_id == page_id, column == appearance_id)
            .values({f"{end}_id": person_id})
        )


def _lesser(first: Any, second: Any) -> Any:
    return case((first.is_(None), second), (second.is_(None), first), (second < first, second), else_=first)


def _greater(first: Any, second: Any) -> Any:
    return case((first.is_(None), second), (second.is_(None), first), (second > first, second), else_=first)


_CREATE = insert_or_update(persons, key=[persons.c.public_id], update=lambda _: {"merged_into": None}).returning(
    persons.c.public_id, persons.c.id
)
_ADD_COUNTS = (
    update(persons)
    .where(persons.c.id == bindparam("b_id"))
    .values(
        pages=persons.c.pages + bindparam("b_pages"),
        said=persons.c.said + bindparam("b_said"),
        spoken_of=persons.c.spoken_of + bindparam("b_of"),
        day_from=_lesser(persons.c.day_from, bindparam("b_from", type_=Integer)),
        day_to=_greater(persons.c.day_to, bindparam("b_to", type_=Integer)),
    )
)
_ADD_FACTS = insert_or_update(
    facts,
    key=[facts.c.person_id, facts.c.kind, facts.c.name_id],
    update=lambda new: {
        "times": facts.c.times + new.times,
        "day_from": _lesser(facts.c.day_from, new.day_from),
        "day_to": _greater(facts.c.day_to, new.day_to),
    },
)
