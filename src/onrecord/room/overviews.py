"""Overviews of the whole record: what takes seconds to count is counted aside, and kept until the record changes.

While the record changes all the time, as when pages are added, what was counted last is shown, and says when that was.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Any, Final, Generic, TypeVar, cast

from onrecord.record import Record
from onrecord.room.freshness import State
from onrecord.views.outlets import Outlet, outlets
from onrecord.views.speaker_shares import Heard, heard

T = TypeVar("T")

_PATIENCE: Final = 1.5
"""Seconds that a visitor waits for what has never been counted."""
_MOST_KEPT: Final = 2_000


@dataclass(frozen=True, slots=True)
class Counted(Generic[T]):
    """An overview, and of when it is."""

    value: T
    at: datetime
    current: bool
    """Whether the record is still as it was then."""


@dataclass(slots=True)
class _Kept:
    state: str
    at: datetime
    value: Any


class Overviews:
    """The overviews of one record. They are counted one after the other."""

    def __init__(self, record: Record, state: State) -> None:
        self._record = record
        self._state = state
        self._kept: dict[Hashable, _Kept] = {}
        self._under_way: dict[Hashable, Future[_Kept]] = {}
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="overviews")

    def close(self) -> None:
        """Count nothing more; what is being counted is waited for."""
        self._worker.shutdown(cancel_futures=True)

    def outlets(self) -> Counted[tuple[Outlet, ...]] | None:
        """Every outlet; null where that is still being counted."""
        return self._counted("outlets", lambda: outlets(self._record))

    def heard(self, name: str | None) -> Counted[Heard] | None:
        """Who is heard, in an outlet or in all. Raises ``NotFoundError`` where there is no such outlet."""
        return self._counted(("heard", name), lambda: heard(self._record, outlet=name))

    def _counted(self, key: Hashable, make: Callable[[], T]) -> Counted[T] | None:
        state = self._state.now()
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept.state != state:
                if key not in self._under_way:
                    self._under_way[key] = self._worker.submit(self._count, key, make)
                under_way = self._under_way[key]
        if kept is None:
            try:
                kept = under_way.result(timeout=_PATIENCE)
            except TooLong:
                return None
        return Counted(cast(T, kept.value), kept.at, current=kept.state == state)

    def _count(self, key: Hashable, make: Callable[[], object]) -> _Kept:
        try:
            # The state from before: where the record changes meanwhile, it will be counted once more.
            made = _Kept(self._state.now(), datetime.now(UTC), make())
            with self._lock:
                self._kept.pop(key, None)
                self._kept[key] = made
                while len(self._kept) > _MOST_KEPT:
                    del self._kept[next(iter(self._kept))]
            return made
        finally:
            with self._lock:
                self._under_way.pop(key, None)
