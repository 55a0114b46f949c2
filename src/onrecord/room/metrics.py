"""Prometheus metrics of the room: requests, background jobs, pages.

They are served at the separate address in ``ONRECORD_METRICS``, which strangers should not be able to reach.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, get_args

from prometheus_client import CollectorRegistry, Histogram, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.types import Scope

from onrecord.errors import UsageError
from onrecord.reading_pool import ReaderPool
from onrecord.room.job_status import JobState
from onrecord.room.jobs import JobQueue

# Seconds. A cached page takes 2 ms, a search 20, reading a page a second or more.
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RoomMetrics:
    """The metrics of one room. Labels take few values: routes as declared, never addresses as requested."""

    def __init__(self, jobs: JobQueue, pool: ReaderPool, *, folder: str | None = None) -> None:
        """``folder`` has the request counts of all processes of a room with workers, in separate files."""
        self.registry = CollectorRegistry()
        self.registry.register(_ReadingCollector(jobs, pool))
        self._requests = Histogram(
            "onrecord_request_seconds",
            "Time from a request to the end of its response.",
            ("method", "route", "status"),
            registry=None if folder else self.registry,
            buckets=_BUCKETS,
        )
        if folder:
            MultiProcessCollector(self.registry, path=folder)  # type: ignore[no-untyped-call]

    def count_request(self, scope: Scope, *, status: int, seconds: float) -> None:
        """Count a request. Addresses without a route are counted together, and so are responses from the cache."""
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(method, _name_route(scope), str(status)).observe(seconds)


def _name_route(scope: Scope) -> str:
    """The path of the route as declared: ``/api/pages/{page}``."""
    if scope.get("state", {}).get("cached"):
        return "cached"
    if scope["path"].startswith("/assets/"):
        return "/assets"
    path: str = getattr(scope.get("route"), "path", "none")
    # FastAPI's routes lack the prefix of their router.
    included = path.startswith("/") and scope["path"].startswith("/api/") and not path.startswith("/api/")
    return f"/api{path}" if included else path


class _ReadingCollector(Collector):
    """Reads the state of jobs and workers whenever the metrics are requested."""

    def __init__(self, jobs: JobQueue, pool: ReaderPool) -> None:
        self._jobs = jobs
        self._pool = pool

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        """The metrics of jobs, pages and workers."""
        states = Counter(job.state for job in self._jobs.list_jobs())
        jobs = GaugeMetricFamily("onrecord_jobs", "Background jobs that add pages, by state.", labels=("state",))
        for state in get_args(JobState):
            jobs.add_metric((state,), states[state])
        pages = CounterMetricFamily("onrecord_pages", "Pages that jobs have added, by outcome.", labels=("outcome",))
        for outcome, number in self._jobs.outcome_counts().items():
            pages.add_metric((outcome,), number)
        yield jobs
        yield pages
        status = self._pool.status()
        for name, number, meaning in (
            ("workers", status.workers, "Reading workers that run."),
            ("workers_busy", status.busy, "Pages that are being read."),
            ("workers_waiting", status.waiting, "Pages that wait for a reading worker."),
        ):
            yield GaugeMetricFamily(f"onrecord_reading_{name}", meaning, value=number)
        yield CounterMetricFamily("onrecord_readings", "Pages that workers have read.", value=status.read)
        yield CounterMetricFamily(
            "onrecord_readings_failed", "Pages that exceeded their budget or lost their worker.", value=status.failed
        )


@contextmanager
def serve_metrics(metrics: RoomMetrics, address: str) -> Iterator[None]:
    """Serve ``metrics`` at ``address``, HOST:PORT, in a thread. Raises ``UsageError`` if it cannot be used."""
    host, _, port = address.rpartition(":")
    try:
        server, thread = start_http_server(int(port), host.strip("[]"), metrics.registry)
    except (OSError, OverflowError, ValueError) as error:
        raise UsageError(
            f"ONRECORD_METRICS is {address!r}, and metrics cannot be served there ({error}). Set it to an address "
            "and a free port, such as 127.0.0.1:9464."
        ) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
