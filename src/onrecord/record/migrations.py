"""What brings a record of any age to this version's tables, in numbered steps.

A step makes sure of something: it may find it made already, since a new record is made with the tables as they are now.
So a step creates what is missing and changes nothing that is there. To add one, append it to ``STEPS`` and say
nothing else: its number is its place.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection

from onrecord.record.schema import metadata

Step = Callable[[Connection], None]

_SEARCHED = {"statement_words": ("statements", "quote"), "page_words": ("pages", "title")}
_TOKENS = "porter unicode61 remove_diacritics 2"
_LOGS = ("links", "judgements", "changes")


def make_tables(connection: Connection) -> None:
    """1: the tables and their indexes."""
    metadata.create_all(connection)


def make_search(connection: Connection) -> None:
    """2: full-text search in statements and headlines, kept by triggers."""
    for name, (table, column) in _SEARCHED.items():
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS {name} USING fts5({column}, content='{table}', content_rowid='id', "
            f"tokenize='{_TOKENS}')"
        )
        into = f"INSERT INTO {name}"
        add = f"{into}(rowid, {column}) VALUES (new.id, new.{column});"
        drop = f"{into}({name}, rowid, {column}) VALUES ('delete', old.id, old.{column});"
        for event, body in (("INSERT", add), ("DELETE", drop), (f"UPDATE OF {column}", drop + " " + add)):
            trigger = f"{name}_{event.split()[0].lower()}"
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {trigger} AFTER {event} ON {table} BEGIN {body} END"
            )


def guard_logs(connection: Connection) -> None:
    """3: what was once judged, linked or changed stays as it was written."""
    for table in _LOGS:
        for event in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {table}_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is a log: add to it'); END"
            )


STEPS: tuple[Step, ...] = (make_tables, make_search, guard_logs)
LATEST = len(STEPS)
"""The number of the schema that this version of OnRecord keeps."""


def migrate(connection: Connection, *, done: int) -> None:
    """Take the steps after ``done``, in order."""
    for step in STEPS[done:]:
        step(connection)
