"""The engine ``processes``: the processors of this machine.

Threads open pages and write shards, each for a unit at a time, and share a pool of reading workers. Opening and writing
take 5% of the time of reading, so the threads of this process can serve about twenty workers.
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
    """Read ``units`` into ``folder`` with ``pool``; yield the report on each when it is finished.

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
