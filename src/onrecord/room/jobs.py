"""Adding in the background: what people send is read and kept by one thread, and whoever asks is told how far it is.

    job = jobs.start(sent, who="mara")               # at once; it waits for its turn
    jobs.job(job.id)                                 # how far it has come, and what came of each page
    async for event in jobs.events(job.id, after=0): # the same as it happens

Each page is kept in a transaction of its own, so whatever ends the work, what was kept stays. Jobs themselves are not
kept: a room that is opened again knows none.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event as Flag
from threading import RLock, Thread, current_thread
from typing import Final

from onrecord.errors import NotFoundError, OnRecordError, UsageError
from onrecord.ingest.add_pages import Linking, Outcome, polite
from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.room.outcomes import Came, Event, Job, State, came_of
from onrecord.room.sending import Sent, shown
from onrecord.settings import Settings
from onrecord.times import now

MOST_JOBS: Final = 100
"""Jobs that are remembered."""
MOST_WAITING: Final = 20
MOST_OUTCOMES: Final = 500
"""Outcomes of a job that are remembered, the last ones."""
_BREATH: Final = 0.25
"""Seconds between two events to one listener: what happens within is told in one."""
_PULSE: Final = 2.0
"""Seconds after which a listener is told what is being read, though nothing came of it yet."""
_LEAVE: Final = 5.0
"""Seconds that the page in hand has to be kept when the room closes."""

_LOG = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Work:
    """A job while it is worked on."""

    id: str
    who: str
    sent: Sent
    adding: Linking
    asked: str = field(default_factory=now)
    state: State = "waiting"
    ended: str | None = None
    problem: str | None = None
    statements: int = 0
    seen: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    outcomes: deque[Came] = field(default_factory=lambda: deque(maxlen=MOST_OUTCOMES))
    listeners: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = field(default_factory=set)


class Jobs:
    """The jobs of a room, one after another. ``close`` it before the record. Safe to share between threads."""

    def __init__(self, record: Record, *, load_reader: Callable[[], Reader], settings: Settings) -> None:
        self._record = record
        self._load_reader = load_reader
        self._settings = settings
        self._hurry = Flag()
        self.pace = polite(settings, sleep=self._sleep)
        """When sites were asked, by jobs and by those who read a page before it is kept."""
        self._works: OrderedDict[str, _Work] = OrderedDict()
        self._queue: SimpleQueue[_Work | None] = SimpleQueue()
        self._lock = RLock()
        self._thread: Thread | None = None
        self._closed = False

    def start(self, sent: Sent, *, who: str) -> Job:
        """Add what was ``sent``, as soon as it is its turn.

        Raises ``UsageError`` where too many jobs wait already; what was sent is discarded then too.
        """
        adding = Linking(self._record, load_reader=self._load_reader, settings=self._settings, pace=self.pace)
        adding.enqueue_sent(sent.files)
        adding.enqueue(sent.links)
        work = _Work(secrets.token_hex(8), who, sent, adding)
        with self._lock:
            waiting = sum(one.state == "waiting" for one in self._works.values())
            if self._closed or waiting >= MOST_WAITING:
                sent.discard()
                raise UsageError(f"{waiting} jobs wait already. Wait until some of them are done")
            self._works[work.id] = work
            self._forget_old()
            if self._thread is None:
                # A daemon, since a site that does not answer must not keep the room from closing.
                self._thread = Thread(target=self._run, name="onrecord-jobs", daemon=True)
                self._thread.start()
            self._queue.put(work)
            return _as_it_stands(work)

    def job(self, job: str) -> Job:
        """The job with this id. Raises ``NotFoundError`` where the room knows none, or no more."""
        with self._lock:
            return _as_it_stands(self._work(job))

    def listed(self) -> list[Job]:
        """All jobs, the newest first, without what came of each page."""
        with self._lock:
            return [_as_it_stands(work, after=work.seen) for work in reversed(self._works.values())]

    def stop(self, job: str) -> Job:
        """Have it open nothing more; what it has kept stays. Raises ``NotFoundError`` as ``job`` does."""
        with self._lock:
            work = self._work(job)
            work.adding.stop()
            if work.state == "waiting":
                self._end(work, "stopped")
            elif work.state == "running":
                self._hurry.set()
            return _as_it_stands(work)

    async def events(self, job: str, *, after: int = 0) -> AsyncGenerator[Event]:
        """How the job stands now, and whenever that changes, until it is over; any number may listen.

        Who was cut off goes on ``after`` the id of the last event that came: nothing is told twice. Raises
        ``NotFoundError`` as ``job`` does.
        """
        wake = asyncio.Event()
        listener = asyncio.get_running_loop(), wake
        with self._lock:
            work = self._work(job)
            work.listeners.add(listener)
        try:
            while True:
                wake.clear()
                with self._lock:
                    event = Event(work.seen, _as_it_stands(work, after=after))
                yield event
                if event.job.over:
                    return
                after = event.id
                with suppress(TimeoutError):
                    await asyncio.wait_for(wake.wait(), timeout=_PULSE)
                    await asyncio.sleep(_BREATH)
        finally:
            with self._lock:
                work.listeners.discard(listener)

    def close(self) -> None:
        """Open nothing more, and wait a little for the page in hand to be kept."""
        with self._lock:
            self._closed = True
            for work in self._works.values():
                work.adding.stop()
                if work.state == "waiting":
                    self._end(work, "stopped")
            self._hurry.set()
            self._queue.put(None)
            thread = self._thread
        if thread is not None:
            thread.join(timeout=_LEAVE)
        with self._lock:
            for work in self._works.values():
                if work.state == "running":
                    self._end(work, "stopped")

    def _work(self, job: str) -> _Work:
        if job not in self._works:
            raise NotFoundError(
                f"the room knows no job {job!r}. What it kept is in the record; what failed is listed at /add"
            )
        return self._works[job]

    def _sleep(self, seconds: float) -> None:
        """Wait for a site: a job only as long as it is not stopped."""
        if current_thread() is self._thread:
            self._hurry.wait(seconds)
        else:
            time.sleep(seconds)

    def _forget_old(self) -> None:
        for key in [key for key, one in self._works.items() if one.ended][: max(0, len(self._works) - MOST_JOBS)]:
            del self._works[key]

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            with self._lock:
                if work.state != "waiting":
                    continue
                work.state = "running"
            self._tell(work)
            try:
                for outcome in work.adding.run():
                    self._came(work, outcome)
            except OnRecordError as error:
                self._end(work, "failed", problem=str(error))
            except Exception:
                _LOG.exception("adding failed")
                self._end(work, "failed", problem="OnRecord failed on this. This is a bug: please report it")
            else:
                self._end(work, "stopped" if work.adding.stopped else "done")

    def _came(self, work: _Work, outcome: Outcome) -> None:
        with self._lock:
            work.seen += 1
            came = came_of(outcome, number=work.seen)
            work.outcomes.append(came)
            work.counts[came.came_to] += 1
            if came.came_to in {"new", "changed"}:
                work.statements += came.statements or 0
        self._tell(work)

    def _end(self, work: _Work, state: State, *, problem: str | None = None) -> None:
        work.sent.discard()
        with self._lock:
            work.state, work.ended, work.problem = state, now(), problem
            if not self._closed:
                self._hurry.clear()
        self._tell(work)

    def _tell(self, work: _Work) -> None:
        with self._lock:
            for loop, wake in work.listeners:
                with suppress(RuntimeError):  # the loop of a listener that has just gone is closed
                    loop.call_soon_threadsafe(wake.set)


def _as_it_stands(work: _Work, *, after: int = 0) -> Job:
    """The job without the outcomes up to the number ``after``."""
    return Job(
        id=work.id,
        who=work.who,
        state=work.state,
        asked=work.asked,
        ended=work.ended,
        total=work.adding.total,
        done=work.adding.done,
        current=shown(work.adding.current or "") or None if work.state == "running" else None,
        counts=dict(work.counts),
        statements=work.statements,
        outcomes=tuple(one for one in work.outcomes if one.number > after) if after < work.seen else (),
        problem=work.problem,
    )
