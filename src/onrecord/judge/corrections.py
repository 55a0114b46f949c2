"""Statements as people judged them: another speaker, none, or no statement at all; kept beside what the reading says.

The reading is not touched. What it says of a statement that was put right stands in ``corrected``, so that it can be
had back when the judgement is withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from onrecord.resolve import persons
from onrecord.store import schema
from onrecord.store.entities import EntityRef
from onrecord.store.name_table import Writer
from onrecord.store.readings import reading_by_key
from onrecord.store.rows import AnyRow
from onrecord.store.schema import (
    CURRENT,
    REFUSED,
    abouts,
    appearances,
    bearings,
    corrected,
    judgements,
    pages,
    statements,
    tallies,
)

_READ = ("speaker_id", "speaker_appearance_id", "speaker_name_id", "speaker_kind")
"""What a correction changes of a statement, and keeps of the reading."""

_LATEST = (
    select(judgements)
    .join(bearings, bearings.c.judgement_id == judgements.c.id)
    .where(bearings.c.statement_id == bindparam("statement"), bearings.c.side == "statement")
    .order_by(judgements.c.id.desc())
    .limit(1)
)
_SPEAKER = select(bearings.c.appearance_id).where(
    bearings.c.judgement_id == bindparam("judgement"), bearings.c.side == "speaker"
)
_STATEMENT = select(statements).where(statements.c.id == bindparam("statement"))
_WAS = select(corrected).where(corrected.c.statement_id == bindparam("statement"))
_APPEARANCE = select(appearances).where(appearances.c.id == bindparam("appearance"))
_AS_READ = (
    select(corrected.c.statement_id, schema.names.c.text, schema.persons.c.public_id)
    .outerjoin(schema.names, schema.names.c.id == corrected.c.speaker_name_id)
    .outerjoin(schema.persons, schema.persons.c.id == corrected.c.speaker_id)
    .where(corrected.c.statement_id.in_(bindparam("keys", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class AsRead:
    """The reading of a statement where a judgement corrects it."""

    speaker: EntityRef | None


def as_read(connection: Connection, speakers: Mapping[int, EntityRef | None]) -> dict[int, AsRead]:
    """The readings of those of these statements whose speaker a judgement has changed, by the statements' keys.

    ``speakers`` has the speaker of each statement as it stands now: a judgement that confirms the reading changes none.
    """
    rows = connection.execute(_AS_READ, {"keys": list(speakers)})
    readings = {row.statement_id: EntityRef(row.text, row.public_id) if row.text else None for row in rows}
    return {key: AsRead(speaker) for key, speaker in readings.items() if speaker != speakers[key]}


def correct(writer: Writer, statement_ids: Iterable[int]) -> None:
    """Let these statements be as the latest judgement in force of each has it, or else as they were read."""
    connection = writer.connection
    affected: set[int] = set()
    for key in sorted(set(statement_ids)):
        affected |= _people_of(connection, key)
        _undo(connection, key)
        one = connection.execute(_STATEMENT, {"statement": key}).one()
        judgement = connection.execute(_LATEST, {"statement": key}).first()
        if judgement is not None and one.state == CURRENT:
            _apply(writer, one, judgement)
        affected |= _people_of(connection, key)
    persons.recount(writer, affected)


def undo_all(writer: Writer) -> None:
    """Let every statement be as it was read."""
    connection = writer.connection
    keys = list(connection.execute(select(corrected.c.statement_id)).scalars())
    affected: set[int] = set()
    for key in keys:
        affected |= _people_of(connection, key)
        _undo(connection, key)
        affected |= _people_of(connection, key)
    persons.recount(writer, affected)


def forget(connection: Connection, page_id: int) -> None:
    """Forget what was read of the page's statements before: a new reading has taken its place."""
    here = select(statements.c.id).where(statements.c.page_id == page_id)
    connection.execute(delete(corrected).where(corrected.c.statement_id.in_(here)))


def spoken_by(connection: Connection, appearance_ids: Iterable[int]) -> set[int]:
    """The statements that judgements say are by these appearances."""
    wanted = list(appearance_ids)
    if not wanted:
        return set()
    speaker = bearings.alias()
    found = (
        select(bearings.c.statement_id)
        .join(speaker, speaker.c.judgement_id == bearings.c.judgement_id)
        .where(bearings.c.statement_id.is_not(None), speaker.c.side == "speaker", speaker.c.appearance_id.in_(wanted))
    )
    return set(connection.execute(found).scalars())


def _apply(writer: Writer, one: AnyRow, judgement: AnyRow) -> None:
    connection = writer.connection
    if judgement.kind == "not-statement":
        _keep_read(connection, one, judgement)
        connection.execute(update(statements).where(statements.c.id == one.id).values(state=REFUSED))
        connection.execute(delete(abouts).where(abouts.c.statement_id == one.id))
        _count(connection, one.page_id, -1)
        return
    speaker = _speaker(writer, one, judgement)
    if speaker is not None:
        _keep_read(connection, one, judgement)
        _set(connection, one.id, speaker)


def _speaker(writer: Writer, one: AnyRow, judgement: AnyRow) -> dict[str, Any] | None:
    """What the judgement makes of the statement's speaker; null where it leaves it as it is."""
    connection = writer.connection
    appearance_id = connection.execute(_SPEAKER, {"judgement": judgement.id}).scalar()
    found = None
    if appearance_id is not None:
        found = connection.execute(_APPEARANCE, {"appearance": appearance_id}).one()
    name_id = None if judgement.value is None else writer.name_key(judgement.value)
    if judgement.kind == "wrong":
        refuted = one.speaker_name_id == name_id or (found is not None and one.speaker_id == found.person_id)
        return dict.fromkeys(_READ[:3]) | {"speaker_kind": "unknown"} if refuted else None
    if found is None:
        if judgement.kind == "right" and one.speaker_name_id == name_id:
            return None  # as it was judged, and by somebody who has no name
        kind = json.loads(judgement.target)["statement"].get("speaker_kind", "person")
        return dict.fromkeys(_READ[:2]) | {"speaker_name_id": name_id, "speaker_kind": kind}
    here = found.page_id == one.page_id
    return {
        "speaker_id": found.person_id,
        "speaker_appearance_id": found.id if here else None,
        "speaker_name_id": found.name_id if here else name_id,
        "speaker_kind": found.kind,
    }


def _keep_read(connection: Connection, one: AnyRow, judgement: AnyRow) -> None:
    values = {name: getattr(one, name) for name in _READ}
    connection.execute(insert(corrected), values | {"statement_id": one.id, "judgement_id": judgement.id})


def _undo(connection: Connection, key: int) -> None:
    was = connection.execute(_WAS, {"statement": key}).first()
    if was is None:
        return
    one = connection.execute(_STATEMENT, {"statement": key}).one()
    speaker = {name: getattr(was, name) for name in _READ}
    if was.speaker_appearance_id is not None:
        # Whose that appearance is may have been judged anew since then.
        speaker["speaker_id"] = (
            connection.execute(_APPEARANCE, {"appearance": was.speaker_appearance_id}).one().person_id
        )
    _set(connection, key, speaker)
    connection.execute(delete(corrected).where(corrected.c.statement_id == key))
    if one.state == REFUSED:
        connection.execute(update(statements).where(statements.c.id == key).values(state=CURRENT))
        _restore_abouts(connection, one, speaker_id=speaker["speaker_id"])
        _count(connection, one.page_id, 1)


def _set(connection: Connection, key: int, speaker: dict[str, Any]) -> None:
    connection.execute(update(statements).where(statements.c.id == key).values(speaker))
    by = {"speaker_id": speaker["speaker_id"]}
    connection.execute(update(abouts).where(abouts.c.statement_id == key).values(by))


def _restore_abouts(connection: Connection, one: AnyRow, *, speaker_id: int | None) -> None:
    """Keep again whom the statement is about, as its reading has it."""
    read = reading_by_key(connection, one.reading_id).statements[one.position]
    here = select(schema.names.c.text, appearances.c.id, appearances.c.person_id, schema.names.c.id.label("name_id"))
    here = here.join(schema.names, schema.names.c.id == appearances.c.name_id)
    here = here.where(appearances.c.page_id == one.page_id, appearances.c.state == CURRENT)
    called: dict[str, list[AnyRow]] = {}
    for found in connection.execute(here):
        called.setdefault(found.text, []).append(found)
    for position, name in enumerate(read.about):
        bearers = called.get(name, [])
        alone = bearers[0] if len(bearers) == 1 else None
        named = select(schema.names.c.id).where(schema.names.c.text == name).scalar_subquery()
        values = {
            "statement_id": one.id,
            "position": position,
            "name_id": named,
            "appearance_id": alone.id if alone else None,
            "person_id": alone.person_id if alone else None,
            "speaker_id": speaker_id,
            "day_from": one.day_from,
        }
        connection.execute(insert(abouts).values(values))


def _people_of(connection: Connection, key: int) -> set[int]:
    """Who said the statement and whom it is about."""
    found = set(connection.execute(select(abouts.c.person_id).where(abouts.c.statement_id == key)).scalars())
    found |= set(connection.execute(select(statements.c.speaker_id).where(statements.c.id == key)).scalars())
    return found - {None}


def _count(connection: Connection, page_id: int, by: int) -> None:
    """One statement more or less on the page, and in the record."""
    connection.execute(update(pages).where(pages.c.id == page_id).values(statements=pages.c.statements + by))
    connection.execute(update(tallies).where(tallies.c.kind == "statements").values(how_many=tallies.c.how_many + by))
