"""A PostgreSQL server for the tests, in a temporary folder, with a socket there; it is stopped at the end.

A new database is some 350 files, which takes six times as long on a disk as in memory.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from onrecord.record import Record
from onrecord.search.vector_files import vectors_folder
from onrecord.store.sqlite_file import SqliteFile

if TYPE_CHECKING:
    import psycopg

USER: Final = "onrecord"
_MAINTENANCE: Final = "postgres"
_MEMORY: Final = Path("/dev/shm")  # A folder in memory, where there is one.
_LEAST_MEMORY: Final = 2 << 30
_SETTINGS: Final = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}


@cache
def find_programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``; null where PostgreSQL is not installed."""
    on_path = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return Path(on_path).parent if on_path else folders[-1].parent if folders else None


def files_of(record: Record) -> Iterator[Path]:
    """All files of a record: those in the folder of its file, or those of its database with the vectors."""
    if isinstance(record.database, SqliteFile):
        yield from record.path.parent.rglob("*")
        return
    yield from vectors_folder(record.path).rglob("*")
    host, name = str(record.database).partition("host=")[2], str(record.database).split("/")[3].partition("?")[0]
    import psycopg

    with psycopg.connect(host=host, dbname=name, user=USER, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert row is not None
    yield from (Path(host) / "data" / "base" / str(row[0])).iterdir()


class PostgresServer:
    """A running server. Where this process is root, the server runs as another user: PostgreSQL refuses root."""

    def __init__(self, programs: Path) -> None:
        in_memory = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _LEAST_MEMORY
        # A short path, since that of a socket has 107 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-", dir=_MEMORY if in_memory else None))
        self._numbers = count()
        self._templates: set[str] = set()
        self._created: list[str] = []
        as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres" if any(row.pw_name == "postgres" for row in pwd.getpwall()) else "nobody")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
            as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        data = str(self.folder / "data")
        init = [str(programs / "initdb"), "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(
            [*init, "--locale=C"], check=True, stdout=subprocess.DEVNULL, cwd=self.folder, timeout=120, **as_user
        )
        settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(programs / "postgres"), "-D", data, "-k", str(self.folder), *settings],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **as_user,
            )
        self._maintenance = self._wait()

    def create(self, *, template: str = "template0", name: str | None = None) -> str:
        """Create a database, by default an empty one, and return its address."""
        name = name or f"record_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\' STRATEGY FILE_COPY')
        self._created.append(name)
        return self.address(name)

    @contextmanager
    def temporary(self) -> Iterator[None]:
        """Drop the databases that the block creates, but for templates, at its end."""
        first = len(self._created)
        yield
        for name in self._created[first:]:
            if name.removeprefix("template_") not in self._templates:
                self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def template(self, name: str, write: Callable[[str], None]) -> str:
        """The name of a database that ``write`` has filled, given its address; the first call makes it."""
        template = f"template_{name}"
        if name not in self._templates:
            self._templates.add(name)
            write(self.create(name=template))
        return template

    def address(self, name: str) -> str:
        """The address of the database of this name."""
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    def run(self, command: str, *, name: str = _MAINTENANCE) -> list[tuple[Any, ...]]:
        """Run a command of SQL in the database of this name and return the rows of its result."""
        if name == _MAINTENANCE:  # its connection stays open: a new one takes the server as long as half a database
            return _run(self._maintenance, command)
        with self._connect(name) as connection:
            return _run(connection, command)

    def stop(self) -> None:
        """Stop the server, and delete its files."""
        self._maintenance.close()
        self._process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        self._process.wait(timeout=60)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _connect(self, name: str) -> psycopg.Connection[tuple[Any, ...]]:
        import psycopg

        return psycopg.connect(self.address(name), autocommit=True)

    def _wait(self) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection as soon as the server accepts one."""
        import psycopg

        until = time.monotonic() + 60
        while True:
            try:
                return self._connect(_MAINTENANCE)
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text(encoding="utf-8")) from None
                time.sleep(0.05)


def _run(connection: psycopg.Connection[tuple[Any, ...]], command: str) -> list[tuple[Any, ...]]:
    cursor = connection.execute(command.encode())
    return cursor.fetchall() if cursor.description else []
