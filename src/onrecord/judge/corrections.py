"""Corrections: the latest judgement in force changes a statement's speaker, removes it, or rejects the statement.

The reading itself does not change. The original columns of a corrected statement are saved in ``statements_as_read``
and restored when the judgement is withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from onrecord.resolve import persons
from onrecord.store import schema, totals
from onrecord.store.entities import EntityRef
from onrecord.store.name_table import Writer
from onrecord.store.readings import reading_by_key
from onrecord.store.rows import AnyRow
from onrecord.store.said_by import load_bearers, restore_joint_speakers
from onrecord.store.schema import (
    CURRENT,
    REFUSED,
    appearances,
    joint_speakers,
    judgement_targets,
    judgements,
    pages,
    statement_subjects,
    statements,
    statements_as_read,
)
from onrecord.store.schema.values import Targets
from onrecord.types import Statement

_LATEST = (
    select(judgements)
    .join(judgement_targets, judgement_targets.c.judgement_id == judgements.c.id)
    .where(judgement_targets.c.statement_id == bindparam("statement"), judgement_targets.c.side == "statement")
    .order_by(judgements.c.id.desc())
    .limit(1)
)
_SPEAKER = (
    select(appearances)
    .join(judgement_targets, judgement_targets.c.appearance_id == appearances.c.id)
    .where(judgement_targets.c.judgement_id == bindparam("judgement"), judgement_targets.c.side == "speaker")
)
_STATEMENT = select(statements).where(statements.c.id == bindparam("statement"))
_STATEMENT_AS_READ = select(statements_as_read).where(statements_as_read.c.statement_id == bindparam("statement"))
_PERSON_OF = select(appearances.c.person_id).where(appearances.c.id == bindparam("appearance"))
_SPEAKERS_AS_READ = (
    select(statements_as_read.c.statement_id, schema.names.c.text, schema.persons.c.public_id)
    .outerjoin(schema.names, schema.names.c.id == statements_as_read.c.speaker_name_id)
    .outerjoin(schema.persons, schema.persons.c.id == statements_as_read.c.speaker_id)
    .where(statements_as_read.c.statement_id.in_(bindparam("keys", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class AsRead:
    """A statement as read, before a judgement corrected it."""

    speaker: EntityRef | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speaker:
    """The columns of a statement that a correction changes."""

    speaker_id: int | None = None
    speaker_appearance_id: int | None = None
    speaker_name_id: int | None = None
    speaker_kind: str = "unknown"

    @classmethod
    def of(cls, row: AnyRow) -> _Speaker:
        """The columns in a row of ``statements`` or ``statements_as_read``."""
        return cls(
            speaker_id=row.speaker_id,
            speaker_appearance_id=row.speaker_appearance_id,
            speaker_name_id=row.speaker_name_id,
            speaker_kind=row.speaker_kind,
        )


def as_read(connection: Connection, speakers: Mapping[int, EntityRef | None]) -> dict[int, AsRead]:
    """Load the original readings of statements with a corrected speaker, by the statements' keys.

    ``speakers`` maps each statement to its current speaker. A judgement that confirms the reading is not a correction.
    """
    rows = connection.execute(_SPEAKERS_AS_READ, {"keys": list(speakers)})
    readings = {row.statement_id: EntityRef(row.text, row.public_id) if row.text else None for row in rows}
    return {key: AsRead(speaker) for key, speaker in readings.items() if speaker != speakers[key]}


def correct(writer: Writer, statement_ids: Iterable[int]) -> None:
    """Restore each statement as it was read, then apply its latest judgement in force, if any."""
    connection = writer.connection
    affected: set[int] = set()
    for statement_id in sorted(set(statement_ids)):
        affected |= _persons_of(connection, statement_id)
        _undo(connection, statement_id)
        row = connection.execute(_STATEMENT, {"statement": statement_id}).one()
        judgement = connection.execute(_LATEST, {"statement": statement_id}).first()
        if judgement is not None and row.state == CURRENT:
            _apply(writer, row, judgement)
        affected |= _persons_of(connection, statement_id)
    persons.recount_statements(connection, affected)  # a judgement of a statement changes no facts


def undo_all(writer: Writer) -> None:
    """Restore every statement as it was read."""
    connection = writer.connection
    affected: set[int] = set()
    for statement_id in list(connection.execute(select(statements_as_read.c.statement_id)).scalars()):
        affected |= _persons_of(connection, statement_id)
        _undo(connection, statement_id)
        affected |= _persons_of(connection, statement_id)
    persons.recount_statements(connection, affected)  # a judgement of a statement changes no facts


def forget_page(connection: Connection, page_id: int) -> None:
    """Delete the page's rows of ``statements_as_read``, which are obsolete after a new reading."""
    on_page = select(statements.c.id).where(statements.c.page_id == page_id)
    connection.execute(delete(statements_as_read).where(statements_as_read.c.statement_id.in_(on_page)))


def statements_with_speaker(connection: Connection, appearance_ids: Iterable[int]) -> set[int]:
    """Select the keys of statements that judgements attribute to one of these appearances."""
    keys = list(appearance_ids)
    if not keys:
        return set()
    speaker = judgement_targets.alias()
    statement_ids = (
        select(judgement_targets.c.statement_id)
        .join(speaker, speaker.c.judgement_id == judgement_targets.c.judgement_id)
        .where(
            judgement_targets.c.statement_id.is_not(None),
            speaker.c.side == "speaker",
            speaker.c.appearance_id.in_(keys),
        )
    )
    return set(connection.execute(statement_ids).scalars())


def _apply(writer: Writer, row: AnyRow, judgement: AnyRow) -> None:
    connection = writer.connection
    if judgement.kind == "not-statement":
        _keep_as_read(connection, row, judgement)
        connection.execute(update(statements).where(statements.c.id == row.id).values(state=REFUSED))
        for table in (statement_subjects, joint_speakers):
            connection.execute(delete(table).where(table.c.statement_id == row.id))
        _add_to_counts(connection, row.page_id, -1)
        return
    speaker = _judged_speaker(writer, row, judgement)
    if speaker is not None:
        _keep_as_read(connection, row, judgement)
        _write_speaker(connection, row.id, speaker)
        if speaker.speaker_id != row.speaker_id:
            connection.execute(delete(joint_speakers).where(joint_speakers.c.statement_id == row.id))


def _judged_speaker(writer: Writer, row: AnyRow, judgement: AnyRow) -> _Speaker | None:
    """The speaker that the judgement sets; null if it does not change the speaker."""
    appearance = writer.connection.execute(_SPEAKER, {"judgement": judgement.id}).first()
    name_id = None if judgement.value is None else writer.name_key(judgement.value)
    if judgement.kind == "wrong":
        # A later reading may have a different speaker, which this judgement does not reject.
        is_refuted = row.speaker_name_id == name_id or (
            appearance is not None and row.speaker_id == appearance.person_id
        )
        return _Speaker() if is_refuted else None
    if appearance is None:
        if judgement.kind == "right" and row.speaker_name_id == name_id:
            return None  # confirmed; the source has no name or no appearance
        targets: Targets = json.loads(judgement.target)
        kind = targets["statement"].get("speaker_kind", "person")
        return _Speaker(speaker_name_id=name_id, speaker_kind=kind)
    is_on_page = appearance.page_id == row.page_id
    return _Speaker(
        speaker_id=appearance.person_id,
        speaker_appearance_id=appearance.id if is_on_page else None,
        speaker_name_id=appearance.name_id if is_on_page else name_id,
        speaker_kind=appearance.kind,
    )


def _keep_as_read(connection: Connection, row: AnyRow, judgement: AnyRow) -> None:
    values = asdict(_Speaker.of(row)) | {"statement_id": row.id, "judgement_id": judgement.id}
    connection.execute(insert(statements_as_read), values)


def _undo(connection: Connection, statement_id: int) -> None:
    key = {"statement": statement_id}
    row_as_read = connection.execute(_STATEMENT_AS_READ, key).first()
    if row_as_read is None:
        return
    speaker = _Speaker.of(row_as_read)
    if speaker.speaker_appearance_id is not None:
        # The appearance may have moved to another person since then.
        person_id = connection.execute(_PERSON_OF, {"appearance": speaker.speaker_appearance_id}).scalar_one()
        speaker = _Speaker(**asdict(speaker) | {"speaker_id": person_id})
    row = connection.execute(_STATEMENT, key).one()
    _write_speaker(connection, statement_id, speaker)
    connection.execute(delete(statements_as_read).where(statements_as_read.c.statement_id == statement_id))
    statement = reading_by_key(connection, row.reading_id).statements[row.position]
    bearers = load_bearers(connection, row.page_id)
    restore_joint_speakers(connection, statement, statement_id=statement_id, bearers=bearers)
    if row.state == REFUSED:
        connection.execute(update(statements).where(statements.c.id == statement_id).values(state=CURRENT))
        _restore_subjects(connection, row, statement, bearers=bearers, speaker_id=speaker.speaker_id)
        _add_to_counts(connection, row.page_id, 1)


def _write_speaker(connection: Connection, statement_id: int, speaker: _Speaker) -> None:
    connection.execute(update(statements).where(statements.c.id == statement_id).values(asdict(speaker)))
    of_statement = statement_subjects.c.statement_id == statement_id
    connection.execute(update(statement_subjects).where(of_statement).values(speaker_id=speaker.speaker_id))


def _restore_subjects(
    connection: Connection,
    row: AnyRow,
    statement: Statement,
    *,
    bearers: Mapping[str, AnyRow],
    speaker_id: int | None,
) -> None:
    """Rewrite the subjects of ``statement``, which ``row`` holds, as its reading has them."""
    for position, name in enumerate(statement.about):
        bearer = bearers.get(name)
        values = {
            "statement_id": row.id,
            "position": position,
            "name_id": select(schema.names.c.id).where(schema.names.c.text == name).scalar_subquery(),
            "appearance_id": bearer.id if bearer else None,
            "person_id": bearer.person_id if bearer else None,
            "speaker_id": speaker_id,
            "day_from": row.day_from,
        }
        connection.execute(insert(statement_subjects).values(values))


def _persons_of(connection: Connection, statement_id: int) -> set[int]:
    """Keys of the speakers and the subjects of the statement."""
    subjects = connection.execute(
        select(statement_subjects.c.person_id).where(statement_subjects.c.statement_id == statement_id)
    ).scalars()
    speakers = connection.execute(select(statements.c.speaker_id).where(statements.c.id == statement_id)).scalars()
    joint = select(joint_speakers.c.person_id).where(joint_speakers.c.statement_id == statement_id)
    return {*subjects, *speakers, *connection.execute(joint).scalars()} - {None}


def _add_to_counts(connection: Connection, page_id: int, change: int) -> None:
    """Change the number of statements of the page and of the record."""
    connection.execute(update(pages).where(pages.c.id == page_id).values(statements=pages.c.statements + change))
    totals.add(connection, {"statements": change})
