"""Dependencies of routes: the room, the visitor, rate limits, and threads for routes that wait.

They are coroutines although they never wait, because FastAPI would run plain functions in another thread, which takes
time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial, wraps
from typing import Annotated, Any, Final, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Form, Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException

from onrecord.judge.judgement_log import Author
from onrecord.reading_pool import ReaderPool
from onrecord.record import Record
from onrecord.room.access import Access, Visitor
from onrecord.room.authentication import Authenticator, client_network
from onrecord.room.jobs import JobQueue
from onrecord.room.metrics import RoomMetrics
from onrecord.room.overviews import Overviews
from onrecord.room.previews import Previews
from onrecord.room.response_cache import RecordState
from onrecord.room.review_sessions import ReviewSessions
from onrecord.settings import Settings

# Threads that answer requests. Python runs one at a time, so more threads would only slow down each page.
WORKER_THREADS: Final = 3
# Requests that may wait for other sites or for a reading worker at the same time, in separate threads. Each may have a
# page of 20 MB in memory.
SLOW_REQUESTS: Final = 8
# Threads for the checks of ``/health``.
HEALTH_CHECKS: Final = 4

_Response = TypeVar("_Response")


@dataclass(frozen=True, slots=True)
class Room:
    """Everything that routes share, for as long as the room is open."""

    record: Record
    settings: Settings
    access: Access
    authenticator: Authenticator
    secure: bool
    """True if cookies are for HTTPS only."""
    hosts: frozenset[str] | None
    """The host names that the room answers to; null for any."""
    state: RecordState
    pool: ReaderPool
    overviews: Overviews
    jobs: JobQueue
    metrics: RoomMetrics
    previews: Previews = field(default_factory=Previews)
    review_sessions: ReviewSessions = field(default_factory=ReviewSessions)
    limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))
    slow_requests: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(SLOW_REQUESTS))
    """Limits the threads of ``slow_route``."""
    health_checks: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(HEALTH_CHECKS))
    """Limits the threads of ``/health``: checks that hang take none from requests."""

    def count_request(self, limit: RateLimitItem, request: Request, *identity: str) -> bool:
        """Count a request of ``identity`` from its network to its path; false if it is over the limit."""
        return self.limiter.hit(limit, *identity, client_network(request), request.url.path)


async def get_room(request: Request) -> Room:
    """The room that serves ``request``."""
    room: Room = request.app.state.room
    return room


async def get_visitor(request: Request) -> Visitor:
    """The visitor who sent ``request``. Except on public paths, access control has refused all others."""
    visitor: Visitor | None = request.state.visitor
    if visitor is None:
        raise HTTPException(401, "Sign in first.")
    return visitor


async def require_editor(visitor: Annotated[Visitor, Depends(get_visitor)]) -> Visitor:
    """The editor who sent this request; 403 for a reader."""
    if visitor.role != "editor":
        raise HTTPException(403, f"{visitor.name!r} is a reader. Only editors can make changes: ask for that role.")
    return visitor


CurrentRoom = Annotated[Room, Depends(get_room)]
CurrentVisitor = Annotated[Visitor, Depends(get_visitor)]
CurrentEditor = Annotated[Visitor, Depends(require_editor)]


async def get_author(editor: CurrentEditor, why: Annotated[str, Form(max_length=2_000)] = "") -> Author:
    """The editor who sent a judgement, with the reason in its form."""
    return Author(editor.name, why.strip() or None)


CurrentAuthor = Annotated[Author, Depends(get_author)]


def rate_limit(rate: str) -> Callable[..., Awaitable[None]]:
    """A dependency that limits each visitor's requests: ``rate_limit("10/minute")``."""
    limit: RateLimitItem = parse(rate)

    async def check(request: Request, room: CurrentRoom, visitor: CurrentVisitor) -> None:
        if not room.count_request(limit, request, visitor.name):
            seconds = max(1, round(limit.get_expiry()))
            message = f"Requests here are limited to {limit}. Wait {seconds} seconds and try again."
            raise HTTPException(429, message, headers={"retry-after": str(seconds)})

    return check


def slow_route(handler: Callable[..., _Response]) -> Callable[..., Awaitable[_Response]]:
    """A route that waits for other sites or the model, in a separate pool of threads.

    ``handler`` must take ``room``.
    """

    @wraps(handler)
    async def run_in_own_thread(**arguments: Any) -> _Response:
        return await to_thread.run_sync(partial(handler, **arguments), limiter=arguments["room"].slow_requests)

    return run_in_own_thread
