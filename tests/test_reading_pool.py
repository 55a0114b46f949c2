"""Worker processes that read pages: same readings, budgets, crashes, and exit with the process that started them."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.errors import ModelError, OverBudgetError, PageError, UnreadableError
from onrecord.pages.recognise import make_page
from onrecord.reading import Reader
from onrecord.reading_pool import ReaderPool
from onrecord.settings import Settings
from onrecord.types import Page, Reading
from tests import faulty_reader
from tests.cli.command_server import command_server
from tests.conftest import PAGE

MEGABYTE = 1_000_000


def page(words: str = "", *, source: str = "ferry.txt") -> Page:
    return make_page(source, (PAGE + words).encode(), media_type="text/plain", url="https://bell.example/ferry")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        return read_status(process)[0] != "Z"
    except FileNotFoundError:
        return False


def read_status(process: int) -> tuple[str, str]:
    """The state of a process, which is Z once it has ended, and the id of its parent."""
    state, parent, *_ = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return state, parent


def test_a_worker_reads_as_this_process_does(pool: ReaderPool, reader: Reader) -> None:
    ferry = page()
    assert pool.read(ferry) == reader.read(ferry)
    assert pool.version == reader.version
    article = reader.read(ferry).article
    assert pool.read(article) == reader.read(article) == reader.read(ferry)
    days = [page(f"Day {day}.") for day in range(3)]
    started = [pool.start(day) for day in days]
    assert [outcome.result() for outcome in started] == [reader.read(day) for day in days]


def test_errors_keep_their_class(pool: ReaderPool, reader: Reader) -> None:
    empty, broken = replace(page(), body=b""), page('"BUG here," he said.')
    for bad_page, kind in ((empty, UnreadableError), (broken, PageError)):
        error = pool.attempt(bad_page)
        assert type(error) is kind
        assert str(error) == str(reader.attempt(bad_page))
    with pytest.raises(UnreadableError):
        pool.read(empty)


def test_a_page_over_its_budget_costs_that_page_alone() -> None:
    settings = Settings(max_reading_seconds=0.5, max_worker_bytes=700 * MEGABYTE)
    with ReaderPool(settings, processes=1, load=faulty_reader.load) as pool:
        assert pool.status().workers == 0
        outcomes = [pool.start(page(word)) for word in ("SPIN", "FILL", "CRASH", "")]
        assert pool.status().busy + pool.status().waiting == 4
        *errors, good = (outcome.result() for outcome in outcomes)
        slow, large, crashed = (error for error in errors if isinstance(error, PageError))
        assert [type(error) for error in (slow, large, crashed)] == [OverBudgetError, OverBudgetError, PageError]
        assert {error.source for error in (slow, large, crashed)} == {"ferry.txt (https://bell.example/ferry)"}
        assert slow.problem == "reading it took more than 0.5 seconds of processor time"
        assert slow.advice.startswith("Shorten it, or set ONRECORD_MAX_READING_SECONDS")
        assert large.problem == "reading it took more than 700 MB of memory"
        assert large.advice.startswith("Shorten it, or set ONRECORD_MAX_WORKER_BYTES")
        assert crashed.problem == "the process that read it was ended by SIGSEGV"
        assert isinstance(good, Reading)
        status = pool.status()
        assert (status.workers, status.busy, status.waiting, status.read, status.failed) == (1, 0, 0, 4, 3)


def test_an_idle_worker_that_is_killed_costs_nothing_and_closing_reads_no_further_page() -> None:
    with ReaderPool(Settings(), processes=1, load=faulty_reader.load) as pool:
        assert isinstance(pool.attempt(page()), Reading)
        (worker,) = pool.worker_ids()
        parent = read_status(worker)[1]
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: pool.status().workers == 0)
        assert isinstance(pool.attempt(page()), Reading)
        in_hand, waiting = pool.start(page("SLEEP")), pool.start(page())
        wait_until(lambda: pool.status().busy == 1)
        (worker,) = pool.worker_ids()
        assert read_status(worker)[1] == parent  # the process that has imported the reader, and forks each worker
    assert not is_running(worker)
    for outcome in (in_hand, waiting):
        with pytest.raises(CancelledError):
            outcome.result()
    with pytest.raises(CancelledError):
        pool.start(page())


def test_a_model_that_cannot_be_loaded_is_no_error_of_the_page() -> None:
    with (
        ReaderPool(Settings(), processes=1, load=faulty_reader.load_nothing) as pool,
        pytest.raises(ModelError, match=r"^There is no model for 1 threads\. Install the package anew\.$"),
    ):
        pool.attempt(page())


def test_workers_end_with_their_parent() -> None:
    parent = command_server().start([], module="tests.idle_pool", stdout=subprocess.PIPE)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    assert is_running(worker)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not is_running(worker))
