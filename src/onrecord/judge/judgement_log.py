"""The log of judgements: append-only, each entry with its author, reason and status (withdrawn, overruled, orphaned).

A judgement takes precedence over the program's decisions, earlier and later. It points at words on a page
(``targets``), so it is applied again when the page is re-read; if the words are gone, it is orphaned.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, bindparam, func, insert, select

from onrecord.errors import NotFoundError, UsageError
from onrecord.judge.application import NOT_WITHDRAWN, WITHDRAWN, apply_judgement, withdraw_judgement
from onrecord.judge.facts import SINGLE
from onrecord.resolve import clusters
from onrecord.store.codecs import compact, public_id
from onrecord.store.name_table import Writer
from onrecord.store.pagination import Keyset, KeysetPage
from onrecord.store.rows import AnyRow, lookup
from onrecord.store.schema import appearances, judgement_targets, judgements
from onrecord.store.schema.values import JudgementKind, Targets
from onrecord.times import now

PEOPLE_KINDS: Final = frozenset({"same", "different", "unsure", "wikidata"})
STATEMENT_KINDS: Final = frozenset({"right", "wrong", "speaker", "not-statement"})

_BY_ID = select(judgements).where(judgements.c.public_id == bindparam("public"))
_ADD = insert(judgements)
_OF_PERSON = (
    select(judgements)
    .where(
        judgements.c.id.in_(
            select(judgement_targets.c.judgement_id)
            .join(appearances, appearances.c.id == judgement_targets.c.appearance_id)
            .where(appearances.c.person_id == bindparam("person"), judgement_targets.c.side.in_(("left", "right")))
        )
    )
    .order_by(judgements.c.id.desc())
)
_OF_STATEMENT = (
    select(judgements)
    .where(judgements.c.subject == bindparam("statement"), judgements.c.kind.in_(STATEMENT_KINDS))
    .order_by(judgements.c.id.desc())
)
_STATEMENTS_ON_PAGE = (
    select(judgements, judgement_targets.c.statement_id)
    .join(judgement_targets, judgement_targets.c.judgement_id == judgements.c.id)
    .where(judgement_targets.c.page_id == bindparam("page"), judgement_targets.c.side == "statement")
    .where(judgement_targets.c.statement_id.is_not(None))
    .order_by(judgements.c.id)
)


@dataclass(frozen=True, slots=True)
class Author:
    """The person who judges, and the reason, for whoever reads the log later."""

    who: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class _Signed:
    """An entry's author, reason and time."""

    who: str
    why: str | None
    at: str
    """ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class Withdrawal(_Signed):
    """The withdrawal of a judgement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry(_Signed):
    """An entry of the log with its status."""

    id: str
    """Public id, to withdraw it by."""
    kind: JudgementKind
    """``same``, ``different``, ``unsure`` or ``wikidata`` of people; ``right`` or ``wrong`` of a statement's speaker,
    ``speaker`` (it was ``value``) or ``not-statement``; a kind of fact, whose right value is ``value``; ``missed``, a
    statement by ``value``; ``withdraw`` of another judgement."""
    value: str | None
    """The other person's public id, the speaker's name, the Wikidata id, or the id of the withdrawn judgement."""
    withdrawn: Withdrawal | bool | None
    overruled: bool = False
    """True if a newer judgement contradicts it."""
    orphaned: str | None = None
    """The reason why its target is no longer in the latest readings; null if it is."""

    @property
    def in_force(self) -> bool:
        """True while the record follows it."""
        return not (self.withdrawn or self.overruled or self.orphaned)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement(_Entry):
    """A judgement as the log lists it."""

    subject: str
    """Public id of the statement or of the first person, as of the judgement."""
    target: Targets
    """The words that it points at: of two people (left and right), or of a statement and its speaker."""
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementJudgement(_Entry):
    """A judgement as the page of its statement shows it: with its withdrawal."""

    withdrawn: Withdrawal | None = None


def append(
    writer: Writer, *, kind: JudgementKind, subject: str, targets: Targets, value: str | None, by: Author
) -> Judgement:
    """Log a judgement and apply it to the record."""
    key, judgement = _log(writer.connection, kind=kind, subject=subject, targets=targets, value=value, by=by)
    apply_judgement(writer, key)
    return judgement


def withdraw(writer: Writer, public: str, *, by: Author) -> Judgement:
    """Withdraw the judgement with this public id: undo its effects, and keep both entries in the log.

    Raises ``NotFoundError`` for an unknown id, ``UsageError`` if it has already been withdrawn.
    """
    connection = writer.connection
    row = connection.execute(_BY_ID, {"public": public}).first()
    if row is None or row.kind == "withdraw":
        raise NotFoundError(f"There is no judgement {public!r} to withdraw. See `onrecord judge list`.")
    if connection.execute(WITHDRAWN.where(judgements.c.withdraws == row.id)).first():
        raise UsageError(f"The judgement {public!r} has already been withdrawn. See `onrecord judge list --all`.")
    _, withdrawal = _log(
        connection, kind="withdraw", subject=row.subject, targets={}, value=public, by=by, withdraws=row.id
    )
    withdraw_judgement(writer, row.id)
    return withdrawal


def list_judgements(connection: Connection, *, everything: bool = False) -> list[Judgement]:
    """List the judgements, oldest first; ``everything`` includes withdrawn ones and withdrawals."""
    rows = connection.execute(select(judgements).order_by(judgements.c.id)).all()
    entries = [_judgement(row, fate) for row, fate in _with_fates(connection, rows, whole_log=True)]
    return [entry for entry in entries if everything or (entry.kind != "withdraw" and not entry.withdrawn)]


def latest_judgements(connection: Connection, keyset: Keyset) -> KeysetPage[Judgement]:
    """List one page of the log, newest first; the cursor is the key of a judgement."""
    query = select(judgements).where(*keyset.condition(judgements.c.id, descending=True))
    rows = connection.execute(query.order_by(judgements.c.id.desc()).limit(keyset.fetch)).all()
    page = keyset.page(rows, key=lambda row: (row.id,))
    return KeysetPage(tuple(_judgement(row, fate) for row, fate in _with_fates(connection, page.items)), page.next)


def judgements_of_person(connection: Connection, person_id: int) -> list[Judgement]:
    """List the judgements of the person's identity, newest first, without withdrawn and orphaned ones."""
    rows = connection.execute(_OF_PERSON, {"person": person_id}).all()
    return [_judgement(row, fate) for row, fate in _with_fates(connection, rows)]


def judgements_of_statement(connection: Connection, statement: str) -> tuple[StatementJudgement, ...]:
    """List all judgements of the statement with this public id, newest first, including withdrawn ones."""
    rows = connection.execute(_OF_STATEMENT, {"statement": statement}).all()
    return tuple(_statement_judgement(row, fate) for row, fate in _with_fates(connection, rows))


def judgements_on_page(connection: Connection, page_id: int) -> dict[int, StatementJudgement]:
    """The latest judgement of each judged statement of the page, by the statement's key."""
    latest = {row.statement_id: row for row in connection.execute(_STATEMENTS_ON_PAGE, {"page": page_id})}
    fates = _with_fates(connection, list(latest.values()))
    return {row.statement_id: _statement_judgement(row, fate) for row, fate in fates}


def _log(
    connection: Connection,
    *,
    kind: JudgementKind,
    subject: str,
    targets: Targets,
    value: str | None,
    by: Author,
    withdraws: int | None = None,
) -> tuple[int, Judgement]:
    if not by.who.strip():
        raise UsageError("A judgement needs an author. Give a name with --who.")
    number = connection.execute(select(func.count()).select_from(judgements)).scalar_one()
    timestamp = now()
    values = {
        "public_id": public_id("judgement", kind, subject, value or "", by.who, timestamp, number),
        "kind": kind,
        "subject": subject,
        "target": compact(targets),
        "value": value,
        "who": by.who,
        "why": by.why,
        "at": timestamp,
        "withdraws": withdraws,
    }
    connection.execute(_ADD, values)
    row = connection.execute(_BY_ID, {"public": values["public_id"]}).one()
    return row.id, _judgement(row, _Fate())


@dataclass(frozen=True, slots=True)
class _Fate:
    """The status of a judgement: withdrawn, overruled, orphaned, or in force."""

    withdrawal: Withdrawal | None = None
    overruled: bool = False
    orphaned: str | None = None


def _with_fates(
    connection: Connection, rows: Sequence[AnyRow], *, whole_log: bool = False
) -> list[tuple[AnyRow, _Fate]]:
    """Add the status to each of ``rows``. ``whole_log`` is true if they are the entire log."""
    if not rows:
        return []
    keys = None if whole_log else [row.id for row in rows]
    withdrawals = _withdrawals(connection, keys)
    reasons = select(judgement_targets.c.judgement_id, judgement_targets.c.orphaned).where(
        judgement_targets.c.orphaned.is_not(None)
    )
    if keys is not None:
        reasons = reasons.where(judgement_targets.c.judgement_id.in_(keys))
    orphaned = lookup(connection, reasons)
    overruled = _overruled(connection, rows, whole_log=whole_log) - withdrawals.keys()
    return [(row, _Fate(withdrawals.get(row.id), row.id in overruled, orphaned.get(row.id))) for row in rows]


def _withdrawals(connection: Connection, keys: Collection[int] | None) -> dict[int, Withdrawal]:
    """Load the withdrawals of the judgements with these keys (null: all judgements), by the judgements' keys."""
    withdraws = judgements.c.withdraws
    query = select(judgements).where(withdraws.is_not(None) if keys is None else withdraws.in_(keys))
    return {row.withdraws: Withdrawal(row.who, row.why, row.at) for row in connection.execute(query)}


def _overruled(connection: Connection, rows: Sequence[AnyRow], *, whole_log: bool) -> set[int]:
    """Keys of judgements that newer ones contradict.

    Of two judgements of one statement, the newer is in force: first "Quill said it", then "it is no statement".
    Judgements of people can also contradict each other through chains: A is B and B is C, then A is not C.
    """
    overruled = set(clusters.find_overruled(connection)) if any(row.kind in PEOPLE_KINDS for row in rows) else set()
    of_statements = [row for row in rows if row.kind in STATEMENT_KINDS]
    for kind in sorted({row.kind for row in rows} & SINGLE):
        of_kind = [row for row in rows if row.kind == kind]
        overruled |= _older(connection, of_kind, kinds=frozenset({kind}), whole_log=whole_log)
    return overruled | _older(connection, of_statements, kinds=STATEMENT_KINDS, whole_log=whole_log)


def _older(connection: Connection, rows: Sequence[AnyRow], *, kinds: frozenset[str], whole_log: bool) -> set[int]:
    """Keys of ``rows``, judgements of these kinds, after which there is one of these kinds and of the same subject."""
    if not rows:
        return set()
    newest = select(judgements.c.subject, func.max(judgements.c.id)).where(judgements.c.kind.in_(kinds), NOT_WITHDRAWN)
    if not whole_log:
        newest = newest.where(judgements.c.subject.in_({row.subject for row in rows}))
    standing: dict[str, int] = lookup(connection, newest.group_by(judgements.c.subject))
    return {row.id for row in rows if row.id < standing.get(row.subject, 0)}


def _judgement(row: AnyRow, fate: _Fate) -> Judgement:
    return Judgement(
        **_entry(row, fate),
        subject=row.subject,
        target=json.loads(row.target),
        withdrawn=fate.withdrawal is not None,
    )


def _statement_judgement(row: AnyRow, fate: _Fate) -> StatementJudgement:
    return StatementJudgement(**_entry(row, fate), withdrawn=fate.withdrawal)


def _entry(row: AnyRow, fate: _Fate) -> dict[str, Any]:
    """The fields of both kinds of entries."""
    columns = {name: getattr(row, name) for name in ("kind", "value", "who", "why", "at")}
    return {**columns, "id": row.public_id, "overruled": fate.overruled, "orphaned": fate.orphaned}
