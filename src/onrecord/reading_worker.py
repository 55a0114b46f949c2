"""A worker process that reads pages, each within a budget of processor time and memory; its messages."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import connection
from typing import Any, Final, Self

import msgspec

from onrecord import errors
from onrecord.child_processes import block_signals, exit_with_parent, make_process_context
from onrecord.errors import ModelError, OnRecordError, OverBudgetError, PageError
from onrecord.reading import Reader, collect_rarely
from onrecord.settings import Settings
from onrecord.types import Article, Page, Reading

# Since workers have a low priority, a page may take twenty times its processor time, and at least ten minutes. After
# that its worker counts as stuck, which only a bug can cause.
_WAIT_FACTOR: Final = 20
_MIN_WAIT_SECONDS: Final = 600.0
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


class WorkerDiedError(Exception):
    """A worker died on a page. ``exit_code`` is negative for a signal, null if the worker was stuck."""

    def __init__(self, exit_code: int | None) -> None:
        self.exit_code = exit_code

    def page_error(self, source: str, *, budget: PageBudget) -> PageError:
        """The error of the page ``source``, which exceeded ``budget`` or lost its worker."""
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


class ReadingWorker:
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
        except WorkerDiedError as death:
            raise ModelError(
                f"The model could not be loaded: the process that reads pages {death.reason}. "
                "Check that enough memory is free, and that ONRECORD_MAX_WORKER_BYTES allows enough."
            ) from death
        if reply.failure is not None:
            self.kill()
            raise reply.failure.error()
        self.version = reply.version

    def read(self, page: Page | Article) -> Reading | PageError:
        """Read ``page``. Raises ``WorkerDiedError`` if the process ends before it answers."""
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
        raise WorkerDiedError(None if stuck else exit_code)


def _serve(
    requests: connection.Connection,
    load: Callable[[Settings], Reader],
    settings: Settings,
    budget: PageBudget,
    niceness: int,
) -> None:
    """Read the pages that arrive through ``requests`` until the other end is closed. Runs in a worker process."""
    block_signals()  # as in the thread that starts it; the process that it is forked from may be older than that
    exit_with_parent()
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
