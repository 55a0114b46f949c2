"""The log of judgements: append-only, each entry with its author and reason, and with what has become of it.

A judgement takes precedence over whatever programs decide, before it or after it. It points at words on a page
(``targets``), so that it applies again when the page is read again; where the words are gone it is orphaned.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from onrecord.errors import NotFoundError, UsageError
from onrecord.judge import corrections, targets
from onrecord.judge.targets import Anchor, Bearing, Targets
from onrecord.resolve import clusters
from onrecord.store.codecs import compact, public_id
from onrecord.store.name_table import Writer
from onrecord.store.pagination import Keyset, KeysetPage
from onrecord.store.rows import AnyRow, lookup
from onrecord.store.schema import appearances, bearings, judgements
from onrecord.times import now

Kind = Literal["same", "different", "unsure", "right", "wrong", "speaker", "not-statement", "wikidata", "withdraw"]

OF_PEOPLE: Final = frozenset({"same", "different", "unsure", "wikidata"})
OF_STATEMENTS: Final = frozenset({"right", "wrong", "speaker", "not-statement"})

_WITHDRAWN = select(judgements.c.withdraws).where(judgements.c.withdraws.is_not(None))
_NOT_WITHDRAWN = judgements.c.id.not_in(_WITHDRAWN) & (judgements.c.kind != "withdraw")
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
_OF_STATEMENT = (
    select(judgements)
    .where(judgements.c.subject == bindparam("statement"), judgements.c.kind.in_(OF_STATEMENTS))
    .order_by(judgements.c.id.desc())
)
_STATEMENTS_ON_PAGE = (
    select(judgements, bearings.c.statement_id)
    .join(bearings, bearings.c.judgement_id == judgements.c.id)
    .where(
        bearings.c.page_id == bindparam("page"), bearings.c.side == "statement", bearings.c.statement_id.is_not(None)
    )
    .order_by(judgements.c.id)
)
_ON_PAGE = select(bearings.c.judgement_id).where(bearings.c.page_id == bindparam("page")).distinct()


@dataclass(frozen=True, slots=True)
class Author:
    """The person who judges, and the reason, for whoever reads the log later."""

    who: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The withdrawal of a judgement."""

    who: str
    why: str | None
    at: str
    """ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """An entry of the log, and what has become of it."""

    id: str
    """Public id, to withdraw it by."""
    kind: Kind
    """``same``, ``different``, ``unsure`` or ``wikidata`` of people; ``right`` or ``wrong`` of a statement's speaker,
    ``speaker`` (it was ``value``) or ``not-statement``; ``withdraw`` of another judgement."""
    value: str | None
    """The other person's public id, the speaker's name, the Wikidata id, or the id of the withdrawn judgement."""
    who: str
    why: str | None
    at: str
    """ISO 8601 in UTC."""
    withdrawn: Withdrawal | bool | None
    overruled: bool = False
    """True where a newer judgement contradicts it."""
    orphaned: str | None = None
    """The reason why it applies to nothing in the latest readings; null where it applies."""

    @property
    def in_force(self) -> bool:
        """True while the record follows it."""
        return not (self.withdrawn or self.overruled or self.orphaned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(_Entry):
    """A judgement as the log lists it."""

    subject: str
    """Public id of the statement or of the first person, as of the judgement."""
    target: Mapping[str, Any]
    """The words that it points at, by side: left and right, or statement and speaker."""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementJudgement(_Entry):
    """A judgement as the page of its statement shows it: with its withdrawal."""

    withdrawn: Withdrawal | None = None


def append(writer: Writer, *, kind: Kind, subject: str, target: Targets, value: str | None, by: Author) -> Judgement:
    """Log a judgement and apply it to the record."""
    key, judgement = _log(writer.connection, kind=kind, subject=subject, target=target, value=value, by=by)
    bear(writer.connection, [key])
    _work_out(writer, *_touched(writer.connection, [key]))
    return judgement


def withdraw(writer: Writer, public: str, *, by: Author) -> Judgement:
    """Withdraw the judgement with this public id: the record is as if it had not been made; the log keeps both.

    Raises ``NotFoundError`` where there is none, ``UsageError`` where it is withdrawn already.
    """
    connection = writer.connection
    row = connection.execute(_BY_ID, {"public": public}).first()
    if row is None or row.kind == "withdraw":
        raise NotFoundError(f"there is no judgement {public!r} to withdraw. `onrecord judge list` shows them")
    if connection.execute(_WITHDRAWN.where(judgements.c.withdraws == row.id)).first():
        raise UsageError(f"the judgement {public!r} is withdrawn already. See `onrecord judge list --all`")
    touched = _touched(connection, [row.id])
    _, withdrawal = _log(
        connection, kind="withdraw", subject=row.subject, target={}, value=public, by=by, withdraws=row.id
    )
    connection.execute(delete(bearings).where(bearings.c.judgement_id == row.id))
    _work_out(writer, *touched)
    return withdrawal


def list_judgements(connection: Connection, *, everything: bool = False) -> list[Judgement]:
    """The judgements, oldest first; with ``everything`` also withdrawn ones and withdrawals."""
    rows = connection.execute(select(judgements).order_by(judgements.c.id)).all()
    judgements_made = [_judgement(row, fate) for row, fate in _with_fates(connection, rows, all_of_them=True)]
    return [made for made in judgements_made if everything or (made.kind != "withdraw" and not made.withdrawn)]


def latest_judgements(connection: Connection, keyset: Keyset) -> KeysetPage[Judgement]:
    """A page of the log, newest first; its key is the key of a judgement."""
    query = select(judgements).where(*keyset.condition(judgements.c.id, descending=True))
    rows = connection.execute(query.order_by(judgements.c.id.desc()).limit(keyset.fetch)).all()
    page = keyset.page(rows, key=lambda row: (row.id,))
    return KeysetPage(tuple(_judgement(row, fate) for row, fate in _with_fates(connection, page.items)), page.next)


def judgements_of_person(connection: Connection, person_id: int) -> list[Judgement]:
    """Judgements of the person's identity, newest first; without withdrawn and orphaned ones."""
    rows = connection.execute(_OF_PERSON, {"person": person_id}).all()
    return [_judgement(row, fate) for row, fate in _with_fates(connection, rows)]


def judgements_of_statement(connection: Connection, statement: str) -> tuple[StatementJudgement, ...]:
    """Every judgement of the statement with this public id, newest first, withdrawn ones included."""
    rows = connection.execute(_OF_STATEMENT, {"statement": statement}).all()
    return tuple(_statement_judgement(row, fate) for row, fate in _with_fates(connection, rows))


def judgements_on_page(connection: Connection, page_id: int) -> dict[int, StatementJudgement]:
    """The latest judgement of each judged statement of the page, by the statement's key."""
    latest = {row.statement_id: row for row in connection.execute(_STATEMENTS_ON_PAGE, {"page": page_id})}
    fates = _with_fates(connection, list(latest.values()))
    return {row.statement_id: _statement_judgement(row, fate) for row, fate in fates}


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
    keys = list(connection.execute(select(judgements.c.id).where(_NOT_WITHDRAWN)).scalars())
    bear(connection, keys)
    moved = clusters.rebuild(writer)
    _, statements = _touched(connection, keys)
    corrections.correct(writer, statements)
    return len(moved)


def _work_out(writer: Writer, appearances: set[int], statements: set[int]) -> None:
    moved = clusters.recluster(writer, appearances) if appearances else set()
    corrections.correct(writer, statements | corrections.spoken_by(writer.connection, moved))


def _touched(connection: Connection, keys: Iterable[int]) -> tuple[set[int], set[int]]:
    """The appearances and the statements that these judgements bear on."""
    rows = connection.execute(select(bearings).where(bearings.c.judgement_id.in_(list(keys)))).all()
    people = {row.appearance_id for row in rows if row.appearance_id is not None and row.side in {"left", "right"}}
    return people, {row.statement_id for row in rows if row.statement_id is not None}


def _find(connection: Connection, side: str, anchor: Anchor) -> Bearing:
    if side == "statement":
        return targets.find_statement(connection, anchor)
    return targets.find_appearance(connection, anchor)


def _log(
    connection: Connection,
    *,
    kind: Kind,
    subject: str,
    target: Targets,
    value: str | None,
    by: Author,
    withdraws: int | None = None,
) -> tuple[int, Judgement]:
    if not by.who.strip():
        raise UsageError("a judgement needs to say who made it. Give a name with --who")
    number = connection.execute(select(func.count()).select_from(judgements)).scalar_one()
    at = now()
    values = {
        "public_id": public_id("judgement", kind, subject, value or "", by.who, at, number),
        "kind": kind,
        "subject": subject,
        "target": compact(target),
        "value": value,
        "who": by.who,
        "why": by.why,
        "at": at,
        "withdraws": withdraws,
    }
    connection.execute(_ADD, values)
    row = connection.execute(_BY_ID, {"public": values["public_id"]}).one()
    return row.id, _judgement(row, _Fate())


@dataclass(frozen=True, slots=True)
class _Fate:
    """What has become of a judgement."""

    withdrawal: Withdrawal | None = None
    overruled: bool = False
    orphaned: str | None = None


def _with_fates(
    connection: Connection, rows: Sequence[AnyRow], *, all_of_them: bool = False
) -> list[tuple[AnyRow, _Fate]]:
    """``rows`` with what has become of each. ``all_of_them``: these are all rows of the log."""
    if not rows:
        return []
    keys = None if all_of_them else [row.id for row in rows]
    withdrawals = _withdrawals(connection, keys)
    orphaned_bearings = select(bearings.c.judgement_id, bearings.c.orphaned).where(bearings.c.orphaned.is_not(None))
    if keys is not None:
        orphaned_bearings = orphaned_bearings.where(bearings.c.judgement_id.in_(keys))
    orphaned = lookup(connection, orphaned_bearings)
    overruled = _overruled(connection, rows, all_of_them=all_of_them) - withdrawals.keys()
    return [(row, _Fate(withdrawals.get(row.id), row.id in overruled, orphaned.get(row.id))) for row in rows]


def _withdrawals(connection: Connection, keys: Collection[int] | None) -> dict[int, Withdrawal]:
    """The withdrawals of the judgements with these keys (null: of all), by the keys of those withdrawn."""
    withdraws = judgements.c.withdraws
    query = select(judgements).where(withdraws.is_not(None) if keys is None else withdraws.in_(keys))
    return {row.withdraws: Withdrawal(row.who, row.why, row.at) for row in connection.execute(query)}


def _overruled(connection: Connection, rows: Sequence[AnyRow], *, all_of_them: bool) -> set[int]:
    """Keys of judgements that newer ones contradict.

    Of two judgements of one statement the newer stands: first "Quill said it", then "it is no statement". Judgements of
    people contradict each other through chains: A is B and B is C, then A is not C.
    """
    overruled = set(clusters.find_overruled(connection)) if any(row.kind in OF_PEOPLE for row in rows) else set()
    of_statements = [row for row in rows if row.kind in OF_STATEMENTS]
    newest = select(judgements.c.subject, func.max(judgements.c.id)).where(
        judgements.c.kind.in_(OF_STATEMENTS), _NOT_WITHDRAWN
    )
    if not all_of_them:
        newest = newest.where(judgements.c.subject.in_({row.subject for row in of_statements}))
    standing: dict[str, int] = lookup(connection, newest.group_by(judgements.c.subject)) if of_statements else {}
    return overruled | {row.id for row in of_statements if row.id < standing.get(row.subject, 0)}


def _judgement(row: AnyRow, fate: _Fate) -> Judgement:
    return Judgement(
        id=row.public_id,
        kind=row.kind,
        subject=row.subject,
        target=json.loads(row.target),
        value=row.value,
        who=row.who,
        why=row.why,
        at=row.at,
        withdrawn=fate.withdrawal is not None,
        overruled=fate.overruled,
        orphaned=fate.orphaned,
    )


def _statement_judgement(row: AnyRow, fate: _Fate) -> StatementJudgement:
    return StatementJudgement(
        id=row.public_id,
        kind=row.kind,
        value=row.value,
        who=row.who,
        why=row.why,
        at=row.at,
        withdrawn=fate.withdrawal,
        overruled=fate.overruled,
        orphaned=fate.orphaned,
    )
