"""The engine ``processes``: the processors of this machine.

Each thread reads a unit at a time with one pool of reading workers. Opening pages and writing shards takes a twentieth
of the time of reading, so that the threads of one process keep some twenty workers busy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial

from onrecord.archive.read_unit import UnitReport, attempt_unit
from onrecord.archive.units import WorkUnit
from onrecord.reading_pool import ReaderPool


def read_in_processes(
    units: Sequence[WorkUnit], *, folder: str, pool: ReaderPool, page_done: Callable[[], object]
) -> Iterator[UnitReport]:
    """Read ``units`` into ``folder`` with ``pool``; yield the report of each as it comes.

    ``page_done`` is called after each page, from any thread.
    """
    threads = ThreadPoolExecutor(pool.processes, "onrecord-archive")
    try:
        read = partial(attempt_unit, folder=folder, reader=pool, settings=pool.settings, page_done=page_done)
        work = [threads.submit(read, unit) for unit in units]
        for done in as_completed(work):
            yield done.result()
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        pool.close()
        threads.shutdown()
