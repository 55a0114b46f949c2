"""What people judged of statements, and what the readings say where a judgement put them right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from onrecord.judge.judgement_log import OF_STATEMENTS
from onrecord.store.rows import AnyRow, lookup
from onrecord.store.schema import bearings, corrected, judgements, names, persons
from onrecord.store.statements import EntityRef

_WITHDRAWN = select(judgements.c.withdraws).where(judgements.c.withdraws.is_not(None))
_ON_PAGE = (
    select(judgements, bearings.c.statement_id)
    .join(bearings, bearings.c.judgement_id == judgements.c.id)
    .where(
        bearings.c.page_id == bindparam("page"),
        bearings.c.side == "statement",
        bearings.c.statement_id.is_not(None),
        judgements.c.id.not_in(_WITHDRAWN),
    )
    .order_by(judgements.c.id)
)
_OF_STATEMENT = (
    select(judgements)
    .where(judgements.c.subject == bindparam("statement"), judgements.c.kind.in_((*OF_STATEMENTS, "withdraw")))
    .order_by(judgements.c.id)
)
_ORPHANED = select(bearings.c.judgement_id, bearings.c.orphaned).where(
    bearings.c.judgement_id.in_(bindparam("keys", expanding=True)),
    bearings.c.orphaned.is_not(None),
)
_AS_READ = (
    select(corrected.c.statement_id, names.c.text, persons.c.public_id)
    .outerjoin(names, names.c.id == corrected.c.speaker_name_id)
    .outerjoin(persons, persons.c.id == corrected.c.speaker_id)
    .where(corrected.c.statement_id.in_(bindparam("keys", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """That a judgement was taken back."""

    who: str
    why: str | None
    at: str
    """ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody judged of a statement."""

    id: str
    """Public id, to withdraw it by."""
    kind: str
    """``right`` or ``wrong`` of its speaker, ``speaker`` (it was ``value``), or ``not-statement``."""
    value: str | None
    """The speaker's name."""
    who: str
    why: str | None
    at: str
    """ISO 8601 in UTC."""
    withdrawn: Withdrawal | None = None
    overruled: bool = False
    """A newer judgement of the same statement has taken its place."""
    orphaned: str | None = None
    """Why it bears on nothing any more; null where it does."""

    @property
    def in_force(self) -> bool:
        """Whether the record is as it says."""
        return not (self.withdrawn or self.overruled or self.orphaned)


@dataclass(frozen=True, slots=True)
class AsRead:
    """What the reading says of a statement that a judgement put right."""

    speaker: EntityRef | None


def judged_on(connection: Connection, page: int) -> dict[int, Judged]:
    """The judgements in force of the statements on the page with this key, by the keys of these."""
    return {row.statement_id: _judged(row) for row in connection.execute(_ON_PAGE, {"page": page})}


def as_read(connection: Connection, statements: Iterable[int]) -> dict[int, AsRead]:
    """What the readings say of those of these statements that judgements put right."""
    rows = connection.execute(_AS_READ, {"keys": list(statements)})
    return {row.statement_id: AsRead(EntityRef(row.text, row.public_id) if row.text else None) for row in rows}


def unlike(read: AsRead | None, speaker: EntityRef | None) -> AsRead | None:
    """``read`` where it is not what the record says now: to judge that a speaker is right changes nothing."""
    return read if read is not None and read.speaker != speaker else None


def judgements_of(connection: Connection, statement: str) -> tuple[Judged, ...]:
    """Every judgement of the statement with this public id, the latest first; withdrawn ones too."""
    rows = connection.execute(_OF_STATEMENT, {"statement": statement}).all()
    taken_back = {row.withdraws: Withdrawal(row.who, row.why, row.at) for row in rows if row.withdraws is not None}
    made = [row for row in rows if row.kind != "withdraw"]
    orphaned = lookup(connection, _ORPHANED, keys=[row.id for row in made]) if made else {}
    standing = [row.id for row in made if row.id not in taken_back]
    return tuple(
        _judged(
            row,
            withdrawn=taken_back.get(row.id),
            overruled=row.id in standing[:-1],
            orphaned=orphaned.get(row.id),
        )
        for row in reversed(made)
    )


def _judged(
    row: AnyRow, *, withdrawn: Withdrawal | None = None, overruled: bool = False, orphaned: str | None = None
) -> Judged:
    return Judged(
        id=row.public_id,
        kind=row.kind,
        value=row.value,
        who=row.who,
        why=row.why,
        at=row.at,
        withdrawn=withdrawn,
        overruled=overruled,
        orphaned=orphaned,
    )
