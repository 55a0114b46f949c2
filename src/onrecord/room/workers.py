"""The workers of a room: processes that answer requests, started and restarted by the main process.

They are forked from a process that has imported the app, which takes over a second, and share its memory.

Each has its own socket at the public address, and the kernel distributes connections among them. The sockets stay open
in the main process, so connections that wait for a worker that died are answered by the next one.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread
from typing import Final, Self

from onrecord.child_processes import make_process_context, outlive_signals
from onrecord.settings import Settings

_LOG: Final = logging.getLogger("onrecord.room")
# Seconds between two starts of a worker, so that a worker that cannot start does not keep a processor busy.
_MIN_LIFETIME: Final = 2.0
# Seconds for the requests of a worker to end.
_STOPPING_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class WorkerRoom:
    """Arguments with which a worker opens its own app on the record."""

    record: Path | str
    settings: Settings
    accounts: Path | None
    owner: str | None
    hosts: frozenset[str] | None
    secure: bool
    socket: str
    """Path of the Unix socket of the main process."""
    metrics: str | None
    """Folder in which all processes count requests; null without metrics."""


class RoomWorkers:
    """Runs ``serve`` in a process for each listener, and restarts a process that ends. Use it as a context manager."""

    def __init__(
        self,
        serve: Callable[[WorkerRoom, socket.socket, connection.Connection], None],
        room: WorkerRoom,
        *,
        listeners: Sequence[socket.socket],
    ) -> None:
        """``serve`` is a function that can be imported; it returns when its connection is closed."""
        self._serve = serve
        self._room = room
        self._listeners = listeners
        self._context = make_process_context(imports="onrecord.room.worker_imports")
        self._stopped, self._stop = self._context.Pipe(duplex=False)
        self._thread = Thread(target=self._keep_running, name="onrecord-workers", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.close()
        self._thread.join()

    def _keep_running(self) -> None:
        outlive_signals()
        workers = [self._start(listener) for listener in self._listeners]
        while True:
            connection.wait([self._stopped, *(process.sentinel for process, _, _ in workers)])
            if self._stopped.poll():
                break
            for place, (process, _, started) in enumerate(workers):
                if process.exitcode is not None:
                    _LOG.error("A worker of the room ended (exit code %s) and is started again.", process.exitcode)
                    time.sleep(max(0.0, started + _MIN_LIFETIME - time.monotonic()))
                    workers[place] = self._start(self._listeners[place])
        for _, lifeline, _ in workers:
            lifeline.close()
        deadline = time.monotonic() + _STOPPING_SECONDS
        for process, _, _ in workers:
            process.join(max(0.0, deadline - time.monotonic()))
            process.kill()

    def _start(self, listener: socket.socket) -> tuple[BaseProcess, connection.Connection, float]:
        """A new worker, the connection that ends it when closed, and the time of its start."""
        worker_end, lifeline = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=self._serve, args=(self._room, listener, worker_end), name="onrecord-room", daemon=True
        )
        process.start()
        worker_end.close()
        return process, lifeline, time.monotonic()
