"""A pool of worker processes that read pages, each page within a budget of processor time and memory.

    with ReaderPool(settings, processes=2) as pool:
        futures = [pool.start(page) for page in pages]
        outcomes = [future.result() for future in futures]

A page that exceeds its budget, or on which a worker dies, costs that page alone: the worker is replaced. The command
line, the reading room and the assistant's server read through it.

Pebble, loky and ``concurrent.futures`` have process pools, but their workers share one queue: when one is killed (by
the kernel, for memory), loky and ``concurrent.futures`` fail all pages in hand, and Pebble 5.2 fails every later page,
since the worker may have held the lock of the queue. Here each thread of a ``ThreadPoolExecutor`` has a worker and a
pipe of its own, so that nothing is shared.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from multiprocessing import connection, resource_tracker
from pathlib import Path
from threading import Lock, Thread, local
from typing import Any, Final, Self

import msgspec

from onrecord import errors
from onrecord.errors import ModelError, OnRecordError, OverBudgetError, PageError
from onrecord.reading import Reader, collect_rarely
from onrecord.settings import Settings
from onrecord.types import Article, Page, Reading

# A page may wait for a processor twenty times as long as it may use it, since workers have a low priority, and at least
# ten minutes. After that its worker is taken for stuck, which nothing but a bug can cause.
_WAIT_FACTOR: Final = 20
_MIN_WAIT_SECONDS: Final = 600.0
# Microseconds of processor time in each period of so many, for the container that this process is in (cgroup v2).
_CONTAINER_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")
# Exit code of a worker that ran out of memory. Others from 64 on have a meaning in sysexits.h.
_OUT_OF_MEMORY: Final = 50
# Exit code of a worker that the kernel ended, since the clock of ``_start_clock`` ran out.
_OUT_OF_TIME: Final = -signal.SIGPROF if sys.platform != "win32" else None


@dataclass(frozen=True, slots=True)
class PageBudget:
    """The most that reading one page may take. A worker that exceeds it is ended."""

    seconds: float
    """Processor time, user and system, of all threads."""
    memory: int
    """Bytes of memory of the worker, with the model."""

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The budget that ``settings`` allow."""
        return cls(seconds=settings.max_reading_seconds, memory=settings.max_worker_bytes)


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """The state of a pool."""

    processes: int
    """Most workers that it may have."""
    workers: int
    """Workers that are running. They are started when they are needed."""
    busy: int
    """Pages that are being read."""
    waiting: int
    """Pages that wait for a worker."""
    read: int
    """Pages read so far, with those that could not be read."""
    failed: int
    """Pages so far that exceeded their budget or lost their worker."""


class ReaderPool:
    """Reads pages in worker processes. Use it as a context manager, or ``close`` it. Threads may share it.

    Each worker loads the model once, when the first page needs it; several have one thread each. ``load`` makes its
    reader there, so it must be a function that can be imported. ``niceness`` is added to the workers' own: higher gives
    way to other processes.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        processes: int,
        load: Callable[[Settings], Reader] = Reader.load,
        niceness: int = 0,
    ) -> None:
        settings = replace(settings, threads=1) if processes > 1 else settings
        self.settings = settings
        self.processes = processes
        self._budget = PageBudget.from_settings(settings)
        self._arguments = load, settings, self._budget, niceness
        self._threads = ThreadPoolExecutor(processes, "onrecord-reading", initializer=outlive_signals)
        self._own = local()
        self._lock = Lock()
        self._workers: set[_Worker] = set()
        self._closed = False
        self._started = self._busy = self._done = self._failed = 0
        atexit.register(self.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @cached_property
    def version(self) -> str:
        """Name and version of the package and the model. Raises ``ModelError`` if the model cannot be loaded."""
        return self._threads.submit(lambda: self._worker().version).result()

    def start(self, page: Page | Article) -> Future[Reading | PageError]:
        """Read ``page`` when a worker is free.

        The result is a ``PageError`` if the page cannot be read within its budget. It raises ``ModelError`` where
        there is no model, and ``CancelledError`` if the pool is closed meanwhile.
        """
        with self._lock:
            if self._closed:
                raise CancelledError
            self._started += 1
        return self._threads.submit(self._read, page)

    def attempt(self, page: Page | Article) -> Reading | PageError:
        """Read ``page``, or return the error that stopped it. Raises as the result of ``start`` does."""
        return self.start(page).result()

    def read(self, page: Page | Article) -> Reading:
        """Read ``page``. Raises ``PageError`` if it cannot be read, and as the result of ``start`` does."""
        outcome = self.attempt(page)
        if isinstance(outcome, PageError):
            raise outcome
        return outcome

    def status(self) -> PoolStatus:
        """The state of the pool now."""
        with self._lock:
            return PoolStatus(
                processes=self.processes,
                workers=sum(worker.is_alive for worker in self._workers),
                busy=self._busy,
                waiting=self._started - self._busy - self._done,
                read=self._done,
                failed=self._failed,
            )

    def worker_ids(self) -> list[int]:
        """Ids of the processes that are running."""
        with self._lock:
            return [worker.process_id for worker in self._workers if worker.is_alive]

    def close(self) -> None:
        """End all workers at once. Pages in hand are not read."""
        atexit.unregister(self.close)
        with self._lock:
            self._closed = True
            workers = list(self._workers)
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.kill()
        self._threads.shutdown()

    def _read(self, page: Page | Article) -> Reading | PageError:
        with self._lock:
            self._busy += 1
        failed = True
        try:
            outcome = self._worker().read(page)
            failed = False
        except (_WorkerDiedError, ModelError) as error:
            if self._closed:
                raise CancelledError from None
            if isinstance(error, ModelError):
                raise
            outcome = error.page_error(page.label, budget=self._budget)
        finally:
            with self._lock:
                self._busy -= 1
                self._done += 1
                self._failed += failed
        return outcome

    def _worker(self) -> _Worker:
        """The worker of this thread; a new one if it has none, or if its worker died since the last page."""
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is not None and worker.is_alive:
            return worker
        worker = self._own.worker = _Worker(*self._arguments)
        with self._lock:
            self._workers = {other for other in self._workers if other.is_alive} | {worker}
            closed = self._closed
        if closed:
            worker.kill()
        worker.wait_until_ready()
        return worker


def count_processors() -> int:
    """Processors that this process may use, at least one: by its affinity, and by the quota of its container."""
    count = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    try:
        quota, period = _CONTAINER_QUOTA.read_text(encoding="ascii").split()
        return max(1, min(count, int(quota) // int(period)))
    except (OSError, ValueError):  # not in a container, or "max": a container without a quota
        return count


class _WorkerDiedError(Exception):
    """A worker died while it read. ``exit_code`` is negative for a signal, null if the worker was stuck."""

    def __init__(self, exit_code: int | None) -> None:
        self.exit_code = exit_code

    def page_error(self, source: str, *, budget: PageBudget) -> PageError:
        if self.exit_code == _OUT_OF_TIME:
            return OverBudgetError(
                source,
                f"reading it took more than {budget.seconds:g} seconds of processor time",
                advice="Shorten it, or set ONRECORD_MAX_READING_SECONDS to allow more, and try it again.",
            )
        if self.exit_code == _OUT_OF_MEMORY:
            return OverBudgetError(
                source,
                f"reading it took more than {budget.memory / 1e6:,.0f} MB of memory",
                advice="Shorten it, or set ONRECORD_MAX_WORKER_BYTES to allow more, and try it again.",
            )
        return PageError(source, f"the process that read it {self.reason}", advice="Try it again.")

    @property
    def reason(self) -> str:
        """The end of a sentence about the process."""
        if self.exit_code is None:
            return "made no progress and was ended"
        if self.exit_code < 0:
            return f"was ended by {signal.Signals(-self.exit_code).name}"
        return f"ended with exit code {self.exit_code}"


class _Failure(msgspec.Struct, array_like=True):
    """A ``PageError`` on its way from a worker, or a ``ModelError``, which has a problem alone."""

    kind: str
    problem: str
    source: str = ""
    advice: str = ""
    status: int | None = None

    @classmethod
    def of(cls, error: OnRecordError) -> Self:
        kind = type(error).__name__
        if isinstance(error, PageError):
            return cls(kind, error.problem, error.source, error.advice, getattr(error, "status", None))
        return cls(kind, str(error))

    def error(self) -> Any:
        kind = getattr(errors, self.kind)
        if not issubclass(kind, PageError):
            return kind(self.problem)
        error = kind(self.source, self.problem, advice=self.advice)
        if self.status is not None:
            error.status = self.status
        return error


class _Request(msgspec.Struct):
    """A message to a worker: a page, or an article that was cut out of one before."""

    page: Page | None = None
    article: Article | None = None

    @classmethod
    def of(cls, page: Page | Article) -> Self:
        return cls(article=page) if isinstance(page, Article) else cls(page=page)


class _Reply(msgspec.Struct):
    """A message from a worker: its version once the model is loaded, then the outcome of each page.

    Readings come as MessagePack and not as pickles: that takes a tenth of the time, and a worker that a page has taken
    over cannot run code in this process.
    """

    version: str = ""
    reading: Reading | None = None
    failure: _Failure | None = None


class _Worker:
    """A worker process, and this end of its pipe. Only the thread that made it sends and receives."""

    def __init__(
        self, load: Callable[[Settings], Reader], settings: Settings, budget: PageBudget, niceness: int
    ) -> None:
        # Not forked: this process has threads, and a fork of it would inherit their locks.
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, load, settings, budget, niceness), name="onrecord-reader", daemon=True
        )
        self._process.start()
        theirs.close()
        self._max_wait = max(_MIN_WAIT_SECONDS, _WAIT_FACTOR * budget.seconds)
        self.version = ""

    @property
    def process_id(self) -> int:
        """The id that the system gave to the process."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """True until the process has ended. Unlike ``Process.is_alive`` it leaves the exit code to ``_receive``."""
        return not connection.wait([self._process.sentinel], timeout=0)

    def wait_until_ready(self) -> None:
        """Wait until the model is loaded. Raises ``ModelError`` if it cannot be."""
        try:
            reply = self._receive()
        except _WorkerDiedError as death:
            raise ModelError(
                f"The model could not be loaded: the process that reads pages {death.reason}. "
                "Check that enough memory is free, and that ONRECORD_MAX_WORKER_BYTES allows enough."
            ) from death
        if reply.failure is not None:
            self.kill()
            raise reply.failure.error()
        self.version = reply.version

    def read(self, page: Page | Article) -> Reading | PageError:
        """Read ``page``. Raises ``_WorkerDiedError`` if the process ends before it answers."""
        with suppress(OSError):  # a worker that has just died; _receive says how
            self._connection.send_bytes(msgspec.msgpack.encode(_Request.of(page)))
        reply = self._receive()
        if reply.reading is None:
            assert reply.failure is not None
            error: PageError = reply.failure.error()
            return error
        own_page = page.page if isinstance(page, Article) else page
        return replace(reply.reading, article=replace(reply.reading.article, page=own_page))

    def kill(self) -> None:
        """End the process now."""
        self._process.kill()

    def _receive(self) -> _Reply:
        try:
            stuck = not self._connection.poll(self._max_wait)
            if not stuck:
                return msgspec.msgpack.decode(self._connection.recv_bytes(), type=_Reply)
        except (EOFError, OSError):
            stuck = False
        if stuck:
            self.kill()
        # Null for a moment where another thread, which starts a worker, asks at the same time.
        while (exit_code := self._process.exitcode) is None:
            self._process.join(timeout=1)
        self._connection.close()
        raise _WorkerDiedError(None if stuck else exit_code)


def outlive_signals() -> None:
    """Have the processes that this thread starts outlive Ctrl-C and ``kill``, which concern the pool's own process.

    A terminal sends SIGINT to all processes of a command, and systemd SIGTERM to all of a service. This process ends
    them when it is ready to, and they end when it is gone. A blocked signal stays so in a child. The tracker
    that ``multiprocessing`` starts with the first child would unblock them here.
    """
    if sys.platform != "win32":
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})


def _serve(
    requests: connection.Connection,
    load: Callable[[Settings], Reader],
    settings: Settings,
    budget: PageBudget,
    niceness: int,
) -> None:
    """Read the pages that arrive through ``requests`` until the other end is closed. Runs in a worker process."""
    Thread(target=_exit_with_parent, daemon=True).start()
    try:
        _limit(budget, niceness=niceness)
        try:
            reader = load(settings)
        except OnRecordError as error:
            requests.send_bytes(msgspec.msgpack.encode(_Reply(failure=_Failure.of(error))))
            return
        collect_rarely()
        requests.send_bytes(msgspec.msgpack.encode(_Reply(version=reader.version)))
        with suppress(EOFError, BrokenPipeError, ConnectionResetError):
            while True:
                request = msgspec.msgpack.decode(requests.recv_bytes(), type=_Request)
                _start_clock(budget.seconds)
                reply = msgspec.msgpack.encode(_attempt(reader, request))
                _start_clock(0)
                requests.send_bytes(reply)
    except MemoryError:
        # Not answered but ended: what failed to get memory may be half done.
        os._exit(_OUT_OF_MEMORY)


def _attempt(reader: Reader, request: _Request) -> _Reply:
    page = request.page or request.article
    assert page is not None
    outcome = reader.attempt(page)
    if isinstance(outcome, PageError):
        if isinstance(outcome.__cause__, MemoryError):
            raise outcome.__cause__
        return _Reply(failure=_Failure.of(outcome))
    # The bytes of the page are where it came from.
    article = outcome.article
    return _Reply(reading=replace(outcome, article=replace(article, page=replace(article.page, body=b""))))


def _limit(budget: PageBudget, *, niceness: int) -> None:
    if sys.platform != "win32":
        import resource

        os.nice(niceness)
        # Heap and anonymous maps. RLIMIT_AS would count files that are mapped and never read.
        resource.setrlimit(resource.RLIMIT_DATA, (budget.memory, budget.memory))


def _start_clock(seconds: float) -> None:
    """Have the kernel end this process with SIGPROF after so much processor time, wherever it is; 0 stops the clock.

    It counts the time of all threads, and neither sleep nor time that other processes took.
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _exit_with_parent() -> None:
    """End this process when its parent is gone, even in the middle of a page."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)
