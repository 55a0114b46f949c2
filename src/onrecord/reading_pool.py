"""A pool of worker processes that read pages, each page within a budget of processor time and memory.

    with ReaderPool(settings, processes=2) as pool:
        futures = [pool.start(page) for page in pages]
        outcomes = [future.result() for future in futures]

If a page exceeds its budget, or a worker dies on it, the page fails and the worker is replaced; no other page is
affected. The command line, the reading room and the assistant's server read through the pool.

Pebble, loky and ``concurrent.futures`` have process pools, but their workers share a queue. When a worker is killed (by
the kernel, for memory), loky and ``concurrent.futures`` fail all current pages, and Pebble 5.2 fails every later page,
since the worker may have held the lock of the queue. Here each thread of a ``ThreadPoolExecutor`` has its own worker
and pipe, so that nothing is shared.
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
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path
from threading import Lock, Thread, local
from typing import Any, Final, Self

import msgspec

from onrecord import errors
from onrecord.errors import ModelError, OnRecordError, OverBudgetError, PageError
from onrecord.reading import Reader, collect_rarely
from onrecord.settings import Settings
from onrecord.types import Article, Page, Reading

# Since workers have a low priority, a page may take twenty times its processor time, and at least ten minutes. After
# that its worker counts as stuck, which only a bug can cause.
_WAIT_FACTOR: Final = 20
_MIN_WAIT_SECONDS: Final = 600.0
# Processor time and length of each period, in microseconds, for the container of this process (cgroup v2).
_CONTAINER_QUOTA: Final = Path("/sys/fs/cgroup/cpu.max")
# Exit code of a worker that ran out of memory. Others from 64 on have a meaning in sysexits.h.
_OUT_OF_MEMORY: Final = 50
# Exit code of a worker that the kernel ended because the clock of ``_start_clock`` ran out.
_OUT_OF_TIME: Final = -signal.SIGPROF if sys.platform != "win32" else None


@dataclass(frozen=True, slots=True)
class PageBudget:
    """Limits for reading a page. A worker that exceeds one is ended."""

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
    """Maximum number of workers."""
    workers: int
    """Workers that are running. They are started when they are needed."""
    busy: int
    """Pages that are being read."""
    waiting: int
    """Pages that wait for a worker."""
    read: int
    """Pages read so far, including those that could not be read."""
    failed: int
    """Pages so far that exceeded their budget or lost their worker."""


class ReaderPool:
    """Reads pages in worker processes. Use it as a context manager, or ``close`` it. Threads may share it.

    Each worker loads the model once, when the first page needs it. Several workers have one thread each. ``load`` makes
    the reader in the worker, so it must be a function that can be imported. ``niceness`` is added to the workers' own;
    higher values give priority to other processes.
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

        The result is a ``PageError`` if the page cannot be read within its budget. It raises ``ModelError`` if there is
        no model, and ``CancelledError`` if the pool is closed in the meantime.
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
        """End all workers at once. Current and waiting pages are not read."""
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
        """The worker of this thread; a new one if there is none, or if it died since the last page."""
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is not None and worker.is_alive:
            return worker
        worker = self._own.worker = _Worker(*self._arguments)
        with self._lock:
            self._workers = {running for running in self._workers if running.is_alive} | {worker}
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
    """A worker died on a page. ``exit_code`` is negative for a signal, null if the worker was stuck."""

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
    """A ``PageError`` as a message from a worker, or a ``ModelError``, which has a problem only."""

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
    """A message to a worker: a page, or an article that was cut out of a page before."""

    page: Page | None = None
    article: Article | None = None

    @classmethod
    def of(cls, page: Page | Article) -> Self:
        return cls(article=page) if isinstance(page, Article) else cls(page=page)


class _Reply(msgspec.Struct):
    """A message from a worker: its version once the model is loaded, then the outcome of each page.

    Readings are sent as MessagePack and not as pickles: this takes a tenth of the time, and a compromised worker cannot
    run code in this process.
    """

    version: str = ""
    reading: Reading | None = None
    failure: _Failure | None = None


class _Worker:
    """A worker process, and this end of its pipe. Only the thread that created it sends and receives."""

    def __init__(
        self, load: Callable[[Settings], Reader], settings: Settings, budget: PageBudget, niceness: int
    ) -> None:
        context = make_process_context(imports="onrecord.reading_imports")
        self._connection, worker_end = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(worker_end, load, settings, budget, niceness), name="onrecord-reader", daemon=True
        )
        self._process.start()
        worker_end.close()
        self._max_wait = max(_MIN_WAIT_SECONDS, _WAIT_FACTOR * budget.seconds)
        self._has_ended = False
        self.version = ""

    @property
    def process_id(self) -> int:
        """The process id."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """True until the process has ended. Unlike ``Process.is_alive`` it leaves the exit code to ``_receive``."""
        return not self._has_ended and not connection.wait([self._process.sentinel], timeout=0)

    def wait_until_ready(self) -> None:
        """Wait until the model is loaded. Raises ``ModelError`` if it cannot be loaded."""
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
        with suppress(OSError):  # the worker has just died, and _receive raises the error
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
        # Null for a moment if another thread, which starts a worker, waits for children at the same time.
        while (exit_code := self._process.exitcode) is None:
            self._process.join(timeout=1)
        self._has_ended = True  # before its sentinel is ready
        self._connection.close()
        raise _WorkerDiedError(None if stuck else exit_code)


def make_process_context(*, imports: str) -> ForkServerContext | SpawnContext:
    """The context that starts processes: on Linux by a fork of a process that has imported the module ``imports``.

    That process runs until this one ends, so only the first worker waits for the imports, and all workers share their
    memory. This process itself is not forked, since a fork would inherit the locks of its threads.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([imports])
    return context


def outlive_signals() -> None:
    """Let processes that this thread starts ignore Ctrl-C and ``kill``, which are meant for the parent process.

    A terminal sends SIGINT to all processes of a command, and systemd sends SIGTERM to all processes of a service. The
    parent ends its workers when it is ready to, and they end when it is gone. Children inherit blocked signals. The
    resource tracker must run first, because starting it with the first child would unblock the signals here.
    """
    if sys.platform != "win32":
        resource_tracker.ensure_running()
        _block_signals()


def _block_signals() -> None:
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})


def _serve(
    requests: connection.Connection,
    load: Callable[[Settings], Reader],
    settings: Settings,
    budget: PageBudget,
    niceness: int,
) -> None:
    """Read the pages that arrive through ``requests`` until the other end is closed. Runs in a worker process."""
    _block_signals()  # as in the thread that starts it; the process that it is forked from may be older than that
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
        # Ended without a reply, since the state may be inconsistent after a failed allocation.
        os._exit(_OUT_OF_MEMORY)


def _attempt(reader: Reader, request: _Request) -> _Reply:
    page = request.page or request.article
    assert page is not None
    outcome = reader.attempt(page)
    if isinstance(outcome, PageError):
        if isinstance(outcome.__cause__, MemoryError):
            raise outcome.__cause__
        return _Reply(failure=_Failure.of(outcome))
    # The parent has the bytes of the page.
    article = outcome.article
    return _Reply(reading=replace(outcome, article=replace(article, page=replace(article.page, body=b""))))


def _limit(budget: PageBudget, *, niceness: int) -> None:
    if sys.platform != "win32":
        import resource

        os.nice(niceness)
        # Heap and anonymous maps. RLIMIT_AS would also count mapped files that are never read.
        resource.setrlimit(resource.RLIMIT_DATA, (budget.memory, budget.memory))


def _start_clock(seconds: float) -> None:
    """Let the kernel end this process with SIGPROF after ``seconds`` of processor time; 0 stops the clock.

    The time of all threads counts, but not sleep or the time of other processes.
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _exit_with_parent() -> None:
    """End this process when its parent is gone, even in the middle of a page."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)
