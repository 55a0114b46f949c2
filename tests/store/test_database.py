"""The record's file: created, opened, or refused with a clear message for every problem."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from onrecord.errors import DamagedRecordError, ForeignRecordError, NewerRecordError, RecordError
from onrecord.record import Record
from onrecord.settings import Settings
from onrecord.store.locations import default_path
from onrecord.store.migrations import LATEST, STEPS, migrate
from onrecord.store.record_file import APPLICATION_ID
from tests.conftest import PAGE, ReadText

NOBODY = 65534


def raw(path: Path, *commands: str) -> list[tuple[object, ...]]:
    """Run ``commands`` on the file, past everything that guards it: the rows of the last."""
    connection = sqlite3.connect(path, isolation_level=None)
    rows: list[tuple[object, ...]] = []
    for command in commands:
        rows = connection.execute(command).fetchall()
    connection.close()
    return rows


def test_a_new_record_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "record.sqlite"
    Record.open(path).close()
    assert raw(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert raw(path, "PRAGMA user_version") == [(LATEST,)]
    assert raw(path, "PRAGMA journal_mode") == [("wal",)]
    assert path.read_bytes()[68:72] == b"OnRc"
    assert [key for (key,) in raw(path, "SELECT key FROM meta ORDER BY key")] == ["created", "created_by"]


def test_an_empty_file_becomes_a_record(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    path.touch()
    with Record.open(path) as record:
        assert record.counts()["pages"] == 0


def test_each_step_finds_what_is_there_already(record: Record) -> None:
    with record.transaction() as connection:
        migrate(connection, done=0)
    assert len(STEPS) == LATEST


OLDER = Path(__file__).parent / "older"
"""A record of schema 8 about invented people, and its export as OnRecord wrote it then."""
UNDO = {
    8: ("DROP INDEX statements_speaker",),
    7: ("DROP TABLE statement_sketches", "DROP TABLE text_sketches", "DROP TABLE headline_words"),
    6: ("DROP VIEW said", "DROP VIEW people", "DROP VIEW kin", "DROP VIEW articles", "DROP VIEW edits"),
    5: ("DROP TABLE hits", "DROP TABLE feed_pages", "DROP TABLE feeds"),
    4: (
        *("DROP TABLE name_keys", "DROP TABLE bearings", "DROP TABLE corrected"),
        *("DROP INDEX statements_doubtful", "DROP INDEX links_unsure"),
    ),
    3: tuple(
        f"DROP TRIGGER {table}_{event}"
        for table in ("links", "judgements", "changes")
        for event in ("update", "delete")
    ),
    2: (
        *(
            f"DROP TRIGGER {t}_{event}"
            for t in ("statement_words", "page_words")
            for event in ("insert", "delete", "update")
        ),
        *("DROP TABLE statement_words", "DROP TABLE page_words"),
    ),
}
"""Statements that take a record of a schema back to the one before."""


def older_record(path: Path, *, schema: int) -> Path:
    """A record as version ``schema`` kept it."""
    path.write_bytes(gzip.decompress((OLDER / "record-8.sqlite.gz").read_bytes()))
    undone = [statement for number in range(8, schema, -1) for statement in UNDO[number]]
    raw(path, *undone, f"PRAGMA user_version = {schema}")
    if schema > 8:
        with create_engine(f"sqlite:///{path}").begin() as connection:
            for step in STEPS[8:schema]:
                step(connection)
    return path


def objects(path: Path) -> set[tuple[object, ...]]:
    """Tables, indexes, triggers and views by kind and name."""
    return set(raw(path, "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"))


@pytest.mark.parametrize("schema", range(1, LATEST))
def test_a_record_of_every_older_schema_is_migrated(tmp_path: Path, schema: int) -> None:
    path = older_record(tmp_path / "record.sqlite", schema=schema)
    with pytest.raises(RecordError, match=f"it has schema {schema}"):
        Record.open(path, writable=False)
    with Record.open(path) as record:
        lines = list(record.export_lines("jsonl"))
    assert raw(path, "PRAGMA user_version") == [(LATEST,)]
    with Record.open(tmp_path / "new.sqlite"):
        assert objects(path) == objects(tmp_path / "new.sqlite")
    expected = gzip.decompress((OLDER / "record-8.jsonl.gz").read_bytes()).decode().splitlines(keepends=True)
    terms = "SELECT count(*) FROM statement_words WHERE statement_words MATCH 'ferri'"
    quotes = "SELECT count(*) FROM statements WHERE quote LIKE '%ferry%'"
    assert raw(path, terms) == raw(path, quotes) != [(0,)]
    later = () if schema >= 5 else ('{"type": "hit"',)  # saved searches are kept since schema 5
    assert lines == [line for line in expected if not line.startswith(later)]


@pytest.mark.parametrize("table", ["links", "judgements", "changes"])
def test_the_logs_refuse_to_be_changed(record: Record, read_text: ReadText, table: str) -> None:
    record.keep(read_text())
    record.keep(read_text(PAGE.replace("glad", "sad"), fetched="2032-01-01T00:00:00Z"))
    fill = {
        "links": "INSERT INTO links (left_id, right_id, verdict, reasons, by_id, at) "
        "VALUES (1, 2, 'SAME', '[]', 1, '')",
        "judgements": "INSERT INTO judgements (public_id, kind, subject, target, who, at) "
        "VALUES (1, 'same', 1, '{}', 1, 1)",
        "changes": "SELECT 1",
    }
    with record.transaction() as connection:
        connection.exec_driver_sql(fill[table])
    for command in (f"UPDATE {table} SET at = 'x'", f"DELETE FROM {table}"):
        with pytest.raises(RecordError, match=f"{table} is a log"), record.transaction() as connection:
            connection.exec_driver_sql(command)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (
            lambda path: path.write_bytes(b"This is a letter, and no database.\n" * 40),
            ForeignRecordError,
            "not a record",
        ),
        (lambda path: raw(path, "CREATE TABLE t (x)"), ForeignRecordError, "The file was not changed"),
        (lambda path: raw(path, "PRAGMA application_id = 7"), ForeignRecordError, "not a record"),
        (lambda path: path.mkdir(), ForeignRecordError, "this is a folder"),
    ],
)
def test_a_file_that_is_no_record_is_refused_and_unchanged(
    tmp_path: Path, make: Callable[[Path], object], error: type[RecordError], words: str
) -> None:
    path = tmp_path / "record.sqlite"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(error, match=words) as caught:
        Record.open(path)
    assert str(path) in str(caught.value)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_newer_record_asks_for_a_newer_program(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    Record.open(path).close()
    raw(path, f"PRAGMA user_version = {LATEST + 1}")
    with pytest.raises(NewerRecordError, match=f"schema {LATEST + 1}.*Install the latest version"):
        Record.open(path)


@pytest.mark.parametrize("where", [100, 4096 + 100])
def test_a_damaged_record_says_so(tmp_path: Path, read_text: ReadText, where: int) -> None:
    path = tmp_path / "record.sqlite"
    with Record.open(path) as record:
        for number in range(20):
            record.keep(read_text(url=f"https://bell.example/{number}"))
    content = bytearray(path.read_bytes())
    content[where : len(content) - 100] = b"\xa5" * (len(content) - 100 - where)
    path.write_bytes(content)
    with pytest.raises(DamagedRecordError, match=r"damaged.*from a backup"), Record.open(path) as record:
        record.counts()


def test_no_record_to_read_from(tmp_path: Path) -> None:
    for create, writable in ((False, True), (True, False)):
        with pytest.raises(RecordError, match="there is no record yet"):
            Record.open(tmp_path / "none.sqlite", create=create, writable=writable)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordError, match="cannot be opened"):
        Record.open(tmp_path / "file" / "record.sqlite")


def test_a_full_disk_undoes_the_page_and_keeps_the_rest(tmp_path: Path, read_text: ReadText) -> None:
    path = tmp_path / "record.sqlite"
    with Record.open(path) as record:
        outcome = record.keep(read_text())
        with record.transaction() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        # Numbers, since they do not compress well and the reader finds no people in them, which would take it long.
        numbers = random.Random(1).choices(range(1_000_000), k=20_000)
        long = read_text("A long story.\n\n" + " ".join(map(str, numbers)), url=None)
        with pytest.raises(RecordError, match=r"the disk is full.*Free some space and try again"):
            record.keep(long)
    with Record.open(path) as record:
        assert record.counts()["pages"] == 1
        assert record.reading(outcome.page).article.text == read_text().article.text


MAKE = """
import resource, sys
from onrecord.errors import RecordError
from onrecord.record import Record
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    Record.open(sys.argv[1])
except RecordError as error:
    print(error)
"""


def test_a_disk_without_room_for_a_new_record(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MAKE, str(tmp_path / "record.sqlite")], capture_output=True, text=True, check=True
    )
    assert "room" in done.stdout


@contextmanager
def an_ordinary_user() -> Iterator[None]:
    """Runs the test without the rights of the administrator, whom file permissions do not restrict."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_read_only_folder_can_be_read_and_not_written(read_text: ReadText) -> None:
    shared = Path(tempfile.mkdtemp())  # not below a folder that is closed to others
    path = shared / "record.sqlite"
    try:
        with Record.open(path) as record:
            record.keep(read_text())
        path.chmod(0o444)
        shared.chmod(0o555)
        with an_ordinary_user():
            with Record.open(path, writable=False) as record:
                assert record.counts()["pages"] == 1
            for address in (path, shared / "other.sqlite"):
                with pytest.raises(RecordError, match=r"Check .*permissions"):
                    Record.open(address)
    finally:
        shared.chmod(0o755)
        shutil.rmtree(shared)


def test_a_record_opened_to_read_refuses_to_be_written(tmp_path: Path, read_text: ReadText) -> None:
    path = tmp_path / "record.sqlite"
    Record.open(path).close()
    with Record.open(path, writable=False) as record, pytest.raises(RecordError, match="it is not writable"):
        record.keep(read_text())


def test_a_record_is_found_by_setting_and_else_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path(Settings()).name == "record.sqlite"
    assert default_path(Settings.from_environment({"ONRECORD_RECORD": "/x/y.sqlite"})) == Path("/x/y.sqlite")
    if sys.platform.startswith("linux"):
        assert default_path(Settings()) == tmp_path / "onrecord" / "record.sqlite"


def test_a_snapshot_does_not_see_what_comes_later(record: Record, read_text: ReadText) -> None:
    with record.snapshot() as connection:
        count = "SELECT count(*) FROM pages"
        assert connection.exec_driver_sql(count).scalar() == 0
        record.keep(read_text())
        assert connection.exec_driver_sql(count).scalar() == 0
    assert record.counts()["pages"] == 1
