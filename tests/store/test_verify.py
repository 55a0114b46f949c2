"""Damaged records: each kind of damage is found by ``verify``, and no query, command or page ends in a traceback."""

from __future__ import annotations

import re
import shutil
import sqlite3
from functools import partial
from pathlib import Path

import pytest

from onrecord.errors import DamagedRecordError, QueryTimeoutError, RecordError
from onrecord.record import Record
from onrecord.settings import Settings
from onrecord.store.verify import verify_file
from tests.conftest import MakeOnce, ReadText

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT count(*) FROM n"
HURRIED = Settings(query_timeout=1e-6)


@pytest.fixture(scope="module")
def whole_file(empty_record: Path, read_text: ReadText, make_once: MakeOnce) -> Path:
    """A record of two pages."""

    def write(path: Path) -> None:
        with Record.open(Path(shutil.copy(empty_record, path))) as record:
            for number in (1, 2):
                record.keep(read_text(url=f"https://bell.example/{number}"))

    return make_once("verify.sqlite", write)


@pytest.fixture
def path(whole_file: Path, tmp_path: Path) -> Path:
    """A copy of ``whole_file`` that may be damaged."""
    return Path(shutil.copy(whole_file, tmp_path / "record.sqlite"))


def execute(path: Path, command: str) -> None:
    """Run ``command`` past all that guards the record."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(command)
    connection.close()


def test_a_query_that_takes_too_long_is_cut(path: Path) -> None:
    with Record.open(path, settings=HURRIED) as record:
        error = pytest.raises(QueryTimeoutError, match=r"exceeded its time limit.*ONRECORD_QUERY_TIMEOUT")
        with error, record.snapshot() as connection:
            connection.exec_driver_sql(ENDLESS).scalar()
        assert record.counts()["pages"] == 2


def test_writing_and_reading_the_whole_record_are_not_cut(path: Path) -> None:
    with Record.open(path, settings=HURRIED) as record:
        for connect in (record.transaction, partial(record.snapshot, limited=False)):
            with connect() as connection:
                assert connection.exec_driver_sql(LONG).scalar() == 300_000


def test_a_whole_record_is_whole(path: Path) -> None:
    verification = verify_file(path)
    assert (verification.pages, verification.damage) == (2, ())


@pytest.mark.parametrize(
    ("command", "damage"),
    [
        ("UPDATE statements SET kind = 'x' WHERE id = 1", "statements, id 1: kind is 'x', but should be .*"),
        ("UPDATE statements SET spans = '[' WHERE id = 1", "statements, id 1: spans is '.', but should be .*JSON.*"),
        (
            "UPDATE statements SET quote = 'no' WHERE id = 1",
            "statement .*: its columns differ from the reading of its page",
        ),
        ("UPDATE statements SET day_from = 20259999 WHERE id = 1", ".*day_from is 20259999, but should be a day.*"),
        ("UPDATE names SET text = CAST(x'ff' AS TEXT) WHERE id = 1", r"names, id 1: text is b'\\xff', .*text"),
        ("UPDATE texts SET body = x'00'", "page .*, version 1: the reading cannot be decoded .*"),
        (
            "UPDATE texts SET sha256 = x'00'",
            "page .*: the reading cannot be decoded .the article's text does not have the stored.*",
        ),
        (
            "UPDATE readings SET record = substr(record, 1, 40) WHERE id = 1",
            "page .*: the reading cannot be decoded .*",
        ),
        ("DELETE FROM copies", "page .*: the hash of the page's bytes is not among those of its copies"),
        ("UPDATE pages SET reading_id = 99", "pages.reading_id: it refers to row 99 of readings, which is missing"),
        ("DELETE FROM persons WHERE id = 1", "appearances, row .*: it refers to a missing row of persons"),
        ("DROP TABLE failures", "the table failures is missing"),
        ("DROP INDEX names_folded", "the index names_folded is missing"),
        ("DELETE FROM statement_words_data WHERE id > 10", ".*malformed"),
        ("INSERT INTO statement_words(rowid, terms) VALUES (99, 'ferri')", ".*malformed"),
        ("UPDATE statements SET terms = 'ferri' WHERE id = 1", "statement .*: its columns differ from the reading .*"),
        (
            "DELETE FROM statement_sketches WHERE statement_id = 1",
            "statement_sketches: the sketch of row 1 is incomplete",
        ),
        ("UPDATE text_sketches SET band = 7 WHERE band = (SELECT max(band) FROM text_sketches)", "text_sketches: .*"),
        (
            "INSERT INTO statement_sketches VALUES (5, 1)",
            "statement_sketches: 1 of .* values belong to no text .*",
        ),
    ],
)
def test_damage_is_found(path: Path, command: str, damage: str) -> None:
    execute(path, command)
    verification = verify_file(path)
    problems = [item.problem for item in verification.damage]
    assert any(re.fullmatch(damage, problem) for problem in problems), problems


def test_damage_of_the_search_index_leaves_the_pages(path: Path) -> None:
    execute(path, "DELETE FROM statement_words_data WHERE id > 10")
    assert "All pages are intact" in verify_file(path).advice


@pytest.mark.parametrize(
    "command",
    [
        "UPDATE texts SET body = x'00'",
        "UPDATE readings SET record = substr(record, 1, 40)",
        "UPDATE readings SET record = CAST('text' AS TEXT)",
        "UPDATE pages SET title = CAST(x'ff' AS TEXT)",
        "DROP TABLE versions",
    ],
)
def test_an_unreadable_value_is_a_damaged_record(path: Path, command: str) -> None:
    with Record.open(path) as record:
        page = record.find("").hits[0].entry.page.id
    execute(path, command)
    error = pytest.raises(DamagedRecordError, match=r"this record is damaged.*onrecord verify")
    with error, Record.open(path) as record:
        record.article(page)


def test_an_error_that_is_no_damage_stays_as_it_is(path: Path) -> None:
    with Record.open(path) as record, pytest.raises(KeyError, match="mistake"), record.snapshot():
        raise KeyError("mistake")
    with Record.open(path) as record, pytest.raises(RecordError, match="may be a bug"), record.snapshot() as connection:
        connection.exec_driver_sql("SELECT nothing")


@pytest.mark.parametrize("writes", [True, False])
def test_a_backup_holds_what_was_committed_and_can_be_restored(
    path: Path, read_text: ReadText, tmp_path: Path, writes: bool
) -> None:
    copy = tmp_path / "backup.sqlite"
    with Record.open(path) as record:
        vectors = path.with_name(path.name + "-meaning") / "1" / "0-5.vectors"
        vectors.parent.mkdir(parents=True)
        vectors.write_bytes(b"")
        with record.transaction() as connection:
            if writes:
                connection.exec_driver_sql("INSERT INTO meta VALUES ('half', 'done')")
            record.back_up(copy)
        exported = list(record.export_lines("jsonl"))
        record.keep(read_text(url="https://bell.example/3"))
    assert [file.name for file in copy.with_name(copy.name + "-meaning").rglob("*.vectors")] == ["0-5.vectors"]
    shutil.copy(copy, path)
    with Record.open(path) as record:
        lines = list(record.export_lines("jsonl"))
    assert len(lines) == len(exported)
    assert (lines == exported) is not writes
    assert verify_file(path).damage == ()
