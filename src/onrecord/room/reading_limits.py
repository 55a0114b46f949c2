"""Limits of reading: requests that read a page wait for their turn before their page is received.

Two pages of each visitor are read at a time, so that no visitor can occupy all workers. A request that waits has not
sent its page yet, and so takes no memory.
"""

from __future__ import annotations

from typing import Final
from weakref import WeakValueDictionary

from anyio import Semaphore
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.room.access import Visitor
from onrecord.room.dependencies import SLOW_REQUESTS
from onrecord.room.problems import problem_response

READING_PATHS: Final = frozenset({"/add/read", "/add/files", "/api/read", "/check", "/api/check"})
# Pages of one visitor that are read at a time.
MAX_READINGS: Final = 2
# Requests of one visitor, and of all, that may wait.
MAX_WAITING: Final = 8
MAX_WAITING_IN_ALL: Final = 32
# A worker spends up to a minute on a page.
_RETRY_AFTER_SECONDS: Final = 30


class ReadingLimitMiddleware:
    """Lets requests to ``READING_PATHS`` wait, and refuses them with 429 or 503 if too many are waiting."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._all = Semaphore(SLOW_REQUESTS)
        self._visitors: WeakValueDictionary[str, Semaphore] = WeakValueDictionary()
        """Turns by visitor name. An entry lasts while a request refers to it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visitor: Visitor | None = scope.get("state", {}).get("visitor")
        if visitor is None or scope["method"] != "POST" or scope["path"] not in READING_PATHS:
            await self._app(scope, receive, send)
            return
        visitor_turns = self._visitors.setdefault(visitor.name, Semaphore(MAX_READINGS))
        waiting = sum(map(_count_waiting, (self._all, *self._visitors.values())))
        if _count_waiting(visitor_turns) >= MAX_WAITING:
            await _refuse(429, f"{MAX_WAITING} of your pages are already waiting to be read.")(scope, receive, send)
        elif waiting >= MAX_WAITING_IN_ALL:
            await _refuse(503, f"{waiting} pages are already waiting to be read.")(scope, receive, send)
        else:
            async with visitor_turns, self._all:
                await self._app(scope, receive, send)


def _count_waiting(turns: Semaphore) -> int:
    return turns.statistics().tasks_waiting


def _refuse(status: int, detail: str) -> ASGIApp:
    async def respond(scope: Scope, receive: Receive, send: Send) -> None:
        response = problem_response(Request(scope), status, detail, "Try again when some of them have been read.")
        response.headers["retry-after"] = str(_RETRY_AFTER_SECONDS)
        await response(scope, receive, send)

    return respond
