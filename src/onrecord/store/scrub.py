"""Scrub a record: rewrite its file, so that nothing of deleted rows is left in it or in its write-ahead log."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Final

from onrecord.errors import RecordError
from onrecord.store.fulltext import INDEX
from onrecord.store.record_file import BUSY_SECONDS, clear_errors, open_file

_PAUSE: Final = 0.05


def scrub(path: Path, *, seconds: float = BUSY_SECONDS) -> None:
    """Rewrite the file of the record in ``path``, its full-text index and its write-ahead log.

    SQLite only marks deleted rows as free, an FTS5 index keeps the words of deleted rows until its parts are merged,
    and the log keeps earlier pages of the file until it is emptied. Raises ``RecordError`` if another program reads
    the record for so long that the log cannot be emptied within ``seconds``.
    """
    with clear_errors(path), closing(open_file(path, mode="rw")) as connection:
        connection.isolation_level = None
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')")  # noqa: S608
        connection.execute("VACUUM")
        until = time.monotonic() + seconds
        while connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            if time.monotonic() > until:
                raise RecordError(
                    str(path),
                    f"another program has been reading it for {seconds:g} seconds, and keeps erased words in its log",
                    advice="Everything is erased from the record itself. End the other program and run the command "
                    "again, which then empties the log.",
                )
            time.sleep(_PAUSE)
