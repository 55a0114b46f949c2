"""The locations of records: paths of files, and addresses of databases on servers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import platformdirs

from onrecord.errors import UsageError, install_command, missing_extra
from onrecord.settings import Settings
from onrecord.store.database import Database
from onrecord.store.sqlite_file import SqliteFile

_FILE: Final = "record.sqlite"
_ADDRESS: Final = re.compile(r"(\w[\w+.-]+)://")
_SERVERS: Final = frozenset({"postgres", "postgresql", "postgresql+psycopg"})


def is_server(location: str) -> bool:
    """True for the address of a database on a server."""
    address = _ADDRESS.match(location)
    return address is not None and address[1] in _SERVERS


def find_database(location: str | Path | None, *, settings: Settings) -> Database:
    """The database of the record in ``location``, by default the one in ``settings``, else in the user's data folder.

    A location is the path of a file, or the address of a PostgreSQL database: ``postgresql://user@host/database``.
    Raises ``UsageError`` for other addresses.
    """
    place = location or settings.record
    address = _ADDRESS.match(place) if isinstance(place, str) else None
    if address is None:
        return SqliteFile(Path(location) if location else default_path(settings))
    if address[1] not in _SERVERS:
        raise UsageError(
            f"A record cannot be kept at an address that begins with {address[0]!r}. Name a file, or a PostgreSQL "
            "database: postgresql://user@host/database."
        )
    try:
        from onrecord.store.postgres.server import PostgresDatabase
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise missing_extra("A record in PostgreSQL", missing="psycopg", command=install_command("postgres")) from error
    return PostgresDatabase(str(place))


def default_path(settings: Settings) -> Path:
    """Return the path of a record in a file: from ``settings``, else in the user's data folder."""
    if settings.record:
        return Path(settings.record).expanduser()
    return platformdirs.user_data_path("onrecord", appauthor=False) / _FILE
