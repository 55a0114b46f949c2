"""Removed pages and hidden people: the log, the hashes that keep a removed page out, and the views that hide people.

In a snapshot, views replace the tables and leave out everything about hidden people: their statements, appearances,
relationships and facts, and references to them as subjects. So the queries themselves need not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, MetaData, Select, bindparam, delete, func, insert, select

from onrecord.errors import UsageError
from onrecord.store.dialect import insert_new, is_postgres, key_table, pack_keys
from onrecord.store.entities import follow_merges
from onrecord.store.schema import appearances, exclusions, hidden_persons, names, persons, removed_hashes
from onrecord.store.schema.values import ExclusionKind
from onrecord.times import now

ENDS: Final[dict[ExclusionKind, ExclusionKind]] = {"remove": "allow", "hide": "unhide"}
"""The kind of entry that ends each kind."""
_BASE: Final = "onrecord_base"
"""Execution option of a connection that hides people: the schema with the tables themselves."""
_ON_LOG = select(exclusions).order_by(exclusions.c.id.desc())
_PUT_VISIBLE_FIRST: Final = """SELECT current_schema(), set_config(
    'search_path', quote_ident(current_schema() || '_visible') || ', ' || current_setting('search_path'), true)"""
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
        missing = "an author. Name one with --who." if not who.strip() else "a reason. Give one with --why."
        raise UsageError(f"The log needs {missing}")
    row = {"kind": kind, "subject": subject, "who": who.strip(), "why": why.strip(), "at": now()}
    connection.execute(insert(exclusions), row)
    return Exclusion(kind, subject, row["who"], row["why"], row["at"], in_force=kind in ENDS)


def list_exclusions(connection: Connection) -> tuple[Exclusion, ...]:
    """The whole log, newest first."""
    seen_subjects: set[tuple[str, bool]] = set()
    entries = []
    for row in connection.execute(_ON_LOG):
        subject = row.subject, row.kind in {"remove", "allow"}
        entries.append(
            Exclusion(
                row.kind,
                row.subject,
                row.who,
                row.why,
                row.at,
                in_force=row.kind in ENDS and subject not in seen_subjects,
            )
        )
        seen_subjects.add(subject)
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
    """The hidings in force by the key of the person. For a merged person it is the key of the person it was merged
    into."""
    hidings = {entry.subject: entry for entry in list_exclusions(connection) if entry.kind == "hide" and entry.in_force}
    if not hidings:
        return {}
    rows = connection.execute(select(persons).where(persons.c.public_id.in_(hidings))).all()
    keys = {row.public_id: follow_merges(connection, row) for row in rows}
    return {key: hidings[public_id] for public_id, key in keys.items() if key is not None}


def refresh_hidden(connection: Connection) -> None:
    """Recompute the hidden persons from the log."""
    hidden = hidings_by_person(connection)
    connection.execute(delete(hidden_persons))
    if hidden:
        connection.execute(insert(hidden_persons), [{"person_id": key} for key in sorted(hidden)])


def hide_in_snapshot(connection: Connection) -> bool:
    """Leave out hidden people until the rollback of this transaction; false if nobody is hidden."""
    if connection.execute(select(func.count()).select_from(hidden_persons)).scalar_one() == 0:
        return False
    base = "main"
    if is_postgres(connection):
        base = connection.exec_driver_sql(_PUT_VISIBLE_FIRST).scalar_one()
    else:
        for table, query in _visible_rows(base).items():
            connection.exec_driver_sql(f"CREATE TEMP VIEW {table} AS {query}")
    connection.execution_options(**{_BASE: base})
    return True


def make_visible_views(connection: Connection) -> None:
    """Create the schema with the views of ``hide_in_snapshot`` in PostgreSQL. They are permanent there, since a
    read-only transaction cannot create temporary views."""
    base = connection.exec_driver_sql("SELECT current_schema()").scalar_one()
    connection.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{base}_visible" CASCADE')
    connection.exec_driver_sql(f'CREATE SCHEMA "{base}_visible"')
    for table, query in _visible_rows(base).items():
        connection.exec_driver_sql(f'CREATE VIEW "{base}_visible".{table} AS {query}')


def hidden_entities(connection: Connection, page_ids: Iterable[int]) -> set[tuple[int, str, str, int]]:
    """Hidden people on these pages: key of the page, kind, name, and number among namesakes on it."""
    base = connection.get_execution_options().get(_BASE)
    if base is None:
        return set()
    rows = connection.execute(_hidden_entities(base), {"pages": pack_keys(page_ids)})
    return {(row.page_id, row.kind, row.text, row.nth) for row in rows}


@cache
def _visible_rows(base: str) -> Mapping[str, str]:
    """Queries for the rows that are not hidden, by table; ``base`` is the schema with the tables."""
    hidden = f'(SELECT person_id FROM "{base}".hidden_persons)'  # noqa: S608
    hidden_statements = f'(SELECT id FROM "{base}".statements WHERE speaker_id IN {hidden})'  # noqa: S608
    hidden_ids = f"""SELECT public_id FROM "{base}".persons WHERE id IN {hidden}
        UNION ALL SELECT public_id FROM "{base}".statements WHERE speaker_id IN {hidden}"""  # noqa: S608
    conditions = {
        "persons": f"id NOT IN {hidden}",
        "facts": f"person_id NOT IN {hidden}",
        "appearances": f"(person_id IS NULL OR person_id NOT IN {hidden})",
        "statements": f"(speaker_id IS NULL OR speaker_id NOT IN {hidden})",
        "statement_subjects": f"""(person_id IS NULL OR person_id NOT IN {hidden})
            AND (speaker_id IS NULL OR speaker_id NOT IN {hidden})""",
        "joint_speakers": f"(person_id IS NULL OR person_id NOT IN {hidden})",
        "relationships": f"""(from_id IS NULL OR from_id NOT IN {hidden})
            AND (to_id IS NULL OR to_id NOT IN {hidden})""",
        "changes": f"""(before_id IS NULL OR before_id NOT IN {hidden_statements})
            AND (after_id IS NULL OR after_id NOT IN {hidden_statements})""",
        "judgements": f"subject NOT IN ({hidden_ids}) AND (value IS NULL OR value NOT IN ({hidden_ids}))",
    }
    return {table: f'SELECT * FROM "{base}".{table} WHERE {condition}' for table, condition in conditions.items()}  # noqa: S608


@cache
def _hidden_entities(base: str) -> Select[*tuple[Any, ...]]:
    """The hidden people on the pages with the keys in ``pages``, from the tables themselves."""
    tables = MetaData()
    all_appearances, all_names, hidden = (
        table.to_metadata(tables, schema=base) for table in (appearances, names, hidden_persons)
    )
    return (
        select(all_appearances.c.page_id, all_appearances.c.kind, all_names.c.text, all_appearances.c.nth)
        .join(all_names, all_names.c.id == all_appearances.c.name_id)
        .where(
            all_appearances.c.page_id.in_(select(key_table("pages").c.value)),
            all_appearances.c.person_id.in_(select(hidden.c.person_id)),
        )
    )
