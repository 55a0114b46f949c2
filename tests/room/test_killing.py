"""A room that is killed or closed during a job loses no page that it has stored."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE

import httpx2
import pytest

from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.room import Access, create_app
from tests.cli.command_server import Command, command_server
from tests.room.room_client import RoomClient

ROOM = ("onrecord.room.server",)
PAGES = 24
WORDS = 'SLOW news of Tarn Quay, number {number}.\n"The engine is mended for day {number}," Brannigan said.\n'
FILES = [("files", (f"{number}.txt", WORDS.format(number=number).encode())) for number in range(PAGES)]


@contextmanager
def room(path: Path) -> Iterator[tuple[Command, httpx2.Client]]:
    """A room in its own process, and a program that visits it."""
    process = command_server().start(
        [str(path)],
        module="tests.room.room_process",
        environment={**os.environ, "TMPDIR": str(path.parent)},
        imports=ROOM,
        stdout=PIPE,
    )
    assert process.stdout
    try:
        address = process.stdout.readline().decode().strip()
        with httpx2.Client(base_url=address, headers={"accept": "text/html"}, timeout=30) as visitor:
            yield process, visitor
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def wait_for_two_pages(events: httpx2.Response) -> None:
    """Follow a job until it has kept two pages."""
    kept = 0
    for line in events.iter_lines():
        kept += line.count('class="outcome new"')
        if kept >= 2:
            return
    pytest.fail("the job is over")


def whole(path: Path) -> int:
    """Return the number of pages in the record, after checking that each is complete."""
    with Record.open(path) as record:
        counts = record.counts()
        assert counts["statements"] == counts["pages"] == counts["readings"]
        with record.snapshot() as connection:
            assert connection.exec_driver_sql("pragma integrity_check").scalar() == "ok"
            ids = list(connection.exec_driver_sql("select public_id from pages").scalars())
        assert all(len(record.reading(id_).statements) == 1 for id_ in ids)
        return counts["pages"]


@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_job_keeps_its_pages_and_the_same_files_resume_it(
    tmp_path: Path, pool: ReaderPool, signal_number: signal.Signals
) -> None:
    path = tmp_path / "record.sqlite"
    with room(path) as (process, visitor):
        job = visitor.post("/add/files", files=FILES).headers["location"]
        with visitor.stream("GET", f"{job}/events") as events:
            wait_for_two_pages(events)
            process.send_signal(signal_number)
            process.wait(timeout=15)
    kept_pages = whole(path)
    assert 2 <= kept_pages < PAGES
    if signal_number is signal.SIGTERM:
        assert [item for item in tmp_path.iterdir() if item.name.startswith("onrecord-")] == []
    owner = Access(owner="mara")
    with Record.open(path) as record, RoomClient(create_app(record, access=owner, pool=pool)) as visitor:
        job = visitor.post("/add/files", files=FILES, follow_redirects=False).headers["location"]
        assert "event: over" in visitor.get(f"{job}/events").text
    assert whole(path) == PAGES
