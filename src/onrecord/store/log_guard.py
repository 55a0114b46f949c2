"""Append-only logs: triggers refuse to change or delete rows of links, judgements, changes and exclusions.

Only the removal of pages erases rows of logs, within ``erasable_logs``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, inspect

from onrecord.store.dialect import is_postgres

_LOGS: Final = frozenset({"links", "judgements", "changes", "exclusions"})
_EVENTS: Final = ("UPDATE", "DELETE")
_REFUSE: Final = """
    CREATE OR REPLACE FUNCTION refuse_change_of_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF current_setting('onrecord.erasing', true) = 'on' THEN
            RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
        END IF;
        RAISE EXCEPTION '%% is a log: add to it', TG_TABLE_NAME;
    END $$"""


def guard_logs(connection: Connection) -> None:
    """Make the logs append-only."""
    logs = sorted(_LOGS & set(inspect(connection).get_table_names()))
    if is_postgres(connection):
        connection.exec_driver_sql(_REFUSE)
    for table in logs:
        for event in _EVENTS:
            name = f"{table}_{event.lower()}"
            if is_postgres(connection):
                connection.exec_driver_sql(
                    f"CREATE OR REPLACE TRIGGER {name} BEFORE {event} ON {table} "
                    "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_log()"
                )
            else:
                connection.exec_driver_sql(
                    f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is a log: add to it'); END"
                )


@contextmanager
def erasable_logs(connection: Connection) -> Iterator[None]:
    """Let rows of logs be erased in the work inside: only for pages that are removed."""
    if is_postgres(connection):
        # Dropping a trigger would wait for all who read.
        connection.exec_driver_sql("SET LOCAL onrecord.erasing = 'on'")
        yield
        connection.exec_driver_sql("SET LOCAL onrecord.erasing = 'off'")
        return
    for table in _LOGS:
        for event in _EVENTS:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_{event.lower()}")
    yield
    guard_logs(connection)
