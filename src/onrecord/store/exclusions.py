"""Removed pages and hidden people: the log, the hashes that keep a removed page out, and the views that hide people.

In a snapshot, temporary views take the places of the tables and leave out everything of hidden people: their
statements, appearances, relationships and facts, and what other statements say about them. So no query has to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text

from onrecord.errors import UsageError
from onrecord.store.dialect import insert_new, pack_keys
from onrecord.store.rows import AnyRow
from onrecord.store.schema import exclusions, hidden_persons, persons, removed_hashes
from onrecord.store.schema.values import ExclusionKind
from onrecord.times import now

ENDS: Final[dict[ExclusionKind, ExclusionKind]] = {"remove": "allow", "hide": "unhide"}
"""The kind of entry that ends each kind."""
_HIDDEN: Final = "(SELECT person_id FROM main.hidden_persons)"
_HIDDEN_IDS: Final = f"""SELECT public_id FROM main.persons WHERE id IN {_HIDDEN}
    UNION ALL SELECT public_id FROM main.statements WHERE speaker_id IN {_HIDDEN}"""  # noqa: S608
_HIDDEN_STATEMENTS: Final = f"(SELECT id FROM main.statements WHERE speaker_id IN {_HIDDEN})"  # noqa: S608
_VISIBLE: Final = {
    "persons": f"id NOT IN {_HIDDEN}",
    "facts": f"person_id NOT IN {_HIDDEN}",
    "appearances": f"(person_id IS NULL OR person_id NOT IN {_HIDDEN})",
    "statements": f"(speaker_id IS NULL OR speaker_id NOT IN {_HIDDEN})",
    "statement_subjects": f"""(person_id IS NULL OR person_id NOT IN {_HIDDEN})
        AND (speaker_id IS NULL OR speaker_id NOT IN {_HIDDEN})""",
    "joint_speakers": f"(person_id IS NULL OR person_id NOT IN {_HIDDEN})",
    "relationships": f"""(from_id IS NULL OR from_id NOT IN {_HIDDEN})
        AND (to_id IS NULL OR to_id NOT IN {_HIDDEN})""",
    "changes": f"""(before_id IS NULL OR before_id NOT IN {_HIDDEN_STATEMENTS})
        AND (after_id IS NULL OR after_id NOT IN {_HIDDEN_STATEMENTS})""",
    "judgements": f"subject NOT IN ({_HIDDEN_IDS}) AND (value IS NULL OR value NOT IN ({_HIDDEN_IDS}))",
}
"""Condition of the rows that are not hidden, by table."""
_HIDDEN_ENTITIES = text(
    f"""SELECT a.page_id, a.kind, n.text, a.nth FROM main.appearances a JOIN main.names n ON n.id = a.name_id
    WHERE a.page_id IN (SELECT value FROM json_each(:pages)) AND a.person_id IN {_HIDDEN}"""  # noqa: S608
)
_ON_LOG = select(exclusions).order_by(exclusions.c.id.desc())
_LATEST = _ON_LOG.where(exclusions.c.subject == bindparam("subject")).limit(1)
_REMOVED = select(removed_hashes.c.page).where(removed_hashes.c.sha256.in_(bindparam("hashes", expanding=True)))


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An entry of the log of removed pages and hidden people."""

    kind: ExclusionKind
    """``remove`` or ``allow`` of a page, ``hide`` or ``unhide`` of a person."""
    subject: str
    """Public id of the page or person."""
    who: str
    why: str
    at: str
    """ISO 8601 in UTC."""
    in_force: bool
    """True for the latest removal or hiding of its subject, until it is ended."""


def log_exclusion(connection: Connection, kind: ExclusionKind, subject: str, *, who: str, why: str) -> Exclusion:
    """Log the removal of a page, the hiding of a person, or its end. Raises ``UsageError`` without author or reason."""
    if not who.strip() or not why.strip():
        missing = "an author: name one with --who" if not who.strip() else "a reason: give one with --why"
        raise UsageError(f"{kind} of {subject!r} needs {missing}.")
    row = {"kind": kind, "subject": subject, "who": who.strip(), "why": why.strip(), "at": now()}
    connection.execute(insert(exclusions), row)
    return Exclusion(kind, subject, row["who"], row["why"], row["at"], in_force=kind in ENDS)


def list_exclusions(connection: Connection) -> tuple[Exclusion, ...]:
    """The whole log, newest first."""
    seen: set[tuple[str, bool]] = set()
    entries = []
    for row in connection.execute(_ON_LOG):
        subject = row.subject, row.kind in {"remove", "allow"}
        entries.append(
            Exclusion(
                row.kind, row.subject, row.who, row.why, row.at, in_force=row.kind in ENDS and subject not in seen
            )
        )
        seen.add(subject)
    return tuple(entries)


def is_excluded(connection: Connection, subject: str) -> bool:
    """True while the page or person with this public id is removed or hidden."""
    row = connection.execute(_LATEST, {"subject": subject}).first()
    return row is not None and row.kind in ENDS


def hash_address(address: str) -> bytes:
    """The hash by which an address of a removed page is recognised."""
    return sha256(address.encode()).digest()


def removed_page(connection: Connection, *, page_sha256: str | None = None, address: str | None = None) -> str | None:
    """Public id of the removed page with these bytes or at this address; null if there is none."""
    hashes = [bytes.fromhex(page_sha256)] if page_sha256 is not None else []
    hashes += [hash_address(address)] if address is not None else []
    page: str | None = connection.execute(_REMOVED, {"hashes": hashes}).scalar()
    return page


def keep_out(connection: Connection, page: str, hashes: Iterable[bytes]) -> None:
    """Remember the hashes of a removed page."""
    rows = [{"sha256": digest, "page": page} for digest in sorted(set(hashes))]
    if rows:
        connection.execute(insert_new(removed_hashes), rows)


def let_in(connection: Connection, page: str) -> None:
    """Forget the hashes of a page that may be added again."""
    connection.execute(delete(removed_hashes).where(removed_hashes.c.page == page))


def hidings_by_person(connection: Connection) -> dict[int, Exclusion]:
    """The hidings in force by the key of the person: a person that was merged is hidden with the one it became."""
    hidings = {entry.subject: entry for entry in list_exclusions(connection) if entry.kind == "hide" and entry.in_force}
    if not hidings:
        return {}
    rows = connection.execute(select(persons).where(persons.c.public_id.in_(hidings))).all()
    return {_living(connection, row): hidings[row.public_id] for row in rows}


def refresh_hidden(connection: Connection) -> None:
    """Recompute the hidden persons from the log."""
    hidden = hidings_by_person(connection)
    connection.execute(delete(hidden_persons))
    if hidden:
        connection.execute(insert(hidden_persons), [{"person_id": key} for key in sorted(hidden)])


def hide_in_snapshot(connection: Connection) -> bool:
    """Leave out hidden people from here to the rollback of this transaction; false if nobody is hidden."""
    if connection.execute(select(func.count()).select_from(hidden_persons)).scalar_one() == 0:
        return False
    for table, condition in _VISIBLE.items():
        connection.exec_driver_sql(f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {condition}")  # noqa: S608
    return True


def hidden_entities(connection: Connection, page_ids: Iterable[int]) -> set[tuple[int, str, str, int]]:
    """Hidden people on these pages: key of the page, kind, name, and number among namesakes on it."""
    if connection.exec_driver_sql("SELECT 1 FROM temp.sqlite_master WHERE name = 'persons'").first() is None:
        return set()
    rows = connection.execute(_HIDDEN_ENTITIES, {"pages": pack_keys(page_ids)})
    return {(row.page_id, row.kind, row.text, row.nth) for row in rows}


def _living(connection: Connection, row: AnyRow) -> int:
    """The person that this one was merged into, or itself."""
    visited: set[Any] = set()
    while row.merged_into is not None and row.id not in visited:
        visited.add(row.id)
        row = connection.execute(select(persons).where(persons.c.id == row.merged_into)).one()
    return int(row.id)
