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
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock, local
from typing import Self

from onrecord.child_processes import outlive_signals
from onrecord.errors import ModelError, PageError
from onrecord.reading import Reader
from onrecord.reading_worker import PageBudget, ReadingWorker, WorkerDiedError
from onrecord.settings import Settings
from onrecord.types import Article, Page, Reading


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
        self._workers: set[ReadingWorker] = set()
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
        except (WorkerDiedError, ModelError) as error:
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

    def _worker(self) -> ReadingWorker:
        """The worker of this thread; a new one if there is none, or if it died since the last page."""
        worker: ReadingWorker | None = getattr(self._own, "worker", None)
        if worker is not None and worker.is_alive:
            return worker
        worker = self._own.worker = ReadingWorker(*self._arguments)
        with self._lock:
            self._workers = {running for running in self._workers if running.is_alive} | {worker}
            closed = self._closed
        if closed:
            worker.kill()
        worker.wait_until_ready()
        return worker
