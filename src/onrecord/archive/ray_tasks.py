"""The engine ``ray``: the machines of a Ray cluster, or this machine as one.

Each unit is a task. Only reports go through Ray, so plain tasks suit better than Ray Data, which passes rows from step
to step. A Ray process keeps its reading worker from task to task. If a process or a machine is lost, Ray gives its unit
to another.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from onrecord.archive.read_unit import ATTEMPTS, UnitReport, attempt_unit
from onrecord.archive.units import WorkUnit
from onrecord.errors import ModelError, UsageError, install_command, missing_extra
from onrecord.reading import Reader
from onrecord.reading_pool import ReaderPool
from onrecord.settings import Settings

_PROCESS_BYTES: Final = 500_000_000
"""Memory of a Ray process without its reading worker: open pages, and rows that are not yet written."""
_OBJECT_STORE_BYTES: Final = 80_000_000
"""Memory for objects on this machine. Ray's minimum is 75 MB, and reports need little."""
_UNITS_PER_WORKER: Final = 4
"""Tasks to submit at a time for each processor, so that millions of units need little memory."""


@dataclass(frozen=True, slots=True)
class _Job:
    """The arguments that all tasks share."""

    folder: str
    settings: Settings
    load: Callable[[Settings], Reader]
    reader: str
    """The version of the reader, which must be the same on all machines."""


def read_in_ray(
    units: Sequence[WorkUnit],
    *,
    folder: str,
    settings: Settings,
    load: Callable[[Settings], Reader],
    processes: int | None,
    address: str | None,
) -> Iterator[UnitReport]:
    """Read ``units`` into ``folder`` with Ray; yield the report on each when it is finished.

    Without ``address``, Ray is started on this machine with ``processes`` workers, and stopped at the end. Raises
    ``UsageError`` if Ray is not installed or cannot be reached, or if a machine of the cluster has another reader.
    """
    ray = _start_ray(address=address, processes=processes, settings=settings)
    try:
        with ReaderPool(settings, processes=1, load=load) as pool:
            job = _Job(folder, settings, load, reader=pool.version)
        memory = settings.max_worker_bytes + _PROCESS_BYTES
        # After an error of a source the task itself tries again; after the loss of a process or machine Ray does.
        task = ray.remote(num_cpus=1, memory=memory, max_retries=ATTEMPTS, retry_exceptions=False)(_run_task)
        shared = ray.put(job)
        waiting, running = iter(units), {}
        most = _UNITS_PER_WORKER * max(1, int(ray.cluster_resources().get("CPU", 1)))
        while True:
            for unit in waiting:
                running[task.remote(unit, shared)] = unit
                if len(running) >= most:
                    break
            if not running:
                return
            for done in ray.wait(list(running))[0]:
                yield _collect(ray, done, running.pop(done))
    finally:
        ray.shutdown()


def _start_ray(*, address: str | None, processes: int | None, settings: Settings) -> Any:
    # Ray reads this variable when it is imported: send no usage statistics.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    try:
        import ray
    except ImportError as error:
        raise missing_extra("--engine ray", missing="the package ray", command=install_command("archive")) from error
    options: dict[str, Any] = {"address": address}
    if address is None:
        workers = processes or os.cpu_count() or 1
        options = {
            "address": "local",
            "num_cpus": workers,
            "_memory": workers * (settings.max_worker_bytes + _PROCESS_BYTES),
            "object_store_memory": _OBJECT_STORE_BYTES,
            "dashboard_host": "127.0.0.1",
        }
    try:
        ray.init(**options, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise UsageError(f"Ray cannot be reached at {address or 'this machine'} ({error}). Check --address.") from error
    return ray


def _collect(ray: Any, done: Any, unit: WorkUnit) -> UnitReport:
    try:
        report: UnitReport = ray.get(done)
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, (ModelError, UsageError)):
            raise error.cause from error
        return UnitReport(unit, None, problem=str(error.cause))
    except ray.exceptions.RayError as error:
        return UnitReport(unit, None, problem=f"its worker was lost {ATTEMPTS} times ({type(error).__name__})")
    return report


def _run_task(unit: WorkUnit, job: _Job) -> UnitReport:
    """Read ``unit`` in a process of Ray."""
    pool = _pool(job.settings, job.load)
    if pool.version != job.reader:
        raise UsageError(
            f"A machine of the cluster has the reader {pool.version}, but this machine has {job.reader}. "
            "Install the same version of OnRecord on all machines."
        )
    return attempt_unit(unit, folder=job.folder, reader=pool, settings=job.settings)


@lru_cache(maxsize=1)
def _pool(settings: Settings, load: Callable[[Settings], Reader]) -> ReaderPool:
    """The reading worker of this process. It ends with the process."""
    return ReaderPool(settings, processes=1, load=load)
