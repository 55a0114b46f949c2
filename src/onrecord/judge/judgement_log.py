"""What people judged: who is who, who said what, and what is no statement. A log that is only ever added to.

A judgement goes before whatever a program holds, then and later. It points at words (``anchors``), so that it stands
when the page is read again; where the words are gone it is orphaned, and said so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from onrecord.errors import NotFoundError, UsageError
from onrecord.judge import corrections, targets
from onrecord.judge.targets import Bearing
from onrecord.resolve import clusters
from onrecord.store.codecs import compact, public_id
from onrecord.store.names import Writer
from onrecord.store.rows import AnyRow, lookup
from onrecord.store.schema import appearances, bearings, judgements
from onrecord.times import now

Kind = Literal["same", "different", "unsure", "right", "wrong", "speaker", "not-statement", "wikidata", "withdraw"]

OF_PEOPLE: Final = frozenset({"same", "different", "unsure", "wikidata"})
OF_STATEMENTS: Final = frozenset({"right", "wrong", "speaker", "not-statement"})

_WITHDRAWN = select(judgements.c.withdraws).where(judgements.c.withdraws.is_not(None))
_IN_FORCE = judgements.c.id.not_in(_WITHDRAWN) & (judgements.c.kind != "withdraw")
_BY_ID = select(judgements).where(judgements.c.public_id == bindparam("public"))
_ADD = insert(judgements)
_ADD_BEARINGS = insert(bearings)
_OF_PERSON = (
    select(judgements)
    .where(
        judgements.c.id.in_(
            select(bearings.c.judgement_id)
            .join(appearances, appearances.c.id == bearings.c.appearance_id)
            .where(appearances.c.person_id == bindparam("person"), bearings.c.side.in_(("left", "right")))
        )
    )
    .order_by(judgements.c.id.desc())
)
_ON_PAGE = select(bearings.c.judgement_id).where(bearings.c.page_id == bindparam("page")).distinct()


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement, as it was made, and what has become of it."""

    id: str
    kind: Kind
    subject: str
    """Public id of the statement or the first person that it is of, when it was made."""
    target: Mapping[str, Any]
    """Anchors of what it is of, by side: left and right, or statement and speaker."""
    value: str | None
    """The other person's public id, the speaker's name, or the Wikidata id."""
    who: str
    why: str | None
    at: str
    """ISO 8601 in UTC."""
    withdrawn: bool = False
    overruled: bool = False
    """A newer judgement is against it."""
    orphaned: str | None = None
    """Why it bears on nothing any more; null where it does."""

    @property
    def in_force(self) -> bool:
        """Whether the record is as it says."""
        return not (self.withdrawn or self.overruled or self.orphaned)


def append(
    writer: Writer,
    *,
    kind: Kind,
    subject: str,
    target: Mapping[str, Any],
    value: str | None,
    by: tuple[str, str | None],
) -> Judgement:
    """Log a judgement by ``by`` (who, and why) and let the record be as it says."""
    key, made = _log(writer.connection, kind=kind, subject=subject, target=target, value=value, by=by)
    bear(writer.connection, [key])
    _work_out(writer, *_touched(writer.connection, [key]))
    return made


def withdraw(writer: Writer, public: str, *, by: tuple[str, str | None]) -> Judgement:
    """Take back the judgement with this public id: the record is as if it had not been made; the log keeps both.

    Raises ``UsageError`` where there is none, or it is withdrawn already.
    """
    connection = writer.connection
    row = connection.execute(_BY_ID, {"public": public}).first()
    if row is None or row.kind == "withdraw":
        raise NotFoundError(f"there is no judgement {public!r} to withdraw. `onrecord judge list` shows them")
    if connection.execute(_WITHDRAWN.where(judgements.c.withdraws == row.id)).first():
        raise UsageError(f"the judgement {public!r} is withdrawn already. See `onrecord judge list --all`")
    touched = _touched(connection, [row.id])
    _, made = _log(connection, kind="withdraw", subject=row.subject, target={}, value=public, by=by, withdraws=row.id)
    connection.execute(delete(bearings).where(bearings.c.judgement_id == row.id))
    _work_out(writer, *touched)
    return made


def listed(connection: Connection, *, all_of_them: bool = False) -> list[Judgement]:
    """The judgements, oldest first; withdrawn ones and withdrawals too with ``all_of_them``."""
    withdrawn = set(connection.execute(_WITHDRAWN).scalars())
    lost = select(bearings.c.judgement_id, bearings.c.orphaned).where(bearings.c.orphaned.is_not(None))
    orphaned = lookup(connection, lost)
    overruled = clusters.overruled(connection)
    found = []
    for row in connection.execute(select(judgements).order_by(judgements.c.id)):
        if all_of_them or (row.id not in withdrawn and row.kind != "withdraw"):
            found.append(
                _judgement(
                    row,
                    withdrawn=row.id in withdrawn,
                    overruled=row.id in overruled,
                    orphaned=orphaned.get(row.id),
                )
            )
    return found


def latest(connection: Connection, *, limit: int, before: int | None = None) -> list[tuple[int, Judgement]]:
    """The last judgements and withdrawals with their keys, the newest first; of those ``before`` one, by its key."""
    chosen = select(judgements).order_by(judgements.c.id.desc()).limit(limit)
    rows = connection.execute(chosen if before is None else chosen.where(judgements.c.id < before)).all()
    keys = [row.id for row in rows]
    withdrawn = set(connection.execute(_WITHDRAWN.where(judgements.c.withdraws.in_(keys))).scalars())
    lost = select(bearings.c.judgement_id, bearings.c.orphaned).where(bearings.c.orphaned.is_not(None))
    orphaned = lookup(connection, lost.where(bearings.c.judgement_id.in_(keys)))
    against = clusters.overruled(connection) if any(row.kind in OF_PEOPLE for row in rows) else set()
    return [
        (
            row.id,
            _judgement(row, withdrawn=row.id in withdrawn, overruled=row.id in against, orphaned=orphaned.get(row.id)),
        )
        for row in rows
    ]


def of_person(connection: Connection, person_id: int) -> list[Judgement]:
    """What people judged of who this person is, the newest first; withdrawn and orphaned ones left out."""
    rows = connection.execute(_OF_PERSON, {"person": person_id}).all()
    against = clusters.overruled(connection) if rows else set()
    return [_judgement(row, overruled=row.id in against) for row in rows]


def bear(connection: Connection, keys: Iterable[int]) -> None:
    """Find anew what these judgements bear on in the current readings."""
    for key in sorted(set(keys)):
        row = connection.execute(select(judgements).where(judgements.c.id == key)).one()
        connection.execute(delete(bearings).where(bearings.c.judgement_id == key))
        found = {side: _find(connection, side, anchor) for side, anchor in json.loads(row.target).items() if anchor}
        if found:
            connection.execute(
                _ADD_BEARINGS,
                [
                    {
                        "judgement_id": key,
                        "side": side,
                        "page_id": one.page_id,
                        "appearance_id": one.appearance_id,
                        "statement_id": one.statement_id,
                        "orphaned": one.orphaned,
                    }
                    for side, one in found.items()
                ],
            )


def page_kept(writer: Writer, page_id: int) -> None:
    """A page was read anew: let the judgements that point at its words bear on what the reading makes of them."""
    connection = writer.connection
    keys = set(connection.execute(_ON_PAGE, {"page": page_id}).scalars())
    if not keys:
        return
    corrections.forget(connection, page_id)
    before = _touched(connection, keys)
    bear(connection, keys)
    after = _touched(connection, keys)
    _work_out(writer, before[0] | after[0], before[1] | after[1])


def rebuild(writer: Writer) -> int:
    """Work out anew all that follows from the two logs: how many appearances changed hands by it.

    Nobody's where nothing was amiss: persons and corrections are the same whenever they are worked out.
    """
    connection = writer.connection
    corrections.undo_all(writer)
    connection.execute(delete(bearings))
    keys = list(connection.execute(select(judgements.c.id).where(_IN_FORCE)).scalars())
    bear(connection, keys)
    moved = clusters.rebuild(writer)
    _, statements = _touched(connection, keys)
    corrections.correct(writer, statements)
    return len(moved)


def _work_out(writer: Writer, appearances: set[int], statements: set[int]) -> None:
    moved = clusters.settle(writer, appearances) if appearances else set()
    corrections.correct(writer, statements | corrections.spoken_by(writer.connection, moved))


def _touched(connection: Connection, keys: Iterable[int]) -> tuple[set[int], set[int]]:
    """The appearances and the statements that these judgements bear on."""
    rows = connection.execute(select(bearings).where(bearings.c.judgement_id.in_(list(keys)))).all()
    people = {row.appearance_id for row in rows if row.appearance_id is not None and row.side in {"left", "right"}}
    return people, {row.statement_id for row in rows if row.statement_id is not None}


def _find(connection: Connection, side: str, anchor: Mapping[str, Any]) -> Bearing:
    if side == "statement":
        return targets.find_statement(connection, anchor)
    return targets.find_appearance(connection, anchor)


def _log(
    connection: Connection,
    *,
    kind: Kind,
    subject: str,
    target: Mapping[str, Any],
    value: str | None,
    by: tuple[str, str | None],
    withdraws: int | None = None,
) -> tuple[int, Judgement]:
    who, why = by
    if not who.strip():
        raise UsageError("a judgement needs to say who made it. Give a name with --who")
    number = connection.execute(select(func.count()).select_from(judgements)).scalar_one()
    at = now()
    values = {
        "public_id": public_id("judgement", kind, subject, value or "", who, at, number),
        "kind": kind,
        "subject": subject,
        "target": compact(target),
        "value": value,
        "who": who,
        "why": why,
        "at": at,
        "withdraws": withdraws,
    }
    connection.execute(_ADD, values)
    row = connection.execute(_BY_ID, {"public": values["public_id"]}).one()
    return row.id, _judgement(row)


def _judgement(
    row: AnyRow, *, withdrawn: bool = False, overruled: bool = False, orphaned: str | None = None
) -> Judgement:
    return Judgement(
        id=row.public_id,
        kind=row.kind,
        subject=row.subject,
        target=json.loads(row.target),
        value=row.value,
        who=row.who,
        why=row.why,
        at=row.at,
        withdrawn=withdrawn,
        overruled=overruled,
        orphaned=orphaned,
    )
