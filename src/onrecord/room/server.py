"""Serving the room: one process, as many threads as it has readers."""

from __future__ import annotations

import gc
import socket
from collections.abc import Callable
from contextlib import ExitStack
from typing import Final

import uvicorn
from fastapi import FastAPI

from onrecord.errors import UsageError

_IDLE_SECONDS: Final = 15
_LEAVE_SECONDS: Final = 3
"""How long answers under way are waited for when the room closes."""


def run(app: FastAPI, *, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve ``app`` until it is interrupted; ``ready`` is told its address once it can be reached.

    Raises ``UsageError`` where the address cannot be had.
    """
    with _listen(host, port) as listener:
        number = listener.getsockname()[1]
        shown = "localhost" if host in {"127.0.0.1", "::1"} else f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{number}/")
        config = uvicorn.Config(
            app,
            log_level="warning",
            server_header=False,
            timeout_keep_alive=_IDLE_SECONDS,
            timeout_graceful_shutdown=_LEAVE_SECONDS,
        )
        # What is loaded by now stays: to look through it for garbage would hold up everybody for a tenth of a second.
        gc.collect()
        gc.freeze()
        uvicorn.Server(config).run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with ExitStack() as undo:
            listener = undo.enter_context(socket.socket(family, socket.SOCK_STREAM))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
            listener.listen(128)
            undo.pop_all()
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"{host}:{port}: the room cannot be opened there ({error}). Choose another --port or --host."
        ) from error
    return listener
