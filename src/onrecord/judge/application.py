"""Apply judgements: locate their targets in the current readings, then update persons and statements.

In: keys of judgements, or a page that was re-read. Out: rows of ``judgement_targets``, clusters and corrections.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Connection, bindparam, delete, insert, select

from onrecord.judge import corrections
from onrecord.judge.targets import locate_appearance, locate_fact, locate_statement
from onrecord.resolve import clusters
from onrecord.store.name_table import Writer
from onrecord.store.schema import judgement_targets, judgements
from onrecord.store.schema.values import AppearanceTarget, FactTarget, StatementTarget, Targets

WITHDRAWN = select(judgements.c.withdraws).where(judgements.c.withdraws.is_not(None))
"""Keys of the judgements that are withdrawn."""
NOT_WITHDRAWN = judgements.c.id.not_in(WITHDRAWN) & (judgements.c.kind != "withdraw")

_TARGET = select(judgements.c.target).where(judgements.c.id == bindparam("judgement"))
_FORGET = delete(judgement_targets).where(judgement_targets.c.judgement_id == bindparam("judgement"))
_ADD = insert(judgement_targets)
_ON_PAGE = select(judgement_targets.c.judgement_id).where(judgement_targets.c.page_id == bindparam("page")).distinct()
_LOCATED = select(judgement_targets).where(
    judgement_targets.c.judgement_id.in_(bindparam("judgements", expanding=True))
)


@dataclass(frozen=True, slots=True)
class _Affected:
    """Appearances and statements whose persons and speakers depend on some judgements."""

    appearance_ids: frozenset[int]
    statement_ids: frozenset[int]

    def __or__(self, more: _Affected) -> _Affected:
        return _Affected(self.appearance_ids | more.appearance_ids, self.statement_ids | more.statement_ids)


def apply_judgement(writer: Writer, judgement_id: int) -> None:
    """Apply a new judgement to the record."""
    _locate(writer.connection, [judgement_id])
    _update(writer, _affected(writer.connection, [judgement_id]))


def withdraw_judgement(writer: Writer, judgement_id: int) -> None:
    """Undo the effects of a judgement that was withdrawn."""
    affected = _affected(writer.connection, [judgement_id])
    writer.connection.execute(_FORGET, {"judgement": judgement_id})
    _update(writer, affected)


def apply_to_page(writer: Writer, page_id: int) -> None:
    """Locate the targets on a page that was re-read, and apply their judgements to the new reading."""
    connection = writer.connection
    judgement_ids = set(connection.execute(_ON_PAGE, {"page": page_id}).scalars())
    if not judgement_ids:
        return
    corrections.forget_page(connection, page_id)
    before = _affected(connection, judgement_ids)
    _locate(connection, judgement_ids)
    _update(writer, before | _affected(connection, judgement_ids))


def rebuild(writer: Writer) -> int:
    """Recompute everything derived from links and judgements; return the number of appearances that changed persons.

    The number is 0 in a consistent record, since persons and corrections are determined by the two logs.
    """
    connection = writer.connection
    corrections.undo_all(writer)
    connection.execute(delete(judgement_targets))
    judgement_ids = list(connection.execute(select(judgements.c.id).where(NOT_WITHDRAWN)).scalars())
    _locate(connection, judgement_ids)
    moved = clusters.rebuild(writer)
    corrections.correct(writer, _affected(connection, judgement_ids).statement_ids)
    return len(moved)


def _locate(connection: Connection, judgement_ids: Iterable[int]) -> None:
    """Locate the targets of these judgements in the current readings and write them to ``judgement_targets``."""
    for judgement_id in sorted(set(judgement_ids)):
        key = {"judgement": judgement_id}
        targets: Targets = json.loads(connection.execute(_TARGET, key).scalar_one())
        connection.execute(_FORGET, key)
        located = {}
        for side, target in targets.items():
            if side == "statement":
                located[side] = locate_statement(connection, cast(StatementTarget, target))
            elif side == "fact":
                located[side] = locate_fact(connection, cast(FactTarget, target))
            else:
                located[side] = locate_appearance(connection, cast(AppearanceTarget, target))
        if located:
            connection.execute(
                _ADD,
                [
                    {
                        "judgement_id": judgement_id,
                        "side": side,
                        "page_id": place.page_id,
                        "appearance_id": place.appearance_id,
                        "statement_id": place.statement_id,
                        "orphaned": place.orphaned,
                    }
                    for side, place in located.items()
                ],
            )


def _update(writer: Writer, affected: _Affected) -> None:
    moved = clusters.recluster(writer, affected.appearance_ids) if affected.appearance_ids else set()
    # Clusters come first: a corrected statement takes its person from the appearance that it is attributed to.
    with_speaker = corrections.statements_with_speaker(writer.connection, moved)
    corrections.correct(writer, affected.statement_ids | with_speaker)


def _affected(connection: Connection, judgement_ids: Iterable[int]) -> _Affected:
    rows = connection.execute(_LOCATED, {"judgements": list(judgement_ids)}).all()
    sides = {"left", "right"}
    return _Affected(
        frozenset(row.appearance_id for row in rows if row.appearance_id is not None and row.side in sides),
        frozenset(row.statement_id for row in rows if row.statement_id is not None),
    )
