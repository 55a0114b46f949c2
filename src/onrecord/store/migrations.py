"""Migrations: numbered steps that bring an older record to the current schema.

A step creates missing objects and leaves existing ones unchanged, because the first step gives a new record all tables.
To add a step, append it to ``STEPS``; its number is its position.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from operator import attrgetter, eq

from sqlalchemy import Connection, Table, func, inspect, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable, DropIndex

from onrecord.store import fulltext, headline_quotes, log_guard, said_by, sketches, sql_views
from onrecord.store.dialect import insert_new
from onrecord.store.name_keys import index_names
from onrecord.store.schema import (
    changes,
    exclusions,
    hidden_persons,
    joint_speakers,
    judgement_targets,
    links_unsure,
    loads,
    meta,
    metadata,
    name_keys,
    persons,
    removed_hashes,
    statement_subjects,
    statements,
    statements_as_read,
    statements_doubtful,
    totals,
)
from onrecord.store.schema.feeds import feed_pages, feeds, page_visits, search_hits
from onrecord.times import now
from onrecord.version import VERSION

Step = Callable[[Connection], None]

_RENAMED: dict[str, Table] = {
    "abouts": statement_subjects,
    "bearings": judgement_targets,
    "corrected": statements_as_read,
    "hits": search_hits,
    "tallies": totals,
}
"""Names of tables up to schema 8."""


@cache
def creation_commands(tables: tuple[Table, ...]) -> tuple[str, ...]:
    """The SQL that creates these tables and their indexes in SQLite where they are missing."""
    commands: list[CreateTable | CreateIndex] = []
    for table in tables:
        commands.append(CreateTable(table, if_not_exists=True))
        for index in sorted(table.indexes, key=attrgetter("name")):
            commands.append(CreateIndex(index, if_not_exists=True))
    return tuple(str(command.compile(dialect=sqlite.dialect())) for command in commands)


def make_tables(connection: Connection) -> None:
    """1: create the tables and their indexes."""
    for command in creation_commands(tuple(metadata.sorted_tables)):
        connection.exec_driver_sql(command)


def guard_logs(connection: Connection) -> None:
    """3: make judgements, links and changes append-only; later also exclusions."""
    log_guard.guard_logs(connection)


def make_keys(connection: Connection) -> None:
    """4: add blocking keys and targets of judgements to records that lack them."""
    for table in (name_keys, judgement_targets, statements_as_read):
        table.create(connection, checkfirst=True)
    for index in (statements_doubtful, links_unsure):
        connection.execute(CreateIndex(index, if_not_exists=True))
    index_names(connection)


def make_watch(connection: Connection) -> None:
    """5: add the tables of watched feeds and saved searches."""
    for table in (feeds, feed_pages, search_hits):
        table.create(connection, checkfirst=True)


def make_views(connection: Connection) -> None:
    """6: add views with readable columns, for other tools."""
    sql_views.make_views(connection)


def sketch(connection: Connection) -> None:
    """7: add near-duplicate sketches of statements and texts, and the headline check."""
    for table in (sketches.statement_sketches, sketches.text_sketches, headline_quotes.headline_words):
        table.create(connection, checkfirst=True)
    sketches.sketch_all(connection)
    headline_quotes.check_all(connection)


def index_kinds(connection: Connection) -> None:
    """8: add the kind to the index of speakers, so that statements can be counted by kind from the index."""
    (index,) = (index for index in statements.indexes if index.name == "statements_speaker")
    connection.execute(DropIndex(index, if_exists=True))
    connection.execute(CreateIndex(index))


def rename_tables(connection: Connection) -> None:
    """9: rename tables with private names, such as ``bearings``, to the terms of the glossary."""
    for table in _RENAMED.keys() & set(inspect(connection).get_table_names()):
        renamed = _RENAMED[table]
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {renamed.name}")
        for index in renamed.indexes:
            former_name = str(index.name).replace(renamed.name, table, 1)
            connection.exec_driver_sql(f"DROP INDEX IF EXISTS {former_name}")
            connection.execute(CreateIndex(index))


def add_joint_speakers_and_exclusions(connection: Connection) -> None:
    """10: add joint speakers, exclusions, visits of pages, and the page's words to changes; renew the views."""
    for table in (exclusions, removed_hashes, hidden_persons, joint_speakers, page_visits):
        table.create(connection, checkfirst=True)
    guard_logs(connection)
    present = {row.name for row in connection.exec_driver_sql(f"PRAGMA table_info({changes.name})")}
    for column in (changes.c.printed_before, changes.c.printed_after):
        # A damaged record may lack the table, which is reported where it is used.
        if present and column.name not in present:
            connection.exec_driver_sql(f"ALTER TABLE {changes.name} ADD COLUMN {column.name} TEXT")
    for view in sql_views.VIEWS:
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view}")
    sql_views.make_views(connection)
    _count_joint_speakers(connection)


def index_terms(connection: Connection) -> None:
    """2 and 11: add full-text search in the terms of statements, and the indexes of kinds and places.

    Up to schema 10, FTS5 stemmed the words of statements and, in ``page_words``, of headlines, which nothing searched.
    """
    present = {row.name for row in connection.exec_driver_sql("PRAGMA table_info(statements)")}
    if "terms" not in present:
        connection.exec_driver_sql("ALTER TABLE statements ADD COLUMN terms TEXT NOT NULL DEFAULT ''")
    for index in statements.indexes:
        if index.name in {"statements_kind", "statements_place"}:
            connection.execute(CreateIndex(index, if_not_exists=True))
    for event in ("insert", "delete", "update"):
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS page_words_{event}")
    connection.exec_driver_sql("DROP TABLE IF EXISTS page_words")
    indexed = {row.name for row in connection.exec_driver_sql(f"PRAGMA table_info({fulltext.INDEX})")}
    if "terms" not in indexed:
        fulltext.index_anew(connection)


def add_loads(connection: Connection) -> None:
    """12: add the table of loaded shards."""
    loads.create(connection, checkfirst=True)


STEPS: tuple[Step, ...] = (
    *(make_tables, index_terms, guard_logs, make_keys),
    *(make_watch, make_views, sketch, index_kinds, rename_tables),
    *(add_joint_speakers_and_exclusions, index_terms, add_loads),
)
LATEST = len(STEPS)
"""Current schema number."""


def note_creation(connection: Connection) -> None:
    """Write the time at which the record was created, and the version that created it."""
    rows = [{"key": "created", "value": now()}, {"key": "created_by", "value": f"onrecord {VERSION}"}]
    connection.execute(insert_new(meta), rows)


def derive(connection: Connection) -> None:
    """Compute the derived tables of a record whose pages have just been restored: blocking keys, sketches, the check of
    headlines, and joint speakers."""
    index_names(connection)
    sketches.sketch_all(connection)
    headline_quotes.check_all(connection)
    _count_joint_speakers(connection)


def _count_joint_speakers(connection: Connection) -> None:
    """Write the joint speakers of all current statements, and count these as theirs."""
    for person_id in said_by.fill_joint_speakers(connection):
        by_person = said_by.statements_by(partial(eq, person_id), statements.c.id).subquery()
        said = select(func.count()).select_from(by_person).scalar_subquery()
        connection.execute(update(persons).where(persons.c.id == person_id).values(said=said))


def migrate(connection: Connection, *, done: int) -> None:
    """Run the steps after ``done``, in order.

    Tables are renamed first, because the code of earlier steps uses the new names.
    """
    rename_tables(connection)
    for step in STEPS[done:]:
        step(connection)
