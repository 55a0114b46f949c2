"""A PostgreSQL server for the tests, in a temporary folder, with a socket there; it is stopped at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Final

from onrecord.record import Record
from onrecord.search.vector_files import vectors_folder
from onrecord.store.sqlite_file import SqliteFile

USER: Final = "onrecord"
_SETTINGS: Final = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "autovacuum": "off",
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
        self.folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))  # short, since a socket's path has 107 bytes
        self._numbers = count()
        self._templates: set[str] = set()
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
        self._wait()

    def create(self, *, template: str = "template0", name: str | None = None) -> str:
        """Create a database, by default an empty one, and return its address."""
        name = name or f"record_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
        return self.address(name)

    def template(self, name: str, write: Callable[[str], None]) -> str:
        """The name of a database that ``write`` has filled, given its address; the first call makes it."""
        template = f"template_{name}"
        if template not in self._templates:
            self._templates.add(template)
            write(self.create(name=template))
        return template

    def address(self, name: str) -> str:
        """The address of the database of this name."""
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    def run(self, command: str, *, name: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a command of SQL and return the rows of its result."""
        import psycopg

        with psycopg.connect(self.address(name), autocommit=True) as connection:
            cursor = connection.execute(command.encode())
            return cursor.fetchall() if cursor.description else []

    def stop(self) -> None:
        """Stop the server, and delete its files."""
        self._process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        self._process.wait(timeout=60)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        import psycopg

        until = time.monotonic() + 60
        while True:
            try:
                self.run("SELECT 1")
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text(encoding="utf-8")) from None
                time.sleep(0.05)
            else:
                return
