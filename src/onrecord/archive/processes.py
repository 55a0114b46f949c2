"""The engine ``processes``: the processors of this machine.

Each thread reads a unit at a time with one pool of reading workers. Opening pages and writing shards takes a twentieth
of the time of reading, so that the threads of one process keep some twenty workers busy.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor, as_completed
from typing import Final

from onrecord.archive.read_unit import UnitReport, read_unit
from onrecord.archive.units import WorkUnit
from onrecord.errors import ModelError, UsageError
from onrecord.reading_pool import ReaderPool

ATTEMPTS: Final = 3
_PAUSE_SECONDS: Final = 2.0
"""Time before the second attempt of a unit; twice as long before the third."""


def read_in_processes(
    units: Sequence[WorkUnit], *, folder: str, pool: ReaderPool, page_done: Callable[[], object]
) -> Iterator[UnitReport]:
    """Read ``units`` into ``folder`` with ``pool``; yield the report of each as it comes.

    ``page_done`` is called after each page, from any thread.
    """
    threads = ThreadPoolExecutor(pool.processes, "onrecord-archive")
    try:
        work = [threads.submit(_attempt, unit, folder=folder, pool=pool, page_done=page_done) for unit in units]
        for done in as_completed(work):
            yield done.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        pool.close()
        threads.shutdown()


def _attempt(unit: WorkUnit, *, folder: str, pool: ReaderPool, page_done: Callable[[], object]) -> UnitReport:
    """Read ``unit``; where its source cannot be had, try again, and report it at last."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return read_unit(unit, folder=folder, reader=pool, settings=pool.settings, page_done=page_done)
        except (ModelError, UsageError, CancelledError):
            raise
        except Exception as error:
            if attempt == ATTEMPTS:
                return UnitReport(unit, None, problem=str(error) or type(error).__name__)
            time.sleep(_PAUSE_SECONDS * attempt)
    raise AssertionError
