"""A record in PostgreSQL: created, opened, or refused with a clear message for every problem."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from onrecord.errors import (
    DamagedRecordError,
    ForeignRecordError,
    NewerRecordError,
    QueryTimeoutError,
    RecordError,
    UsageError,
)
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.settings import Settings
from onrecord.store.dialect import send_together
from onrecord.store.locations import find_database
from onrecord.store.migrations import LATEST, STEPS
from onrecord.store.schema import meta
from onrecord.types import Reading
from tests.conftest import MakeRecord
from tests.postgres_server import USER, PostgresServer
from tests.statement_pages import Said, keep_all, page

pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)
FERRY = page(Said("the ferry", "Ada Quill"))


def test_a_new_record_says_what_it_is(postgres: PostgresServer, database: str) -> None:
    address = postgres.create(name="new")
    with Record.open(address) as record:
        assert str(record.database) == f"postgresql://{USER}@/new?host={postgres.folder}"
        assert record.counts()["pages"] == 0
    assert postgres.run("SELECT schema_number FROM onrecord_state", name="new") == [(LATEST,)]
    with Record.open(address) as record:
        keep_all(record, FERRY)
        assert len(record.find("ferry").hits) == 1
    collations = "SELECT DISTINCT collation_name FROM information_schema.columns WHERE data_type = 'text'"
    assert postgres.run(f"{collations} AND table_name = 'names'", name="new") == [("C",)]


def test_a_record_has_a_schema_of_its_own(postgres: PostgresServer, database: str) -> None:
    postgres.create(name="several")
    postgres.run("CREATE TABLE theirs (id int)", name="several")
    postgres.run("CREATE SCHEMA desk", name="several")
    with Record.open(postgres.address("several") + "&options=-csearch_path%3Ddesk") as record:
        keep_all(record, FERRY)
        record.hide(record.people().people[0].id, who="mara", why="a court order")
        assert record.find("ferry").hits == ()
    with pytest.raises(ForeignRecordError, match="has tables of another program"):
        Record.open(postgres.address("several"))
    assert postgres.run("SELECT count(*) FROM desk.statements", name="several") == [(1,)]


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ("UPDATE onrecord_state SET schema_number = 99", NewerRecordError, "Install the latest version of OnRecord."),
        ("DROP TABLE onrecord_state", ForeignRecordError, "Name an empty database"),
    ],
)
def test_a_record_of_another_version_is_refused(
    postgres: PostgresServer, make_record: MakeRecord, change: str, error: type[RecordError], words: str
) -> None:
    address = str(make_record())
    postgres.run(change, name=address.split("/")[3].partition("?")[0])
    with pytest.raises(error, match=words):
        Record.open(address)


def test_a_record_that_is_missing_is_not_made_unasked(postgres: PostgresServer, database: str) -> None:
    address = postgres.create()
    for writable in (True, False):
        with pytest.raises(RecordError, match=r"there is no record yet\. Create one with `onrecord add`"):
            Record.open(address, writable=writable, create=False)
    with pytest.raises(RecordError, match="no record yet"):
        find_database(address, settings=Settings()).verify()


def test_an_encoding_that_cannot_hold_every_page_is_refused(postgres: PostgresServer, database: str) -> None:
    postgres.run("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    with pytest.raises(RecordError, match="its encoding is LATIN1"):
        Record.open(postgres.address("latin"))


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (lambda address: address.replace("/postgres?", "/nowhere?"), r"Create it with `createdb --host=\S+ nowhere`"),
        (lambda address: address.replace("onrecord@", "nobody:geheim@"), 'role "nobody" does not exist'),
        (lambda address: "postgresql://ada:geheim@127.0.0.1:1/record", "the server cannot be reached"),
        (lambda address: address.replace("host=", "host=/nowhere"), "the server cannot be reached"),
    ],
)
def test_a_server_that_does_not_answer_is_an_error_with_advice(
    postgres: PostgresServer, database: str, edit: Callable[[str], str], words: str
) -> None:
    with pytest.raises(RecordError, match=words) as caught:
        Record.open(edit(postgres.address("postgres")))
    assert "geheim" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_wrong_password_says_where_it_belongs(postgres: PostgresServer, database: str) -> None:
    postgres.run("CREATE ROLE ada LOGIN PASSWORD 'right'")
    rules = postgres.folder / "data" / "pg_hba.conf"
    trusting = rules.read_text(encoding="utf-8")
    rules.write_text(f"local all ada scram-sha-256\n{trusting}", encoding="utf-8")
    postgres.run("SELECT pg_reload_conf()")
    address = postgres.create().replace(f"//{USER}@", "//ada:geheim@")
    try:
        with pytest.raises(RecordError, match=r"refused the connection .*Check the user and the password") as caught:
            Record.open(address)
    finally:
        rules.write_text(trusting, encoding="utf-8")
        postgres.run("SELECT pg_reload_conf()")
    assert "geheim" not in str(caught.value)
    assert "geheim" not in repr(find_database(address, settings=Settings()))


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://ada:ge heim@[/record", "The address of the record is not that of a PostgreSQL database"),
        ("postgresql://host/db?colour=red&password=geheim", "The address of the record is not that of"),
        ("mysql://host/record", "A record cannot be kept at an address that begins with 'mysql://'"),
    ],
)
def test_an_address_that_is_none_is_refused(database: str, address: str, words: str) -> None:
    with pytest.raises(UsageError, match=words) as caught:
        Record.open(address)
    assert "heim" not in str(caught.value)


def test_a_missing_extra_says_how_to_have_it(database: str) -> None:
    code = """import sys; sys.modules["psycopg"] = None
from onrecord.record import Record; Record.open("postgresql://host/record")"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert re.search(r"needs psycopg, which is not installed\. Run `pip install .*\[postgres\]", done.stderr)


def test_a_slow_query_ends_with_advice(make_record: MakeRecord) -> None:
    with (
        Record.open(make_record(), settings=Settings(query_timeout=0.05)) as record,
        pytest.raises(QueryTimeoutError, match="ONRECORD_QUERY_TIMEOUT sets the limit"),
        record.snapshot() as connection,
    ):
        connection.exec_driver_sql("SELECT pg_sleep(2)")
    with Record.open(make_record(), settings=Settings(query_timeout=0.05)) as record:
        for transaction in (record.transaction(), record.snapshot(limited=False)):
            with transaction as connection:
                connection.exec_driver_sql("SELECT pg_sleep(0.1)")


def test_a_snapshot_stays_as_it_is_and_writes_nothing(record: Record) -> None:
    keep_all(record, FERRY)
    with record.snapshot() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM pages").scalar_one() == 1
        keep_all(record, page(Said("the bell", "Ada Quill")))
        assert connection.exec_driver_sql("SELECT count(*) FROM pages").scalar_one() == 1
        with pytest.raises(SQLAlchemyError, match="read-only transaction"):
            connection.exec_driver_sql("DELETE FROM pages")
    assert record.counts()["pages"] == 2


def test_every_write_is_counted_and_what_fails_leaves_nothing(record: Record) -> None:
    with closing(record.write_counter()) as writes:
        before = writes.read()
        assert writes.read() == before
        keep_all(record, FERRY)
        after = writes.read()
        assert after != before
        with pytest.raises(RecordError), record.transaction() as connection:
            connection.exec_driver_sql("DELETE FROM meta; DELETE FROM nowhere")
        assert writes.read() == after


def test_a_connection_that_the_server_ends_is_reopened(postgres: PostgresServer, record: Record) -> None:
    keep_all(record, FERRY)
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'onrecord'"
    postgres.run(end)
    assert len(record.find("ferry").hits) == 1
    with pytest.raises(RecordError, match="Everything saved so far is safe"), record.transaction() as connection:
        connection.exec_driver_sql(end)
    assert len(record.find("ferry").hits) == 1


def test_a_reader_needs_only_the_right_to_read(postgres: PostgresServer, make_record: MakeRecord) -> None:
    address = str(make_record("ferry", lambda record: keep_all(record, FERRY)))
    name = address.split("/")[3].partition("?")[0]
    postgres.run("CREATE ROLE onlooker LOGIN")
    as_reader = address.replace(f"{USER}@", "onlooker@")
    with pytest.raises(RecordError, match="permission was denied"):
        Record.open(as_reader)
    postgres.run(
        "GRANT USAGE ON SCHEMA public, public_visible TO onlooker; "
        "GRANT SELECT ON ALL TABLES IN SCHEMA public, public_visible TO onlooker",
        name=name,
    )
    with Record.open(as_reader) as record:
        assert len(record.find("ferry").hits) == 1
        with pytest.raises(RecordError, match="permission was denied"):
            keep_all(record, page(Said("the bell", "Ada Quill")))
        with Record.open(address) as own:
            own.hide(own.people().people[0].id, who="mara", why="a court order")
        assert record.find("ferry").hits == ()


def test_a_backup_is_made_with_the_servers_program(record: Record, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"run `pg_dump --format=custom --file=\S+ 'postgresql://"):
        record.back_up(tmp_path / "copy.dump")


@pytest.fixture
def damaged(postgres: PostgresServer, make_record: MakeRecord, damage: str) -> str:
    address = str(make_record("ferry", lambda record: keep_all(record, FERRY)))
    postgres.run(damage, name=address.split("/")[3].partition("?")[0])
    return address


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DROP TABLE failures", "tables: the table failures is missing"),
        (
            "ALTER TABLE changes DROP printed_after CASCADE",
            "tables: the column changes.printed_after is missing",
        ),
        ("DROP INDEX names_folded", "tables: the index names_folded is missing"),
        ("UPDATE statements SET kind = 'x'", "rows: statements, id 1: kind is 'x'"),
        (
            "UPDATE pages SET reading_id = 99",
            "rows: pages.reading_id: it refers to row 99 of readings",
        ),
        ("UPDATE texts SET body = 'x'", "readings: page .*, version 1: the reading cannot be decoded"),
        ("UPDATE statement_words SET words = ''", "search index: it has the wrong words for 1 statements"),
        ("DELETE FROM text_sketches", "sketches: text_sketches: the sketch of row 1 is incomplete"),
    ],
)
def test_damage_is_found(damaged: str, damage: str, words: str) -> None:
    verification = find_database(damaged, settings=Settings()).verify()
    assert any(re.match(words, str(problem)) for problem in verification.damage), verification.damage
    assert "pg_restore" in verification.advice


@pytest.mark.parametrize("damage", ["DROP TABLE statement_words", "UPDATE texts SET body = 'x'"])
def test_damage_is_reported_where_it_shows(damaged: str, damage: str) -> None:
    with Record.open(damaged) as record, pytest.raises(DamagedRecordError, match="Restore it from a backup"):
        record.find("ferry")


def test_a_log_is_only_added_to(record: Record) -> None:
    keep_all(record, FERRY)
    person = record.people().people[0].id
    record.judge.wikidata(person, "Q1", who="mara")
    for command in ("UPDATE judgements SET who = 'x'", "DELETE FROM judgements"):
        with pytest.raises(RecordError, match="judgements is a log: add to it"), record.transaction() as connection:
            connection.exec_driver_sql(command)


def test_a_writer_waits_for_another_and_gives_up(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_all(record, FERRY)
    with record.transaction() as connection:
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        waiting = Thread(target=keep_all, args=(record, page(Said("the bell", "Ada Quill"))))
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive()
    waiting.join(30)
    assert record.counts()["pages"] == 2


def test_long_words_and_long_statements_are_found(record: Record) -> None:
    keep_all(record, page(Said("x" * 9_000, "Ada Quill"), Said("ferry " * 20_000 + "bell", "Jonas Brannigan")))
    assert len(record.find("x" * 9_000).hits) == 1
    assert len(record.find("ferry").hits) == 1


def test_null_characters_come_back(record: Record) -> None:
    keep_all(record, page(Said("the\0ferry", "Ada Quill")))
    assert [hit.entry.quote for hit in record.find("ferry").hits] == ["“the\0ferry”"]
    assert record.find("ferry", by="Ada\0Quill").hits == ()
    assert record.database.verify().damage == ()


def test_writes_are_sent_together_with_the_next_query(record: Record) -> None:
    with record.writer() as writer:
        connection = writer.connection
        with send_together(connection):
            connection.execute(insert(meta), {"key": "colour", "value": "red"})
            connection.execute(insert(meta), [{"key": "shape", "value": "round"}, {"key": "size", "value": "large"}])
            rows = connection.execute(select(meta.c.value).where(meta.c.key.in_(["colour", "shape"])))
            assert sorted(rows.scalars()) == ["red", "round"]
            connection.execute(update(meta).where(meta.c.key == "size").values(value="small"))
        assert connection.execute(select(meta.c.value).where(meta.c.key == "size")).scalar_one() == "small"
    with pytest.raises(RecordError, match="duplicate key"), record.transaction() as connection:
        _write_twice(connection)
    with record.snapshot() as connection:
        assert connection.execute(select(meta).where(meta.c.key == "taste")).all() == []


def _write_twice(connection: Connection) -> None:
    with send_together(connection):
        for _ in range(2):
            connection.execute(insert(meta), {"key": "taste", "value": "sweet"})


def test_a_page_takes_few_messages(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    keep_all(record, FERRY)
    answers: list[str] = []
    wait = psycopg.Connection.wait

    def count_answer(connection: Any, generator: Any, *arguments: Any, **options: Any) -> Any:
        name = generator.__name__
        if name == "_exit_gen" or (connection._pipeline is None and not name.startswith("_set_")):
            answers.append(name)
        return wait(connection, generator, *arguments, **options)

    monkeypatch.setattr(psycopg.Connection, "wait", count_answer)
    said = [Said(f"the bell number {number} rings", "Ada Quill", about=("Jonas Brannigan",)) for number in range(9)]
    keep_all(record, page(*said))
    assert len(answers) <= 12, answers


def test_people_are_linked_alike_by_one_writer_and_by_several(make_record: MakeRecord) -> None:
    readings = [
        page(
            Said(f"the ferry made trip {number}", "Ada Quill", about=("Jonas Brannigan",)),
            roles={"Ada Quill": "captain"},
        )
        for number in range(12)
    ]
    together, alone = make_record(), make_record()

    def keep_pages(location: Path | str, part: Sequence[Reading]) -> None:
        linker = PersonLinker()
        with Record.open(location) as record:
            for reading in part:
                record.keep(reading, linker=linker)

    writers = [Thread(target=keep_pages, args=(together, readings[start::3])) for start in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    keep_pages(alone, readings)
    linked = []
    for location in (together, alone):
        with Record.open(location) as record:
            linked.append([(person.name, person.pages) for person in record.people().people])
    assert linked[0] == linked[1] == [("Ada Quill", 12), ("Jonas Brannigan", 12)]


def test_an_older_record_is_migrated(make_record: MakeRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    address = str(make_record("ferry", lambda record: keep_all(record, FERRY)))

    def add_column(connection: Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE failures ADD COLUMN later TEXT")

    monkeypatch.setattr("onrecord.store.migrations.STEPS", (*STEPS, add_column))
    monkeypatch.setattr("onrecord.store.postgres.tables.LATEST", LATEST + 1)
    monkeypatch.setattr("onrecord.store.postgres.server.LATEST", LATEST + 1)
    monkeypatch.setattr("onrecord.store.record_file.LATEST", LATEST + 1)
    with pytest.raises(RecordError, match="open it once with write access"):
        Record.open(address, writable=False)
    with Record.open(address) as record, record.snapshot() as connection:
        connection.exec_driver_sql("SELECT later FROM failures")
        assert connection.exec_driver_sql("SELECT schema_number FROM onrecord_state").scalar_one() == LATEST + 1
        assert len(record.find("ferry").hits) == 1
