"""Scrub a record: rewrite its file, so that the file and its write-ahead log contain nothing of deleted rows."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from onrecord.errors import RecordError
from onrecord.store.fulltext import INDEX
from onrecord.store.record_file import BUSY_SECONDS, clear_errors, open_file


def scrub(path: Path, *, seconds: float = BUSY_SECONDS) -> None:
    """Rewrite the file of the record in ``path``, its full-text index and its write-ahead log.

    SQLite only marks deleted rows as free, an FTS5 index keeps the words of deleted rows until its parts are merged,
    and the log keeps earlier pages of the file until it is truncated. Raises ``RecordError`` if another program reads
    the record, so that the log cannot be truncated within ``seconds``.
    """
    with clear_errors(path), closing(open_file(path, mode="rw")) as connection:
        connection.isolation_level = None
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')")  # noqa: S608
        connection.execute("VACUUM")
        connection.execute(f"PRAGMA busy_timeout = {round(1000 * seconds)}")
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise RecordError(
                str(path),
                f"another program has been reading it for {seconds:g} seconds, so its write-ahead log could not be "
                "truncated and may still contain erased words",
                advice="The page is erased from the record. Stop the other program and run the command again to "
                "truncate the log.",
            )
