"""Overviews of the whole record, computed in the background and cached until the record changes.

For a large record they take seconds. While the record changes all the time, for instance when pages are added, the
previous overview is shown with its date.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final, Generic, TypeVar, cast

from fastapi import Request
from starlette.responses import HTMLResponse

from onrecord.record import Record
from onrecord.room.response_cache import RecordState, mark_cacheable
from onrecord.room.templating import query_of, render
from onrecord.views.outlets import Outlet, outlets
from onrecord.views.speaker_shares import SpeakerShares, speaker_shares

T = TypeVar("T")

# Seconds that a visitor waits for an overview that was never computed, before a page says that it is being computed.
_MAX_WAIT: Final = 1.5
# Overviews in memory, one for each outlet that somebody looked at.
_MAX_OVERVIEWS: Final = 2_000


@dataclass(frozen=True, slots=True)
class ComputedOverview(Generic[T]):
    """An overview with the moment at which it was computed."""

    value: T
    computed: datetime
    current: bool
    """False if the record has changed since."""


@dataclass(slots=True)
class _Entry:
    state: str
    computed: datetime
    value: Any


class Overviews:
    """The overviews of a record, computed one after another in a separate thread."""

    def __init__(self, record: Record, state: RecordState) -> None:
        self._record = record
        self._state = state
        self._entries: dict[Hashable, _Entry] = {}
        self._pending: dict[Hashable, Future[_Entry]] = {}
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="overviews")

    def close(self) -> None:
        """Wait for the overview that is being computed, and drop the rest of the queue."""
        self._worker.shutdown(cancel_futures=True)

    def outlets(self) -> ComputedOverview[tuple[Outlet, ...]] | None:
        """All outlets; null while they are being computed."""
        return self._look_up("outlets", lambda: outlets(self._record))

    def speaker_shares(self, outlet: str | None) -> ComputedOverview[SpeakerShares] | None:
        """The share of each speaker in an outlet, or in the record. Raises ``NotFoundError`` for an unknown outlet."""
        return self._look_up(("speaker_shares", outlet), lambda: speaker_shares(self._record, outlet=outlet))

    def _look_up(self, key: Hashable, compute: Callable[[], T]) -> ComputedOverview[T] | None:
        state = self._state.current()
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or entry.state != state:
                if key not in self._pending:
                    self._pending[key] = self._worker.submit(self._compute, key, compute)
                pending = self._pending[key]
        if entry is None:
            try:
                entry = pending.result(timeout=_MAX_WAIT)
            except TimeoutError:
                return None
        return ComputedOverview(cast(T, entry.value), entry.computed, current=entry.state == state)

    def _compute(self, key: Hashable, compute: Callable[[], object]) -> _Entry:
        try:
            # Read first, so that the overview is computed again if the record changes in the meantime.
            entry = _Entry(self._state.current(), datetime.now(UTC), compute())
            with self._lock:
                self._entries.pop(key, None)
                self._entries[key] = entry
                while len(self._entries) > _MAX_OVERVIEWS:
                    del self._entries[next(iter(self._entries))]
            return entry
        finally:
            with self._lock:
                self._pending.pop(key, None)


def render_pending(request: Request, title: str) -> HTMLResponse:
    """A page that says that an overview is being computed, and loads itself again."""
    response = render(request, "pending_overview.html", title=title, address=request.url.path + query_of(request))
    response.headers["cache-control"] = "no-store"
    return response


def mark_cacheable_if_current(request: Request, *overviews: ComputedOverview[Any]) -> None:
    """Mark the response as cacheable until the record changes, unless an overview is already out of date."""
    if all(overview.current for overview in overviews):
        mark_cacheable(request)
