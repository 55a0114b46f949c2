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

# Longer than a reader takes from one page to the next link.
_KEEP_ALIVE_SECONDS: Final = 15
# How long requests in flight may take once the server is told to stop.
_SHUTDOWN_SECONDS: Final = 3


def run(app: FastAPI, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve ``app`` until it is interrupted; ``ready`` is called with its address once it listens.

    Raises ``UsageError`` where the address cannot be used.
    """
    with _listen(host, port) as listener:
        bound_port = listener.getsockname()[1]
        shown_host = "localhost" if host in {"127.0.0.1", "::1"} else f"[{host}]" if ":" in host else host
        ready(f"http://{shown_host}:{bound_port}/")
        config = uvicorn.Config(
            app,
            log_level="warning",
            server_header=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
        )
        # Modules and routes live as long as the process. Unfrozen, each full collection walks them, for 0.1 s.
        gc.collect()
        gc.freeze()
        uvicorn.Server(config).run(sockets=[listener])


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
