"""Read work units into shards: ``attempt_unit``, which all engines run, and the engine ``processes``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Final

from onrecord.archive.folders import open_folder
from onrecord.archive.shards import ShardCounts, ShardReader, ShardWriter, shard_name
from onrecord.archive.unit_pages import unit_pages
from onrecord.archive.units import WorkUnit
from onrecord.errors import ModelError, PageError, UsageError
from onrecord.reading import ReadsPages, look_ahead
from onrecord.reading_pool import ReaderPool
from onrecord.settings import Settings
from onrecord.types import Reading

_PAGES_AHEAD: Final = 4
"""Pages to begin before the first of them is written, so that the worker never waits for this process."""

ATTEMPTS: Final = 3
_PAUSE_SECONDS: Final = 2.0
"""Time before the second attempt of a unit; twice as long before the third."""


@dataclass(frozen=True, slots=True)
class UnitReport:
    """The outcome of a work unit."""

    unit: WorkUnit
    counts: ShardCounts | None
    """The size of its shard; null if the source could not be opened or fetched."""
    problem: str | None = None
    was_there: bool = False
    """True for a shard that an earlier run wrote."""


def read_unit(
    unit: WorkUnit,
    *,
    folder: str,
    reader: ReadsPages,
    settings: Settings,
    page_done: Callable[[], object] = lambda: None,
) -> UnitReport:
    """Read ``unit`` with ``reader`` into its shard in ``folder``, unless the shard exists.

    The shard appears when it is complete. Raises as ``unit_pages`` does, and ``ModelError`` if there is no model.
    """
    shards, name = open_folder(folder), shard_name(unit, reader=reader.version)
    with suppress(FileNotFoundError), shards.open(name) as stream:
        return UnitReport(unit, ShardReader(stream, name=name).counts, was_there=True)
    with shards.write(name) as path, ShardWriter(path, unit, reader=reader.version) as shard:
        for outcome in _read_pages(unit, reader=reader, settings=settings):
            shard.add(outcome)
            page_done()
    return UnitReport(unit, shard.counts)


def attempt_unit(
    unit: WorkUnit,
    *,
    folder: str,
    reader: ReadsPages,
    settings: Settings,
    page_done: Callable[[], object] = lambda: None,
) -> UnitReport:
    """Read ``unit`` as ``read_unit`` does. If its source fails, try again, and report the last failure."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return read_unit(unit, folder=folder, reader=reader, settings=settings, page_done=page_done)
        except (ModelError, UsageError, CancelledError):
            raise
        except Exception as error:
            if attempt == ATTEMPTS:
                problem = f"{error.problem}. {error.advice}" if isinstance(error, PageError) else str(error)
                return UnitReport(unit, None, problem=problem or type(error).__name__)
            time.sleep(_PAUSE_SECONDS * attempt)
    raise AssertionError


def read_in_processes(
    units: Sequence[WorkUnit], *, folder: str, pool: ReaderPool, page_done: Callable[[], object]
) -> Iterator[UnitReport]:
    """Read ``units`` into ``folder`` on this machine; yield the report on each when it is finished.

    Threads open pages and write shards, each for a unit at a time, and share the workers of ``pool``. Opening and
    writing take 5% of the time of reading, so the threads of this process can serve about twenty workers.

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


def _read_pages(unit: WorkUnit, *, reader: ReadsPages, settings: Settings) -> Iterator[Reading | PageError]:
    """Yield the outcome of each page, in order."""
    started: Iterator[Future[Reading | PageError] | PageError] = (
        page if isinstance(page, PageError) else reader.start(page) for page in unit_pages(unit, settings=settings)
    )
    for work in look_ahead(started, count=_PAGES_AHEAD):
        yield work.result() if isinstance(work, Future) else work
