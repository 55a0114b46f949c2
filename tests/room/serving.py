"""A room that is served over a real socket, in a thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from onrecord.room import server


@contextmanager
def listening(app: FastAPI) -> Iterator[int]:
    """Serves ``app`` as ``onrecord serve`` does: the port."""
    config = server.make_config(app)
    config.host, config.port = "127.0.0.1", 0
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        thread.join(0.01)
        assert thread.is_alive(), "the room did not open"
    try:
        yield running.servers[0].sockets[0].getsockname()[1]
    finally:
        running.should_exit = True
        thread.join()
