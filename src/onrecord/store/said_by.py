"""Statements by a person: those by the person as the speaker, and those made together with other speakers.

``joint_speakers`` has the other speakers. Searches, views and counts select statements by a person from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    union_all,
)

from onrecord.store.readings import CURRENT_READINGS, read_row
from onrecord.store.rows import AnyRow
from onrecord.store.schema import (
    CURRENT,
    appearances,
    joint_speakers,
    names,
    statement_subjects,
    statements,
    statements_as_read,
)
from onrecord.types import Statement

IsPerson = Callable[[ColumnElement[Any]], ColumnElement[bool]]
"""Makes the condition that a column has the key of one of the people: ``lambda key: key == bindparam("key")``."""

_ON_PAGE = (
    select(names.c.text, appearances.c.id, appearances.c.person_id)
    .join(names, names.c.id == appearances.c.name_id)
    .where(appearances.c.page_id == bindparam("page"), appearances.c.state == CURRENT)
)
_AS_READ = select(statements.c.id, statements.c.position).where(
    statements.c.page_id == bindparam("page"),
    statements.c.state == CURRENT,
    statements.c.id.not_in(select(statements_as_read.c.statement_id)),
)


def joint_statements(is_person: IsPerson) -> Select[*tuple[Any, ...]]:
    """Keys of the statements that one of the people makes together with their speakers."""
    return select(joint_speakers.c.statement_id).where(is_person(joint_speakers.c.person_id))


def statements_by(
    is_person: IsPerson, *columns: ColumnElement[Any], where: Sequence[ColumnElement[bool]] = ()
) -> CompoundSelect[*tuple[Any, ...]]:
    """Select ``columns`` of ``statements`` from all current statements by one of the people, each statement once.

    ``where`` has further conditions. The two parts use an index each. One condition with OR would read every statement
    of the speaker from the table.
    """
    is_speaker = is_person(statements.c.speaker_id)
    current = select(*columns).where(statements.c.state == CURRENT, *where)
    is_joint = statements.c.id.in_(joint_statements(is_person))
    return union_all(current.where(is_speaker), current.where(is_joint, ~func.coalesce(is_speaker, False)))


def subjects_by(is_person: IsPerson, *columns: ColumnElement[Any]) -> CompoundSelect[*tuple[Any, ...]]:
    """Select ``columns`` of ``statement_subjects`` from all statements by one of the people."""
    is_speaker = is_person(statement_subjects.c.speaker_id)
    is_joint = statement_subjects.c.statement_id.in_(joint_statements(is_person))
    subjects = select(*columns)
    return union_all(subjects.where(is_speaker), subjects.where(is_joint, ~func.coalesce(is_speaker, False)))


def load_bearers(connection: Connection, page_id: int) -> dict[str, AnyRow]:
    """The current appearances on a page, as ``id`` and ``person_id``, by name; without names that several have."""
    bearers: dict[str, list[AnyRow]] = {}
    for row in connection.execute(_ON_PAGE, {"page": page_id}):
        bearers.setdefault(row.text, []).append(row)
    return {name: rows[0] for name, rows in bearers.items() if len(rows) == 1}


def restore_joint_speakers(
    connection: Connection, statement: Statement, *, statement_id: int, bearers: dict[str, AnyRow]
) -> None:
    """Write the joint speakers of ``statement`` as its reading has them."""
    connection.execute(delete(joint_speakers).where(joint_speakers.c.statement_id == statement_id))
    for position, name in enumerate(statement.speakers):
        if position:
            bearer = bearers.get(name)
            values = {
                "statement_id": statement_id,
                "position": position,
                "name_id": select(names.c.id).where(names.c.text == name).scalar_subquery(),
                "appearance_id": bearer.id if bearer else None,
                "person_id": bearer.person_id if bearer else None,
            }
            connection.execute(insert(joint_speakers).values(values))


def fill_joint_speakers(connection: Connection) -> set[int]:
    """Write the joint speakers of all current readings; return the keys of these people, whose counts they change."""
    for row in connection.execute(CURRENT_READINGS):
        reading = read_row(row)
        if not any(statement.speakers for statement in reading.statements):
            continue
        bearers = load_bearers(connection, row.id)
        for statement_id, position in connection.execute(_AS_READ, {"page": row.id}).all():
            statement = reading.statements[position]
            restore_joint_speakers(connection, statement, statement_id=statement_id, bearers=bearers)
    return set(connection.execute(select(joint_speakers.c.person_id)).scalars()) - {None}
