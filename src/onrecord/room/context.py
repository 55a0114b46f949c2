"""What routes ask for: the room with its record, who is visiting, and leave to write or to do what is costly.

These are coroutines though they wait for nothing: a plain function would cost each request a turn in another thread.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Annotated, Any, Final, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException

from onrecord.reading import Reader
from onrecord.record import Record
from onrecord.room.access import Access, Visitor
from onrecord.room.drafts import Drafts
from onrecord.room.freshness import State
from onrecord.room.jobs import Jobs
from onrecord.room.overviews import Overviews
from onrecord.room.sittings import Sittings
from onrecord.settings import Settings

READERS_AT_ONCE: Final = 3
"""Pages that are made at one time. Python makes them one after the other, however many threads there are: with more of
them each would only be made more slowly."""
_WAITING_AT_ONCE: Final = 16
"""Visitors who may at one time wait for other sites and for the model."""

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Room:
    """What all routes share, for as long as the room is open."""

    record: Record
    settings: Settings
    access: Access
    state: State
    load_reader: Callable[[], Reader]
    """The reader of pages: loaded at the first call and kept."""
    limiter: MovingWindowRateLimiter
    waiting: CapacityLimiter
    """Leave to be one of those who wait; see ``patient``."""
    overviews: Overviews

    jobs: Jobs
    drafts: Drafts
    sittings: Sittings

    def allows(self, item: RateLimitItem, request: Request, *who: str) -> bool:
        """Whether ``who``, at this address, may have one more of ``item``; if so it is counted."""
        return self.limiter.hit(item, *who, request.client.host if request.client else "", request.url.path)


def make_waiting() -> CapacityLimiter:
    """Leave for so many to wait."""
    return CapacityLimiter(_WAITING_AT_ONCE)


def make_limiter() -> MovingWindowRateLimiter:
    """Counts what each visitor asks for, in memory."""
    return MovingWindowRateLimiter(MemoryStorage())


async def room_of(request: Request) -> Room:
    """The room that ``request`` came to."""
    room: Room = request.app.state.room
    return room


async def visitor_of(request: Request) -> Visitor:
    """Who sent ``request``: nobody gets this far without leave."""
    visitor: Visitor | None = request.state.visitor
    if visitor is None:
        raise HTTPException(401, "Sign in first.")
    return visitor


async def editor_of(visitor: Annotated[Visitor, Depends(visitor_of)]) -> Visitor:
    """The editor who sent this request. Readers are told that they may not do this."""
    if visitor.role != "editor":
        raise HTTPException(403, f"{visitor.name!r} may read here and change nothing. Ask for the role of an editor.")
    return visitor


RoomOf = Annotated[Room, Depends(room_of)]
VisitorOf = Annotated[Visitor, Depends(visitor_of)]
EditorOf = Annotated[Visitor, Depends(editor_of)]


def limited(rate: str) -> Callable[..., Awaitable[None]]:
    """A dependency that lets each visitor have so much and no more: ``limited("10/minute")``."""
    item: RateLimitItem = parse(rate)

    async def check(request: Request, room: RoomOf, visitor: VisitorOf) -> None:
        if not room.allows(item, request, visitor.name):
            seconds = max(1, round(item.get_expiry()))
            raise HTTPException(
                429, f"That is more than {item}. Wait a little and try again.", headers={"retry-after": str(seconds)}
            )

    return check


def patient(handler: Callable[..., _Answer]) -> Callable[..., Awaitable[_Answer]]:
    """A route that waits for other sites or for the model, kept apart from those that answer at once.

    It has to ask for ``room``.
    """

    @wraps(handler)
    async def aside(**given: Any) -> _Answer:
        return await to_thread.run_sync(partial(handler, **given), limiter=given["room"].waiting)

    return aside
