"""Background jobs: one thread adds uploads to the record, one after another, and reports its progress.

    job = queue.start(upload, editor="mara")              # returns at once; the job waits for its turn
    queue.find(job.id)                                 # its progress, and the outcome of each page
    async for event in queue.listen(job.id, after=0):  # the same, live

Each page is stored in its own transaction, so an interrupted job loses nothing that it stored. The queue itself is in
memory and empty after a restart.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event, RLock, Thread, current_thread
from typing import Final

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request

from onrecord.errors import NotFoundError, OnRecordError, UsageError
from onrecord.ingest.add_pages import Linking, Outcome, polite
from onrecord.reading import ReadsPages
from onrecord.record import Record
from onrecord.room.job_status import Job, JobEvent, JobState, PageOutcome, describe_outcome
from onrecord.room.uploads import Upload, source_label
from onrecord.settings import Settings
from onrecord.times import now

# Jobs in memory, finished ones included.
MAX_JOBS: Final = 100
# The files of a waiting job are on disk: without a limit, they could fill it.
MAX_WAITING: Final = 20
# Outcomes of one job in memory, the last ones.
MAX_OUTCOMES: Final = 500
# A page that waits for a worker while the previous page is read, and the end of its source.
_READ_AHEAD: Final = 2
# The largest integer that JavaScript represents exactly.
MAX_EVENT_ID: Final = 2**53
# Seconds between two events to one listener: outcomes in between go into one event.
_EVENT_INTERVAL: Final = 0.25
# Seconds without an outcome after which a listener is sent the source being read.
_HEARTBEAT: Final = 2.0
# Seconds to store the current page when the room closes.
_CLOSING_WAIT: Final = 5.0

_LOG = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Task:
    """A job with everything that it needs while it runs."""

    id: str
    editor: str
    upload: Upload
    adding: Linking
    started: str = field(default_factory=now)
    state: JobState = "waiting"
    ended: str | None = None
    problem: str | None = None
    statements: int = 0
    outcome_count: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: deque[PageOutcome] = field(default_factory=lambda: deque(maxlen=MAX_OUTCOMES))
    listeners: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = field(default_factory=set)


class JobQueue:
    """The jobs of a room. Safe to share between threads. ``close`` it before the record."""

    def __init__(self, record: Record, *, load_reader: Callable[[], ReadsPages], settings: Settings) -> None:
        self._record = record
        self._load_reader = load_reader
        self._settings = settings
        self._interrupt = Event()
        """Ends the pause before the next request to a site."""
        self.throttle = polite(settings, sleep=self._sleep)
        """The pauses between requests to one site, shared by jobs and previews."""
        self._tasks: OrderedDict[str, _Task] = OrderedDict()
        self._queue: SimpleQueue[_Task | None] = SimpleQueue()
        self._outcome_counts: Counter[str] = Counter()
        self._lock = RLock()
        self._thread: Thread | None = None
        self._closed = False

    def start(self, upload: Upload, *, editor: str) -> Job:
        """Queue a job that adds ``upload``.

        Raises ``UsageError``, and discards the upload, if too many jobs wait already.
        """
        adding = Linking(
            self._record,
            load_reader=self._load_reader,
            settings=self._settings,
            pace=self.throttle,
            read_ahead=_READ_AHEAD,
        )
        adding.enqueue_sent(upload.files)
        adding.enqueue(upload.links)
        task = _Task(secrets.token_hex(8), editor, upload, adding)
        with self._lock:
            waiting = sum(queued.state == "waiting" for queued in self._tasks.values())
            if self._closed or waiting >= MAX_WAITING:
                upload.discard()
                raise UsageError(f"{waiting} jobs are waiting already. Try again when some of them are done.")
            self._tasks[task.id] = task
            self._forget_old()
            if self._thread is None:
                # A daemon thread: a site that does not answer must not keep the process from ending.
                self._thread = Thread(target=self._run, name="onrecord-jobs", daemon=True)
                self._thread.start()
            self._queue.put(task)
            return _snapshot(task)

    def find(self, job_id: str) -> Job:
        """The job with this id. Raises ``NotFoundError`` if there is none (any more)."""
        with self._lock:
            return _snapshot(self._find_task(job_id))

    def list_jobs(self) -> list[Job]:
        """All jobs without their outcomes, newest first."""
        with self._lock:
            return [_snapshot(task, after=task.outcome_count) for task in reversed(self._tasks.values())]

    def outcome_counts(self) -> Counter[str]:
        """Number of pages by outcome, of all jobs since the room was opened."""
        with self._lock:
            return Counter(self._outcome_counts)

    def stop(self, job_id: str) -> Job:
        """Stop the job after its current page; stored pages stay. Raises ``NotFoundError`` as ``find`` does."""
        with self._lock:
            task = self._find_task(job_id)
            task.adding.stop()
            if task.state == "waiting":
                self._end(task, "stopped")
            elif task.state == "running":
                self._interrupt.set()
            return _snapshot(task)

    async def listen(self, job_id: str, *, after: int = 0) -> AsyncGenerator[JobEvent]:
        """The job now and at every change, until it is over. Any number may listen.

        A listener that was cut off resumes ``after`` the id of its last event, and is sent no outcome twice. Raises
        ``NotFoundError`` as ``find`` does.
        """
        wake = asyncio.Event()
        listener = asyncio.get_running_loop(), wake
        with self._lock:
            task = self._find_task(job_id)
            task.listeners.add(listener)
        try:
            while True:
                wake.clear()
                with self._lock:
                    event = JobEvent(task.outcome_count, _snapshot(task, after=after))
                yield event
                if event.job.over:
                    return
                after = event.id
                with suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), timeout=_HEARTBEAT)
                    await asyncio.sleep(_EVENT_INTERVAL)
        finally:
            with self._lock:
                task.listeners.discard(listener)

    def close(self) -> None:
        """Stop all jobs, and wait a few seconds until the current page is stored."""
        with self._lock:
            self._closed = True
            for task in self._tasks.values():
                task.adding.stop()
                if task.state == "waiting":
                    self._end(task, "stopped")
            self._interrupt.set()
            self._queue.put(None)
            thread = self._thread
        if thread is not None:
            thread.join(timeout=_CLOSING_WAIT)
        with self._lock:
            for task in self._tasks.values():
                if task.state == "running":
                    self._end(task, "stopped")

    def _find_task(self, job_id: str) -> _Task:
        if job_id not in self._tasks:
            raise NotFoundError(
                f"No job has the id {job_id!r}. Its pages are in the record; failed pages are listed at /add."
            )
        return self._tasks[job_id]

    def _sleep(self, seconds: float) -> None:
        """Pause before a request to a site, unless the job is stopped."""
        if current_thread() is self._thread:
            self._interrupt.wait(seconds)
        else:
            time.sleep(seconds)

    def _forget_old(self) -> None:
        ended = [job_id for job_id, task in self._tasks.items() if task.ended]
        for job_id in ended[: max(0, len(self._tasks) - MAX_JOBS)]:
            del self._tasks[job_id]

    def _run(self) -> None:
        while (task := self._queue.get()) is not None:
            with self._lock:
                if task.state != "waiting":
                    continue
                task.state = "running"
            self._wake_listeners(task)
            try:
                for outcome in task.adding.run():
                    self._note_outcome(task, outcome)
            except CancelledError:  # the room closes, and its workers with it
                self._end(task, "stopped")
            except OnRecordError as error:
                self._end(task, "failed", problem=str(error))
            except Exception:
                _LOG.exception("job failed")
                self._end(task, "failed", problem="OnRecord failed on this job. This is a bug: please report it.")
            else:
                self._end(task, "stopped" if task.adding.stopped else "done")

    def _note_outcome(self, task: _Task, outcome: Outcome) -> None:
        with self._lock:
            task.outcome_count += 1
            page_outcome = describe_outcome(outcome, number=task.outcome_count)
            task.outcomes.append(page_outcome)
            task.counts[page_outcome.came_to] += 1
            self._outcome_counts[page_outcome.came_to] += 1
            if page_outcome.came_to in {"new", "changed"}:
                task.statements += page_outcome.statements or 0
        self._wake_listeners(task)

    def _end(self, task: _Task, state: JobState, *, problem: str | None = None) -> None:
        task.upload.discard()
        with self._lock:
            task.state, task.ended, task.problem = state, now(), problem
            if not self._closed:
                self._interrupt.clear()
        self._wake_listeners(task)

    def _wake_listeners(self, task: _Task) -> None:
        with self._lock:
            for loop, wake in task.listeners:
                with suppress(RuntimeError):  # the event loop of a listener that has just gone is closed
                    loop.call_soon_threadsafe(wake.set)


def stream_events(
    queue: JobQueue, job_id: str, *, request: Request, after: int, render: Callable[[Job], str]
) -> EventSourceResponse:
    """Server-sent events of a job until it is over, each with the job as ``render`` writes it.

    They resume after the header ``Last-Event-ID`` or else ``after``. Raises ``NotFoundError`` as ``find`` does.
    """
    queue.find(job_id)  # 404 before the stream begins
    last_id = request.headers.get("last-event-id", "")
    start = int(last_id) if last_id.isdecimal() and len(last_id) < len(str(MAX_EVENT_ID)) else after

    async def events() -> AsyncGenerator[ServerSentEvent]:
        async for event in queue.listen(job_id, after=start):
            kind = "over" if event.job.over else "progress"
            yield ServerSentEvent(render(event.job), event=kind, id=str(event.id), sep="\n")

    return EventSourceResponse(events())


def _snapshot(task: _Task, *, after: int = 0) -> Job:
    """The task as a ``Job``, with the outcomes whose number is over ``after``."""
    newer = (outcome for outcome in task.outcomes if outcome.number > after) if after < task.outcome_count else ()
    return Job(
        id=task.id,
        who=task.editor,
        state=task.state,
        asked=task.started,
        ended=task.ended,
        total=task.adding.total,
        done=task.adding.done,
        current=source_label(task.adding.current or "") or None if task.state == "running" else None,
        counts=dict(task.counts),
        statements=task.statements,
        outcomes=tuple(newer),
        problem=task.problem,
    )
