"""The HTTP server: one process with uvicorn, in the thread that calls it."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import Final

import uvicorn
from fastapi import FastAPI

from onrecord.errors import UsageError
from onrecord.room.connections import BoundedConnection
from onrecord.room.dependencies import Room
from onrecord.room.metrics import serve_metrics
from onrecord.room.request_log import open_access_log

# Longer than a reader takes from one page to the next link.
_KEEP_ALIVE_SECONDS: Final = 15
# Most systems allow a process 1,024 open files; the record and downloads need some of them.
_MAX_CONNECTIONS: Final = 800
# How long requests in flight may take once the server is told to stop.
_SHUTDOWN_SECONDS: Final = 3


def run(app: FastAPI, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve ``app`` until it is interrupted; ``ready`` is called with its address once it listens.

    Its settings say where the access log and the metrics go. Raises ``UsageError`` if an address or the log cannot
    be used.
    """
    room: Room = app.state.room
    with ExitStack() as stack:
        listener = stack.enter_context(_listen(host, port))
        stack.enter_context(open_access_log(room.settings.access_log))
        if room.settings.metrics:
            stack.enter_context(serve_metrics(room.metrics, room.settings.metrics))
        bound_port = listener.getsockname()[1]
        shown_host = "localhost" if host in {"127.0.0.1", "::1"} else f"[{host}]" if ":" in host else host
        ready(f"http://{shown_host}:{bound_port}/")
        # Modules and routes live as long as the process. Unfrozen, each full collection walks them, for 0.1 s.
        gc.collect()
        gc.freeze()
        uvicorn.Server(make_config(app)).run(sockets=[listener])


def make_config(app: FastAPI) -> uvicorn.Config:
    """The server's configuration, with limits for connections that are slow or idle.

    Addresses of visitors are taken from ``X-Forwarded-For`` where ``FORWARDED_ALLOW_IPS`` trusts the proxy.
    """
    return uvicorn.Config(
        app,
        http=BoundedConnection,
        ws="none",
        log_level="warning",
        server_header=False,
        limit_concurrency=_MAX_CONNECTIONS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with ExitStack() as stack:
            listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen(128)
            stack.pop_all()
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"The room cannot listen on {host}:{port} ({error}). Choose another --port or --host."
        ) from error
    return listener
