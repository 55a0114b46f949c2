"""A newsroom on one record in PostgreSQL: many read while several write."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from threading import Event, Thread

import pytest
from sqlalchemy import func, select

from onrecord.ingest.keep import keep_each
from onrecord.record import Record
from onrecord.resolve.linker import PersonLinker
from onrecord.store.schema import CURRENT, statements
from onrecord.types import Reading
from tests.conftest import MakeRecord
from tests.statement_pages import Said, page

pytestmark = [
    pytest.mark.parametrize("database", ["postgres"], indirect=True),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here"),
]
READERS = 20
BATCH = 5


def write_singly(record: Record, readings: Sequence[Reading]) -> None:
    linker = PersonLinker()
    for reading in readings:
        record.keep(reading, linker=linker)


def write_in_batches(record: Record, readings: Sequence[Reading]) -> None:
    linker = PersonLinker()
    for start in range(0, len(readings), BATCH):
        with record.writer() as writer:
            outcomes = keep_each(writer, readings[start : start + BATCH], linker=linker)
        assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes


def fork(work: Callable[[Record, Sequence[Reading]], None], address: str, readings: Sequence[Reading]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        with Record.open(address) as record:
            work(record, readings)
        os._exit(0)
    finally:
        os._exit(1)


def read_until(written: Event, record: Record, *, errors: list[BaseException], pages_read: list[int]) -> None:
    """Read the record in every way that a room does; each snapshot must be whole."""
    counted = 0
    try:
        while not written.is_set() or counted == 0:
            with record.snapshot() as connection:
                current = select(func.count()).where(statements.c.state == CURRENT)
                statement_count = connection.execute(current).scalar_one()
            counts = record.counts()
            assert counted <= counts["pages"]
            assert statement_count <= counts["statements"] == counts["pages"]
            counted = counts["pages"]
            for hit in record.find("ferry", by="Ada Quill").hits[:2] if counted else ():
                assert hit.entry.speaker is not None
                record.person(hit.entry.speaker.id or "")
                record.trail(hit.entry.id)
            pages_read.append(counted)
    except BaseException as error:
        errors.append(error)


def test_twenty_read_while_two_write(make_record: MakeRecord) -> None:
    address = str(make_record())
    readings = [
        page(
            Said(f"the ferry made trip {number}", "Ada Quill", about=("Jonas Brannigan",)),
            roles={"Ada Quill": "captain"},
        )
        for number in range(16)
    ]
    # Forked before there are threads and connections.
    writers = [fork(write_singly, address, readings[::2]), fork(write_in_batches, address, readings[1::2])]
    written = Event()
    errors: list[BaseException] = []
    pages_read: list[int] = []
    with Record.open(address) as record:
        readers = [
            Thread(target=read_until, args=(written, record), kwargs={"errors": errors, "pages_read": pages_read})
            for _ in range(READERS)
        ]
        for reader in readers:
            reader.start()
        endings = [os.waitpid(writer, 0)[1] for writer in writers]
        written.set()
        for reader in readers:
            reader.join()
        assert (endings, errors) == ([0, 0], [])
        assert len(pages_read) >= READERS
        counts = record.counts()
        assert (counts["pages"], counts["statements"]) == (len(readings), len(readings))
        assert [(person.name, person.pages) for person in record.people().people] == [
            ("Ada Quill", len(readings)),
            ("Jonas Brannigan", len(readings)),
        ]
        assert record.database.verify().damage == ()
