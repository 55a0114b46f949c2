"""The access log, one JSON object per line, and the count of requests for the metrics."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import WatchedFileHandler
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.errors import UsageError
from onrecord.room.metrics import RoomMetrics
from onrecord.times import now

_LOG: Final = logging.getLogger("onrecord.access")


class RequestLogMiddleware:
    """Writes each request to the log ``onrecord.access`` and counts it in ``metrics``."""

    def __init__(self, app: ASGIApp, *, metrics: RoomMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, status, size = time.perf_counter(), 0, 0

        async def send_and_note(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            # 499, as in nginx: the client disconnected before the response began.
            status = status or 499
            seconds = time.perf_counter() - start
            self._metrics.count_request(scope, status=status, seconds=seconds)
            if _LOG.isEnabledFor(logging.INFO):
                _LOG.info(_describe(scope, status=status, size=size, seconds=seconds))


def _describe(scope: Scope, *, status: int, size: int, seconds: float) -> str:
    """A line of the log, without query string, headers and body, since these may contain searches and secrets."""
    visitor = scope.get("state", {}).get("visitor")
    return json.dumps(
        {
            "time": now(),
            "client": scope["client"][0] if scope.get("client") else None,
            "account": visitor.name if visitor else None,
            "method": scope["method"],
            "path": scope["path"],
            "status": status,
            "bytes": size,
            "milliseconds": round(seconds * 1000, 1),
        }
    )


@contextmanager
def open_access_log(path: str) -> Iterator[None]:
    """Write the log to the file ``path``, or to standard error for ``-``; write no log if ``path`` is empty.

    If the file is moved away, as logrotate does, a new one is created. Raises ``UsageError`` if it cannot be written.
    """
    if not path:
        yield
        return
    try:
        handler = logging.StreamHandler() if path == "-" else WatchedFileHandler(path, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"ONRECORD_ACCESS_LOG is {path!r}, which cannot be written ({error.strerror}). Set it to a file in a "
            "folder that you may write to, or to - for standard error."
        ) from error
    level, _LOG.propagate = _LOG.level, False
    _LOG.setLevel(logging.INFO)
    _LOG.addHandler(handler)
    try:
        yield
    finally:
        _LOG.removeHandler(handler)
        _LOG.setLevel(level)
        handler.close()
