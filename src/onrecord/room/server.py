"""The HTTP server: uvicorn in the thread that calls it, or several processes with uvicorn."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from multiprocessing.connection import Connection, wait
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Final

import uvicorn
from fastapi import FastAPI

from onrecord.errors import UsageError
from onrecord.record import Record
from onrecord.room.access import Access
from onrecord.room.app import create_app
from onrecord.room.connections import BoundedConnection
from onrecord.room.dependencies import Room
from onrecord.room.metrics import serve_metrics
from onrecord.room.request_log import open_access_log
from onrecord.room.workers import RoomWorkers, WorkerRoom

# Longer than a reader takes until the next click.
_KEEP_ALIVE_SECONDS: Final = 15
# Most systems allow a process 1,024 open files; the record and downloads need some of them.
_MAX_CONNECTIONS: Final = 800
# Connections that wait to be accepted.
_BACKLOG: Final = 128
# Seconds for requests in progress after the server is told to stop.
_SHUTDOWN_SECONDS: Final = 3


def run(
    app: FastAPI, *, host: str, port: int, ready: Callable[[str], None], workers: int = 1, metrics: str | None = None
) -> None:
    """Serve ``app`` until it is interrupted; ``ready`` is called with its address once it listens.

    With several ``workers``, that many further processes answer requests, and forward some of them to ``app``;
    ``metrics`` is the folder in which all of them count requests. The access log and the address of the metrics are in
    the settings of ``app``. Raises ``UsageError`` if an address or the log cannot be used.
    """
    room: Room = app.state.room
    with ExitStack() as stack:
        listener = stack.enter_context(_listen(host, port))
        stack.enter_context(open_access_log(room.settings.access_log))
        if room.settings.metrics:
            stack.enter_context(serve_metrics(room.metrics, room.settings.metrics))
        bound_port = listener.getsockname()[1]
        config, sockets = make_config(app), [listener]
        if workers > 1:
            folder = stack.enter_context(TemporaryDirectory(prefix="onrecord-"))
            config, sockets = make_config(app, socket_path=str(Path(folder) / "room")), []
            listeners = _share_out(listener, workers=workers, stack=stack)
            worker_room = WorkerRoom(
                record=room.record.database.location,
                settings=room.settings,
                accounts=room.access.path,
                owner=room.access.owner,
                hosts=room.hosts,
                secure=room.secure,
                socket=str(config.uds),
                metrics=metrics,
            )
            stack.enter_context(RoomWorkers(serve_as_worker, worker_room, listeners=listeners))
        shown_host = "localhost" if host in {"127.0.0.1", "::1"} else f"[{host}]" if ":" in host else host
        ready(f"http://{shown_host}:{bound_port}/")
        _freeze_memory()
        # uvicorn ends requests in progress, and then raises the signal again for the previous handler.
        signal.signal(signal.SIGTERM, _close_in_order)
        uvicorn.Server(config).run(sockets=sockets or None)


def _close_in_order(*_: object) -> None:
    """End this process so that its workers end and its folders are deleted."""
    sys.exit(0)


def serve_as_worker(room: WorkerRoom, listener: socket.socket, lifeline: Connection) -> None:
    """Answer requests to ``listener`` in this process, a worker of the room, until ``lifeline`` is closed."""
    access = Access(room.accounts, owner=room.owner)
    with (
        Record.open(room.record, settings=room.settings, create=False, writable=False) as record,
        open_access_log(room.settings.access_log),
    ):
        app = create_app(
            record,
            access=access,
            settings=room.settings,
            hosts=room.hosts,
            secure=room.secure,
            metrics=room.metrics,
            main_socket=room.socket,
        )
        server = uvicorn.Server(make_config(app))

        def stop_with_room() -> None:
            wait([lifeline])
            server.should_exit = True

        Thread(target=stop_with_room, daemon=True).start()
        _freeze_memory()
        server.run(sockets=[listener])


def make_config(app: FastAPI, *, socket_path: str | None = None) -> uvicorn.Config:
    """The server's configuration, with limits for connections that are slow or idle.

    Addresses of visitors come from ``X-Forwarded-For`` if ``FORWARDED_ALLOW_IPS`` includes the proxy, and always at the
    Unix socket ``socket_path``, which only the room's workers can open.
    """
    return uvicorn.Config(
        app,
        uds=socket_path,
        forwarded_allow_ips="*" if socket_path else None,
        http=BoundedConnection,
        ws="none",
        log_level="warning",
        server_header=False,
        limit_concurrency=_MAX_CONNECTIONS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )


def _freeze_memory() -> None:
    """Exempt modules and routes from garbage collection, which saves 0.1 s: they live as long as the process."""
    gc.collect()
    gc.freeze()


def _share_out(listener: socket.socket, *, workers: int, stack: ExitStack) -> list[socket.socket]:
    """A socket for each worker at the address of ``listener``, which is closed. Linux distributes the connections."""
    if not sys.platform.startswith("linux"):
        return [listener] * workers
    address = listener.getsockname()
    listener.close()
    listeners = []
    for _ in range(workers):
        shared = stack.enter_context(socket.socket(listener.family, socket.SOCK_STREAM))
        shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        shared.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        shared.bind(address)
        shared.listen(_BACKLOG)
        listeners.append(shared)
    return listeners


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with ExitStack() as stack:
            listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen(_BACKLOG)
            stack.pop_all()
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"The room cannot listen on {host}:{port} ({error}). Choose another --port or --host."
        ) from error
    return listener
